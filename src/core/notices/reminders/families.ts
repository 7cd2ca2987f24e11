import { addDays, type Day, localDay } from '../../rules/days.ts';
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
        title: 'Still open: do you know any of the new families?',
        text: 'There are new names in the register that you have not answered about. Please tick whom you know outside work, or none of them.',
        button: button('Look at the list', 'families'),
      }),
    })),
};

/** The days after the question about all the families on which it is asked again. */
const ALL_DAYS = [3, 7, 14];
/** After so many days the last of them has been sent: longer than any closure keeps it waiting. */
const SENT_AFTER = 60;

/**
 * The question about all the families (K15): whoever has not answered about all of them is reminded on days 3, 7 and 14, and not
 * while they are away. Where nobody is left to remind, this takes two queries.
 */
export const allFamiliesOpen: Reminder = {
  class: 'routine',
  marks: ALL_DAYS.map((days) => ({ kind: 'days', days, to: ['asked'] }) as const),
  stillAsks: async ({ unasked }, { recipient }) => ((await unasked()).get(recipient) ?? []).length > 0,
  subjects: async ({ register, setting, today, inPost, unasked }) => {
    const [asked, reminded] = await Promise.all([
      register.notices.recipients(setting.id, 'families', 'everybody'),
      register.notices.recipients(setting.id, 'families', 'all-families'),
    ]);
    const latest = new Map<string, Day>();
    for (const { recipient, createdAt } of asked) {
      const day = localDay(createdAt, setting.timezone);
      if (inPost.has(recipient) && day > (latest.get(recipient) ?? '')) latest.set(recipient, day);
    }
    // The last one may still be waiting to be sent, for which this is asked again.
    for (const { recipient, occasion, createdAt } of reminded)
      if (
        occasion === `${latest.get(recipient)}:${ALL_DAYS.at(-1)}` &&
        addDays(localDay(createdAt, setting.timezone), SENT_AFTER) < today
      )
        latest.delete(recipient);
    if (latest.size === 0) return [];
    const [families, absences] = await Promise.all([
      unasked(),
      register.people.absencesOn(setting.id, today),
    ]);
    const waiting = [...latest].filter(
      ([person]) =>
        (families.get(person) ?? []).length > 0 && !absences.some((absence) => absence.person === person),
    );
    return [...new Set(waiting.map(([, day]) => day))].map((from) => ({
      subject: 'families',
      from,
      people: { asked: waiting.filter(([, day]) => day === from).map(([person]) => person) },
      words: () => ({
        title: 'Still open: do you know any of the families here?',
        text: 'You have not answered about all the families here yet. Please tick whom you know outside work, or none of them.',
        button: button('Look at the list', 'families'),
      }),
    }));
  },
};
