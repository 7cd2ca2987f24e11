import { openIt } from '../boundaries/terms.ts';
import { showDay } from '../rules/days.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { type Button, button, buttons, table, text, view } from '../talk/view.ts';
import { type Case, myCases } from './case.ts';

const WAITS_FOR: Record<Case['waitsFor'], string> = {
  decision: 'your decision',
  end: 'your word on ending it',
  review: 'a look, after a review',
  'second word': 'a second word: recorded in error?',
  match: 'a name to be matched (K5)',
  carer: 'your word on a carer who left the form',
  answer: 'your answer to an arrangement',
  parent: "the parent's answer",
};

/** The cases that I handle, by due date. Other officers' cases are neither counted nor shown. */
export const inbox = command({
  name: 'inbox',
  title: 'My cases',
  summary: 'The cases that are yours to handle, soonest due first.',
  roles: OFFICERS,
  writes: false,
  fields: {},
  execute: async (context) => {
    const cases = await myCases(context);
    if (cases.length === 0)
      return view(
        'My cases',
        text('Nothing waits for you.'),
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
      buttons(...cases.slice(0, 20).map(opening)),
      cases.length > 20 && text(`${cases.length - 20} more wait behind these.`),
    );
  },
});

function opening({ ref, from, waitsFor }: Case): Button {
  if (ref.startsWith('C-')) return button(`Open ${ref}`, 'match', { child: ref, person: from });
  if (waitsFor === 'parent') return openIt(Number(ref.slice(2)));
  return button(`Open ${ref}`, waitsFor === 'match' || waitsFor === 'carer' ? 'match' : 'decide', { ref });
}
