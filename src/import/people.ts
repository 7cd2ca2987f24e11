import { type KnownAccount, nameOfAccount } from '../core/accounts/account.ts';
import type { Allocation } from '../core/allocations/allocation.ts';
import { newId } from '../core/identifier.ts';
import { isOffice } from '../core/people/offices.ts';
import type { Person, Role } from '../core/people/person.ts';
import { openRoles, withReturn, withRoles } from '../core/people/posts.ts';
import { type Day, returns, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import { isNewHere } from '../core/who/people.ts';
import { withFurtherNames } from './carers.ts';
import { daysNow, withDays } from './days.ts';
import { type Directory, directoryOf, lineManager } from './directory.ts';
import { at, type Findings } from './findings.ts';
import { digest, Merge, showDate, showDays, showText } from './merge.ts';
import type { Human } from './plan.ts';
import { isCellEdited, type Known, type Scope } from './plan.ts';
import { noteGone } from './renames.ts';
import { nameKey, type PersonRow } from './rows.ts';

export interface Roster {
  /** Everyone of the folder, as they will be saved. */
  drafts: Map<Human, Person>;
  directory: Directory;
}

export function planPeople(scope: Scope): Roster {
  const { known, identities, plan, findings } = scope;
  const drafts = new Map<Human, Person>(identities.humans.map((human) => [human, draft(human, scope)]));
  const directory = directoryOf(drafts, scope);
  for (const human of identities.humans) {
    const before = human.known;
    const person = drafts.get(human) as Person;
    const settled = human.row
      ? settleRow(human, typedRow(human.row, person, scope), person, directory, scope)
      : settleCarer(human, person, scope);
    drafts.set(human, settled.person);
    // To whoever may not learn who is a parent, one who is hired is a newcomer like any other, although the row changes nothing.
    const isNewcomer = isNewHere(before) && human.row !== undefined && scope.typedBy !== undefined;
    if (settled.fields.length > 0 || !before || isNewcomer)
      plan.people.push({ after: settled.person, before, fields: settled.fields });
  }
  const here = new Set(identities.humans.filter(({ row }) => row).map(({ known: person }) => person?.id));
  if (!scope.says.people && !scope.isUnreadable) return { drafts, directory };
  noteGone(
    identities.humans.find(({ row }) => row)?.row?.row.place('name').file ?? 'people.csv',
    known.people
      .filter(({ id, posts }) => posts.length > 0 && !here.has(id))
      .map((person) => ({ ...person, wasImported: known.fingerprints.has(`P:${person.id}`) })),
    () =>
      identities.humans
        .filter((human) => human.row && !human.known)
        .map((human) => ({
          ...human,
          startsOn: human.row?.startsOn ?? null,
          line: human.row?.row.line ?? 0,
        })),
    findings,
  );
  return { drafts, directory };
}

/** The person that a new human starts from. */
function draft(human: Human, { plan, now, typedBy }: Scope): Person {
  if (human.known) return { ...human.known, posts: human.known.posts.map((post) => ({ ...post })) };
  return {
    setting: plan.setting.id,
    id: newId(now),
    // The reference and e-mail of a member of staff come from their own row, which is settled later.
    ref: human.row ? null : human.ref,
    name: human.name,
    email: human.row ? null : human.email,
    startsOn: null,
    leavesOn: null,
    keyPersonCapable: true,
    lineManager: null,
    sessions: [],
    posts: [],
    emailTypedBy: human.row || human.email === null ? null : (typedBy ?? null),
  };
}

interface Settled {
  person: Person;
  fields: string[];
}

/** Compares a row of people.csv with the register. */
function settleRow(
  human: Human,
  row: PersonRow,
  person: Person,
  directory: Directory,
  scope: Scope,
): Settled {
  const { known, plan, findings, today, overwrite, typedBy } = scope;
  const before = human.known;
  const where = at(row.row.place('name'));
  const key = `P:${person.id}`;
  const merge = new Merge(known.fingerprint(key), overwrite || !before, { where, name: row.name }, findings);
  // For a parent who is hired there is no earlier row of people.csv to compare with.
  const wasStaff = (before?.posts.length ?? 0) > 0;
  const set = <K extends keyof Person>(
    column: K,
    field: string,
    file: Person[K] | undefined,
    show: (value: Person[K]) => string,
  ) => merge.value(person, column, field, file, show, person[column] === null || !wasStaff);
  const started = person.startsOn;
  const isSilent = row.row.cell('email') === undefined;
  set('name', 'name', row.name, clip);
  set('ref', 'ref', row.ref ?? undefined, showText);
  if (person.email !== null) person.email = person.email.toLowerCase();
  // Beside a child's name, a file in chat does not say how a colleague is reached.
  const asCarer = typedBy !== undefined && wasStaff ? null : (human.carer?.email ?? null);
  set('email', 'email', row.email ?? asCarer ?? (isSilent ? undefined : null), showText);
  if (typedBy !== undefined) {
    refuseTaken(row, person, before, scope);
    refuseRenamed(human, scope);
  }
  if (typedBy !== undefined) person.emailTypedBy = addressTypedBy(typedBy, person, before);
  else if (person.emailTypedBy !== null && person.email === (row.email ?? human.carer?.email)) {
    person.emailTypedBy = null;
    merge.changed.push('email');
    merge.words.push('email: named by the file, too');
  }
  set('startsOn', 'starts_on', row.startsOn, showDate);
  const isReturn = wasStaff && returns(before, person.startsOn);
  if (isReturn) {
    merge.words.push(`returns, having left on ${showDate(person.leavesOn)}`);
    person.leavesOn = row.leavesOn ?? null;
  }
  set('leavesOn', 'leaves_on', row.leavesOn, showDate);
  set('keyPersonCapable', 'key_person_capable', row.capable ?? undefined, (able) => (able ? 'yes' : 'no'));
  const manager = lineManager(row, person, directory, findings);
  set('lineManager', 'line_manager', manager, (id) => directory.nameOf(id) ?? 'nobody');
  merge.field('days', {
    file: row.days,
    registered: daysNow(person.sessions),
    show: showDays,
    take: (days) => {
      person.sessions = withDays(person.sessions, days, before ? today : null);
    },
    isUnset: person.sessions.length === 0,
  });
  if (before && isReturn) takeBack(before, row, person, merge, scope);
  else settleRoles(row, person, started, merge, wasStaff, plan.isNew, today);
  if (person.leavesOn !== null && person.leavesOn !== before?.leavesOn)
    noteLeaver(row, person, known, findings);
  plan.fingerprints.set(key, merge);
  if (!before) plan.changes.push(`${where}: ${clip(row.name)} is new (${showRoles(row.roles ?? [])}).`);
  else if (merge.words.length > 0)
    plan.changes.push(`${where}: ${clip(before.name)}: ${merge.words.join('; ')}.`);
  if (row.roles?.length === 0 && !before)
    findings.note(`${where}: ${clip(row.name)} holds no role, and so can do nothing here.`);
  return { person, fields: merge.changed };
}

/** Whose word an address rests on that a file in chat names: as `person` has it. */
function addressTypedBy(typedBy: string, { email }: Person, before: Person | undefined): string | null {
  if (email === null) return null;
  if (before?.email?.toLowerCase() !== email) return typedBy;
  return before.emailTypedBy ?? (before.posts.length === 0 ? typedBy : null);
}

/** Refuses an address by which somebody else who works here is known, as `person` does: neither could sign in with it any more. */
function refuseTaken(
  { row }: PersonRow,
  { id, email }: Person,
  before: Person | undefined,
  { known, findings }: Scope,
): void {
  if (email === null || email === before?.email?.toLowerCase()) return;
  const isOthers = known.people.some(
    (other) => other.id !== id && other.posts.length > 0 && other.email?.toLowerCase() === email,
  );
  if (isOthers) findings.fault(row.place('email'), 'Somebody else here has this e-mail address.');
}

/**
 * Asks of a colleague whom a row means by the address alone, under another name, whether it is they: two that were exchanged would make one
 * the other, with whatever was declared.
 */
function refuseRenamed({ row, known: before }: Human, { identities, findings }: Scope): void {
  if (!row || !before || before.posts.length === 0 || nameKey(before.name) === row.key) return;
  const isSaid = [...identities.renamed].some(({ to }) => nameKey(to) === row.key);
  if (isSaid || (row.ref !== null && row.ref.toLowerCase() === before.ref?.toLowerCase())) return;
  findings.fault(
    row.row.place('email'),
    `This e-mail address is ${clip(before.name)}’s on record. If ${clip(row.name)} is the same person, add ${findings.rename(before.name, row.name)}; for somebody else please write another address.`,
  );
}

/**
 * What a file that was given in chat may say of somebody: it gives and ends no office, and changes neither how an officer is reached nor
 * how long they are here.
 */
function typedRow(row: PersonRow, person: Person, { plan, today, typedBy }: Scope): PersonRow {
  if (typedBy === undefined) return row;
  const offices = openRoles(person, today).filter(isOffice);
  const roles = row.roles && [...row.roles.filter((role) => !isOffice(role)), ...offices];
  const isOther =
    row.roles !== undefined && row.roles.filter(isOffice).sort().join() !== [...offices].sort().join();
  const isOfficer = offices.length > 0;
  const moved =
    isOfficer &&
    ((row.email !== null && row.email.toLowerCase() !== person.email?.toLowerCase()) ||
      (row.ref !== null && row.ref !== person.ref) ||
      row.name !== person.name ||
      (row.startsOn !== undefined && row.startsOn !== person.startsOn) ||
      (row.leavesOn !== undefined && row.leavesOn !== person.leavesOn));
  if (isOther || moved) plan.officersLeft.push(row.name);
  return isOfficer
    ? {
        ...row,
        roles,
        name: person.name,
        ref: person.ref,
        email: person.email,
        startsOn: person.startsOn,
        leavesOn: person.leavesOn,
      }
    : { ...row, roles };
}

function settleRoles(
  row: PersonRow,
  person: Person,
  started: Day | null,
  merge: Merge,
  wasStaff: boolean,
  isFirst: boolean,
  today: Day,
): void {
  const roles = openRoles(person, today);
  const { startsOn } = person;
  if (started !== startsOn)
    person.posts = person.posts.map((post) =>
      post.from === started && started !== null ? { ...post, from: startsOn } : post,
    );
  const isHired = person.posts.length === 0;
  const hiredOn = startsOn ?? (isFirst ? null : today);
  const from = isHired ? hiredOn : startsOn !== null && startsOn > today ? startsOn : today;
  merge.field<readonly Role[]>('roles', {
    file: row.roles,
    registered: roles,
    show: showRoles,
    take: (next) => {
      person.posts = withRoles(person.posts, next, from, today);
    },
    isUnset: !wasStaff,
  });
}

/** Somebody who left and returns has a second post in each role; the allocations of their first stay end with it. */
function takeBack(
  before: Person,
  row: PersonRow,
  person: Person,
  merge: Merge,
  { plan, known, typedBy }: Scope,
): void {
  const { leavesOn: leftOn } = before;
  if (leftOn === null || person.startsOn === null) return;
  if (row.roles) merge.remember('roles', row.roles);
  const roles = row.roles ?? openRoles(before, leftOn);
  // No file in chat gives an office back that had ended.
  const given = typedBy === undefined ? roles : roles.filter((role) => !isOffice(role));
  person.posts = withReturn(before.posts, leftOn, given, person.startsOn);
  for (const allocation of heldAfter(before.id, leftOn, known))
    plan.endings.push({ ...allocation, until: leftOn, flaggedOn: null, dueOn: null, endReason: 'left' });
}

/** Lists the allocations that end with a last day. */
function noteLeaver(
  { row }: PersonRow,
  { id, name, leavesOn }: Person,
  known: Known,
  findings: Findings,
): void {
  const held = leavesOn === null ? [] : heldAfter(id, leavesOn, known);
  if (leavesOn === null || held.length === 0) return;
  const list = held.map(({ role, childName, number }) => `${role} of ${clip(childName)} (KP-${number})`);
  findings.noteAt(
    row.place('leaves_on'),
    `${clip(name)} leaves on ${showDay(leavesOn)}, and with that end: ${list.join('; ')}.`,
  );
}

/** The allocations that somebody holds on that day and would hold after it. */
function heldAfter(staff: string, day: Day, known: Known): Allocation[] {
  return [...known.allocations.values()]
    .flat()
    .filter((held) => held.staff === staff && held.from <= day && (held.until === null || held.until > day));
}

/**
 * Compares a parent who does not work here with the register: only cells of the carers column that were edited since the last
 * import count.
 */
function settleCarer(
  human: Human,
  person: Person,
  { known, plan, findings, overwrite, typedBy }: Scope,
): Settled {
  const before = human.known;
  if (!before) return { person, fields: ['name'] };
  // A list of children that somebody gives in chat does not change how a colleague is reached.
  if (typedBy !== undefined && before.posts.length > 0) return { person, fields: [] };
  const isEdited = (human.carer?.mentions ?? []).some(({ child }) => isCellEdited(child, known));
  const mention = human.carer?.mentions[0]?.child.row.place('carers');
  const where = mention ? at(mention) : '';
  const subject = { where, name: `the carer ${human.name}` };
  const merge = new Merge({}, overwrite || isEdited, subject, findings);
  for (const field of ['name', 'ref', 'email'] as const) {
    // Further names in brackets stay, where the row does without.
    const isSameName = field === 'name' && nameKey(human.name) === nameKey(person.name);
    const file = isSameName ? withFurtherNames([human.name, person.name]) : human[field];
    if (file === null || file.toLowerCase() === person[field]?.toLowerCase()) continue;
    merge.value<Person, 'name' | 'ref' | 'email'>(person, field, field, file, showText);
  }
  if (typedBy !== undefined && person.email !== before.email) person.emailTypedBy = typedBy;
  if (merge.words.length > 0)
    plan.changes.push(`${where}: the carer ${clip(before.name)}: ${merge.words.join('; ')}.`);
  return { person, fields: merge.changed };
}

function showRoles(roles: readonly Role[]): string {
  return roles.length === 0 ? 'no role' : roles.join(', ');
}

/**
 * Plans the accounts that people.csv names. An empty cell changes nothing. An account that an import bound, and that was
 * unbound since, stays unbound until the cell changes.
 */
export async function planAccounts(
  drafts: ReadonlyMap<Human, Person>,
  { known, plan, findings, overwrite, platformNames, typedBy }: Scope,
): Promise<void> {
  if (typedBy !== undefined) {
    if (
      [...drafts.keys()].some(({ row }) => row && Object.values(row.users).some((user) => user !== undefined))
    )
      findings.note(
        'Accounts are not taken from a file in chat. One that is not found by its address is named with person.',
      );
    return;
  }
  for (const [human, person] of drafts) {
    if (!human.row) continue;
    for (const { name: platform, tenantKey, userField: column } of platformNames) {
      const tenant = plan.setting.tenants[platform];
      const user = human.row.users[platform];
      if (user === undefined) continue;
      if (tenant === undefined) {
        findings.note(
          `${human.row.row.place('name').file}: ${column} is filled in, but setting.json has no ${tenantKey}, so these accounts were not bound; people are known by their e-mail address.`,
        );
        continue;
      }
      const accounts = (human.known ? await known.accountsOf(person.id) : []).filter(
        (account) => account.platform === platform && account.tenant === tenant,
      );
      const merge = plan.fingerprints.get(`P:${person.id}`);
      const last = merge?.last(column);
      // The same account of another workspace or tenant is another account.
      const printOf = (user: string) => `${tenant} ${user}`;
      const bound = accounts.find((account) => account.user === user);
      merge?.remember(column, printOf(user));
      if (bound?.named) continue;
      if (!bound && last === digest(printOf(user)) && !overwrite) {
        findings.note(
          `${at(human.row.row.place('name'))}: ${clip(person.name)}: ${column} was unbound since the last import, and stays so. --overwrite binds it again.`,
        );
        continue;
      }
      const replaces = accounts.find(
        (account) => account.user !== user && digest(printOf(account.user)) === last,
      )?.user;
      plan.bindings.push({ person: person.id, platform, tenant, user, replaces });
      plan.changes.push(
        `${at(human.row.row.place('name'))}: ${clip(person.name)}: ${column} ${replaces === undefined ? 'is bound' : 'is replaced'}.`,
      );
    }
  }
}

/**
 * Plans the accounts that end: of a former workspace or tenant, where the setting names one of its own, and what a former address
 * has let in, unless people.csv names that account.
 */
export async function planEndings(
  drafts: ReadonlyMap<Human, Person>,
  { known, plan, platformNames, typedBy }: Scope,
): Promise<void> {
  const moved = platformNames.filter(({ name }) => {
    const own = plan.setting.tenants[name];
    return own !== undefined && known.setting?.tenants[name] !== own;
  });
  if (moved.length > 0) {
    const accounts: KnownAccount[] = [];
    for (const { id } of known.people) accounts.push(...(await known.knownAccountsOf(id)));
    for (const { name, tenantKey } of moved) {
      const elsewhere = accounts.filter(
        ({ platform, tenant }) => platform === name && tenant !== plan.setting.tenants[name],
      );
      if (elsewhere.length === 0) continue;
      plan.ending.push({ accounts: elsewhere, why: 'moved' });
      const bound = elsewhere.filter(({ state }) => state === 'bound').length;
      plan.changes.push(`setting.json: ${tenantKey}: accounts elsewhere are unbound: ${bound}.`);
    }
  }
  const ending = new Set(plan.ending.flatMap(({ accounts }) => accounts.map(nameOfAccount)));
  for (const [human, person] of drafts) {
    const before = human.known?.email?.toLowerCase();
    if (!human.row || before === undefined || before === person.email?.toLowerCase()) continue;
    const accounts = (await known.knownAccountsOf(person.id)).filter(
      (account) =>
        !account.named &&
        // Accounts are not taken from a file in chat, and so none is spared by it.
        (typedBy !== undefined || human.row?.users[account.platform] !== account.user) &&
        !ending.has(nameOfAccount(account)),
    );
    if (accounts.length === 0) continue;
    plan.ending.push({ accounts, why: 'address' });
    plan.changes.push(
      `${at(human.row.row.place('name'))}: ${clip(person.name)}: what the former address has let in ends.`,
    );
  }
}
