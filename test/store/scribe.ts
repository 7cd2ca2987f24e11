// A process that writes and says what it was answered: `scribe.ts DATABASE SETTING WRITES AT-ONCE`. Each write appends one
// audit event; its number is printed, by itself on a line, once the store has answered.
import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/index.ts';

const [file = '', setting = '', writes = '0', atOnce = '1'] = process.argv.slice(2);
const store = await openStore(file);
say('ready');
let next = 0;

/** Where nobody has read for a while the pipe is full (EAGAIN): it is tried again. */
function say(words: string): void {
  for (;;) {
    try {
      writeSync(1, `${words}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

async function write(): Promise<void> {
  while (next < Number(writes)) {
    const number = next++;
    const event = { action: 'scribe.wrote', actor: 'operator', subject: `${number}`, payload: { number } };
    await store.write([setting], (register) => register.audit.append(setting, event, new Date()));
    say(`${number}`);
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, write));
await store.close();
