import type { Day } from '../rules/days.ts';
import type { Listed } from '../talk/listed.ts';
import type { View } from '../talk/view.ts';

/** Something that waits for somebody's yes or no: what `confirm` offers and answers. */
export interface ToConfirm extends Listed {
  /** How the answer names it: a reference, or the kind of record and its id. */
  value: string;
  /** What is asked, in one line. */
  question: string;
  standsOn: readonly string[];
  /** What is to be confirmed, in words for whoever answers. */
  intro: string | undefined;
  /** Nothing is to be confirmed of it yet: it waits for an officer. */
  isWaiting?: boolean;
  /** Whether it is a review, at which it is also asked whether the child was affected (P3). */
  isReview: boolean;
  /** Whether somebody without an account has said it in person, so that the day is asked. */
  isInPerson: boolean;
  answer(said: Answered): Promise<View>;
}

export interface Answered {
  isTrue: boolean;
  affectedChild: boolean;
  inPersonOn: Day | undefined;
}
