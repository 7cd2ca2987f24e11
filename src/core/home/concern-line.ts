import { bySeniority } from '../cases/officers.ts';
import { rolesOn } from '../people/person.ts';
import type { Scene } from '../talk/context.ts';

/** The line about concerns: whom to speak to now. It asks and records nothing, and is the same for everyone. */
export async function concernLine({
  register,
  setting,
  today,
}: Pick<Scene, 'register' | 'setting' | 'today'>): Promise<string> {
  const people = await register.people.inPost(setting.id, today);
  const away = new Set(
    (await register.people.absencesOn(setting.id, today)).map((absence) => absence.person),
  );
  const here = people.filter((person) => !away.has(person.id)).sort(bySeniority);
  const name = (['dso', 'deputy_dso', 'manager'] as const)
    .map((role) => here.find((person) => rolesOn(person, today).includes(role)))
    .find((person) => person !== undefined)?.name;
  const lado = setting.ladoPhone ?? "your local authority's designated officer (LADO)";
  return `Worried about a child? Do not type it here. Speak to ${name ?? 'the person in charge'} now; in immediate danger call 999. About an adult who works here, or nobody in? ${lado}.`;
}
