import type { PlatformNames } from '../core/accounts/account.ts';
import { newId } from '../core/identifier.ts';
import type { Person, Role } from '../core/people/person.ts';
import { type Day, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { Findings } from './findings.ts';
import { noteGone } from './gone.ts';
import type { Human } from './human.ts';
import type { Identities } from './identity.ts';
import type { Known } from './known.ts';
import type { PersonRow } from './people.ts';
import type { Plan } from './plan.ts';
import { openRoles, withRoles } from './posts.ts';
import { digest, noteKept, Settling } from './settle.ts';
import { type Directory, directoryOf, lineManager } from './staff.ts';

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
