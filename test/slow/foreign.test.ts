import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { CHILD_COLUMNS, peopleColumns } from '../../src/import/columns.ts';
import { Findings } from '../../src/import/findings.ts';
import { openSpreadsheet } from '../../src/import/foreign/open.ts';
import { NOTHING_TOLD } from '../../src/import/foreign/told.ts';
import { understand } from '../../src/import/foreign/understand.ts';
import { readChildren, readPeople } from '../../src/import/rows.ts';
import { platformNames } from '../support/platforms.ts';
import { xlsx } from '../support/xlsx.ts';

// Damaged and hostile spreadsheets: each is read, asked about, or refused in a sentence, in a few seconds, and nothing else
// happens. CANDOUR_SLOW=1 tries a hundred thousand.

const isLong = process.env.CANDOUR_SLOW === '1';
/** How long one of the searches may take, in milliseconds. */
const LIMIT = isLong ? 3_600_000 : 600_000;
const SENTENCE = /^\S.*[.”)]$/su;

const BOOK = xlsx({
  Children: [
    ['Elm House'],
    ['Child', 'Start date', 'Mum', 'Dad', 'Key person'],
    ['Bryn Holt', new Date('2025-09-03'), 'Nerys Holt', 'Ivan Holt', 'Ros Firth'],
    ['Marr, Lotte', 45_903, 'Susanne Marr', '', 'Ros Firth'],
  ],
  Staff: [
    ['Staff name', 'Job title', 'Work email'],
    ['Ros Firth', 'Room Leader', 'ros@elm.test'],
  ],
});
const TEXT = [
  'Elm House,,,,',
  'Child’s name,Start date,Mum,Dad,Key person,Status,Mon',
  '"Holt, Bryn",03/09/2025,Nerys Holt,"Ivan Holt <ivan@fam.test>",Ros Firth,Active,x',
  'Lotte Marr,45903,Susanne Marr,,,,am',
  'Total,2,,,,',
].join('\r\n');

/** Reads these bytes all the way, and fails where anything but words comes of them. */
async function readWhole(bytes: Uint8Array): Promise<string> {
  const began = performance.now();
  const opened = await openSpreadsheet(bytes);
  expect(performance.now() - began).toBeLessThan(30_000);
  if ('wrong' in opened) {
    expect(opened.wrong).toMatch(SENTENCE);
    expect(opened.wrong).not.toMatch(/undefined|\bat \w+ \(|TypeError|RangeError/);
    return 'refused';
  }
  const file = { name: 'list', grids: opened.grids };
  const { lists, wrong, questions, notes } = understand(file, NOTHING_TOLD, {
    columns: { people: peopleColumns(platformNames), children: CHILD_COLUMNS },
    remembered: { get: () => undefined },
    today: '2026-11-23',
  });
  for (const words of [...notes, ...(wrong === undefined ? [] : [wrong])]) expect(words).toMatch(SENTENCE);
  const findings = new Findings();
  for (const { kind, sheet, titles } of lists)
    if (kind === 'children') readChildren(sheet, findings);
    else readPeople(sheet, platformNames, findings, titles);
  return wrong !== undefined ? 'no list' : questions.length > 0 ? 'asked' : 'read';
}

/** Bytes with a few of them changed, taken out or doubled. */
function damaged(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(Math.max(0, whole.length - 1));
  const harm = fc.record({
    at,
    kind: fc.constantFrom('set', 'cut', 'double', 'end'),
    byte: fc.nat(255),
    many: fc.nat(40),
  });
  return fc.array(harm, { minLength: 1, maxLength: 4 }).map((harms) => {
    let bytes = Buffer.from(whole);
    for (const { at, kind, byte, many } of harms) {
      const to = Math.min(bytes.length, at + many);
      if (kind === 'set' && at < bytes.length) bytes[at] = byte;
      else if (kind === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
      else if (kind === 'double') bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
      else if (kind === 'end' && harms.length < 3) bytes = bytes.subarray(0, at);
    }
    return bytes;
  });
}

test(
  'a text in whatever state',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          damaged(Buffer.from(TEXT)),
          damaged(Buffer.from(TEXT.replaceAll(',', '\t'), 'utf16le')),
          fc.uint8Array({ maxLength: 400 }),
          fc
            .string({
              unit: fc.constantFrom('Name', 'Mum', 'Start date', ',', ';', '"', '\n', 'é', 'x', '\0'),
              maxLength: 60,
            })
            .map(strToU8),
        ),
        async (bytes) => void (await readWhole(bytes)),
      ),
      { numRuns: isLong ? 98_000 : 400 },
    );
  },
  LIMIT,
);

test(
  'a workbook with bytes changed',
  async () => {
    await fc.assert(
      fc.asyncProperty(damaged(BOOK), async (bytes) => void (await readWhole(bytes))),
      { numRuns: isLong ? 1_000 : 10 },
    );
  },
  LIMIT,
);

test(
  'a workbook whose parts are damaged within',
  async () => {
    const parts = unzipSync(BOOK);
    const one = fc
      .constantFrom(...Object.keys(parts))
      .chain((name) =>
        damaged(parts[name] ?? new Uint8Array()).map((part) => zipSync({ ...parts, [name]: part })),
      );
    await fc.assert(
      fc.asyncProperty(one, async (bytes) => void (await readWhole(bytes))),
      { numRuns: isLong ? 1_000 : 12 },
    );
  },
  LIMIT,
);

test.each<[string, () => Uint8Array, string]>([
  ['unharmed', () => BOOK, 'asked'],
  ['a bomb', () => zipSync({ 'xl/workbook.xml': new Uint8Array(20_000_000) }), 'refused'],
  [
    'entities within entities',
    () =>
      hostile(
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;&b;</t></is></c></row></sheetData></worksheet>',
      ),
    'no list',
  ],
  [
    'an entity that is a file',
    () =>
      hostile(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>',
      ),
    'no list',
  ],
  ['very deep XML', () => hostile('<a>'.repeat(200_000)), 'refused'],
  [
    'a string that is not there',
    () =>
      hostile(
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData></worksheet>',
      ),
    'refused',
  ],
  [
    'a row far down',
    () =>
      hostile(
        '<worksheet><sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>',
      ),
    'refused',
  ],
  [
    'a part outside of its folder',
    () => zipSync({ ...unzipSync(BOOK), '../../evil.xml': strToU8('x') }),
    'asked',
  ],
])(
  'a hostile workbook: %s',
  async (_, make, came) => {
    expect(await readWhole(make())).toBe(came);
  },
  60_000,
);

function hostile(sheet: string): Uint8Array {
  return xlsx({ A: [['x']] }, { more: { 'xl/worksheets/sheet1.xml': sheet } });
}
