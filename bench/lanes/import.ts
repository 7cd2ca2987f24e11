// One import in a process of its own, so that its memory is its own too: `import.js FOLDER DATABASE`. Run again it changes nothing.
import { readFileSync } from 'node:fs';
import { loadAdapters } from '../../adapters/index.ts';
import { createCalendar } from '../../src/calendar.ts';
import { importFolder } from '../../src/import/index.ts';
import { openStore } from '../../src/store/index.ts';

const [dir = '', file = ''] = process.argv.slice(2);
const store = await openStore(file);
const began = performance.now();
// As the command does: it prints so many changes.
const { faults, written } = await importFolder({
  store,
  calendar: createCalendar(),
  platformNames: await loadAdapters(),
  now: new Date(),
  dir,
  listed: 200,
});
const seconds = (performance.now() - began) / 1000;
await store.close();
if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'));
console.log(JSON.stringify({ seconds, peak: peak(), written }));

/** Resident memory at its highest, in bytes. What Linux says of a process's resources begins with what its parent held. */
function peak(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
