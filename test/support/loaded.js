// Loaded before the programme with `node --import`: when it ends, writes what was loaded, and what is still held, into the file that LOADED_TO names.
// Plain JavaScript, because plain node runs it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const to = process.env.LOADED_TO ?? '';
const imported = `${to}.imported`;
writeFileSync(imported, '');
// Hooks run in a thread of their own, which outlives nothing: each import is written down at once.
register(
  `data:text/javascript,${encodeURIComponent(`
    import { appendFileSync } from 'node:fs';
    let to;
    export const initialize = (file) => { to = file; };
    export const load = (url, context, next) => { appendFileSync(to, url + '\\n'); return next(url, context); };
  `)}`,
  { data: imported },
);
process.on('exit', () => {
  const files = new Set(Object.keys(createRequire(import.meta.url).cache));
  for (const url of readFileSync(imported, 'utf8').split('\n')) {
    if (url.startsWith('file:')) files.add(decodeURIComponent(new URL(url).pathname));
  }
  // What is resident besides swings by ten megabytes with the moment of the last collection.
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  writeFileSync(to, JSON.stringify({ files: [...files], heap: process.memoryUsage().heapUsed }));
});
