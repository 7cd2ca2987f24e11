import { describe, expect, it } from 'vitest';
import { isFirstNameOf } from '../../../src/core/boundaries/agreement.ts';

// What opens the parents' page.

describe('the first name of a child', () => {
  it.each([
    ['Mia Reed', ['Mia', ' mia ', 'MIA', 'Mia Reed', 'Reed, Mia', 'Miss Mia', 'Míá']],
    ['Mia Reed-Holt', ['Mia', 'Mia Reed', 'Mia Reed-Holt']],
    ['Mia Rose Reed', ['Mia', 'Mia Reed', 'Mia Rose Reed']],
    ['Jean-Luc Picard', ['Jean-Luc', 'Jean-Luc Picard']],
    ['Charlotte Ames', ['Charlote', 'Charlotte', 'Charlotte Ames']],
    ['Mia', ['Mia', 'mia']],
    ['Jo Lark', ['Jo', 'Jo Lark']],
    ['Zoë O’Neill', ['Zoe', 'zoë', 'Zoe ONeill']],
  ])('of %s opens it', (name, typed) => {
    for (const said of typed) expect(isFirstNameOf(said, [{ name }]), said).toBe(true);
  });

  it.each([
    'Reed',
    'Mrs',
    'Mx',
    'Mrs Reed',
    'Ms. Reed',
    'dr reed',
    'M Reed',
    'M. Reed',
    'Reed, M',
    'M',
    'M-R',
    '(Reed)',
    '- Reed',
    'Reed Reed',
    'Sarah Reed',
    'Holt',
    'Mrs Holt Reed',
    '',
    '-',
    'Ava Mia Noah Reed Holt Ivy',
    'Ava (Mia) (Noah) (Ivy) (Tom)',
    'Ava/Mia/Noah/Ivy/Tom',
    'Ava-Mia-Noah-Ivy-Tom',
    'Ava called Mia aka Noah aka Ivy',
  ])('is not %s', (said) => {
    for (const name of ['Mia Reed', 'Mia Holt Reed', 'Mia Reed-Holt', 'Mia'])
      expect(isFirstNameOf(said, [{ name }]), name).toBe(false);
  });
});
