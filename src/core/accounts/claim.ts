import { tell } from '../notices/tell.ts';
import { OFFICER_ORDER, type Person, rolesOn } from '../people/person.ts';
import { recordAs } from '../records/record.ts';
import { isOfficer } from '../talk/command.ts';
import type { Scene } from '../talk/context.ts';
import { isStanding, type KnownAccount, type WordNeeded, wordNeeded } from './account.ts';
import { accountEnded, accountsChanged, accountWaits, type Ending, furtherAccount } from './words.ts';

/** An account that is said to be somebody's. */
type Claimed = Pick<KnownAccount, 'platform' | 'tenant' | 'user' | 'named' | 'lastUsedAt' | 'recordedBy'>;

/**
 * Binds an account that is said to be a person's, or has it wait for the word that it needs, and asks for that.
 * @param actor the id of whoever said so
 */
export async function claim(
  scene: Scene,
  person: Person,
  claimed: Claimed,
  actor: string,
): Promise<WordNeeded> {
  const { register, setting, now, today } = scene;
  const known = await register.accounts.knownOf(setting.id, person.id);
  const needed = wordNeeded(claimed, known, claimed.recordedBy);
  const account: KnownAccount = {
    ...claimed,
    setting: setting.id,
    person: person.id,
    state: 'waiting',
    waitsSince: now,
    seenBy: null,
    hasStood: false,
  };
  if (needed === 'none') {
    await bind(scene, account, actor);
    return needed;
  }
  await register.accounts.save(account);
  await recordAs(actor, scene, {
    action: 'account.waits',
    subject: person.id,
    payload: { platform: claimed.platform, tenant: claimed.tenant },
  });
  if (needed === 'own')
    await tell(
      scene,
      person.id,
      furtherAccount(account, isOfficer(rolesOn(person, today)) ? 'officer' : 'staff'),
    );
  else for (const { id } of await confirmers(scene, account)) await tell(scene, id, accountWaits(account));
  return needed;
}

/** The officers and administrators in post who may confirm somebody's account: neither the person nor whoever typed it. */
export async function confirmers(
  { register, setting, today }: Scene,
  { person, recordedBy }: Pick<KnownAccount, 'person' | 'recordedBy'>,
): Promise<Person[]> {
  return (await register.people.inPost(setting.id, today)).filter((other) => {
    const roles = rolesOn(other, today);
    return other.id !== person && other.id !== recordedBy && (isOfficer(roles) || roles.includes('admin'));
  });
}

/** Gives an account its authority. Messages that failed because the person had none need not wait for their next attempt. */
export async function bind(
  scene: Scene,
  account: KnownAccount,
  actor: string,
  { payload = {}, people = [] }: { payload?: Record<string, unknown>; people?: readonly Person[] } = {},
): Promise<void> {
  const { register, setting, now } = scene;
  const { platform, tenant, person } = account;
  await register.accounts.save({
    ...account,
    state: 'bound',
    recordedBy: null,
    waitsSince: null,
    seenBy: null,
  });
  const failed = await register.notices.failedTo(setting.id, person);
  if (failed.length > 0)
    await register.notices.bringForward(setting.id, [...new Set(failed.map(({ id }) => id))], now);
  await recordAs(
    actor,
    scene,
    { action: 'account.bound', subject: person, payload: { platform, tenant, ...payload } },
    { people },
  );
}

/**
 * Ends accounts of people, and tells each that was theirs. One that has only waited is no more.
 * @param as what is known of them from then on; undefined: nothing, because an import has said anew who is who
 */
export async function endAccounts(
  scene: Scene,
  accounts: readonly KnownAccount[],
  { why, as, actor }: { why: Ending; as: 'readdressed' | 'replaced' | undefined; actor: string },
): Promise<void> {
  const { register, now } = scene;
  for (const account of accounts) {
    const { platform, tenant, person, state, hasStood } = account;
    if (as !== undefined && !isStanding(account)) continue;
    if (as === undefined || !hasStood) await register.accounts.remove(account);
    else await register.accounts.save(ended(account, as));
    await recordAs(actor, scene, {
      action: 'account.unbound',
      subject: person,
      payload: { platform, tenant, why },
    });
    if (state === 'bound') await tell(scene, person, accountEnded(account, why, now));
  }
}

/** An account that stands for its person no more, and waits for nothing. */
export function ended(
  account: KnownAccount,
  state: 'gone' | 'readdressed' | 'replaced' | 'declined',
): KnownAccount {
  return { ...account, state, waitsSince: null, seenBy: null };
}

/**
 * Tells the safeguarding officer that the accounts of these people have changed. Of their own, and of what they did themselves, the
 * next in the order is told.
 */
export async function tellOfAccounts(
  scene: Scene,
  people: readonly Person[],
  by: string | null,
): Promise<void> {
  const { register, setting, now, today } = scene;
  const inPost = await register.people.inPost(setting.id, today);
  const told = new Map<string, string[]>();
  for (const person of people)
    for (const { id } of nextOfficers(inPost, today, [person.id, by]))
      told.set(id, [...(told.get(id) ?? []), person.name]);
  for (const [to, names] of told) await tell(scene, to, accountsChanged(names, now));
}

/** Who holds the first role in the order that somebody other than these holds. */
export function nextOfficers(
  inPost: readonly Person[],
  today: string,
  without: readonly (string | null)[],
): Person[] {
  for (const role of OFFICER_ORDER) {
    const holders = inPost.filter(({ id }) => !without.includes(id));
    const found = holders.filter((person) => rolesOn(person, today).includes(role));
    if (found.length > 0) return found;
  }
  return [];
}

/** An account in words, for whoever is to say whose it is. */
export function describeAccount({ platform, user }: Pick<KnownAccount, 'platform' | 'user'>): string {
  return `${platform} account ${user}`;
}
