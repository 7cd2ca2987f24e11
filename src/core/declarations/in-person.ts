import { rolesOn } from '../people/person.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Declaration } from './declaration.ts';

/**
 * Whether the declarer, who has no account, may confirm to the case's officer in person what was recorded on their behalf. An
 * officer may not: it would recuse them from other cases by another officer's word.
 */
export async function confirmsInPerson(
  { register, setting, today }: Context,
  { declarer }: Declaration,
): Promise<boolean> {
  const [person, accounts] = await Promise.all([
    register.people.byId(setting.id, declarer),
    register.accounts.ofPerson(setting.id, declarer),
  ]);
  return person !== undefined && accounts.length === 0 && !isOfficer(rolesOn(person, today));
}
