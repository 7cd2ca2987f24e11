import type { Declaration } from '../declarations/declaration.ts';
import { fold } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { childNumber } from './children.ts';

/** Somebody the declared name may be. */
export interface Candidate {
  id: string;
  name: string;
  kind: 'person' | 'child';
}

/** What is declared, and whom it may be: parents with their children, so that two of one name can be told apart. */
export async function likeness(context: Context, declaration: Declaration): Promise<string> {
  const { register, setting } = context;
  const names = `D-${declaration.number} names ${declaration.counterpartName}${declaration.childName ? `, and the child ${declaration.childName}` : ''}.`;
  const matched = await matchedTo(context, declaration);
  const linked = matched.has(declaration.counterpart ?? '') || matched.has(declaration.child ?? '');
  if (linked) return `${names}\nIt is matched. To undo that, answer yes to “It is nobody here”.`;
  const lines: string[] = [];
  for (const each of await candidatesOf(context, declaration)) {
    const children = each.kind === 'child' ? [] : await register.children.ofPerson(setting.id, each.id);
    lines.push(
      each.kind === 'child'
        ? `${each.name} (a child)`
        : `${each.name} (parent of ${children.map(({ child }) => child.name).join(' and ')})`,
    );
  }
  return lines.length === 0
    ? `${names}\nNobody here has that name; you can still say who it is.`
    : `${names}\nIt may be: ${lines.join('; ')}.\nPlease ask the declarer before you decide.`;
}

/** Whom an officer has matched it to. */
export async function matchedTo(
  { register, setting }: Context,
  declaration: Declaration,
): Promise<ReadonlySet<string>> {
  const verdicts = await register.declarations.matchDecisionsOn(setting.id, declaration.id);
  return new Set(verdicts.filter((each) => each.answer === 'matched').map((each) => each.candidate));
}

/** Who is like the declared name, and neither matched nor rejected yet. */
export async function candidatesOf(
  { register, setting }: Context,
  declaration: Declaration,
): Promise<Candidate[]> {
  return (await register.declarations.openMatches(setting.id))
    .filter((each) => each.declaration.id === declaration.id)
    .map((each) => ({ id: each.candidate, name: each.candidateName, kind: each.candidateKind }));
}

/** The one parent of that name, told apart by their child’s behind a slash. */
export async function parentNamed({ register, setting }: Context, said: string): Promise<Candidate> {
  const [name = '', childName] = said.split('/').map((part) => part.trim());
  const found: Candidate[] = [];
  for (const person of await register.people.byName(setting.id, fold(name))) {
    const children = await register.children.ofPerson(setting.id, person.id);
    const fits =
      childName === undefined
        ? children.length > 0
        : children.some((each) => fold(each.child.name) === fold(childName));
    if (fits) found.push({ id: person.id, name: person.name, kind: 'person' });
  }
  const [only, ...others] = found;
  if (!only) throw new Refusal('No parent of that name is in the register.', { field: 'person' });
  if (others.length > 0)
    throw new Refusal(
      'Several parents have that name. Please add their child’s name: Sarah Reed / Mia Reed.',
      { field: 'person' },
    );
  return only;
}

/** The one child of that name, or with that number. */
export async function childNamed({ register, setting }: Context, said: string): Promise<Candidate> {
  const number = childNumber(said);
  const found =
    number === undefined
      ? await register.children.byName(setting.id, fold(said))
      : [await register.children.byNumber(setting.id, number)];
  const [only, ...others] = found.filter((each) => each !== undefined);
  if (!only) throw new Refusal('No child of that name is in the register.', { field: 'child' });
  if (others.length > 0)
    throw new Refusal('Several children have that name. Please write the number (C-7).', { field: 'child' });
  return { id: only.id, name: only.name, kind: 'child' };
}
