import { loadOfficers } from '../cases/officers.ts';
import { childrenOf } from '../declarations/reach.ts';
import { allowsLink, basis } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';

/**
 * What exists here although the setting's profile does not allow it (G2, P9), one line each. A manager sees the references
 * of arrangements, which K9 shows as well, and of declarations only those that they handle. A chair sees only numbers.
 */
export async function notAllowed(context: Context): Promise<string[]> {
  return [await arrangements(context), await links(context)].filter((line) => line !== undefined);
}

async function arrangements({ register, setting, roles }: Context): Promise<string | undefined> {
  const open = await register.arrangements.open(setting.id);
  const { babysitting } = setting.profile;
  const against = open.filter(
    ({ state }) => babysitting === 'prohibited' || (babysitting === 'approve' && state === 'declared'),
  );
  if (against.length === 0) return undefined;
  const refs = roles.includes('manager') ? ` (${against.map(({ number }) => `A-${number}`).join(', ')})` : '';
  return babysitting === 'prohibited'
    ? `Under the setting’s profile, which allows none, ${count(against.length, 'arrangement')} outside${refs} must end (P9).`
    : `Under the setting’s profile ${count(against.length, 'arrangement')} outside${refs} must wait for approval (P9).`;
}

async function links(context: Context): Promise<string | undefined> {
  const { register, setting, me } = context;
  const officers = await loadOfficers(context);
  let all = 0;
  const mine: string[] = [];
  for (const declaration of await register.declarations.open(setting.id)) {
    if (declaration.networks.length === 0) continue;
    const [first] = [...(await childrenOf(context, declaration)).values()].sort();
    if (first === undefined) continue;
    if (allowsLink(basis({ kind: declaration.kind, since: declaration.since, childStartsOn: first })))
      continue;
    all++;
    if (officers.ofDeclaration(declaration) === me.id) mine.push(`D-${declaration.number}`);
  }
  if (all === 0) return undefined;
  return `Links on networks that are not allowed, because the relationship is not prior (G2): in ${count(all, 'declaration')}${mine.length > 0 ? `, among them ${mine.join(', ')}` : ''}.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
