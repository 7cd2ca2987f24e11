import { record } from '../records/record.ts';
import { command } from '../talk/command.ts';
import { ownWords } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import { staff } from '../who/people.ts';
import { refuseConflicted, standing } from './holding.ts';
import { recheck } from './recheck.ts';

/** Lifts a hold (K6); what follows from it is checked again. */
export const unhold = command({
  name: 'unhold',
  title: 'Lift a hold',
  summary: 'Lift a “do not allocate”.',
  roles: ['dso', 'deputy_dso'],
  writes: true,
  fields: {
    child: child('Which child?', { required: true }),
    staff: staff('Which member of staff?', { required: true }),
    reason: ownWords('Why?', 280, { required: true, hint: 'For the record; seen by nobody else.' }),
  },
  execute: async (context, { child: about, staff: person, reason }) => {
    const { now } = context;
    await refuseConflicted(context, about, person);
    const found = await standing(context, about, person);
    if (!found) throw new Refusal(`There is no hold for ${person.name} and this child that you could lift.`);
    await record(
      context,
      {
        action: 'hold.lifted',
        subject: `C-${about.number}`,
        payload: { staff: person.id, hold: found.id, reason },
      },
      { holds: [{ ...found, liftedAt: now }] },
    );
    await recheck(context, [about.id]);
    return view(
      'Lifted',
      facts(['Child', `${about.name} (C-${about.number})`], ['May be considered again', person.name]),
      text('What follows from it has been checked again.'),
      buttons(button('Who may be key person?', 'keyperson', { child: `C-${about.number}` })),
    );
  },
});
