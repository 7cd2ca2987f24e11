import type { Context } from '../talk/context.ts';
import type { Who } from '../talk/naming.ts';
import { Refusal } from '../talk/refusal.ts';

interface Named {
  id: string;
  name: string;
}

/** Which carer and child are meant: several carers of one name are told apart by the child, never guessed. */
export async function meant(
  context: Context,
  who: Who,
  child: { children: Named[] } | undefined,
): Promise<{ person: Who['people'][number] | undefined; child: Named | undefined }> {
  const offered = child?.children ?? [];
  if (who.people.length > 1) return toldApart(context, who, child && offered);
  if (offered.length > 1) {
    throw new Refusal(
      'Several children have that name. Please leave this empty, or write the number (C-7).',
      {
        field: 'child',
      },
    );
  }
  return { person: who.people[0], child: offered[0] };
}

async function toldApart({ register, setting }: Context, who: Who, offered: Named[] | undefined) {
  if (!offered) {
    throw new Refusal('Several parents here have that name. Whose parent is it? Please name the child.', {
      field: 'child',
    });
  }
  const fits: { person: Who['people'][number]; child: Named }[] = [];
  for (const person of who.people) {
    const own = (await register.children.ofPerson(setting.id, person.id)).map((each) => each.child.id);
    for (const child of offered) if (own.includes(child.id)) fits.push({ person, child });
  }
  const [only, ...others] = fits;
  if (only && others.length === 0) return only;
  throw new Refusal(
    'That does not tell the parents of that name apart. Please write the whole name of the child.',
    { field: 'child' },
  );
}
