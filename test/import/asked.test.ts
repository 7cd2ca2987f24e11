import { describe, expect, test } from 'vitest';
import { CHILDREN, elm, folder, sheet, withStore, write } from './folder.ts';

const on = withStore();
const ISLA =
  'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone';
const NOAH = 'C2,Noah Park,2026-11-30,,Jin Park (mother),,';
const MIA = 'C3,Mia Park,2026-11-30,,Jin Park (mother),,';
const TESS = 'C4,Tess Wood,2026-11-30,,Emma Wood (mother),,';
/** With a carer more. */
const ISLA_TOO = ISLA.replace('(father)', '(father); Nan Reed (grandmother)');

describe('who would be asked about new families', () => {
  test.each([
    ['nobody, where no family is new', [ISLA], undefined],
    ['siblings are one family', [ISLA, NOAH, MIA], '1 new family'],
    ['each family by itself', [ISLA, NOAH, TESS], '2 new families'],
    ['a carer who came later', [ISLA_TOO], '1 new family'],
    [
      'a further child of a family about which nobody was asked yet',
      [ISLA, 'C5,Ivo Reed,2026-11-30,,Sarah Reed <sarah@families.test> (mother),,'],
      '1 new family',
    ],
  ])('%s', async (_, rows, families) => {
    const dir = await on.seed(elm({ 'children.csv': sheet(CHILDREN, ISLA) }));
    write(dir, { 'children.csv': sheet(CHILDREN, ...rows) });
    const [would, done] = [await on.run(dir, { dryRun: true }), await on.run(dir)];
    const said = ({ summary }: { summary: string[] }) =>
      summary.filter((line) => line.includes('whether they know'));
    // Three work with children, and Max Arden manages.
    const words =
      families === undefined ? [] : [`4 members of staff would be asked whether they know ${families}.`];
    expect(said(would)).toEqual(words);
    expect(said(done)).toEqual(words.map((line) => line.replace('would be', 'are')));
    const asked = await on.read(async (register, setting) =>
      (await register.families.waiting(setting)).map((question) => question.asked.length),
    );
    expect(asked).toEqual(Array(families === undefined ? 0 : Number(families[0])).fill(4));
  });

  test('a first import says nothing of it', async () => {
    const report = await on.run(folder(elm()));
    expect(report.summary.join('\n')).not.toContain('whether they know');
  });
});
