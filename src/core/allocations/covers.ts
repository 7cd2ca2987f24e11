import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { addDays, type Day, LAST_DAY, showDay } from '../rules/days.ts';
import type { Scene } from '../talk/context.ts';
import { ALLOCATION_LABELS, type Allocation, type AllocationRole } from './allocation.ts';
import { candidatesAmong, dayFor, familiesOf, staffOn } from './candidates.ts';
import { type CoverFacts, holderOn, isAway, type Need, needsFrom } from './cover.ts';

/** A need, and for a stand-in who acts then: the co-key person, else the back-up, if they may. */
export type ChildNeed = Need & { acting: Allocation | undefined };

/** Who looks after a child on a day, and what it needs from then on. */
export interface Cover {
  child: Child;
  /** The day asked about, or the child's first where that lies ahead. */
  on: Day;
  held: Record<AllocationRole, Allocation | undefined>;
  /** Who is to be key person later, where nobody is on that day. */
  coming: Allocation | undefined;
  /** Who acts as key person on that day; undefined where nobody does. */
  acting: Allocation | undefined;
  /** Soonest first. */
  needs: ChildNeed[];
}

type Where = Pick<Scene, 'register' | 'setting' | 'today' | 'calendar'>;

/** How many days before the day asked about an absence may have ended and still be one with the next. */
const PARTS_BEFORE = 62;

/** The children of a day: those who attend then, and of today or later also those who start afterwards. */
export async function childrenOf({ register, setting, today }: Where, on: Day): Promise<Child[]> {
  return on < today
    ? register.children.enrolledOn(setting.id, on)
    : register.children.present(setting.id, on);
}

/**
 * Of each of these children: a fixed number of queries, however many there are. A past day is answered from history: by who
 * held the roles then, and what was lacking on that day.
 */
export async function coversOf(where: Where, children: readonly Child[], from: Day): Promise<Cover[]> {
  const { register, setting, calendar, today } = where;
  if (children.length === 0) return [];
  const isPast = from < today;
  const [allocations, absences] = await Promise.all([
    register.allocations.ofChildren(
      setting.id,
      children.map(({ id }) => id),
      from,
    ),
    register.people.absencesOn(setting.id, addDays(from, -PARTS_BEFORE), LAST_DAY),
  ]);
  const holders = await register.people.employed(setting.id, [
    ...new Set(allocations.map(({ staff }) => staff)),
  ]);
  const leaving = leavingOf(holders);
  const found = children.map((child) => {
    const facts: CoverFacts = {
      child,
      allocations: allocations.filter((each) => each.child === child.id).map((each) => asOn(each, from)),
      absences,
      leaving,
      where: { ...setting, calendar },
    };
    const on = isPast ? from : dayFor(child, from);
    const key = holderOn(facts, 'key_person', on);
    const needs = needsFrom(facts, on).filter((need) => !isPast || need.from === on);
    const isKeyAway = key !== undefined && isAway(facts, key.staff, on);
    const days = [
      ...(isKeyAway ? [on] : []),
      ...needs.flatMap((need) => (need.what === 'stand-in' ? [need.from] : [])),
    ];
    return { facts, on, key, needs, isKeyAway, days };
  });
  const mayAct = await whoMayAct(
    where,
    (isPast ? [] : found)
      .filter(({ days }) => days.length > 0)
      .map(({ facts: { child }, days }) => ({ child, days })),
    allocations.filter(({ role }) => role !== 'key_person').map(({ staff }) => staff),
  );
  const standIn = (facts: CoverFacts, on: Day): Allocation | undefined =>
    (['co_key_person', 'back_up'] as const)
      .map((role) => holderOn(facts, role, on))
      .find(
        (each) =>
          each !== undefined &&
          !isAway(facts, each.staff, on) &&
          (isPast || mayAct(facts.child, each.staff, on)),
      );
  return found.map(({ facts, on, key, needs, isKeyAway }) => ({
    child: facts.child,
    on,
    held: {
      key_person: key,
      co_key_person: holderOn(facts, 'co_key_person', on),
      back_up: holderOn(facts, 'back_up', on),
    },
    coming: key === undefined ? facts.allocations.find(({ role }) => role === 'key_person') : undefined,
    acting: isKeyAway ? standIn(facts, on) : key,
    needs: needs.map((need) => ({
      ...need,
      acting: need.what === 'stand-in' ? standIn(facts, need.from) : undefined,
    })),
  }));
}

/** An allocation that was marked only after that day was not marked on it. */
function asOn(allocation: Allocation, day: Day): Allocation {
  const { flaggedOn } = allocation;
  return flaggedOn !== null && flaggedOn > day ? { ...allocation, flaggedOn: null } : allocation;
}

/** Whether a member of staff may act for a child on one of its days: a check, which ends no allocation, does not forbid it. */
async function whoMayAct(
  where: Where,
  asked: readonly { child: Child; days: Day[] }[],
  people: readonly string[],
): Promise<(child: Child, person: string, on: Day) => boolean> {
  if (asked.length === 0 || people.length === 0) return () => false;
  const [staff, families] = await Promise.all([
    staffOn(
      where,
      asked.flatMap(({ days }) => days),
      people,
    ),
    familiesOf(
      where,
      asked.map(({ child }) => child),
    ),
  ]);
  return (child, person, on) =>
    candidatesAmong(where, staff(on), families(child), on).some(
      (candidate) => candidate.person.id === person && candidate.result.answer !== 'no',
    );
}

/**
 * What one child will need because its key person is to be away for long or to leave, where its allocations and everybody
 * with a post are known: a single query unless there is such a need.
 */
export async function foreseenNeeds(
  where: Where,
  child: Child,
  on: Day,
  allocations: readonly Allocation[],
  employed: readonly Person[],
): Promise<ChildNeed[]> {
  const { register, setting, calendar, today } = where;
  if (on < today || !allocations.some(({ role }) => role === 'key_person')) return [];
  const facts: CoverFacts = {
    child,
    allocations,
    absences: await register.people.absencesOn(setting.id, addDays(on, -PARTS_BEFORE), LAST_DAY),
    leaving: leavingOf(employed),
    where: { ...setting, calendar },
  };
  if (!needsFrom(facts, on).some(isForeseen)) return [];
  return (await coversOf(where, [child], on)).flatMap(({ needs }) => needs.filter(isForeseen));
}

/** The last day in post, by person, of those who are to leave. */
function leavingOf(people: readonly Person[]): ReadonlyMap<string, Day> {
  return new Map(people.flatMap(({ id, leavesOn }) => (leavesOn === null ? [] : [[id, leavesOn] as const])));
}

/** What the children whose key person this is need because of it, soonest first: a stand-in, or a new key person. */
export async function needsLeftBy(
  where: Where,
  person: string,
): Promise<{ child: Child; need: ChildNeed }[]> {
  const { register, setting, today } = where;
  const held = (await register.allocations.ofStaff(setting.id, person, today)).filter(
    ({ role }) => role === 'key_person',
  );
  if (held.length === 0) return [];
  const children = await register.children.byIds(setting.id, [...new Set(held.map(({ child }) => child))]);
  return (await coversOf(where, children, today))
    .flatMap(({ child, needs }) => needs.map((need) => ({ child, need })))
    .filter(({ need }) => need.before?.staff === person && isForeseen(need))
    .sort((a, b) => (a.need.from < b.need.from ? -1 : a.need.from > b.need.from ? 1 : 0));
}

/** Whether it is needed because the key person is to be away for long or to leave, and not for want of one, or of another. */
export function isForeseen(need: Need): boolean {
  return need.before !== undefined && (need.what === 'stand-in' || !need.flagged);
}

/** What a child needs, in words: `needs a stand-in from 1 Dec 2026 until 4 Jan 2027: Amina Yusuf (back-up) acts`. */
export function needInWords(need: ChildNeed): string {
  const { from, before } = need;
  if (need.what === 'stand-in') {
    const { acting } = need;
    const who =
      acting === undefined
        ? 'nobody may act yet'
        : `${acting.staffName} (${ALLOCATION_LABELS[acting.role].toLowerCase()}) acts`;
    return `needs a stand-in from ${showDay(from)} until ${showDay(need.until)}: ${who}`;
  }
  if (before === undefined) return 'has none';
  return need.flagged
    ? `needs a new key person by ${showDay(before.dueOn ?? from)} (KP-${before.number})`
    : `needs a new key person from ${showDay(from)}`;
}
