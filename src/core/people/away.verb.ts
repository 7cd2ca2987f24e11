import { leftBehind } from '../allocations/left-behind.ts';
import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { addDays, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { date } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { facts, text, view } from '../talk/view.ts';
import { staff } from '../who/people.ts';

/** Records an absence: no key person on those days (K7), and an officer's cases move to the next officer. */
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
    const { register, setting, me, roles, now, today } = context;
    if (who.id !== me.id && !roles.includes('manager') && !roles.includes('admin')) {
      throw new Refusal('You can record your own absence. For somebody else please ask a manager.', {
        cites: ['authority'],
      });
    }
    if (to < from) throw new Refusal('The last day lies before the first.', { field: 'to' });
    const absences = await register.people.absencesOf(setting.id, who.id);
    const same = absences.find((absence) => absence.from === from && absence.to >= today);
    if (to < (same ? addDays(today, -1) : today)) throw new Refusal('These days are past.', { field: 'to' });
    const known = same
      ? same.to === to
      : absences.some((absence) => absence.from <= from && absence.to >= to);
    if (!known) {
      const id = same?.id ?? newId(now);
      await record(
        context,
        {
          action: same ? 'absence.changed' : 'absence.recorded',
          subject: who.id,
          payload: { from, to },
        },
        {
          absences: [
            {
              setting: setting.id,
              id,
              person: who.id,
              from,
              to,
              recordedBy: who.id === me.id ? null : me.id,
            },
          ],
        },
      );
    }
    return view(
      known ? 'Recorded already' : same ? 'Absence changed' : 'Absence recorded',
      facts(['Who', who.name], ['From', showDay(from)], ['To', showDay(to)]),
      text('On these days they count as not available as key person (K7), and cases go to the next officer.'),
      ...(await leftBehind(context, who.id, 'stand-in')),
    );
  },
});
