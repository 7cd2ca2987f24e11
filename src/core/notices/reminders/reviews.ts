import { openIt } from '../../boundaries/terms.ts';
import type { Declaration } from '../../declarations/declaration.ts';
import { awaits, unconfirmedOn } from '../../declarations/states.ts';
import { called } from '../../policies/called.ts';
import { type Duty, dueOf, isOwed } from '../../policies/policy.ts';
import { dutyWords } from '../../policies/words.ts';
import { addDays, type Day, localDay, showDay } from '../../rules/days.ts';
import { byOrLate, lateness, policyReview } from '../../rules/reviews.ts';
import { button } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import type { Notice } from '../notice.ts';
import type { Reminder, Subject } from '../reminder.ts';
import { openCase } from '../words.ts';

/**
 * V1: 60 and 14 days before a policy's review, on the day, weekly four times, then monthly; to the manager from 14 days
 * overdue.
 */
export const policyReviews: Reminder = {
  class: 'routine',
  marks: [
    ...[-60, -14, 0, 7].map((days) => ({ kind: 'days', days, to: ['chair', 'dso'] }) as const),
    ...[14, 21, 28].map((days) => ({ kind: 'days', days, to: ['chair', 'manager', 'dso'] }) as const),
    { kind: 'monthly', after: 28, to: ['chair', 'manager', 'dso'] },
  ],
  subjects: async (facts) =>
    (await facts.policies()).flatMap((policy): Subject[] => {
      const { code, nextReview } = policy;
      if (nextReview === null) return [];
      const { dueOn } = policyReview(nextReview, facts.today);
      const adopters = new Set([...facts.officers.holders('chair'), ...facts.officers.holders('manager')]);
      return [
        {
          subject: code,
          from: dueOn,
          people: {
            dso: acting(facts, 'dso'),
            chair: acting(facts, 'chair'),
            manager: acting(facts, 'manager'),
          },
          words: (_, person, on) => ({
            title: `Please review ${called(policy, { most: 60 })}${on > dueOn ? `: ${lateness(dueOn, on)}` : byOrLate(dueOn, on)}`,
            text: `The review of ${called(policy)} ${on <= dueOn ? 'falls' : 'fell'} due on ${showDay(dueOn)}: ${lateness(dueOn, on)}. Please put it before the committee, and record what is adopted.`,
            button: adopters.has(person)
              ? button('Record the review', 'adopt', { code })
              : button('Read it', 'policy', { code }),
          }),
        },
      ];
    }),
};

/**
 * P3: 30 and 7 days before a declaration's review and on the day, to declarer and officer. After that it stands in the
 * weekly summary.
 */
export const declarationReviews: Reminder = {
  class: 'routine',
  marks: [-30, -7, 0].map((days) => ({ kind: 'days', days, to: ['officer', 'declarer'] }) as const),
  subjects: async (facts) => {
    const cases = await facts.cases();
    return (await facts.open()).flatMap((declaration): Subject[] => {
      const { nextReview, number } = declaration;
      // A declaration that is raised, or proposed as void, is a waiting case and reminded as such.
      const waits = cases.some(({ ref }) => ref === `D-${number}`);
      if (nextReview === null || declaration.state !== 'active' || waits) return [];
      const officer = facts.officers.ofDeclaration(declaration);
      const ref = `D-${number}`;
      return [
        {
          subject: ref,
          from: nextReview,
          people: { officer: officer === undefined ? [] : [officer], declarer: [declaration.declarer] },
          words: (to, _, on) => ({
            title: `${to === 'declarer' ? 'Is your declaration still true? Please answer' : 'Please look at a declaration again'}${byOrLate(nextReview, on)} (${ref})`,
            text:
              to === 'declarer'
                ? `Please say by ${showDay(nextReview)} whether your declaration, ${ref}, is still as it was.`
                : `A declaration, ${ref}, is due for review on ${showDay(nextReview)}. Whoever made it has been asked whether it is still true.`,
            button:
              to === 'declarer'
                ? button(`Review ${ref}`, 'confirm', { ref })
                : button('Due for review', 'due'),
          }),
        },
      ];
    });
  },
};

/** Nobody has confirmed what was recorded on their behalf: its officer looks at it after 14 days. */
export const unconfirmed: Reminder = {
  class: 'alert',
  mustArrive: true,
  marks: [{ kind: 'days', days: 0, to: ['officer'] }],
  subjects: async (facts) =>
    (await facts.open()).flatMap((declaration): Subject[] => {
      const from = unconfirmedOn(declaration, facts.setting.timezone);
      if (from === undefined) return [];
      const officer = facts.officers.ofDeclaration(declaration);
      const ref = `D-${declaration.number}`;
      return [
        {
          subject: ref,
          from,
          people: { officer: officer === undefined ? [] : [officer] },
          words: () => ({
            title: `Please look whether it is so (${ref})`,
            text: `A declaration, ${ref}, was recorded on somebody's behalf, and they have not said whether it is so. Please look at it; until you have, it stands.`,
            button: openCase(ref),
          }),
        },
      ];
    }),
};

/**
 * A question about a declaration, or the request to look at it again: 3, 7 and 14 days later to its declarer, the last time to its
 * officer, too.
 */
export const unanswered: Reminder = {
  class: 'routine',
  marks: [
    ...[3, 7].map((days) => ({ kind: 'days', days, to: ['declarer'] }) as const),
    { kind: 'days', days: 14, to: ['declarer', 'officer'] },
  ],
  subjects: async (facts) =>
    (await facts.open()).flatMap((declaration): Subject[] => {
      const { askedAt, declarer, number, state } = declaration;
      if (askedAt === null || awaits(declaration) !== 'declarer') return [];
      const officer = facts.officers.ofDeclaration(declaration);
      const ref = `D-${number}`;
      const isQuestion = state === 'returned';
      return [
        {
          subject: ref,
          from: localDay(askedAt, facts.setting.timezone),
          people: { declarer: [declarer], officer: officer === undefined ? [] : [officer] },
          words: (to) =>
            to === 'declarer'
              ? {
                  title: isQuestion
                    ? `A question about your declaration waits for your answer (${ref})`
                    : `Please look at your declaration again (${ref})`,
                  text: isQuestion
                    ? `There is a question about your declaration, ${ref}. Please open it, and answer by correcting what is needed.`
                    : `Something about your declaration, ${ref}, has changed. Please open it, correct what is needed and send it again.`,
                  button: button(`Open ${ref}`, 'update', { ref }),
                }
              : {
                  title: `A declaration has waited two weeks for its declarer (${ref})`,
                  text: `Whoever made ${ref} was asked about it two weeks ago, and has not answered. Please speak with them.`,
                  button: openCase(ref),
                },
        },
      ];
    }),
};

const DUTY_MARKS = [
  ...[14, 20].map((days) => ({ kind: 'days', days, beforeDue: true, to: ['staff'] }) as const),
  ...[0, 28, 35, 42, 49].map((days) => ({ kind: 'days', days, to: ['staff'] }) as const),
  { kind: 'monthly', after: 49, to: ['staff'] } as const,
];

/**
 * G4, P8: days 0, 14 and 20 of the 21 days after a duty began, then four times weekly, then monthly, until it is done or declined;
 * not while they are away. It stands in the manager's weekly summary, too.
 */
export const acknowledgements: Reminder = {
  class: 'routine',
  marks: DUTY_MARKS,
  subjects: (facts) => duties(facts, 'policy'),
  stillAsks: owes,
};

export const signatures: Reminder = {
  class: 'routine',
  marks: DUTY_MARKS,
  subjects: (facts) => duties(facts, 'confidentiality'),
  stillAsks: owes,
};

/** Whether the recipient still owes what the message asks for. */
export async function owes(
  facts: ReminderFacts,
  { subject, recipient }: Pick<Notice, 'subject' | 'recipient'>,
): Promise<boolean> {
  return (await facts.duties()).some(
    (duty) => duty.code === subject && duty.person === recipient && isOwed(duty),
  );
}

async function duties(facts: ReminderFacts, kind: Duty['kind']): Promise<Subject[]> {
  const owed = (await facts.duties()).filter((duty) => duty.kind === kind && isOwed(duty));
  if (owed.length === 0) return [];
  const { register, setting, on } = facts;
  const away = new Set((await register.people.absencesOn(setting.id, on)).map(({ person }) => person));
  return owed
    .filter(({ person }) => !away.has(person))
    .map((duty) => ({
      subject: duty.code,
      from: owedFrom(facts, duty),
      people: { staff: [duty.person] },
      words: (_, __, on) => dutyWords(duty, dueOf(facts, duty), on),
    }));
}

/** The day from which a duty is owed: the latest of adoption, joining and the setting's first import. */
function owedFrom({ setting }: ReminderFacts, { adoptedOn, joinedOn }: Duty): Day {
  return [adoptedOn, joinedOn ?? '', setting.firstImportOn].sort().at(-1) ?? adoptedOn;
}

/**
 * P1: days 3, 7 and 14, to whoever must sign and to the officer. The parent has no account, so the officer hands them the
 * page.
 */
export const boundaries: Reminder = {
  class: 'routine',
  marks: [3, 7, 14].map((days) => ({ kind: 'days', days, to: ['officer', 'signatory'] }) as const),
  subjects: async (facts) =>
    (await facts.unsigned()).flatMap(({ agreement, declaration }): Subject[] => {
      if (declaration === undefined) return [];
      const ref = `B-${agreement.number}`;
      const officer = facts.officers.ofBoundary(agreement, declaration);
      const byStaff = agreement.state === 'awaiting_staff';
      const since = byStaff ? agreement.draftedAt : (agreement.staffSignedAt ?? agreement.draftedAt);
      return [
        {
          subject: ref,
          from: localDay(since, facts.setting.timezone),
          people: {
            officer: officer === undefined ? [] : [officer],
            signatory: byStaff ? [agreement.staff] : [],
          },
          words: (to) => ({
            title:
              to === 'signatory'
                ? `Please sign: professional boundaries (${ref})`
                : `Please see to a missing signature (${ref})`,
            text:
              to === 'signatory'
                ? `Professional boundaries, ${ref}, wait for your signature. Please open them, read them and sign.`
                : `Professional boundaries, ${ref}, still wait for ${byStaff ? 'the member of staff' : 'the other side'} to sign. Please see to it.`,
            button: openIt(agreement.number),
          }),
        },
      ];
    }),
};

/** Reviews of declarations that this officer handles and that are overdue or due within a week. */
export function reviewsOf(
  facts: Pick<ReminderFacts, 'officers' | 'on' | 'today'>,
  open: readonly Declaration[],
  officer: string,
): { ref: string; dueOn: Day }[] {
  return open
    .filter(({ state, nextReview }) => state === 'active' && (nextReview ?? '9') <= addDays(facts.on, 7))
    .filter((declaration) => facts.officers.ofDeclaration(declaration) === officer)
    .map(({ number, nextReview }) => ({ ref: `D-${number}`, dueOn: nextReview ?? facts.today }));
}
