import { openIt } from '../../boundaries/terms.ts';
import type { Declaration } from '../../declarations/declaration.ts';
import type { Duty } from '../../policies/policy.ts';
import { dueOf } from '../../policies/policy.ts';
import { addDays, type Day, localDay, showDay } from '../../rules/days.ts';
import { lateness, policyReview } from '../../rules/reviews.ts';
import { button } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import type { Reminder, Subject, Words } from '../reminder.ts';

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
    (await facts.policies()).flatMap(({ code, nextReview }): Subject[] => {
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
            title: `${code}: review ${on < dueOn ? `due by ${showDay(dueOn)}` : lateness(dueOn, on)}`,
            text: `The review of ${code} ${on <= dueOn ? 'falls' : 'fell'} due on ${showDay(dueOn)}: ${lateness(dueOn, on)}. Please put it before the committee, and record what is adopted.`,
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
            title: `${ref}: review ${on < nextReview ? `due by ${showDay(nextReview)}` : lateness(nextReview, on)}`,
            text:
              to === 'declarer'
                ? `Please say by ${showDay(nextReview)} whether ${ref} is still as you declared it.`
                : `${ref} is due for review on ${showDay(nextReview)}. Its declarer has been asked whether it is still true.`,
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

const DUTY_MARKS = [0, 14, 20].map((days) => ({ kind: 'days', days, to: ['staff'] }) as const);

/** G4, P8: days 0, 14 and 20 of the 21 days after a duty began. After that it stands in the manager's weekly summary. */
export const acknowledgements: Reminder = {
  class: 'routine',
  marks: DUTY_MARKS,
  subjects: async (facts) => duties(facts, await facts.duties(), 'policy'),
};

export const signatures: Reminder = {
  class: 'routine',
  marks: DUTY_MARKS,
  subjects: async (facts) => duties(facts, await facts.duties(), 'confidentiality'),
};

/**
 * Whether a duty is still to be answered. A decline is an answer: it is recorded, the manager sees it, and reminders stop.
 */
export function isOwed(duty: Duty): boolean {
  return duty.doneAt === null && duty.declinedAt === null;
}

function duties(facts: ReminderFacts, all: readonly Duty[], kind: Duty['kind']): Subject[] {
  return all
    .filter((duty) => duty.kind === kind && isOwed(duty))
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

function dutyWords({ code, kind }: Duty, dueOn: Day, on: Day): Words {
  const [verb, command] =
    kind === 'policy' ? (['acknowledge', 'acknowledge'] as const) : (['sign', 'sign'] as const);
  return {
    title:
      on <= dueOn
        ? `Please ${verb} ${code} by ${showDay(dueOn)}`
        : `Please ${verb} ${code}: it was due by ${showDay(dueOn)}`,
    text: `${code} waits for you to read and ${verb} it, by ${showDay(dueOn)} (${lateness(dueOn, on)}).`,
    button: button(
      kind === 'policy' ? 'Read and acknowledge' : 'Read and sign',
      command,
      kind === 'policy' ? { code } : {},
    ),
  };
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
            title: to === 'signatory' ? `${ref}: please sign` : `${ref}: a signature is missing`,
            text:
              to === 'signatory'
                ? `${ref} waits for your signature. Please open it, read it and sign.`
                : `${ref} still waits for ${byStaff ? 'the member of staff' : 'the other side'} to sign. Please see to it.`,
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
