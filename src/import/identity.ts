import type { CarerLink, Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { differ, isNamed } from '../core/who/match.ts';
import type { Carer } from './carers.ts';
import { at, type Findings } from './findings.ts';
import { keepsFirstName, type Rename, renameFlag } from './renames.ts';
import { type ChildRow, grouped, type PersonRow } from './rows.ts';

export interface Identities {
  humans: Human[];
  ofRow: Map<PersonRow, Human>;
  ofCarer: Map<Carer, Human>;
  /** The register's child for each row. */
  children: Map<ChildRow, Child>;
  /** Renames that were used. */
  renamed: Set<Rename>;
}

interface Folder {
  people: readonly PersonRow[];
  carers: readonly Carer[];
  children: readonly ChildRow[];
}

interface Registered {
  people: readonly Person[];
  children: readonly Child[];
  links: readonly CarerLink[];
}

/**
 * Finds the person or child of the register for each row: by its reference, else its e-mail address, else its name. A human
 * who is both on the staff and a carer is one person when reference or address agree, or when both are the only ones of
 * that name. A row that fits several is a fault; nothing is guessed.
 */
export function identify(
  folder: Folder,
  registered: Registered,
  renames: readonly Rename[],
  findings: Findings,
): Identities {
  const staff = folder.people.map(
    (row): Human => ({
      key: row.key,
      name: row.name,
      ref: row.ref,
      email: row.email,
      row,
      carer: undefined,
      known: undefined,
    }),
  );
  const carers = folder.carers.map(
    (carer): Human => ({
      key: carer.key,
      name: carer.name,
      ref: carer.ref,
      email: carer.email,
      row: undefined,
      carer,
      known: undefined,
    }),
  );
  const renamed = new Set<Rename>();
  const children = matchChildren(folder.children, registered.children, renames, renamed, findings);
  const claims = new Claims(registered.people);
  const joined = joinByIdentifier(staff, carers, findings);
  const humans = () => [...staff, ...carers.filter((human) => !joined.has(human))];
  applyRenames(humans(), claims, renames, renamed, findings);
  for (const human of humans()) claims.byRef(human);
  for (const human of humans()) claims.byEmail(human, findings);
  for (const human of staff) claims.byName(human, findings);
  joinByName({ staff, carers, joined, claims, children, links: registered.links }, findings);
  for (const human of staff) joinRegistered(human, claims, findings);
  const ofCarer = new Map<Carer, Human>();
  for (const human of humans()) if (human.carer) ofCarer.set(human.carer, human);
  return {
    humans: humans(),
    ofRow: new Map(staff.map((human) => [human.row as PersonRow, human])),
    ofCarer,
    children,
    renamed,
  };
}

function applyRenames(
  humans: readonly Human[],
  claims: Claims,
  renames: readonly Rename[],
  renamed: Set<Rename>,
  findings: Findings,
): void {
  for (const rename of renames) {
    const old = claims.all().filter((person) => isNamed(rename.from, person));
    const now = humans.filter((human) => isNamed(rename.to, human));
    const [person] = old;
    const [human] = now;
    if (!human || (!person && !claims.all().some((person) => isNamed(rename.to, person)))) continue;
    renamed.add(rename);
    if (now.length > 1 || old.length > 1) {
      findings.fault(
        { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
        'Several people have that name: please use a reference or an e-mail address.',
      );
    } else if (person && claims.all().some((other) => other !== person && isNamed(rename.to, other))) {
      findings.fault(
        { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
        'Both are in the register already, as two people: rename before the new name is imported.',
      );
    } else if (person) claims.take(human, person);
  }
}

/** Finds the register's child for each row of children.csv: by reference, else by name. */
function matchChildren(
  rows: readonly ChildRow[],
  known: readonly Child[],
  renames: readonly Rename[],
  renamed: Set<Rename>,
  findings: Findings,
): Map<ChildRow, Child> {
  const matched = new Map<ChildRow, Child>();
  const taken = new Set<string>();
  const take = (row: ChildRow, child: Child) => {
    matched.set(row, child);
    taken.add(child.id);
  };
  for (const rename of renames) {
    const old = known.filter((child) => isNamed(rename.from, child));
    const now = rows.filter((row) => isNamed(rename.to, row));
    const [row] = now;
    if (!row || (old.length === 0 && !known.some((child) => isNamed(rename.to, child)))) continue;
    renamed.add(rename);
    if (old.length > 1 || now.length > 1) {
      findings.fault(
        { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
        'Several children have that name: please use a reference.',
      );
    } else if (old[0] && known.some((child) => child !== old[0] && isNamed(rename.to, child))) {
      findings.fault(
        { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
        'Both are in the register already, as two children: rename before the new name is imported.',
      );
    } else if (old[0]) take(row, old[0]);
  }
  const byRef = new Map(
    known.flatMap((child) => (child.ref === null ? [] : [[child.ref.toLowerCase(), child] as const])),
  );
  for (const row of rows) {
    const child = row.ref === null || matched.has(row) ? undefined : byRef.get(row.ref.toLowerCase());
    if (child && !taken.has(child.id)) take(row, child);
  }
  const byName = grouped(known, ({ name }) => fold(name));
  for (const row of rows.filter((row) => !matched.has(row))) {
    const free = (byName.get(row.key) ?? []).filter(
      (child) => !taken.has(child.id) && !(row.ref !== null && child.ref !== null),
    );
    const exact = free.length > 1 ? free.filter(({ startsOn }) => startsOn === row.startsOn) : free;
    const [only] = exact;
    if (only && exact.length === 1) take(row, only);
    else if (free.length > 1)
      findings.fault(
        row.row.place('name'),
        `Several children called ${clip(row.name)} are in the register: please add the ref.`,
      );
  }
  return matched;
}

/** One human of the folder, in whatever roles, and their person in the register. */
export interface Human {
  key: string;
  name: string;
  ref: string | null;
  email: string | null;
  row: PersonRow | undefined;
  carer: Carer | undefined;
  known: Person | undefined;
}

/** Reports a fault at every place in the folder where this human stands. */
function fault(human: Human, findings: Findings, words: string): void {
  if (human.row) findings.fault(human.row.row.place('name'), words);
  for (const { child } of human.row ? [] : (human.carer?.mentions ?? []))
    findings.fault(child.row.place('carers'), words);
}

/** Which person of the register each human of the folder is. A person is taken only once. */
class Claims {
  readonly #people: readonly Person[];
  readonly #taken = new Map<string, Human>();
  readonly #byId: Map<string, Person>;
  readonly #byName: Map<string, Person[]>;
  readonly #byRef: Map<string, Person[]>;
  readonly #byEmail: Map<string, Person[]>;

  constructor(people: readonly Person[]) {
    this.#people = people;
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.#byName = grouped(people, ({ name }) => fold(name));
    this.#byRef = grouped(
      people.filter(({ ref }) => ref !== null),
      ({ ref }) => ref?.toLowerCase() ?? '',
    );
    this.#byEmail = grouped(
      people.filter(({ email }) => email !== null),
      ({ email }) => email?.toLowerCase() ?? '',
    );
  }

  all(): readonly Person[] {
    return this.#people;
  }

  byId(id: string): Person | undefined {
    return this.#byId.get(id);
  }

  take(human: Human, person: Person): void {
    human.known = person;
    this.#taken.set(person.id, human);
  }

  takenBy(person: Person): Human | undefined {
    return this.#taken.get(person.id);
  }

  /** People of that name whom nobody has taken, and who have no other reference. */
  free(human: Human): Person[] {
    return (this.#byName.get(human.key) ?? []).filter(
      (person) => !this.#taken.has(person.id) && !differ(human.ref, person.ref),
    );
  }

  byRef(human: Human): void {
    if (human.known) return;
    // A joined human has the row's reference, and perhaps another one as a carer.
    for (const ref of [human.ref, human.carer?.ref ?? null]) {
      const [person] = ref === null ? [] : (this.#byRef.get(ref.toLowerCase()) ?? []);
      if (!human.known && person && !this.#taken.has(person.id)) this.take(human, person);
    }
  }

  byEmail(human: Human, findings: Findings): void {
    if (human.known) return;
    for (const email of [human.email, human.carer?.email ?? null]) {
      if (human.known) continue;
      const known = (email === null ? [] : (this.#byEmail.get(email) ?? [])).filter(
        (person) => !this.#taken.has(person.id) && !differ(human.ref, person.ref),
      );
      const person =
        known.find((person) => fold(person.name) === human.key) ??
        (known.length === 1 ? known[0] : undefined);
      if (!person) continue;
      const sameName = fold(person.name) === human.key;
      // A row of people.csv is found by its address alone. Parents share addresses, so a carer needs the same first name as
      // well.
      if (sameName || (human.row && person.posts.length > 0) || keepsFirstName(person.name, human.name))
        this.take(human, person);
      else
        findings.note(
          `Possible rename: ${clip(person.name)} may now be ${clip(human.name)}, who has the same e-mail address; if so, add ${renameFlag(person.name, human.name)}.`,
        );
    }
  }

  byName(human: Human, findings: Findings): void {
    if (human.known) return;
    const free = this.free(human);
    const employed = free.filter(({ posts }) => posts.length > 0);
    const [only] = employed;
    if (only && employed.length === 1) this.take(human, only);
    if (employed.length > 1)
      fault(
        human,
        findings,
        `Several people called ${clip(human.name)} are in the register: please add the ref or the e-mail address.`,
      );
  }
}

/**
 * Joins staff and carers whose reference or address agrees: with the same name they are one person, otherwise it is a
 * fault.
 */
function joinByIdentifier(
  staff: readonly Human[],
  carers: readonly Human[],
  findings: Findings,
): Map<Human, Human> {
  const joined = new Map<Human, Human>();
  const byRef = grouped(staff, ({ ref }) => ref?.toLowerCase() ?? '');
  const byEmail = grouped(staff, ({ email }) => email ?? '');
  for (const carer of carers) {
    const [same] = carer.ref === null ? [] : (byRef.get(carer.ref.toLowerCase()) ?? []);
    const [reachable] = carer.email === null ? [] : (byEmail.get(carer.email) ?? []);
    const other = same ?? reachable;
    if (!other?.row) continue;
    if (other.key !== carer.key) {
      // A couple may share an address. A carer with a reference of their own is somebody else.
      if (!same && carer.ref !== null) continue;
      const what = same ? `#${carer.ref}` : carer.email;
      fault(
        carer,
        findings,
        `${what} is ${clip(other.name)}'s in ${at(other.row.row.place('name'))}, and ${clip(carer.name)}'s here: please write one name, or another ${same ? 'reference' : 'address'}.`,
      );
      continue;
    }
    if (other.carer) {
      fault(
        carer,
        findings,
        `${clip(carer.name)} of ${at(other.row.row.place('name'))} is written in two ways among the carers: please write reference and address in both places.`,
      );
      continue;
    }
    join(other, carer, joined, findings, same ? 'their reference agrees' : 'their e-mail address agrees');
  }
  return joined;
}

function join(staff: Human, carer: Human, joined: Map<Human, Human>, findings: Findings, why: string): void {
  staff.carer = carer.carer;
  joined.set(carer, staff);
  const lines = [...new Set(carer.carer?.mentions.map(({ child }) => child.row.line))].join(', ');
  findings.note(
    `${clip(staff.name)} (people.csv:${staff.row?.row.line}) and the carer of that name (children.csv:${lines}) are one person: ${why}.`,
  );
}

interface Joining {
  staff: readonly Human[];
  carers: readonly Human[];
  joined: Map<Human, Human>;
  claims: Claims;
  children: ReadonlyMap<ChildRow, Child>;
  links: readonly CarerLink[];
}

/** Joins staff and carers of the same name where neither reference nor address decides. */
function joinByName({ staff, carers, joined, claims, children, links }: Joining, findings: Findings): void {
  const linked = grouped(links, ({ child }) => child);
  const staffByName = grouped(staff, ({ key }) => key);
  const carersByName = grouped(carers, ({ key }) => key);
  for (const [key, same] of carersByName) {
    const namesakes = staffByName.get(key) ?? [];
    for (const carer of same.filter((human) => !joined.has(human))) {
      const family = ofFamily(carer, claims, children, linked);
      const holder = family && claims.takenBy(family);
      if (family && holder && holder !== carer && !carer.known && holder.row && !holder.carer) {
        join(holder, carer, joined, findings, 'the register has them as one already');
        continue;
      }
      if (family && !holder && !carer.known) claims.take(carer, family);
      if (namesakes.length > 0) meetStaff(carer, namesakes, same, joined, claims, findings);
      else if (!carer.known) fromRegister(carer, claims, findings);
    }
  }
}

/** The register's carer of that name who is already linked to one of these children. */
function ofFamily(
  carer: Human,
  claims: Claims,
  children: ReadonlyMap<ChildRow, Child>,
  linked: ReadonlyMap<string, CarerLink[]>,
): Person | undefined {
  const ids = new Set<string>();
  for (const { child } of carer.carer?.mentions ?? []) {
    const known = children.get(child);
    for (const link of known ? (linked.get(known.id) ?? []) : [])
      if (fold(link.personName) === carer.key) ids.add(link.person);
  }
  const [only] = ids;
  const person = ids.size === 1 && only !== undefined ? claims.byId(only) : undefined;
  return person && !differ(carer.ref, person.ref) ? person : undefined;
}

/** Handles a carer with the same name as a member of staff, where neither reference nor address agrees. */
function meetStaff(
  carer: Human,
  namesakes: readonly Human[],
  same: readonly Human[],
  joined: Map<Human, Human>,
  claims: Claims,
  findings: Findings,
): void {
  const [only] = namesakes;
  // The register has them as two people.
  if (
    carer.known &&
    namesakes.every(
      (human) =>
        human.carer !== undefined || (human.known !== undefined && human.known.id !== carer.known?.id),
    )
  )
    return;
  const others = claims.free(carer);
  const onlyOnes =
    namesakes.length === 1 &&
    same.length === 1 &&
    (others.length === 0 || (!only?.known && others.length === 1));
  if (only && onlyOnes && !only.carer) {
    const person = carer.known ?? (only.known ? undefined : others[0]);
    join(only, carer, joined, findings, 'they are the only ones of that name');
    if (person && !only.known) claims.take(only, person);
    return;
  }
  const possible = namesakes.filter(
    (human) => human.carer === undefined && !(human.ref !== null && carer.ref !== null),
  );
  if (possible.length === 0) {
    if (!carer.known) fromRegister(carer, claims, findings);
    return;
  }
  const lines = possible.map((human) => human.row?.row.line).join(', ');
  fault(
    carer,
    findings,
    `Is this the ${clip(carer.name)} of people.csv:${lines}? More than one could be meant: please add the reference (#…) that person has in people.csv, or for somebody else one of their own.`,
  );
}

function fromRegister(carer: Human, claims: Claims, findings: Findings): void {
  const free = claims.free(carer).filter((person) => !differ(carer.email, person.email));
  const [only] = free;
  if (only && free.length === 1) {
    claims.take(carer, only);
    if (only.posts.length > 0)
      findings.note(
        `The carer ${clip(carer.name)} (children.csv:${carer.carer?.mentions[0]?.child.row.line}) is taken to be the ${clip(only.name)} who works or worked here, the only one of that name.`,
      );
    return;
  }
  if (free.length > 1 && free.some(({ ref, email }) => ref !== null || email !== null)) {
    fault(
      carer,
      findings,
      `Several people called ${clip(carer.name)} are in the register: please add the e-mail address or the reference.`,
    );
  }
}

/** Joins a new member of staff with a parent of the same name who is in the register but not in the folder. */
function joinRegistered(human: Human, claims: Claims, findings: Findings): void {
  if (human.known) return;
  const free = claims.free(human);
  const [only] = free;
  if (only && free.length === 1) {
    claims.take(human, only);
    findings.note(
      `${clip(human.name)} (people.csv:${human.row?.row.line}) is taken to be the ${clip(only.name)} whom the register has as a parent or carer, the only one of that name.`,
    );
  } else if (free.length > 1)
    fault(
      human,
      findings,
      `Several people called ${clip(human.name)} are in the register: please add the ref or the e-mail address.`,
    );
}
