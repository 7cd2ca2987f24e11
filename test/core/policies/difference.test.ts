import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  differenceBetween,
  differenceOfLists,
  inOneSentence,
  sentencesOf,
  stepsBetween,
} from '../../../src/core/policies/difference.ts';
import { differenceLines } from '../../../src/core/talk/view.ts';

const linesBetween = async (before: string, after: string) => {
  const { block } = await differenceBetween(before, after);
  return block === undefined ? [] : differenceLines(block);
};

describe('the sentences of a text', () => {
  it.each<[string, string, string[]]>([
    ['full stops', 'We tell her. She decides!  Do we?', ['We tell her.', 'She decides!', 'Do we?']],
    [
      'abbreviations and initials',
      'Only e.g. Babysitting, i.e. Paid care. Ask Mrs. Fox of St. John’s, No. 3. J. Reed knows.',
      ['Only e.g. Babysitting, i.e. Paid care.', 'Ask Mrs. Fox of St. John’s, No. 3.', 'J. Reed knows.'],
    ],
    [
      'numbers of clauses',
      '3.1 Staff ask first. It is so: (a) Always. See 2.4.',
      ['3.1 Staff ask first.', 'It is so: (a) Always.', 'See 2.4.'],
    ],
    ['a number alone', 'See 3.\n\n4) Go on.', ['See 3.', '4. Go on.']],
    [
      'headings without a full stop',
      '# Scope\nAll staff.\n## G1 Tell\nFirst.',
      ['Scope', 'All staff.', 'G1 Tell', 'First.'],
    ],
    [
      'items',
      '- never photos\n- never a name. Ever.\n  - nor a hint',
      ['never photos', 'never a name.', 'Ever.', '– nor a hint'],
    ],
    [
      'rows of tables',
      '| Who | When |\n|---|---|\n| Staff. All. | now |',
      ['Who | When', 'Staff. All. | now'],
    ],
    ['lines that are broken on purpose', 'One  \nTwo', ['One', 'Two']],
    ['nothing', ' \n\n', []],
  ])('are cut at %s', (_, markdown, sentences) => {
    expect(sentencesOf(markdown).map(({ text }) => text)).toEqual(sentences);
  });
});

describe('the difference of two texts', () => {
  it.each<[string, string, string, string[]]>([
    ['nothing', 'One. Two.', 'One. Two.', []],
    [
      'a sentence that is new',
      '# A\n\nOne. Three.',
      '# A\n\nOne. Two is here. Three.',
      ['Under “A”:', 'New: Two is here.'],
    ],
    ['one that is gone', 'One. Two is here. Three.', 'One. Three.', ['Gone: Two is here.']],
    [
      'one that is changed',
      '- Staff ask the manager first.\n- Never photos.',
      '- Staff ask the manager or DSO first.\n- Never photos.',
      ['Was: Staff ask the manager first.', 'Now: Staff ask the manager or DSO first.'],
    ],
    [
      'a row of a table',
      '| A | B |\n|---|---|\n| one | 1 |\n| two | 2 |',
      '| A | B |\n|---|---|\n| one | 1 |\n| two | 3 |',
      ['Was: two | 2', 'Now: two | 3'],
    ],
    [
      'another text altogether',
      'Cats sleep.',
      'Nobody posts pictures here.',
      ['Gone: Cats sleep.', 'New: Nobody posts pictures here.'],
    ],
    [
      'a clause that is new, under its own heading',
      '# A\nOne.',
      '# A\nOne.\n# B\nTwo.',
      ['Under “A”:', 'New: B', 'Under “B”:', 'New: Two.'],
    ],
    ['a draft where nothing stood', '', 'One.', ['New: One.']],
  ])('is %s', async (_, before, after, lines) => {
    expect(await linesBetween(before, after)).toEqual(lines);
  });

  it.each<[string, string, string]>([
    ['quotation marks', 'Say “no” to it’s', 'Say "no" to it\'s'],
    ['dashes, dots and spaces', 'A – b…', 'A - b...'],
    ['the number of an item', '1. one\n2. two', '4. one\n5. two'],
  ])('leaves %s to a count', async (_, before, after) => {
    const difference = await differenceBetween(before, after);
    expect(difference.block).toBeUndefined();
    expect(difference.retouched).toBeGreaterThan(0);
    expect(inOneSentence(difference)).toMatch(/^Its words are the same\. In \d sentences? only/);
  });

  it('says which words of a sentence went and came', async () => {
    const { block } = await differenceBetween(
      'Ask the manager first.',
      'Ask the safeguarding officer first.',
    );
    const change = block?.parts[0]?.changes[0];
    if (change?.change !== 'changed') throw new Error(`not changed: ${JSON.stringify(change)}`);
    const words = (text: string, ranges: [number, number][]) =>
      ranges.map(([from, to]) => text.slice(from, to).trim());
    expect(words(change.before, change.gone)).toEqual(['manager']);
    expect(words(change.after, change.fresh)).toEqual(['safeguarding officer']);
  });

  it('counts in one sentence', async () => {
    expect(
      inOneSentence(
        await differenceBetween('We ask her first. Cats sleep.', 'We ask him first. Trees grow. Rain falls.'),
      ),
    ).toBe('1 sentence is changed, 2 are new and 1 is gone.');
    expect(inOneSentence(await differenceBetween('A.', 'A.'))).toBe('Its words are the same.');
  });

  it('of lists compares each entry as a whole', async () => {
    const { block } = await differenceOfLists(
      ['I agree. Always.', 'I know.'],
      ['I agree. Always.', 'I see.'],
      'Ticked',
    );
    expect(block && differenceLines(block)).toEqual(['Under “Ticked”:', 'Was: I know.', 'Now: I see.']);
  });

  it('of long texts that have nothing in common is found in a moment', async () => {
    const long = (word: string) =>
      Array.from({ length: 3000 }, (_, i) => `${word}${i} stands ${word}${i * 7}.`).join('\n\n');
    const started = performance.now();
    const { added, removed } = await differenceBetween(long('a'), long('b'));
    expect([added, removed]).toEqual([3000, 3000]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

const sentence = fc.constantFrom(
  'Staff ask first.',
  'Staff ask the manager first.',
  'Staff always ask first.',
  'Never photos.',
  'e.g. babysitting.',
  'See 3.1.',
  'It’s so.',
  "It's so.",
);
const piece = fc.oneof(
  fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.join(' ')),
  fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.map((each) => `- ${each}`).join('\n')),
  sentence.map((each) => `## ${each}`),
  fc.tuple(sentence, sentence).map(([a, b]) => `| ${a} | ${b} |\n|---|---|\n| ${b} | ${a} |`),
);
const aText = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((all) => all.join('\n\n')),
  fc.string({ maxLength: 80 }),
);

describe('of any two texts', () => {
  it('the steps, applied to the old one, give the new one, and back', async () => {
    await fc.assert(
      fc.asyncProperty(aText, aText, async (one, other) => {
        const [before, after] = [sentencesOf(one), sentencesOf(other)];
        const steps = await stepsBetween(before, after);
        expect(steps.flatMap((step) => step.before ?? [])).toEqual(before);
        expect(steps.flatMap((step) => step.after ?? [])).toEqual(after);
      }),
    );
  });

  it('a text does not differ from itself', async () => {
    await fc.assert(
      fc.asyncProperty(aText, async (same) => {
        expect(await differenceBetween(same, same)).toEqual({
          block: undefined,
          added: 0,
          removed: 0,
          changed: 0,
          retouched: 0,
        });
      }),
    );
  });

  it('a change’s marked words are all that the two sentences have not in common', async () => {
    await fc.assert(
      fc.asyncProperty(fc.lorem({ maxCount: 12 }), fc.lorem({ maxCount: 12 }), async (one, other) => {
        const { block } = await differenceBetween(one, other);
        for (const change of block?.parts.flatMap(({ changes }) => changes) ?? []) {
          if (change.change !== 'changed') continue;
          const left = (text: string, ranges: [number, number][]) =>
            ranges
              .reduceRight((rest, [from, to]) => rest.slice(0, from) + rest.slice(to), text)
              .replace(/\s+/g, ' ')
              .trim();
          expect(left(change.before, change.gone)).toBe(left(change.after, change.fresh));
        }
      }),
    );
  });
});
