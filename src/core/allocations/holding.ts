import { loadOfficers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { familyOf } from '../who/family.ts';
import type { Hold } from './hold.ts';

/** An officer who must stay out of what concerns the family leaves this to the next, as everything else. */
export async function refuseConflicted(context: Context, about: Child): Promise<void> {
  const { carers } = await familyOf(context, about.id);
  const officers = await loadOfficers(context);
  if (!officers.isConflicted(context.me.id, carers, about.id)) return;
  throw new Refusal('For this child another officer decides that. Please leave it to them.', {
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
