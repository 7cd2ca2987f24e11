import type { Scene } from '../talk/context.ts';

/** Whether a child of this family attends today: the officer then has one working day instead of two (rules: Time). */
export async function attending(
  { register, setting, today }: Scene,
  carer: string | undefined,
  child: string | undefined,
): Promise<boolean> {
  const own =
    carer === undefined
      ? []
      : (await register.children.ofPerson(setting.id, carer))
          .filter((each) => each.standing === 'carer')
          .map((each) => each.child);
  const named = child === undefined ? undefined : await register.children.byId(setting.id, child);
  return [...own, ...(named ? [named] : [])].some(
    (each) => each.startsOn <= today && (each.leavesOn === null || each.leavesOn >= today),
  );
}
