import { describe, expect, test } from 'vitest';
import { CHILDREN, elm, folder, sheet, withStore, write } from './folder.ts';

const on = withStore();
const rows = (...given: string[]) => ({ 'children.csv': sheet(CHILDREN, ...given) });
/** The notes about children.csv of a first import of these rows, which has no fault. */
async function notesOf(...given: string[]): Promise<string[]> {
  const report = await on.run(folder(elm(rows(...given))));
  expect(report.faults).toEqual([]);
  return report.notes.filter((note) => note.startsWith('children.csv:'));
}
const carersOf = async (child: string) =>
  on
    .read(async (register, setting) =>
      (await register.children.links(setting))
        .filter((link) => link.standing === 'carer')
        .map(async (link) => ({ link, child: await register.children.byId(setting, link.child) })),
    )
    .then(async (found) =>
      (await Promise.all(found))
        .filter((each) => each.child?.ref === child)
        .map(({ link }) => `${link.personName}${link.relation ? ` (${link.relation})` : ''}`),
    );

describe('how a doubtful cell was read', () => {
  test('is noted at its place, and the people are carers', async () => {
    expect(
      await notesOf(
        'C1,Bryn Holt,2026-09-01,,"Nerys Holt, Ivan Holt",,',
        'C2,Lotte Marr,2026-09-01,,Nerys & Ivan Marr 07700 900111,,',
        'C3,Cora Pike,2026-09-01,,"Una Pike\nTed Pike",,',
        'C4,Ned Vale,2026-09-01,,"Vale, June (mother)",,',
      ),
    ).toEqual([
      'children.csv:2:5: "Nerys Holt, Ivan Holt" is read as Nerys Holt; Ivan Holt.',
      'children.csv:3:5: "Nerys & Ivan Marr 07700 900111" is read as Nerys Marr; Ivan Marr; the telephone number was left out.',
      'children.csv:4:5: "Una Pike Ted Pike" is read as Una Pike; Ted Pike.',
      'children.csv:6:5: "Vale, June (mother)" is read as June Vale (mother).',
    ]);
    expect(await carersOf('C2')).toEqual(['Ivan Marr', 'Nerys Marr']);
    expect(await carersOf('C4')).toEqual(['June Vale (mother)']);
  });

  test('is a fault where it can be read in several ways', async () => {
    const { faults } = await on.run(
      folder(
        elm(rows('C1,Bryn Holt,2026-09-01,,"Smith, Jane",,', 'C2,Ada Holt,2026-09-01,,Mr & Mrs Holt,,')),
      ),
    );
    expect(faults).toEqual([
      'children.csv:2:5: "Smith, Jane": is this one person, Jane Smith, or are these two? Please write it like Mike Reed <mike@families.test> #F123 (father), and separate people with a semicolon.',
      'children.csv:3:5: "Mr & Mrs Holt": please write each with first name and surname. Please write it like Mike Reed <mike@families.test> #F123 (father), and separate people with a semicolon.',
    ]);
  });

  test('the surname comes first where it does in the child’s name', async () => {
    await notesOf('C1,"Holt, Bryn",2026-09-01,,"Smith, Jane; Holt, Ivan",,');
    expect(await carersOf('C1')).toEqual(['Ivan Holt', 'Jane Smith']);
  });

  test('a further name in brackets stays with the name, and makes nobody else of the person', async () => {
    const dir = await on.seed(
      elm(
        rows(
          'C1,Noah Bell,2026-09-01,,Sara Bell (née Coe) (mother),,',
          'C2,Gail Bell,2026-09-01,,Sara (Sally) Bell (mother),,',
        ),
      ),
    );
    expect([await carersOf('C1'), await carersOf('C2')]).toEqual([
      ['Sara Bell (née Coe) (Sally) (mother)'],
      ['Sara Bell (née Coe) (Sally) (mother)'],
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
    write(
      dir,
      rows('C1,Noah Bell,2026-09-01,,Sara Bell (mother),,', 'C2,Gail Bell,2026-09-01,,Sara Bell (mother),,'),
    );
    await on.run(dir);
    expect(await carersOf('C1')).toEqual(['Sara Bell (née Coe) (Sally) (mother)']);
  });
});

test('a title is no part of a name, and whoever is meant with one is found', async () => {
  const people = (name: string) => ({
    'people.csv': sheet('name,roles,line_manager', `${name},staff;dso,`, 'Ann Lee,staff,Mrs Gwen Tolliver'),
    ...rows('C1,Isla Reed,2026-09-01,,Ms Sarah Reed,Miss Ann Lee,'),
  });
  const report = await on.run(folder(elm(people('Mrs. Gwen Tolliver'))));
  expect(report.faults).toEqual([]);
  expect(report.notes).toContain('people.csv:2:1: "Mrs. Gwen Tolliver" is read as Gwen Tolliver.');
  const names = () =>
    on.read(async (register, setting) => (await register.people.all(setting)).map(({ name }) => name));
  expect(await names()).toEqual(['Ann Lee', 'Gwen Tolliver', 'Sarah Reed']);
  expect((await on.run(folder(elm(people('Gwen Tolliver'))))).changes).toEqual([]);
});

describe('one person or several', () => {
  test.each<[string, string[], string[]]>([
    [
      'one of two addresses',
      [
        'C1,Noah Firth,2026-09-01,,Ned Firth <ned@families.test> (father),,',
        'C2,Gail Firth,2026-09-01,,Ned Firth <ned@work.test> (father),,',
      ],
      [
        'children.csv:3:5: Ned Firth is taken for 2 people, by their addresses or references (lines 2, 3). One person or several? For one, please write the same address.',
      ],
    ],
    [
      'two of one name in two families',
      [
        'C1,Bryn Jones,2026-09-01,,Sarah Jones (mother),,',
        'C2,Lotte Jones,2026-09-01,,Sarah Jones (mother),,',
      ],
      [
        'children.csv:3:5: Sarah Jones: taken for one person in lines 2, 3, by the name alone. For two people of one name please add an e-mail address or a reference.',
      ],
    ],
    [
      'siblings',
      [
        'C1,Bryn Jones,2026-09-01,,Sarah Jones; Rhys Jones,,',
        'C2,Lotte Jones,2026-09-01,,Sarah Jones; Rhys Jones,,',
      ],
      [
        'children.csv:3:5: Sarah Jones, Rhys Jones: taken for one person each in lines 2, 3, by the name alone. For two people of one name please add an e-mail address or a reference.',
      ],
    ],
    [
      'siblings whose carer has an address',
      [
        'C1,Bryn Jones,2026-09-01,,Sarah Jones <s@families.test>,,',
        'C2,Lotte Jones,2026-09-01,,Sarah Jones <s@families.test>,,',
      ],
      [],
    ],
    [
      'a household’s address',
      ['C1,Bryn Holt,2026-09-01,,Nerys Holt <holts@families.test>; Ivan Holt <holts@families.test>,,'],
      [
        'children.csv:2:5: holts@families.test stands with Nerys Holt and with Ivan Holt, and is taken for the address of their household.',
      ],
    ],
    [
      'a household’s address in two rows',
      [
        'C1,Bryn Holt,2026-09-01,,Nerys Holt <holts@families.test>,,',
        'C2,Ada Holt,2026-09-01,,Ivan Holt <holts@families.test>,,',
      ],
      [
        'children.csv:3:5: holts@families.test stands with Nerys Holt (line 2) and with Ivan Holt, and is taken for the address of their household.',
      ],
    ],
  ])('%s', async (_what, given, notes) => {
    expect(await notesOf(...given)).toEqual(notes);
  });

  test('a household stays two people when the same folder is imported again', async () => {
    const dir = await on.seed(
      elm(rows('C1,Bryn Holt,2026-09-01,,Nerys Holt <h@families.test>; Ivan Holt <h@families.test>,,')),
    );
    expect((await on.run(dir)).changes).toEqual([]);
    expect(await carersOf('C1')).toEqual(['Ivan Holt', 'Nerys Holt']);
  });
});

describe('a child without carers', () => {
  test('is counted in the summary, by name', async () => {
    const { summary } = await on.run(
      folder(
        elm(
          rows(
            'C1,Kit Vale,2026-09-01,,,,',
            'C2,Rory Lund,2026-09-01,,Placement withheld,Ann Lee,Bea Stone',
            'C3,Ada Holt,2026-09-01,,Nerys Holt,,',
            'C4,Ben Holt,2026-09-01,,June Holt (relative: grandmother),,',
            'C5,Una Lund,2026-09-01,,none,,',
          ),
        ),
      ),
    );
    expect(summary).toContain(
      'No carer is on record for 4 children, so no conflict can be seen there, and 2 allocations are taken unchecked: Kit Vale (line 2), Rory Lund (line 3), Ben Holt (line 5), Una Lund (line 6).',
    );
  });

  test('a cell that is emptied is a fault, and none says it on purpose', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),,')));
    for (const cell of ['', 'N/A', 'Foster Carer', 'Bea Hollis (social worker)']) {
      write(dir, rows(`C1,Isla Reed,2026-09-01,,${cell},,`));
      expect((await on.run(dir)).faults).toEqual([
        'children.csv:2:5: Isla Reed has carers on record (Sarah Reed (mother)), and this cell names nobody. Where that is so on purpose, please write none.',
      ]);
    }
    write(dir, rows('C1,Isla Reed,2026-09-01,,none,,'));
    expect((await on.run(dir)).changes).toEqual([
      'children.csv:2: Isla Reed: Sarah Reed (mother) is no longer a carer.',
    ]);
    write(dir, rows('C1,Isla Reed,2026-09-01,,,,'));
    expect(await on.run(dir)).toMatchObject({ faults: [] });
  });

  test('a column that is emptied is one fault above all', async () => {
    const some = (carers: string) =>
      rows(...['Ada', 'Ben', 'Cy'].map((name, at) => `C${at},${name} Holt,2026-09-01,,${carers},,`));
    const dir = await on.seed(elm(some('Nerys Holt (mother)')));
    write(dir, some(''));
    const { faults } = await on.run(dir);
    expect(faults[0]).toBe('children.csv:1:5: 3 children would lose all carers on record.');
    expect(faults).toHaveLength(4);
  });

  test('a column that is not there takes nobody away', async () => {
    const dir = await on.seed(elm(rows('C1,Isla Reed,2026-09-01,,Sarah Reed (mother),,')));
    write(dir, { 'children.csv': sheet('ref,name,starts_on', 'C1,Isla Reed,2026-09-01') });
    expect(await on.run(dir)).toMatchObject({ faults: [], changes: [] });
    expect(await carersOf('C1')).toEqual(['Sarah Reed (mother)']);
  });
});
