import { type CarerOf, loadOfficers, type Officers } from '../cases/officers.ts';
import { type Child, countedStanding } from '../children/child.ts';
import { type Person, rolesOn } from '../people/person.ts';
import { RULES, WAYS_OUT } from '../rules/clauses.ts';
import { type Eligibility, type Reason, shownTo } from '../rules/eligibility.ts';
import type { Context } from '../talk/context.ts';
import { type Candidate, type Family, familiesOf } from './candidates.ts';

/** What one reader may see of the answers about one child. */
export interface Reading {
  officers: Officers;
  family: Family;
  carers: CarerOf[];
  /** The reader must stay out of what concerns this family: answers without rules or references. */
  conflicted: boolean;
  /** References of this family's declarations that are the reader's to handle. */
  handled: string[];
  /** The officer who acts for this family. */
  officer: string | undefined;
  /** The part of somebody's answer that the reader may see: of their own no rule, so that a hold looks like any other reason. */
  shown(candidate: Pick<Candidate, 'person' | 'result'>): Eligibility;
}

/** Settles by person, not by role, what this reader may see (rules: By reader). `employed`: everybody with a post, where known. */
export async function readingOf(context: Context, child: Child, employed?: Person[]): Promise<Reading> {
  const { me } = context;
  const family = (await familiesOf(context, [child]))(child);
  const { links, declarations: concerns, partners } = family;
  const handling = [...concerns, ...partners].map(({ declaration }) => declaration);
  const officers = await loadOfficers(
    context,
    handling.map(({ id }) => id),
    employed?.filter((person) => rolesOn(person, context.today).length > 0),
  );
  const carers = links.filter((link) => countedStanding(link) === 'carer');
  const conflicted = officers.isConflicted(me.id, carers, child.id);
  const handled = handling
    .filter((declaration) => officers.ofDeclaration(declaration) === me.id)
    .map(({ number }) => `D-${number}`);
  return {
    officers,
    family,
    carers,
    conflicted,
    handled,
    officer: officers.ofFamily(carers, { child: child.id }),
    shown: ({ person, result }) =>
      shownTo(conflicted || person.id === me.id ? 'conflicted' : 'manager', result, handled),
  };
}

/** What settles each check among these, one a line (rules: A check has a way out). */
export function waysOut(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ id, answer }) =>
    answer === 'check' && WAYS_OUT[id] !== undefined ? [`To settle ${id}: ${WAYS_OUT[id]}`] : [],
  );
}

/** What each rule that is shown means, one a line. */
export function legend(results: readonly Eligibility[]): string | undefined {
  const ids = [...new Set(results.flatMap((result) => result.reasons.map((reason) => reason.id)))].sort(
    (a, b) => Number(a.slice(1)) - Number(b.slice(1)),
  );
  return ids.length === 0 ? undefined : ids.map((id) => `${id}: ${RULES[id]}`).join('\n');
}
