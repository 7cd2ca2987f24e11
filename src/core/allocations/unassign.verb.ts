import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { addDays, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { date, ownWords } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import { staff } from '../who/people.ts';
import { ALLOCATION_LABELS, type Allocation } from './allocation.ts';
import { allocationEnded } from './words.ts';

/** Ends every allocation that this member of staff holds for this child. */
export const unassign = command({
  name: 'unassign',
  title: 'End an allocation',
  summary: "End somebody's allocation to a child.",
  roles: ['manager'],
  writes: true,
  fields: {
    child: child('Which child?', { required: true }),
    staff: staff('Which member of staff?', { required: true }),
    on: date('Last day?', { required: true, prefill: ({ today }) => today }),
    reason: ownWords('Why?', 280, { required: true }),
  },
  execute: async (context, { child: about, staff: person, on, reason }) => {
    const { register, setting, today } = context;
    const held = (await register.allocations.ofChild(setting.id, about.id, today)).filter(
      (each) => each.staff === person.id,
    );
    const [first] = held;
    if (!first) throw new Refusal(`${person.name} holds no allocation for this child.`, { field: 'staff' });
    if (on < today)
      throw new Refusal('An allocation ends today or later; what is past cannot be changed.', {
        field: 'on',
      });
    const open = held.filter((each) => each.until === null || each.until > on);
    const lastDay = (each: Allocation) => {
      if (!open.includes(each)) return each.until ?? on;
      // One that has yet to begin by then never begins.
      return each.from > on ? addDays(today, -1) : on;
    };
    for (const each of open) {
      await record(
        context,
        { action: 'allocation.ended', subject: `KP-${each.number}`, payload: { on, reason } },
        { allocations: [{ ...each, until: lastDay(each), endReason: reason }] },
      );
    }
    if (open.length > 0 && person.id !== context.me.id)
      await tell(context, person.id, allocationEnded(first.number, on));
    const after = await register.allocations.ofChild(setting.id, about.id, addDays(on, 1));
    const leaves = about.leavesOn !== null && about.leavesOn <= on;
    const still = leaves || after.some((each) => each.role === 'key_person');
    return view(
      'Allocation ended',
      facts(
        ['Child', about.name],
        ...held.map((each): [string, string] => [
          ALLOCATION_LABELS[each.role],
          `${person.name}, ${lastDay(each) < today ? 'never begins' : `until ${showDay(lastDay(each))}`}`,
        ]),
      ),
      !still && text('The child then has no key person. Every child must have one.'),
      buttons(button('Who may be key person?', 'keyperson', { child: `C-${about.number}` })),
    );
  },
});
