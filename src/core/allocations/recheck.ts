import { loadOfficers, type Officers } from '../cases/officers.ts';
import { tell } from '../notices/tell.ts';
import type { Person } from '../people/person.ts';
import { recordAs } from '../records/record.ts';
import type { Day } from '../rules/days.ts';
import { type Eligibility, mustBeReplaced } from '../rules/eligibility.ts';
import { reallocationDue } from '../rules/reviews.ts';
import type { Scene } from '../talk/context.ts';
import type { Allocation } from './allocation.ts';
import { candidatesAmong, dayFor, familiesOf, staffOn } from './candidates.ts';
import { needsNoSuccessor, needsSuccessor } from './words.ts';

/**
 * Asks P4 again of every allocation of these children, for its first day where that is still to come: one that the rules now
 * forbid is marked as needing a successor, and the mark is lifted where nothing blocks any more, which managers are told. Gives the
 * allocations newly marked. The database is left with no active allocation that is forbidden and unmarked.
 */
export async function recheck(
  scene: Scene & { me?: Pick<Person, 'id'> },
  children: Iterable<string>,
): Promise<Allocation[]> {
  const { setting, today, calendar } = scene;
  const marked: Allocation[] = [];
  const lifted: Allocation[] = [];
  for (const { allocation, result } of await eligibilityOfHolders(scene, [...new Set(children)])) {
    // Who is no candidate at all has ceased to work with children here (K7).
    const forbidden = result === undefined || mustBeReplaced(result);
    if (forbidden === (allocation.flaggedOn !== null)) continue;
    const dueOn = reallocationDue(today, { ...setting, calendar });
    const after: Allocation = {
      ...allocation,
      flaggedOn: forbidden ? today : null,
      dueOn: forbidden ? dueOn : null,
    };
    await recordAs(
      'rules',
      scene,
      {
        action: forbidden ? 'allocation.reallocation_required' : 'allocation.flag_lifted',
        subject: `KP-${allocation.number}`,
        payload: {
          staff: allocation.staff,
          child: allocation.child,
          rules: result?.reasons.map((reason) => reason.id) ?? ['K7'],
        },
      },
      { allocations: [after] },
    );
    (forbidden ? marked : lifted).push(after);
  }
  if (lifted.length > 0) await tellLifted(scene, lifted);
  return marked;
}

/** Managers learn that a mark they were told of is lifted; whoever did what lifted it knows. */
async function tellLifted(
  scene: Scene & { me?: Pick<Person, 'id'> },
  lifted: readonly Allocation[],
): Promise<void> {
  const managers = (await loadOfficers(scene)).holders('manager');
  for (const allocation of lifted)
    for (const to of managers)
      if (to !== scene.me?.id) await tell(scene, to, needsNoSuccessor(allocation, scene.now));
}

/** The allocations of these children, in that order, and what the rules say of each: asked about those who hold them alone. */
async function eligibilityOfHolders(
  scene: Scene,
  children: readonly string[],
): Promise<{ allocation: Allocation; result: Eligibility | undefined }[]> {
  const { register, setting, today } = scene;
  if (children.length === 0) return [];
  const [allocations, found] = await Promise.all([
    register.allocations.ofChildren(setting.id, children, today),
    register.children.byIds(setting.id, children),
  ]);
  if (allocations.length === 0) return [];
  const known = new Map(found.map((child) => [child.id, child]));
  const asked = children.flatMap((id) => {
    const child = known.get(id);
    return child === undefined
      ? []
      : allocations
          .filter((allocation) => allocation.child === id)
          .map((allocation) => ({ allocation, child, on: later(dayFor(child, today), allocation.from) }));
  });
  const [staff, families] = await Promise.all([
    staffOn(
      scene,
      asked.map(({ on }) => on),
      asked.map(({ allocation }) => allocation.staff),
    ),
    familiesOf(scene, [...known.values()]),
  ]);
  return asked.map(({ allocation, child, on }) => ({
    allocation,
    result: candidatesAmong(scene, staff(on), families(child), on).find(
      ({ person }) => person.id === allocation.staff,
    )?.result,
  }));
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other;
}

/**
 * Managers, and the officer who acts for the family, learn that allocations need a successor: the same words whatever the
 * reason, which is nobody's to read here.
 */
export async function tellSuccessors(
  scene: Scene,
  officers: Officers,
  marked: readonly Allocation[],
  officer: string | undefined,
): Promise<void> {
  for (const allocation of marked) {
    for (const to of new Set([...officers.holders('manager'), ...(officer === undefined ? [] : [officer])]))
      await tell(scene, to, needsSuccessor(allocation, scene.now));
  }
}
