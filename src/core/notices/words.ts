import { openIt } from '../boundaries/terms.ts';
import type { Declaration, DeclarationState } from '../declarations/declaration.ts';
import { type Day, showDay } from '../rules/days.ts';
import { type Button, button } from '../talk/view.ts';
import { milestoneOf, type Telling } from './notice.ts';

/** How a declaration came to its officer. The occasion distinguishes one arrival from the next. */
export type Arrival = { occasion: string } & (
  | { kind: 'submitted' | 'updated' | 'end' | 'matched' }
  | { kind: 'denied' | 'review'; affectedChild: boolean }
);

/** What the officer should know before opening the declaration. */
interface Attention {
  keyPerson: boolean;
  p9: boolean;
  g2: boolean;
  /** True where the officer is a manager too, so that one message tells both. */
  needsSuccessor: boolean;
}

/** Tells the officer of a declaration. Names nobody but the declarer. */
export function arrived(
  { number, declarerName, dueOn }: { number: number; declarerName: string; dueOn: Day },
  { occasion, ...content }: Arrival,
  { keyPerson, p9, g2, needsSuccessor: successor }: Attention,
): Telling {
  const ref = `D-${number}`;
  const happened = {
    submitted: `${declarerName} has made a declaration, ${ref}.`,
    updated: `${declarerName} has changed a declaration, ${ref}.`,
    end: `${declarerName} has asked to end a declaration, ${ref}.`,
    denied: `${ref} was recorded on behalf of ${declarerName}, who says that it is not so.`,
    review: `${declarerName} has answered a review of ${ref}, and it needs your eye.`,
    matched: `A name in ${ref} has been matched.`,
  };
  const sentences = [
    happened[content.kind],
    `Please decide by ${showDay(dueOn)}.`,
    keyPerson && 'A current key person is affected.',
    p9 && 'Please look at it with P9 in mind.',
    g2 && 'Please look at it with G2 in mind.',
    successor && `${needNewKeyPerson(1)}.`,
  ];
  return {
    subject: ref,
    content,
    occasion,
    title: `Please decide by ${showDay(dueOn)} (${ref})`,
    text: sentences.filter((sentence) => sentence !== false).join(' '),
    button: openCase(ref),
  };
}

/** Tells a manager that there is a declaration and whether it affects an allocation; not whom it is about, nor how. */
export function affects(
  ref: string,
  { kind, occasion }: Arrival,
  marked: readonly { number: number; dueOn: Day | null }[],
  today: Day,
  decideBy: Day,
): Telling {
  const allocations = marked.map(({ number }) => `KP-${number}`);
  const affected = allocations.length > 0;
  const children = needNewKeyPerson(allocations.length);
  const dueOn = marked[0]?.dueOn ?? today;
  return {
    subject: ref,
    content: { kind: 'effect', allocations },
    occasion: milestoneOf({ content: { kind }, occasion }),
    title: affected ? `${children} by ${showDay(dueOn)} (${ref})` : `A declaration is recorded (${ref})`,
    text: affected
      ? `${children} by ${showDay(dueOn)} (${allocations.join(', ')}). The officer decides first, by ${showDay(decideBy)}.`
      : `A declaration, ${ref}, has been recorded. No current allocation is affected.`,
    button: button('Children who need one', 'keyperson'),
  };
}

/** Tells the admin that a case exists, and nothing else about it. `after`: what led to it. */
export function unroutable(ref: string, after: string): Telling {
  return {
    subject: ref,
    content: { kind: 'unroutable' },
    occasion: after,
    title: `A case needs another officer (${ref})`,
    text: `A case, ${ref}, is waiting and no officer is free to take it. Please appoint a deputy, or another officer.`,
  };
}

/** Tells the officer who comes after one who cannot be reached. */
export function anotherUnreachable(ref: string, officer: string): Telling {
  return {
    subject: ref,
    content: { kind: 'unreachable', officer },
    occasion: officer,
    title: `A case waits (${ref})`,
    text: `A case, ${ref}, waits for another officer, whom no message reaches. Only they can read it; please speak to them.`,
  };
}

/** Tells the admin that an officer's account cannot be reached. */
export function accountUnreachable(ref: string, officer: { id: string; name: string }): Telling {
  return {
    subject: ref,
    content: { kind: 'unreachable', officer: officer.id },
    occasion: officer.id,
    title: 'Please check an account: an officer cannot be reached',
    text: `${officer.name} could not be reached about ${ref}. Please check their account.`,
  };
}

/** Tells the next officer of a declaration or an arrangement that was passed on. */
export function passedOn(ref: string, by: string, dueOn: Day): Telling {
  return { ...passedWords(ref, dueOn, openCase(ref)), content: { kind: 'passed' }, occasion: by };
}

export function boundaryPassedOn(number: number, by: string, dueOn: Day): Telling {
  return {
    ...passedWords(`B-${number}`, dueOn, openIt(number)),
    content: { kind: 'handed-on' },
    occasion: by,
  };
}

function passedWords(ref: string, dueOn: Day, opens: Button) {
  return {
    subject: ref,
    title: `Passed on to you: please see to it by ${showDay(dueOn)} (${ref})`,
    text: `${ref} has been passed on to you. It is due by ${showDay(dueOn)}.`,
    button: opens,
  };
}

/**
 * Tells the declarer what was decided, and whether it still stands in the way of an allocation. `blocks`: undefined where that is
 * no question, since they are nobody's key person to be, or the name is nobody's here.
 */
export function declarationDecided(
  { number, state, outcome }: Pick<Declaration, 'number' | 'state' | 'outcome'>,
  blocks: boolean | undefined,
  at: Date,
): Telling {
  const ref = `D-${number}`;
  const active = {
    noted: `Your declaration, ${ref}, has been noted.`,
    not_personal: `Your declaration, ${ref}, has been found to be about no personal relationship.`,
    managed: `Your declaration, ${ref}, has been noted. Professional boundaries are to be agreed with you.`,
  };
  const words = {
    submitted: '',
    end_requested: '',
    update_required: '',
    returned: `There is a question about your declaration, ${ref}. Please open it.`,
    active: active[outcome ?? 'noted'],
    closed: `Your declaration, ${ref}, is closed.`,
    void: `Your declaration, ${ref}, is marked as recorded in error and has no effect any more.`,
  };
  const title = {
    submitted: '',
    end_requested: '',
    update_required: '',
    returned: 'There is a question about your declaration',
    active: outcome === 'managed' ? 'Boundaries are to be agreed with you' : 'Your declaration is decided',
    closed: 'Your declaration is closed',
    void: 'Your declaration has no effect any more',
  };
  const isAsked = state !== 'active';
  return {
    subject: ref,
    content: { kind: 'decided', question: state === 'returned' },
    occasion: at.toISOString(),
    title: `${title[state]} (${ref})`,
    text: [words[state], blockStays(state, blocks), !isAsked && 'Nothing else is needed from you now.']
      .filter((sentence) => typeof sentence === 'string' && sentence !== '')
      .join(' '),
    button: button('My declarations', 'declarations'),
  };
}

/** Whether a declaration still stands in the way of its declarer; nothing of one that is void. */
function blockStays(state: DeclarationState, blocks: boolean | undefined): string | undefined {
  if (blocks === undefined || state === 'void') return undefined;
  if (state === 'closed') return blocks ? undefined : 'It no longer stands in the way of an allocation.';
  return blocks
    ? 'While it stands, you cannot be key person for the children it is about.'
    : 'It does not stand in the way of an allocation.';
}

/** Tells the officer of a name to match (K5). */
export function nameToMatch(number: number, candidate: string): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'match', candidate },
    occasion: candidate,
    title: `Is it the same person? Please look (${ref})`,
    text: `A name in a declaration, ${ref}, is like one that is now in the register. Please look whether it is the same person.`,
    button: button(`Match ${ref}`, 'match', { ref }),
  };
}

/** Asks the declarer to look at their declaration again: the same words whatever the reason. */
export function lookAgain(number: number, kind: 'basis' | 'update-required', occasion: string): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind },
    occasion,
    title: `Please look at your declaration again (${ref})`,
    text: `Something about your declaration, ${ref}, has changed. Please open it, correct what is needed and send it again.`,
    button: button(`Open ${ref}`, 'update', { ref }),
  };
}

/**
 * Tells an officer, once a change of the register, that carers are no longer on the form, and that what rests on them stays until
 * the officer has said which it is. `about`: the case, or the child of a member of staff who was a carer.
 */
export function carersLost(
  about: string,
  links: readonly { child: string; person: string }[],
  at: Date,
): Telling {
  const several = links.length > 1;
  return {
    subject: about,
    content: { kind: 'carer-lost', links },
    occasion: at.toISOString(),
    title: several
      ? 'Carers are no longer on the form: please say which it is'
      : 'A carer is no longer on the form: please say which it is',
    text: `${several ? `${links.length} carers are` : 'A carer is'} no longer on a child's form. What rests on that stays as it was until you have said which it is: renamed, still a parent, no carer any more, or an error.`,
    button: button('Say which it is', 'carers'),
  };
}

/** That children of the setting can no longer have the key person whom they have: without a name, as a lock screen shows it. */
export function needNewKeyPerson(children: number): string {
  return children === 1
    ? 'A key child needs a new key person'
    : `${children} key children need a new key person`;
}

export function openCase(ref: string): Button {
  return button(`Open ${ref}`, 'decide', { ref });
}

export function whoMay(childNumber: number): Button {
  return button('Who may be key person?', 'keyperson', { child: `C-${childNumber}` });
}
