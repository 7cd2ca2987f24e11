import type { Child } from '../children/child.ts';
import type { Absence } from '../people/person.ts';
import { addDays, type Day } from '../rules/days.ts';
import { isOpenDay, type Where } from '../rules/working-days.ts';
import type { Allocation, AllocationRole } from './allocation.ts';

/** From how many open days on an absence of a key person needs a stand-in (rules: Leave and leaving). */
const STAND_IN_FROM = 5;

/** What a child needs, from a day on. */
export type Need =
  /** Nobody is key person from that day; or, where `flagged`, whoever is must be replaced. */
  | { what: 'key person'; from: Day; before: Allocation | undefined; flagged: boolean }
  /** The key person, who is away since `since`, is so from that day until another, both included. */
  | { what: 'stand-in'; from: Day; until: Day; since: Day; before: Allocation };

/** The allocations of one child, and what else decides who looks after it. */
export interface CoverFacts {
  child: Child;
  /** In force on the day asked about, or later. */
  allocations: readonly Allocation[];
  absences: readonly Pick<Absence, 'person' | 'from' | 'to'>[];
  /** The last day in post of those who are to leave, by person. */
  leaving: ReadonlyMap<string, Day>;
  where: Where;
}

/** The allocation's last day: its own, the child's or its holder's, whichever comes first; null where none is known. */
function lastDayOf(
  { until, staff }: Allocation,
  { child, leaving }: Pick<CoverFacts, 'child' | 'leaving'>,
): Day | null {
  const days = [until, child.leavesOn, leaving.get(staff) ?? null].filter((day) => day !== null);
  return days.sort()[0] ?? null;
}

/** Who holds that role on that day. */
export function holderOn(facts: CoverFacts, role: AllocationRole, on: Day): Allocation | undefined {
  return facts.allocations.filter((each) => each.role === role).find((each) => isInForce(facts, each, on));
}

function isInForce(facts: CoverFacts, allocation: Allocation, on: Day): boolean {
  const last = lastDayOf(allocation, facts);
  return allocation.from <= on && (last === null || last >= on);
}

export function isAway({ absences }: Pick<CoverFacts, 'absences'>, person: string, on: Day): boolean {
  return absences.some((absence) => absence.person === person && absence.from <= on && on <= absence.to);
}

/**
 * What the child needs from that day on, soonest first. A flagged key person whose successor is named already, for a later
 * day even, needs no other; one without looks after the child until there is one, so who stands in for them counts, too.
 */
export function needsFrom(facts: CoverFacts, on: Day): Need[] {
  const { child } = facts;
  const keyPersons = facts.allocations.filter((each) => each.role === 'key_person');
  const first = keyPersons.find((each) => isInForce(facts, each, on));
  if (first === undefined) return [{ what: 'key person', from: on, before: undefined, flagged: false }];
  const successor = keyPersons.some(
    (each) => each.flaggedOn === null && (lastDayOf(each, facts) ?? on) >= on,
  );
  if (first.flaggedOn !== null && !successor)
    return [
      { what: 'key person', from: on, before: first, flagged: true },
      ...standInsFor(facts, first, on, lastDayOf(first, facts)),
    ];
  const needs: Need[] = [];
  let at: Allocation | undefined = first;
  let day = on;
  while (at !== undefined) {
    const last = lastDayOf(at, facts);
    needs.push(...standInsFor(facts, at, day, last));
    if (last === null || last === child.leavesOn) break;
    day = addDays(last, 1);
    const next: Allocation | undefined = keyPersons.find((each) => isInForce(facts, each, day));
    if (next === undefined) needs.push({ what: 'key person', from: day, before: at, flagged: false });
    at = next;
  }
  return needs.sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** The spells of five open days or more, between two days, in which a key person is away. */
function standInsFor(facts: CoverFacts, before: Allocation, on: Day, last: Day | null): Need[] {
  return spellsAway(facts, before.staff)
    .filter((spell) => spell.to >= on && (last === null || spell.from <= last))
    .map((spell) => ({
      what: 'stand-in',
      from: spell.from > on ? spell.from : on,
      until: last !== null && last < spell.to ? last : spell.to,
      since: spell.from,
      before,
    }));
}

/**
 * The long absences of somebody. Two between which no open day lies are one: leave is often recorded in parts, around a
 * weekend or a closure.
 */
function spellsAway(
  { absences, where }: Pick<CoverFacts, 'absences' | 'where'>,
  person: string,
): { from: Day; to: Day }[] {
  const spells: { from: Day; to: Day }[] = [];
  const own = absences.filter((absence) => absence.person === person);
  for (const { from, to } of own.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const before = spells.at(-1);
    if (before && (from <= before.to || openDays(addDays(before.to, 1), addDays(from, -1), where, 1) === 0))
      before.to = to > before.to ? to : before.to;
    else spells.push({ from, to });
  }
  return spells.filter(({ from, to }) => openDays(from, to, where, STAND_IN_FROM) >= STAND_IN_FROM);
}

/** How many open days there are between two days, both included, counted up to `most`. */
function openDays(from: Day, to: Day, where: Where, most: number): number {
  let days = 0;
  for (let day = from; day <= to && days < most; day = addDays(day, 1)) if (isOpenDay(day, where)) days++;
  return days;
}
