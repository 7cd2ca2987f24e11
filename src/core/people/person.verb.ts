import type { Account, PlatformNames } from '../accounts/account.ts';
import { isSameAccount, isStanding, NEVER_USED, type WordNeeded } from '../accounts/account.ts';
import { claim, confirmers, endAccounts, tellOfAccounts } from '../accounts/claim.ts';
import { addressChanged } from '../accounts/words.ts';
import type { NewAllocation } from '../allocations/allocation.ts';
import { leftBehind } from '../allocations/left-behind.ts';
import { showTouched, standsOnTouched, type Touched, touchedByPerson } from '../allocations/touched.ts';
import { postChanged } from '../follows/post-changed.ts';
import { renamed } from '../follows/renamed.ts';
import { newId } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { type Day, hasLeft, parseDay, returns, showDay } from '../rules/days.ts';
import { readEmail, readName, readRef, readRoles } from '../rules/entries.ts';
import { daysAfter, daysOf, readSessions, type Session } from '../rules/sessions.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choices, date, type Fields, isYes, line, sessions, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, facts, type Input, text, type View, view } from '../talk/view.ts';
import { maySeeFamilies } from '../who/family.ts';
import { sameName } from '../who/match.ts';
import { isNewHere, personNamed, prefillFrom, STAFF } from '../who/people.ts';
import { only, resolve } from '../who/resolve.ts';
import { isOffice, officesChanged } from './offices.ts';
import { type Person, ROLE_LABELS, ROLES, rolesOn } from './person.ts';
import { openRoles, postsAfter } from './posts.ts';
import { propose } from './proposals.ts';

/**
 * Makes the verb that adds or changes a member of staff, with the same checks as an import and a field for an account on
 * each platform. Only the administrator gives and ends officers' roles.
 */
export const personWith = (platformNames: readonly PlatformNames[]) =>
  command({
    name: 'person',
    title: 'Add or change staff',
    summary: 'Add a member of staff, or change roles and dates.',
    roles: ['manager', 'admin'],
    writes: true,
    first: 'name',
    fields: {
      name: line('Name', 200, { required: true }),
      ref: line('Reference', 60),
      email: line('E-mail', 254, { prefill: prefillFrom((person) => person.email) }),
      roles: choices(
        'Roles',
        ROLES.map((value) => ({ value, label: ROLE_LABELS[value] })),
        {
          neededWhen: async (context, input) => {
            const found = input.name === undefined ? 'unclear' : await personSoFar(context, namedIn(input));
            return found !== 'unclear' && isNewHere(found);
          },
          prefill: async (context, input) => {
            const found = await personSoFar(context, namedIn(input));
            if (found === 'unclear') return undefined;
            return found === undefined || isNewHere(found) ? undefined : openRoles(found, context.today);
          },
        },
      ),
      line_manager: line('Line manager', 200),
      starts_on: date('First day', { prefill: prefillFrom((person) => person.startsOn) }),
      leaves_on: date('Last day', {
        // Whoever returns has no last day yet.
        prefill: prefillFrom((person, input) =>
          returns(person, parseDay(String(input.starts_on ?? '')) ?? null) ? null : person.leavesOn,
        ),
      }),
      key_person_capable: yesNo('May be key person at all?', {
        prefill: prefillFrom((person) => (isNewHere(person) ? null : person.keyPersonCapable ? 'yes' : 'no')),
      }),
      days: sessions('Days', {
        hint: 'When they work, from today on: Mon Tue Wed-am, or Mon-Wed.',
        prefill: async (context, input) =>
          prefillFrom((person) => daysOf(person, context.today) ?? null)(context, input),
      }),
      ...userFields(platformNames),
      new: yesNo('Somebody else of that name?', {
        hint: 'One of that name works here already, with another e-mail or reference. Yes: this is somebody else. No: theirs has changed.',
        neededWhen: isNamesake,
        shown: async (context, input) => given(input.new) !== undefined || (await isNamesake(context, input)),
      }),
      confirm: confirmation('Change it all the same'),
    },
    standsOn: async (context, input) => standsOnTouched(await touchedSoFar(context, input)),
    shownFirst: async (context, { name, ref, email, new: isNew, ...change }) =>
      (await touchedBy(context, { name, ref, email, new: isNew }, change)).length > 0,
    intro: async (context, input) => {
      const lines = showTouched(await touchedSoFar(context, input));
      return lines.length === 0 ? undefined : ['If you change it so:', ...lines].join('\n');
    },
    execute: async (context, input, mentioned) => {
      const { setting, now: at, today } = context;
      refuseUnconfirmed(input.confirm);
      const before = await personNamed(context, input);
      const name = await nameAfter(context, before, input);
      const startsOn = mentioned.has('starts_on') ? (input.starts_on ?? null) : (before?.startsOn ?? today);
      const isReturn = returns(before, startsOn);
      const leavesOn = mentioned.has('leaves_on')
        ? (input.leaves_on ?? null)
        : isReturn
          ? null
          : (before?.leavesOn ?? null);
      if (startsOn !== null && leavesOn !== null && leavesOn < startsOn)
        throw new Refusal(
          'The last day lies before the first. For somebody who returns, please leave the last day empty.',
          { field: 'leaves_on' },
        );
      const roles = input.roles ? orRefusal(readRoles(input.roles.join(';')), 'roles') : undefined;
      const email = input.email ? orRefusal(readEmail(input.email), 'email') : (before?.email ?? null);
      const users = usersIn(input, platformNames);
      await refuseTaken(context, before, email);
      const wanted: Person = {
        setting: setting.id,
        id: before?.id ?? newId(at),
        ref: input.ref ? orRefusal(readRef(input.ref), 'ref') : (before?.ref ?? null),
        name,
        email,
        startsOn,
        leavesOn,
        keyPersonCapable:
          input.key_person_capable ?? (isNewHere(before) ? true : (before?.keyPersonCapable ?? true)),
        lineManager: input.line_manager
          ? (await only(context, await resolve(context, input.line_manager, STAFF), STAFF, 'line_manager')).id
          : (before?.lineManager ?? null),
        sessions: daysAfter(before, mentioned.has('days') ? (input.days ?? []) : undefined, today),
        posts: postsAfter(before, roles, startsOn, today),
        emailTypedBy: typedBy(context, before, email),
      };
      refuseOffices(context, before, wanted, users);
      const waits = await waitsForAnother(context, before, wanted);
      // What of it is no change of offices takes effect at once.
      const after: Person =
        waits === undefined || before === undefined
          ? wanted
          : {
              ...wanted,
              startsOn: before.startsOn,
              leavesOn: before.leavesOn,
              posts: before.posts,
            };
      const proposed =
        waits === undefined || before === undefined
          ? undefined
          : await propose(context, before, {
              kind: waits,
              roles: openRoles(wanted, today),
              startsOn: wanted.startsOn,
              leavesOn: wanted.leavesOn,
            });
      const accounts = await accountsNamed(context, after, users);
      if (before !== undefined && accounts.length === 0 && JSON.stringify(before) === JSON.stringify(after))
        return proposed ?? personView(context, after, 'As it was', 'It is so already; nothing was changed.');
      const ending =
        before && hasLeft(before, today) && !hasLeft(after, today) ? await endedWith(context, before) : [];
      await record(
        context,
        {
          action: before ? 'person.changed' : 'person.added',
          subject: after.id,
          payload: {
            roles: waits === undefined ? (roles ?? null) : null,
            startsOn: after.startsOn,
            leavesOn: after.leavesOn,
            keyPersonCapable: after.keyPersonCapable,
          },
        },
        { people: [after] },
      );
      for (const ended of ending)
        await record(
          context,
          {
            action: 'allocation.ended',
            subject: `KP-${ended.number}`,
            payload: { on: ended.until, reason: ended.endReason },
          },
          { allocations: [ended] },
        );
      const hasEnded = await endFormerAddress(context, before, after);
      const needed: WordNeeded[] = [];
      for (const account of accounts)
        needed.push(
          await claim(
            context,
            after,
            { ...account, named: true, lastUsedAt: NEVER_USED, recordedBy: context.me.id },
            context.me.id,
          ),
        );
      if (before) await renamed(context, { ...before, kind: 'person' }, after, context.me.id);
      await postChanged(context, before, after, context.me.id);
      if (proposed) return proposed;
      const left = after.leavesOn === null ? [] : await leftBehind(context, after.id, 'key person');
      const words = [
        ...needed.map((word) => WAITS[word]),
        await addressWords(context, before, after, { isTyped: input.email !== undefined, hasEnded }),
      ];
      if (!isNewHere(before)) return personView(context, after, 'Changed', inParts(words), left);
      const asked = 'They are asked to acknowledge the policy and sign the agreement.';
      const isSaid = before !== undefined && maySeeFamilies(context);
      return personView(
        context,
        after,
        'Added',
        inParts([isSaid ? alsoParent(after) : undefined, asked, ...words]),
      );
    },
  });

/** Whom the answers name. */
interface Named {
  name: string;
  ref?: string | undefined;
  email?: string | undefined;
  /** Whether they are another than the one of that name on record. */
  new?: boolean | undefined;
}

function saidIn(input: Input, name: string): string | undefined {
  const raw = given(input[name]);
  return raw === undefined ? undefined : String(raw);
}

function namedIn(input: Input): Named {
  const isNew = saidIn(input, 'new');
  return {
    name: saidIn(input, 'name') ?? '',
    ref: saidIn(input, 'ref'),
    email: saidIn(input, 'email'),
    new: isNew === undefined ? undefined : isYes(isNew),
  };
}

/** Whether it is to be asked if somebody else of that name is meant than the one on record. */
async function isNamesake(context: Context, input: Input): Promise<boolean> {
  const named = namedIn(input);
  if (named.name === '' || named.new !== undefined) return false;
  try {
    await personNamed(context, named);
    return false;
  } catch (error) {
    return error instanceof Refusal && error.field === 'new';
  }
}

/** What of a change may touch allocations. */
interface Change {
  roles?: readonly string[] | undefined;
  starts_on?: Day | undefined;
  leaves_on?: Day | undefined;
  key_person_capable?: boolean | undefined;
  days?: readonly Session[] | undefined;
}

/** What the answers so far would touch. */
async function touchedSoFar(context: Context, input: Input): Promise<Touched[]> {
  const said = (name: string) => saidIn(input, name);
  const days = said('days') === undefined ? undefined : readSessions(said('days') ?? '');
  return touchedBy(context, namedIn(input), {
    roles: said('roles')?.split(/[,;]/),
    starts_on: parseDay(said('starts_on') ?? ''),
    days: days && 'value' in days ? days.value : undefined,
    leaves_on: parseDay(said('leaves_on') ?? ''),
    key_person_capable: /^(n|no|false|off)$/i.test(said('key_person_capable') ?? '') ? false : undefined,
  });
}

async function touchedBy(context: Context, named: Named, change: Change): Promise<Touched[]> {
  const before = await personSoFar(context, named);
  if (before === undefined || before === 'unclear') return [];
  const roles = change.roles && readRoles(change.roles.join(';'));
  const name = readName(named.name);
  const startsOn = change.starts_on ?? before.startsOn;
  const isRenamed = 'value' in name && !sameName(before.name, name.value);
  const after: Person = {
    ...before,
    // Only a reference brings a new name with it; by an address it is refused (`nameAfter`).
    name: isRenamed ? name.value : before.name,
    startsOn,
    leavesOn: change.leaves_on ?? (returns(before, startsOn) ? null : before.leavesOn),
    keyPersonCapable: change.key_person_capable ?? before.keyPersonCapable,
    sessions: daysAfter(before, change.days, context.today),
    posts: postsAfter(before, roles && 'value' in roles ? roles.value : undefined, startsOn, context.today),
  };
  return JSON.stringify(before) === JSON.stringify(after) ? [] : touchedByPerson(context, before, after);
}

/** The person whom the answers name; undefined for a newcomer, `unclear` where the answers fit several or contradict. */
async function personSoFar(context: Context, named: Named): Promise<Person | undefined | 'unclear'> {
  try {
    return await personNamed(context, named);
  } catch (error) {
    // What is wrong with one answer is said beside it.
    if (error instanceof Refusal && error.field !== undefined) return 'unclear';
    throw error;
  }
}

/**
 * A new member of staff with a parent's name is taken to be the same person (so K1 applies); the answer says so to whoever may
 * learn who is a parent.
 */
function alsoParent({ name }: Person): string {
  return `${name} is known here as a parent or carer, too, and counts as the same person. If it is somebody else of that name, please give each of them a reference, in an import.`;
}

function personView(
  { today }: Context,
  person: Person,
  title: string,
  words: string | undefined,
  more: readonly Block[] = [],
): View {
  const roles = openRoles(person, today).map((role) => ROLE_LABELS[role]);
  return view(
    title,
    facts(
      ['Name', person.name],
      ['Roles', roles.join(', ') || 'none'],
      ['From', person.startsOn && showDay(person.startsOn)],
      ['Until', person.leavesOn && showDay(person.leavesOn)],
      ['May be key person', person.keyPersonCapable ? 'yes' : 'no'],
      ['Days', daysOf(person, today) ?? 'not known'],
    ),
    words !== undefined && text(words),
    ...more,
  );
}

/**
 * The name to save. A reference may come with a new name. An e-mail that belongs to somebody of another name is refused,
 * because it is more likely a typing error.
 */
async function nameAfter(
  { register, setting }: Context,
  before: Person | undefined,
  said: { name: string; ref?: string | undefined },
): Promise<string> {
  const name = orRefusal(readName(said.name), 'name');
  if (!before || sameName(before.name, name)) return before?.name ?? name;
  const byRef = said.ref === undefined ? undefined : await register.people.byRef(setting.id, said.ref);
  if (byRef?.id === before.id) return name;
  throw new Refusal(`This e-mail address is ${before.name}'s. Please write that name, or another address.`, {
    field: 'email',
  });
}

/** A field for an account on each platform. */
function userFields(platformNames: readonly PlatformNames[]): Fields {
  return Object.fromEntries(
    platformNames.map(({ title, userField }) => [
      userField,
      line(`${title} user`, 200, { hint: 'Only for an account that is not found by e-mail.' }),
    ]),
  );
}

interface GivenUser {
  platform: PlatformNames;
  user: string;
}

/** The user ids that were given, each with its platform. */
function usersIn(
  input: Readonly<Record<string, unknown>>,
  platformNames: readonly PlatformNames[],
): GivenUser[] {
  return platformNames.flatMap((platform) => {
    const user = input[platform.userField];
    return typeof user === 'string' ? [{ platform, user }] : [];
  });
}

/**
 * The accounts that were named and are neither bound to this person nor waiting to be. One that is somebody else's is refused, and
 * one that nobody here could confirm.
 */
async function accountsNamed(
  context: Context,
  person: Person,
  users: readonly GivenUser[],
): Promise<Account[]> {
  const { register, setting, me } = context;
  const accounts: Account[] = [];
  for (const { platform, user } of users) {
    const { name, userField: field, toId } = platform;
    const tenant = setting.tenants[name];
    if (tenant === undefined)
      throw new Refusal(
        'This setting is not connected there yet. People are known by their e-mail address.',
        { field },
      );
    const account = { platform: name, tenant, user: toId(user) };
    const known = (await register.accounts.known(account)).find(
      (each) => each.setting === setting.id && isStanding(each),
    );
    if (known !== undefined && known.person !== person.id)
      throw new Refusal('This account belongs to somebody else here.', { field });
    if (known !== undefined) continue;
    const own = await register.accounts.ofPerson(setting.id, person.id);
    const others = await confirmers(context, { person: person.id, recordedBy: me.id });
    if (others.length === 0 && own.every((bound) => isSameAccount(bound, account)))
      throw new Refusal(
        'Nobody else here can confirm this account. Whoever runs the machine can: by people.csv and an import.',
        { field, cites: ['authority'] },
      );
    accounts.push(account);
  }
  return accounts;
}

/** What is said of an account that was typed. */
const WAITS: Record<WordNeeded, string | undefined> = {
  none: undefined,
  own: 'The account waits until they confirm it from the one that they use. They are asked there.',
  another: 'The account waits until another officer or the administrator has confirmed it.',
  two: 'The account waits until two officers, or one and the administrator, have seen them and confirmed it.',
};

/**
 * Who typed the address: whoever changes it, or makes a parent's address the way in of a member of staff; of an address that somebody
 * had typed before, that one, who would otherwise confirm what they wrote. An account at it then waits for another's word.
 */
function typedBy({ me }: Context, before: Person | undefined, email: string | null): string | null {
  if (email === null) return null;
  if (before?.email?.toLowerCase() !== email.toLowerCase()) return me.id;
  return before.emailTypedBy ?? (isNewHere(before) ? me.id : null);
}

/** Ends what the address until now has let in, and tells it. Whether there was any. */
async function endFormerAddress(
  context: Context,
  before: Person | undefined,
  after: Person,
): Promise<boolean> {
  const { register, setting, me, now } = context;
  if (!before || before.email === null || before.email.toLowerCase() === after.email?.toLowerCase())
    return false;
  const known = await register.accounts.knownOf(setting.id, after.id);
  const ending = known.filter(({ named }) => !named);
  await endAccounts(context, ending, { why: 'address', as: 'readdressed', actor: me.id });
  if (known.some(({ named, state }) => named && state === 'bound'))
    await tell(context, after.id, addressChanged(after.id, now));
  if (known.some(({ state }) => state === 'bound')) await tellOfAccounts(context, [after], me.id);
  return ending.some(({ state }) => state === 'bound');
}

/**
 * What is said of an address that lets nobody in yet. Of one that was not typed but is a parent's, only whoever may learn who is a
 * parent is told.
 */
async function addressWords(
  context: Context,
  before: Person | undefined,
  after: Person,
  { isTyped, hasEnded }: { isTyped: boolean; hasEnded: boolean },
): Promise<string | undefined> {
  if (!isTyped && !maySeeFamilies(context)) return undefined;
  const { emailTypedBy: recordedBy } = after;
  const isAsItWas = !isNewHere(before) && before?.email?.toLowerCase() === after.email?.toLowerCase();
  if (recordedBy === null || isAsItWas) return undefined;
  const others = await confirmers(context, { person: after.id, recordedBy });
  const how =
    others.length === 0
      ? 'before people.csv and an import have named the address: nobody else here can confirm it'
      : 'before another officer or the administrator has confirmed it';
  const ended = hasEnded ? ' What the address until now has let in has ended.' : '';
  return `An account at this address is shown nothing ${how}.${ended}`;
}

function inParts(words: readonly (string | undefined)[]): string | undefined {
  const said = words.filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join('\n');
}

/**
 * Refuses to anybody but the administrator to give an office, and to change how an officer is reached. An end they may propose,
 * or give up an office of their own.
 */
function refuseOffices(
  { roles: mine, today }: Context,
  before: Person | undefined,
  after: Person,
  users: readonly GivenUser[],
): void {
  if (mine.includes('admin')) return;
  const { gained, lost } = officesChanged(before, after, today);
  const isReached =
    before !== undefined &&
    (before.email !== after.email ||
      before.name !== after.name ||
      // An import finds them by it.
      before.ref !== after.ref ||
      users.length > 0);
  const isMoved =
    before !== undefined && (before.startsOn !== after.startsOn || before.leavesOn !== after.leavesOn);
  const held = before !== undefined && openRoles(before, today).some(isOffice);
  if (gained.length > 0 || (held && (isReached || (isMoved && lost.length === 0)))) {
    throw new Refusal(
      'Who is manager, DSO, deputy, chair or administrator, and how they are reached, is changed by the administrator.',
      { field: 'roles', cites: ['authority'] },
    );
  }
}

/** What of a change of offices waits for a second person; undefined where it takes effect at once. */
async function waitsForAnother(
  context: Context,
  before: Person | undefined,
  after: Person,
): Promise<'begins' | 'ends' | undefined> {
  const { register, setting, me, today } = context;
  if (before === undefined) return undefined;
  const { gained, lost } = officesChanged(before, after, today);
  if (before.id !== me.id) return lost.length > 0 ? 'ends' : undefined;
  if (gained.length > 0) return 'begins';
  const others = (await register.people.inPost(setting.id, today)).filter(({ id }) => id !== me.id);
  const last = lost.find((role) => !others.some((other) => rolesOn(other, today).includes(role)));
  if (last !== undefined)
    throw new Refusal(
      `Nobody else here is ${ROLE_LABELS[last]}. Please have another named first; or whoever runs the machine changes it, by people.csv and an import.`,
      { field: 'roles', cites: ['authority'] },
    );
  return undefined;
}

async function refuseTaken(
  { register, setting }: Context,
  before: Person | undefined,
  email: string | null,
): Promise<void> {
  if (email === null) return;
  const others = (await register.people.byEmail(setting.id, email)).filter(
    (other) => other.id !== before?.id,
  );
  if (others.length > 0) throw new Refusal('Somebody else here has this e-mail address.', { field: 'email' });
}

/** The allocations of somebody who left and returns, ended with the day on which they left: a return revives none. */
async function endedWith(
  { register, setting }: Context,
  before: Person | undefined,
): Promise<NewAllocation[]> {
  const leftOn = before?.leavesOn ?? null;
  if (!before || leftOn === null) return [];
  const held = await register.allocations.ofStaff(setting.id, before.id, leftOn);
  return held
    .filter(({ from, until }) => from <= leftOn && (until === null || until > leftOn))
    .map(({ childName: _, childNumber: __, staffName: ___, ...allocation }) => ({
      ...allocation,
      until: leftOn,
      flaggedOn: null,
      dueOn: null,
      endReason: 'left',
    }));
}

function orRefusal<T>(read: { value: T } | { wrong: string }, field: string): T {
  if ('wrong' in read) throw new Refusal(read.wrong, { field });
  return read.value;
}
