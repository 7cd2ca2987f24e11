import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCarers, showCarers } from '../../../src/core/children/carers.ts';

/** As a cell is read: `Nerys Holt <n@x.test> (mother)`, one a person. */
function read(cell: string, child: string) {
  const { entries, wrong, notes } = parseCarers(cell, child);
  const people = entries.map(
    ({ name, email, ref, relation }) =>
      `${name}${email ? ` <${email}>` : ''}${ref ? ` #${ref}` : ''}${relation ? ` (${relation})` : ''}`,
  );
  return { people, wrong, notes };
}

const BRYN = 'Bryn Holt';

describe('a carers cell that can be read in one way is read, and told', () => {
  test.each<[cell: string, people: string[], child?: string]>([
    // Several people.
    ['Nerys Holt, Ivan Holt', ['Nerys Holt', 'Ivan Holt']],
    ['Nerys Holt,Ivan Pike', ['Nerys Holt', 'Ivan Pike']],
    ['Nerys & Ivan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys&Ivan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys and Ivan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys + Ivan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys/Ivan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys Marr / Ivan Pike', ['Nerys Marr', 'Ivan Pike']],
    ['Nerys Marr | Ivan Pike', ['Nerys Marr', 'Ivan Pike']],
    ['Nerys Marr\nIvan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys Marr,\nIvan Marr', ['Nerys Marr', 'Ivan Marr']],
    ['Nerys, Ivan and Gwen Holt', ['Nerys Holt', 'Ivan Holt', 'Gwen Holt']],
    ['Nerys Holt, Ivan Holt and Gwen Pike', ['Nerys Holt', 'Ivan Holt', 'Gwen Pike']],
    ['Nerys, Ivan Holt', ['Nerys Holt', 'Ivan Holt']],
    ['Nerys & Ivan Smith-Jones', ['Nerys Smith-Jones', 'Ivan Smith-Jones']],
    ['Nerys & Ivan van Dyke', ['Nerys van Dyke', 'Ivan van Dyke']],
    ['Mr Ivan & Mrs Nerys Holt', ['Ivan Holt', 'Nerys Holt']],
    ['Nerys Holt (mother), Ivan Holt (father)', ['Nerys Holt (mother)', 'Ivan Holt (father)']],
    ['Nerys Holt (mother) Ivan Holt (father)', ['Nerys Holt (mother)', 'Ivan Holt (father)']],
    ['Nerys Holt (mum) and Ivan Holt (dad)', ['Nerys Holt (mum)', 'Ivan Holt (dad)']],
    ['Nerys & Ivan Holt (parents)', ['Nerys Holt (parent)', 'Ivan Holt (parent)']],
    ['Nerys & Ivan Holt (mother and father)', ['Nerys Holt (mother)', 'Ivan Holt (father)']],
    ['Nerys & Ivan Holt <holts@fam.test>', ['Nerys Holt <holts@fam.test>', 'Ivan Holt <holts@fam.test>']],
    ['Nerys Holt and family', ['Nerys Holt']],
    // A label, a dash, a relation among the words.
    ['Mum: Nerys Holt', ['Nerys Holt (Mum)']],
    ['Mum: Nerys Holt, Dad: Ivan Holt', ['Nerys Holt (Mum)', 'Ivan Holt (Dad)']],
    ['Mother - Nerys Holt', ['Nerys Holt (Mother)']],
    ['Mum Nerys Holt', ['Nerys Holt (Mum)']],
    ['Nerys Holt - mother', ['Nerys Holt (mother)']],
    ['Nerys Holt – Mum', ['Nerys Holt (Mum)']],
    ['Nerys Holt -step mother', ['Nerys Holt (step mother)']],
    ['Nerys Holt - mother, no contact', ['Nerys Holt (mother, no contact)']],
    ['Nerys Holt, mother', ['Nerys Holt (mother)']],
    ['Nerys Holt mother', ['Nerys Holt (mother)']],
    ['Parent 1: Nerys Holt; Parent 2: Ivan Holt', ['Nerys Holt (Parent 1)', 'Ivan Holt (Parent 2)']],
    // Titles.
    ['Mrs Nerys Holt', ['Nerys Holt']],
    ['Dr. Nerys Holt (mother)', ['Nerys Holt (mother)']],
    ['Mrs Holt', ['Holt']],
    ['Mr Ivan Holt & Mrs Nerys Pike', ['Ivan Holt', 'Nerys Pike']],
    // The surname first.
    ['Holt, Nerys', ['Nerys Holt']],
    ['Holt, Nerys (mother); Holt, Ivan (father)', ['Nerys Holt (mother)', 'Ivan Holt (father)']],
    ['Holt, Nerys Ann', ['Nerys Ann Holt']],
    ['MARR, Susanne', ['Susanne MARR']],
    ['Marr, Susanne', ['Susanne Marr'], 'Holt, Bryn'],
    ['Marr, Susanne (mother)', ['Susanne Marr (mother)']],
    ['van Dyke, Nerys', ['Nerys van Dyke']],
    ['Holt, Nerys & Ivan', ['Nerys Holt', 'Ivan Holt']],
    ['Holt, Nerys and Holt, Ivan', ['Nerys Holt', 'Ivan Holt']],
    ['Holt, Nerys, Holt, Ivan', ['Nerys Holt', 'Ivan Holt']],
    ['Holt, Mrs Nerys', ['Nerys Holt']],
    // Behind the name.
    ['Nerys Holt 07700 900111', ['Nerys Holt']],
    ['Nerys Holt (mum) 07700 900111', ['Nerys Holt (mum)']],
    ['Nerys Holt, tel: 07700 900111', ['Nerys Holt']],
    [
      'Nerys Holt (mum) +44 7700 900111 / Ivan Holt (dad) 01632 960111',
      ['Nerys Holt (mum)', 'Ivan Holt (dad)'],
    ],
    ['Nerys Holt nerys@fam.test', ['Nerys Holt <nerys@fam.test>']],
    ['Nerys Holt, nerys@fam.test (mother)', ['Nerys Holt <nerys@fam.test> (mother)']],
    ['Nerys Holt\n07700 900111\nnerys@fam.test', ['Nerys Holt <nerys@fam.test>']],
    ['Nerys Holt, 12 High Street, Elm, EL1 2AB', ['Nerys Holt']],
    ['Nerys Holt\n12 High Street', ['Nerys Holt']],
    // Further names.
    ['Sara Bell (née Coe) (mother)', ['Sara Bell (née Coe) (mother)']],
    ['Sara Bell (nee Coe)', ['Sara Bell (nee Coe)']],
    ['Sara (Sally) Bell (mother)', ['Sara (Sally) Bell (mother)']],
    ['Sara Bell (Sally)', ['Sara Bell (Sally)']],
    ['Sara Bell née Coe', ['Sara Bell (née Coe)']],
    ['Sara Bell aka Sally Bell', ['Sara Bell (aka Sally Bell)']],
    // One name alone.
    ['Nerys', ['Nerys']],
    ['Auntie Carol', ['Carol (Auntie)']],
  ])('%j', (cell, people, child = BRYN) => {
    const { people: found, wrong, notes } = read(cell, child);
    expect({ found, wrong }).toEqual({ found: people, wrong: [] });
    expect(notes.length).toBeGreaterThan(0);
  });
});

describe('who is nobody, or no carer, is left out, and told', () => {
  test.each<[cell: string, people: string[]]>([
    ['N/A', []],
    ['n/a', []],
    ['NA', []],
    ['Not known', []],
    ['unknown', []],
    ['TBC', []],
    ['?', []],
    ['-', []],
    ['Withheld', []],
    ['Placement withheld', []],
    ['Confidential', []],
    ['see file', []],
    ['Foster Carer', []],
    ['Foster carers', []],
    ['Foster Carer (foster carer)', []],
    ['Parents', []],
    ['Mum', []],
    ['Mum & Dad', []],
    ['Gran (relative: grandmother)', []],
    ['Nerys Holt; N/A', ['Nerys Holt']],
    ['Nerys Holt, not known', ['Nerys Holt']],
    ['Bea Hollis (social worker)', []],
    ['Bea Hollis - social worker', []],
    ['Social worker: Bea Hollis', []],
    ['Bea Hollis, social worker; Nerys Holt', ['Nerys Holt']],
    ['Bea Hollis (health visitor)', []],
    ['Social Services (agency)', []],
    ['Elm County Council', []],
    ['Sara Bell (emergency contact)', []],
    ['Sara Bell (mother); Sara Bell (emergency contact)', ['Sara Bell (mother)']],
    ['Emergency contact: Sara Bell', []],
  ])('%j', (cell, people) => {
    const { people: found, wrong, notes } = read(cell, BRYN);
    expect({ found, wrong }).toEqual({ found: people, wrong: [] });
    expect(notes.length).toBeGreaterThan(0);
  });
});

describe('a cell that may be read in several ways is refused', () => {
  test.each([
    'Smith, Jane',
    'Nerys, Ivan',
    'Nerys & Ivan',
    'Nerys, Ivan, Gwen',
    'Nerys Pike and Ivan',
    'Mr & Mrs Holt',
    'Mr and Mrs I Holt',
    'Nerys Holt - Ivan Holt',
    'Nerys\nHolt',
    'Smith, Anna Maria',
    'Nerys Pike, Ivan',
    'Blue: Nerys Holt',
    'Nerys Holt, 12 High Street, Ivan Holt',
    'Nerys Holt (mother) Ivan',
    'Nerys Holt (mother) (father)',
    'Nerys Holt nerys@fam.test n@fam.test',
  ])('%j', (cell) => {
    const { people, wrong } = read(cell, BRYN);
    expect(people).toEqual([]);
    expect(wrong.join()).toMatch(/semicolon|please write|keep one|leave the postal/i);
  });
});

describe('what is written in the form that is asked for is taken without a word', () => {
  test.each([
    ['Nerys Holt', 'Nerys Holt'],
    ['Nerys Holt (mother)', 'Nerys Holt (mother)'],
    [
      'Nerys Holt <N@fam.test> #F1 (mother - no contact)',
      'Nerys Holt <n@fam.test> #F1 (mother - no contact)',
    ],
    ['Nerys Holt (mother; emergency contact)', 'Nerys Holt (mother; emergency contact)'],
    ['Nerys Holt (relative: aunt)', 'Nerys Holt (relative: aunt)'],
    ['Nan Holt (mother)', 'Nan Holt (mother)'],
    ['Nerys Holt (mother/carer)', 'Nerys Holt (mother/carer)'],
    ['Nerys Holt (mother & main carer, weekdays)', 'Nerys Holt (mother & main carer, weekdays)'],
    ['Nerys Holt #F/1', 'Nerys Holt #F/1'],
    ['Nerys Holt (PR)', 'Nerys Holt (PR)'],
    ['Anne-Marie O’Brien (step-mother)', 'Anne-Marie O’Brien (step-mother)'],
    ['"Foster Carer"', 'Foster Carer'],
    ['"Holt, Nerys & Co" (mother)', 'Holt, Nerys & Co (mother)'],
    ['Maria del Carmen van der Berg', 'Maria del Carmen van der Berg'],
    ['Brandon Anders', 'Brandon Anders'],
    ['Paul Young', 'Paul Young'],
    ['Na Yeon Kim', 'Na Yeon Kim'],
    ['none', undefined],
    ['None', undefined],
    ['', undefined],
  ])('%j', (cell, person) => {
    expect(read(cell, BRYN)).toEqual({ people: person === undefined ? [] : [person], wrong: [], notes: [] });
  });
});

describe('whatever stands in a cell', () => {
  const FIRST = ['Nerys', 'Ivan', 'Una', 'Gwen'];
  const SURNAMES = ['Holt', 'Pike', 'Marr', 'van Dyke', 'Smith-Jones'];
  const maybe = (...words: string[]) => fc.constantFrom('', '', '', ...words);
  const name = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...FIRST), fc.constantFrom(...SURNAMES))
        .map((two) => two.join(' ')),
    },
    { weight: 2, arbitrary: fc.constantFrom('Nerys', ...SURNAMES) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'N/A',
        'none',
        'family',
        'Foster Carer',
        'not known',
        'Gran',
        'Holt, Una',
        '(',
        '"',
        '<',
      ),
    },
  );
  const behind = maybe(
    ...[
      '(mother)',
      '(née Coe)',
      '(Sally)',
      '(parents)',
      '- mother',
      '– Dad',
      'mother',
      ', mother',
      'aka Sal Coe',
    ],
    ...['07700 900111', '+44 7700 900111', 'n@fam.test', '<n@fam.test>', '#F1', ', 12 High Street, EL1 2AB'],
    ...['(social worker)', ', social worker', '(emergency contact)', '- emergency contact', ')', ':'],
  );
  const person = fc
    .tuple(
      maybe('Mum:', 'Dad -', 'Mother', 'Social worker:', 'Parent 1:'),
      maybe('Mr', 'Mrs', 'Dr.'),
      name,
      behind,
      behind,
    )
    .map((words) => words.filter((word) => word !== '').join(' '));
  const separator = fc.constantFrom(
    ', ',
    ',',
    ' & ',
    '&',
    ' and ',
    '/',
    ' / ',
    '\n',
    '; ',
    ' + ',
    '|',
    ' - ',
  );
  const cell = fc
    .array(fc.tuple(separator, person), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.flat().slice(1).join(''));

  test('no two people become one, and no number or sign becomes a name', () => {
    fc.assert(
      fc.property(cell, fc.constantFrom('Bryn Holt', 'Holt, Bryn', ''), (said, child) => {
        const { entries, wrong } = parseCarers(said, child);
        if (wrong.length > 0) return;
        for (const { name } of said.includes('"') ? [] : entries) {
          const bare = name.replace(/\([^()]*\)/g, '');
          expect(FIRST.filter((first) => bare.split(/\s+/).includes(first)).length, name).toBeLessThan(2);
          expect(bare, said).not.toMatch(/[\d&/+|,:@<>#\n]|\band\b|\b(?:Mr|Mrs|Dr)\b/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('what was read is read again without a word, once it is written in our form', () => {
    fc.assert(
      fc.property(cell, (said) => {
        const { entries } = parseCarers(said, 'Bryn Holt');
        expect(parseCarers(showCarers(entries))).toMatchObject({ entries, wrong: [], notes: [] });
      }),
      { numRuns: 1000 },
    );
  });
});
