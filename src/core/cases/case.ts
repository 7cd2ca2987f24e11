import type { Arrangement } from '../arrangements/arrangement.ts';
import { ARRANGEMENT_STATES } from '../arrangements/states.ts';
import { type BoundaryAgreement, boundaryDue } from '../boundaries/boundary.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { matchesShownTo, openMatches } from '../declarations/matches.ts';
import { isOpen, unconfirmedOn } from '../declarations/states.ts';
import { localDay, showDay } from '../rules/days.ts';
import { stateAfter } from '../rules/states.ts';
import type { Context } from '../talk/context.ts';
import type { Listed } from '../talk/listed.ts';
import { Refusal } from '../talk/refusal.ts';
import { button } from '../talk/view.ts';
import { loadOfficers, type Officers } from './officers.ts';
import { unsettledLinks } from './unsettled.ts';

/** A case that an officer handles, and what it waits for. */
export interface Case {
  ref: string;
  /** The declarer's name. */
  from: string;
  waitsFor:
    | 'decision'
    | 'end'
    | 'review'
    | 'second word'
    | 'unconfirmed'
    | 'match'
    | 'carer'
    | 'answer'
    | 'parent';
  dueOn: string;
  /** When it was made. */
  at: Date;
}

/** Who decides on a declaration next: its handler, or, once it is proposed as void, an officer other than the proposer. */
export function deciderOf(
  officers: Officers,
  declaration: Declaration,
  without: readonly string[] = [],
): string | undefined {
  const { voidProposedBy } = declaration;
  return officers.ofDeclaration(
    declaration,
    voidProposedBy === null ? without : [voidProposedBy, ...without],
  );
}

/** Whether the declarer confirms a proposed void: only where no other officer exists, not even one who is away. */
export function isForDeclarerToConfirm(officers: Officers, declaration: Declaration): boolean {
  const { voidProposedBy } = declaration;
  return voidProposedBy !== null && !officers.hasAnother(declaration, [voidProposedBy]);
}

/**
 * The cases that I handle today, by due date: declarations, names to be matched, arrangements, and boundary agreements that
 * a parent has yet to answer.
 */
export async function myCases(context: Context): Promise<Case[]> {
  const { register, setting, me } = context;
  const [officers, undecided, matches, arrangements, agreements] = await Promise.all([
    loadOfficers(context),
    register.declarations.undecided(setting.id),
    openMatches(context, context.today),
    register.arrangements.undecided(setting.id),
    register.boundaries.unsigned(setting.id),
  ]);
  const mine = (declaration: Declaration) => deciderOf(officers, declaration) === me.id;
  const cases = undecided.filter(mine).map((declaration) => toCase(declaration));
  const known = new Set(cases.map((each) => each.ref));
  for (const { declaration } of await matchesShownTo(context, context, matches)) {
    const ref = `D-${declaration.number}`;
    if (known.has(ref) || !mine(declaration)) continue;
    known.add(ref);
    cases.push({ ...toCase(declaration), waitsFor: 'match' });
  }
  for (const declaration of await register.declarations.unconfirmed(setting.id)) {
    const [ref, on] = [`D-${declaration.number}`, unconfirmedOn(declaration, setting.timezone)];
    if (on === undefined || on > context.today || known.has(ref) || !mine(declaration)) continue;
    known.add(ref);
    cases.push({ ...toCase(declaration), waitsFor: 'unconfirmed', dueOn: on });
  }
  // A case may wait for a decision and for a word on a carer at once: each is a line of its own.
  const withCarer = new Set<string>();
  for (const { link, declarations, officer } of await unsettledLinks(context, officers)) {
    for (const declaration of declarations.filter(mine)) {
      const ref = `D-${declaration.number}`;
      if (withCarer.has(ref)) continue;
      withCarer.add(ref);
      cases.push({ ...toCase(declaration), waitsFor: 'carer' });
    }
    const child = officer === me.id ? await register.children.byId(setting.id, link.child) : undefined;
    if (child)
      cases.push({
        ref: `C-${child.number}`,
        from: link.personName,
        waitsFor: 'carer',
        dueOn: context.today,
        at: context.now,
      });
  }
  for (const arrangement of arrangements) {
    const { number, staffName, dueOn, declaredAt } = arrangement;
    if ((await officerOf(context, officers, arrangement)) === me.id)
      cases.push({ ref: `A-${number}`, from: staffName, waitsFor: 'answer', dueOn, at: declaredAt });
  }
  for (const agreement of agreements) {
    if (agreement.state !== 'awaiting_parent') continue;
    const declaration = await register.declarations.byId(setting.id, agreement.declaration);
    if (declaration && officers.ofBoundary(agreement, declaration) === me.id) {
      const { number, staffName } = agreement;
      cases.push({
        ref: `B-${number}`,
        from: staffName,
        waitsFor: 'parent',
        dueOn: boundaryDue(agreement, setting.timezone),
        at: agreement.draftedAt,
      });
    }
  }
  return cases.sort((a, b) =>
    a.dueOn === b.dueOn ? a.ref.localeCompare(b.ref, 'en', { numeric: true }) : a.dueOn < b.dueOn ? -1 : 1,
  );
}

function toCase({ number, declarerName, voidProposedBy, state, dueOn, submittedAt }: Declaration): Case {
  const waitsFor =
    voidProposedBy !== null
      ? 'second word'
      : state === 'submitted'
        ? 'decision'
        : state === 'end_requested'
          ? 'end'
          : 'review';
  return { ref: `D-${number}`, from: declarerName, waitsFor, dueOn, at: submittedAt };
}

/** The officer of an arrangement: whoever acts as officer for its family. */
export async function officerOf(
  { register, setting }: Pick<Context, 'register' | 'setting'>,
  officers: Officers,
  arrangement: Arrangement,
): Promise<string | undefined> {
  const carers = await register.children.carersOf(setting.id, arrangement.child);
  return officers.ofArrangement(arrangement, carers);
}

/** One refusal for another officer's case and for a case that does not exist, so that it reveals nothing. */
function notMine(ref: string): Refusal {
  return new Refusal(`There is no case ${ref} that is yours to handle.`, {
    cites: ['authority'],
    ways: [button('My cases', 'inbox')],
  });
}

/** The declaration of a case that I handle. */
export async function caseOfMine(
  context: Context,
  number: number,
): Promise<{ declaration: Declaration; officers: Officers }> {
  const declaration = await context.register.declarations.byNumber(context.setting.id, number);
  // The officers are loaded for a missing case too, so that the time it takes does not reveal whether the case exists.
  const officers = await loadOfficers(context, declaration ? [declaration.id] : []);
  if (declaration && isOpen(declaration.state) && deciderOf(officers, declaration) === context.me.id)
    return { declaration, officers };
  throw notMine(`D-${number}`);
}

/** The arrangement of a case that I handle and that waits for an answer. */
export async function arrangementOfMine(
  context: Context,
  number: number,
): Promise<{ arrangement: Arrangement; officers: Officers }> {
  const arrangement = await context.register.arrangements.byNumber(context.setting.id, number);
  const officers = await loadOfficers(context);
  if (
    arrangement &&
    stateAfter(ARRANGEMENT_STATES, arrangement.state, 'acknowledged') !== undefined &&
    (await officerOf(context, officers, arrangement)) === context.me.id
  )
    return { arrangement, officers };
  throw notMine(`A-${number}`);
}

/** A boundary agreement that I handle as officer, and its declaration. */
export async function boundaryOfMine(
  context: Context,
  number: number,
): Promise<{ agreement: BoundaryAgreement; declaration: Declaration; officers: Officers }> {
  const { register, setting, me } = context;
  const agreement = await register.boundaries.byNumber(setting.id, number);
  const declaration = agreement && (await register.declarations.byId(setting.id, agreement.declaration));
  const officers = await loadOfficers(context);
  if (agreement && declaration && officers.ofBoundary(agreement, declaration) === me.id)
    return { agreement, declaration, officers };
  throw notMine(`B-${number}`);
}

/** My waiting cases, as their officer calls them. */
export async function listedCases(context: Context): Promise<Listed[]> {
  return (await myCases(context))
    .filter(({ waitsFor }) => waitsFor !== 'carer')
    .map((one) => listedCase(context, one));
}

const CALLED: Record<string, string> = { D: 'declaration', A: 'arrangement', B: 'boundaries' };

/** A case by whose it is, what it is and the day: it says no more than the list of cases does. */
export function listedCase(
  { setting }: Context,
  { ref, from, at }: Pick<Case, 'ref' | 'from' | 'at'>,
): Listed {
  const on = localDay(at, setting.timezone);
  return {
    value: ref,
    label: `${from}’s ${CALLED[ref.charAt(0)]} of ${showDay(on)} (${ref})`,
    names: [from],
    on,
  };
}
