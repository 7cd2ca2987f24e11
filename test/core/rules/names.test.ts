import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, tidy } from '../../../src/core/rules/names.ts';

describe('Two names are one', () => {
  it.each([
    ['in another case', 'Sarah Reed', 'SARAH REED'],
    ['without accents', 'Zoë Adeyemí', 'Zoe Adeyemi'],
    ['with accents composed or not', 'Zo\u00eb', 'Zoe\u0308'],
    ['without punctuation', "Anne-Marie O'Brien", 'Anne Marie OBrien'],
    ['with a telephone’s apostrophe', "Maeve O'Sullivan", 'Maeve O’Sullivan'],
    ['with a letter that looks like an apostrophe', "Maeve O'Sullivan", 'Maeve Oʼ Sullivan'],
    ['with extra spaces', '  Mike   Reed ', 'Mike Reed'],
    ['with a space that does not break', 'Mike\u00a0Reed', 'Mike Reed'],
    ['with full stops', 'J. R. Hartley', 'J R Hartley'],
    ['with letters that have no accent to lose', 'Søren Łukasz Þór', 'Soren Lukasz Thor'],
    ['with a sharp s', 'Groß', 'GROSS'],
    ['with a capital dotted i', 'İpek', 'Ipek'],
    ['with a dotless i', 'Işık', 'Isik'],
    ['in Greek capitals', 'ΝΙΚΟΣ ΠΑΠΠΑΣ', 'Νικος Παππας'],
    ['in wide letters', 'Ｓａｒａｈ', 'Sarah'],
  ])('%s', (_, one, other) => {
    expect(fold(one)).toBe(fold(other));
    expect(fold(one)).not.toBe('');
  });
});

it.each([
  ['Sarah Reed', 'Sara Reed'],
  ['Mike Reed', 'Mike Read'],
  ['Jo Smith', 'Joe Smith'],
  ['Иван', 'Ivan'],
])('%s and %s are two', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

it('leaves nothing of what is no name', () => {
  expect(['', ' ', '--', '…', '🙂', "'"].map(fold)).toEqual(['', '', '', '', '', '']);
});

it('folding twice changes nothing', () => {
  for (const unit of ['binary', 'grapheme'] as const) {
    fc.assert(
      fc.property(fc.string({ unit }), (name) => {
        expect(fold(fold(name))).toBe(fold(name));
      }),
      { numRuns: 1000 },
    );
  }
});

it('spaces and punctuation around and between never matter', () => {
  const noise = fc.constantFrom(' ', '  ', '-', "'", '’', '.', '\u00a0', ', ');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('Anne', 'Marie', 'O', 'Brien', 'Zoë')), noise, (words, between) => {
      expect(fold(words.join(between))).toBe(fold(words.join('')));
    }),
  );
});

it('tidies what people typed without changing their letters', () => {
  expect(tidy('  Zoe\u0308 \n  Adeyemi ')).toBe('Zoë Adeyemi');
  expect(tidy("Maeve O'Sullivan")).toBe("Maeve O'Sullivan");
});
