import { localDay } from '../../rules/days.ts';
import { button } from '../../talk/view.ts';
import type { Reminder } from '../reminder.ts';

/** "Do you know this family?": a person who has not answered is reminded once, after three working days. */
export const newcomers: Reminder = {
  class: 'routine',
  marks: [{ kind: 'working days', days: 3, to: ['asked'] }],
  subjects: async ({ newcomers: questions, setting }) =>
    (await questions()).map(({ askedAt, asked, children }) => ({
      subject: `C-${children[0]?.number ?? 0}`,
      from: localDay(askedAt, setting.timezone),
      people: { asked: asked.filter(({ answer }) => answer === null).map(({ person }) => person) },
      words: () => ({
        title: 'Still open: whom do you know?',
        text: 'There are new names in the register that you have not answered about. Please tick whom you know outside work, or none of them.',
        button: button('Look at the list', 'families'),
      }),
    })),
};
