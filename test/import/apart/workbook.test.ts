import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readApart } from '../../../src/import/apart/index.ts';
import { xlsx } from '../../support/xlsx.ts';

async function rowsOf(bytes: Uint8Array): Promise<(readonly string[])[]> {
  const answer = await readApart('workbook', bytes);
  if ('wrong' in answer) throw new Error(answer.wrong);
  return (answer.value[0]?.rows ?? []).map(({ line, cells }) => [String(line), ...cells]);
}

const wrongOf = async (bytes: Uint8Array, limits = {}) => {
  const answer = await readApart('workbook', bytes, limits);
  return 'wrong' in answer ? answer.wrong : 'read';
};

describe('An Excel workbook', () => {
  it('gives its sheets in their order, with the cells of each as text', async () => {
    const answer = await readApart(
      'workbook',
      xlsx({ 'Ducklings & co': [['Name'], [' Bryn Holt ']], Staff: [['Name'], [7], [true]] }),
    );
    expect(answer).toEqual({
      value: [
        {
          name: 'Ducklings & co',
          rows: [
            { line: 1, cells: ['Name'] },
            { line: 2, cells: ['Bryn Holt'] },
          ],
        },
        {
          name: 'Staff',
          rows: [
            { line: 1, cells: ['Name'] },
            { line: 2, cells: ['7'] },
            { line: 3, cells: ['yes'] },
          ],
        },
      ],
    });
  });

  it.each([false, true])('reads days, counted from 1900 or 1904 (%s)', async (is1904) => {
    const bytes = xlsx({ A: [[new Date('2025-09-03'), new Date('2025-09-03T09:30:00Z')]] }, { is1904 });
    expect(await rowsOf(bytes)).toEqual([['1', '2025-09-03', '2025-09-03']]);
  });

  it('takes a formula by the value that was kept with it, and an error for an empty cell', async () => {
    const formulas = [
      { xml: '<c t="str"><f>A1&amp;"x"</f><v>Nerys Holt</v></c>' },
      { xml: '<c><f>1+1</f><v>2</v></c>' },
      { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' },
      { xml: '<c><f>NOW()</f></c>' },
      'end',
    ];
    expect(await rowsOf(xlsx({ A: [formulas] }))).toEqual([['1', 'Nerys Holt', '2', '', '', 'end']]);
  });

  it('keeps the numbers of rows under blank ones, and says a cell merged downwards in each row', async () => {
    const rows = [['Child', 'Parent'], [], ['Bryn Holt', 'Nerys Holt'], ['', 'Ivan Holt']];
    expect(await rowsOf(xlsx({ 'A&B': { rows, merged: ['A3:A4', 'B1:C1'] } }))).toEqual([
      ['1', 'Child', 'Parent'],
      ['3', 'Bryn Holt', 'Nerys Holt'],
      ['4', 'Bryn Holt', 'Ivan Holt'],
    ]);
  });
});

describe('A file that is hostile or damaged becomes one sentence', () => {
  const sheet = (xml: string) => xlsx({ A: [['x']] }, { more: { 'xl/worksheets/sheet1.xml': xml } });

  it.each([
    ['no zip', strToU8('Name,Surname\n')],
    ['half a zip', xlsx({ A: [['Name'], ['Bryn Holt']] }).slice(0, 600)],
    ['a zip of something else', zipSync({ 'a.txt': strToU8('a') })],
    ['broken XML', sheet('<worksheet><sheetData><row r="1"><c r="A1"><v>1</v')],
    [
      'a cell far out',
      sheet(
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
      ),
    ],
    ['a bomb', zipSync({ 'xl/workbook.xml': new Uint8Array(80_000_000) }, { level: 9 })],
    [
      'very many parts',
      zipSync(Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`xl/${n}.xml`, new Uint8Array()]))),
    ],
  ])('%s', async (_, bytes) => {
    const words = await wrongOf(bytes);
    expect(words).toMatch(/^[A-Z“].*\.$/);
    expect(words).not.toMatch(/error|undefined|exception/i);
  });

  it('that takes too long is given up, and the next is read', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => [`Bryn ${n}`, `Holt ${n}`]);
    expect(await wrongOf(xlsx({ A: rows }), { time: 20 })).toContain('more time or memory');
    expect(await rowsOf(xlsx({ A: [['x']] }))).toEqual([['1', 'x']]);
  });

  it('that takes too much memory is given up', async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => [`Bryn ${n}`, `Holt ${n}`, n]);
    expect(await wrongOf(xlsx({ A: rows }), { memory: 12 })).toContain('more time or memory');
  });
});
