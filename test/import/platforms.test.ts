import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSetting } from '../../src/import/index.ts';
import { platformNames, ZULIP } from '../support/platforms.ts';
import { elm, folder, NOW, PEOPLE, STAFF, sheet, withStore, write } from './folder.ts';

const on = withStore();

const THREE = { platformNames: [...platformNames, ZULIP] };

const setting = (more: object) => JSON.stringify({ code: 'elm', name: 'Elm House', ...more });
const people = (...users: string[]) =>
  sheet(`${PEOPLE},zulip_user`, ...STAFF.map((row, at) => `${row},${users[at] ?? ''}`));
const bound = (tenant: string, user: string) =>
  on.store.read((register) => register.accounts.find({ platform: 'zulip', tenant, user }));

test('a third platform’s accounts are bound by its own column and key, and exported under them', async () => {
  const contents = elm({
    'setting.json': setting({ zulip_organisation: 'ELM' }),
    'people.csv': people('', '', 'Ann17'),
  });
  const dir = await on.seed(contents, THREE);
  expect(await bound('elm', 'ann17')).toMatchObject([{ named: true }]);
  expect(await on.run(dir, THREE)).toMatchObject({ changes: [], faults: [] });
  const out = join(folder({}), 'out');
  await exportSetting({ store: on.store, ...THREE, now: NOW, dir: out });
  const said = (file: string) => readFileSync(join(out, file), 'utf8');
  expect(JSON.parse(said('setting.json'))).toMatchObject({ zulip_organisation: 'elm' });
  expect(said('people.csv')).toMatch(/slack_user,teams_user,zulip_user\r?\n/);
  expect(said('people.csv')).toMatch(/^P3,Ann Lee,.*,ann17\r?$/m);
  expect(await on.run(out, THREE)).toMatchObject({ changes: [], faults: [] });
  write(dir, { 'setting.json': setting({ zulip_organisation: 'oak' }) });
  expect((await on.run(dir, THREE)).changes).toEqual([
    'setting.json: elm: zulipOrganisation is changed.',
    'setting.json: zulip_organisation: accounts elsewhere are unbound: 1.',
  ]);
  expect(await bound('elm', 'ann17')).toEqual([]);
});

test('what is wrong with them is said by the same names', async () => {
  const report = await on.run(
    folder(
      elm({ 'setting.json': setting({ zulip_organisation: 7 }), 'people.csv': people('17', '17', 'a b') }),
    ),
    THREE,
  );
  expect(report.faults).toEqual([
    'people.csv:3:11: "17" is also the Zulip user in line 2: each row needs its own.',
    'people.csv:4:11: "a b" is no user id: it has no spaces in it.',
    expect.stringMatching(/^setting\.json:1:\d+: zulip_organisation: /),
  ]);
});

test('a setting without the key binds nobody, and is told', async () => {
  const report = await on.run(folder(elm({ 'people.csv': people('17') })), THREE);
  expect(report.notes).toContainEqual(
    expect.stringContaining('zulip_user is filled in, but setting.json has no zulip_organisation'),
  );
});

test('where the platform is not in the list, its key and its column are left out, with a note', async () => {
  const dir = folder(
    elm({ 'setting.json': setting({ zulip_organisation: 'elm' }), 'people.csv': people('17') }),
  );
  const { notes, faults } = await on.run(dir);
  expect(faults).toEqual([]);
  expect(notes.join('\n')).toMatch(/zulip_organisation.*is not one of ours/);
  expect(notes.join('\n')).toMatch(/zulip_user/);
  expect(await bound('elm', '17')).toEqual([]);
});
