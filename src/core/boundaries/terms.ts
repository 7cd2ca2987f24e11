import { type Day, localDay, showDay } from '../rules/days.ts';
import type { Setting, Titles } from '../settings/setting.ts';
import { button } from '../talk/view.ts';
import type { BoundaryAgreement } from './boundary.ts';

/** The terms that are part of every boundary agreement and cannot be adapted, each with its clause. */
const STANDING_TERMS: readonly { clause: string; term: string }[] = [
  {
    clause: 'P2',
    term: 'The two of us do not talk about the child over social media or in private messages. We do so at the setting.',
  },
  { clause: 'P3', term: 'The child comes first. What we are to each other stays outside the setting.' },
];

/** The template that an officer starts from (P1), one term a line. */
export function templateTerms({ dso, manager }: Titles): string {
  return [
    'At the setting we meet as a member of staff and a parent, as everybody else does.',
    `Questions about the child go to the key person, the ${manager} or the ${dso}.`,
    'The member of staff passes on nothing about other children, families or colleagues, and is not asked to.',
    'When we see each other outside, work stays at work.',
    `If any of this becomes hard, either of us says so to the ${dso}.`,
  ].join('\n');
}

/** All terms, the standing terms first, as the two who sign read them. */
export function termsOf({ terms }: Pick<BoundaryAgreement, 'terms'>): string[] {
  return [...STANDING_TERMS.map(({ term }) => term), ...adaptedTerms(terms)];
}

/** Likewise for the officer, who is told the clause that each standing term rests on. */
export function termsForOfficer({ terms }: Pick<BoundaryAgreement, 'terms'>): string[] {
  return [...STANDING_TERMS.map(({ clause, term }) => `${term} (${clause})`), ...adaptedTerms(terms)];
}

function adaptedTerms(terms: string): string[] {
  return terms
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The state of an agreement in words for either side. */
export function boundaryState({ state, parentAnswer, parentAnsweredOn }: BoundaryAgreement): string {
  switch (state) {
    case 'awaiting_staff':
      return 'waits for the signature of the member of staff';
    case 'awaiting_parent':
      return parentAnswer === 'declined'
        ? `not in force: the parent declined on ${showDay(parentAnsweredOn ?? '')}`
        : parentAnswer === 'page'
          ? 'signed on the page in another name: the officer says whether it is theirs'
          : 'waits for the signature of the parent';
    case 'in_force':
      return `in force since ${showDay(parentAnsweredOn ?? '')}`;
    case 'ended':
      return 'ended';
  }
}

/** When and how the member of staff signed. */
export function staffSigned({ staffSignedAt }: BoundaryAgreement, { timezone }: Setting): Day | undefined {
  return staffSignedAt === null ? undefined : localDay(staffSignedAt, timezone);
}

/** A button that opens a boundary agreement for reading before it is answered. */
export function openIt(number: number) {
  return button(`Open B-${number}`, 'boundary', { ref: `B-${number}`, read: 'yes' });
}
