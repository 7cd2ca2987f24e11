import type { PlatformNames } from '../core/accounts/account.ts';
import { newId } from '../core/identifier.ts';
import { type Person, type Post, ROLES, type Role } from '../core/people/person.ts';
import { addDays, type Day, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import { type Directory, directoryOf, lineManager } from './directory.ts';
import type { Findings } from './findings.ts';
import type { Human, Identities } from './identity.ts';
import { digest, noteKept, Settling } from './merge.ts';
import type { Known, Plan } from './plan.ts';
import { noteGone } from './renames.ts';
import type { PersonRow } from './rows.ts';

export interface Scope {
  known: Known;
  identities: Identities;
  plan: Plan;
  findings: Findings;
  now: Date;
  today: Day;
  overwrite: boolean;
  platformNames: readonly PlatformNames[];
  /** True where people.csv cannot be read. */
  isUnreadable: boolean;
}

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
      ? settleRow(human, human.row, person, directory, scope)
      : settleCarer(human, person, scope);
    drafts.set(human, settled.person);
    if (settled.fields.length > 0 || !before)
      plan.people.push({ after: settled.person, before, fields: settled.fields });
  }
  const here = new Set(identities.humans.filter(({ row }) => row).map(({ known: person }) => person?.id));
  noteGone(
    'people.csv',
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
function draft(human: Human, { plan, now }: Scope): Person {
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
  };
}

interface Settled {
  person: Person;
  fields: string[];
}

function settleRow(
  human: Human,
  row: PersonRow,
  person: Person,
  directory: Directory,
  { known, plan, findings, today, overwrite }: Scope,
): Settled {
  const before = human.known;
  const key = `P:${person.id}`;
  const settling = new Settling(known.fingerprint(key), overwrite || !before);
  const rewrite: string[] = [];
  // For a parent who is hired there is no earlier row of people.csv to compare with.
  const wasStaff = (before?.posts.length ?? 0) > 0;
  const set = <T>(
    field: string,
    file: T | undefined,
    registered: T,
    show: (value: T) => string,
    take: (value: T) => void,
  ) => {
    const outcome = settling.field(field, file, registered, registered === null || !wasStaff);
    if (outcome === 'apply') {
      if (before) rewrite.push(`${field}: ${show(registered)} → ${show(file as T)}`);
      take(file as T);
    } else if (outcome === 'keep') {
      noteKept(findings, `people.csv:${row.row.line}`, row.name, field, show(registered), show(file as T));
    }
  };
  const silent = (column: string) => row.row.cell(column) === undefined;
  set('name', row.name, person.name, clip, (name) => {
    person.name = name;
  });
  set('ref', row.ref ?? undefined, person.ref, show, (ref) => {
    person.ref = ref ?? null;
  });
  set(
    'email',
    row.email ?? human.carer?.email ?? (silent('email') ? undefined : null),
    person.email?.toLowerCase() ?? null,
    show,
    (email) => {
      person.email = email ?? null;
    },
  );
  const started = person.startsOn;
  set('starts_on', row.startsOn, person.startsOn, showDate, (day) => {
    person.startsOn = day ?? null;
  });
  set('leaves_on', row.leavesOn, person.leavesOn, showDate, (day) => {
    person.leavesOn = day ?? null;
  });
  set(
    'key_person_capable',
    row.capable ?? undefined,
    person.keyPersonCapable,
    (able) => (able ? 'yes' : 'no'),
    (able) => {
      person.keyPersonCapable = able ?? true;
    },
  );
  set(
    'line_manager',
    lineManager(row, person, directory, findings),
    person.lineManager,
    (id) => directory.nameOf(id) ?? 'nobody',
    (id) => {
      person.lineManager = id ?? null;
    },
  );
  const roles = openRoles(person, today);
  if (started !== person.startsOn)
    person.posts = person.posts.map((post) =>
      post.from === started && started !== null ? { ...post, from: person.startsOn } : post,
    );
  set('roles', row.roles, roles, showRoles, (next) => {
    person.posts = withRoles(person, next ?? [], today, plan.isNew);
  });
  plan.fingerprints.set(key, settling);
  const where = `people.csv:${row.row.line}`;
  if (!before) plan.changes.push(`${where}: ${clip(row.name)} is new (${showRoles(row.roles ?? [])}).`);
  else if (rewrite.length > 0) plan.changes.push(`${where}: ${clip(before.name)}: ${rewrite.join('; ')}.`);
  if (row.roles?.length === 0 && !before)
    findings.note(`${where}: ${clip(row.name)} holds no role, and so can do nothing here.`);
  return { person, fields: settling.changed };
}

/**
 * Settles a parent who does not work here: only cells of the carers column that were edited since the last import count.
 */
function settleCarer(
  human: Human,
  person: Person,
  { known, plan, identities, findings, overwrite }: Scope,
): Settled {
  const before = human.known;
  if (!before) return { person, fields: ['name'] };
  const fields: string[] = [];
  const rewrite: string[] = [];
  const isEdited = () =>
    overwrite ||
    (human.carer?.mentions ?? []).some(({ child }) => {
      const registeredChild = identities.children.get(child);
      const last = registeredChild && known.fingerprint(`C:${registeredChild.id}`).carers_cell;
      return last === undefined || last !== digest(child.row.cell('carers'));
    });
  const line = human.carer?.mentions[0]?.child.row.line;
  const set = (field: 'name' | 'ref' | 'email', file: string | null) => {
    const registered = person[field];
    if (file === null || file.toLowerCase() === registered?.toLowerCase()) return;
    if (registered === null || isEdited()) {
      rewrite.push(`${field}: ${show(registered)} → ${file}`);
      fields.push(field);
      if (field === 'name') person.name = file;
      else person[field] = file;
    } else
      findings.note(
        `children.csv:${line}: the carer ${clip(human.name)}: ${field} was changed in chat since the last import and was kept: ${show(registered)} (the file says ${clip(file)}).`,
      );
  };
  set('name', human.name);
  set('ref', human.ref);
  set('email', human.email);
  if (rewrite.length > 0)
    plan.changes.push(`children.csv:${line}: the carer ${clip(before.name)}: ${rewrite.join('; ')}.`);
  return { person, fields };
}

function show(value: string | null | undefined): string {
  return value === null || value === undefined ? 'none' : clip(value);
}

function showDate(day: Day | null | undefined): string {
  return day === null || day === undefined ? 'none' : showDay(day);
}

function showRoles(roles: readonly Role[]): string {
  return roles.length === 0 ? 'no role' : roles.join(', ');
}

/** The roles held today or later. */
export function openRoles(person: Person, today: Day): Role[] {
  const open = person.posts.filter(({ until }) => until === null || until >= today).map(({ role }) => role);
  return ROLES.filter((role) => open.includes(role));
}

/**
 * The posts after these roles were named: a new role begins today, or on the person's first day; a role no longer named
 * ended yesterday.
 */
function withRoles(person: Person, roles: readonly Role[], today: Day, isFirst: boolean): Post[] {
  const posts: Post[] = [];
  const isHired = person.posts.length === 0;
  for (const post of person.posts) {
    const open = post.until === null || post.until >= today;
    if (!open || roles.includes(post.role)) posts.push(post);
    else if (post.from === null || post.from < today) posts.push({ ...post, until: addDays(today, -1) });
  }
  const starts = person.startsOn;
  const from = isHired
    ? (starts ?? (isFirst ? null : today))
    : starts !== null && starts > today
      ? starts
      : today;
  const held = openRoles({ ...person, posts }, today);
  for (const role of roles) if (!held.includes(role)) posts.push({ role, from, until: null });
  return posts;
}

/**
 * Plans the accounts that people.csv names. An empty cell changes nothing. An account that an import bound, and that was
 * unbound since, stays unbound until the cell changes.
 */
export async function planAccounts(
  drafts: ReadonlyMap<Human, Person>,
  { known, plan, findings, overwrite, platformNames }: Scope,
): Promise<void> {
  for (const [human, person] of drafts) {
    if (!human.row) continue;
    for (const { name: platform, tenantKey, userField: column } of platformNames) {
      const tenant = plan.setting.tenants[platform];
      const user = human.row.users[platform];
      if (user === undefined) continue;
      if (tenant === undefined) {
        findings.note(
          `people.csv: ${column} is filled in, but setting.json has no ${tenantKey}, so these accounts were not bound; people are known by their e-mail address.`,
        );
        continue;
      }
      const accounts = (human.known ? await known.accountsOf(person.id) : []).filter(
        (account) => account.platform === platform && account.tenant === tenant,
      );
      const settling = plan.fingerprints.get(`P:${person.id}`);
      const last = settling?.last(column);
      const bound = accounts.find((account) => account.user === user);
      settling?.remember(column, user);
      if (bound?.named) continue;
      if (!bound && last === digest(user) && !overwrite) {
        findings.note(
          `people.csv:${human.row.row.line}: ${clip(person.name)}: ${column} was unbound since the last import, and stays so. --overwrite binds it again.`,
        );
        continue;
      }
      const replaces = accounts.find(
        (account) => account.user !== user && digest(account.user) === last,
      )?.user;
      plan.bindings.push({ person: person.id, platform, tenant, user, replaces });
      plan.changes.push(
        `people.csv:${human.row.row.line}: ${clip(person.name)}: ${column} ${replaces === undefined ? 'is bound' : 'is replaced'}.`,
      );
    }
  }
}

/** Where the setting names a new workspace or tenant of its own, plans to unbind the accounts of any other. */
export async function planUnbinding({ known, plan, platformNames }: Scope): Promise<void> {
  for (const { name: platform, tenantKey } of platformNames) {
    const own = plan.setting.tenants[platform];
    if (own === undefined || known.setting?.tenants[platform] === own) continue;
    const accounts = [];
    for (const { id } of known.people) accounts.push(...(await known.accountsOf(id)));
    const elsewhere = accounts.filter((account) => account.platform === platform && account.tenant !== own);
    if (elsewhere.length === 0) continue;
    plan.unbinding.push(...elsewhere);
    plan.changes.push(`setting.json: ${tenantKey}: accounts elsewhere are unbound: ${elsewhere.length}.`);
  }
}
