import { z } from 'zod';
import { readDay, readName, unreadable } from '../core/rules/entries.ts';
import { tidy } from '../core/rules/names.ts';

// The values that setting.json may have, with what to write in place of a wrong one.

/** Text of at most `max` characters. */
export const words = (max: number) =>
  z
    .string('Please write this in quotes.')
    .refine(
      (said) => unreadable(said) === undefined,
      'There is a character here that cannot be kept; please type it again.',
    )
    .transform(tidy)
    .refine((said) => [...said].length <= max, `This holds ${max} characters at most.`);

/** The name of a setting. */
export const name = z.string('Please give the name of the setting, in quotes.').transform((said, issue) => {
  const odd = unreadable(said);
  const read =
    odd === undefined ? readName(said) : { wrong: `There is a character here that cannot be kept (${odd}).` };
  if ('value' in read) return read.value;
  issue.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

/** Text, or none. */
export const optional = (max: number) =>
  words(max)
    .transform((said) => (said === '' ? null : said))
    .nullable()
    .optional();

/** A calendar day. */
export const day = z
  .string('Please write the date in quotes, like "2026-10-26".')
  .transform((said, issue) => {
    const read = readDay(said);
    if ('value' in read) return read.value;
    issue.addIssue({ code: 'custom', message: read.wrong });
    return z.NEVER;
  });

/** A time of the day. */
export const time = z
  .string('Please write the time in quotes, like "08:45".')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Please write the time like "08:45".');

/** One of a list of codes. */
export const oneOf = <T extends string>(list: readonly T[]) =>
  z.enum(list, `This is one of ${list.map((each) => `"${each}"`).join(', ')}.`);

const REGION = /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//i;

/**
 * The timezone of a place, as in `Europe/London`. Node accepts abbreviations too, but reads them otherwise than people mean
 * them: `BST` is Bangladesh, and `GMT` and `UTC` have no summer time.
 */
export const timezone = z.string('Please write the time zone in quotes.').superRefine((said, issue) => {
  const complain = (message: string) => issue.addIssue({ code: 'custom', message });
  if (!isTimezone(said)) complain('This is no time zone: please write it like "Europe/London".');
  else if (!REGION.test(said)) {
    complain(
      `"${said}" names no place, so its clocks may not be yours. Please write a region and a city: "Europe/London" is the United Kingdom.`,
    );
  }
});

function isTimezone(said: string): boolean {
  if (!/^[A-Za-z]/.test(said)) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: said });
    return true;
  } catch {
    return false;
  }
}
