import type { Setting } from '../settings/setting.ts';
import type { Term } from './privacy.ts';

/** Until when a record is kept, by the event from which its period is counted (`retention.ts`), in words to whom it is about. */
export const KEPT: Readonly<Record<Term, string>> = {
  case: 'three years after the last child it is about has left. Without a child: three years after it was closed or you left, whichever came last',
  children: 'three years after the last child it is about has left',
  leaver: 'six years after you left',
  person:
    'six years after you left and three years after the last of your children here has left, whichever came last',
};

/**
 * What anybody may ask about what is held about them, and how to complain (rules: Privacy): to the setting, which must say within
 * 30 days that it has the complaint, and to the Information Commissioner.
 */
export function rights({ name }: Pick<Setting, 'name'>, whom: string): string[] {
  return [
    `You may ask for a copy of what is held about you. You may ask that what is wrong be put right or erased, and object to how it is used. Please ask ${whom}.`,
    `If you are not content with how it is looked after, please tell ${whom}. ${name} must confirm within 30 days that it has your complaint. You may also complain to the Information Commissioner’s Office at any time: ico.org.uk/make-a-complaint, or 0303 123 1113.`,
  ];
}
