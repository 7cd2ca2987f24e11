import type { Child } from '../children/child.ts';
import { tell } from '../notices/tell.ts';
import { type Day, showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { type Button, button, clip } from '../talk/view.ts';
import type { Candidate } from './candidates.ts';
import type { Reading } from './reading.ts';
import { nobodyMay } from './words.ts';

/** What would change that nobody may be key person (P4): in words, and a button for what this reader may do about it. */
export interface Change {
  words: string;
  buttons: Button[];
}

/** Undecided declarations, open matches, absences, and who is not marked as able; each as far as this reader may know of it. */
export async function whatWouldHelp(
  context: Context,
  reading: Reading,
  candidates: readonly Candidate[],
  on: Day,
): Promise<Change[]> {
  const reasons = candidates.flatMap(({ result }) => reading.shown(result).reasons);
  const refsOf = (pick: (reason: (typeof reasons)[number]) => string[]) =>
    [...new Set(reasons.flatMap(pick))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const undecided = refsOf((each) => (each.id === 'K4' ? each.refs : (each.undecided ?? [])));
  const unmatched = refsOf((each) => (each.id === 'K5' ? each.refs : []));
  const forMe = (refs: string[], verb: string, command: string) =>
    refs
      .filter((ref) => reading.handled.includes(ref))
      .map((ref) => button(`${verb} ${ref}`, command, { ref }));
  return [
    ...(undecided.length === 0
      ? []
      : [
          {
            words: `${and(undecided)} ${undecided.length === 1 ? 'waits' : 'wait'} to be decided, changed or closed.`,
            buttons: forMe(undecided, 'Decide', 'decide'),
          },
        ]),
    ...(unmatched.length === 0
      ? []
      : [
          {
            words: `${and(unmatched)} ${unmatched.length === 1 ? 'names' : 'name'} somebody who may be of this family: the officer looks whether it is so.`,
            buttons: forMe(unmatched, 'Match', 'match'),
          },
        ]),
    ...(await ofStaff(context, candidates, on)),
  ];
}

async function ofStaff(
  { register, setting, roles }: Context,
  candidates: readonly Candidate[],
  on: Day,
): Promise<Change[]> {
  const absences = await register.people.absencesOn(setting.id, on);
  const manages = roles.includes('manager');
  return candidates.flatMap(({ person, facts }): Change[] => {
    if (!facts.inPost) return [];
    const until = absences
      .filter((absence) => absence.person === person.id)
      .map((absence) => absence.to)
      .sort()
      .at(-1);
    const name = clip(person.name, 24);
    return [
      ...(until === undefined
        ? []
        : [
            {
              words: `${person.name} is away until ${showDay(until)}.`,
              buttons: manages ? [button(`Absence of ${name}`, 'away', { staff: person.id })] : [],
            },
          ]),
      ...(facts.capable
        ? []
        : [
            {
              words: `${person.name} is not marked as able to be key person.`,
              buttons: manages ? [button(`Is ${name} able?`, 'person', { name: person.name })] : [],
            },
          ]),
    ];
  });
}

/** Managers and DSO learn it at once, once a child and day; they open it to see what could change it. */
export async function tellNobodyMay(
  context: Context,
  about: Child,
  on: Day,
  { officers }: Reading,
): Promise<void> {
  for (const to of new Set([...officers.holders('manager'), ...officers.holders('dso')]))
    await tell(context, to, nobodyMay(about.number, on));
}

function and(refs: readonly string[]): string {
  return refs.length < 2 ? refs.join('') : `${refs.slice(0, -1).join(', ')} and ${refs.at(-1)}`;
}
