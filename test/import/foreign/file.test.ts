import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { importFile, joinTold, readMap, type Told } from '../../../src/import/index.ts';
import { platformNames } from '../../support/platforms.ts';
import { xlsx } from '../../support/xlsx.ts';
import { elm, NOW, sheet, withStore } from '../folder.ts';

const on = withStore();
const calendar = { isBankHoliday: () => false };

function give(
  name: string,
  content: string | Uint8Array,
  told: Partial<Told> = {},
  more: Partial<Parameters<typeof importFile>[0]> = {},
) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return importFile({
    store: on.store,
    calendar,
    platformNames,
    now: NOW,
    name,
    bytes,
    told: joinTold([told]),
    ...more,
  });
}

async function reportOf(...args: Parameters<typeof give>) {
  const outcome = await give(...args);
  if ('questions' in outcome)
    throw new Error(`asked: ${outcome.questions.map(({ name }) => name).join(', ')}`);
  return outcome.report;
}

async function askedBy(...args: Parameters<typeof give>) {
  const outcome = await give(...args);
  return 'questions' in outcome
    ? outcome.questions.map(({ name, by }) => `${by} ${name}`)
    : outcome.report.faults;
}

const children = () =>
  on.read(async (register, setting) =>
    (await register.children.all(setting)).map(({ name, startsOn }) => `${name} ${startsOn}`).sort(),
  );

const KIDS = sheet(
  'Child’s name,DOB,Mum,Dad,Key worker',
  'Bryn Holt,02/01/2022,Nerys Holt,Ivan Holt,Ann Lee',
  '"Marr, Lotte",05/03/2022,Susanne Marr,,',
);
const ATTENDING = { answers: { attending: 'yes' } };

describe('A file by itself', () => {
  it('adds its children to the one setting, and leaves the staff and the rest alone', async () => {
    await on.seed();
    expect(await askedBy('kids.csv', KIDS)).toEqual(['answer attending']);
    expect(await children()).toEqual(['Isla Reed 2026-09-01']);
    const report = await reportOf('kids.csv', KIDS, ATTENDING);
    expect(report.faults).toEqual([]);
    expect(await children()).toEqual([
      'Bryn Holt 2026-11-23',
      'Isla Reed 2026-09-01',
      'Lotte Marr 2026-11-23',
    ]);
    expect(report.changes).toEqual([
      'kids.csv:2: Bryn Holt is new, from 23 Nov 2026.',
      'kids.csv:3: Lotte Marr is new, from 23 Nov 2026.',
    ]);
    const notes = report.notes.join('\n');
    expect(notes).toContain('kids.csv: Isla Reed (C1) is no longer in the file; nothing was deleted.');
    expect(notes).not.toContain('Dora Marlow');
    expect(notes).toContain('kids.csv:1:1: dropped unread: “DOB”.');
  });

  it('is asked once: the answers are remembered for its header, and no day moves', async () => {
    await on.seed();
    await reportOf('kids.csv', KIDS, ATTENDING);
    const later = { now: new Date('2026-12-01T10:00:00Z') };
    const again = await reportOf('another name.csv', KIDS, {}, later);
    expect(again).toMatchObject({ changed: 0, faults: [], written: false });
    const more = await reportOf('kids.csv', `${KIDS}Cora Pike,,Una Pike,,\n`, {}, later);
    expect(more.changes).toEqual(['kids.csv:4: Cora Pike is new, from 1 Dec 2026.']);
    expect(await askedBy('kids.csv', KIDS.replace('Dad', 'Father'))).toEqual(['answer attending']);
  });

  it('a dry run says the same and writes nothing, nor remembers it', async () => {
    await on.seed();
    const report = await reportOf('kids.csv', KIDS, ATTENDING, { dryRun: true });
    expect(report.changes).toHaveLength(2);
    expect(await children()).toEqual(['Isla Reed 2026-09-01']);
    expect(await askedBy('kids.csv', KIDS)).toEqual(['answer attending']);
  });

  it('asks of job titles once, and remembers them', async () => {
    await on.seed();
    const staff = sheet('First name,Last name,Job title', 'Cy,Hart,Room Leader', 'Di,Moor,Cook');
    expect(await askedBy('staff.csv', staff)).toEqual(['map Room Leader', 'map Cook']);
    const told = joinTold([readMap('room leader=staff'), readMap('Cook=none')]);
    expect((await reportOf('staff.csv', staff, told)).changes).toEqual([
      'staff.csv:2: Cy Hart is new (staff).',
      'staff.csv:3: Di Moor is new (no role).',
    ]);
    expect(await reportOf('staff.csv', staff)).toMatchObject({ changed: 0 });
    expect(await askedBy('staff.csv', `${staff}Ed,Lane,Deputy DSL\nFi,Nash,Gardener\n`)).toEqual([
      'map Gardener',
    ]);
  });

  it('makes a setting where there is none, once somebody has named it', async () => {
    const staff = sheet('Name,Roles', 'Gwen Tolliver,manager');
    expect(await askedBy('staff.csv', staff)).toEqual(['answer name']);
    const report = await reportOf('staff.csv', staff, { answers: { name: 'Elm' } });
    expect(report.changes).toEqual([
      'setting.json: Elm (elm) is new.',
      'staff.csv:2: Gwen Tolliver is new (manager).',
    ]);
    expect(await reportOf('staff.csv', staff)).toMatchObject({ changed: 0, faults: [] });
  });

  it('asks whose it is where there are several settings', async () => {
    await on.seed();
    await on.seed({ ...elm(), 'setting.json': JSON.stringify({ code: 'oak', name: 'Oak House' }) });
    expect(await askedBy('kids.csv', KIDS, ATTENDING)).toEqual(['setting setting']);
    expect((await reportOf('kids.csv', KIDS, ATTENDING, { setting: 'OAK' })).faults).toEqual([]);
    expect(await children()).toEqual(['Isla Reed 2026-09-01']);
    expect(await askedBy('kids.csv', KIDS, ATTENDING, { setting: 'ash' })).toEqual([
      'kids.csv:1:1: There is no setting with the code ash.',
    ]);
  });

  it('names the cell of what is wrong, and writes nothing', async () => {
    await on.seed();
    const report = await reportOf(
      'kids.csv',
      KIDS.replace('Ann Lee', 'Anne Leigh').replace('Ivan Holt', '"Smith, Jane"'),
      ATTENDING,
    );
    expect(report.faults).toEqual([
      expect.stringMatching(/^kids\.csv:2:3: .*please write it like/i),
      expect.stringMatching(/^kids\.csv:2:5: "Anne Leigh" is nobody in the list of staff/),
    ]);
    expect(await children()).toEqual(['Isla Reed 2026-09-01']);
  });

  it('tells whose block it would touch', async () => {
    await on.seed();
    await on.declare('Mike Reed');
    const kids = sheet('Child,Start date,Mum', 'Isla Reed,01/09/2026,Sarah Reed');
    const report = await reportOf('kids.csv', kids, {}, { dryRun: true });
    expect(report.notes.join('\n')).toMatch(/kids\.csv:2:3: Isla Reed: D-\d+ would wait for the officer\./);
  });

  it('an Excel workbook is read with children and staff on two sheets, and its days', async () => {
    const book = xlsx({
      Children: [
        ['Elm House'],
        [],
        ['Child', 'Start date', 'Parent', 'Key person'],
        ['Bryn Holt', new Date('2026-09-01'), 'Nerys Holt', 'Ros Firth'],
        ['', '', 'Ivan Holt', ''],
      ],
      'Our team': [
        ['Staff name', 'Role', 'Start date'],
        ['Ros Firth', 'staff', 44440],
      ],
    });
    const report = await reportOf('Register.xlsx', book, { answers: { name: 'Elm' } });
    expect(report.faults).toEqual([]);
    expect(report.changes).toEqual([
      'setting.json: Elm (elm) is new.',
      'Register.xlsx [Our team]:2: Ros Firth is new (staff).',
      'Register.xlsx [Children]:4: Bryn Holt is new, from 1 Sep 2026.',
    ]);
    const carers = await on.read(async (register, setting) => register.children.links(setting));
    expect(carers.map(({ personName }) => personName).sort()).toEqual(['Ivan Holt', 'Nerys Holt']);
    expect(await reportOf('Register.xlsx', book)).toMatchObject({ changed: 0, faults: [] });
  });

  it.each<[string, Buffer, RegExp]>([
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), /old kind \(\.xls\)/],
    ['a PDF', Buffer.from('%PDF-1.7 …'), /This is a PDF/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), /This is a picture/],
    ['a web page', Buffer.from('<html><table></table>'), /This is a web page/],
    [
      'a Word document',
      Buffer.from(zipSync({ 'word/document.xml': strToU8('<a/>') })),
      /This is a Word document/,
    ],
    ['nothing', Buffer.from(''), /This file is empty/],
    ['bytes', Buffer.from([1, 0x81, 0, 3, 0x8d, 7]), /neither a workbook nor text/],
    ['a letter', Buffer.from('Dear all,\nplease find the list below.\n'), /No line of it names columns/],
    [
      'an open quotation mark',
      Buffer.from('Child,Start date\n"Bryn Holt,03/09/2025\n'),
      /Line 2: A quotation mark opens/,
    ],
  ])('%s is refused with what to do', async (_, bytes, words) => {
    await on.seed();
    expect(await askedBy('list.xlsx', bytes)).toEqual([expect.stringMatching(words)]);
  });
});
