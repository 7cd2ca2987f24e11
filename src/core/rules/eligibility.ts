import type { DeclarationState, Kind, Outcome, Touch } from '../declarations/declaration.ts';
import { isOpen } from '../declarations/states.ts';
import type { Profile } from '../settings/setting.ts';
import { RULES, type RuleId } from './clauses.ts';
import { isKin, isSetAside } from './relationship.ts';

/** A declaration by the candidate, and how it is linked to the child. */
export interface DeclarationFact {
  ref: string;
  kind: Kind;
  state: DeclarationState;
  outcome: Outcome | null;
  /** Whether it waits for its officer again, though it was decided. */
  isRaised?: boolean;
  touch: Touch;
  /** The officer's answer to a check about this declaration and child (K8); undefined while there is none. */
  cleared?: boolean | undefined;
}

/** The facts about one candidate and one child on one day. */
export interface CandidateFacts {
  /** How the candidate themselves is linked to the child. */
  carer: 'carer' | 'former' | 'relative' | null;
  declarations: DeclarationFact[];
  held: boolean;
  inPost: boolean;
  absent: boolean;
  capable: boolean;
  arrangements: { ref: string; state: 'declared' | 'acknowledged' | 'declined' | 'ended'; kind: string }[];
  /** Whether a policy is not acknowledged or the confidentiality agreement not signed, due or not. */
  outstanding: boolean;
  /** Of how many children they are key person or co-key person on that day. */
  keyChildren: number;
  /** Of the half days on which the child comes, those on which the candidate works too; undefined where either is not known. */
  days: 'all' | 'some' | 'none' | undefined;
  /** Whether the child is or was protected. */
  isProtected: boolean;
  /** Whether no carer is on record, and no officer has said that this is so on purpose (K14). */
  isWithoutCarers: boolean;
  /** Whether the candidate has said whether they know this family (K15). */
  hasAnswered: boolean;
  /**
   * Declarations that make the candidate the partner, or of the household, of a colleague whom K1, K2, K3 or K4 concern for this
   * child (K16); `cleared`: the officer's answer.
   */
  partners: { ref: string; cleared?: boolean | undefined }[];
}

export type Answer = 'yes' | 'note' | 'check' | 'no';

/** A rule that applies, with the references that it rests on. */
export interface Reason {
  id: RuleId;
  refs: string[];
  answer: Answer;
  /** For K2: the references whose declarations are not active, which a manager sees as K4. */
  undecided?: string[];
  /** For K7: true where the only reason is an absence, which ends by itself. */
  passing?: true;
}

export interface Eligibility {
  answer: Answer;
  reasons: Reason[];
}

export const ANSWER_LABELS: Record<Answer, string> = {
  yes: 'Yes',
  note: 'Yes, with a note',
  check: 'Check first',
  no: 'No',
};

const STRENGTH: Record<Answer, number> = { yes: 0, note: 1, check: 2, no: 3 };
/** The place of each rule among K1 to K16. */
const ORDER = Object.fromEntries(Object.keys(RULES).map((id, at) => [id, at])) as Record<RuleId, number>;

/** What a setting makes of a duty that is owed: it is listed and the answer stays as it is, or it is checked, or it blocks. */
const LISTED = { listed: 'yes', check: 'check', no: 'no' } as const satisfies Record<string, Answer>;

/**
 * Whether this person may be key person, co-key person or back-up for this child (P4). Gives every rule that applies, in K
 * order; the strictest answer decides. Nobody can override it.
 */
export function eligibility(facts: CandidateFacts, profile: Profile): Eligibility {
  const reasons = [
    ...ofDeclarations(facts),
    ...(facts.carer === 'carer' ? [reason('K1', 'no')] : []),
    ...(facts.carer === 'former' || facts.carer === 'relative' ? [reason('K8', 'note')] : []),
    ...(facts.held ? [reason('K6', 'no')] : []),
    ...ofPost(facts),
    ...ofArrangements(facts, profile),
    ...(facts.outstanding ? [reason('K10', LISTED[profile.unsigned])] : []),
    ...(facts.keyChildren >= profile.key_children_max ? [reason('K12', 'note')] : []),
    ...(facts.days === 'some' || facts.days === 'none' ? [reason('K13', 'note')] : []),
    ...(facts.isWithoutCarers ? [reason('K14', 'check')] : []),
    ...(facts.hasAnswered ? [] : [reason('K15', LISTED[profile.unanswered])]),
    ...ofPartners(facts),
  ];
  return conclude(reasons);
}

function reason(id: RuleId, answer: Answer, refs: string[] = []): Reason {
  return { id, refs, answer };
}

function ofDeclarations({ declarations, isProtected }: CandidateFacts): Reason[] {
  return declarations
    .filter((declaration) => isOpen(declaration.state))
    .map((declaration) => {
      const [id, answer] = ruleOf(declaration, isProtected);
      const fired = reason(id, answer, [declaration.ref]);
      return id === 'K2' && declaration.state !== 'active'
        ? { ...fired, undecided: [declaration.ref] }
        : fired;
    });
}

/**
 * The rule that applies to an open declaration, and its answer. An own child blocks whatever the link to the child (K2). Any
 * other kind, linked only through a former carer or a relative, leaves a note (K8): but a relative blocks while the officer has
 * not decided, and of a child who is or was protected both block until the officer has said that they may. So does what was set
 * aside (K11), since a relative who becomes a carer lifts no block.
 */
function ruleOf(
  { kind, state, outcome, isRaised = false, touch, cleared }: DeclarationFact,
  isProtected: boolean,
): [RuleId, Answer] {
  if (touch === 'name') return ['K5', 'check'];
  if (touch === 'surname') return ['K5', 'note'];
  if (kind === 'own_child') return ['K2', 'no'];
  if (touch === 'former' || touch === 'relative') {
    const waits = touch === 'relative' && (state !== 'active' || isRaised);
    const isBlocked = cleared === undefined ? waits || isProtected : !cleared;
    return ['K8', isBlocked ? 'no' : 'note'];
  }
  if (isKin(kind)) return ['K2', 'no'];
  if (state !== 'active') return ['K4', 'no'];
  if (!isSetAside({ kind, state, outcome })) return ['K3', 'no'];
  return (cleared ?? !isProtected) ? ['K11', 'note'] : ['K8', 'no'];
}

/** Whether K2, K3 or K4 applies to somebody with these declarations. */
export function isConcerned(declarations: readonly DeclarationFact[], isProtected: boolean): boolean {
  return declarations
    .filter(({ state }) => isOpen(state))
    .some((declaration) => ['K2', 'K3', 'K4'].includes(ruleOf(declaration, isProtected)[0]));
}

/** K16. The officer's answer settles it for this child: they may, or they may not. */
function ofPartners({ partners }: CandidateFacts): Reason[] {
  return partners
    .filter(({ cleared }) => cleared !== true)
    .map(({ ref, cleared }) => reason('K16', cleared === undefined ? 'check' : 'no', [ref]));
}

function ofPost({ inPost, absent, capable }: CandidateFacts): Reason[] {
  if (inPost && capable) return absent ? [{ ...reason('K7', 'no'), passing: true }] : [];
  return [reason('K7', 'no')];
}

function ofArrangements({ arrangements }: CandidateFacts, profile: Profile): Reason[] {
  const current = arrangements.filter(({ state }) => state === 'declared' || state === 'acknowledged');
  const answer = profile.babysitting === 'prohibited' ? 'no' : 'note';
  return current.map(({ ref }) => reason('K9', answer, [ref]));
}

/** Joins reasons by rule, in K order, with sorted references. The strictest answer decides. */
function conclude(fired: readonly Reason[]): Eligibility {
  const reasons: Reason[] = [];
  for (const reason of fired.toSorted((a, b) => ORDER[a.id] - ORDER[b.id])) {
    const before = reasons.at(-1);
    if (before?.id === reason.id) reasons[reasons.length - 1] = joined(before, reason);
    else reasons.push(reason);
  }
  return { answer: strongest(reasons), reasons };
}

/** Two reasons of one rule. */
function joined(one: Reason, other: Reason): Reason {
  const undecided = inOrder([...(one.undecided ?? []), ...(other.undecided ?? [])]);
  return {
    ...one,
    answer: strongest([one, other]),
    refs: inOrder([...one.refs, ...other.refs]),
    ...(undecided.length > 0 ? { undecided } : {}),
  };
}

function strongest(reasons: readonly Reason[]): Answer {
  let most: Answer = 'yes';
  for (const { answer } of reasons) if (STRENGTH[answer] > STRENGTH[most]) most = answer;
  return most;
}

/** Removes duplicates and sorts by letters and then by number: D-2 before D-12. */
function inOrder(refs: string[]): string[] {
  const number = (ref: string) => Number(/\d+$/.exec(ref)?.[0] ?? 0);
  return [...new Set(refs)].sort(
    (a, b) => a.replace(/\d+$/, '').localeCompare(b.replace(/\d+$/, '')) || number(a) - number(b),
  );
}

/**
 * The part of the result that this reader may see. The officer who handles the case sees everything. A manager sees K2 as
 * K3 or K4, and K16 without whose it is, except for cases that they handle themselves (`handled`). A reader who is conflicted for the family sees the
 * answer without reasons.
 */
export function shownTo(
  reader: 'handler' | 'manager' | 'conflicted',
  result: Eligibility,
  handled: readonly string[] = [],
): Eligibility {
  if (reader === 'handler') return result;
  if (reader === 'conflicted') return { answer: result.answer, reasons: [] };
  if (!result.reasons.some(({ id }) => id === 'K2' || id === 'K16')) return result;
  const visible = result.reasons.flatMap((reason) =>
    reason.id === 'K2'
      ? asSeenByManager(reason, handled)
      : reason.id === 'K16'
        ? [{ ...reason, refs: reason.refs.filter((ref) => handled.includes(ref)) }]
        : [reason],
  );
  return { answer: result.answer, reasons: conclude(visible).reasons };
}

function asSeenByManager({ refs, undecided = [] }: Reason, handled: readonly string[]): Reason[] {
  return refs.map((ref) => {
    const waits = undecided.includes(ref);
    if (handled.includes(ref))
      return { ...reason('K2', 'no', [ref]), ...(waits ? { undecided: [ref] } : {}) };
    return reason(waits ? 'K4' : 'K3', 'no', [ref]);
  });
}

/** The reasons in the form `K4 (D-12), K10`; empty when no rule applies. */
export function showReasons(reasons: readonly Reason[]): string {
  return reasons.map(({ id, refs }) => (refs.length === 0 ? id : `${id} (${refs.join(', ')})`)).join(', ');
}

/**
 * Whether an existing allocation needs a successor: a `no` for another reason than a mere absence (K7) or an outstanding
 * duty (K10). Both end by themselves, and adopting a policy must not unsettle a child. Call it with the whole result, not
 * with what a reader is shown.
 */
export function mustBeReplaced(result: Eligibility): boolean {
  return result.reasons.some(
    ({ id, answer, passing }) => answer === 'no' && passing !== true && id !== 'K10',
  );
}
