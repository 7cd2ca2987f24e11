import type { Account } from '../accounts/account.ts';
import type { ParentAnswer } from '../boundaries/boundary.ts';

/** The law of a kind of message that commands send. `table.ts` has a function for each name in it. */
export interface CommandKindLaw {
  /** The class, which says how urgent the message is. */
  class: string;
  /** Who may be told, checked when the message leaves. A person who has left is never told. */
  may: string;
  /**
   * Until when it is true, checked when the message leaves. Afterwards it is settled or moot, and is not sent.
   * `no-longer:STATE` means: until what the reference names is no longer in that state.
   */
  until: string;
  /** Of several waiting messages about one subject to one person, only the last is sent, because it says everything. */
  lastAlone?: true;
  /**
   * As an alert it tells an officer of their case: reminders of the case count from it, no other message announces the case, and
   * of several waiting ones only the last is sent.
   */
  announcesCase?: true;
  /** If an alert cannot be delivered, the next officer and the admin are told. */
  mustArrive?: true;
  /** It is a message of its own, whatever else leaves for the same person. */
  alone?: true;
  /** It asks for nothing, so that the message is left as it is when this is no longer true. */
  onlyInforms?: true;
}

/** What some kinds carry besides, for the functions of the law: ids, never a name. */
interface CommandKindData {
  /** The allocations that need a successor now, as `KP-5`. */
  effect: { allocations: readonly string[] };
  /** The officer whom no message reaches. */
  unreachable: { officer: string };
  'void-proposed': { asks: 'officer' | 'declarer' };
  'on-behalf': { asks: 'officer' | 'staff' };
  'said-away': { absence: string; asks: 'officer' | 'staff' };
  'absence-shortened': { asks: 'officer' | 'staff' };
  'officer-said-away': { absence: string; person: string };
  'office-proposed': { proposal: string };
  'adoption-proposed': { version: string; at: string };
  'account-claimed': { account: Account; asks: 'officer' | 'staff' };
  'account-waits': { account: Account };
  /** At a review, or of what was recorded on their behalf: whether it affected the child. If so, the message stands alone. */
  review: { affectedChild: boolean };
  denied: { affectedChild: boolean };
  /** It is sent to this very account, and to no other. */
  'account-ended': { account: Account };
  /** Whether it was returned with a question rather than decided. */
  decided: { question: boolean };
  match: { candidate: string };
  parent: { answer: ParentAnswer };
  answered: { answer: ParentAnswer };
  /** The links of which an officer is to say what became of them. */
  'carer-lost': { links: readonly { child: string; person: string }[] };
}

/**
 * Every kind of message that commands, and what follows from them, send. A message that is true `for-good` reports a past
 * event.
 */
export const COMMAND_KINDS = {
  // Cases, to their officer.
  submitted: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  updated: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  end: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  /** Somebody says that what was recorded on their behalf is not so. */
  denied: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  review: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  matched: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  passed: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  /** An arrangement was declared. */
  declared: { class: 'alert', may: 'its-officer', until: 'decided', announcesCase: true, mustArrive: true },
  /** A declared name is like this person's or child's. */
  match: { class: 'alert', may: 'whoever-was-told', until: 'matched' },
  'void-declined': {
    class: 'alert',
    may: 'officer-of-declaration',
    until: 'officer-has-acted',
    announcesCase: true,
  },

  // Cases, to others.
  /** Tells the managers of a declaration, and of the allocations that it affects. */
  effect: {
    class: 'alert-if-it-affects-allocations',
    may: 'whoever-was-told',
    until: 'none-needs-a-successor',
  },
  /** Tells the admin of a case that nobody can handle. */
  unroutable: { class: 'alert', may: 'whoever-was-told', until: 'somebody-can-handle-it', lastAlone: true },
  /** Tells the next officer and the admin that an officer cannot be reached. */
  unreachable: {
    class: 'alert',
    may: 'whoever-was-told',
    until: 'its-officer-is-reached',
    mustArrive: true,
  },
  'void-proposed': {
    class: 'alert-to-an-officer',
    may: 'whom-it-asks',
    until: 'void-is-settled',
    lastAlone: true,
    announcesCase: true,
    mustArrive: true,
  },
  decided: { class: 'routine', may: 'whoever-was-told', until: 'question-is-answered', lastAlone: true },
  basis: { class: 'routine', may: 'whoever-was-told', until: 'no-longer:update_required', lastAlone: true },
  'update-required': {
    class: 'routine',
    may: 'whoever-was-told',
    until: 'no-longer:update_required',
    lastAlone: true,
  },
  /** Asks the person on whose behalf it was declared; an officer at once. */
  'on-behalf': { class: 'alert-to-an-officer', may: 'whoever-was-told', until: 'confirmed' },

  // People.
  /** Asks a person whether they are away, as somebody else has recorded; an officer at once. */
  'said-away': { class: 'alert-to-an-officer', may: 'whoever-was-told', until: 'own-absence-is-answered' },
  /** Tells a person that somebody else has brought the end of their absence forward; an officer at once. */
  'absence-shortened': { class: 'alert-to-an-officer', may: 'whoever-was-told', until: 'for-good' },
  /** Asks the other officers and the admin whether an officer is away. */
  'officer-said-away': { class: 'alert', may: 'an-officer-or-the-admin', until: 'absence-is-answered' },
  /** Asks whoever may confirm a change among the officers. */
  'office-proposed': { class: 'alert', may: 'an-officer-or-the-admin', until: 'proposal-is-answered' },
  /** Tells whoever proposed it. */
  'office-answered': { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  /** Tells DSO and chair. */
  'officers-changed': { class: 'alert', may: 'dso-or-chair', until: 'for-good' },

  // Accounts.
  /** Asks a person, on the account that they use, whether a further one is theirs; an officer at once. */
  'account-claimed': { class: 'alert-to-an-officer', may: 'whoever-was-told', until: 'account-is-answered' },
  /** Asks whoever may confirm somebody's account. */
  'account-waits': { class: 'alert', may: 'an-officer-or-the-admin', until: 'account-is-answered' },
  /** Tells whoever typed it. */
  'account-answered': { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  /** Tells the account that has ended. */
  'account-ended': { class: 'alert', may: 'whoever-was-told', until: 'for-good', alone: true },
  /** Tells a person of their account or address. */
  'account-changed': { class: 'alert', may: 'whoever-was-told', until: 'for-good' },
  /** Tells the safeguarding officer, or who is next. */
  'accounts-changed': { class: 'alert', may: 'an-officer-or-the-admin', until: 'for-good' },

  // Boundary agreements.
  drafted: { class: 'routine', may: 'whoever-was-told', until: 'no-longer:awaiting_staff' },
  staff: { class: 'alert', may: 'whoever-was-told', until: 'parent-has-answered', lastAlone: true },
  'handed-on': { class: 'alert', may: 'whoever-was-told', until: 'parent-has-answered' },
  /** Tells the member of staff. */
  parent: { class: 'routine', may: 'whoever-was-told', until: 'answer-has-changed', onlyInforms: true },
  /** Tells the officer. */
  answered: { class: 'alert', may: 'whoever-was-told', until: 'answer-has-changed', onlyInforms: true },

  // Allocations, and children.
  allocated: { class: 'routine', may: 'whoever-was-told', until: 'allocation-has-ended', onlyInforms: true },
  replaced: { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  ended: { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  'please-look': { class: 'alert', may: 'whoever-was-told', until: 'allocation-has-ended' },
  reallocation: { class: 'alert', may: 'whoever-was-told', until: 'it-needs-no-successor', lastAlone: true },
  'flag-lifted': {
    class: 'routine',
    may: 'whoever-was-told',
    until: 'it-needs-a-successor',
    lastAlone: true,
    onlyInforms: true,
  },
  'nobody-may': { class: 'alert', may: 'whoever-was-told', until: 'child-has-key-person' },
  'carer-lost': { class: 'alert', may: 'whoever-was-told', until: 'links-are-settled' },
  /** Asks about all the families, after the first import and on joining. */
  everybody: { class: 'routine', may: 'whoever-was-told', until: 'no-family-is-left' },
  newcomers: { class: 'routine', may: 'whoever-was-told', until: 'family-answers-are-given' },

  // Policies, and conduct matters.
  /** A manager's or officer's reminder of what somebody has yet to acknowledge or sign. */
  reminded: { class: 'routine', may: 'whoever-was-told', until: 'nothing-is-owed' },
  /** Tells somebody that what they signed on paper was recorded. */
  'paper-recorded': { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  p5: { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  adopted: { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  /** Asks whoever may say the second word to an adoption. */
  'adoption-proposed': {
    class: 'routine',
    may: 'an-officer-or-the-admin',
    until: 'adoption-is-answered',
    lastAlone: true,
  },
  /** Tells whoever proposed it. */
  'adoption-answered': { class: 'routine', may: 'whoever-was-told', until: 'for-good' },
  opened: { class: 'alert', may: 'whoever-was-told', until: 'closing-is-told' },
  closed: { class: 'routine', may: 'whoever-was-told', until: 'for-good' },

  // The machine on which Candour runs.
  /** Tells whoever looks after it of a fault; its subject says of which. */
  machine: { class: 'alert', may: 'an-officer-or-the-admin', until: 'machine-is-mended' },
} as const satisfies Record<keyof CommandKindData, CommandKindLaw> & Record<string, CommandKindLaw>;

export type CommandKind = keyof typeof COMMAND_KINDS;

/** The content of a message: its kind, and what the kind carries. */
export type CommandContent<Kind extends CommandKind = CommandKind> = {
  [Each in Kind]: Each extends keyof CommandKindData
    ? { kind: Each } & CommandKindData[Each]
    : { kind: Each };
}[Kind];
