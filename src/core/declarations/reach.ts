import { type Child, countedStanding } from '../children/child.ts';
import type { Day } from '../rules/days.ts';
import { type Basis, basis } from '../rules/relationship.ts';
import type { Scene } from '../talk/context.ts';
import type { Declaration } from './declaration.ts';

type Where = Pick<Scene, 'register' | 'setting'>;

/**
 * The children that a declaration concerns, with the first day of each: the named child and every child of the counterpart.
 */
export async function childrenOf(scene: Where, declaration: Declaration): Promise<Map<string, Day>> {
  return startsOf(await reachedWith(scene, declaration));
}

/**
 * Every child whose allocations a declaration may affect. An own child blocks whatever the link (K2), so children of whom
 * the counterpart is a former carer or a relative count too.
 */
export async function reachedBy(scene: Where, declaration: Declaration): Promise<string[]> {
  return (await reachedWith(scene, declaration)).map(({ child }) => child.id);
}

/** The children that the counterpart is or was linked to, then the named child. */
export async function reachedWith(
  { register, setting }: Where,
  { counterpart, child }: Declaration,
): Promise<{ child: Child; standing: ReturnType<typeof countedStanding> | 'named' }[]> {
  const [linked, named] = await Promise.all([
    counterpart === null ? [] : register.children.ofPerson(setting.id, counterpart),
    child === null ? undefined : register.children.byId(setting.id, child),
  ]);
  const counted = linked.map((link) => ({ child: link.child, standing: countedStanding(link) }));
  return [...counted, ...(named ? [{ child: named, standing: 'named' as const }] : [])];
}

/** How a declaration's basis changes where a child's first day moves; undefined where it does not. */
export async function basisMoves(
  scene: Where,
  declaration: Declaration,
  before: Child,
  after: Child,
): Promise<{ was: Basis; is: Basis } | undefined> {
  if (before.firstStartsOn === after.firstStartsOn) return undefined;
  const others = [...(await childrenOf(scene, declaration)).entries()]
    .filter(([id]) => id !== after.id)
    .map(([, start]) => start);
  const [was, is] = [before, after].map(({ firstStartsOn }) =>
    basis({
      kind: declaration.kind,
      since: declaration.since,
      childStartsOn: [...others, firstStartsOn].sort()[0] ?? null,
    }),
  ) as [Basis, Basis];
  return was === is ? undefined : { was, is };
}

export function startsOf(reached: Awaited<ReturnType<typeof reachedWith>>): Map<string, Day> {
  return new Map(
    reached
      .filter(({ standing }) => standing === 'carer' || standing === 'named')
      .map(({ child }) => [child.id, child.firstStartsOn]),
  );
}
