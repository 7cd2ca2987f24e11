import type { Account } from '../../src/core/accounts/account.ts';

/** Identifies an account among those of its platform. */
export function keyOf({ tenant, user }: Account): string {
  return `${tenant}/${user}`;
}

/**
 * Whether accounts of this tenant (in Slack, a workspace) may use a setting. `named` is the tenant that the setting names;
 * a setting that names none is open to the only tenant there is.
 */
export function isOpenTo(named: string | undefined, tenant: string, isOnly: boolean): boolean {
  return named === undefined ? isOnly : named === tenant;
}
