import type { CarerOf } from '../cases/officers.ts';
import { countedStanding } from '../children/child.ts';
import type { Role } from '../people/person.ts';
import type { Day } from '../rules/days.ts';
import type { Scene } from '../talk/context.ts';

/**
 * Whether a person with these roles may see lists of families: those who work with children, and officers (rules: Privacy).
 */
export function maySeeFamilies({ roles }: { roles: readonly Role[] }): boolean {
  return roles.some((role) => role !== 'admin' && role !== 'chair');
}

/**
 * Whether those who are linked to this child may be offered to this person in a picker, list or likeness, and their relation
 * shown: of a protected child only to manager, DSO and deputy. Without roles, at the machine, everybody is.
 */
export function isOffered(
  { roles }: { roles?: readonly Role[] },
  { isProtected }: { isProtected: boolean },
): boolean {
  return (
    !isProtected ||
    roles === undefined ||
    roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso')
  );
}

/**
 * Whether a child of this family attends today: the officer's decision is then due in one working day instead of two
 * (rules: Time).
 */
export async function attending(
  { register, setting, today }: Scene,
  carer: string | undefined,
  child: string | undefined,
): Promise<boolean> {
  const own =
    carer === undefined
      ? []
      : (await register.children.ofPerson(setting.id, carer))
          .filter((linked) => countedStanding(linked) === 'carer')
          .map((linked) => linked.child);
  const named = child === undefined ? undefined : await register.children.byId(setting.id, child);
  return [...own, ...(named ? [named] : [])].some(
    (child) => child.startsOn <= today && (child.leavesOn === null || child.leavesOn >= today),
  );
}

/** The family of a child: the children who share a current carer with it, itself included, and its carers. */
export async function familyOf(
  { register, setting, today }: Pick<Scene, 'register' | 'setting' | 'today'>,
  child: string,
): Promise<{ children: string[]; carers: CarerOf[] }> {
  const carers = await register.children.carersOf(setting.id, child);
  const children = new Set([child]);
  for (const { person } of carers) {
    for (const linked of await register.children.ofPerson(setting.id, person)) {
      if (countedStanding(linked) === 'carer' && isPresent(linked.child.leavesOn, today))
        children.add(linked.child.id);
    }
  }
  return { children: [...children], carers };
}

/** Whether this person is, or will be, key person or co-key person of one of these children. */
export async function looksAfter(
  { register, setting, today }: Pick<Scene, 'register' | 'setting' | 'today'>,
  staff: string,
  children: readonly string[],
): Promise<boolean> {
  return (await register.allocations.ofStaff(setting.id, staff, today)).some(
    ({ child, role }) => role !== 'back_up' && children.includes(child),
  );
}

function isPresent(leavesOn: Day | null, today: Day): boolean {
  return leavesOn === null || leavesOn >= today;
}
