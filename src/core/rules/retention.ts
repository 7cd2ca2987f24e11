import { addDays, addMonths, type Day } from './days.ts';

const DECLARATION_MONTHS = 36;
const EVIDENCE_MONTHS = 72;
const MESSAGE_DAYS = 90;

/**
 * The first day on which a declaration's, an arrangement's or a family answer's personal fields may be erased: three years after the last linked child leaves, or
 * with none after its closing or the declarer's leaving, whichever came last. Null: not to be erased, as things stand.
 */
export function declarationErasableOn(of: {
  /** Last days of the children it is linked to; null for one whose leaving nobody knows yet. */
  childrenLeaveOn: readonly (Day | null)[];
  closedOn: Day | null;
  declarerLeftOn: Day | null;
  legalHold: boolean;
}): Day | null {
  if (of.legalHold) return null;
  const ends = of.childrenLeaveOn.length > 0 ? of.childrenLeaveOn : known([of.closedOn, of.declarerLeftOn]);
  const last = known(ends).sort().at(-1);
  return last === undefined || ends.includes(null) ? null : addMonths(last, DECLARATION_MONTHS);
}

/** Likewise an acknowledgement, a signature or a matter of conduct: six years after the person left. */
export function evidenceErasableOn(of: { leftOn: Day | null; legalHold: boolean }): Day | null {
  return of.leftOn === null || of.legalHold ? null : addMonths(of.leftOn, EVIDENCE_MONTHS);
}

/** Likewise the title and text of a message: 90 days after it was made. */
export function messageErasableOn(of: { createdOn: Day; legalHold: boolean }): Day | null {
  return of.legalHold ? null : addDays(of.createdOn, MESSAGE_DAYS);
}

function known(days: readonly (Day | null)[]): Day[] {
  return days.filter((day) => day !== null);
}
