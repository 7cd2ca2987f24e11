import type { Account } from '../accounts/account.ts';
import type { Message, MessagePart, Platform } from '../platform.ts';
import type { Register } from '../store.ts';
import { carryOn } from '../talk/list.ts';
import type { NoticeRow } from './notice.ts';

/** The accounts under which the platforms of this process reach one person. */
interface Address {
  /** The account used last comes first. */
  accounts: (Account & { isShared?: boolean })[];
  /** Whether the person also has accounts on platforms that run in another process. */
  elsewhere: boolean;
}

/**
 * The addresses of these messages, which belong to one setting. What an account is told that has ended goes to that account, and
 * everything else to those that are bound.
 */
export async function addressesOf(
  register: Register,
  platforms: readonly Platform[],
  setting: string,
  rows: readonly NoticeRow[],
): Promise<(row: Pick<NoticeRow, 'recipient' | 'content'>) => Address> {
  const people = new Set(rows.map(({ recipient }) => recipient));
  const bound = people.size === 0 ? [] : await register.accounts.ofPeople(setting, [...people]);
  return ({ recipient: person, content }) => {
    const ended = content.kind === 'account-ended' ? content.account : undefined;
    const own = ended ? [ended] : bound.filter((account) => account.person === person);
    const everywhere = platforms
      .filter((platform) => platform.reachesEveryone && !ended)
      .map(({ name }) => ({ platform: name, tenant: setting, user: person }));
    const accounts = [...own, ...everywhere].filter((account) =>
      platforms.some(({ name }) => name === account.platform),
    );
    return { accounts, elsewhere: accounts.length < own.length };
  };
}

/**
 * Adds the setting to a message's buttons where the recipient works in several settings, so that pressing it asks no question.
 */
export function withSetting(
  { code, message }: { code: string; message: Message },
  account: { isShared?: boolean } | undefined,
): Message {
  if (!account?.isShared) return message;
  const here = <Part extends MessagePart>(part: Part): Part =>
    part.button ? { ...part, button: carryOn(part.button, { setting: code }) } : part;
  return { ...here(message), ...(message.parts ? { parts: message.parts.map(here) } : {}) };
}
