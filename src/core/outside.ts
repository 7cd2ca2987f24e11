import type { ArrangementKind } from './declaration.ts';
import type { CarerOf } from './facts/cases.ts';
import type { Day } from './rules/days.ts';
import type { Profile } from './settings/setting.ts';
import type { Scene } from './talk/context.ts';

/** What people read for each kind of arrangement outside the setting (P9). */
export const ARRANGEMENT_LABELS: Record<ArrangementKind, string> = {
  babysitting: 'Babysitting',
  tutoring: 'Tutoring',
  lift: 'Giving a lift',
  party: 'A party',
  paid_care: 'Other paid care',
  social: 'Seeing each other socially',
  other: 'Something else',
};

/** What the setting has decided about it (P9), as those who arrange something read it. */
export const PROFILE_WORDS: Record<Profile['babysitting'], string> = {
  declare: 'Here such arrangements are recorded, and the officer looks at them.',
  approve: 'Here such arrangements wait until the officer has acknowledged them.',
  prohibited: 'Here such arrangements are not allowed.',
};

/** The children of one family: those who share a current carer with this child, itself among them; and its carers. */
export async function familyOf(
  { register, setting, today }: Pick<Scene, 'register' | 'setting' | 'today'>,
  child: string,
): Promise<{ children: string[]; carers: CarerOf[] }> {
  const carers = (await register.children.carersOf(setting.id, child)).filter(
    ({ standing }) => standing === 'carer',
  );
  const children = new Set([child]);
  for (const { person } of carers) {
    for (const each of await register.children.ofPerson(setting.id, person)) {
      if (each.standing === 'carer' && isPresent(each.child.leavesOn, today)) children.add(each.child.id);
    }
  }
  return { children: [...children], carers };
}

/** Whether this person is key person or co-key person of one of these children today, or will be. */
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
