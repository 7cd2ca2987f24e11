import type { Child } from '../children/child.ts';
import { type Day, showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { ALLOCATION_LABELS, type Allocation } from './allocation.ts';

/** Who holds the roles of a child today, or will; of a past day, who held them then. */
export async function holdersOf(
  { register, setting, today }: Context,
  { id }: Child,
  on: Day = today,
): Promise<Allocation[]> {
  if (on >= today) return register.allocations.ofChild(setting.id, id, today);
  const since = await register.allocations.ofChild(setting.id, id, on);
  return since.filter(({ from }) => from <= on);
}

/** What an allocation of this child stands on: who holds a role now, whoever of them it replaces. */
export function heldOf({ id }: Child, holders: readonly Allocation[]): string[] {
  return [id, ...holders.map((each) => each.id).sort()];
}

/** One of them, in words. */
export function held(each: Allocation, today: Day): string {
  return `${ALLOCATION_LABELS[each.role]} now: ${each.staffName}${whenHeld(each, today)}`;
}

/** ` (until 25 Mar 2019, interim, parents told 20 Mar 2019)`; nothing of one who simply holds it. */
export function whenHeld({ from, until, flaggedOn, toldOn }: Allocation, today: Day): string {
  const when = from > today ? `from ${showDay(from)}` : until !== null ? `until ${showDay(until)}` : '';
  const told = toldOn !== null && toldOn <= today ? `parents told ${showDay(toldOn)}` : '';
  const more = [when, flaggedOn === null ? '' : 'interim', told].filter((words) => words !== '').join(', ');
  return more === '' ? '' : ` (${more})`;
}
