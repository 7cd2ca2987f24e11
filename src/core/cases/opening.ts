import { openIt } from '../boundaries/terms.ts';
import { type Button, button } from '../talk/view.ts';
import type { Case } from './case.ts';

/** What a case waits for, in words for its officer. */
export const WAITS_FOR: Record<Case['waitsFor'], string> = {
  decision: 'your decision',
  end: 'your word on ending it',
  review: 'a look, after a review',
  'second word': 'a second word: recorded in error?',
  unconfirmed: 'your look: recorded on their behalf, and not confirmed',
  match: 'a name to be matched (K5)',
  carer: 'your word on a carer who left the form',
  answer: 'your answer to an arrangement',
  parent: "the parent's answer",
};

/** Opens a case at what it waits for. */
export function opening({ ref, from, waitsFor }: Case): Button {
  if (ref.startsWith('C-')) return button(`Open ${ref}`, 'match', { child: ref, person: from });
  if (waitsFor === 'parent') return openIt(Number(ref.slice(2)));
  return button(`Open ${ref}`, waitsFor === 'match' || waitsFor === 'carer' ? 'match' : 'decide', { ref });
}
