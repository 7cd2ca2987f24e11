import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import type { Human } from './human.ts';
import type { Scope } from './roster.ts';
import { digest } from './settle.ts';

/**
 * Plans the accounts that people.csv names. An empty cell changes nothing. An account that an import bound, and that was
 * unbound since, stays unbound until the cell changes.
 */
export async function planAccounts(
  drafts: ReadonlyMap<Human, Person>,
  { known, plan, findings, overwrite, platformNames }: Scope,
): Promise<void> {
  for (const [human, person] of drafts) {
    if (!human.row) continue;
    for (const { name: platform, tenantKey, userField: column } of platformNames) {
      const tenant = plan.setting.tenants[platform];
      const user = human.row.users[platform];
      if (user === undefined) continue;
      if (tenant === undefined) {
        findings.note(
          `people.csv: ${column} is filled in, but setting.json has no ${tenantKey}, so these accounts were not bound; people are known by their e-mail address.`,
        );
        continue;
      }
      const accounts = (human.known ? await known.accountsOf(person.id) : []).filter(
        (account) => account.platform === platform && account.tenant === tenant,
      );
      const settling = plan.fingerprints.get(`P:${person.id}`);
      const last = settling?.last(column);
      const bound = accounts.find((account) => account.user === user);
      settling?.remember(column, user);
      if (bound?.named) continue;
      if (!bound && last === digest(user) && !overwrite) {
        findings.note(
          `people.csv:${human.row.row.line}: ${clip(person.name)}: ${column} was unbound since the last import, and stays so. --overwrite binds it again.`,
        );
        continue;
      }
      const replaces = accounts.find(
        (account) => account.user !== user && digest(account.user) === last,
      )?.user;
      plan.bindings.push({ person: person.id, platform, tenant, user, replaces });
      plan.changes.push(
        `people.csv:${human.row.row.line}: ${clip(person.name)}: ${column} ${replaces === undefined ? 'is bound' : 'is replaced'}.`,
      );
    }
  }
}

/** Where the setting names a new workspace or tenant of its own, plans to unbind the accounts of any other. */
export async function planUnbinding({ known, plan, platformNames }: Scope): Promise<void> {
  for (const { name: platform, tenantKey } of platformNames) {
    const own = plan.setting.tenants[platform];
    if (own === undefined || known.setting?.tenants[platform] === own) continue;
    const accounts = [];
    for (const { id } of known.people) accounts.push(...(await known.accountsOf(id)));
    const elsewhere = accounts.filter((account) => account.platform === platform && account.tenant !== own);
    if (elsewhere.length === 0) continue;
    plan.unbinding.push(...elsewhere);
    plan.changes.push(`setting.json: ${tenantKey}: accounts elsewhere are unbound: ${elsewhere.length}.`);
  }
}
