import type { CarerLink, Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { differ } from '../core/who/match.ts';
import type { ChildRow } from './children.ts';
import type { Claims } from './claims.ts';
import { at, type Findings } from './findings.ts';
import { fault, type Human } from './human.ts';
import { grouped } from './rows.ts';

/**
 * Joins staff and carers whose reference or address agrees: with the same name they are one person, otherwise it is a
 * fault.
 */
export function joinByIdentifier(
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
export function joinByName(
  { staff, carers, joined, claims, children, links }: Joining,
  findings: Findings,
): void {
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
export function joinRegistered(human: Human, claims: Claims, findings: Findings): void {
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
