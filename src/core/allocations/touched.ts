import { type Child, countedStanding, type NewLink } from '../children/child.ts';
import { blocksThrough } from '../children/links.ts';
import { type Person, rolesOn } from '../people/person.ts';
import { showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import type { Allocation } from './allocation.ts';
import { readingOf } from './reading.ts';

// What a change of a child or a person would do to declarations and allocations, said before it is written (rules: A change of
// the register never lifts a block).

/** A declaration or an allocation that a change touches. */
export interface Touched {
  /** The child whose family it concerns: whoever is conflicted for it learns only that something is touched. */
  child: Child;
  /** `D-4827`, `KP-5521`; null where the block has no reference: a member of staff who is a carer (K1). */
  ref: string | null;
  /** What would become of it, after its reference. */
  what: string;
}

const SUCCESSOR = 'would need a new key person';

/** What these links of a child would touch, once written: what rests on those who leave the row, and who may not stay. */
export async function touchedByLinks(
  { register, setting, today }: Context,
  child: Child,
  links: readonly NewLink[],
): Promise<Touched[]> {
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
  return touched;
}

/** Which allocations of this person a change would end, or leave in need of a successor. */
export async function touchedByPost(
  { register, setting, today }: Context,
  before: Person,
  after: Person,
): Promise<Touched[]> {
  const touched: Touched[] = [];
  const leavesOn = after.leavesOn === before.leavesOn ? null : after.leavesOn;
  for (const allocation of await register.allocations.ofStaff(setting.id, before.id, today)) {
    const day = allocation.from > today ? allocation.from : today;
    const what = whatBecomes(allocation, leavesOn, mayHold(before, day) && !mayHold(after, day));
    const child = what && (await register.children.byId(setting.id, allocation.child));
    if (child) touched.push({ child, ref: `KP-${allocation.number}`, what });
  }
  return touched;
}

function whatBecomes(
  { flaggedOn, until }: Allocation,
  leavesOn: string | null,
  ceases: boolean,
): string | undefined {
  if (leavesOn !== null && (until === null || until > leavesOn)) return `would end on ${showDay(leavesOn)}`;
  return ceases && flaggedOn === null ? SUCCESSOR : undefined;
}

function mayHold(person: Person, on: string): boolean {
  return person.keyPersonCapable && rolesOn(person, on).includes('staff');
}

/** What an answer stands on where something is touched; undefined where nothing is. */
export function standsOnTouched(touched: readonly Touched[]): string[] | undefined {
  return touched.length === 0
    ? undefined
    : touched.map(({ child, ref, what }) => [child.id, ref ?? '', what].join(' ')).sort();
}

/** What is touched, for manager, DSO and deputy, where they are not conflicted for the family; else only that something is. */
export async function showTouched(context: Context, touched: readonly Touched[]): Promise<string[]> {
  const lines = new Set<string>();
  const reads = context.roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
  const conflicted = new Map<string, boolean>();
  for (const { child, ref, what } of touched) {
    if (!conflicted.has(child.id))
      conflicted.set(child.id, !reads || (await readingOf(context, child)).conflicted);
    lines.add(
      ref === null || conflicted.get(child.id) === true
        ? 'An allocation or a declaration is touched.'
        : `${ref} ${what}.`,
    );
  }
  return [...lines];
}
