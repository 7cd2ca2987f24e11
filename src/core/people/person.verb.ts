import type { BoundAccount, PlatformNames } from '../accounts/account.ts';
import { NEVER_USED } from '../accounts/account.ts';
import type { NewAllocation } from '../allocations/allocation.ts';
import { leftBehind } from '../allocations/left-behind.ts';
import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { showTouched, standsOnTouched, type Touched, touchedByPost } from '../allocations/touched.ts';
import { loadOfficers } from '../cases/officers.ts';
import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { type Day, parseDay, returns, showDay } from '../rules/days.ts';
import { readEmail, readName, readRef, readRoles } from '../rules/entries.ts';
import { daysAfter, daysOf } from '../rules/sessions.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choices, date, type Fields, line, sessions, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, facts, type Input, text, type View, view } from '../talk/view.ts';
import { sameName } from '../who/match.ts';
import { isNewHere, personNamed, prefillFrom, STAFF } from '../who/people.ts';
import { only, resolve } from '../who/resolve.ts';
import { type Person, type Post, ROLE_LABELS, ROLES, type Role } from './person.ts';
import { openRoles, withReturn, withRoles } from './posts.ts';

const OFFICES: readonly Role[] = ['manager', 'dso', 'deputy_dso', 'chair', 'admin'];

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
          neededWhen: async (context, input) =>
            input.name !== undefined && isNewHere(await personNamed(context, input)),
          prefill: async (context, input) => {
            const found = await personNamed(context, input);
            return found && openRoles(found, context.today);
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
      confirm: confirmation('Change it all the same'),
    },
    standsOn: async (context, input) => standsOnTouched(await touchedSoFar(context, input)),
    shownFirst: async (context, { name, ref, email, ...change }) =>
      (await touchedBy(context, { name, ref, email }, change)).length > 0,
    intro: async (context, input) => {
      const lines = await showTouched(context, await touchedSoFar(context, input));
      return lines.length === 0 ? undefined : ['If you change it so:', ...lines].join('\n');
    },
    execute: async (context, input, mentioned) => {
      const { register, setting, now: at, today } = context;
      refuseUnconfirmed(input.confirm);
      const before = await personNamed(context, {
        name: input.name,
        ...(input.ref ? { ref: input.ref } : {}),
        ...(input.email ? { email: input.email } : {}),
      });
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
      refuseOffices(
        context,
        before,
        roles,
        leavesOn !== (before?.leavesOn ?? null) ||
          startsOn !== (before?.startsOn ?? today) ||
          email !== (before?.email ?? null) ||
          name !== (before?.name ?? name) ||
          users.length > 0,
      );
      await refuseTaken(context, before, email);
      const after: Person = {
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
        posts: postsOf(before, roles, startsOn, today),
      };
      const accounts = await accountsToBind(context, after, users);
      if (before !== undefined && accounts.length === 0 && JSON.stringify(before) === JSON.stringify(after))
        return personView(context, after, 'As it was', 'It is so already; nothing was changed.');
      const ending = hasLeft(before, today) && !hasLeft(after, today) ? await endedWith(context, before) : [];
      await record(
        context,
        {
          action: before ? 'person.changed' : 'person.added',
          subject: after.id,
          payload: { roles: roles ?? null, startsOn, leavesOn, keyPersonCapable: after.keyPersonCapable },
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
      for (const account of accounts) await register.accounts.bind(account);
      const held = await register.allocations.ofStaff(setting.id, after.id, today);
      const marked = await recheck(
        context,
        held.map((allocation) => allocation.child),
      );
      const officers = await loadOfficers(context);
      for (const allocation of marked) {
        const carers = await register.children.carersOf(setting.id, allocation.child);
        await tellSuccessors(
          context,
          officers,
          [allocation],
          officers.ofFamily(carers, { child: allocation.child }),
        );
      }
      const left = after.leavesOn === null ? [] : await leftBehind(context, after.id, 'key person');
      if (!isNewHere(before)) return personView(context, after, 'Changed', undefined, left);
      const asked = 'They are asked to acknowledge the policy and sign the agreement.';
      return personView(context, after, 'Added', before ? `${alsoParent(after)}\n${asked}` : asked);
    },
  });

/** Whom the answers name. */
interface Named {
  name: string;
  ref: string | undefined;
  email: string | undefined;
}

/** What of a change may touch allocations. */
interface Change {
  roles?: readonly string[] | undefined;
  leaves_on?: Day | undefined;
  key_person_capable?: boolean | undefined;
}

/** What the answers so far would touch. */
async function touchedSoFar(context: Context, input: Input): Promise<Touched[]> {
  const said = (name: string) => {
    const raw = given(input[name]);
    return raw === undefined ? undefined : String(raw);
  };
  const named = { name: said('name') ?? '', ref: said('ref'), email: said('email') };
  return touchedBy(context, named, {
    roles: said('roles')?.split(/[,;]/),
    leaves_on: parseDay(said('leaves_on') ?? ''),
    key_person_capable: /^(n|no|false|off)$/i.test(said('key_person_capable') ?? '') ? false : undefined,
  });
}

async function touchedBy(context: Context, named: Named, change: Change): Promise<Touched[]> {
  const before = await personSoFar(context, named);
  if (before === undefined) return [];
  const roles = change.roles && readRoles(change.roles.join(';'));
  return touchedByPost(context, before, {
    ...before,
    leavesOn: change.leaves_on ?? before.leavesOn,
    keyPersonCapable: change.key_person_capable ?? before.keyPersonCapable,
    posts:
      roles && 'value' in roles ? postsOf(before, roles.value, before.startsOn, context.today) : before.posts,
  });
}

/** The person whom the answers name; undefined for a newcomer, and where the name fits several. */
async function personSoFar(
  context: Context,
  { name, ref = '', email = '' }: Named,
): Promise<Person | undefined> {
  try {
    return await personNamed(context, { name, ref, email });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A new member of staff with a parent's name is taken to be the same person (so K1 applies); the answer must say so. */
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

/** The accounts that were named and are not yet bound to this person. One that is bound to somebody else is refused. */
async function accountsToBind(
  { register, setting }: Context,
  person: Person,
  users: readonly GivenUser[],
): Promise<BoundAccount[]> {
  const accounts: BoundAccount[] = [];
  for (const { platform, user } of users) {
    const { name, userField: field, toId } = platform;
    const tenant = setting.tenants[name];
    if (tenant === undefined)
      throw new Refusal(
        'This setting is not connected there yet. People are known by their e-mail address.',
        { field },
      );
    const account = { platform: name, tenant, user: toId(user) };
    const bound = (await register.accounts.find(account)).find((account) => account.setting === setting.id);
    if (bound && bound.person !== person.id)
      throw new Refusal('This account belongs to somebody else here.', { field });
    if (bound?.named) continue;
    accounts.push({
      ...account,
      setting: setting.id,
      person: person.id,
      lastUsedAt: bound?.lastUsedAt ?? NEVER_USED,
      named: true,
    });
  }
  return accounts;
}

/** Refuses changes of officers' roles to anybody but the administrator, so that nobody appoints themselves. */
function refuseOffices(
  { roles: mine, today }: Context,
  before: Person | undefined,
  roles: Role[] | undefined,
  changes: boolean,
): void {
  if (mine.includes('admin')) return;
  const held = before ? openRoles(before, today).filter((role) => OFFICES.includes(role)) : [];
  const wanted = (roles ?? held).filter((role) => OFFICES.includes(role));
  const differs = wanted.length !== held.length || wanted.some((role) => !held.includes(role));
  if (differs || (held.length > 0 && changes)) {
    throw new Refusal(
      'Who is manager, DSO, deputy, chair or administrator, and how they are reached, is changed by the administrator.',
      { field: 'roles', cites: ['authority'] },
    );
  }
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

/** The posts after a change of roles or dates. */
function postsOf(
  before: Person | undefined,
  roles: readonly Role[] | undefined,
  startsOn: Day | null,
  today: Day,
): Post[] {
  const posts = before?.posts ?? [];
  if (before && before.leavesOn !== null && startsOn !== null && returns(before, startsOn))
    return withReturn(posts, before.leavesOn, roles ?? openRoles(before, before.leavesOn), startsOn);
  return roles
    ? withRoles(posts, roles, startsOn !== null && startsOn > today ? startsOn : today, today)
    : posts;
}

function hasLeft(person: Person | undefined, today: Day): boolean {
  return person !== undefined && person.leavesOn !== null && person.leavesOn < today;
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
