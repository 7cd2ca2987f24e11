import { loadOfficers, type Officers } from '../cases/officers.ts';
import { childrenOf } from '../declarations/reach.ts';
import { allowsLink, basis } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';

/**
 * What exists here although the setting's profile does not allow it (G2, P9), one line each, as far as this reader may open it: a
 * count of more would tell a parent of what is declared about their own family (rules: Privacy). Arrangements are the staff
 * member's own, their officer's, and those of a manager who is not conflicted for the family, to whom K9 shows them as well;
 * links are their officer's.
 */
export async function notAllowed(context: Context): Promise<string[]> {
  const officers = await loadOfficers(context);
  return [await arrangements(context, officers), await links(context, officers)].filter(
    (line) => line !== undefined,
  );
}

async function arrangements(
  { register, setting, me, roles }: Context,
  officers: Officers,
): Promise<string | undefined> {
  const { babysitting } = setting.profile;
  const refs: string[] = [];
  for (const arrangement of await register.arrangements.open(setting.id)) {
    const { state, number, staff, child } = arrangement;
    if (babysitting === 'declare' || (babysitting === 'approve' && state !== 'declared')) continue;
    const carers = await register.children.carersOf(setting.id, child);
    const isShown =
      staff === me.id ||
      officers.ofArrangement(arrangement, carers) === me.id ||
      (roles.includes('manager') && !officers.isConflicted(me.id, carers, child));
    if (isShown) refs.push(`A-${number}`);
  }
  if (refs.length === 0) return undefined;
  const outside = `${count(refs.length, 'arrangement')} outside (${refs.join(', ')})`;
  return babysitting === 'prohibited'
    ? `Under the setting’s profile, which allows none, ${outside} must end (P9).`
    : `Under the setting’s profile ${outside} must wait for approval (P9).`;
}

async function links(context: Context, officers: Officers): Promise<string | undefined> {
  const { register, setting, me } = context;
  const refs: string[] = [];
  for (const declaration of await register.declarations.open(setting.id)) {
    if (declaration.networks.length === 0 || officers.ofDeclaration(declaration) !== me.id) continue;
    const [first] = [...(await childrenOf(context, declaration)).values()].sort();
    if (first === undefined) continue;
    if (!allowsLink(basis({ kind: declaration.kind, since: declaration.since, childStartsOn: first })))
      refs.push(`D-${declaration.number}`);
  }
  if (refs.length === 0) return undefined;
  return `Links on networks that are not allowed, because the relationship is not prior (G2): in ${count(refs.length, 'declaration')} (${refs.join(', ')}).`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
