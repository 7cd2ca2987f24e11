import { describe, expect, it } from 'vitest';
import { elm, folder, sheet, withStore } from '../folder.ts';

const on = withStore();

/** The report on a folder with this list in place of its own, and the children and staff that are then known. */
async function take(contents: Record<string, string | Buffer>, told = {}) {
  const report = await on.run(folder(elm(contents)), {
    told: { columns: {}, titles: {}, answers: {}, ...told },
  });
  if (report.faults.length > 0) return { ...report, children: [], staff: [] };
  return on.read(async (register, setting) => {
    const links = await register.children.links(setting);
    return {
      ...report,
      children: (await register.children.all(setting)).map(
        ({ id, name, startsOn }) =>
          `${name} ${startsOn}: ${links
            .filter(({ child }) => child === id)
            .map(({ personName }) => personName)
            .sort()
            .join(', ')}`,
      ),
      staff: (await register.people.all(setting))
        .filter(({ posts }) => posts.length > 0)
        .map(({ name, posts }) => `${name}: ${posts.map(({ role }) => role).join(', ')}`),
    };
  });
}

const STAFF = [
  ',Dora Marlow,dora@elm.test,dso',
  ',Ann Lee,ann@elm.test,staff',
  ',Bea Stone,bea@elm.test,staff',
];

describe('A folder whose children stand in a list of another make', () => {
  it.each<[string, string, string[]]>([
    [
      'first and last name',
      sheet('Name,Surname,Start,Mum', 'Isla,Reed,01/09/2026,Sarah Reed'),
      ['Isla Reed 2026-09-01: Sarah Reed'],
    ],
    [
      'near our own words',
      sheet('Name,Start Date,Parents,Key Person', 'Isla Reed,01/09/2026,"Sarah Reed, Mike Reed",Ann Lee'),
      ['Isla Reed 2026-09-01: Mike Reed, Sarah Reed'],
    ],
    [
      'a first and a second contact',
      sheet(
        '"Full name","Date of birth","Start date","End date","Room","Primary contact","Primary contact email","Second contact"',
        '"Isla Reed","02/01/2022","01/09/2026","","Ducks","Sarah Reed","s@fam.test","Mike Reed"',
      ),
      ['Isla Reed 2026-09-01: Mike Reed, Sarah Reed'],
    ],
    [
      'lines of a title',
      sheet(
        'Elm House register,,,',
        'Autumn 2026,,,',
        'name,starts_on,carers,key_person',
        'Isla Reed,01/09/2026,Sarah Reed (mother),Ann Lee',
      ),
      ['Isla Reed 2026-09-01: Sarah Reed'],
    ],
    [
      'rows that are short',
      'name,starts_on,leaves_on,carers,key_person\nIsla Reed,01/09/2026,,Sarah Reed\nTom Reed,01/09/2026\n',
      ['Isla Reed 2026-09-01: Sarah Reed', 'Tom Reed 2026-09-01: '],
    ],
    [
      'days of many spellings',
      sheet(
        'ref,name,starts_on,carers',
        'A,Isla Reed,46266,A Reed',
        'B,Tom Reed,1/9/26,B Reed',
        'C,Una Reed,01-Sep-26,C Reed',
        'D,Vi Reed,2026/09/01,D Reed',
        'E,Wes Reed,01/09/2026 00:00:00,E Reed',
      ),
      ['Isla', 'Tom', 'Una', 'Vi', 'Wes'].map((name, at) => `${name} Reed 2026-09-01: ${'ABCDE'[at]} Reed`),
    ],
  ])('%s', async (_, children, known) => {
    const { faults, ...found } = await take({ 'children.csv': children });
    expect(faults).toEqual([]);
    expect(found.children.sort()).toEqual(known);
  });

  it('needs to know when they start, and says how', async () => {
    const children = sheet(
      'PARENT_1_NAME,PARENT_1_RELATIONSHIP,CHILD_FIRST_NAME,CHILD_LAST_NAME,CHILD_NHS_NUMBER',
      'Sarah Reed,Mum,Isla,Reed,12',
    );
    const { faults } = await take({ 'children.csv': children });
    expect(faults).toEqual([
      expect.stringMatching(
        /^children\.csv:1:1: The column "starts_on" is missing: .*--answer attending=yes/,
      ),
    ]);
    const found = await take({ 'children.csv': children }, { answers: { attending: 'yes' } });
    expect([found.faults, found.children]).toEqual([[], ['Isla Reed 2026-11-23: Sarah Reed']]);
  });

  it('says of each day that is none why', async () => {
    const { faults } = await take({
      'children.csv': sheet(
        'Child,Start date,Mum',
        'A Reed,Sept 2026,X Reed',
        'B Reed,31/02/2026,Y Reed',
        'C Reed,3 Medi 2026,Z Reed',
      ),
    });
    expect(faults).toEqual([
      expect.stringContaining('children.csv:2:2: "Sept 2026" names no day: a day is needed'),
      expect.stringContaining('children.csv:3:2: "31/02/2026" cannot be: there is no 31 February'),
      expect.stringContaining('children.csv:4:2: "3 Medi 2026" has no English month in it'),
    ]);
  });
});

describe('A folder whose staff stand in a list of another make', () => {
  it('has a note for each job title, not a fault', async () => {
    const people = sheet(
      'ref,Name,Email,Role',
      ...STAFF,
      ',Cy Hart,cy@elm.test,Room Leader',
      ',Di Moor,di@elm.test,room leader',
      ',Ed Lane,ed@elm.test,Deputy Manager / DSL',
      ',Fi Nash,fi@elm.test,Chair of trustees',
    );
    const { faults, notes, staff } = await take({ 'people.csv': people });
    expect(faults).toEqual([]);
    expect(staff.sort().slice(-4)).toEqual([
      'Di Moor: staff',
      'Dora Marlow: dso',
      'Ed Lane: staff, dso',
      'Fi Nash: chair',
    ]);
    expect(notes.filter((note) => note.includes('job title') || note.includes('for the role'))).toEqual([
      expect.stringContaining('people.csv:5:4: The job title "Room Leader" is taken as staff'),
      expect.stringContaining('people.csv:7:4: The job title "Deputy Manager" is taken as staff'),
      expect.stringContaining('people.csv:8:4: "Chair of trustees" is taken for the role chair'),
    ]);
  });

  it('takes what was said of a title', async () => {
    const people = sheet('ref,Name,Email,Role', ...STAFF, ',Cy Hart,cy@elm.test,Head of Room');
    const { staff } = await take({ 'people.csv': people }, { titles: { headofroom: ['staff', 'manager'] } });
    expect(staff).toContain('Cy Hart: staff, manager');
  });

  it('joins first name and surname', async () => {
    const people = sheet(
      'Name,Surname,Email,Roles',
      'Dora,Marlow,dora@elm.test,dso',
      'Ann,Lee,ann@elm.test,staff',
      'Bea,Stone,bea@elm.test,staff',
    );
    expect((await take({ 'people.csv': people })).staff.sort()).toEqual([
      'Ann Lee: staff',
      'Bea Stone: staff',
      'Dora Marlow: dso',
    ]);
  });
});
