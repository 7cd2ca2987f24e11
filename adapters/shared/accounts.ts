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

/**
 * What a person whom the register does not know reads: a title, and paragraphs. It does not say whether the register knows
 * such a person.
 */
export function toStranger(platform: 'Slack' | 'Teams'): { title: string; paragraphs: string[] } {
  return {
    title: 'Candour does not know you yet',
    paragraphs: [
      `Nothing was kept. To be added, ask whoever looks after Candour where you work to put your work e-mail, the one you use in ${platform}, on its list of people. Then open this again.`,
      'Worried about a child? Do not type it here. Speak to the person responsible for safeguarding now; in immediate danger call 999.',
    ],
  };
}
