import { type KnownAccount, wordNeeded } from '../accounts/account.ts';
import { confirmers } from '../accounts/claim.ts';
import { OFFICER_ORDER, rolesOn } from '../people/person.ts';
import type { Context } from '../talk/context.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { concernLine } from './concern-line.ts';

/**
 * What an account that waits to be confirmed is shown, whatever it asks: the line about concerns, how it is confirmed, whom to ask,
 * and the policy. Nothing of the person whose it is said to be.
 */
export async function unconfirmed(context: Context, account: KnownAccount): Promise<View> {
  const { register, setting, today } = context;
  const inPost = await register.people.inPost(setting.id, today);
  const holders = (role: (typeof OFFICER_ORDER)[number]) =>
    inPost
      .filter((person) => person.id !== account.person && rolesOn(person, today).includes(role))
      .map(({ name }) => name)
      .join(', ');
  return view(
    'Your account waits to be confirmed',
    text(await concernLine(context), await howConfirmed(context, account)),
    facts(...OFFICER_ORDER.map((role): [string, string] => [setting.titles[role], holders(role)])),
    buttons(button('Read the policy', 'policy')),
  );
}

const BY_IMPORT =
  'Nobody here can confirm it: please ask whoever runs the machine to name it in people.csv and import that.';

async function howConfirmed(context: Context, account: KnownAccount): Promise<string> {
  const { register, setting } = context;
  const known = await register.accounts.knownOf(setting.id, account.person);
  const others = await confirmers(context, account);
  const needed = wordNeeded(account, known, account.recordedBy);
  if (needed === 'own')
    return 'Please confirm it in the account that you have used until now. If you have lost it, speak to those below: once it has been silent for two working days, two of them confirm this one when they have seen you.';
  if (others.length === 0) return BY_IMPORT;
  if (needed === 'two' && others.length > 1)
    return 'Please speak to those below: two of them confirm it when they have seen you.';
  return 'One of those below, other than whoever wrote it here, confirms it.';
}
