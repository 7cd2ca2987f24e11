import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHILDREN, type Contents, elm, folder, PEOPLE, POLICY, STAFF, sheet, withStore } from './folder.ts';

const on = withStore();

/** The faults of a folder; and nothing may have been written for them. */
async function faultsOf(contents: Parameters<typeof elm>[0]): Promise<string[]> {
  const report = await on.run(folder(elm(contents)));
  expect(report.written).toBe(false);
  expect(await on.store.read((register) => register.settings.all())).toEqual([]);
  return report.faults;
}

const people = (...rows: string[]) => ({ 'people.csv': sheet(PEOPLE, ...STAFF, ...rows) });
const children = (...rows: string[]) => ({ 'children.csv': sheet(CHILDREN, ...rows) });

test('a new child who leaves before they start is one fault, and no word of the chat', async () => {
  expect(await faultsOf(children('C1,Isla Reed,2026-09-01,2026-08-31,,,'))).toEqual([
    'children.csv:2:4: This child leaves before they start.',
  ]);
});

test.each(['people.csv', 'children.csv', 'setting.json', 'policies/social-media.md'])(
  'a link in the place of %s is a fault, and nothing that it leads to is shown',
  async (file) => {
    const dir = folder(elm({}));
    const secret = join(folder({}), 'secret');
    writeFileSync(secret, 'a line of a private file');
    rmSync(join(dir, file), { force: true });
    symlinkSync(secret, join(dir, file));
    const { faults, written } = await on.run(dir);
    expect(written).toBe(false);
    expect(faults).toContain(`${file}:1:1: This is a link to another file. Please put the file itself here.`);
    expect(faults.join()).not.toContain('private');
  },
);

describe('one fault, its place and what to do', () => {
  test.each<[string, Parameters<typeof elm>[0], string]>([
    [
      'a date that does not exist',
      people('P5,Cy Hart,cy@elm.test,staff,,31/02/2024,,yes,,'),
      'people.csv:6:6: "31/02/2024" cannot be: there is no 31 February: please write it like 25/03/2019 or 2019-03-25.',
    ],
    [
      'an American date',
      people('P5,Cy Hart,cy@elm.test,staff,,03/25/2024,,yes,,'),
      'people.csv:6:6: "03/25/2024" has no month 25 (with the month first it would be 25 March 2024): please',
    ],
    [
      'a year of another century',
      children('C1,Isla Reed,01/09/2206,,,,'),
      'children.csv:2:3: "01/09/2206": please check the year.',
    ],
    [
      'leaving before starting',
      people('P5,Cy Hart,cy@elm.test,staff,,2024-01-08,2023-12-22,yes,,'),
      'people.csv:6:7: This person leaves before they start.',
    ],
    [
      'a child who leaves before they start',
      children('C1,Isla Reed,2026-09-01,2026-08-31,,,'),
      'children.csv:2:4: This child leaves before they start.',
    ],
    [
      'a misspelt role',
      people('P5,Cy Hart,cy@elm.test,staff;manger,,2024-01-08,,yes,,'),
      'people.csv:6:4: "manger" is no role (is "manager" meant?): the roles are staff, manager, dso',
    ],
    [
      'an e-mail that is none',
      people('P5,Cy Hart,cy at elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:3: "cy at elm.test" is not an e-mail address',
    ],
    [
      'yes or no',
      people('P5,Cy Hart,cy@elm.test,staff,,2024-01-08,,maybe,,'),
      'people.csv:6:8: "maybe": please answer yes or no.',
    ],
    [
      'a missing name',
      people('P5,,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: The name is missing.',
    ],
    [
      'a name of signs',
      people('P5,???,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: "???" has neither letter nor digit',
    ],
    [
      'a name too long',
      people(`P5,${'a'.repeat(201)},cy@elm.test,staff,,2024-01-08,,yes,,`),
      'people.csv:6:2: A name holds 200 characters at most; this one has 201.',
    ],
    [
      'a control character',
      people('P5,Cy \u0007Hart,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: There is a character here that cannot be kept (U+0007)',
    ],
    [
      'a zero byte',
      people('P5,Cy\u0000Hart,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: There is a character here that cannot be kept (U+0000)',
    ],
    [
      'a direction override',
      people('P5,Cy\u202EHart,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: There is a character here that cannot be kept (U+202E)',
    ],
    [
      'a lost character',
      people('P5,Zo\uFFFD Hart,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: There is a character here that cannot be kept (U+FFFD)',
    ],
    [
      'a reference twice',
      people('p3,Cy Hart,cy@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:1: "p3" is also the reference in line 4',
    ],
    [
      'an e-mail twice',
      people('P5,Cy Hart,ANN@elm.test,staff,,2024-01-08,,yes,,'),
      'people.csv:6:3: "ann@elm.test" is also the e-mail address in line 4',
    ],
    [
      'a Slack user twice',
      {
        'people.csv': sheet(
          PEOPLE,
          'P1,Dora Marlow,,dso,,,,yes,U1,',
          'P2,Max Arden,,manager,,,,no,U1,',
          ...STAFF.slice(2).map((row) => row.replace('Max Arden', '')),
        ),
      },
      'people.csv:3:9: "u1" is also the Slack user in line 2',
    ],
    [
      'the same name without anything to tell apart',
      people(',Ann Lee,,staff,,2024-01-08,,yes,,'),
      'people.csv:6:2: "Ann Lee" also stands in line 4: please give each a ref or an e-mail address to tell them apart.',
    ],
    [
      'children of one name',
      children('C1,Isla Reed,2026-09-01,,,,', ',Isla  REED,2026-10-01,,,,'),
      'children.csv:3:2: "Isla REED" also stands in line 2: please give each a ref',
    ],
    [
      'an unknown line manager',
      people('P5,Cy Hart,cy@elm.test,staff,Max Ardan,2024-01-08,,yes,,'),
      'people.csv:6:5: "Max Ardan" is nobody in people.csv (is "Max Arden" meant?).',
    ],
    [
      'one’s own line manager',
      people('P5,Cy Hart,cy@elm.test,staff,P5,2024-01-08,,yes,,'),
      'people.csv:6:5: Cy Hart cannot be their own line manager.',
    ],
    [
      'an unknown key person',
      children('C1,Isla Reed,2026-09-01,,,Nobody Here,'),
      'children.csv:2:6: "Nobody Here" is nobody in people.csv.',
    ],
    [
      'a key person who is not staff',
      children('C1,Isla Reed,2026-09-01,,,Max Arden,'),
      'children.csv:2:6: Max Arden does not hold the role staff',
    ],
    [
      'a back-up who is not staff',
      children('C1,Isla Reed,2026-09-01,,,,max@elm.test'),
      'children.csv:2:7: Max Arden does not hold the role staff',
    ],
    [
      'a key person who may be several',
      { ...people('P5,Ann Lee,ann.lee@elm.test,staff,,2024-01-08,,yes,,') },
      'children.csv:2:6: Several people are called "Ann Lee" (people.csv lines 4, 6): please write the ref or the e-mail address.',
    ],
    [
      'a child without a first day',
      children('C1,Isla Reed,,,,,'),
      'children.csv:2:3: The first day is missing',
    ],
    [
      'too many cells',
      people('P5,Hart, Cy,cy@elm.test,staff,,2024-01-08,,yes,,x'),
      'people.csv:6:11: This row has 11 cells, the header 10: a cell that holds a comma must stand in double quotes.',
    ],
    [
      'a quote that never closes',
      people('P5,"Cy Hart,cy@elm.test,staff,,2024-01-08,,yes,,', 'P6,Di Moor,,staff,,,,yes,,'),
      'people.csv:6:1: A quotation mark opens a cell here and is never closed',
    ],
    [
      'a carer’s address left open',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test (mother),,'),
      'children.csv:2:5: "Sarah Reed <sarah@families.test (mother)": the e-mail address opens with < and is not closed with >.',
    ],
    [
      'a carer’s relation left open',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed (mother; Mike Reed,,'),
      'children.csv:2:5: "Sarah Reed (mother; Mike Reed": the relation opens with ( and is not closed with ).',
    ],
    [
      'words behind a relation',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed (mother) Mike,,'),
      'are these several people, and what is the surname of each? Please write it like',
    ],
    [
      'a carer without a name',
      children('C1,Isla Reed,2026-09-01,,<sarah@families.test>,,'),
      'children.csv:2:5: "<sarah@families.test>": The name is missing.',
    ],
    [
      'a carer twice in one cell',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed (mother); sarah reed (childminder),,'),
      'stands in this cell twice',
    ],
    [
      'two spellings of one name with one address',
      children(
        'C1,Isla Reed,2026-09-01,,Sarah Reed <reeds@families.test>; Sara Reed <reeds@families.test>,,',
      ),
      "children.csv:2:5: reeds@families.test is Sarah Reed's in line 2 and Sara Reed's here: please give each a reference",
    ],
    [
      'two names with one reference',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed #F1,,', 'C2,Tom Reed,2026-09-01,,Mike Reed #F1,,'),
      'children.csv:3:5: #F1 is Sarah Reed in line 2 and Mike Reed here.',
    ],
    [
      'one reference with two addresses',
      children(
        'C1,Isla Reed,2026-09-01,,Sarah Reed #F1 <a@families.test>,,',
        'C2,Tom Reed,2026-09-01,,Sarah Reed #F1 <b@families.test>,,',
      ),
      'children.csv:3:5: Sarah Reed #F1 has another e-mail address in line 2.',
    ],
    [
      'a bare name beside two of that name',
      children(
        'C1,A Reed,2026-09-01,,Emma Wood <a@families.test>,,',
        'C2,B Reed,2026-09-01,,Emma Wood <b@families.test>,,',
        'C3,C Reed,2026-09-01,,Emma Wood,,',
      ),
      'children.csv:4:5: Which Emma Wood is this? There are several (lines 2, 3): please add the e-mail address or the reference.',
    ],
    [
      'a member of staff’s reference with another name',
      children('C1,Isla Reed,2026-09-01,,Sarah Reed #P3,,'),
      "children.csv:2:5: #P3 is Ann Lee's in people.csv:4, and Sarah Reed's here",
    ],
    [
      'a member of staff’s address with another name',
      children('C1,Isla Reed,2026-09-01,,Anna Lee <ann@elm.test>,,'),
      "children.csv:2:5: ann@elm.test is Ann Lee's in people.csv:4, and Anna Lee's here",
    ],
    [
      'two carers of whom one may work here',
      children(
        'C1,A Reed,2026-09-01,,Ann Lee <a@families.test>,,',
        'C2,B Reed,2026-09-01,,Ann Lee <b@families.test>,,',
      ),
      'children.csv:2:5: Is this the Ann Lee of people.csv:4? More than one could be meant',
    ],
  ])('%s', async (_what, contents, fault) => {
    const faults = await faultsOf(contents);
    expect(faults.join('\n')).toContain(fault);
  });
});

describe('headers', () => {
  test('a missing column is a fault in line 1, with the column that may be meant', async () => {
    expect(await faultsOf({ 'people.csv': 'ref,nmae,email\nP1,Ann Lee,ann@elm.test\n' })).toContainEqual(
      expect.stringMatching(/^people\.csv:1:1: The column "name" is missing \(is "nmae" meant for it\?\)/),
    );
  });
  test('children need the first day', async () => {
    expect(await faultsOf({ 'children.csv': 'name,carers\nIsla Reed,\n' })).toContainEqual(
      expect.stringContaining('children.csv:1:1: The column "starts_on" is missing'),
    );
  });
  test('a column twice is a fault', async () => {
    expect(await faultsOf({ 'children.csv': 'name,starts_on,name\nA,2026-09-01,B\n' })).toContain(
      'children.csv:1:3: There are two columns called "name".',
    );
  });
  test('an empty file is a fault', async () => {
    expect(await faultsOf({ 'children.csv': '' })).toContainEqual(
      expect.stringContaining('children.csv:1:1: This file is empty'),
    );
  });
  test('a missing file is a fault', async () => {
    const { 'children.csv': _, ...rest } = elm();
    expect((await on.run(folder(rest))).faults).toEqual(['children.csv:1:1: This file is missing.']);
  });
});

describe('encodings', () => {
  const staff = sheet(PEOPLE, ...STAFF, 'P5,Zoë O\u2019Hart,zoe@elm.test,staff,,,,yes,,');
  const utf16 = Buffer.from(staff, 'utf16le');
  const windows = Buffer.from(staff.replace('\u2019', '\u0092'), 'latin1');
  test.each<[string, Buffer, RegExp | undefined]>([
    ['Windows-1252', windows, /^people\.csv: this file is not in UTF-8.*Windows-1252/],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /is in UTF-16/],
    ['UTF-16 of the other order', Buffer.from(`\uFEFF${staff}`, 'utf16le').swap16(), /is in UTF-16/],
    ['UTF-16 without a mark', utf16, /is in UTF-16/],
    ['UTF-8', Buffer.from(`\uFEFF${staff}`), undefined],
  ])('%s is read, and said', async (_, bytes, note) => {
    const report = await on.run(folder(elm({ 'people.csv': bytes })));
    expect(report.faults).toEqual([]);
    const said = report.notes.filter((each) => each.includes('this file'));
    expect(said).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
    const person = await on.read(async (register, setting) => register.people.byRef(setting, 'P5'));
    expect(person?.name).toBe('Zoë O\u2019Hart');
  });
  test('what is in none of them is a fault at its first cell', async () => {
    const other = Buffer.concat([windows, Buffer.from([0x50, 0x36, 0x2c, 0x8f])]);
    expect(await faultsOf({ 'people.csv': other })).toEqual([
      expect.stringMatching(/^people\.csv:6:2: There is a character here that is not UTF-8.*CSV UTF-8/),
    ]);
  });
});

test('an outsider’s folder is refused with every fault named, and nothing is written', async () => {
  const rows = [
    'Name,Email,Roles,Line manager,Starts on,Key person capable',
    '"O’Shea, Siân",sian@oak.test,"staff; DSL",,01/09/2019,yes',
    'Tom Hill,,manager,"O’Shea, Siân",31/04/2020,no',
    'Zoë Park,zoe@oak,staff,Tom Hall,6 Jan 2021,yes',
    'Tom Hill,,staff,,2022-01-10,yes',
  ];
  const kids = ['Name,Starts,Carers,Key person', '"Reed, Isla",2026-09-01,Sarah Reed (mother),Zoe Prak'];
  const faults = await faultsOf({
    'people.csv': `\uFEFF${rows.join('\r\n')}\r\n`,
    'children.csv': `\uFEFF${kids.join('\r\n')}\r\n`,
    'setting.json': '{\n  "name": "Oak",\n  "nation": "wales"\n}\n',
  });
  expect(faults).toEqual([
    expect.stringMatching(/^children\.csv:2:4: "Zoe Prak" is nobody in people\.csv/),
    expect.stringMatching(/^people\.csv:3:1: "Tom Hill" also stands in line 5/),
    expect.stringMatching(/^people\.csv:3:5: "31\/04\/2020" cannot be: there is no 31 April/),
    expect.stringMatching(/^people\.csv:4:2: "zoe@oak" is not an e-mail address/),
    expect.stringMatching(/^people\.csv:4:4: "Tom Hall" is nobody in people\.csv/),
    expect.stringMatching(/^people\.csv:5:1: "Tom Hill" also stands in line 3/),
    expect.stringMatching(/^setting\.json:3:13: nation: This is one of "england-and-wales"/),
  ]);
});

test('the same folder, mended, imports: BOM, CRLF, quoted commas, accents, UK dates, DSL', async () => {
  const rows = [
    'Roles,Name,Email,Line manager,Starts on,Key person capable',
    '"staff; DSL","O’Shea, Siân",sian@oak.test,,01/09/2019,yes',
    'manager,Tom Hill,tom@oak.test,"O’Shea, Siân",30/04/2020,no',
    'staff,Zoë Park,zoe@oak.test,tom@oak.test,6 Jan 2021,yes',
    ',,,,,',
    '',
  ];
  const kids = [
    'Key person,Name,Starts on,Carers',
    'ZOE PARK,"Reed, Isla",2026-09-01,"Sarah Reed (mother);\r\nMike Reed (father)"',
  ];
  const report = await on.run(
    folder({
      'setting.json': '{"name": "Oak Tree Nursery"}',
      'people.csv': `\uFEFF${rows.join('\r\n')}\r\n`,
      'children.csv': kids.join('\r\n'),
    }),
  );
  expect(report.faults).toEqual([]);
  expect(report.written).toBe(true);
  const found = await on.read(
    async (register, setting) => ({
      setting: await register.settings.byCode('oak-tree-nursery'),
      sian: await register.people.byName(setting, 'osheasian'),
      held: await register.allocations.open(setting, '2026-11-23'),
      links: await register.children.links(setting),
    }),
    'oak-tree-nursery',
  );
  expect(found.setting?.name).toBe('Oak Tree Nursery');
  expect(found.sian).toMatchObject([
    {
      name: 'O’Shea, Siân',
      startsOn: '2019-09-01',
      posts: [{ role: 'staff', from: '2019-09-01', until: null }, { role: 'dso' }],
    },
  ]);
  expect(found.held).toMatchObject([
    { staffName: 'Zoë Park', childName: 'Reed, Isla', role: 'key_person', from: '2026-09-01', until: null },
  ]);
  expect(found.links.map((link) => [link.personName, link.relation])).toEqual([
    ['Mike Reed', 'father'],
    ['Sarah Reed', 'mother'],
  ]);
});

describe('folders', () => {
  test('one that is not there', async () => {
    expect((await on.run('/nowhere/at/all')).faults).toEqual([
      '/nowhere/at/all:1:1: There is no such folder.',
    ]);
  });
  test('one that holds nothing to import', async () => {
    expect((await on.run(folder({ 'notes.txt': 'hello' }))).faults).toEqual([
      expect.stringContaining('There is no setting.json'),
    ]);
  });
  test('two settings with one code, neither held against the other', async () => {
    const other = elm({
      'people.csv': sheet(PEOPLE, ...STAFF.slice(0, 3)),
      'children.csv': sheet(CHILDREN),
      'policies/sm.md': POLICY.replace('Be open.', 'Be closed.'),
    });
    const named = (name: string, files: Contents) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]);
    const dir = folder(Object.fromEntries([...named('a', elm()), ...named('b', other)]));
    const { faults, notes } = await on.run(dir);
    expect(faults).toEqual([
      'b/setting.json:1:1: The code elm is also that of a: each setting needs its own.',
    ]);
    expect(notes).toEqual([]);
  });
});
