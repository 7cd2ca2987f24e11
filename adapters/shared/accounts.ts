import type { Account } from '../../src/core/accounts/account.ts';

/** An account among those of its platform. */
export function keyOf({ tenant, user }: Account): string {
  return `${tenant}/${user}`;
}

/**
 * Whether accounts of this tenant (a workspace, in Slack) may come into a setting that names `named`; one that names none is
 * open to the only tenant there is.
 */
export function isOpenTo(named: string | undefined, tenant: string, isOnly: boolean): boolean {
  return named === undefined ? isOnly : named === tenant;
}
