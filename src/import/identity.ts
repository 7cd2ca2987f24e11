import type { CarerLink, Child } from '../core/children/child.ts';
import { sharesCarer } from '../core/children/namesake.ts';
import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { differ, isNamed } from '../core/who/match.ts';
import type { Carer } from './carers.ts';
import { at, type Findings, type Rename, renameFlag } from './findings.ts';
import { digest } from './merge.ts';
import { type Human, type Identities, isCellEdited, type Known as Register } from './plan.ts';
import { isPerhapsRenamed, keepsFirstName } from './renames.ts';
import { type ChildRow, grouped, nameKey, type PersonRow } from './rows.ts';

interface Folder {
  people: readonly PersonRow[];
  carers: readonly Carer[];
  children: readonly ChildRow[];
}

type Registered = Pick<Register, 'people' | 'children' | 'links' | 'fingerprint'>;

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
  const staff = folder.people.map((row) => toHuman(row, { row }));
  const carers = folder.carers.map((carer) => toHuman(carer, { carer }));
  const renamed = new Set<Rename>();
  matchChildren(folder.children, registered, renames, renamed, findings);
  const claims = new Claims<Human, Person>(registered.people);
  const joined = joinByIdentifier(staff, carers, findings);
  const humans = () => [...staff, ...carers.filter((human) => !joined.has(human))];
  claims.rename(humans(), renames, renamed, PEOPLE_WORDS, findings);
  // A joined human has the row's reference or address, and perhaps another one as a carer.
  for (const human of humans())
    for (const ref of [human.ref, human.carer?.ref ?? null])
      if (!isUsedAgain(human, ref, claims, findings)) claims.takeByRef(human, ref);
  for (const human of humans())
    for (const email of [human.email, human.carer?.email ?? null])
      takeByEmail(human, email, claims, findings);
  for (const human of staff) takeByName(human, claims, registered, findings);
  joinByName({ staff, carers, joined, claims, registered }, findings);
  for (const human of staff) joinRegistered(human, claims, findings);
  const ofCarer = new Map<Carer, Human>();
  for (const human of humans()) if (human.carer) ofCarer.set(human.carer, human);
  return { humans: humans(), ofCarer, renamed };
}

function toHuman(
  { key, name, ref, email }: Pick<Human, 'key' | 'name' | 'ref' | 'email'>,
  { row, carer }: { row?: PersonRow; carer?: Carer },
): Human {
  return { key, name, ref, email, row, carer, known: undefined };
}

/** Reports a fault at every place in the folder where this human stands. */
function fault(human: Human, findings: Findings, words: string): void {
  if (human.row) findings.fault(human.row.row.place('name'), words);
  for (const { child } of human.row ? [] : (human.carer?.mentions ?? []))
    findings.fault(child.row.place('carers'), words);
}

const PEOPLE_WORDS = {
  several: 'Several people have that name: please use a reference or an e-mail address.',
  both: 'Both are in the register already, as two people: rename before the new name is imported.',
};
const CHILDREN_WORDS = {
  several: 'Several children have that name: please use a reference.',
  both: 'Both are in the register already, as two children: rename before the new name is imported.',
};

interface Named {
  id: string;
  name: string;
  ref: string | null;
  email?: string | null;
}

interface Claimant<Of> extends Omit<Named, 'id'> {
  key: string;
  known: Of | undefined;
}

/** Which person, or child, of the register each row of the folder is. One is taken only once. */
class Claims<Row extends Claimant<Of>, Of extends Named> {
  readonly all: readonly Of[];
  readonly #taken = new Map<string, Row>();
  readonly #byId: Map<string, Of>;
  readonly #byName: Map<string, Of[]>;
  readonly #byRef: Map<string, Of[]>;
  readonly #byEmail: Map<string, Of[]>;

  constructor(all: readonly Of[]) {
    this.all = all;
    this.#byId = new Map(all.map((known) => [known.id, known]));
    this.#byName = grouped(all, ({ name }) => nameKey(name));
    this.#byRef = grouped(all, ({ ref }) => ref?.toLowerCase() ?? '');
    this.#byEmail = grouped(all, ({ email }) => email?.toLowerCase() ?? '');
  }

  byId(id: string): Of | undefined {
    return this.#byId.get(id);
  }

  take(row: Row, known: Of): void {
    row.known = known;
    this.#taken.set(known.id, row);
  }

  takenBy(known: Of): Row | undefined {
    return this.#taken.get(known.id);
  }

  /** Those of the row's name whom no row has taken, and who have no other reference. */
  free(row: Row): Of[] {
    return this.#free(row, this.#byName.get(row.key));
  }

  /** Those of the row's name whom no row has taken, and who have another reference. */
  othersOfName(row: Row): Of[] {
    return (this.#byName.get(row.key) ?? []).filter(
      (known) => !this.#taken.has(known.id) && differ(row.ref, known.ref),
    );
  }

  /** Those of this address whom no row has taken, and who have no other reference. */
  atAddress(row: Row, email: string): Of[] {
    return this.#free(row, this.#byEmail.get(email));
  }

  byRef(ref: string): Of | undefined {
    return this.#byRef.get(ref.toLowerCase())?.[0];
  }

  takeByRef(row: Row, ref: string | null): void {
    const known = ref === null ? undefined : this.byRef(ref);
    if (!row.known && known && !this.#taken.has(known.id)) this.take(row, known);
  }

  /** Applies `--rename`: the one of the old name takes the row of the new one. */
  rename(
    rows: readonly Row[],
    renames: readonly Rename[],
    used: Set<Rename>,
    words: typeof PEOPLE_WORDS,
    findings: Findings,
  ): void {
    for (const rename of renames) {
      const fault = (words: string) =>
        findings.fault({ file: renameFlag(rename.from, rename.to), line: 1, column: 1 }, words);
      const old = this.all.filter((known) => isNamed(rename.from, known));
      const now = rows.filter((row) => isNamed(rename.to, row));
      const namesakes = this.all.filter((known) => isNamed(rename.to, known));
      const [[row], [known]] = [now, old];
      if (!row || old.length + namesakes.length === 0) continue;
      used.add(rename);
      const stays = known && rows.find((other) => other !== row && isRef(other.ref, known.ref));
      if (old.length > 1 || now.length > 1) fault(words.several);
      else if (stays)
        fault(
          `${clip(stays.name)} still stands in the folder with that reference: please write the new name there, too.`,
        );
      else if (known && namesakes.some((other) => other !== known)) fault(words.both);
      else if (known) this.take(row, known);
    }
  }

  #free(row: Row, some: readonly Of[] = []): Of[] {
    return some.filter((known) => !this.#taken.has(known.id) && !differ(row.ref, known.ref));
  }
}

function isRef(one: string | null, other: string | null): boolean {
  return one !== null && one.toLowerCase() === other?.toLowerCase();
}

/** Finds the register's child for each row of children.csv: by reference, else by name. */
function matchChildren(
  rows: readonly ChildRow[],
  { children, links }: Pick<Registered, 'children' | 'links'>,
  renames: readonly Rename[],
  renamed: Set<Rename>,
  findings: Findings,
): void {
  const claims = new Claims<ChildRow, Child>(children);
  claims.rename(rows, renames, renamed, CHILDREN_WORDS, findings);
  for (const row of rows) claims.takeByRef(row, row.ref);
  for (const row of rows) {
    if (row.known) continue;
    const free = claims.free(row);
    const exact = free.length > 1 ? free.filter(({ startsOn }) => startsOn === row.startsOn) : free;
    const [only] = exact;
    if (only && exact.length === 1) claims.take(row, only);
    else if (free.length > 1)
      findings.fault(
        row.row.place('name'),
        `Several children called ${clip(row.name)} are in the register: please add the ref.`,
      );
  }
  const linksOf = ({ id }: Child) => links.filter(({ child }) => child === id);
  for (const row of rows.filter(({ known }) => !known)) {
    const others = claims.othersOfName(row).filter(({ leavesOn }) => leavesOn === null);
    const same = others.filter(
      (child) => child.startsOn === row.startsOn && sharesCarer(row.carers ?? [], linksOf(child)),
    );
    const [only] = same;
    const [other] = others;
    if (only && same.length === 1) claims.take(row, only);
    else if (other)
      findings.fault(
        row.row.place('ref'),
        `${clip(row.name)} is on record under the reference ${other.ref}. If this is the same child, add ${findings.rename(other.ref ?? '', row.ref ?? '', row.name)}; for another child please keep a row for each, with the day on which one has left.`,
      );
  }
}

/**
 * Whether a row of people.csv bears the reference of somebody who has another name and another address: a reference that was given
 * again, or was typed in chat, would make a newcomer the person who had it, with all their records. Reports the fault.
 */
function isUsedAgain(
  human: Human,
  ref: string | null,
  claims: Claims<Human, Person>,
  findings: Findings,
): boolean {
  if (human.known || ref === null || human.row === undefined) return false;
  const known = claims.byRef(ref);
  const isOther =
    known !== undefined &&
    known.posts.length > 0 &&
    differ(human.email, known.email) &&
    !isPerhapsRenamed(known.name, human.name);
  if (isOther)
    findings.fault(
      human.row.row.place('ref'),
      `The reference ${ref} is ${clip(known.name)}’s on record, who has another name and e-mail address. For somebody else please write a reference of their own; if this is the same person, add ${findings.rename(known.name, human.name)}.`,
    );
  return isOther;
}

function takeByEmail(
  human: Human,
  email: string | null,
  claims: Claims<Human, Person>,
  findings: Findings,
): void {
  if (human.known || email === null) return;
  const known = claims.atAddress(human, email);
  const isNamesake = (person: Person) => nameKey(person.name) === human.key;
  const person = known.find(isNamesake) ?? (known.length === 1 ? known[0] : undefined);
  if (!person) return;
  // A row of people.csv is found by its address alone. Parents share addresses, so a carer needs the same first name as well.
  if (isNamesake(person) || (human.row && person.posts.length > 0) || keepsFirstName(person.name, human.name))
    claims.take(human, person);
  else
    findings.note(
      `Possible rename: ${clip(person.name)} may now be ${clip(human.name)}, who has the same e-mail address; if so, add ${findings.rename(person.name, human.name)}.`,
    );
}

/**
 * Finds a member of staff by the name alone. One whose address on record differs is somebody else (rules: Who is meant); that
 * the row says what it said at the last import, and chat has changed the address since, is no difference.
 */
function takeByName(
  human: Human,
  claims: Claims<Human, Person>,
  { fingerprint }: Registered,
  findings: Findings,
): void {
  if (human.known) return;
  const employed = claims.free(human).filter(({ posts }) => posts.length > 0);
  const same = employed.filter(
    ({ id, email }) => !differ(human.email, email) || fingerprint(`P:${id}`).email === digest(human.email),
  );
  const [only] = same;
  if (only && same.length === 1) claims.take(human, only);
  if (same.length > 1)
    fault(
      human,
      findings,
      `Several people called ${clip(human.name)} are in the register: please add the ref or the e-mail address.`,
    );
  const other = employed.find(({ leavesOn }) => leavesOn === null);
  if (same.length === 0 && other)
    fault(
      human,
      findings,
      `The ${clip(human.name)} on record has another e-mail address. If this is the same person, add ${findings.rename(other.email ?? '', human.email ?? '', human.name)}; for somebody else please keep a row for each.`,
    );
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
  const file = carer.carer?.mentions[0]?.child.row.place('carers').file;
  const lines = [...new Set(carer.carer?.mentions.map(({ child }) => child.row.line))].join(', ');
  findings.note(
    `${clip(staff.name)} (${whereIs(staff)}) and the carer of that name (${file}:${lines}) are one person: ${why}.`,
  );
}

function whereIs({ row }: Human): string {
  return row ? at(row.row.place('name')) : '';
}

interface Joining {
  staff: readonly Human[];
  carers: readonly Human[];
  joined: Map<Human, Human>;
  claims: Claims<Human, Person>;
  registered: Registered;
}

/** Joins staff and carers of the same name where neither reference nor address decides. */
function joinByName({ staff, carers, joined, claims, registered }: Joining, findings: Findings): void {
  const linked = grouped(registered.links, ({ child }) => child);
  const staffByName = grouped(staff, ({ key }) => key);
  const carersByName = grouped(carers, ({ key }) => key);
  for (const [key, same] of carersByName) {
    const namesakes = staffByName.get(key) ?? [];
    for (const carer of same.filter((human) => !joined.has(human))) {
      const family = ofFamily(carer, claims, linked, registered);
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

/**
 * The register's carer of that name who is already linked to one of these children; where the cell was edited, not one whose
 * address on record differs.
 */
function ofFamily(
  carer: Human,
  claims: Claims<Human, Person>,
  linked: ReadonlyMap<string, CarerLink[]>,
  registered: Registered,
): Person | undefined {
  const ids = new Set<string>();
  for (const { child, entry } of carer.carer?.mentions ?? [])
    for (const link of child.known ? (linked.get(child.known.id) ?? []) : []) {
      if (nameKey(link.personName) !== carer.key) continue;
      const email = claims.byId(link.person)?.email ?? null;
      if (!differ(entry.email, email) || !isCellEdited(child, registered)) ids.add(link.person);
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
  claims: Claims<Human, Person>,
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
    !differ(carer.ref, only?.ref ?? null) &&
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
    const other = namesakes.find((human) => human.carer === undefined);
    const place = carer.carer?.mentions[0]?.child.row.place('carers');
    if (other?.row && place)
      findings.noteAt(
        place,
        `${clip(carer.name)} is taken for another person than the one of ${at(other.row.row.place('name'))}, by their references.`,
      );
    if (!carer.known) fromRegister(carer, claims, findings);
    return;
  }
  const lines = possible.map((human) => human.row?.row.line).join(', ');
  const file = possible[0]?.row?.row.place('name').file;
  fault(
    carer,
    findings,
    `Is this the ${clip(carer.name)} of ${file}:${lines}? More than one could be meant: please add the reference (#…) that person has in ${file}, or for somebody else one of their own.`,
  );
}

/** Finds a carer by the name alone: the only one of it whose address on record does not differ. */
function fromRegister(carer: Human, claims: Claims<Human, Person>, findings: Findings): void {
  const namesakes = claims.free(carer);
  const free = namesakes.filter(({ email }) => !differ(carer.email, email));
  const [only] = free;
  const mention = carer.carer?.mentions[0]?.child.row.place('carers');
  if (only && free.length === 1) {
    claims.take(carer, only);
    if (only.posts.length > 0)
      findings.note(
        `The carer ${clip(carer.name)} (${mention ? at(mention) : ''}) is taken to be the ${clip(only.name)} who works or worked here, the only one of that name.`,
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
  const [other] = namesakes;
  if (free.length === 0 && other && mention)
    findings.noteAt(
      mention,
      `${clip(carer.name)} is taken for another person than the one of that name on record, whose e-mail address differs. If it is the same person, add ${findings.rename(other.email ?? '', carer.email ?? '', carer.name)}.`,
    );
}

/** Joins a new member of staff with a parent of the same name who is in the register but not in the folder. */
function joinRegistered(human: Human, claims: Claims<Human, Person>, findings: Findings): void {
  if (human.known) return;
  const free = claims.free(human).filter(({ posts }) => posts.length === 0);
  const [only] = free;
  if (only && free.length === 1) {
    claims.take(human, only);
    findings.note(
      `${clip(human.name)} (${whereIs(human)}) is taken to be the ${clip(only.name)} whom the register has as a parent or carer, the only one of that name.`,
    );
  } else if (free.length > 1)
    fault(
      human,
      findings,
      `Several people called ${clip(human.name)} are in the register: please add the ref or the e-mail address.`,
    );
}
