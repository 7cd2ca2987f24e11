import { describe, expect, it } from 'vitest';
import { showCarers } from '../../../src/core/children/carers.ts';
import { CHILD_COLUMNS, peopleColumns } from '../../../src/import/columns.ts';
import { Findings } from '../../../src/import/findings.ts';
import type { Grid } from '../../../src/import/foreign/grid.ts';
import { toGrid } from '../../../src/import/foreign/open.ts';
import { joinTold, readMap, type Told } from '../../../src/import/foreign/told.ts';
import { understand } from '../../../src/import/foreign/understand.ts';
import { readChildren, readPeople } from '../../../src/import/rows.ts';
import { platformNames } from '../../support/platforms.ts';

const NONE = { get: () => undefined };

/** What comes of a file: its children or staff in one line each, what is asked, and what was said. */
function read(text: string | Grid[], told: Partial<Told> = {}) {
  const grids = typeof text === 'string' ? [toGrid(text).grid] : text;
  const understood = understand({ name: 'list.csv', grids }, joinTold([told]), {
    columns: { people: peopleColumns(platformNames), children: CHILD_COLUMNS },
    remembered: NONE,
    today: '2026-11-23',
  });
  const findings = new Findings();
  const lines: string[] = [];
  for (const { kind, sheet, titles } of understood.lists) {
    if (kind === 'children')
      for (const child of readChildren(sheet, findings)) {
        const { key_person: key, co_key_person: second, back_up: back } = child.held;
        const held = [key, second, back].map((each) => each ?? '').join('/');
        lines.push(
          [
            child.row.line,
            child.ref,
            child.name,
            child.startsOn,
            child.leavesOn,
            showCarers(child.carers ?? []),
            held,
            child.days,
          ]
            .map((each) => each ?? '')
            .join(' | '),
        );
      }
    else
      for (const person of readPeople(sheet, platformNames, findings, titles))
        lines.push(
          [
            person.row.line,
            person.ref,
            person.name,
            person.email,
            person.roles?.join(';'),
            person.startsOn,
            person.leavesOn,
            person.lineManager,
            person.days,
          ]
            .map((each) => each ?? '')
            .join(' | '),
        );
  }
  for (const { words, ...place } of understood.faults) findings.fault(place, words);
  return {
    lines,
    kinds: understood.lists.map(({ kind }) => kind),
    asked: understood.questions.map(({ name }) => name),
    said: [...understood.notes, ...findings.notes].join('\n'),
    faults: findings.faults(),
    wrong: understood.wrong,
  };
}

const rows = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('Children in a list of any shape', () => {
  it.each<[string, string, string[]]>([
    [
      'as a register of a school system',
      rows(
        'Legal Surname,Legal Forename,Preferred Forename,UPN,Admission Number,DOB,Reg Group,Admission Date,Leaving Date',
        'Holt,Bryn,,,A101,02/01/2022,Ducks,03/09/2025,',
        'Marr,Charlotte,Lottie,,A102,05/03/2022,Ducks,06/01/2026,21/07/2026',
      ),
      [
        '2 | A101 | Bryn Holt | 2025-09-03 |  |  | // | ',
        '3 | A102 | Charlotte (Lottie) Marr | 2026-01-06 | 2026-07-21 |  | // | ',
      ],
    ],
    [
      'as an app for parents exports it',
      rows(
        'Child first name;Child last name;Birthday;Room;Start date;End date;Parent 1 name;Parent 1 email;Parent 1 phone;Parent 2 name;Parent 2 email',
        'Bryn;Holt;2022-01-02;Ducks;2025-09-03;;Nerys Holt;nerys@fam.test;07700 900111;Ivan Holt;ivan@fam.test',
      ),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt <nerys@fam.test>; Ivan Holt <ivan@fam.test> | // | '],
    ],
    [
      'as a system with its contacts in numbered columns',
      rows(
        'Child ID\tFull Name\tContact 1 First Name\tContact 1 Last Name\tContact 1 Relationship\tContact 1 Email\tContact 2 First Name\tContact 2 Last Name\tContact 2 Relationship\tDate Started\tKeyworker',
        '77\tBryn Holt\tNerys\tHolt\tMother\tnerys@fam.test\tIvan\tHolt\tFather\t3 Sep 2025\tRos Firth',
      ),
      [
        '2 | 77 | Bryn Holt | 2025-09-03 |  | Nerys Holt <nerys@fam.test> (Mother); Ivan Holt (Father) | Ros Firth// | ',
      ],
    ],
    [
      'made by hand for a committee, with titles, hints, headings and a total',
      rows(
        'Elm Bank Playgroup,,,,',
        'Children on roll - autumn term,,,,',
        '# please keep this up to date,,,,',
        ',,,,',
        "CHILD'S NAME,Start,Mum,Dad,Key person",
        '(as on the form),dd/mm/yyyy,,,',
        'Bryn Holt,03-Sep-25,Nerys Holt,Ivan Holt,Ros',
        'Ducklings,,,,',
        'Lotte Marr,6/1/26,Susanne Marr',
        ',,,,',
        'Total: 2,,,,',
        ',,,,',
      ),
      [
        '7 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother); Ivan Holt (father) | Ros// | ',
        '9 |  | Lotte Marr | 2026-01-06 |  | Susanne Marr (mother) | // | ',
      ],
    ],
    [
      'with a row for each parent',
      rows(
        'Child name,Admission date,Parent/Carer,Relationship to child,E-mail',
        'Bryn Holt,03/09/2025,Nerys Holt,Mum,nerys@fam.test',
        'Bryn Holt,03/09/2025,Ivan Holt,Dad,ivan@fam.test',
        ',,June Holt,Grandma,',
        'Lotte Marr,06/01/2026,Susanne Marr,Mum,',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt <nerys@fam.test> (Mum); Ivan Holt <ivan@fam.test> (Dad); June Holt (Grandma) | // | ',
        '5 |  | Lotte Marr | 2026-01-06 |  | Susanne Marr (Mum) | // | ',
      ],
    ],
    [
      'with the parents in one cell',
      rows(
        'Name,Joined,Parents / Carers',
        'Bryn Holt,45903,Nerys & Ivan Holt',
        'Lotte Marr,45903,"Marr, Susanne"',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt; Ivan Holt | // | ',
        '3 |  | Lotte Marr | 2025-09-03 |  | Susanne Marr | // | ',
      ],
    ],
    [
      'with the surname first, and capitals',
      rows(
        'PUPIL,START_DATE,PARENT_1_NAME,PARENT_1_EMAIL',
        '"HOLT, Bryn",2025/09/03,"HOLT, Nerys",NERYS@FAM.TEST',
      ),
      ['2 |  | Bryn HOLT | 2025-09-03 |  | Nerys HOLT <nerys@fam.test> | // | '],
    ],
    [
      'with days ticked off under their names',
      rows(
        'Child,Start date,Mon,Tues,Wed,Thu,Fri,Mother',
        'Bryn Holt,03/09/2025,x,am,,PM,1,Nerys Holt',
        'Lotte Marr,03/09/2025,✓,0,n/a,9-12,,Susanne Marr',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | Mon Tue-am Thu-pm Fri',
        '3 |  | Lotte Marr | 2025-09-03 |  | Susanne Marr (mother) | // | Mon',
      ],
    ],
    [
      'with days in a cell, one of which says hours',
      rows(
        'Child,Start date,Days attending,Mother',
        'Bryn Holt,03/09/2025,"Mon, Tue & Wed am",Nerys Holt',
        'Lotte Marr,03/09/2025,15 hours,Susanne Marr',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | Mon Tue Wed-am',
        '3 |  | Lotte Marr | 2025-09-03 |  | Susanne Marr (mother) | // | ',
      ],
    ],
    [
      'with a status, where leavers and those who wait stand too',
      rows(
        'Name of child,Start date,Leaving date,Status,Guardian',
        'Bryn Holt,03/09/2025,,Active,Nerys Holt',
        'Lotte Marr,03/09/2024,,Left,Susanne Marr',
        'Cora Pike,03/09/2024,21/07/2026,Left,Una Pike',
        'Ned Vale,03/09/2027,,Waiting list,June Vale',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (guardian) | // | ',
        '4 |  | Cora Pike | 2024-09-03 | 2026-07-21 | Una Pike (guardian) | // | ',
      ],
    ],
    [
      'with three who look after each child here',
      rows(
        'Child,First day,Main carer,Key person,Second key person,Buddy',
        'Bryn Holt,03/09/2025,Nerys Holt,Ros Firth,Hamid Sarwar,Petra Quill',
      ),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt | Ros Firth/Hamid Sarwar/Petra Quill | '],
    ],
    [
      'with more people of whom one is nobody’s carer',
      rows(
        'Forename,Surname,Start date,Contact 1,Contact 1 relationship,Contact 2,Contact 2 relationship,Emergency contact',
        'Bryn,Holt,03/09/2025,Nerys Holt,mother,Bea Hollis,social worker,Gran Holt',
      ),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | '],
    ],
    [
      'with two counts of people, and two words for one',
      rows(
        'Child,Start date,Parent 1,Contact 1,Contact 1 email,Mum,Mother',
        'Bryn Holt,03/09/2025,Nerys Holt,Una Pike,una@fam.test,Ann Holt,Bea Holt',
      ),
      [
        '2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt; Una Pike <una@fam.test>; Ann Holt (mother); Bea Holt (mother) | // | ',
      ],
    ],
    [
      'with a first name column that is called Name',
      rows('Name,Surname,Start date,Mum', 'Bryn,Holt,03/09/2025,Nerys Holt'),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | '],
    ],
    [
      'separated by bars',
      rows('Child|Start date|Mum', 'Bryn Holt|03/09/2025|Nerys Holt'),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | '],
    ],
    [
      'with placeholders for what is not known',
      rows('Child,Start date,End date,Mum,Dad,Key person', 'Bryn Holt,03/09/2025,N/A,Nerys Holt,N/A,TBC'),
      ['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | '],
    ],
  ])('%s', (_, text, lines) => {
    const found = read(text);
    expect(found.faults).toEqual([]);
    expect([found.asked, found.kinds, found.lines]).toEqual([[], ['children'], lines]);
  });

  it('never reads what it does not need, and says so', () => {
    const { said, lines } = read(
      rows(
        'Child,Start date,Date of birth,Home address,Postcode,Medical notes,Allergies,Mum,Mum’s mobile,Ethnicity,GP,Room,Favourite toy',
        'Bryn Holt,03/09/2025,SECRET1,SECRET2,SECRET3,SECRET4,SECRET5,Nerys Holt,SECRET6,SECRET7,SECRET8,Ducks,Bear',
        ',,,,,SECRET9,,,,,,,',
      ),
    );
    expect(said).toContain(
      'dropped unread: “Date of birth”, “Home address”, “Postcode”, “Medical notes”, “Allergies”, “Mum’s mobile”, “Ethnicity”, “GP”.',
    );
    expect(said).toContain('for a later edition, passed over: “Room”.');
    expect(said).toContain('not known, passed over: “Favourite toy”.');
    expect(said + lines.join()).not.toMatch(/SECRET|Bear|Ducks/);
  });

  it('says the lines in which one child was taken for several rows, or an address had no name', () => {
    const { said } = read(
      rows(
        'Child,Start date,Parent,Email',
        'Bryn Holt,03/09/2025,Nerys Holt,',
        'Bryn Holt,,Ivan Holt,',
        'Lotte Marr,03/09/2025,,s@fam.test',
      ),
    );
    expect(said).toContain('line 3: stands for another parent of the child above it.');
    expect(said).toContain(
      'line 4: an e-mail address stands without the name of a parent, and was left out.',
    );
  });

  it('is refused where two columns have one header, and says which of like columns was read', () => {
    const text = rows('Ref,Name,Name,Start date,Mum', 'C1,Bryn,Holt,03/09/2025,Nerys Holt');
    expect(read(text).faults).toEqual([
      'list.csv:1:3: There are two columns called "Name": please say in each what it is, as in “Child’s surname”, “Mother’s surname”.',
    ]);
    const like = read(rows('Name,Child,Start date,Mum', 'Ducks,Bryn Holt,03/09/2025,Nerys Holt'));
    expect(like.lines).toEqual(['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt (mother) | // | ']);
    expect(like.said).toContain('passed over, since another column says it or it is not about them: “Name”.');
  });

  it('is refused where a comma tears a row apart', () => {
    const { faults } = read(rows('Child,Start date,Mum', 'Bryn Holt,03/09/2025,Nerys Holt, Ivan Holt'));
    expect(faults).toEqual([expect.stringMatching(/^list\.csv:2:4: This row has 4 cells, the header 3/)]);
  });

  it('is refused where the month stands first in some days, and the others may be two', () => {
    const { faults } = read(
      rows('Child,Start date,Mum', 'Bryn Holt,03/04/2026,A Holt', 'Lotte Marr,04/25/2026,B Marr'),
    );
    expect(faults).toEqual([
      expect.stringContaining('"03/04/2026" could be 3 Apr 2026 or 4 Mar 2026'),
      expect.stringContaining('has no month 25 (with the month first it would be 25 April 2026)'),
    ]);
  });

  it.each([
    [
      'parents in columns',
      ['Child,Start date,Mum,Dad', 'Bryn Holt,03/09/2025,Nerys Holt,', 'Bryn Holt,03/09/2025,Ann Holt,'],
    ],
    [
      'parents in a cell',
      ['Child,Start date,Parents', 'Bryn Holt,03/09/2025,Nerys Holt', 'Bryn Holt,03/09/2025,Ann Holt'],
    ],
    [
      'two mothers',
      [
        'Child,Start date,Parent,Relationship',
        'Bryn Holt,03/09/2025,Nerys Holt,Mum',
        'Bryn Holt,03/09/2025,Ann Holt,Mum',
      ],
    ],
    [
      'other days',
      [
        'Child,Start date,Parent,Relationship',
        'Bryn Holt,03/09/2025,Nerys Holt,Mum',
        'Bryn Holt,04/09/2025,Ian Holt,Dad',
      ],
    ],
  ])('two of one name are two where they may be: %s', (_, lines) => {
    const { faults } = read(rows(...lines));
    expect(faults).toHaveLength(2);
    expect(faults[0]).toContain('"Bryn Holt" also stands in line 3');
  });
});

describe('Staff in a list of any shape', () => {
  it.each<[string, string, Partial<Told>, string[]]>([
    [
      'as a safeguarding system wants it',
      rows(
        'First Name,Last Name,Email Address,Job Role',
        'Gwen,Tolliver,gwen@elm.test,Manager',
        'Dinah,Okello,dinah@elm.test,DSL',
      ),
      {},
      [
        '2 |  | Gwen Tolliver | gwen@elm.test | manager |  |  |  | ',
        '3 |  | Dinah Okello | dinah@elm.test | dso |  |  |  | ',
      ],
    ],
    [
      'as a payroll exports it',
      rows(
        'Employee Number,Surname,Forename(s),Job Title,Employment start date,Leave date,Work e-mail,Personal e-mail,NI number,Reports to',
        '0042,Firth,Rosalind,Staff,01/09/2021,,ros@elm.test,ros@home.test,QQ123456C,Gwen Tolliver',
      ),
      {},
      ['2 | 0042 | Rosalind Firth | ros@elm.test | staff | 2021-09-01 |  | Gwen Tolliver | '],
    ],
    [
      'with titles that somebody has explained',
      rows(
        'Staff member,Position,Working days',
        'Rosalind Firth,Room Leader,Mon-Wed',
        'Ann Pike,Cook,Fri',
        'Dinah Okello,Deputy Manager / DSL,Mon',
      ),
      readMap('Room Leader=staff') &&
        joinTold([
          readMap('Room Leader=staff'),
          readMap('cook=none'),
          readMap('Deputy Manager=staff;deputy_dso'),
        ]),
      [
        '2 |  | Rosalind Firth |  | staff |  |  |  | Mon Tue Wed',
        '3 |  | Ann Pike |  |  |  |  |  | Fri',
        '4 |  | Dinah Okello |  | staff;dso;deputy_dso |  |  |  | Mon',
      ],
    ],
    [
      'of volunteers, by surname and first name in a cell',
      rows('Staff name,Role,Date joined', '"Kettle, Moira",Chair of trustees,Sept 1st 2023'),
      {},
      ['2 |  | Moira Kettle |  | chair | 2023-09-01 |  |  | '],
    ],
  ])('%s', (_, text, told, lines) => {
    const found = read(text, told);
    expect(found.faults).toEqual([]);
    expect([found.asked, found.kinds, found.lines]).toEqual([[], ['people'], lines]);
  });

  it('asks of each title once what it is here', () => {
    const { asked, lines } = read(
      rows('Staff name,Job title', 'A B,Room Leader', 'C D,room leader', 'E F,Cook', 'G H,Manager'),
    );
    expect([asked, lines]).toEqual([['room leader', 'Cook'], []]);
  });
});

describe('What is uncertain is asked', () => {
  const grid = (name: string, ...lines: string[]): Grid => ({ ...toGrid(rows(...lines)).grid, name });
  const kids = ['Child,Start date,Mum', 'Bryn Holt,03/09/2025,Nerys Holt'];
  const staff = ['Staff name,Job title', 'Gwen Tolliver,Manager'];

  it('children or staff, where the header may be of both', () => {
    const text = rows('Name,Start date', 'Bryn Holt,03/09/2025');
    expect(read(text).asked).toEqual(['holds']);
    expect(read(text, { answers: { holds: 'children' } }).kinds).toEqual(['children']);
    expect(read(text, { answers: { holds: 'staff' } }).kinds).toEqual(['people']);
  });

  it('which column names the parents, where none seems to and one may', () => {
    const text = rows('Child,Start date,Grown-up', 'Bryn Holt,03/09/2025,Nerys Holt');
    expect(read(text).asked).toEqual(['carers']);
    expect(read(text, readMap('Grown-up=carers')).lines.join()).toContain('Nerys Holt');
    expect(read(text, { answers: { carers: 'none' } }).lines).toHaveLength(1);
  });

  it('which column the name is, and when they start', () => {
    const text = rows('Sprog,DOB,Mum,Dad', 'Bryn Holt,02/01/2022,Nerys Holt,Ivan Holt');
    expect(read(text).asked).toEqual(['name', 'attending']);
    expect(read(text, joinTold([readMap('Sprog=name'), { answers: { attending: 'yes' } }])).lines).toEqual([
      '2 |  | Bryn Holt | 2026-11-23 |  | Nerys Holt (mother); Ivan Holt (father) | // | ',
    ]);
  });

  it('a column may be said to be another, or nothing', () => {
    const text = rows('Child,Date,Responsible,Start', 'Bryn Holt,03/09/2025,Nerys Holt,9am');
    const told = joinTold([
      readMap('Date=starts_on'),
      readMap('responsible=carers'),
      readMap('Start=nothing'),
    ]);
    expect(read(text, told).lines).toEqual(['2 |  | Bryn Holt | 2025-09-03 |  | Nerys Holt | // | ']);
    expect(() => readMap('Date=beginning')).toThrow('--map wants');
    expect(() => readMap('Date')).toThrow('--map wants');
  });

  it('nothing, where one sheet holds children and another staff', () => {
    const { kinds, said } = read([
      grid('Children', ...kids),
      grid('Staff', ...staff),
      grid('Notes', 'buy milk'),
    ]);
    expect(kinds).toEqual(['children', 'people']);
    expect(said).toContain('left out: the sheet “Notes”');
    expect(said).toContain('list.csv [Children]:1:1: read');
  });

  it('which sheet, where several hold children', () => {
    const grids = [grid('Ducks', ...kids), grid('Geese', ...kids)];
    expect(read(grids).asked).toEqual(['sheet']);
    expect(read(grids, { answers: { sheet: 'geese' } })).toMatchObject({ asked: [], kinds: ['children'] });
  });

  it('and a file without a list is refused', () => {
    expect(read('buy milk\nand eggs\n').wrong).toMatch(/^No line of it names columns that we know/);
    expect(read('').wrong).toMatch(/^No line of it/);
  });
});
