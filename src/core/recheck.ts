import type { Allocation } from './child.ts';
import { type Candidate, candidatesFor, dayFor } from './facts/candidates.ts';
import type { Day } from './rules/days.ts';
import { mustBeReplaced } from './rules/eligibility.ts';
import { reallocationDue } from './rules/reviews.ts';
import type { Scene } from './talk/context.ts';

/**
 * Asks P4 again of every allocation of these children, for its first day where that is still to come: one that the rules now forbid is marked as needing a successor, and
 * the mark is lifted where nothing blocks any more. Gives the allocations newly marked. The database is left with no active
 * allocation that is forbidden and unmarked.
 */
export async function recheck(scene: Scene, children: Iterable<string>): Promise<Allocation[]> {
  const { register, setting, today, calendar } = scene;
  const marked: Allocation[] = [];
  for (const id of new Set(children)) {
    const child = await register.children.byId(setting.id, id);
    const allocations = child ? await register.allocations.ofChild(setting.id, id, today) : [];
    if (!child || allocations.length === 0) continue;
    const asked = new Map<Day, Candidate[]>();
    for (const allocation of allocations) {
      const on = later(dayFor(child, today), allocation.from);
      const candidates = asked.get(on) ?? (await candidatesFor(scene, child, on));
      asked.set(on, candidates);
      const found = candidates.find(({ person }) => person.id === allocation.staff);
      // Who is no candidate at all has ceased to work with children here (K7).
      const forbidden = found === undefined || mustBeReplaced(found.result);
      if (forbidden === (allocation.flaggedOn !== null)) continue;
      const dueOn = reallocationDue(today, { ...setting, calendar });
      await register.allocations.flag(
        setting.id,
        allocation.id,
        forbidden ? today : null,
        forbidden ? dueOn : null,
      );
      await register.audit.append(
        setting.id,
        {
          action: forbidden ? 'allocation.reallocation_required' : 'allocation.flag_lifted',
          actor: 'rules',
          subject: `KP-${allocation.number}`,
          payload: {
            staff: allocation.staff,
            child: allocation.child,
            rules: found?.result.reasons.map((reason) => reason.id) ?? ['K7'],
          },
        },
        scene.now,
      );
      if (forbidden) marked.push({ ...allocation, flaggedOn: today, dueOn });
    }
  }
  return marked;
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other;
}
