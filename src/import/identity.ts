import type { CarerLink, Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { isNamed } from '../core/who/match.ts';
import type { Carer } from './carers.ts';
import type { ChildRow } from './children.ts';
import { Claims } from './claims.ts';
import type { Findings } from './findings.ts';
import type { Human } from './human.ts';
import { joinByIdentifier, joinByName, joinRegistered } from './joining.ts';
import type { PersonRow } from './people.ts';
import { type Rename, renameFlag } from './renames.ts';
import { grouped } from './rows.ts';

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
