import type { ParentAnswer } from '../boundaries/boundary.ts';
import { openIt } from '../boundaries/terms.ts';
import type { DeclarationState } from '../declarations/declaration.ts';
import { type Day, showDay } from '../rules/days.ts';
import { type Button, button } from '../talk/view.ts';
import { milestoneOf, type Telling } from './notice.ts';

/** How a declaration came to its officer; the occasion tells one coming from the next. */
export interface Arrival {
  kind: 'submitted' | 'updated' | 'end' | 'review' | 'matched';
  occasion: string;
}

/** What the officer is to know before opening it. */
interface Attention {
  keyPerson: boolean;
  p9: boolean;
  g2: boolean;
  /** Said where the officer is a manager too: one message tells both. */
  needsSuccessor: boolean;
}

/** To its officer. Names nobody but the declarer. */
export function arrived(
  { number, declarerName, dueOn }: { number: number; declarerName: string; dueOn: Day },
  { kind, occasion }: Arrival,
  { keyPerson, p9, g2, needsSuccessor: successor }: Attention,
): Telling {
  const ref = `D-${number}`;
  const happened = {
    submitted: `${declarerName} has made a declaration, ${ref}.`,
    updated: `${declarerName} has changed a declaration, ${ref}.`,
    end: `${declarerName} has asked to end a declaration, ${ref}.`,
    review: `${declarerName} has answered a review of ${ref}, and it needs your eye.`,
    matched: `A name in ${ref} has been matched.`,
  };
  const sentences = [
    happened[kind],
    `Please decide by ${showDay(dueOn)}.`,
    keyPerson && 'A current key person is affected.',
    p9 && 'Please look at it with P9 in mind.',
    g2 && 'Please look at it with G2 in mind.',
    successor && 'An allocation needs a successor.',
  ];
  return {
    subject: ref,
    content: { kind },
    occasion,
    title: `${ref}: your decision is due by ${showDay(dueOn)}`,
    text: sentences.filter((sentence) => sentence !== false).join(' '),
    button: openCase(ref),
  };
}

/** To a manager: that there is a declaration and whether it affects an allocation; not whom it is about, nor how. */
export function affects(
  ref: string,
  { kind, occasion }: Arrival,
  marked: readonly { number: number; dueOn: Day | null }[],
  today: Day,
): Telling {
  const allocations = marked.map(({ number }) => `KP-${number}`);
  const affected = allocations.length > 0;
  return {
    subject: ref,
    content: { kind: 'effect', allocations },
    occasion: milestoneOf({ content: { kind }, occasion }),
    title: affected ? `${ref}: an allocation needs a successor` : `${ref}: recorded`,
    text: affected
      ? `${allocations.join(', ')} ${allocations.length === 1 ? 'needs' : 'need'} a successor by ${showDay(marked[0]?.dueOn ?? today)}.`
      : `A declaration, ${ref}, has been recorded. No current allocation is affected.`,
    button: button('Who may be key person?', 'keyperson'),
  };
}

/** To the admin: that a case exists, and nothing else. `after`: what brought it there. */
export function unroutable(ref: string, after: string): Telling {
  return {
    subject: ref,
    content: { kind: 'unroutable' },
    occasion: after,
    title: `${ref}: nobody can handle this case`,
    text: `A case, ${ref}, is waiting and no officer is free to take it. Please appoint a deputy, or another officer.`,
  };
}

/** To the officer behind one whom no message reaches. */
export function anotherUnreachable(ref: string, officer: string): Telling {
  return {
    subject: ref,
    content: { kind: 'unreachable' },
    occasion: officer,
    title: `${ref}: a case waits`,
    text: `A case, ${ref}, waits for another officer, whom no message reaches. It is not yours to read; please speak to them.`,
  };
}

/** To the admin. */
export function accountUnreachable(ref: string, officer: { id: string; name: string }): Telling {
  return {
    subject: ref,
    content: { kind: 'unreachable' },
    occasion: officer.id,
    title: 'An officer cannot be reached',
    text: `${officer.name} could not be reached about ${ref}. Please check their account.`,
  };
}

/** To the next officer, of a declaration or an arrangement. */
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
    title: `${ref}: passed on to you`,
    text: `${ref} has been passed on to you. It is due by ${showDay(dueOn)}.`,
    button: opens,
  };
}

/** To the declarer. */
export function declarationDecided(number: number, state: DeclarationState, at: Date): Telling {
  const ref = `D-${number}`;
  const words = {
    submitted: '',
    end_requested: '',
    update_required: '',
    returned: `Your officer has a question about ${ref}. Please open it.`,
    active: `Your officer has decided on ${ref}. Nothing else is needed from you now.`,
    closed: `${ref} is closed.`,
    void: `${ref} is marked as recorded in error and has no effect any more.`,
  };
  return {
    subject: ref,
    content: { kind: 'decided' },
    occasion: at.toISOString(),
    title: `${ref}: decided`,
    text: words[state],
    button: button('My declarations', 'declarations'),
  };
}

/** To whom it was proposed to by the rules: an officer, or its declarer. */
export function voidProposed(number: number, asks: 'officer' | 'declarer', at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-proposed', asks },
    occasion: at.toISOString(),
    title: `${ref}: recorded in error?`,
    text: `It has been proposed that ${ref} was recorded in error. Your word is needed.`,
    button: button(`Open ${ref}`, asks === 'officer' ? 'decide' : 'confirm', { ref }),
  };
}

/** To its officer, who proposed it. */
export function voidDeclined(number: number, at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-declined' },
    occasion: at.toISOString(),
    title: `${ref}: it stands`,
    text: `It was not agreed that ${ref} was recorded in error. It stands, and waits for you.`,
    button: openCase(ref),
  };
}

/** To its officer (K5). */
export function nameToMatch(number: number, candidate: string): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'match', candidate },
    occasion: candidate,
    title: `${ref}: a name to be matched`,
    text: `A name in ${ref} is like one that is now in the register. Please look whether it is the same (K5).`,
    button: button(`Match ${ref}`, 'match', { ref }),
  };
}

/** To the declarer: the same words whatever the reason. */
export function lookAgain(number: number, kind: 'basis' | 'update-required', occasion: string): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind },
    occasion,
    title: `${ref}: please look at it again`,
    text: `Something about ${ref} has changed. Please open it, correct what is needed and submit it anew.`,
    button: button(`Open ${ref}`, 'update', { ref }),
  };
}

/** To the person on whose behalf it was declared. */
export function recordedOnBehalf(number: number, recorder: string): Telling {
  return {
    subject: `D-${number}`,
    content: { kind: 'on-behalf' },
    occasion: '',
    title: `D-${number}: please check it`,
    text: `${recorder} has recorded D-${number} on your behalf. Please look whether it is right.`,
    button: button('My declarations', 'declarations'),
  };
}

/** To its officer. */
export function arrangementDeclared(
  { number, staffName, dueOn }: { number: number; staffName: string; dueOn: Day },
  p9: boolean,
): Telling {
  const ref = `A-${number}`;
  return {
    subject: ref,
    content: { kind: 'declared' },
    occasion: '',
    title: `${ref}: your answer is due by ${showDay(dueOn)}`,
    text: [
      `${staffName} has recorded an arrangement, ${ref}.`,
      `Please answer by ${showDay(dueOn)}.`,
      ...(p9 ? ['A current key person is affected: please look at it with P9 in mind.'] : []),
    ].join(' '),
    button: openCase(ref),
  };
}

/** To whose arrangement it is. */
export function arrangementDecided(number: number, answer: 'acknowledged' | 'declined', at: Date): Telling {
  const ref = `A-${number}`;
  return {
    subject: ref,
    content: { kind: 'decided' },
    occasion: at.toISOString(),
    title: `${ref}: answered`,
    text:
      answer === 'acknowledged'
        ? `Your officer has acknowledged ${ref}.`
        : `Your officer has declined ${ref}. Please leave it, and speak with them.`,
    button: button('My declarations', 'declarations'),
  };
}

/** To the member of staff who is to sign. */
export function boundaryDrafted(number: number, at: Date): Telling {
  const ref = `B-${number}`;
  return {
    subject: ref,
    content: { kind: 'drafted' },
    occasion: at.toISOString(),
    title: `${ref}: please read and sign`,
    text: `Professional boundaries, ${ref}, have been drafted for you (P1). Please read them and sign, or say what does not fit.`,
    button: openIt(number),
  };
}

/** To its officer: the member of staff has signed, or has taken the signature back. */
export function boundarySigned(number: number, staffName: string, signed: boolean, at: Date): Telling {
  const ref = `B-${number}`;
  return {
    subject: ref,
    content: { kind: 'staff' },
    occasion: at.toISOString(),
    title: signed ? `${ref}: signed by staff` : `${ref}: please speak with them`,
    text: signed
      ? `${staffName} has signed ${ref}. Please see to the other signature.`
      : `${staffName} has not signed ${ref}. Please speak with them.`,
    button: openIt(number),
  };
}

/** To the member of staff: what the parent has answered. */
export function parentAnswered(number: number, answer: ParentAnswer, at: Date): Telling {
  const ref = `B-${number}`;
  const declined = answer === 'declined';
  return {
    subject: ref,
    content: { kind: 'parent', answer },
    occasion: `${answer}:${at.toISOString()}`,
    title: declined ? `${ref}: your officer will speak with you` : `${ref} is in force`,
    text: declined ? `${ref} is not in force. Your officer will speak with you about it.` : inForce(ref),
    button: openIt(number),
  };
}

/** To its officer. */
export function boundaryAnswered(number: number, answer: ParentAnswer, at: Date): Telling {
  const ref = `B-${number}`;
  return {
    subject: ref,
    content: { kind: 'answered', answer },
    occasion: at.toISOString(),
    title: `${ref}: an answer has come`,
    text:
      answer === 'declined'
        ? `${ref} has been declined and is not in force. Please look at it.`
        : inForce(ref),
    button: openIt(number),
  };
}

function inForce(ref: string): string {
  return `${ref} is signed by both, and in force.`;
}

/** To the member of staff, without the child's name. `role`: as it is said in a sentence. */
export function allocated(number: number, role: string, from: Day): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'allocated' },
    occasion: '',
    title: `You are ${role} for one more child`,
    text: `From ${showDay(from)} you are ${role} for one more child.`,
    button: myKeyChildren(),
  };
}

/** To whoever held it before. */
export function replaced(number: number, role: string, from: Day): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'replaced' },
    occasion: '',
    title: 'A change among your key children',
    text: `From ${showDay(from)} somebody else is ${role} for one of your key children.`,
    button: myKeyChildren(),
  };
}

/** To whoever held it. */
export function allocationEnded(number: number, on: Day): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'ended' },
    occasion: on,
    title: 'A change among your key children',
    text: `Your allocation to one of your key children ends on ${showDay(on)}.`,
    button: myKeyChildren(),
  };
}

/** To the officer who acts for a family for which the manager who allocated is conflicted. */
export function pleaseLook(number: number, childNumber: number, by: string): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'please-look' },
    occasion: '',
    title: `KP-${number}: please look at this allocation`,
    text: `${by} has made an allocation, KP-${number}. Please look at it.`,
    button: whoMay(childNumber),
  };
}

/** To managers and the officer who acts for the family. Lifted and marked again, on one day even, is another occasion. */
export function needsSuccessor(
  { number, childNumber }: { number: number; childNumber: number },
  at: Date,
): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'reallocation' },
    occasion: at.toISOString(),
    title: `KP-${number} needs a successor`,
    text: `KP-${number} can no longer stand and needs a successor.`,
    button: whoMay(childNumber),
  };
}

/** To managers and DSO. */
export function nobodyMay(childNumber: number, on: Day): Telling {
  return {
    subject: `C-${childNumber}`,
    content: { kind: 'nobody-may' },
    occasion: on,
    title: 'A child without a possible key person',
    text: `Nobody may be key person for C-${childNumber} from ${showDay(on)}. Please look at what could change that.`,
    button: whoMay(childNumber),
  };
}

/** To the officer who acts for the family. */
export function carerLost(childNumber: number, carers: readonly string[], at: Date): Telling {
  return {
    subject: `C-${childNumber}`,
    content: { kind: 'carer-lost', carers },
    occasion: at.toISOString(),
    title: `C-${childNumber}: a carer is no longer on the row`,
    text: `The entry of C-${childNumber} names one carer fewer than before. Please check that this is right.`,
    button: whoMay(childNumber),
  };
}

/** To whoever is asked: all that is new until the next delivery window, which opens then, is one message. */
export function newFamilies(window: Date): Telling {
  return {
    subject: 'families',
    content: { kind: 'newcomers' },
    occasion: window.toISOString(),
    title: 'New at the setting: whom do you know?',
    text: 'There are new names in the register. Please tick whom you know outside work, or none of them.',
    button: button('Look at the list', 'families'),
  };
}

/** The same words to whomever it goes, once a day at most. `code`: the policy in force. */
export function reminderOfP5(code: string | undefined, today: Day): Telling {
  return {
    subject: code ?? 'P5',
    content: { kind: 'p5' },
    occasion: today,
    title: 'A reminder of our policy (P5)',
    text: 'Wherever a safeguarding matter touches people we know, we stay impartial and professional, and leave it to those whose task it is (P5).',
    ...(code === undefined ? {} : { button: button('Read the policy', 'policy', { code }) }),
  };
}

/** To the chair, of what somebody else has recorded. */
export function versionAdopted(code: string, version: string, by: string, on: Day): Telling {
  return {
    subject: code,
    content: { kind: 'adopted' },
    occasion: version,
    title: `${code}: version ${version} recorded`,
    text: `${by} has recorded that version ${version} of ${code} was adopted on ${showDay(on)}.`,
    button: button('Read it', 'policy', { code }),
  };
}

/** To whoever else may see a conduct matter. */
export function conductTold(number: number, kind: 'opened' | 'closed', by: string): Telling {
  const ref = `M-${number}`;
  return {
    subject: ref,
    content: { kind },
    occasion: '',
    title: `${ref}: ${kind}`,
    text: `${by} has ${kind} ${ref}.`,
    button: button(`Open ${ref}`, 'conduct', { ref }),
  };
}

function openCase(ref: string): Button {
  return button(`Open ${ref}`, 'decide', { ref });
}

function whoMay(childNumber: number): Button {
  return button('Who may be key person?', 'keyperson', { child: `C-${childNumber}` });
}

function myKeyChildren(): Button {
  return button('My key children', 'me');
}
