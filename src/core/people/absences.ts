import type { ToConfirm } from '../cases/to-confirm.ts';
import type { Telling } from '../notices/notice.ts';
import { record } from '../records/record.ts';
import { addDays, LAST_DAY, localDay, showDay } from '../rules/days.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { button, facts, text, type View, view } from '../talk/view.ts';
import { type Absence, isOwnAbsence, type Person, rolesOn } from './person.ts';

/** The absences that others have recorded and that wait for my word: my own, and, as officer or admin, another officer's. */
export async function absencesToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me, roles, today } = context;
  const found: ToConfirm[] = [];
  for (const absence of await register.people.absencesOn(setting.id, today, LAST_DAY)) {
    if (isOwnAbsence(absence)) continue;
    const isMine = absence.person === me.id;
    const maySecond =
      absence.confirmedBy === null &&
      absence.recordedBy !== me.id &&
      (isOfficer(roles) || roles.includes('admin'));
    if (!isMine && !maySecond) continue;
    const person = await register.people.byId(setting.id, absence.person);
    const by = await register.people.byId(setting.id, absence.recordedBy ?? '');
    if (person === undefined || (!isMine && !isOfficer(rolesOn(person, today)))) continue;
    found.push(toConfirm(context, absence, person, by?.name ?? 'somebody'));
  }
  return found;
}

function toConfirm(context: Context, absence: Absence, person: Person, by: string): ToConfirm {
  const isMine = absence.person === context.me.id;
  const days = `${showDay(absence.from)} to ${showDay(absence.to)}`;
  return {
    value: nameOf(absence),
    label: `${isMine ? 'Away' : `${person.name} away`}: ${days}`,
    question: isMine ? `You are said to be away, ${days}: is it so?` : `Is ${person.name} away, ${days}?`,
    names: [person.name],
    on: localDay(absence.recordedAt, context.setting.timezone),
    standsOn: [absence.id, absence.from, absence.to, absence.confirmedBy ?? ''],
    intro: isMine
      ? `${by} has recorded that you are away, ${days}. If you are, answer yes, and what waits for you goes to the next officer. If you are not, answer no, and it ends.`
      : `${by} has recorded that ${person.name} is away, ${days}. If you know that it is so, answer yes. What waits for them then goes on, to neither of you two while another can take it.`,
    isReview: false,
    isInPerson: false,
    answer: async ({ isTrue }) => {
      if (isTrue) return confirmed(context, absence, person);
      if (isMine) return ended(context, absence);
      return view(
        'Thank you',
        text(`Nothing changes: it waits for ${person.name}, or for somebody who knows.`),
      );
    },
  };
}

async function confirmed(context: Context, absence: Absence, person: Person): Promise<View> {
  const { from, to } = absence;
  await save(context, { ...absence, confirmedBy: context.me.id }, 'absence.confirmed');
  return view(
    'Confirmed',
    facts(['Who', person.name], ['From', showDay(from)], ['To', showDay(to)]),
    text('What waits for an officer who is away goes to the next.'),
  );
}

/** The person is here: an absence that has begun ended yesterday; one that begins today or later counts for nothing. */
async function ended(context: Context, absence: Absence): Promise<View> {
  const { today, now } = context;
  await save(
    context,
    absence.from < today ? { ...absence, to: addDays(today, -1) } : { ...absence, withdrawnAt: now },
    'absence.ended',
  );
  return view('You are here', text('Thank you. The absence has ended, and what is yours stays with you.'));
}

async function save(context: Context, after: Absence, action: string): Promise<void> {
  const { person, from, to, withdrawnAt } = after;
  await record(
    context,
    { action, subject: person, payload: { from, to, withdrawn: withdrawnAt !== null } },
    { absences: [after] },
  );
}

function nameOf({ id }: Pick<Absence, 'id'>): string {
  return `absence:${id}`;
}

/** Tells a person that somebody else has recorded them as away. One press ends it. */
export function saidAway(absence: Absence, recorder: string, asks: 'officer' | 'staff'): Telling {
  return {
    subject: 'away',
    content: { kind: 'said-away', absence: absence.id, asks },
    occasion: `${absence.id}:${absence.recordedAt.toISOString()}`,
    title: 'You are said to be away',
    text: `${recorder} has recorded that you are away from ${showDay(absence.from)} to ${showDay(absence.to)}. If you are not, please say so. If you are, please confirm it on your page.`,
    button: button('I am here', 'confirm', { ref: nameOf(absence), still_true: 'no' }),
  };
}

/** Tells a person that somebody else has brought the end of their absence forward: what is theirs waits for them from then on. */
export function absenceShortened(absence: Absence, by: string, at: Date, asks: 'officer' | 'staff'): Telling {
  return {
    subject: 'away',
    content: { kind: 'absence-shortened', asks },
    occasion: `${absence.id}:${at.toISOString()}`,
    title: 'Your absence is said to end sooner',
    text: `${by} has recorded that you are away until ${showDay(absence.to)}, and no longer. If you are, please record it again.`,
    button: button('I am away for longer', 'away', { from: absence.from }),
  };
}

/** Tells the other officers and the administrator that an officer is said to be away, which one of them may confirm. */
export function officerSaidAway(absence: Absence, recorder: string, officer: string): Telling {
  return {
    subject: 'away',
    content: { kind: 'officer-said-away', absence: absence.id, person: absence.person },
    occasion: `${absence.id}:${absence.recordedAt.toISOString()}`,
    title: `${officer} is said to be away`,
    text: `${recorder} has recorded that ${officer} is away from ${showDay(absence.from)} to ${showDay(absence.to)}. If you know that it is so, please confirm it, so that nothing waits.`,
    button: button('Confirm', 'confirm', { ref: nameOf(absence) }),
  };
}
