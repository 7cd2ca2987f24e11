import { leftBehind } from '../allocations/left-behind.ts';
import { loadOfficers } from '../cases/officers.ts';
import { newId } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { addDays, type Day, showDay } from '../rules/days.ts';
import { command, isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { date } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { facts, text, view } from '../talk/view.ts';
import { staff } from '../who/people.ts';
import { absenceShortened, officerSaidAway, saidAway } from './absences.ts';
import { type Absence, isOwnAbsence, type Person, rolesOn } from './person.ts';

/** Records an absence: no key person on those days (K7), and what is new goes to the next officer (rules: Who handles it). */
export const away = command({
  name: 'away',
  title: 'Away',
  summary: 'Record an absence: yours, or as manager anybody’s.',
  roles: 'in_post',
  writes: true,
  fields: {
    from: date('First day away', { required: true, prefill: ({ today }) => today }),
    to: date('Last day away', {
      required: true,
      hint: 'Back sooner? Give the same first day, and yesterday as the last.',
    }),
    staff: staff('Who?', { hint: 'Left empty: you.' }),
  },
  execute: async (context, { from, to, staff: who = context.me }) => {
    const { register, setting, me, roles, today } = context;
    if (who.id !== me.id && !roles.includes('manager') && !roles.includes('admin')) {
      throw new Refusal('You can record your own absence. For somebody else please ask a manager.', {
        cites: ['authority'],
      });
    }
    if (to < from) throw new Refusal('The last day lies before the first.', { field: 'to' });
    const absences = await register.people.absencesOf(setting.id, who.id);
    const isOwn = who.id === me.id;
    // One's own word is recorded beside what others have said; of several from the same day it changes one's own.
    const begun = absences.filter((absence) => absence.from === from && absence.to >= today);
    const same = (isOwn ? begun.find(isOwnAbsence) : undefined) ?? begun[0];
    if (to < (same ? addDays(today, -1) : today)) throw new Refusal('These days are past.', { field: 'to' });
    const known = same
      ? same.to === to
      : absences.some(
          (absence) => absence.from <= from && absence.to >= to && (!isOwn || isOwnAbsence(absence)),
        );
    const after = absenceAfter(context, who.id, same, { from, to });
    // Whoever says of themselves what others have recorded confirms it.
    const confirms = known && isOwn && same !== undefined && !isOwnAbsence(same);
    if (!known || confirms) {
      await record(
        context,
        {
          action: confirms ? 'absence.confirmed' : same ? 'absence.changed' : 'absence.recorded',
          subject: who.id,
          payload: { from: after.from, to: after.to },
        },
        { absences: [after] },
      );
      if (!isOwn && after.recordedBy === me.id) await tellOfAbsence(context, who, after);
      else if (!isOwn)
        await tell(context, who.id, absenceShortened(after, me.name, context.now, asksOf(who, today)));
    }
    return view(
      known ? 'Recorded already' : same ? 'Absence changed' : 'Absence recorded',
      facts(['Who', who.name], ['From', showDay(from)], ['To', showDay(to)]),
      text(
        'On these days they count as not available as key person (K7), and new cases go to the next officer.',
        ...(isOwn || !isOfficer(rolesOn(who, today))
          ? []
          : [
              'They are told. What waits for them stays with them until they confirm it, or another officer or the administrator says the same, or until after its due day; it goes to you only where nobody else is left.',
            ]),
      ),
      ...(await leftBehind(context, who.id, 'stand-in')),
    );
  },
});

/**
 * The absence to save. What others add to an absence that is not theirs to tell is one of its own: it follows the first, and
 * takes nothing from its standing.
 */
function absenceAfter(
  { setting, me, now }: Context,
  person: string,
  same: Absence | undefined,
  { from, to }: { from: Day; to: Day },
): Absence {
  const isOwn = person === me.id;
  const isMine = same !== undefined && (isOwn || (same.recordedBy === me.id && same.confirmedBy === null));
  const added = {
    setting: setting.id,
    person,
    to,
    recordedBy: isOwn ? null : me.id,
    recordedAt: now,
    confirmedBy: null,
    withdrawnAt: null,
  };
  if (same === undefined) return { ...added, id: newId(now), from };
  if (isMine) return { ...added, id: same.id, from };
  return to <= same.to ? { ...same, to } : { ...added, id: newId(now), from: addDays(same.to, 1) };
}

function asksOf(who: Person, today: Day): 'officer' | 'staff' {
  return isOfficer(rolesOn(who, today)) ? 'officer' : 'staff';
}

/** Tells the person, and of an officer the other officers and the administrator. */
async function tellOfAbsence(context: Context, who: Person, absence: Absence): Promise<void> {
  const { me, today } = context;
  const asks = asksOf(who, today);
  await tell(context, who.id, saidAway(absence, me.name, asks));
  if (asks === 'staff') return;
  for (const { person } of (await loadOfficers(context)).listed)
    if (person !== who.id && person !== me.id)
      await tell(context, person, officerSaidAway(absence, me.name, who.name));
}
