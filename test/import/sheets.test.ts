import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCarers, showCarers, standingOf } from '../../src/core/children/carers.ts';
import { toCsv } from '../../src/core/talk/csv.ts';
import { Findings } from '../../src/import/findings.ts';
import { readSheet } from '../../src/import/read/csv.ts';

const KNOWN = ['ref', 'name', 'roles'];

function read(text: string) {
  const findings = new Findings();
  const sheet = readSheet('people.csv', text, KNOWN, ['name'], findings);
  return {
    faults: findings.faults(),
    notes: findings.notes,
    rows: sheet?.rows.map((row) => [row.line, ...KNOWN.map((column) => row.cell(column))]),
  };
}

describe('a sheet', () => {
  test.each([
    ['comma', 'name,roles\nAnn,staff\n'],
    ['semicolon', 'name;roles\nAnn;staff\n'],
    ['tab', 'name\troles\nAnn\tstaff\n'],
    ['semicolon, told by Excel', 'sep=;\nname;roles\nAnn;staff\n'],
    ['quoted headers of any case', '"Name","ROLES"\nAnn,staff'],
    ['empty lines and rows', '\nname,roles\n\nAnn,staff\n,\n\n'],
    ['trailing commas', 'name,roles,,\nAnn,staff,,\n'],
  ])('is read with %s', (_what, text) => {
    const { faults, rows } = read(text);
    expect(faults).toEqual([]);
    expect(rows?.map(([, ...cells]) => cells)).toEqual([[undefined, 'Ann', 'staff']]);
  });

  test('counts physical lines, also behind line breaks in a cell', () => {
    expect(
      read('name,roles\n"Ann\nLee","staff;\n\ndso"\nBea,staff\n\nCy,"a\nb"\n').rows?.map(([line]) => line),
    ).toEqual([2, 6, 8]);
    expect(read('sep=;\nname;roles\nAnn;staff\n').rows?.map(([line]) => line)).toEqual([3]);
  });

  test('keeps a quotation mark in the middle of a cell', () => {
    expect(read('name,roles\nSal "Red" Lee,staff\n').rows).toEqual([
      [2, undefined, 'Sal "Red" Lee', 'staff'],
    ]);
  });

  test('names a column that is not ours, and the one that may be meant', () => {
    expect(read('name,role\nAnn,staff\n').notes).toEqual([
      'people.csv: the column "role" is not one of ours and was left out (is "roles" meant?).',
    ]);
  });

  test('is the same whether there is a quotation mark in it or not', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', ',', ',', ';', "'", '=', ' ', '\t', '\n', '\n', '\u{1F600}'),
    });
    fc.assert(
      fc.property(text, (said) => {
        const sheet = `name,roles,ref\n${said}\n`;
        const quoted = read(`${sheet}"Zoe",,\n`);
        expect(read(sheet)).toEqual({ ...quoted, rows: quoted.rows?.slice(0, -1) });
      }),
    );
  });

  test('reads back whatever it wrote', () => {
    const cell = fc
      .string({
        unit: fc.constantFrom('a', 'é', ',', ';', '"', "'", '=', '+', '-', '@', ' ', '\n', '(', '\u{1F600}'),
      })
      .map((said) => said.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const whole = rows.filter((row) => row.some((each) => each !== ''));
        const { faults, rows: back } = read(toCsv([KNOWN, ...whole]));
        expect(faults).toEqual([]);
        expect(back?.map(([, ...cells]) => cells)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('carers', () => {
  test('are written with address, reference and relation, each optional', () => {
    expect(
      parseCarers('Sarah Reed (mother); Mike Reed <Mike@Families.test> #F123 (father);').entries,
    ).toEqual([
      { name: 'Sarah Reed', email: null, ref: null, relation: 'mother', standing: 'carer' },
      { name: 'Mike Reed', email: 'mike@families.test', ref: 'F123', relation: 'father', standing: 'carer' },
    ]);
    expect(parseCarers('')).toMatchObject({ entries: [], wrong: [] });
    expect(parseCarers('Ann #F1 <ann@x.test>').entries).toMatchObject([{ ref: 'F1', email: 'ann@x.test' }]);
  });

  test.each([
    'Sarah <a@x.test> <b@x.test>',
    'Sarah #1 #2',
    'Sarah <nobody>',
    'Sarah #',
    '(mother)',
    'Sarah) Reed',
    'Sarah > Reed',
    '<a@x.test> Sarah',
  ])('%s is refused', (text) => {
    expect(parseCarers(text).wrong.length).toBe(1);
  });

  test('are read back as they were shown', () => {
    const name = fc
      .string({
        unit: fc.constantFrom(
          'a',
          'B',
          'ö',
          ' ',
          '(',
          ')',
          ';',
          '"',
          '#',
          '<',
          '-',
          ',',
          '&',
          '/',
          ':',
          '0',
          ' and ',
          ' Mrs ',
        ),
      })
      .map((said) => `x${said.replace(/\s+/g, ' ').trim()}`);
    const carer = fc.record({
      name,
      email: fc.option(fc.constantFrom('a@x.test', "o'b@x.test")),
      ref: fc.option(fc.constantFrom('F1', 'ä-2')),
      relation: fc.option(fc.constantFrom('mother', 'father (step); weekends', 'relative: aunt', '"x"')),
    });
    fc.assert(
      fc.property(fc.array(carer, { maxLength: 4 }), (some) => {
        const entries = some.map((each) => ({ ...each, standing: standingOf(each.relation) }));
        expect(parseCarers(showCarers(entries))).toMatchObject({ entries, wrong: [], notes: [] });
      }),
      { numRuns: 500 },
    );
  });
});
