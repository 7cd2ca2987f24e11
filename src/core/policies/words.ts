import { type Day, showDay } from '../rules/days.ts';
import { byOrLate, lateness } from '../rules/reviews.ts';
import { button } from '../talk/view.ts';
import { called, calledFirst } from './called.ts';
import type { Duty } from './policy.ts';

/** Reminds somebody of a document to acknowledge or to sign. It may stand on a lock screen. */
export function dutyWords(duty: Duty, dueOn: Day, on: Day) {
  const { code, kind } = duty;
  const short = called(duty, { most: 60 });
  const [verb, command] =
    kind === 'policy' ? (['acknowledge', 'acknowledge'] as const) : (['sign', 'sign'] as const);
  return {
    title: `Please ${verb} ${short}${byOrLate(dueOn, on)}`,
    text: `${calledFirst(duty)} waits for you to read and ${verb} it, by ${showDay(dueOn)} (${lateness(dueOn, on)}).`,
    button: button(
      kind === 'policy' ? 'Read and acknowledge' : 'Read and sign',
      command,
      kind === 'policy' ? { code } : {},
    ),
  };
}
