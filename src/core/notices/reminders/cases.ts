import { type Day, localDay, showDay } from '../../rules/days.ts';
import { byOrLate } from '../../rules/reviews.ts';
import { button } from '../../talk/view.ts';
import { acting, type CaseWithNotices, type OpenCase, type ReminderFacts } from '../facts.ts';
import { workingDaysSince } from '../milestones.ts';
import type { Notice } from '../notice.ts';
import type { Reminder, Subject } from '../reminder.ts';
import { needNewKeyPerson, unroutable } from '../words.ts';

/** Whether this message told an officer of their case. */
type IsCaseAlert = (notice: Notice) => boolean;

/**
 * The officer's decision: on the day it is due, and one and five working days late. After that it stands in the weekly
 * summary.
 */
export const decisions = (isCaseAlert: IsCaseAlert): Reminder => ({
  class: 'alert',
  mustArrive: true,
  notWithinADay: true,
  marks: [0, 1, 5].map((days) => ({ kind: 'working days', days, to: ['officer'] }) as const),
  subjects: async (facts) =>
    (await facts.casesWithNotices()).map((openCase) => ({
      subject: openCase.ref,
      from: openCase.dueOn,
      people: { officer: openCase.line.slice(0, 1) },
      alertedOn: (person) => dayAlerted(facts, openCase, person, isCaseAlert),
      words: (_, __, on) => ({
        title: `Please decide${byOrLate(openCase.dueOn, on)} (${openCase.ref})`,
        text: `${openCase.ref} waits for your decision${late(facts, openCase, on)}. If you cannot take it, please pass it on.`,
        button: button(`Open ${openCase.ref}`, 'decide', { ref: openCase.ref }),
      }),
    })),
});

/**
 * Tells the next officer, and the chair from day 5, only that a late case waits. Lateness gives nobody access: a case moves
 * by passing on, absence or conflict.
 */
export const lateCases: Reminder = {
  class: 'alert',
  mustArrive: true,
  marks: [
    { kind: 'working days', days: 1, to: ['next'] },
    { kind: 'working days', days: 5, every: 5, to: ['chair'] },
  ],
  subjects: async (facts) =>
    (await facts.cases()).map((openCase) => ({
      subject: openCase.ref,
      from: openCase.dueOn,
      people: {
        next: openCase.line.slice(1, 2),
        chair: openCase.line.slice(1).filter((person) => facts.officers.holders('chair').includes(person)),
      },
      // How late it is would tell of an absence or a conflict.
      words: () => ({
        title: `A case waits (${openCase.ref})`,
        text: `A case, ${openCase.ref}, waits for another officer. It is theirs to read; please see that it is not forgotten.`,
      }),
    })),
};

/**
 * Absence, the end of a role or a conflict has moved a case: its new officer gets the alert that the former officer had,
 * once.
 */
export const handlerChanges = (isCaseAlert: IsCaseAlert): Reminder => ({
  class: 'alert',
  mustArrive: true,
  marks: [{ kind: 'once', to: ['officer'] }],
  subjects: async (facts) =>
    (await facts.casesWithNotices()).flatMap((openCase): Subject[] => {
      const [officer] = openCase.line;
      if (officer === undefined || wasNotified(openCase, officer, isCaseAlert)) return [];
      return [
        {
          subject: openCase.ref,
          from: openCase.dueOn,
          people: { officer: [officer] },
          words: () => ({
            title: `A case has come to you: please decide by ${showDay(openCase.dueOn)} (${openCase.ref})`,
            text: `A case, ${openCase.ref}, has come to you. Please decide by ${showDay(openCase.dueOn)}.`,
            button: button(`Open ${openCase.ref}`, 'decide', { ref: openCase.ref }),
          }),
        },
      ];
    }),
});

/** Tells the admin that a case exists which nobody can handle, and nothing else about it. */
export const unroutableCases: Reminder = {
  class: 'alert',
  marks: [{ kind: 'once', to: ['admin'] }],
  subjects: async (facts) =>
    (await facts.casesWithNotices())
      .filter((openCase) => openCase.line.length === 0)
      .map((openCase) => ({
        subject: openCase.ref,
        from: openCase.dueOn,
        people: {
          admin: acting(facts, 'admin').filter(
            (admin) => !wasNotified(openCase, admin, ({ content }) => content.kind === 'unroutable'),
          ),
        },
        words: () => {
          const { title, text } = unroutable(openCase.ref, '');
          return { title, text };
        },
      })),
};

/**
 * A late case went to whoever recorded that its officer is away, because nobody else is left. The absent officer, the chair
 * unless involved, and the admin are told.
 */
export const takenOver: Reminder = {
  class: 'alert',
  marks: [{ kind: 'once', to: ['asked', 'chair', 'admin'] }],
  subjects: async (facts) =>
    (await facts.cases()).flatMap((openCase): Subject[] => {
      const [recorder] = openCase.line;
      if (openCase.insteadOf === undefined || recorder === undefined) return [];
      const { absent, chairs } = openCase.insteadOf;
      const { nameOf } = facts.officers;
      return [
        {
          subject: openCase.ref,
          from: openCase.dueOn,
          people: {
            asked: [absent],
            chair: chairs,
            admin: acting(facts, 'admin').filter((admin) => admin !== recorder),
          },
          words: (to) => ({
            title: `Another officer has a case (${openCase.ref})`,
            text: `${nameOf(recorder)}, by whose word ${to === 'asked' ? 'you are' : `${nameOf(absent)} is`} away, now has a case, ${openCase.ref}: it is past its day, and nobody else is left.`,
          }),
        },
      ];
    }),
};

/** P4: a successor is due in five working days: the manager on days 1, 3 and 5, the DSO on day 5. */
export const successors: Reminder = {
  class: 'alert',
  notWithinADay: true,
  marks: [
    ...[1, 3].map((days) => ({ kind: 'working days', days, to: ['manager'] }) as const),
    { kind: 'working days', days: 5, to: ['manager', 'dso'] },
  ],
  subjects: async (facts) =>
    (await facts.flagged()).map(({ allocation, carers }) => {
      const ref = `KP-${allocation.number}`;
      const dueOn = allocation.dueOn ?? facts.today;
      const free = (people: string[]) => {
        const uninvolved = people.filter(
          (person) => !facts.officers.isConflicted(person, carers, allocation.child),
        );
        const officer = facts.officers.ofFamily(carers, { child: allocation.child });
        return uninvolved.length > 0 || officer === undefined ? uninvolved : [officer];
      };
      return {
        subject: ref,
        from: allocation.flaggedOn ?? facts.today,
        people: { manager: free(acting(facts, 'manager')), dso: free(acting(facts, 'dso')) },
        words: (_, __, on) => ({
          title: `${needNewKeyPerson(1)}${byOrLate(dueOn, on)} (${ref})`,
          text: `A child still needs a new key person (${ref})${on < dueOn ? '' : on === dueOn ? ', due today' : `: it was due on ${showDay(dueOn)}`}. Please allocate somebody who may.`,
          button: button('Who may be key person?', 'keyperson', { child: `C-${allocation.childNumber}` }),
        }),
      };
    }),
};

function late({ where }: ReminderFacts, { dueOn }: OpenCase, on: string): string {
  const days = workingDaysSince(dueOn, on, where);
  if (days === 0) return on === dueOn ? ', due today' : '';
  return `, ${days} working ${days === 1 ? 'day' : 'days'} late`;
}

/** The day on which the alert about the case reached its officer; today where none was queued yet. */
function dayAlerted(
  { setting, today }: ReminderFacts,
  { notices, since }: CaseWithNotices,
  person: string,
  isCaseAlert: IsCaseAlert,
): Day {
  const brought = notices
    .filter(
      (notice) => notice.recipient === person && notice.createdAt >= since && notice.state !== 'suppressed',
    )
    .filter((notice) => isCaseAlert(notice) || notice.content.kind === 'handler');
  if (brought.length === 0) return today;
  const days = brought
    .filter(({ state }) => state !== 'dead')
    .map(({ sentAt, notBefore }) => localDay(sentAt ?? notBefore, setting.timezone));
  return days.sort().at(-1) ?? '';
}

/** Whether such a message about this case was sent or queued to that person since the case began to wait. */
function wasNotified(
  { notices, since }: CaseWithNotices,
  person: string,
  isOne: (notice: Notice) => boolean,
): boolean {
  return notices.some(
    (notice) =>
      notice.recipient === person &&
      isOne(notice) &&
      notice.state !== 'suppressed' &&
      notice.createdAt >= since,
  );
}
