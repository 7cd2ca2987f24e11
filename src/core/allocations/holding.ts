import { loadOfficers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { familyOf } from '../who/family.ts';
import type { Hold } from './hold.ts';

/**
 * An officer who must stay out of what concerns the family, or who is close to the person or is that person, leaves this to the
 * next: nobody learns so whether another holds them back.
 */
export async function refuseConflicted(context: Context, about: Child, person: Person): Promise<void> {
  const { carers } = await familyOf(context, about.id);
  const officers = await loadOfficers(context);
  const { id } = context.me;
  const isInvolved =
    person.id === id || officers.isConflicted(id, carers, about.id) || officers.isCloseTo(id, person);
  if (!isInvolved) return;
  throw new Refusal('Here another officer decides that. Please leave it to them.', {
    cites: ['authority'],
  });
}

/** The hold in force for this child and this person. */
export async function standing(
  { register, setting }: Context,
  about: Child,
  person: Person,
): Promise<Hold | undefined> {
  return (await register.holds.ofChild(setting.id, about.id)).find(
    (each) => each.staff === person.id && each.liftedAt === null,
  );
}
