import type { Telling } from '../notices/notice.ts';
import { button } from '../talk/view.ts';
import { type Account, type KnownAccount, nameOfAccount } from './account.ts';

// Messages about accounts. They name no account: whoever reads them opens what they are about.

const SUBJECT = 'accounts';

/** How `confirm` names an account that waits. */
export function refOf(account: Account): string {
  return `account:${nameOfAccount(account)}`;
}

/** The account alone, of all that is known of it. */
function only({ platform, tenant, user }: Account): Account {
  return { platform, tenant, user };
}

function since({ waitsSince }: KnownAccount): string {
  return waitsSince?.toISOString() ?? '';
}

/** Asks a person, on the account that they use, whether a further one is theirs: which, and who said so, is shown there first. */
export function furtherAccount(account: KnownAccount, asks: 'officer' | 'staff'): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-claimed', account: only(account), asks },
    occasion: `${nameOfAccount(account)}:${since(account)}`,
    title: 'Is a further account yours?',
    text: 'A further account is said to be yours here. Please look at it, and say whether it is. Until then it is shown nothing of yours.',
    button: button('Look at it', 'confirm', { ref: refOf(account) }),
  };
}

/** Asks whoever may confirm it. */
export function accountWaits(account: KnownAccount): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-waits', account: only(account) },
    occasion: `${nameOfAccount(account)}:${since(account)}:${account.seenBy ?? ''}`,
    title: 'An account waits to be confirmed',
    text: 'An account is said to be a colleague’s, and reads nothing before it is confirmed. Please look at it.',
    button: button('Look at it', 'confirm', { ref: refOf(account) }),
  };
}

/** Tells whoever typed it what became of it. */
export function accountAnswered(account: KnownAccount, isTheirs: boolean): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-answered' },
    occasion: `${nameOfAccount(account)}:${since(account)}`,
    title: isTheirs ? 'The account is confirmed' : 'The account is not confirmed',
    text: isTheirs
      ? 'The account, or the address, that you wrote for a colleague is confirmed.'
      : 'The account, or the address, that you wrote for a colleague is not theirs, it is said. It stays closed.',
  };
}

/** Why an account stands for its person no more. */
export type Ending = 'address' | 'replaced' | 'moved';

const ENDED: Record<Ending, string> = {
  address:
    'Your e-mail address on record has changed, and this account was let in by the one until now. Please write from the account that has the new address.',
  replaced: 'Another account stands for you from now on.',
  moved: 'Your setting has moved to another workspace. Please write from your account there.',
};

/** Tells an account itself that it has ended. */
export function accountEnded(account: Account, why: Ending, at: Date): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-ended', account: only(account) },
    occasion: `${nameOfAccount(account)}:${at.toISOString()}`,
    title: 'This account stands for you no more',
    text: `${ENDED[why]} If you did not expect this, please tell your safeguarding officer in person.`,
  };
}

/** Tells a person, on the account that they use, that an import has named a further one. */
export function accountAdded(account: Account, at: Date): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-changed' },
    occasion: `${nameOfAccount(account)}:${at.toISOString()}`,
    title: 'A further account stands for you',
    text: 'An import has named a further account as yours. If you did not expect this, please tell your safeguarding officer.',
  };
}

/** Tells a person who has other accounts that their address has changed. */
export function addressChanged(person: string, at: Date): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'account-changed' },
    occasion: `${person}:${at.toISOString()}`,
    title: 'Your e-mail address on record has changed',
    text: 'Your e-mail address on record has changed. If you did not expect this, please tell your safeguarding officer.',
  };
}

/** How many names a message tells. */
const NAMED = 5;

/** Tells the safeguarding officer whose accounts have changed. */
export function accountsChanged(names: readonly string[], at: Date): Telling {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return {
    subject: SUBJECT,
    content: { kind: 'accounts-changed' },
    occasion: `${names.join(', ')}:${at.toISOString()}`,
    title: 'Accounts have changed',
    text: `Accounts, or the address that lets one in, have changed for: ${names.slice(0, NAMED).join(', ')}${more}. If you did not expect this, please ask them in person.`,
  };
}

/** Tells the safeguarding officer that an account is not whose it was said to be: the person says so, or an officer who was asked. */
export function accountDenied(account: KnownAccount, name: string): Telling {
  return {
    subject: SUBJECT,
    content: { kind: 'accounts-changed' },
    occasion: `denied:${nameOfAccount(account)}:${since(account)}`,
    title: 'An account was said to be somebody else’s',
    text: `An account, or an address, that was recorded as ${name}’s is not theirs, it is said. It was shown nothing. Please find out whose it is.`,
  };
}
