import { showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { buttons, capital, table, text, view } from '../talk/view.ts';
import { AHEAD_DAYS, dueItems } from './due-items.ts';

/** What is overdue or falls due soon; the overdue come first, with the days. */
export const due = command({
  name: 'due',
  said: ['See what is due', 'What is due', 'What is due for review'],
  title: 'Due for review',
  summary: 'What is due for review, and how late it is.',
  roles: OFFICERS,
  writes: false,
  isList: true,
  fields: {},
  execute: async (context) => {
    const { today } = context;
    const items = await dueItems(context);
    if (items.length === 0) return view('Due for review', text(`Nothing is due within ${AHEAD_DAYS} days.`));
    return view(
      'Due for review',
      table(
        ['What', 'Due', 'When'],
        items.map(({ title, on }) => [capital(title), showDay(on), lateness(on, today)]),
      ),
      buttons(...items.slice(0, 15).map(({ next }) => next)),
    );
  },
});
