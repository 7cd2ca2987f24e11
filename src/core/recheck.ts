import type { Allocation } from './child.ts';
import { candidatesFor, dayFor } from './facts/candidates.ts';
import { mustBeReplaced } from './rules/eligibility.ts';
import { reallocationDue } from './rules/reviews.ts';
import type { Scene } from './talk/context.ts';

/**
 * Asks P4 again of every allocation of these children: one that the rules now forbid is marked as needing a successor, and
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
    const candidates = await candidatesFor(scene, child, dayFor(child, today));
    for (const allocation of allocations) {
      const found = candidates.find(({ person }) => person.id === allocation.staff);
      const forbidden = found !== undefined && mustBeReplaced(found.result);
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
            rules: found?.result.reasons.map((reason) => reason.id) ?? [],
          },
        },
        scene.now,
      );
      if (forbidden) marked.push({ ...allocation, flaggedOn: today, dueOn });
    }
  }
  return marked;
}
