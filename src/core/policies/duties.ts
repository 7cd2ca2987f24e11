import type { Day } from '../rules/days.ts';
import { acknowledgementDue } from '../rules/reviews.ts';
import type { Scene } from '../talk/context.ts';
import type { Duty } from './policy.ts';

/**
 * When a duty falls due: 21 days after the latest of adoption, joining and the first import; a day in a closure is moved.
 */
export function dueOf(
  { setting, calendar }: Pick<Scene, 'setting' | 'calendar'>,
  duty: Pick<Duty, 'adoptedOn' | 'joinedOn'>,
): Day {
  return acknowledgementDue(
    { adoptedOn: duty.adoptedOn, joinedOn: duty.joinedOn, firstImportOn: setting.firstImportOn },
    { ...setting, calendar },
  );
}
