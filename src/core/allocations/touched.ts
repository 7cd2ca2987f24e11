import { type Child, countedStanding, isOrWasProtected, type NewLink } from '../children/child.ts';
import { blocksThrough } from '../children/links.ts';
import { basisMoves } from '../declarations/reach.ts';
import { DECLARATION_STATES } from '../declarations/states.ts';
import type { Person } from '../people/person.ts';
import { likeness } from '../rules/alike.ts';
import { showDay } from '../rules/days.ts';
import { mustBeReplaced } from '../rules/eligibility.ts';
import { stateAfter } from '../rules/states.ts';
import type { Context } from '../talk/context.ts';
import type { Allocation } from './allocation.ts';
import { candidatesAmong, dayFor, type Family, familiesOf, staffOn } from './candidates.ts';
import { readingOf } from './reading.ts';

// What a change of a child or a person would do to declarations and allocations, said before it is written (rules: A change of
// the register never lifts a block).

/** A declaration or an allocation that a change touches. */
export interface Touched {
  /** The child whose family it concerns. */
  child: Child;
  /**
   * `D-4827`, `KP-5521`; null where the block has no reference (a member of staff who is a carer, K1), and of an allocation
   * where the reader may not learn why it is touched.
   */
  ref: string | null;
  /** What would become of it, after its reference. */
  what: string;
}

const SUCCESSOR = 'would need a new key person';

/** What these links of a child would touch, once written: what rests on those who leave the row, and who may not stay. */
export async function touchedByLinks(
  context: Context,
  child: Child,
  links: readonly NewLink[],
): Promise<Touched[]> {
  const { register, setting, today } = context;
  const touched: Touched[] = [];
  const counted = new Set(
    (await register.children.carersOf(setting.id, child.id)).map(({ person }) => person),
  );
  for (const link of links) {
    const about = await register.declarations.about(setting.id, link.person);
    if (link.countsAs !== null) {
      for (const { number } of about.filter((declaration) => blocksThrough(declaration, link)))
        touched.push({ child, ref: `D-${number}`, what: 'would wait for the officer' });
      const person = await register.people.byId(setting.id, link.person);
      if (person !== undefined && person.posts.length > 0) touched.push({ child, ref: null, what: '' });
    }
    if (countedStanding(link) !== 'carer' || counted.has(link.person)) continue;
    for (const allocation of await register.allocations.ofChild(setting.id, child.id, today)) {
      const isBlocked =
        allocation.staff === link.person ||
        about.some(({ declarer, outcome }) => declarer === allocation.staff && outcome !== 'not_personal');
      if (isBlocked && allocation.flaggedOn === null)
        touched.push({ child, ref: `KP-${allocation.number}`, what: SUCCESSOR });
    }
  }
  return seenBy(context, touched);
}

/** What a change of a child's own days and marks would touch, once written. */
export async function touchedByChild(context: Context, before: Child, after: Child): Promise<Touched[]> {
  const { register, setting, today } = context;
  const family = (await familiesOf(context, [before]))(before);
  const allocations = await register.allocations.ofChild(setting.id, before.id, today);
  const leavesOn = after.leavesOn === before.leavesOn ? null : after.leavesOn;
  const becomes = await holdersThen(context, allocations, () => [family, { ...family, child: after }]);
  const touched = becomes(leavesOn).map(({ ref, what }): Touched => ({ child: before, ref, what }));
  const listed = new Set(
    family.links.flatMap(({ person, standing }) => (standing === 'carer' ? person : [])),
  );
  for (const { declaration, touch } of family.declarations) {
    const say = (what: string) => touched.push({ child: before, ref: `D-${declaration.number}`, what });
    const isSettled = family.clearances.some((clearance) => clearance.declaration === declaration.id);
    const isRelated = touch === 'former' || touch === 'relative';
    if (
      isRelated &&
      after.protected &&
      !isOrWasProtected(before) &&
      !isSettled &&
      declaration.kind !== 'own_child'
    )
      say('would block until an officer has said whether they may');
    if (leavesOn !== null && touch !== 'name' && touch !== 'surname')
      say(`would count for this child until ${showDay(leavesOn)}`);
    const isAboutStart = touch === 'child' || listed.has(declaration.counterpart ?? '');
    const isAskedAgain = stateAfter(DECLARATION_STATES, declaration.state, 'basis_changed') !== undefined;
    if (isAboutStart && isAskedAgain && (await basisMoves(context, declaration, before, after)))
      say('would go back to its declarer');
  }
  return seenBy(context, touched);
}

/** Which allocations a change of this person would end, or leave in need of a successor, and which declared names it touches. */
export async function touchedByPerson(context: Context, before: Person, after: Person): Promise<Touched[]> {
  const { register, setting, today } = context;
  const allocations = await register.allocations.ofStaff(setting.id, before.id, today);
  const children = await register.children.byIds(setting.id, [
    ...new Set(allocations.map(({ child }) => child)),
  ]);
  const families = await familiesOf(context, children);
  const childOf = (allocation: Allocation) => children.find(({ id }) => id === allocation.child);
  const becomes = await holdersThen(
    context,
    allocations,
    (allocation) => {
      const child = childOf(allocation);
      const family = child && families(child);
      return family && [family, family];
    },
    after,
  );
  const leavesOn = after.leavesOn === before.leavesOn ? null : after.leavesOn;
  return seenBy(context, [
    ...becomes(leavesOn).flatMap(({ allocation, ref, what }): Touched[] => {
      const child = childOf(allocation);
      return child === undefined ? [] : [{ child, ref, what }];
    }),
    ...(await touchedByName(context, before, after)),
  ]);
}

/** The declared names, linked to nobody, that are like the name of a parent or relative before or after it changes (K5). */
async function touchedByName(context: Context, before: Person, after: Person): Promise<Touched[]> {
  const { register, setting } = context;
  if (before.name === after.name) return [];
  const [first] = await register.children.ofPerson(setting.id, before.id);
  if (first === undefined) return [];
  const touched: Touched[] = [];
  for (const { declaration, answered } of await register.declarations.unlinked(setting.id)) {
    if (declaration.counterpart !== null || answered.includes(before.id)) continue;
    const isLike = ({ name }: Person) => {
      const found = likeness(declaration.counterpartName, name);
      return found === 'equal' || found === 'close';
    };
    if (isLike(before) === isLike(after)) continue;
    const what = isLike(after) ? 'would be a name to match' : 'would still be a name to match';
    touched.push({ child: first.child, ref: `D-${declaration.number}`, what });
  }
  return touched;
}

interface Becomes {
  allocation: Allocation;
  ref: string;
  what: string;
}

/**
 * What becomes of these allocations where their families, or the person who holds them, are as they would be then. `families`:
 * the family now and then.
 */
async function holdersThen(
  context: Context,
  allocations: readonly Allocation[],
  families: (allocation: Allocation) => readonly [Family, Family] | undefined,
  holder?: Person,
): Promise<(leavesOn: string | null) => Becomes[]> {
  const { today } = context;
  const dayOf = ({ child }: Family, { from }: Allocation) => {
    const day = dayFor(child, today);
    return day > from ? day : from;
  };
  const asked = allocations.flatMap((allocation) => {
    const found = families(allocation);
    return found === undefined ? [] : [{ allocation, now: found[0], planned: found[1] }];
  });
  const staff = await staffOn(
    context,
    asked.flatMap(({ allocation, now, planned }) => [dayOf(now, allocation), dayOf(planned, allocation)]),
    asked.map(({ allocation }) => allocation.staff),
  );
  const found = (family: Family, allocation: Allocation, as?: Person) => {
    const on = dayOf(family, allocation);
    const here = staff(on);
    const employed = as ? here.employed.map((person) => (person.id === as.id ? as : person)) : here.employed;
    return candidatesAmong(context, { ...here, employed }, family, on).find(
      ({ person }) => person.id === allocation.staff,
    );
  };
  return (leavesOn) =>
    asked.flatMap(({ allocation, now, planned }) => {
      const [before, after] = [found(now, allocation), found(planned, allocation, holder)];
      const isLost = after === undefined || mustBeReplaced(after.result);
      const isApart = after?.facts.days === 'none' && before?.facts.days !== 'none';
      const { until, flaggedOn, number } = allocation;
      const what =
        leavesOn !== null && (until === null || until > leavesOn)
          ? `would end on ${showDay(leavesOn)}`
          : isLost && flaggedOn === null
            ? SUCCESSOR
            : isApart
              ? 'would have none of the child’s days'
              : undefined;
      return what === undefined ? [] : [{ allocation, ref: `KP-${number}`, what }];
    });
}

/** What an answer stands on where something is touched; undefined where nothing is. */
export function standsOnTouched(touched: readonly Touched[]): string[] | undefined {
  return touched.length === 0
    ? undefined
    : touched.map(({ child, ref, what }) => [child.id, ref ?? '', what].join(' ')).sort();
}

/** What is touched, one line each. */
export function showTouched(touched: readonly Touched[]): string[] {
  return [
    ...new Set(
      touched.map(({ ref, what }) =>
        ref === null ? 'An allocation or a declaration is touched.' : `${ref} ${what}.`,
      ),
    ),
  ];
}

/**
 * The part of it that the reader may learn: all of it for manager, DSO and deputy who are not conflicted for the family; else only that
 * allocations are touched, and of what was declared nothing (rules: Privacy).
 */
async function seenBy(context: Context, touched: readonly Touched[]): Promise<Touched[]> {
  const reads = context.roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
  const hidden = new Map<string, boolean>();
  const seen: Touched[] = [];
  for (const each of touched) {
    const { child, ref } = each;
    if (!hidden.has(child.id)) hidden.set(child.id, !reads || (await readingOf(context, child)).conflicted);
    if (hidden.get(child.id) !== true) seen.push(each);
    else if (ref?.startsWith('KP-')) seen.push({ child, ref: null, what: '' });
  }
  return seen;
}
