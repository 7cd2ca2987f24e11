import { endArrangement } from '../arrangements/decision.ts';
import { declarationChanged } from '../follows/declared.ts';
import { record } from '../records/record.ts';
import { showDay } from '../rules/days.ts';
import { decisionDue } from '../rules/reviews.ts';
import { stateThen } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import { date, ownWords } from '../talk/field.ts';
import { reference, unlessListed } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import { ownOfBoth, ownOpen } from './mine.ts';
import { untilClosed } from './outcomes.ts';
import { DECLARATION_STATES } from './states.ts';

/** Asks to end a declaration: it still blocks until the officer closes it (K4). An arrangement ends at once. */
export const end = command({
  name: 'end',
  title: 'It has ended',
  summary: 'Say that a relationship or an arrangement has ended.',
  roles: 'in_post',
  writes: true,
  settled: unlessListed(['D', 'A'], ownOfBoth, () =>
    view(
      'It has ended',
      text('You have no open declaration or arrangement.'),
      buttons(button('My page', 'me')),
    ),
  ),
  fields: {
    ref: reference('Which one has ended?', ['D', 'A'], { required: true, list: ownOfBoth }),
    ended_on: date('When did it end?', { required: true, prefill: ({ today }) => today }),
    reason: ownWords('Why?', 280, { required: true, hint: 'A few words: moved away, lost touch, …' }),
  },
  intro: async () =>
    'A declaration stands until the safeguarding officer has looked at it: asking to end lifts nothing by itself. An arrangement ends at once.',
  execute: async (context, input) => {
    const { setting, now, today, calendar } = context;
    if (input.ref.letters === 'A') return endArrangement(context, input.ref.number, input.ended_on);
    const before = await ownOpen(context, input.ref.number);
    if (input.ended_on > today)
      throw new Refusal('This day is still to come. Please give the day on which it ended.', {
        field: 'ended_on',
      });
    if (before.state === 'end_requested') return endRequested(before, before.endedOn ?? input.ended_on);
    const after = {
      ...before,
      state: stateThen(DECLARATION_STATES, before.state, 'end_asked'),
      endedOn: input.ended_on,
      endReason: input.reason,
      dueOn: decisionDue(today, false, { ...setting, calendar }),
    };
    await record(
      context,
      {
        action: 'declaration.end_requested',
        subject: `D-${after.number}`,
        payload: { endedOn: after.endedOn, reason: after.endReason },
      },
      { declarations: [after] },
    );
    await declarationChanged(context, after, { kind: 'end', occasion: now.toISOString() });
    return endRequested(before, input.ended_on);
  },
});

function endRequested(before: Declaration, endedOn: string): View {
  const ref = `D-${before.number}`;
  return view(
    `${ref}: asked to end`,
    facts(['Reference', ref], ['Ended on', showDay(endedOn)]),
    text(`The safeguarding officer will look at it. ${untilClosed(before)}`),
    buttons(button('My declarations', 'declarations')),
  );
}
