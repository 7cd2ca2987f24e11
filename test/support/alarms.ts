import { likeness } from '../../src/core/rules/alike.ts';
import { nameParts } from '../../src/core/rules/name-parts.ts';
import { fold } from '../../src/core/rules/names.ts';
import { type Adult, adultsOf, seeded, wholeName } from './communities.ts';

/** How many adults of a setting are closely alike, of all pairs of two different names. */
export interface Alarms {
  pairs: number;
  close: number;
  /** `Name | Other name`. */
  examples: string[];
}

/** Compares everybody with everybody in a setting whose 350 carers and members of staff are all of one community. */
export function alarmsIn(community: string, seed: number): Alarms {
  const next = adultsOf(community, seeded(seed));
  const adults = Array.from({ length: 350 }, next);
  const read = adults.map((adult) => nameParts(wholeName(adult)));
  const alarms: Alarms = { pairs: 0, close: 0, examples: [] };
  for (const [i, one] of adults.entries()) {
    for (const [j, other] of adults.slice(0, i).entries()) {
      if (isOneName(one, other)) continue;
      alarms.pairs++;
      const found = likeness(read[i] ?? '', read[j] ?? '');
      if (found !== 'equal' && found !== 'close') continue;
      alarms.close++;
      alarms.examples.push(`${wholeName(one)} | ${wholeName(other)}`);
    }
  }
  return alarms;
}

/**
 * Whether two bear one name, written with or without a middle name or a second surname: no rule that forgives what is left out
 * can tell those apart.
 */
function isOneName(one: Adult, other: Adult): boolean {
  if (fold(one.first) === fold(other.first) && fold(one.last) === fold(other.last)) return true;
  const [few = [], many = []] = [one, other]
    .map((adult) => wholeName(adult).split(' '))
    .sort((a, b) => a.length - b.length);
  return few.every((word) => many.includes(word));
}
