import { showDay } from '../rules/days.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { button, buttons, clip, list, rowButtons, table, text, view } from '../talk/view.ts';
import { myCases } from './case.ts';
import { opening, WAITS_FOR } from './opening.ts';
import { secondWords } from './second-words.ts';

/** As many open by a button of their own. */
const SHOWN = 20;

/** The cases that I handle, by due date, and what waits for my word. Other officers' cases are neither counted nor shown. */
export const inbox = command({
  name: 'inbox',
  said: ['Cases'],
  title: 'My cases',
  summary: 'The cases that are yours to handle, soonest due first.',
  roles: OFFICERS,
  writes: false,
  isList: true,
  fields: {},
  execute: async (context) => {
    const [cases, words] = [await myCases(context), await secondWords(context)];
    const asked = [
      words.length > 0 && text('Your word is asked'),
      words.length > 0 && list(words.map(({ question }) => question)),
      buttons(
        ...words
          .slice(0, SHOWN)
          .map(({ value, question }) => button(clip(question, 40), 'confirm', { ref: value })),
      ),
      words.length > SHOWN && text(`${words.length - SHOWN} more wait behind these.`),
    ];
    if (cases.length === 0)
      return view(
        'My cases',
        text(words.length === 0 ? 'Nothing waits for you.' : 'No case waits for you.'),
        ...asked,
        buttons(button('What is due for review', 'due')),
      );
    return view(
      'My cases',
      table(
        ['Case', 'From', 'Waits for', 'Due'],
        cases.map(({ ref, from, waitsFor, dueOn }) => [
          ref,
          from,
          WAITS_FOR[waitsFor],
          `${showDay(dueOn)}${dueOn < context.today ? ' (overdue)' : ''}`,
        ]),
      ),
      rowButtons(cases.slice(0, SHOWN).map(opening)),
      buttons(
        cases.filter(({ waitsFor }) => waitsFor === 'carer').length > 1 &&
          button('All who left a form', 'carers'),
      ),
      cases.length > SHOWN && text(`${cases.length - SHOWN} more wait behind these.`),
      ...asked,
    );
  },
});
