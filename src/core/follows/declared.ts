import type { Allocation } from '../allocations/allocation.ts';
import { recheck } from '../allocations/recheck.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { tellAdmin } from '../cases/unroutable.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { reachedWith, startsOf } from '../declarations/reach.ts';
import { tell } from '../notices/tell.ts';
import { showDay } from '../rules/days.ts';
import { allowsLink, type Basis, basis } from '../rules/relationship.ts';
import type { Scene } from '../talk/context.ts';
import { button } from '../talk/view.ts';

/** What follows from a declaration, in the transaction that stores it. */
export interface Effects {
  handler: string | undefined;
  officers: Officers;
  basis: Basis;
  /** Allocations that now need a successor. */
  marked: Allocation[];
  /** The declarer is key person of a child of this family. */
  keyPerson: boolean;
  /** It began after the child's start, and the declarer is that child's key person (P9). */
  p9: boolean;
  /** Networks are named, and the relationship is not prior (G2). */
  g2: boolean;
}

/**
 * Everything that follows when a declaration arrives, is changed, or is to end (rules: When a declaration arrives): what it
 * comes to, and the case's officer and the managers are told. `milestone` sets one arrival apart from the next; a repeat
 * tells nobody twice, and `but` is not told what they have just done themselves.
 */
export async function declarationChanged(
  scene: Scene,
  declaration: Declaration,
  milestone: string,
  but?: string,
): Promise<Effects> {
  const effects = await effectsOf(scene, declaration);
  await tellOfficers(scene, declaration, effects, milestone, but);
  return effects;
}

/** What a declaration comes to: every allocation it touches is asked P4 again, P9 and G2 are looked at. Tells nobody. */
export async function effectsOf(scene: Scene, declaration: Declaration): Promise<Effects> {
  const { register, setting, today } = scene;
  const reached = await reachedWith(scene, declaration);
  const children = startsOf(reached);
  const held = (await register.allocations.ofStaff(setting.id, declaration.declarer, today)).filter((each) =>
    children.has(each.child),
  );
  const marked = await recheck(
    scene,
    reached.map(({ child }) => child.id),
  );
  const officers = await loadOfficers(scene, [declaration.id]);
  const { kind, since } = declaration;
  const [first = null] = [...children.values()].sort();
  const began = basis({ kind, since, childStartsOn: first });
  const looksAfter = held.filter((each) => each.role !== 'back_up');
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
  milestone: string,
  but: string | undefined,
): Promise<void> {
  const ref = `D-${declaration.number}`;
  const { handler, officers, marked } = effects;
  const managers = officers.managersFor(declaration);
  const affected = marked.length > 0;
  const sentences = [
    happened(declaration, milestone),
    `Please decide by ${showDay(declaration.dueOn)}.`,
    effects.keyPerson && 'A current key person is affected.',
    effects.p9 && 'Please look at it with P9 in mind.',
    effects.g2 && 'Please look at it with G2 in mind.',
    affected && handler !== undefined && managers.includes(handler) && 'An allocation needs a successor.',
  ].filter((sentence) => sentence !== false);
  if (handler !== undefined && handler !== but) {
    await tell(scene, {
      to: handler,
      subject: ref,
      milestone,
      class: 'alert',
      title: `${ref}: your decision is due by ${showDay(declaration.dueOn)}`,
      text: sentences.join(' '),
      button: button(`Open ${ref}`, 'decide', { ref }),
    });
  } else if (handler === undefined) {
    await tellAdmin(scene, officers, ref, milestone);
  }
  for (const to of managers.filter((manager) => manager !== handler))
    await tellEffect(scene, ref, to, marked, milestone);
}

/** What brought it here, in words that name nobody but the declarer. */
function happened({ declarerName, number }: Declaration, milestone: string): string {
  const ref = `D-${number}`;
  switch (milestone.split(':')[0]) {
    case 'updated':
      return `${declarerName} has changed a declaration, ${ref}.`;
    case 'end':
      return `${declarerName} has asked to end a declaration, ${ref}.`;
    case 'review':
      return `${declarerName} has answered a review of ${ref}, and it needs your eye.`;
    case 'matched':
      return `A name in ${ref} has been matched.`;
    default:
      return `${declarerName} has made a declaration, ${ref}.`;
  }
}

/** A manager learns that there is a declaration and whether it affects an allocation; not whom it is about, nor how. */
async function tellEffect(
  scene: Scene,
  ref: string,
  to: string,
  marked: readonly Allocation[],
  milestone: string,
): Promise<void> {
  const affected = marked.length > 0;
  await tell(scene, {
    to,
    subject: ref,
    milestone: `${milestone}:effect`,
    class: affected ? 'alert' : 'routine',
    title: affected ? `${ref}: an allocation needs a successor` : `${ref}: recorded`,
    text: affected
      ? `${marked.map((each) => `KP-${each.number}`).join(', ')} ${marked.length === 1 ? 'needs' : 'need'} a successor by ${showDay(marked[0]?.dueOn ?? scene.today)}.`
      : `A declaration, ${ref}, has been recorded. No current allocation is affected.`,
    button: button('Who may be key person?', 'keyperson'),
  });
}
