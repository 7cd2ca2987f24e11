import { loadOfficers } from '../cases/officers.ts';
import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { localDay, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { ownWords } from '../talk/field.ts';
import { button, buttons, facts, text, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import { staff } from '../who/people.ts';
import type { Hold } from './hold.ts';
import { refuseConflicted, standing } from './holding.ts';
import { recheck, tellSuccessors } from './recheck.ts';

/** The officer's "do not allocate" (K6). The reason is the officer's alone; the member of staff is told nothing. */
export const hold = command({
  name: 'hold',
  title: 'Do not allocate',
  summary: 'Keep somebody from being key person for a child; the reason stays with you.',
  roles: ['dso', 'deputy_dso'],
  writes: true,
  fields: {
    child: child('Which child?', { required: true }),
    staff: staff('Which member of staff?', { required: true }),
    reason: ownWords('Why?', 280, { required: true, hint: 'For you alone. Facts only; never a concern.' }),
  },
  intro: async ({ setting }) =>
    `A ${setting.titles.manager} who asks who may be key person sees No (K6), and no reason. Nobody is told.`,
  execute: async (context, { child: about, staff: person, reason }) => {
    const { setting, me, now } = context;
    await refuseConflicted(context, about, person);
    const before = await standing(context, about, person);
    const placed: Hold = before ?? {
      setting: setting.id,
      id: newId(now),
      child: about.id,
      staff: person.id,
      reason,
      placedBy: me.id,
      placedAt: now,
      liftedAt: null,
    };
    if (!before) {
      await record(
        context,
        {
          action: 'hold.placed',
          subject: `C-${about.number}`,
          payload: { staff: person.id, hold: placed.id },
        },
        { holds: [placed] },
      );
      await tellSuccessors(context, await loadOfficers(context), await recheck(context, [about.id]), me.id);
    }
    return view(
      before ? 'On hold already' : 'On hold',
      facts(
        ['Child', `${about.name} (C-${about.number})`],
        ['Not to be allocated', person.name],
        ['Since', showDay(localDay(placed.placedAt, setting.timezone))],
      ),
      text('It stands until it is lifted. Whoever allocates sees K6, and no reason.'),
      buttons(button('Lift it', 'unhold', { child: `C-${about.number}`, staff: person.id })),
    );
  },
});
