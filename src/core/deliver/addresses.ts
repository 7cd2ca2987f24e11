import type { NotificationRow } from '../notification.ts';
import type { Account } from '../person.ts';
import type { Message, Platform } from '../platform.ts';
import type { Register } from '../store.ts';
import type { Parcel } from './parcels.ts';

/** The person's accounts on the platforms that run here, the one used last first; and whether there are others. */
export async function addressesOf(
  register: Register,
  platforms: readonly Platform[],
  { setting, recipient }: NotificationRow,
): Promise<{ accounts: Account[]; elsewhere: boolean }> {
  const bound = await register.accounts.ofPerson(setting, recipient);
  const everywhere = platforms
    .filter((platform) => platform.reachesEveryone)
    .map(({ name }) => ({ platform: name, tenant: setting, user: recipient }));
  const accounts = [...bound, ...everywhere].filter((account) =>
    platforms.some(({ name }) => name === account.platform),
  );
  return { accounts, elsewhere: accounts.length < bound.length };
}

/** Somebody who works in several settings is not asked which one a button is about. */
export async function withSetting(
  register: Register,
  { rows, message }: Parcel,
  [account]: readonly Account[],
): Promise<Message> {
  if (!account || !message.button) return message;
  const places = await register.accounts.find(account);
  if (places.length < 2) return message;
  const { label, run } = message.button;
  return {
    ...message,
    button: { label, run: { ...run, input: { setting: rows[0].settingCode, ...run.input } } },
  };
}
