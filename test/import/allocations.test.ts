import { describe, expect, test } from 'vitest';
import { CHILDREN, elm, folder, PEOPLE, STAFF, sheet, TODAY, withStore, write } from './folder.ts';

const on = withStore();
const rows = (...given: string[]) => ({ 'children.csv': sheet(CHILDREN, ...given) });
const open = () => on.read((register, setting) => register.allocations.open(setting, TODAY));
const OF_ANN = 'C1,Isla Lee,2026-09-01,,Ann Lee #P3 (mother),';

describe('a first import', () => {
  test('allocates from the child’s start', async () => {
    await on.seed(
      elm(rows('C1,Isla Reed,2026-09-01,,,Ann Lee,bea@elm.test', 'C2,Tom Reed,2027-01-04,,,P3,')),
    );
    expect(
      (await open()).map(({ childName, staffName, role, from, until, flaggedOn }) => [
        childName,
        staffName,
        role,
        from,
        until,
        flaggedOn,
      ]),
    ).toEqual([
      ['Isla Reed', 'Ann Lee', 'key_person', '2026-09-01', null, null],
      ['Isla Reed', 'Bea Stone', 'back_up', '2026-09-01', null, null],
      ['Tom Reed', 'Ann Lee', 'key_person', '2027-01-04', null, null],
    ]);
    expect(await on.store.read((register) => register.notices.all())).toEqual([]);
  });

  test('takes one that the rules forbid, marks it, and alerts manager and DSO without a name', async () => {
    const report = await on.run(folder(elm(rows(`${OF_ANN}Ann Lee,Bea Stone`))));
    expect(report.flagged).toEqual([
      'KP-1: Ann Lee as key_person of Isla Lee is to be replaced by 30 Nov 2026.',
    ]);
    expect(await open()).toMatchObject([
      { staffName: 'Ann Lee', flaggedOn: TODAY, dueOn: '2026-11-30' },
      { staffName: 'Bea Stone', flaggedOn: null },
    ]);
    const told = await on.store.read((register) => register.notices.all());
    expect(
      told.map(({ recipientName, subject, class: kind }) => [recipientName, subject, kind]).sort(),
    ).toEqual([
      ['Dora Marlow', 'KP-1', 'alert'],
      ['Max Arden', 'KP-1', 'alert'],
    ]);
    expect(told.map(({ title, text }) => `${title} ${text}`).join()).not.toMatch(/Isla|Ann|Lee/);
  });

  test('a second run refuses nothing that it took before', async () => {
    const dir = await on.seed(elm(rows(`${OF_ANN}Ann Lee,`)));
    expect(await on.run(dir)).toMatchObject({ faults: [], changes: [], flagged: [] });
    expect((await on.store.read((register) => register.notices.all())).length).toBe(2);
  });

  test('marks whoever is not able, or not in post on the day', async () => {
    const people = {
      'people.csv': sheet(
        PEOPLE,
        ...STAFF.slice(0, 2),
        'P3,Ann Lee,,staff,,2020-01-06,,no,,',
        'P4,Bea Stone,,staff,,2027-02-01,,yes,,',
      ),
    };
    const report = await on.run(
      folder(elm({ ...people, ...rows('C1,Isla Reed,2026-09-01,,,Ann Lee,Bea Stone') })),
    );
    expect(report.flagged.length).toBe(2);
  });

  test('what is not signed yet unsettles no allocation, whatever the profile says', async () => {
    const setting = {
      'setting.json': JSON.stringify({ code: 'elm', name: 'Elm', profile: { outstanding_blocks: true } }),
    };
    expect((await on.run(folder(elm(setting)))).flagged).toEqual([]);
  });

  test('a child who has left keeps the allocation until that day', async () => {
    await on.seed(elm(rows('C1,Isla Reed,2025-09-01,2026-07-21,Una Reed (mother),Ann Lee,')));
    expect(
      await on.read((register, setting) => register.allocations.open(setting, '2026-01-01')),
    ).toMatchObject([{ from: '2025-09-01', until: '2026-07-21' }]);
  });
});

describe('a later import', () => {
  test('refuses a new one that the rules forbid, with its line, and writes nothing', async () => {
    const dir = await on.seed(
      elm(
        rows(
          'C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Bea Stone,',
          'C2,Tom Park,2026-09-01,,Una Reed (mother),Bea Stone,',
        ),
      ),
    );
    await on.declare('Sarah Reed');
    write(
      dir,
      rows(
        'C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Ann Lee,',
        'C2,Tom Parker,2026-09-01,,Una Reed (mother),Bea Stone,',
      ),
    );
    const report = await on.run(dir);
    expect(report.faults).toEqual([
      'children.csv:2:6: Ann Lee may not be key_person of Isla Reed: K3 (D-1). An active declaration with this family. Ask keyperson who may.',
    ]);
    expect(report.written).toBe(false);
    expect((await open()).map(({ staffName }) => staffName)).toEqual(['Bea Stone', 'Bea Stone']);
    expect((await on.read((register, setting) => register.children.byRef(setting, 'C2')))?.name).toBe(
      'Tom Park',
    );
  });

  test('that renames a parent leaves a declared name to be matched, which was like the former one', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed #F1 (mother),Bea Stone,')));
    await on.declare('Sarah Reed', { counterpart: null, counterpartName: 'Sara Reed' });
    write(dir, rows('C1,Isla Reed,2026-09-01,,Jane Otherwise #F1 (mother),Bea Stone,'));
    expect((await on.run(dir)).faults).toEqual([]);
    write(dir, rows('C1,Isla Reed,2026-09-01,,Jane Otherwise #F1 (mother),Ann Lee,'));
    expect((await on.run(dir)).faults.join()).toMatch(/K5 \(D-1\)/);
  });

  test('that renames a child leaves a declared name to be matched, which was like the former one', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed #F1 (mother),Bea Stone,')));
    await on.declare('Sarah Reed', { counterpart: null, counterpartName: 'Isla Reid' });
    write(dir, rows('C1,Maya Otherwise,2026-09-01,,Sarah Reed #F1 (mother),Bea Stone,'));
    expect((await on.run(dir)).faults).toEqual([]);
    write(dir, rows('C1,Maya Otherwise,2026-09-01,,Sarah Reed #F1 (mother),Ann Lee,'));
    expect((await on.run(dir)).faults.join()).toMatch(/K5 \(D-1\)/);
  });

  test('never says that a declaration is of kin', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Bea Stone,')));
    await on.declare('Sarah Reed', { kind: 'family' });
    write(dir, rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Ann Lee,'));
    expect((await on.run(dir)).faults.join()).toMatch(/K3 \(D-1\)/);
  });

  test('names a forbidden one beside the other faults of the folder', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Bea Stone,')));
    await on.declare('Sarah Reed');
    write(dir, rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Ann Lee,', 'C2,Tom Reed,31/02/2026,,,,'));
    expect((await on.run(dir)).faults.map((fault) => fault.split(': ')[0])).toEqual([
      'children.csv:2:6',
      'children.csv:3:3',
    ]);
  });

  test('another name replaces the holder from today', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),Ann Lee,')));
    write(dir, rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),Bea Stone,'));
    expect((await on.run(dir)).changes).toEqual([
      'children.csv:2: Isla Reed: key_person: Ann Lee → Bea Stone.',
    ]);
    const all = await on.read((register, setting) => register.allocations.open(setting, '2026-09-01'));
    expect(all.map(({ staffName, from, until }) => [staffName, from, until])).toEqual([
      ['Ann Lee', '2026-09-01', '2026-11-22'],
      ['Bea Stone', TODAY, null],
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('an emptied cell ends the allocation', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),Ann Lee,')));
    write(dir, rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),,'));
    expect((await on.run(dir)).changes).toEqual(['children.csv:2: Isla Reed: key_person: Ann Lee → nobody.']);
    expect(await open()).toEqual([]);
  });

  test('a carer linked now marks the allocation that it forbids', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Lee,2026-09-01,,Sarah Lee (mother),Ann Lee,')));
    write(dir, rows('C1,Isla Lee,2026-09-01,,Sarah Lee (mother); Ann Lee #P3 (mother),Ann Lee,'));
    const report = await on.run(dir);
    expect(report.faults).toEqual([]);
    expect(report.flagged.length).toBe(1);
  });

  test('a successor can be named after the first has left', async () => {
    const dir = await on.seed(
      elm({
        'people.csv': sheet(
          PEOPLE,
          ...STAFF.slice(0, 2),
          'P3,Ann Lee,,staff,,2020-01-06,2026-11-20,yes,,',
          STAFF[3] ?? '',
        ),
        ...rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),Ann Lee,'),
      }),
    );
    write(dir, rows('C1,Isla Reed,2026-09-01,,Una Reed (mother),Bea Stone,'));
    expect((await on.run(dir)).faults).toEqual([]);
    expect((await open()).map(({ staffName }) => staffName)).toEqual(['Bea Stone']);
  });

  test('a new child is allocated from today, or from a first day to come', async () => {
    const dir = await on.seed(elm(rows()));
    write(
      dir,
      rows(
        'C1,Isla Reed,2026-09-01,,Una Reed (mother),Ann Lee,',
        'C2,Tom Reed,2027-01-04,,Una Reed (mother),Ann Lee,',
      ),
    );
    await on.run(dir);
    expect((await open()).map(({ from }) => from)).toEqual([TODAY, '2027-01-04']);
  });

  test('a start that moves across a declaration’s beginning sends it back to its declarer', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),Bea Stone,')));
    await on.declare('Sarah Reed');
    write(dir, rows('C1,Isla Reed,2027-01-04,,Sarah Reed (mother),Bea Stone,'));
    await on.run(dir);
    expect(await on.read((register, setting) => register.declarations.byNumber(setting, 1))).toMatchObject({
      state: 'update_required',
    });
  });
});

describe('who handles whose declaration', () => {
  test('is said for each officer', async () => {
    const { summary } = await on.run(folder(elm()));
    expect(summary).toContain('A declaration by Dora Marlow would go to Max Arden.');
    expect(summary).toContain('A declaration by Max Arden would go to Dora Marlow.');
  });
  test('with a warning if nobody would', async () => {
    const { notes } = await on.run(
      folder(elm({ 'people.csv': sheet('name,roles', 'Dora Marlow,staff;dso;manager'), ...rows() })),
    );
    expect(notes).toContain(
      'Warning: nobody could handle a declaration by Dora Marlow: please appoint a deputy, or another officer.',
    );
  });
  test('with a warning where nobody is DSO or chair', async () => {
    const warnings = async (...roles: string[]) =>
      (
        await on.run(
          folder(
            elm({
              'people.csv': sheet('name,roles', ...roles.map((role, at) => `Person ${'ABC'[at]},${role}`)),
              ...rows(),
            }),
          ),
          { dryRun: true },
        )
      ).notes.filter((note) => note.includes('nobody in post'));
    expect(await warnings('staff;manager', 'chair')).toEqual([
      'Warning: nobody in post is DSO, so cases go to the next in the order.',
    ]);
    expect(await warnings('staff;dso', 'manager')).toEqual([
      'Warning: nobody in post is chair, who adopts policies, and decides where every other officer is involved.',
    ]);
    expect(await warnings('dso', 'chair')).toEqual([]);
  });
});
