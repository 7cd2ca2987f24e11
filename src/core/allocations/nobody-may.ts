import type { Child } from '../children/child.ts';
import { tell } from '../notices/tell.ts';
import { type RuleId, WAYS_OUT } from '../rules/clauses.ts';
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
  const reasons = candidates.flatMap((candidate) => reading.shown(candidate).reasons);
  const refsOf = (pick: (reason: (typeof reasons)[number]) => string[]) =>
    [...new Set(reasons.flatMap(pick))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const undecided = refsOf((each) => (each.id === 'K4' ? each.refs : (each.undecided ?? [])));
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
    ...(await ofStaff(context, candidates, on)),
  ];
}

/**
 * What settles a check or a block of K8 for this child, with a button where that is this reader's to do (rules: A check has a way
 * out). Nothing for a reader who is involved with the family.
 */
export function waysToSettle(reading: Reading, about: Child, candidates: readonly Candidate[]): Change[] {
  if (reading.conflicted) return [];
  const child = `C-${about.number}`;
  const reasons = candidates.flatMap((candidate) => reading.shown(candidate).reasons);
  const isFired = (id: RuleId, answers: readonly string[]) =>
    reasons.some((reason) => reason.id === id && answers.includes(reason.answer));
  const mine = (id: RuleId) =>
    [
      ...new Set(
        reasons.flatMap((reason) => (reason.id === id && reason.answer !== 'note' ? reason.refs : [])),
      ),
    ].filter((ref) => reading.handled.includes(ref));
  const change = (id: RuleId, answers: readonly string[], buttons: Button[]): Change[] =>
    isFired(id, answers) ? [{ words: `${id}: ${WAYS_OUT[id]}`, buttons }] : [];
  const askMay = (ref: string) => button(`May they? ${ref}`, 'match', { ref, child, may: 'yes' });
  return [
    ...change(
      'K5',
      ['check'],
      mine('K5').map((ref) => button(`Match ${ref}`, 'match', { ref })),
    ),
    ...change('K8', ['no'], mine('K8').map(askMay)),
    ...change('K14', ['check'], [button('No carer, on purpose', 'match', { child })]),
    ...change('K16', ['check'], mine('K16').map(askMay)),
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
