import { showDay } from '../../rules/days.ts';
import { workingDaysBefore } from '../../rules/working-days.ts';
import { button } from '../../talk/view.ts';
import { acting } from '../facts.ts';
import type { Reminder } from '../reminder.ts';

/** How many working days before a child needs somebody else its manager is reminded. */
const WORKING_DAYS_BEFORE = 15;

/** A key person is to be away for long, or to leave: tells the manager in time, or as soon as it is recorded. */
export const leaves: Reminder = {
  class: 'routine',
  marks: [{ kind: 'days', days: 0, to: ['manager'] }],
  subjects: async (facts) =>
    (await facts.leave()).flatMap(({ child, need }) => {
      if (need.before === undefined) return [];
      const ref = `KP-${need.before.number}`;
      const from = showDay(need.what === 'stand-in' ? need.since : need.from);
      return [
        {
          subject: ref,
          // Not the day on which this is asked, so that an absence that goes on is told once.
          from: workingDaysBefore(
            need.what === 'stand-in' ? need.since : need.from,
            WORKING_DAYS_BEFORE,
            facts.where,
          ),
          people: { manager: acting(facts, 'manager') },
          words: () => ({
            title: `A key child ${need.what !== 'stand-in' ? 'needs a new key person' : need.acting === undefined ? 'needs a stand-in' : 'has a stand-in'} from ${from} (${ref})`,
            text:
              need.what === 'stand-in'
                ? `The key person of one of your children (${ref}) is away from ${from} until ${showDay(need.until)}. ${need.acting === undefined ? 'Nobody may stand in yet: please see who does.' : `${need.acting.staffName} stands in.`}`
                : `A key person leaves one of your children (${ref}), who needs a new one from ${from}.`,
            button: button('Who may be key person?', 'keyperson', {
              child: `C-${child.number}`,
              on: need.from,
            }),
          }),
        },
      ];
    }),
};
