import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

const AT = ['--at', '2026-11-23T10:00:00Z'];
let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
  await place.candour(['import', DEMO, ...AT]);
});
afterAll(() => place.close());

const filesIn = (path: string) => {
  const files = unzipSync(readFileSync(path));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
};

it('export writes what is held about one person, readable by its owner alone, and says so in the audit trail', async () => {
  const to = join(place.folder, 'zoe.zip');
  const done = await place.candour(['export', '--person', 'Zoë Adeyemi', '--to', to, ...AT]);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('Zoë Adeyemi');
  expect(statSync(to).mode & 0o077).toBe(0);
  const files = filesIn(to);
  expect(Object.keys(files).sort()).toEqual(['my-data.html', 'my-data.json']);
  expect(JSON.parse(files['my-data.json'] ?? '')).toMatchObject({ person: 'Zoë Adeyemi', version: 1 });
  expect((await place.candour(['audit', 'verify'])).code).toBe(0);
});

it('export serves a parent who has no account', async () => {
  const to = join(place.folder, 'parent.zip');
  expect((await place.candour(['export', '--person', 'Laura Ashdown', '--to', to, ...AT])).code).toBe(0);
  expect(filesIn(to)['my-data.html']).toContain('Your own children here');
});

it('export refuses to guess, to overwrite, or to work on half a command', async () => {
  const to = join(place.folder, 'taken.zip');
  await place.candour(['export', '--person', 'P06', '--to', to, ...AT]);
  const taken = await place.candour(['export', '--person', 'P06', '--to', to, ...AT]);
  expect(taken).toMatchObject({ code: 1, stdout: '' });
  expect(taken.stderr).toContain('is there already');
  const two = await place.candour([
    'export',
    '--person',
    'Emma Wood',
    '--to',
    join(place.folder, 'x.zip'),
    ...AT,
  ]);
  expect(two.code).toBe(1);
  expect(two.stderr).toContain('fits several people');
  const nobody = await place.candour([
    'export',
    '--person',
    'Nobody Known',
    '--to',
    join(place.folder, 'y.zip'),
  ]);
  expect(nobody).toMatchObject({ code: 1 });
  expect((await place.candour(['export', '--person', 'Zoë Adeyemi'])).code).toBe(2);
  expect((await place.candour(['export', '--to', to])).code).toBe(2);
});

it('say hands over the file of an answer where it was run, beside its line of JSON', async () => {
  const said = await place.candour(['say', '--as', 'Zoë Adeyemi', '--json', ...AT, 'mydata']);
  expect(said.code).toBe(0);
  expect(JSON.parse(said.stdout)).toMatchObject({
    contract: 1,
    kind: 'view',
    file: { type: 'application/zip' },
  });
  expect(said.stderr).toContain('Saved here as candour-my-data-2026-11-23.zip');
  const again = await place.candour(['say', '--as', 'Zoë Adeyemi', ...AT, 'mydata']);
  expect(again.stdout).toContain('candour-my-data-2026-11-23-2.zip');
  expect(readdirSync(place.folder).filter((name) => name.startsWith('candour-my-data'))).toHaveLength(2);
});
