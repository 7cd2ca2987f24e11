import type { Child, Standing } from '../children/child.ts';
import type { Day } from '../rules/days.ts';
import type { Scene } from '../talk/context.ts';
import type { Declaration } from './declaration.ts';

type Where = Pick<Scene, 'register' | 'setting'>;

/** The children a declaration reaches, with the first day of each: the named one and every child of the counterpart. */
export async function childrenOf(scene: Where, declaration: Declaration): Promise<Map<string, Day>> {
  return startsOf(await reachedWith(scene, declaration));
}

/** Every child whose allocations a declaration may touch: an own child blocks by whomever it reaches (K2), also a former carer. */
export async function reachedBy(scene: Where, declaration: Declaration): Promise<string[]> {
  return (await reachedWith(scene, declaration)).map(({ child }) => child.id);
}

/** The children that the counterpart is or was linked to, and then the one that is named. */
export async function reachedWith(
  { register, setting }: Where,
  { counterpart, child }: Declaration,
): Promise<{ child: Child; standing: Standing | 'named' }[]> {
  const [linked, named] = await Promise.all([
    counterpart === null ? [] : register.children.ofPerson(setting.id, counterpart),
    child === null ? undefined : register.children.byId(setting.id, child),
  ]);
  return [...linked, ...(named ? [{ child: named, standing: 'named' as const }] : [])];
}

export function startsOf(reached: Awaited<ReturnType<typeof reachedWith>>): Map<string, Day> {
  return new Map(
    reached
      .filter(({ standing }) => standing === 'carer' || standing === 'named')
      .map(({ child }) => [child.id, child.firstStartsOn]),
  );
}
