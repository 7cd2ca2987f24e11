import type { Pair, Standing } from './compare.ts';
import type { Difference } from './looks.ts';

type There = Pair & Standing;

/** What somebody may learn of a record that concerns them, or that they may not see; and nothing else. */
export interface Effect {
  /** The law, in its words: rules, *Privacy*, *Non-interference*, or the paragraph that is named. */
  sentence: string;
  /** `there`: how the reader stood to the deed when they saw the difference. */
  permits(there: There, difference: Difference): boolean;
  /** Of a rare one: in which role, and of which kind of deed, it is looked for once everything was compared. */
  soughtAs?: { role: string; kind: string };
}

const holds = ({ roles }: There, ...any: string[]) => roles.some((role) => any.includes(role));
const isManaging = (pair: There) => holds(pair, 'manager', 'dso', 'deputy_dso');
const concerns = ({ deed, reader }: Pair) => deed.about.includes(reader);
/** Whether the reader is conflicted for the family that a difference is about; where it names no child, for one of the deed's. */
const isInvolved = ({ children, isConflicted }: There, { said, line }: Difference) => {
  const words = `${said} ${line}`;
  const named = children.filter(({ name, ref }) => words.includes(name) || words.includes(`"${ref}"`));
  return named.length === 0 ? isConflicted : named.some((child) => child.isConflicted);
};
const is = (value: string, ...among: string[]) => among.includes(value);
/** Rules, and references of what others declared. */
const BEHIND = /\bK(?!P-)\d|\b[DABM]-\d/;
const isMessage = ({ verb, line }: Difference) =>
  verb === 'messages' || (verb === 'mydata' && line.includes('Messages to you'));
const isOnOwnRow = (line: string, { reader }: Pair) => line.slice(2).startsWith(`row: ${reader} |`);
/** What officers and administrator are told of: cases, allocations, what is owed, who is away; and how many messages there were. */
const ALERTS =
  /[ABCD]-\d|KP-\d|Cases |Names to match|agreements|to review|Your week at [^:]*( →|$|")|fact Messages to you|social-media|our policy|confidentiality|away|absen/i;
/** One's own page joins what waits for an officer where it is more than five lines, and counts it. */
const JOINED =
  /Who may\?|See all|See the children|Children who need one|, and \d+ more|, \d+ overdue|Due for review|item: Read and |button: (?:Acknowledge|Sign) /;
/** Where somebody reads of their own cases. */
const OWN = 'me declarations declare update end confirm connect arrange boundary mydata messages'.split(' ');

export const PERMITTED: readonly Effect[] = [
  {
    sentence:
      '(1) answers of `keyperson`, `keypeople`, `recuse`, `register`, `outstanding` … to those the contract allows and who are not conflicted for the family',
    permits: (pair, { verb, line, ...where }) =>
      (isManaging(pair) || (verb === 'outstanding' && holds(pair, 'chair'))) &&
      // Whoever is reminded, or has a paper recorded, is whoever is outstanding.
      is(verb, 'keyperson', 'keypeople', 'recuse', 'register', 'outstanding', 'remind', 'paper') &&
      !isInvolved(pair, { verb, line, ...where }) &&
      !(isOnOwnRow(line, pair) && BEHIND.test(line)),
  },
  {
    sentence: '(1) … and what `assign`, `child`, `person`, `upload` say of blocks they touch',
    permits: (pair, { verb, line, ...where }) =>
      (isManaging(pair) || (verb === 'person' && holds(pair, 'admin'))) &&
      is(verb, 'assign', 'child', 'person') &&
      !isInvolved(pair, { verb, line, ...where }) &&
      !(concerns(pair) && BEHIND.test(line)),
  },
  {
    sentence:
      'By reader: A manager who is conflicted for the family sees answers without rules or references, may still allocate',
    permits: (pair, { verb, line }) =>
      isManaging(pair) && is(verb, 'keyperson', 'keypeople', 'assign') && !BEHIND.test(line),
  },
  {
    sentence:
      '(2) a flagged, refused, ended or new allocation, to its members of staff (no reason), manager and DSO',
    permits: (pair, difference) =>
      ((is(difference.verb, 'me', 'due', 'keyperson', 'keypeople') || isMessage(difference)) &&
        /KP-\d|key person|key child|successor|reallocat/i.test(difference.line)) ||
      (difference.verb === 'me' && isManaging(pair) && JOINED.test(difference.line)) ||
      (difference.verb === 'adopt' && holds(pair, 'manager') && /\(K10\)/.test(difference.line)),
  },
  {
    sentence:
      'Leave and leaving: at once, in the answer to whoever records it, … each of their children is listed as needing a stand-in',
    permits: ({ deed }, { verb }) => deed.kind === 'absence' && verb === 'away',
    soughtAs: { role: 'manager', kind: 'absence' },
  },
  {
    sentence:
      '(3) who decided, returned or agreed boundaries in my own case …; that and when my declaration was opened, without a name',
    permits: (pair, { verb }) =>
      pair.deed.about[0] === pair.reader &&
      is(pair.deed.kind, 'decided outcome', 'boundary agreement', 'opening') &&
      is(verb, ...OWN),
  },
  {
    sentence:
      '(3) … named to me once they acted, never before: the reader’s next case is decided by another, or not yet',
    permits: (pair, { day, verb }) => !pair.isDecidedAlike && day > 0 && is(verb, ...OWN),
  },
  {
    sentence: '(3) … that nobody here can read it yet',
    // The words that stand there otherwise are the same for everybody.
    permits: (_, { line }) =>
      /[Nn]obody here can read it|No officer is free|^- .*(Who reads it|It is read by)/.test(line),
  },
  {
    sentence: '(4) my own inbox, alerts, and the admin’s “a case exists”: alerts',
    permits: (pair, difference) =>
      (isManaging(pair) || holds(pair, 'chair', 'admin')) &&
      isMessage(difference) &&
      ALERTS.test(difference.line) &&
      !/M-\d/.test(difference.line) &&
      !/waits for another officer.*\d+ (working )?days?/.test(difference.line),
  },
  {
    sentence: '(4) my own inbox, alerts, …: what is theirs to handle',
    permits: (pair) => pair.isTheirCase,
  },
  {
    sentence: '(5) what was recorded on my behalf, or about my absence, account, address or role',
    permits: ({ deed, reader }, { verb }) =>
      deed.about[0] === reader &&
      is(deed.kind, 'declaration on behalf', 'absence') &&
      !is(verb, 'keyperson', 'keypeople', 'register', 'recuse', 'assign'),
  },
  {
    sentence: '(6) the chain’s head, which goes to the admin and a named witness alone, without a count',
    permits: (pair, difference) =>
      holds(pair, 'admin') && isMessage(difference) && /audit chain/i.test(difference.line),
  },
  {
    sentence:
      'Absence: open cases move when …, when a second officer or the admin says the same: what waits for that is offered to them',
    permits: (pair, { verb }) =>
      pair.deed.kind === 'absence' &&
      is(verb, 'confirm', 'me', 'inbox') &&
      (isManaging(pair) || holds(pair, 'chair', 'admin')),
  },
  {
    sentence:
      'Pickers, likenesses and lists of families are for those with the role staff, manager, DSO or deputy: who stands on a child’s form',
    permits: (pair) =>
      pair.deed.kind === 'carer on a form' && holds(pair, 'staff', 'manager', 'dso', 'deputy_dso'),
  },
  {
    sentence: 'K15: listed; above the table: 9 of 15 staff have answered about this family',
    permits: (pair, { verb, line }) =>
      isManaging(pair) && is(verb, 'families', 'family') && /looked through all|Not answered yet/.test(line),
  },
  {
    sentence: '`hold`, `unhold`: DSO, deputy; K6: the reason is the officer’s alone',
    permits: (pair, { verb }) =>
      pair.deed.kind === 'hold' &&
      !concerns(pair) &&
      holds(pair, 'dso', 'deputy_dso') &&
      is(verb, 'hold', 'unhold'),
  },
  {
    sentence:
      '`adopt` shows what adopting would do …; counts shown to a reader leave out what the reader may not open',
    permits: (pair, { verb }) =>
      pair.deed.kind === 'arrangement' && verb === 'adopt' && holds(pair, 'manager') && !pair.isConflicted,
    soughtAs: { role: 'manager', kind: 'arrangement' },
  },
  {
    sentence: '`conduct`: manager, DSO; never its subject: that it is there',
    permits: (pair, difference) =>
      pair.deed.kind === 'matter of conduct' &&
      !concerns(pair) &&
      holds(pair, 'manager', 'dso') &&
      (difference.verb === 'conduct' || isMessage(difference)),
  },
];

/** By which effect somebody may see a difference; undefined where by none. */
export function permittedBy(pair: Pair, difference: Difference): Effect | undefined {
  const standing = pair.standing.get(difference.day);
  if (standing === undefined) throw new Error(`nobody knows how the reader stood on day ${difference.day}`);
  return PERMITTED.find(({ permits }) => permits({ ...pair, ...standing }, difference));
}
