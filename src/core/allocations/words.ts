import type { Telling } from '../notices/notice.ts';
import { needNewKeyPerson, whoMay } from '../notices/words.ts';
import { type Day, showDay } from '../rules/days.ts';
import { type Button, button } from '../talk/view.ts';
import type { Allocation } from './allocation.ts';

/** To the member of staff, without the child's name. `role`: as it is said in a sentence. */
export function allocated(number: number, role: string, from: Day): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'allocated' },
    occasion: '',
    title: `You are ${role} for one more child from ${showDay(from)}`,
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
    title: `A change among your key children from ${showDay(from)}`,
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
    title: `A change among your key children after ${showDay(on)}`,
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
    title: `Please look at an allocation (KP-${number})`,
    text: `${by} has made an allocation, KP-${number}. Please look at it.`,
    button: whoMay(childNumber),
  };
}

/** To managers and the officer who acts for the family. Lifted and marked again, on one day even, is another occasion. */
export function needsSuccessor(
  { number, childNumber, dueOn }: Pick<Allocation, 'number' | 'childNumber' | 'dueOn'>,
  at: Date,
): Telling {
  return {
    subject: `KP-${number}`,
    content: { kind: 'reallocation' },
    occasion: at.toISOString(),
    title: `${needNewKeyPerson(1)}${dueOn === null ? '' : ` by ${showDay(dueOn)}`} (KP-${number})`,
    text: `A child can no longer have the key person whom they have (KP-${number}). Please allocate somebody who may.`,
    button: whoMay(childNumber),
  };
}

/** Tells managers that what flagged an allocation is settled. */
export function needsNoSuccessor(
  { number, childNumber }: { number: number; childNumber: number },
  at: Date,
): Telling {
  const ref = `KP-${number}`;
  return {
    subject: ref,
    content: { kind: 'flag-lifted' },
    occasion: at.toISOString(),
    title: `A key child keeps their key person (${ref})`,
    text: `Nothing stands in the way of an allocation, ${ref}, any more. It stands as it was, and the child needs no new key person.`,
    button: whoMay(childNumber),
  };
}

/** To managers and DSO. */
export function nobodyMay(childNumber: number, on: Day): Telling {
  return {
    subject: `C-${childNumber}`,
    content: { kind: 'nobody-may' },
    occasion: on,
    title: `Nobody may be key person for a child: please look (C-${childNumber})`,
    text: `Nobody may be key person for C-${childNumber} from ${showDay(on)}. Please look at what could change that.`,
    button: whoMay(childNumber),
  };
}

function myKeyChildren(): Button {
  return button('My page', 'me');
}
