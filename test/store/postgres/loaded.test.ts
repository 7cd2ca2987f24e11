import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { DEMO, openWorkplace } from '../../support/process.ts';

const BUILT = join(import.meta.dirname, '../../../dist/src');
const PROBE = pathToFileURL(join(import.meta.dirname, '../../support/loaded.js')).href;
/** What is read of a built file when it is PostgreSQL's driver. */
const isDriver = (file: string) => readFileSync(file, 'utf8').includes('node_modules/pg/lib/client.js');

test('on a file nothing of PostgreSQL’s driver is loaded, by a command or by the service', async () => {
  const drivers = readdirSync(BUILT)
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(BUILT, name))
    .filter(isDriver);
  expect(drivers).not.toEqual([]);
  const work = await openWorkplace();
  try {
    const loaded = async (
      name: string,
      run: (env: Record<string, string>) => Promise<{ code: number | null }>,
    ) => {
      const to = join(work.folder, name);
      expect(await run({ NODE_OPTIONS: `--import ${PROBE}`, LOADED_TO: to })).toMatchObject({ code: 0 });
      return (JSON.parse(readFileSync(to, 'utf8')) as { files: string[] }).files;
    };
    const all = [
      await loaded('import', (env) => work.candour(['import', DEMO], { env })),
      await loaded('verify', (env) => work.candour(['audit', 'verify'], { env })),
      await loaded('console', (env) => work.start({ env, input: 'help\n' })),
    ];
    for (const files of all) {
      expect(files.length).toBeGreaterThan(3);
      expect(files.filter((file) => drivers.includes(file) || file.includes('/node_modules/pg'))).toEqual([]);
    }
  } finally {
    await work.close();
  }
}, 60_000);
