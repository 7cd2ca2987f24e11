import Driver from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { forget, meet } from '../../src/core/accounts/identity.ts';
import { put } from '../support/put.ts';
import { onFile } from '../support/store.ts';
import { CHILDREN, elm, folder, PEOPLE, STAFF, sheet, TODAY, withStore, write } from './folder.ts';

const on = withStore();
const NOON = new Date('2026-11-02T12:00:00.000Z');
const here = () => ({ store: on.store, calendar: createCalendar(), now: NOON });

const reeds = (carers: string, rest = 'Ann Lee,Bea Stone') =>
  sheet(CHILDREN, `C1,Isla Reed,2026-09-01,,${carers},${rest}`);
const people = (...rows: string[]) => sheet(PEOPLE, ...rows);
const [DORA = '', MAX = '', ANN = '', BEA = ''] = STAFF;

describe('running it again', () => {
  test('changes nothing, and not one row of the audit', async () => {
    const dir = await on.seed();
    const before = await on.read((register, setting) => register.audit.head(setting));
    const again = await on.run(dir);
    expect(again).toMatchObject({ faults: [], changes: [], flagged: [], written: false });
    expect(await on.read((register, setting) => register.audit.head(setting))).toEqual(before);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });

  onFile('waits for nobody and holds nobody up, for there is nothing to write', async () => {
    const dir = await on.seed();
    const other = new Driver(on.file);
    other.exec('BEGIN IMMEDIATE');
    expect(await on.run(dir)).toMatchObject({ faults: [], changed: 0 });
    other.close();
  });

  test('tells of as many changes as are asked for, and counts them all', async () => {
    const dir = folder(elm());
    const whole = await on.run(dir, { dryRun: true });
    expect(whole.changed).toBe(whole.changes.length);
    const some = await on.run(dir, { listed: 2 });
    expect(some).toMatchObject({ changes: whole.changes.slice(0, 2), changed: whole.changed, written: true });
  });

  test('a dry run prints what would change and writes nothing', async () => {
    const report = await on.run(folder(elm()), { dryRun: true });
    expect(report.changes).toContain('people.csv:4: Ann Lee is new (staff).');
    expect(report.written).toBe(false);
    expect(report.summary.at(-1)).toMatch(/^\d+ changes would be made; nothing was written\.$/);
    expect(await on.store.read((register) => register.settings.all())).toEqual([]);
  });

  test('a cell that was edited is changed, and only that', async () => {
    const dir = await on.seed(elm({ 'children.csv': reeds('Sarah Reed', 'P3,') }));
    write(dir, {
      'people.csv': people(
        DORA,
        MAX,
        'P3,Ann Lee-Hart,ann.hart@elm.test,staff;deputy_dso,Dora Marlow,2020-01-06,2027-07-31,no,,',
        BEA,
      ),
    });
    const report = await on.run(dir);
    expect(report.changes).toEqual([
      'people.csv:4: Ann Lee: name: Ann Lee → Ann Lee-Hart; email: ann@elm.test → ann.hart@elm.test; leaves_on: none → 31 Jul 2027; key_person_capable: yes → no; line_manager: Max Arden → Dora Marlow; roles: staff → staff, deputy_dso.',
    ]);
    const [ann] = await on.read((register, setting) => register.people.byEmail(setting, 'ann.hart@elm.test'));
    expect(ann).toMatchObject({
      ref: 'P3',
      name: 'Ann Lee-Hart',
      leavesOn: '2027-07-31',
      keyPersonCapable: false,
    });
    expect(ann?.posts).toEqual([
      { role: 'staff', from: '2020-01-06', until: null },
      { role: 'deputy_dso', from: TODAY, until: null },
    ]);
  });

  test('a role that has gone from the row ended yesterday', async () => {
    const dir = await on.seed();
    write(dir, {
      'people.csv': people('P1,Dora Marlow,dora@elm.test,staff,,2018-09-03,,yes,,', MAX, ANN, BEA),
    });
    await on.run(dir);
    expect((await on.read((register, setting) => register.people.byRef(setting, 'P1')))?.posts).toEqual([
      { role: 'staff', from: '2018-09-03', until: null },
      { role: 'dso', from: '2018-09-03', until: '2026-11-22' },
    ]);
  });

  test('a cell emptied is emptied; a column taken away says nothing', async () => {
    const dir = await on.seed();
    write(dir, {
      'people.csv': sheet(
        'ref,name,email,roles',
        'P1,Dora Marlow,,staff;dso',
        'P2,Max Arden,max@elm.test,manager',
        'P3,Ann Lee,ann@elm.test,staff',
        'P4,Bea Stone,bea@elm.test,staff',
      ),
    });
    expect((await on.run(dir)).changes).toEqual(['people.csv:2: Dora Marlow: email: dora@elm.test → none.']);
    expect(await on.read((register, setting) => register.people.byRef(setting, 'P1'))).toMatchObject({
      email: null,
      startsOn: '2018-09-03',
    });
  });
});

describe('what was changed in chat', () => {
  const change = (leavesOn: string | null) =>
    on.write(async (register, setting) => {
      const ann = await register.people.byRef(setting, 'P3');
      if (ann) await put(register, { people: [{ ...ann, leavesOn }] });
    });
  const leaving = () =>
    on.read(async (register, setting) => (await register.people.byRef(setting, 'P3'))?.leavesOn);

  test('is kept and reported, each time', async () => {
    const dir = await on.seed();
    await change('2027-03-31');
    for (const _ of [1, 2]) {
      const report = await on.run(dir);
      expect(report.changes).toEqual([]);
      expect(report.notes.join('\n')).toContain(
        'people.csv:4: Ann Lee: leaves_on was changed in chat since the last import and was kept: 31 Mar 2027 (the file says none).',
      );
      expect(await leaving()).toBe('2027-03-31');
    }
  });
  test('is kept beside other cells that were edited in the folder', async () => {
    const dir = await on.seed();
    await change('2027-03-31');
    write(dir, { 'people.csv': people(DORA, MAX, ANN.replace('ann@', 'a.lee@'), BEA) });
    expect((await on.run(dir)).changes).toEqual([
      'people.csv:4: Ann Lee: email: ann@elm.test → a.lee@elm.test.',
    ]);
    expect(await leaving()).toBe('2027-03-31');
  });
  test('is kept where the folder was edited too', async () => {
    const dir = await on.seed();
    await change('2027-03-31');
    write(dir, {
      'people.csv': people(DORA, MAX, ANN.replace('2020-01-06,,', '2020-01-06,2027-12-31,'), BEA),
    });
    expect((await on.run(dir)).changes).toEqual([]);
    expect(await leaving()).toBe('2027-03-31');
  });
  test('gives way to --overwrite', async () => {
    const dir = await on.seed();
    await change('2027-03-31');
    expect((await on.run(dir, { overwrite: true })).changes).toEqual([
      'people.csv:4: Ann Lee: leaves_on: 31 Mar 2027 → none.',
    ]);
    expect(await leaving()).toBeNull();
    expect((await on.run(dir)).changes).toEqual([]);
  });
  test('an allocation made in chat is kept, also where the cell is empty', async () => {
    const dir = await on.seed(elm({ 'children.csv': reeds('Sarah Reed (mother)', ',') }));
    await on.write(async (register, setting) => {
      const child = await register.children.byRef(setting, 'C1');
      const bea = await register.people.byRef(setting, 'P4');
      await put(register, {
        allocations: [
          {
            setting,
            id: 'a-1',
            number: 99,
            child: child?.id ?? '',
            staff: bea?.id ?? '',
            role: 'key_person',
            from: TODAY,
            until: null,
            flaggedOn: null,
            dueOn: null,
            endReason: null,
            toldOn: null,
          },
        ],
      });
    });
    const report = await on.run(dir);
    expect(report.changes).toEqual([]);
    expect(report.notes).toContainEqual(
      expect.stringContaining(
        'Isla Reed: key_person was changed in chat since the last import and was kept: Bea Stone (the file says nobody)',
      ),
    );
  });
  test('carers changed in chat are kept', async () => {
    const dir = await on.seed();
    await on.write(async (register, setting) => {
      const child = await register.children.byRef(setting, 'C1');
      const [mike] = await register.people.byName(setting, 'mikereed');
      await put(register, {
        carerLinks: [
          {
            setting,
            child: child?.id ?? '',
            person: mike?.id ?? '',
            relation: 'father',
            standing: 'former',
            countsAs: null,
          },
        ],
      });
    });
    const report = await on.run(dir);
    expect(report.changes).toEqual([]);
    expect(report.notes.join('\n')).toContain('carers was changed in chat');
    expect((await on.run(dir, { overwrite: true })).changes).toEqual([
      'children.csv:2: Isla Reed: carer Mike Reed (father).',
    ]);
  });
  test('a carer’s address changed in chat is kept, and is the address on record from then on', async () => {
    const dir = await on.seed();
    await on.write(async (register, setting) => {
      const [sarah] = await register.people.byName(setting, 'sarahreed');
      if (sarah) await put(register, { people: [{ ...sarah, email: 'sarah.new@families.test' }] });
    });
    expect((await on.run(dir)).changes).toEqual([]);
    expect(await on.read((register, setting) => register.people.byName(setting, 'sarahreed'))).toMatchObject([
      { email: 'sarah.new@families.test' },
    ]);
    write(dir, {
      'children.csv': reeds(
        'Sarah Reed <sarah.new@families.test> (mother); Mike Reed <m@families.test> (father)',
      ),
    });
    expect((await on.run(dir)).changes).toEqual([
      'children.csv:2: the carer Mike Reed: email: none → m@families.test.',
    ]);
  });
});

test('a child added in chat keeps what was said there, and takes from the file what was not', async () => {
  const dir = await on.seed();
  await on.write(async (register, setting) => {
    const number = await register.children.nextNumber(setting);
    await put(register, {
      children: [
        {
          setting,
          id: 'c-chat',
          number,
          ref: null,
          name: 'Tom Park',
          startsOn: '2027-01-04',
          leavesOn: null,
          firstStartsOn: '2027-01-04',
          protected: false,
          wasProtected: false,
          sessions: [],
          lookedWith: null,
        },
      ],
    });
  });
  expect((await on.run(dir)).notes).toContain(
    'children.csv: Tom Park was added in chat and is not in the file; kept.',
  );
  write(dir, {
    'children.csv': sheet(
      CHILDREN,
      'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone',
      'C2,Tom Park,2027-01-11,2027-07-23,Una Park (mother),Ann Lee,',
    ),
  });
  const report = await on.run(dir);
  expect(report.changes).toEqual([
    'children.csv:3: Tom Park: ref: none → C2; leaves_on: none → 23 Jul 2027; carer Una Park (mother); key_person: nobody → Ann Lee.',
  ]);
  expect(report.notes).toContainEqual(
    expect.stringContaining(
      'Tom Park: starts_on was changed in chat since the last import and was kept: 4 Jan 2027 (the file says 11 Jan 2027)',
    ),
  );
  expect((await on.run(dir)).changes).toEqual([]);
});

describe('what is no longer in the files', () => {
  test('is reported and stays', async () => {
    const dir = await on.seed(elm({ 'children.csv': reeds('Sarah Reed (mother)', 'Ann Lee,') }));
    write(dir, { 'people.csv': people(DORA, MAX, ANN), 'children.csv': sheet(CHILDREN) });
    const report = await on.run(dir);
    expect(report.changes).toEqual([]);
    expect(report.notes).toContain(
      'people.csv: Bea Stone (P4) is no longer in the file; nothing was deleted.',
    );
    expect(report.notes).toContain(
      'children.csv: Isla Reed (C1) is no longer in the file; nothing was deleted.',
    );
    expect(
      await on.read(async (register, setting) => [
        (await register.people.byRef(setting, 'P4'))?.posts.length,
        (await register.children.all(setting)).length,
      ]),
    ).toEqual([1, 1]);
  });

  test('a carer who vanished becomes a former one, and the officer of what rests on them is alerted without a name', async () => {
    const dir = await on.seed();
    await on.declare('Mike Reed');
    write(dir, { 'children.csv': reeds('Sarah Reed <sarah@families.test> (mother)') });
    const report = await on.run(dir);
    expect(report.changes).toEqual(['children.csv:2: Isla Reed: Mike Reed (father) is no longer a carer.']);
    const { links, told, dora } = await on.read(async (register, setting) => ({
      links: await register.children.links(setting),
      told: (await register.notices.all()).filter(({ content }) => content.kind === 'carer-lost'),
      dora: await register.people.byRef(setting, 'P1'),
    }));
    expect(links.map(({ personName, standing }) => [personName, standing])).toEqual([
      ['Mike Reed', 'former'],
      ['Sarah Reed', 'carer'],
    ]);
    expect(told).toMatchObject([{ recipient: dora?.id, subject: 'D-1', class: 'alert' }]);
    expect(`${told[0]?.title} ${told[0]?.text}`).not.toMatch(/Reed|Isla|Mike/);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('a row that vanished beside a new one like it may be a rename, which --rename makes it', async () => {
    const rows = (name: string) => ({
      'people.csv': sheet('name,roles,starts_on', 'Dora Marlow,dso,2018-09-03', `${name},staff,2020-01-06`),
      'children.csv': sheet(CHILDREN),
    });
    const dir = await on.seed(elm(rows('Ann Lee')));
    write(dir, rows('Ann Hart'));
    const dry = await on.run(dir, { dryRun: true });
    expect(dry.changes).toEqual(['people.csv:3: Ann Hart is new (staff).']);
    expect(dry.notes).toContain(
      'people.csv:3: possible rename: Ann Lee may now be Ann Hart; if so, add --rename "Ann Lee=Ann Hart".',
    );
    const rename = { renames: [{ from: 'Ann Lee', to: 'Ann Hart' }] };
    expect((await on.run(dir, rename)).changes).toEqual(['people.csv:3: Ann Lee: name: Ann Lee → Ann Hart.']);
    expect(await on.run(dir, rename)).toMatchObject({ changes: [], faults: [] });
    expect(
      (await on.read((register, setting) => register.people.employed(setting))).map(({ name }) => name),
    ).toEqual(['Ann Hart', 'Dora Marlow']);
  });

  test('children and carers are renamed likewise', async () => {
    const rows = (child: string, carer: string) =>
      elm({ 'children.csv': sheet(CHILDREN, `,${child},2026-09-01,,${carer} (mother),,`) });
    const dir = await on.seed(rows('Isla Reed', 'Sarah Reed'));
    write(dir, rows('Isla Hill', 'Sarah Hill'));
    const dry = await on.run(dir, { dryRun: true });
    expect(dry.notes).toContainEqual(expect.stringContaining('--rename "Isla Reed=Isla Hill"'));
    const report = await on.run(dir, {
      renames: [
        { from: 'Isla Reed', to: 'Isla Hill' },
        { from: 'Sarah Reed', to: 'Sarah Hill' },
      ],
    });
    expect(report.changes).toEqual([
      'children.csv:2: the carer Sarah Reed: name: Sarah Reed → Sarah Hill.',
      'children.csv:2: Isla Reed: name: Isla Reed → Isla Hill.',
    ]);
  });

  test('a rename of somebody who stands in people.csv under the old name is a fault', async () => {
    const rows = (carer: string) => ({
      'people.csv': sheet(
        'ref,name,roles,starts_on',
        'P1,Dora Marlow,dso,2018-09-03',
        'P2,Cal Frost,staff,2020-01-06',
      ),
      'children.csv': sheet('name,starts_on,carers', `Isla Frost,2026-09-01,${carer} (father)`),
    });
    const dir = await on.seed(elm(rows('Cal Frost')));
    write(dir, rows('Cal Froste'));
    const report = await on.run(dir, { renames: [{ from: 'Cal Frost', to: 'Cal Froste' }] });
    expect(report.faults.join()).toContain('Cal Frost still stands in the folder with that reference');
  });

  test('a rename of nobody is a fault', async () => {
    const dir = await on.seed();
    expect((await on.run(dir, { renames: [{ from: 'Nobody', to: 'Ann Lee-Hart' }] })).faults).toEqual([
      '--rename "Nobody=Ann Lee-Hart":1:1: Nobody in the register is called "Nobody", or nobody in the folder "Ann Lee-Hart".',
    ]);
  });
});

describe('who is one person', () => {
  const persons = (name: string) => on.read((register, setting) => register.people.byName(setting, name));

  test.each([
    ['the reference agrees', 'Ann Lee #P3 (mother)', 'their reference agrees'],
    ['the e-mail address agrees', 'Ann Lee <ann@elm.test> (mother)', 'their e-mail address agrees'],
    [
      'they are the only ones of that name',
      'ann lee <home@families.test> (mother)',
      'they are the only ones of that name',
    ],
  ])('staff and carer, when %s: said at each import', async (_why, carer, words) => {
    const dir = folder(elm({ 'children.csv': reeds(carer, ',') }));
    const first = await on.run(dir);
    const again = await on.run(dir);
    expect(again.changes).toEqual([]);
    const said = `Ann Lee (people.csv:4) and the carer of that name (children.csv:2) are one person: `;
    expect(first.notes).toContain(`${said}${words}.`);
    expect(again.notes).toContainEqual(expect.stringContaining(said));
    const [ann, ...others] = await persons('annlee');
    expect(others).toEqual([]);
    expect(
      await on.read((register, setting) => register.children.ofPerson(setting, ann?.id ?? '')),
    ).toMatchObject([{ standing: 'carer', countsAs: null }]);
  });

  test('one agrees by reference, the other of that name is somebody else', async () => {
    await on.seed(
      elm({
        'children.csv': sheet(
          CHILDREN,
          'C1,A Reed,2026-09-01,,Ann Lee #P3,,',
          'C2,B Reed,2026-09-01,,Ann Lee #F9,,',
        ),
      }),
    );
    expect((await persons('annlee')).map(({ ref }) => ref).sort()).toEqual(['F9', 'P3']);
  });

  test('another reference than a member of staff’s is another person, and that is told', async () => {
    const { notes } = await on.run(folder(elm({ 'children.csv': reeds('Ann Lee #F9 (mother)') })));
    expect(notes).toContain(
      'children.csv:2:5: Ann Lee is taken for another person than the one of people.csv:4, by their references.',
    );
    expect((await persons('annlee')).map(({ ref }) => ref).sort()).toEqual(['F9', 'P3']);
  });

  test('siblings share carers: the same name with the same address or none', async () => {
    await on.seed(
      elm({
        'children.csv': sheet(
          CHILDREN,
          'C1,A Reed,2026-09-01,,Sarah Reed <s@families.test>; Mike Reed,,',
          'C2,B Reed,2026-09-01,,Sarah Reed; Mike Reed,,',
        ),
      }),
    );
    expect((await persons('sarahreed')).length).toBe(1);
    expect((await persons('mikereed')).length).toBe(1);
  });

  test('another address or reference is another person', async () => {
    await on.seed(
      elm({
        'children.csv': sheet(
          CHILDREN,
          'C1,A Reed,2026-09-01,,Emma Wood <a@families.test>,,',
          'C2,B Reed,2026-09-01,,Emma Wood <b@families.test>,,',
        ),
      }),
    );
    expect((await persons('emmawood')).length).toBe(2);
  });

  test('another address on an edited row is another person, who is told of, and the first one’s block stays', async () => {
    const dir = await on.seed();
    const [before] = await persons('sarahreed');
    write(dir, { 'children.csv': reeds('Sarah Reed <new@families.test> (mother); Mike Reed (father)') });
    const dry = await on.run(dir, { dryRun: true });
    expect(dry.notes).toContain(
      'children.csv:2:5: Sarah Reed is taken for another person than the one of that name on record, whose e-mail address differs. If it is the same person, add --rename "sarah@families.test=new@families.test".',
    );
    const renames = [{ from: 'sarah@families.test', to: 'new@families.test' }];
    expect((await on.run(dir, { renames, dryRun: true })).changes).toEqual([
      'children.csv:2: the carer Sarah Reed: email: sarah@families.test → new@families.test.',
    ]);
    await on.run(dir);
    expect((await persons('sarahreed')).map(({ email }) => email).sort()).toEqual([
      'new@families.test',
      'sarah@families.test',
    ]);
    const links = await on.read((register, setting) => register.children.links(setting));
    expect(links.find(({ person }) => person === before?.id)).toMatchObject({ standing: 'former' });
  });

  test('a member of staff with another address than on record is asked about, where nobody else has the row', async () => {
    const rows = (...some: string[]) => ({ 'people.csv': sheet('name,email,roles', ...some) });
    const DORA_ROW = 'Dora Marlow,dora@elm.test,dso';
    const dir = await on.seed(
      elm({ ...rows(DORA_ROW, 'Ann Lee,ann@elm.test,staff'), 'children.csv': sheet(CHILDREN) }),
    );
    write(dir, rows(DORA_ROW, 'Ann Lee,ann.lee@elm.test,staff'));
    expect((await on.run(dir)).faults).toEqual([
      'people.csv:3:1: The Ann Lee on record has another e-mail address. If this is the same person, add --rename "ann@elm.test=ann.lee@elm.test"; for somebody else please keep a row for each.',
    ]);
    const renames = [{ from: 'ann@elm.test', to: 'ann.lee@elm.test' }];
    expect((await on.run(dir, { renames, dryRun: true })).changes).toEqual([
      'people.csv:3: Ann Lee: email: ann@elm.test → ann.lee@elm.test.',
    ]);
    write(dir, rows(DORA_ROW, 'Ann Lee,ann@elm.test,staff', 'Ann Lee,ann.lee@elm.test,staff'));
    expect((await on.run(dir)).changes).toEqual(['people.csv:4: Ann Lee is new (staff).']);
  });

  test('a parent who is hired is the same person', async () => {
    const dir = await on.seed();
    const [before] = await persons('sarahreed');
    write(dir, {
      'people.csv': people(DORA, MAX, ANN, BEA, 'P5,Sarah Reed,sarah.reed@elm.test,staff,,2026-11-02,,yes,,'),
    });
    expect((await on.run(dir)).faults).toEqual([]);
    const [after, ...others] = await persons('sarahreed');
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before?.id,
      ref: 'P5',
      email: 'sarah.reed@elm.test',
      posts: [{ role: 'staff', from: '2026-11-02' }],
    });
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('a relative is linked without being a carer', async () => {
    await on.seed(
      elm({ 'children.csv': reeds('Sarah Reed (mother); Ann Lee (relative: aunt)', 'Bea Stone,') }),
    );
    const links = await on.read((register, setting) => register.children.links(setting));
    expect(links.map(({ personName, standing, relation }) => [personName, standing, relation])).toEqual([
      ['Ann Lee', 'relative', 'relative: aunt'],
      ['Sarah Reed', 'carer', 'mother'],
    ]);
  });
});

test('accounts that the file names are bound as named; one taken away since stays away', async () => {
  const contents = elm({
    'setting.json': JSON.stringify({ code: 'elm', name: 'Elm House', slack_team: 'T1' }),
    'people.csv': people(DORA, MAX, ANN.replace(/,,$/, ',UANN,'), BEA),
  });
  const dir = await on.seed(contents);
  const account = { platform: 'slack', tenant: 'T1', user: 'UANN' };
  const bound = () => on.store.read((register) => register.accounts.find(account));
  expect(await bound()).toMatchObject([{ named: true }]);
  expect((await on.run(dir)).changes).toEqual([]);
  await forget(on.store, account, NOON);
  expect((await on.run(dir)).changes).toEqual([]);
  expect(await bound()).toEqual([]);
  write(dir, { 'people.csv': people(DORA, MAX, ANN.replace(/,,$/, ',UANN2,'), BEA) });
  expect((await on.run(dir)).changes).toEqual(['people.csv:4: Ann Lee: slack_user is bound.']);
});

test('an account that was met by its address is bound as named once the file names it, and keeps its last use', async () => {
  const setting = { 'setting.json': JSON.stringify({ code: 'elm', name: 'Elm House', slack_team: 'T1' }) };
  const dir = await on.seed(elm({ ...setting, 'people.csv': people(DORA, MAX, ANN, BEA) }));
  const account = { platform: 'slack', tenant: 'T1', user: 'UANN' };
  const bound = () => on.store.read((register) => register.accounts.find(account));
  const met = await meet(here(), account, 'ann@elm.test', () => true);
  expect(await bound()).toMatchObject([{ named: false, lastUsedAt: NOON }]);
  write(dir, { 'people.csv': people(DORA, MAX, ANN.replace(/,,$/, ',UANN,'), BEA) });
  expect((await on.run(dir)).changes).toEqual(['people.csv:4: Ann Lee: slack_user is bound.']);
  expect(await bound()).toMatchObject([
    { named: true, person: met?.memberships[0]?.person, lastUsedAt: NOON },
  ]);
  expect((await on.run(dir)).changes).toEqual([]);
});

test('accounts of another workspace end once the setting says which is its own, and stay where they work elsewhere', async () => {
  const of = (code: string, more: object) =>
    elm({ 'setting.json': JSON.stringify({ code, name: code, ...more }) });
  await on.seed(of('oak', {}));
  const dir = await on.seed(of('elm', {}));
  const account = { platform: 'slack', tenant: 'T1', user: 'UANN' };
  const teams = { platform: 'teams', tenant: 't', user: 'ann' };
  const codes = async () => {
    const bound = await on.store.read((register) => register.accounts.find(account));
    return on.read(async (_, id) => bound.map(({ setting }) => (setting === id ? 'elm' : 'oak')));
  };
  for (const each of [account, teams]) await meet(here(), each, 'ann@elm.test', () => true, 'seen');
  expect((await codes()).sort()).toEqual(['elm', 'oak']);
  write(dir, { 'setting.json': JSON.stringify({ code: 'elm', name: 'elm', slack_team: 'T2' }) });
  const said = 'setting.json: slack_team: accounts elsewhere are unbound: 1.';
  expect((await on.run(dir, { dryRun: true })).changes).toContain(said);
  expect(await codes()).toHaveLength(2);
  expect((await on.run(dir)).changes).toContain(said);
  expect(await codes()).toEqual(['oak']);
  expect(await on.store.read((register) => register.accounts.find(teams))).toHaveLength(2);
  expect((await on.run(dir)).changes).toEqual([]);
  expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
});

test('an account that the file names is written to only once it was used', async () => {
  const setting = { 'setting.json': JSON.stringify({ code: 'elm', name: 'Elm House', slack_team: 'T1' }) };
  await on.seed(elm({ ...setting, 'people.csv': people(DORA, MAX, ANN.replace(/,,$/, ',UANN,'), BEA) }));
  const teams = { platform: 'teams', tenant: 'T2', user: 'ann' };
  await meet(here(), teams, 'ann@elm.test', () => true);
  const [ann] = await on.read((register, setting) => register.people.byEmail(setting, 'ann@elm.test'));
  const order = await on.read((register, setting) => register.accounts.ofPerson(setting, ann?.id ?? ''));
  expect(order.map(({ platform }) => platform)).toEqual(['teams', 'slack']);
});
