import type { Allocation } from '../allocations/allocation.ts';
import { recheck } from '../allocations/recheck.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { tellAdmin } from '../cases/unroutable.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { reachedWith, startsOf } from '../declarations/reach.ts';
import { milestoneOf } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { type Arrival, affects, arrived } from '../notices/words.ts';
import { allowsLink, type Basis, basis } from '../rules/relationship.ts';
import type { Scene } from '../talk/context.ts';

/** The effects of a declaration, found in the transaction that stores it. */
export interface Effects {
  handler: string | undefined;
  officers: Officers;
  basis: Basis;
  /** Allocations that need a successor from now on. */
  marked: Allocation[];
  /** Whether the declarer is key person of a child of this family. */
  keyPerson: boolean;
  /** Whether it began after the child's start and the declarer is that child's key person (P9). */
  p9: boolean;
  /** Whether networks are named and the relationship is not prior (G2). */
  g2: boolean;
}

/**
 * Carries out what follows when a declaration arrives, is changed, or is to end (rules: When a declaration arrives): its
 * effects, and messages to the case's officer and the managers. Repeating the same arrival tells nobody twice; `but`, the
 * person who acted, is not told.
 */
export async function declarationChanged(
  scene: Scene,
  declaration: Declaration,
  arrival: Arrival,
  but?: string,
): Promise<Effects> {
  const effects = await effectsOf(scene, declaration);
  await tellOfficers(scene, declaration, effects, arrival, but);
  return effects;
}

/**
 * The effects of a declaration: every allocation that it may affect is checked against P4 again, and P9 and G2 are checked.
 * Tells nobody.
 */
export async function effectsOf(scene: Scene, declaration: Declaration): Promise<Effects> {
  const { register, setting, today } = scene;
  const reached = await reachedWith(scene, declaration);
  const children = startsOf(reached);
  const touched = [...new Set(reached.map(({ child }) => child.id))];
  const [allocations, marked, officers] = await Promise.all([
    register.allocations.ofChildren(setting.id, touched, today),
    recheck(scene, touched),
    loadOfficers(scene, [declaration.id]),
  ]);
  const held = allocations.filter(
    ({ child, staff }) => staff === declaration.declarer && children.has(child),
  );
  const { kind, since } = declaration;
  const [first = null] = [...children.values()].sort();
  const began = basis({ kind, since, childStartsOn: first });
  const looksAfter = held.filter((allocation) => allocation.role !== 'back_up');
  return {
    handler: officers.ofDeclaration(declaration),
    officers,
    basis: began,
    marked,
    keyPerson: looksAfter.length > 0,
    p9: looksAfter.some(
      ({ child }) => basis({ kind, since, childStartsOn: children.get(child) ?? null }) === 'since',
    ),
    g2: declaration.networks.length > 0 && children.size > 0 && !allowsLink(began),
  };
}

async function tellOfficers(
  scene: Scene,
  declaration: Declaration,
  effects: Effects,
  arrival: Arrival,
  but: string | undefined,
): Promise<void> {
  const ref = `D-${declaration.number}`;
  const { handler, officers, marked } = effects;
  const managers = officers.managersFor(declaration);
  const telling: Promise<boolean>[] = [];
  if (handler === undefined) {
    const after = milestoneOf({ content: { kind: arrival.kind }, occasion: arrival.occasion });
    await tellAdmin(scene, officers, ref, after);
  } else if (handler !== but) {
    const attention = { ...effects, needsSuccessor: marked.length > 0 && managers.includes(handler) };
    telling.push(tell(scene, handler, arrived(declaration, arrival, attention)));
  }
  // What changes about a declaration is a manager's matter where it affects an allocation.
  const isTheirs = arrival.kind === 'submitted' || marked.length > 0;
  for (const manager of managers)
    if (isTheirs && manager !== handler)
      telling.push(tell(scene, manager, affects(ref, arrival, marked, scene.today, declaration.dueOn)));
  await Promise.all(telling);
}
