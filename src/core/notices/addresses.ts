import type { Account } from '../accounts/account.ts';
import type { Message, Platform } from '../platform.ts';
import type { Register } from '../store.ts';
import type { NoticeRow } from './notice.ts';
import type { Parcel } from './parcels.ts';

/** The accounts under which the platforms of this process reach one person. */
interface Address {
  /** The account used last comes first. */
  accounts: (Account & { isShared?: boolean })[];
  /** Whether the person also has accounts on platforms that run in another process. */
  elsewhere: boolean;
}

/** The addresses of the recipients of these messages, which belong to one setting. */
export async function addressesOf(
  register: Register,
  platforms: readonly Platform[],
  setting: string,
  rows: readonly NoticeRow[],
): Promise<(person: string) => Address> {
  const people = new Set(rows.map(({ recipient }) => recipient));
  const bound = people.size === 0 ? [] : await register.accounts.ofPeople(setting, [...people]);
  return (person) => {
    const own = bound.filter((account) => account.person === person);
    const everywhere = platforms
      .filter((platform) => platform.reachesEveryone)
      .map(({ name }) => ({ platform: name, tenant: setting, user: person }));
    const accounts = [...own, ...everywhere].filter((account) =>
      platforms.some(({ name }) => name === account.platform),
    );
    return { accounts, elsewhere: accounts.length < own.length };
  };
}

/**
 * Adds the setting to a message's buttons where the recipient works in several settings, so that pressing one asks no
 * question.
 */
export function withSetting({ rows, message }: Parcel, { accounts: [account] }: Address): Message {
  if (!account?.isShared || !message.button) return message;
  const { label, run } = message.button;
  return {
    ...message,
    button: { label, run: { ...run, input: { setting: rows[0].settingCode, ...run.input } } },
  };
}
