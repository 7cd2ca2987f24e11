import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSetting } from '../../src/import/index.ts';
import { platformNames, ZULIP } from '../support/platforms.ts';
import { explain, put } from '../support/put.ts';
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
    'people.csv:4: Ann Lee: zulip_user is bound.',
  ]);
  expect(await bound('elm', 'ann17')).toEqual([]);
  expect(await bound('oak', 'ann17')).toMatchObject([{ named: true }]);
});

test('an account that waits at an address typed in chat is bound once the file names that address', async () => {
  const named = (email: string) =>
    elm({ 'people.csv': sheet(PEOPLE, ...STAFF, `P9,Nina Falk,${email},staff,,,,,,`) });
  const dir = await on.seed(named(''));
  const [{ id: setting } = { id: '' }] = await on.store.read((register) => register.settings.all());
  const account = { platform: 'zulip', tenant: 'elm', user: 'nina' };
  await on.store.write([setting], async (register) => {
    const nina = (await register.people.all(setting)).find(({ name }) => name === 'Nina Falk');
    const ruth = (await register.people.all(setting)).find(({ id }) => id !== nina?.id);
    if (!nina || !ruth) throw new Error('nobody of that name');
    await put(register, { people: [{ ...nina, email: 'nina@elm.test', emailTypedBy: ruth.id }] });
    await register.accounts.save({
      ...account,
      setting,
      person: nina.id,
      lastUsedAt: NOW,
      named: false,
      state: 'waiting',
      recordedBy: ruth.id,
      waitsSince: NOW,
      seenBy: null,
      hasStood: false,
    });
    await explain(register, setting);
  });
  // What an import names it trusts, so that an export does not name what nobody has confirmed.
  const out = join(folder({}), 'out');
  const exported = await exportSetting({ store: on.store, platformNames, now: NOW, dir: out });
  expect(exported.notes).toEqual([
    'people.csv: the e-mail address of Nina Falk is left out, since it was typed in chat and nobody has confirmed it yet.',
  ]);
  expect(readFileSync(join(out, 'people.csv'), 'utf8')).not.toContain('nina@elm.test');
  expect((await on.run(out)).changes).toEqual([]);
  write(dir, named('nina@elm.test'));
  expect((await on.run(dir)).changes).toEqual(['people.csv:6: Nina Falk: email: named by the file, too.']);
  expect(await on.store.read((register) => register.accounts.find(account))).toHaveLength(1);
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
