import { afterEach, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { openFaults, recordMended, tellOfFault } from '../../../src/core/notices/tell-of-machine.ts';
import type { Person } from '../../../src/core/people/person.ts';
import { aPerson, aSetting } from '../../store/fixture.ts';
import { ADMIN, RUTH } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting, type Variation } from '../../support/setting.ts';

const calendar = createCalendar();
const after = (hours: number) => new Date(MONDAY.getTime() + hours * 3_600_000);
let elm: TestSetting;
const open = async (variation: Variation = {}) => {
  elm = await openSetting(variation);
};
afterEach(() => elm.close());

const tell = (hours = 0, since = MONDAY) =>
  tellOfFault({ store: elm.store, calendar, now: after(hours) }, 'backup', since);
const mend = (hours: number) => recordMended({ store: elm.store, now: after(hours) }, 'backup');
const told = async () =>
  (await elm.told())
    .filter(({ content }) => content.kind === 'machine')
    .map(({ settingCode, recipientName, subject }) => `${settingCode}: ${recipientName}, ${subject}`)
    .sort();

/** Another setting, with these people. */
async function addSetting(code: string, people: (setting: string) => Person[]): Promise<void> {
  const setting = aSetting({ code });
  await elm.store.write([], async (register) => {
    await register.settings.save(setting);
  });
  await elm.store.write([setting.id], (register) => put(register, { people: people(setting.id) }));
}
const admin =
  (name: string, email: string | null = null) =>
  (setting: string) => [aPerson(setting, name, ['admin'], { email })];
const codeOfElm = async () =>
  elm.read(async (register, setting) => (await register.settings.byId(setting))?.code);

it('tells the administrator once, in words that name nobody, however often it is told', async () => {
  await open();
  await tell();
  await tell(24);
  await tell(48);
  expect(await told()).toEqual([`${await codeOfElm()}: ${ADMIN}, machine-backup`]);
  const [row] = await elm.told(ADMIN);
  expect(row).toMatchObject({
    class: 'alert',
    title: 'Backups are not being made',
    text: 'Candour cannot make its nightly backup. It has been so since 23 Nov 2026. The operator finds what to do with candour doctor.',
    button: null,
  });
  expect(await elm.audited('machine.failed')).toBe(1);
  expect(await openFaults(elm.store)).toEqual([{ fault: 'backup', since: MONDAY }]);
});

it('is over once, and a second time is told anew', async () => {
  await open();
  expect(await mend(0)).toBe(false);
  await tell();
  expect(await mend(1)).toBe(true);
  expect(await mend(2)).toBe(false);
  expect(await openFaults(elm.store)).toEqual([]);
  await tell(3, after(3));
  expect((await told()).length).toBe(2);
  expect(await openFaults(elm.store)).toEqual([{ fault: 'backup', since: after(3) }]);
  expect([await elm.audited('machine.failed'), await elm.audited('machine.mended')]).toEqual([2, 1]);
});

it('a clock that was set back takes no new fault for one that is over', async () => {
  await open();
  await tell(10, after(10));
  await mend(20);
  await tell(5, after(5));
  expect(await openFaults(elm.store)).toEqual([{ fault: 'backup', since: after(5) }]);
  await mend(6);
  expect(await openFaults(elm.store)).toEqual([]);
});

it('one who administers many settings gets one message, in the first of them', async () => {
  await open({ without: [ADMIN] });
  await elm.change(async (register, setting) =>
    put(register, { people: admin('Ada Quill', 'Ada@Group.test')(setting) }),
  );
  for (let at = 0; at < 40; at++)
    await addSetting(`ash-${at}`, (setting) => [
      ...admin('Ada Quill-Fox', 'ada@group.test')(setting),
      ...admin(`Local ${at}`)(setting),
    ]);
  await tell();
  await tell(24);
  expect(await told()).toEqual([`${await codeOfElm()}: Ada Quill, machine-backup`]);
  expect(await mend(30)).toBe(true);
  expect(await openFaults(elm.store)).toEqual([]);
});

it('an account in common shows who administers several, where the addresses differ', async () => {
  await open({ without: [ADMIN] });
  for (const code of ['ash', 'fir', 'yew']) await addSetting(code, admin('Ada Quill', `ada@${code}.test`));
  await addSetting('box', admin('Bob Rush', 'bob@box.test'));
  const settings = await elm.store.read((register) => register.settings.all());
  for (const { id: setting, code } of settings.filter((each) => ['fir', 'yew'].includes(each.code)))
    await elm.store.write([setting], async (register) => {
      const [person] = await register.people.byEmail(setting, `ada@${code}.test`);
      await register.accounts.bind({
        ...{ platform: 'test', tenant: 'T1', user: 'ADA', setting, lastUsedAt: MONDAY },
        person: person?.id ?? '',
      });
      await register.audit.append(
        setting,
        { action: 'account.bound', actor: 'rules', subject: 'test', payload: {} },
        MONDAY,
      );
    });
  await tell();
  expect(await told()).toEqual(['fir: Ada Quill, machine-backup']);
});

it('where nobody administers more than another, each is told; who is away is not, unless all are', async () => {
  await open();
  await addSetting('ash', (setting) => [...admin('Ann Ash')(setting), ...admin('Abe Ash')(setting)]);
  await elm.view(ADMIN, 'away from=2026-11-23 to=2026-11-27');
  await tell();
  expect(await told()).toEqual(['ash: Abe Ash, machine-backup', 'ash: Ann Ash, machine-backup']);
  await mend(1);
  const ash = (await elm.store.read((register) => register.settings.byCode('ash')))?.id ?? '';
  await elm.store.write([ash], async (register) => {
    const people = await register.people.inPost(ash, '2026-11-23');
    await put(register, { people: people.map((person) => ({ ...person, posts: [] })) });
  });
  await tell(2, after(2));
  expect((await told()).filter((row) => !row.startsWith('ash'))).toEqual([
    `${await codeOfElm()}: ${ADMIN}, machine-backup`,
  ]);
});

it('colleagues who share one address are each told', async () => {
  await open({ without: [ADMIN] });
  await elm.change(async (register, setting) =>
    put(register, {
      people: [
        ...admin('Ann Ash', 'office@elm.test')(setting),
        ...admin('Abe Ash', 'office@elm.test')(setting),
      ],
    }),
  );
  await tell();
  expect((await told()).length).toBe(2);
});

it('without an administrator the manager is told, and one who comes later is told then', async () => {
  await open({ without: [ADMIN] });
  await tell();
  const code = await codeOfElm();
  expect(await told()).toEqual([`${code}: ${RUTH}, machine-backup`]);
  await elm.change(async (register, setting) => put(register, { people: admin('New Admin')(setting) }));
  await tell(24, after(24));
  expect(await told()).toEqual([`${code}: New Admin, machine-backup`, `${code}: ${RUTH}, machine-backup`]);
  // It is the same fault, since when it was first told.
  expect(await openFaults(elm.store)).toEqual([{ fault: 'backup', since: MONDAY }]);
  expect(await mend(25)).toBe(true);
});

it('a setting that cannot be read hides nobody of the others, and the error says so', async () => {
  await open({ without: [ADMIN] });
  await addSetting('ash', admin('Ann Ash'));
  const [{ sessions = '' } = {}] = await elm.sql<{ sessions: string }>(
    'SELECT sessions FROM people WHERE name = ?',
    RUTH,
  );
  await elm.sql('UPDATE people SET sessions = ? WHERE name = ?', '{', RUTH);
  await expect(tell()).rejects.toThrow(AggregateError);
  expect(await told()).toEqual(['ash: Ann Ash, machine-backup']);
  await elm.sql('UPDATE people SET sessions = ? WHERE name = ?', sessions, RUTH);
});
