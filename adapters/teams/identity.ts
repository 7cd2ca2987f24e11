import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Contact, Identity } from '../../src/core/app.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import { isOpenTo } from '../shared/accounts.ts';
import { REPLY_MS, within } from './connector.ts';
import type { Incoming, Turn } from './library.ts';

export const PLATFORM = 'teams';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Tenants whose people may write to the bot, in lower case; the bot is registered in the first. */
export function allowedTenants(env: { TEAMS_TENANT_ID?: string | undefined }): string[] {
  return (env.TEAMS_TENANT_ID ?? '')
    .split(/[\s,;]+/)
    .filter((each) => each !== '')
    .map((each) => each.toLowerCase());
}

/**
 * The account of an authenticated activity, or why it is refused before anything is looked up. The library checks no
 * tenants, and accepts a token without a service address, which is refused here.
 */
export function accountOf(
  activity: Incoming,
  tenants: readonly string[],
  channels: readonly string[],
): Account | string {
  if (!channels.includes(activity.channelId)) return 'channel';
  if (typeof activity.serviceUrl !== 'string' || activity.serviceUrl.trim() === '') return 'service address';
  const said = [tenantIn(activity.channelData), activity.conversation?.tenantId].filter(
    (each) => each !== undefined,
  );
  const [tenant, ...others] = said.map((each) => String(each).toLowerCase());
  if (tenant === undefined || others.some((other) => other !== tenant)) return 'tenant';
  if (!tenants.includes(tenant)) return 'tenant';
  const user = activity.from?.aadObjectId;
  if (typeof user !== 'string' || !GUID.test(user)) return 'person';
  if (activity.from.role !== undefined && activity.from.role !== 'user') return 'person';
  return { platform: PLATFORM, tenant, user: user.toLowerCase() };
}

function tenantIn(channelData: unknown): string | undefined {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return typeof tenant === 'string' ? tenant : undefined;
}

/**
 * The person behind the account. A person met before is known by the account alone (so a guest whom the register names may
 * come in). Others are looked up in the roster and matched by the address that the organisation gave them.
 */
export async function recognise(
  turn: Turn,
  account: Account,
  app: App,
  tenants: readonly string[],
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const known = await app.identify(account, contact);
  if (known) return known;
  const given = await within(REPLY_MS, (signal) => turn.sender(signal));
  const addresses = [given.email, given.userPrincipalName].filter(
    (each) => typeof each === 'string' && each !== '',
  );
  // Teams gives both for every member; without one, a guest or an outsider cannot be told apart.
  if (given.userRole?.toLowerCase() !== 'user' || given.tenantId?.toLowerCase() !== account.tenant)
    return undefined;
  if (addresses.some((address) => address?.toUpperCase().includes('#EXT#'))) return undefined;
  if (given.aadObjectId !== undefined && given.aadObjectId.toLowerCase() !== account.user) return undefined;
  const open = ({ tenants: named }: Setting) =>
    isOpenTo(named.teams?.toLowerCase(), account.tenant, tenants.length === 1);
  for (const address of new Set(addresses)) {
    const met = address === undefined ? undefined : await app.meet(account, address, open, contact);
    if (met) return met;
  }
  return undefined;
}
