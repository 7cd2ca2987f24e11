import { describe, expect, test } from 'vitest';
import { CHILDREN, elm, folder, PEOPLE, STAFF, sheet, TODAY, withStore, write } from './folder.ts';

const on = withStore();
const [DORA = '', MAX = '', , BEA = ''] = STAFF;
const ann = (starts: string, leaves: string, roles = 'staff') =>
  `P3,Ann Lee,ann@elm.test,${roles},Max Arden,${starts},${leaves},yes,,`;
const people = (row: string) => ({ 'people.csv': sheet(PEOPLE, DORA, MAX, row, BEA) });
const ISLA = 'C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Ann Lee,Bea Stone';
const LATER = new Date('2027-02-15T10:00:00Z');

const ofAnn = () =>
  on.read(async (register, setting) => {
    const person = await register.people.byRef(setting, 'P3');
    return { posts: person?.posts, startsOn: person?.startsOn, leavesOn: person?.leavesOn };
  });
const held = (from = '2026-09-01') =>
  on.read(async (register, setting) =>
    (await register.allocations.open(setting, from)).map(({ staffName, role, from, until }) => [
      staffName,
      role,
      from,
      until,
    ]),
  );

describe('somebody who leaves and returns', () => {
  test('has a second post; the first stays, and their allocations end with it', async () => {
    const dir = await on.seed(elm({ 'children.csv': sheet(CHILDREN, ISLA) }));
    write(dir, people(ann('2020-01-06', '2026-12-18')));
    expect((await on.run(dir)).notes).toContainEqual(
      expect.stringMatching(
        /^people\.csv:4:7: Ann Lee leaves on 18 Dec 2026, and with that end: key_person of Isla Reed \(KP-\d+\)\.$/,
      ),
    );
    write(dir, people(ann('2027-02-01', '')));
    const back = await on.run(dir, { now: LATER });
    expect(back.faults).toEqual([]);
    expect(back.changes).toEqual([
      'people.csv:4: Ann Lee: starts_on: 6 Jan 2020 → 1 Feb 2027; returns, having left on 18 Dec 2026.',
    ]);
    expect(await ofAnn()).toEqual({
      posts: [
        { role: 'staff', from: '2020-01-06', until: '2026-12-18' },
        { role: 'staff', from: '2027-02-01', until: null },
      ],
      startsOn: '2027-02-01',
      leavesOn: null,
    });
    expect(await held()).toContainEqual(['Ann Lee', 'key_person', '2026-09-01', '2026-12-18']);
    expect((await held('2027-02-15')).map(([name]) => name)).toEqual(['Bea Stone']);
    const again = await on.run(dir, { now: LATER });
    expect(again.changes).toEqual([]);
    expect(again.notes).toContain(
      "children.csv:2:6: Ann Lee was key_person until they left, and their return revives nothing: please allocate them anew in chat. --overwrite takes the file's.",
    );
    expect((await on.run(dir, { now: LATER, overwrite: true })).changes).toEqual([
      'children.csv:2: Isla Reed: key_person: nobody → Ann Lee.',
    ]);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });

  test('returns in the roles of the row, whatever they held', async () => {
    const dir = await on.seed(
      elm({ ...people(ann('2020-01-06', '2026-10-30')), 'children.csv': sheet(CHILDREN) }),
    );
    write(dir, people(ann('2026-11-23', '', 'staff;deputy_dso')));
    await on.run(dir);
    expect((await ofAnn()).posts).toEqual([
      { role: 'staff', from: '2020-01-06', until: '2026-10-30' },
      { role: 'staff', from: TODAY, until: null },
      { role: 'deputy_dso', from: TODAY, until: null },
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('a first day that is put right moves the post', async () => {
    const dir = await on.seed(elm({ 'children.csv': sheet(CHILDREN) }));
    write(dir, people(ann('2021-01-06', '')));
    await on.run(dir);
    expect((await ofAnn()).posts).toEqual([{ role: 'staff', from: '2021-01-06', until: null }]);
  });
});

describe('a child who leaves and returns', () => {
  const row = (starts: string, leaves: string, rest = 'Ann Lee,') =>
    `C1,Isla Reed,${starts},${leaves},Sarah Reed (mother),${rest}`;
  const isla = () => on.read((register, setting) => register.children.byRef(setting, 'C1'));

  test('keeps the first first day, and has whom the row names from the new one', async () => {
    const dir = await on.seed(elm({ 'children.csv': sheet(CHILDREN, row('2025-09-01', '2026-07-21')) }));
    write(dir, { 'children.csv': sheet(CHILDREN, row('2027-01-04', '')) });
    const back = await on.run(dir);
    expect(back.faults).toEqual([]);
    expect(back.changes).toEqual([
      'children.csv:2: Isla Reed: starts_on: 1 Sep 2025 → 4 Jan 2027; returns, having left on 21 Jul 2026; key_person: nobody → Ann Lee.',
    ]);
    expect(await isla()).toMatchObject({
      startsOn: '2027-01-04',
      leavesOn: null,
      firstStartsOn: '2025-09-01',
    });
    expect(await held('2026-01-01')).toEqual([
      ['Ann Lee', 'key_person', '2025-09-01', '2026-07-21'],
      ['Ann Lee', 'key_person', '2027-01-04', null],
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('needs no last day to be emptied', async () => {
    const dir = await on.seed(elm({ 'children.csv': sheet(CHILDREN, row('2025-09-01', '2026-07-21')) }));
    write(dir, { 'children.csv': sheet('ref,name,starts_on', 'C1,Isla Reed,2027-01-04') });
    expect((await on.run(dir)).faults).toEqual([]);
    expect(await isla()).toMatchObject({ startsOn: '2027-01-04', leavesOn: null });
  });
});

describe('days', () => {
  const HEADER = 'ref,name,starts_on,carers,days,protected,co_key_person';
  const staff = (days: string) => ({
    'people.csv': sheet('ref,name,roles,days', 'P1,Dora Marlow,dso,', `P3,Ann Lee,staff,${days}`),
  });
  const isla = (days: string, rest = ',') => ({
    'children.csv': sheet(HEADER, `C1,Isla Reed,2026-09-01,Sarah Reed,${days},${rest}`),
  });
  const sessions = () =>
    on.read(async (register, setting) => [
      (await register.children.byRef(setting, 'C1'))?.sessions,
      (await register.people.byRef(setting, 'P3'))?.sessions,
    ]);

  test('hold since always at first, and from the day of the import where they change', async () => {
    const dir = await on.seed(elm({ ...staff('Mon-Wed'), ...isla('"Mon, Tue am; Thurs pm"') }));
    expect(await sessions()).toEqual([
      [{ from: null, sessions: 'Mon Tue-am Thu-pm' }],
      [{ from: null, sessions: 'Mon Tue Wed' }],
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
    write(dir, { ...staff(''), ...isla('Mon') });
    expect((await on.run(dir)).changes).toEqual([
      'people.csv:3: Ann Lee: days: Mon Tue Wed → not known.',
      'children.csv:2: Isla Reed: days: Mon Tue-am Thu-pm → Mon.',
    ]);
    expect(await sessions()).toEqual([
      [
        { from: null, sessions: 'Mon Tue-am Thu-pm' },
        { from: TODAY, sessions: 'Mon' },
      ],
      [
        { from: null, sessions: 'Mon Tue Wed' },
        { from: TODAY, sessions: '' },
      ],
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('that are none are a fault', async () => {
    const dir = await on.seed(elm({ ...staff(''), ...isla('') }));
    write(dir, isla('Montag'));
    expect((await on.run(dir)).faults).toEqual([
      expect.stringMatching(/^children\.csv:2:5: “Montag” is no day of the week/),
    ]);
  });

  test('a child is protected by yes, and no longer by no alone', async () => {
    const isProtected = () =>
      on.read(async (register, setting) => (await register.children.byRef(setting, 'C1'))?.protected);
    const dir = await on.seed(elm({ ...staff(''), ...isla('', 'yes,') }));
    expect(await isProtected()).toBe(true);
    write(dir, isla('', ','));
    expect(await on.run(dir)).toMatchObject({ faults: [], changes: [] });
    write(dir, isla('', 'no,'));
    expect((await on.run(dir)).changes).toEqual(['children.csv:2: Isla Reed: protected: yes → no.']);
    expect(await isProtected()).toBe(false);
  });

  test('a co-key person is allocated beside the key person', async () => {
    const dir = await on.seed(elm({ ...staff(''), ...isla('', ',Ann Lee') }));
    expect(await held()).toEqual([['Ann Lee', 'co_key_person', '2026-09-01', null]]);
    write(dir, isla('', ',Nobody Here'));
    expect((await on.run(dir)).faults).toEqual(['children.csv:2:7: "Nobody Here" is nobody in people.csv.']);
  });
});

test('an allocation to somebody who left before the first import ended with them, and that is told', async () => {
  const { notes } = await on.run(
    folder(elm({ ...people(ann('2020-01-06', '2026-11-20')), 'children.csv': sheet(CHILDREN, ISLA) })),
  );
  expect(notes).toContain(
    'children.csv:2:6: Ann Lee left on 20 Nov 2026, and this allocation ended with it.',
  );
  expect(await held()).toContainEqual(['Ann Lee', 'key_person', '2026-09-01', '2026-11-20']);
});

test('a column of a later edition is passed over, and that is said', async () => {
  const dir = await on.seed(
    elm({ 'children.csv': sheet('ref,name,starts_on,room', 'C1,Isla Reed,2026-09-01,Blue') }),
  );
  expect((await on.run(dir)).notes).toContain(
    'children.csv: the column "room" is for a later edition, and was passed over.',
  );
});
