import { button } from '../../talk/view.ts';
import { acting } from '../facts.ts';
import type { Reminder, Subject } from '../reminder.ts';

/** No DSO in post: tells manager and chair on each open day; where there is neither, the admin. */
export const noDso: Reminder = {
  class: 'routine',
  marks: [{ kind: 'open days', to: ['manager', 'chair', 'admin'] }],
  subjects: async (facts) => {
    const { officers, setting } = facts;
    if (officers.holders('dso').length > 0) return [];
    const manager = officers.holders('manager');
    const chair = officers.holders('chair');
    const nobody = manager.length + chair.length === 0;
    return [
      {
        subject: 'dso',
        from: '',
        people: { manager, chair, admin: nobody ? acting(facts, 'admin') : [] },
        words: () => ({
          title: `Nobody is in post as ${setting.titles.dso}`,
          text: `The setting has no ${setting.titles.dso} in post. Please see that somebody is appointed.`,
        }),
      },
    ];
  },
};

/** Every child must have a key person: tells the manager on each open day of a child who attends and has none. */
export const noKeyPerson: Reminder = {
  class: 'routine',
  marks: [{ kind: 'open days', to: ['manager'] }],
  subjects: async (facts) =>
    (await facts.unallocated()).map((child): Subject => {
      const ref = `C-${child.number}`;
      return {
        subject: ref,
        from: child.startsOn,
        people: { manager: acting(facts, 'manager') },
        words: () => ({
          title: `A child has no key person (${ref})`,
          text: `A child who attends has no key person (${ref}). Every child must have one.`,
          button: button('Who may be key person?', 'keyperson', { child: ref }),
        }),
      };
    }),
};
