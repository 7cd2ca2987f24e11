import type { Declaration } from '../declarations/declaration.ts';
import { openMatchesShown } from '../declarations/matches.ts';
import type { Context } from '../talk/context.ts';
import { CARERS, carersWhere } from './carers.ts';
import { CHILDREN, LISTED_CHILDREN } from './children.ts';
import { isOffered } from './family.ts';
import { resolveAmong } from './match.ts';
import { only, resolve } from './resolve.ts';

/** A person or child that the declared name may mean. */
export interface Candidate {
  id: string;
  name: string;
  kind: 'person' | 'child';
}

/**
 * The declared names, and whom they may mean: parents with their children's names, so that two of one name can be told
 * apart.
 */
export async function likeness(context: Context, declaration: Declaration): Promise<string> {
  const { register, setting } = context;
  const names = `D-${declaration.number} names ${declaration.counterpartName}${declaration.childName ? `, and the child ${declaration.childName}` : ''}.`;
  const matched = await matchedTo(context, declaration);
  const linked = matched.has(declaration.counterpart ?? '') || matched.has(declaration.child ?? '');
  if (linked) return `${names}\nIt is matched. To undo that, answer yes to “It is nobody here”.`;
  const lines: string[] = [];
  for (const candidate of await candidatesOf(context, declaration)) {
    const children =
      candidate.kind === 'child'
        ? []
        : (await register.children.ofPerson(setting.id, candidate.id)).filter(({ child }) =>
            isOffered(context, { isProtected: child.protected }),
          );
    lines.push(
      candidate.kind === 'child'
        ? `${candidate.name} (a child)`
        : `${candidate.name} (parent of ${children.map(({ child }) => child.name).join(' and ')})`,
    );
  }
  return lines.length === 0
    ? `${names}\nNobody here has that name; you can still say who it is.`
    : `${names}\nIt may be: ${lines.join('; ')}.\nPlease ask the declarer before you decide.`;
}

/** The people and children to whom an officer has matched the declaration. */
export async function matchedTo(
  { register, setting }: Context,
  declaration: Declaration,
): Promise<ReadonlySet<string>> {
  const verdicts = await register.declarations.matchDecisionsOn(setting.id, declaration.id);
  return new Set(
    verdicts.filter((decision) => decision.answer === 'matched').map((decision) => decision.candidate),
  );
}

/** The people and children like the declared name that an officer has neither matched nor rejected yet. */
export async function candidatesOf(context: Context, declaration: Declaration): Promise<Candidate[]> {
  return (await openMatchesShown(context))
    .filter((match) => match.declaration.id === declaration.id)
    .map((match) => ({ id: match.candidate, name: match.candidateName, kind: match.candidateKind }));
}

/** The only parent of that name of whom the officer may be told. A child's name may follow after a slash. */
export async function parentNamed(context: Context, said: string): Promise<Candidate> {
  const [name = '', child] = said.split('/').map((part) => part.trim());
  const scope = {
    ...(child === undefined ? CARERS : {}),
    ...carersWhere((all) => {
      const children = all.filter((one) => isOffered(context, { isProtected: one.protected }));
      if (child === undefined) return children.length > 0;
      return resolveAmong(child, children, CHILDREN.by).kind !== 'none';
    }),
  };
  const person = await only(context, await resolve(context, name, scope), scope, 'person');
  return { id: person.id, name: person.name, kind: 'person' };
}

/** The only child of that name, number or reference. */
export async function childNamed(context: Context, said: string): Promise<Candidate> {
  const child = await only(context, await resolve(context, said, LISTED_CHILDREN), CHILDREN, 'child');
  return { id: child.id, name: child.name, kind: 'child' };
}
