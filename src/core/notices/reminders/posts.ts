import type { Child } from '../../children/child.ts';
import { addDays, type Day } from '../../rules/days.ts';
import { button } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import type { Reminder } from '../reminder.ts';

/** How many references one message names at most. */
const MOST = 12;

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
          title: `Nobody is in post as ${setting.titles.dso}: please see to it`,
          text: `The setting has no ${setting.titles.dso} in post. Please see that somebody is appointed.`,
        }),
      },
    ];
  },
};

/**
 * Every child must have a key person: tells the manager of the children who attend and have none, in one message, on each of
 * the first five open days and then weekly. Another child begins the five days anew.
 */
export const noKeyPerson: Reminder = {
  class: 'routine',
  marks: [
    ...[0, 1, 2, 3, 4].map((days) => ({ kind: 'working days', days, to: ['manager'] }) as const),
    { kind: 'mondays', to: ['manager'] },
  ],
  subjects: async (facts) => {
    const children = (await facts.unallocated()).filter(({ startsOn }) => startsOn <= facts.on);
    if (children.length === 0) return [];
    const refs = children.map(({ number }) => `C-${number}`);
    const [only] = children.length === 1 ? refs : [];
    return [
      {
        subject: UNALLOCATED,
        from: await lastLeftWithout(facts, children),
        people: { manager: acting(facts, 'manager') },
        words: () => ({
          title: only ? `A child needs a key person (${only})` : `${refs.length} children need a key person`,
          text: `${only ? 'A child who attends has' : 'Children who attend have'} no key person (${several(refs)}). Every child must have one.`,
          button: button('Who may be key person?', 'keyperson', only ? { child: only } : {}),
        }),
      },
    ];
  },
};

/** What the message about all children without a key person is about. */
export const UNALLOCATED = 'key-persons';

/** The latest day on which one of these children began to attend without a key person, or was left without one. */
async function lastLeftWithout(
  { register, setting }: ReminderFacts,
  children: readonly Child[],
): Promise<Day> {
  const [first] = children.map(({ startsOn }) => startsOn).sort();
  const before = (
    await register.allocations.ofChildren(
      setting.id,
      children.map(({ id }) => id),
      first ?? '',
    )
  ).filter(({ role }) => role === 'key_person');
  const holders = await register.people.employed(setting.id, [...new Set(before.map(({ staff }) => staff))]);
  const left = new Map(holders.map(({ id, leavesOn }) => [id, leavesOn]));
  const days = children.map(({ id, startsOn }) =>
    before
      .filter(({ child }) => child === id)
      .flatMap(({ staff, until }) => until ?? left.get(staff) ?? [])
      .reduce((latest, until) => (until >= latest ? addDays(until, 1) : latest), startsOn),
  );
  return days.sort().at(-1) ?? '';
}

/** References in a sentence, the first of them. */
function several(refs: readonly string[]): string {
  const more = refs.length - MOST;
  return more > 0 ? `${refs.slice(0, MOST).join(', ')} and ${more} more` : refs.join(', ');
}
