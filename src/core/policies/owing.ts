import { localDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { type Duty, isOwed } from './policy.ts';

/** The kinds of message that remind of a document: by the calendar, of each kind of document; and by somebody who asks for it. */
const REMINDING = ['acknowledge', 'sign', 'reminded'] as const;

/**
 * What people in post have yet to acknowledge or sign and can be reminded of today: those who are away, or were reminded of it today,
 * are left out, and whoever asks.
 */
export async function remindable(
  { register, setting, me, today }: Context,
  duties: readonly Duty[],
): Promise<Duty[]> {
  const owed = duties.filter((duty) => isOwed(duty) && duty.person !== me.id);
  const left = new Set((await register.people.absencesOn(setting.id, today)).map(({ person }) => person));
  const told = new Set<string>();
  for (const code of new Set(owed.map(({ code }) => code)))
    for (const kind of REMINDING)
      for (const { recipient, createdAt } of await register.notices.recipients(setting.id, code, kind))
        if (localDay(createdAt, setting.timezone) === today) told.add(`${recipient} ${code}`);
  return owed.filter(({ person, code }) => !left.has(person) && !told.has(`${person} ${code}`));
}

/** How many people these duties are of. */
export function peopleIn(duties: readonly Duty[]): number {
  return new Set(duties.map(({ person }) => person)).size;
}
