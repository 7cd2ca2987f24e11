import type { Allocation, AllocationRole } from '../core/allocations/allocation.ts';
import type { CarerEntry } from '../core/children/carers.ts';
import type { CarerLink, Child, NewLink } from '../core/children/child.ts';
import { relink } from '../core/children/links.ts';
import { newId } from '../core/identifier.ts';
import type { Person } from '../core/people/person.ts';
import { addDays, type Day, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { Carer } from './carers.ts';
import { Merge } from './merge.ts';
import { openRoles, type Roster } from './people.ts';
import type { Saved, Scope } from './plan.ts';
import { noteGone } from './renames.ts';
import { type ChildRow, grouped } from './rows.ts';

interface Family {
  /** The carer that each entry of a cell means. */
  carerOf: Map<CarerEntry, Carer>;
  people: Map<string, Person>;
  linksOf: Map<string, CarerLink[]>;
}

/** Plans what the rows of children.csv change: children, their carers, and their allocations. */
export function planChildren(
  rows: readonly ChildRow[],
  carers: readonly Carer[],
  roster: Roster,
  scope: Scope,
): void {
  const { known, findings } = scope;
  const people = new Map(known.people.map((person) => [person.id, person]));
  for (const person of roster.drafts.values()) people.set(person.id, person);
  const family: Family = {
    carerOf: new Map(carers.flatMap((carer) => carer.mentions.map(({ entry }) => [entry, carer] as const))),
    people,
    linksOf: grouped(known.links, ({ child }) => child),
  };
  for (const row of rows) planChild(row, family, roster, scope);
  const here = new Set(rows.map((row) => row.known?.id));
  noteGone(
    'children.csv',
    known.children
      .filter(({ id }) => !here.has(id))
      .map((child) => ({ ...child, wasImported: known.fingerprints.has(`C:${child.id}`) })),
    () =>
      rows
        .filter((row) => !row.known)
        .map((row) => ({ name: row.name, ref: row.ref, startsOn: row.startsOn, line: row.row.line })),
    findings,
  );
}

function planChild(row: ChildRow, family: Family, roster: Roster, scope: Scope): void {
  const { known, plan, findings, now, overwrite } = scope;
  const before = row.known;
  const after: Child = before
    ? { ...before }
    : {
        setting: plan.setting.id,
        id: newId(now),
        number: 0,
        ref: row.ref,
        name: row.name,
        startsOn: row.startsOn,
        leavesOn: row.leavesOn ?? null,
        firstStartsOn: row.startsOn,
        protected: false,
        sessions: [],
        lookedWith: null,
      };
  const key = `C:${after.id}`;
  const where = `children.csv:${row.row.line}`;
  const merge = new Merge(known.fingerprint(key), overwrite || !before, { where, name: row.name }, findings);
  const settled: SettledChild = { row, before, after, merge };
  const set = <K extends keyof Child>(
    field: string,
    column: K,
    file: Child[K] | undefined,
    show: (value: Child[K]) => string,
  ) =>
    merge.field(field, {
      file,
      registered: after[column],
      show,
      take: (value) => {
        after[column] = value;
      },
    });
  const date = (day: Day | null) => (day === null ? 'none' : showDay(day));
  set('name', 'name', row.name, clip);
  set('ref', 'ref', row.ref ?? undefined, (ref) => (ref === null ? 'none' : clip(ref)));
  set('starts_on', 'startsOn', row.startsOn, date);
  set('leaves_on', 'leavesOn', row.leavesOn, date);
  if (before && !returns(before, after) && before.firstStartsOn === before.startsOn)
    after.firstStartsOn = after.startsOn;
  const isWrongInFile = row.startsOn && row.leavesOn && row.leavesOn < row.startsOn;
  if (after.leavesOn !== null && after.leavesOn < after.startsOn && !isWrongInFile) {
    findings.fault(
      row.row.place('starts_on'),
      `With what was changed in chat this child would leave (${showDay(after.leavesOn)}) before they start (${showDay(after.startsOn)}).`,
    );
  }
  const fields = [...merge.changed];
  if (fields.length > 0 && before) plan.touched.add(after.id);
  planCarers(settled, family, roster, scope);
  planAllocation(settled, 'key_person', row.keyPerson, roster, family.people, scope);
  planAllocation(settled, 'back_up', row.backUp, roster, family.people, scope);
  merge.remember('carers_cell', row.row.cell('carers'));
  plan.fingerprints.set(key, merge);
  if (!before || fields.length > 0) plan.children.push({ before, after, fields } satisfies Saved<Child>);
  if (!before) plan.changes.push(`${where}: ${clip(row.name)} is new, from ${showDay(row.startsOn)}.`);
  else if (merge.words.length > 0)
    plan.changes.push(`${where}: ${clip(before.name)}: ${merge.words.join('; ')}.`);
}

/** Whether a start lies after the last day, which makes a new enrolment: the child left and returns. */
function returns(before: Child, after: Child): boolean {
  return before.leavesOn !== null && after.startsOn > before.leavesOn;
}

type Link = Pick<CarerLink, 'person' | 'relation' | 'standing'>;

function planCarers(settled: SettledChild, family: Family, roster: Roster, scope: Scope): void {
  const { row, before, after, merge } = settled;
  if (row.carers === undefined) return;
  const wanted = row.carers.flatMap((entry): Link[] => {
    const carer = family.carerOf.get(entry);
    const human = carer && scope.identities.ofCarer.get(carer);
    const person = human && roster.drafts.get(human);
    return person ? [{ person: person.id, relation: entry.relation, standing: entry.standing }] : [];
  });
  const links = before ? (family.linksOf.get(before.id) ?? []) : [];
  const currentLinks = links.filter(({ standing }) => standing === 'carer' || standing === 'relative');
  const outcome = merge.compare(
    'carers',
    canonical(wanted),
    canonical(currentLinks),
    currentLinks.length === 0,
  );
  const name = ({ person, relation }: Link) =>
    `${clip(family.people.get(person)?.name ?? '')}${relation === null ? '' : ` (${clip(relation)})`}`;
  const list = (links: readonly Link[]) => (links.length === 0 ? 'none' : links.map(name).join('; '));
  if (outcome === 'keep') merge.noteKept('carers', list(currentLinks), list(wanted));
  if (outcome !== 'apply') return;
  const named = wanted.map(
    (link): NewLink => ({ setting: after.setting, child: after.id, countsAs: null, ...link }),
  );
  const changed = relink(
    links.map(({ personName: _, ...link }) => link),
    named,
  );
  scope.plan.links.push(...changed.links);
  for (const link of before ? changed.links : [])
    merge.words.push(
      link.standing === 'former' ? `${name(link)} is ${wasLinked(links, link)}` : `carer ${name(link)}`,
    );
  if (changed.lost.length > 0) scope.plan.carersLost.set(after.id, changed.lost);
  if (before) scope.plan.touched.add(after.id);
}

function wasLinked(links: readonly CarerLink[], { person }: Link): string {
  const before = links.find((link) => link.person === person);
  return before?.standing === 'relative' ? 'no longer linked' : 'no longer a carer';
}

function canonical(links: readonly Link[]): string[] {
  return links.map(({ person, relation, standing }) => `${person} ${standing} ${relation ?? ''}`).sort();
}

/** A row of children.csv, and the child as it will be saved. */
interface SettledChild {
  row: ChildRow;
  before: Child | undefined;
  after: Child;
  merge: Merge;
}

/** Plans the allocations that a child's row names. An allocation that is replaced ends the day before. */
function planAllocation(
  settled: SettledChild,
  role: AllocationRole,
  words: string | null | undefined,
  roster: Roster,
  people: ReadonlyMap<string, Person>,
  scope: Scope,
): void {
  const { known, plan, findings, today } = scope;
  const { row, before, after, merge } = settled;
  if (words === undefined) return;
  const place = row.row.place(role);
  const found = words === null ? undefined : roster.directory.find(words);
  if (found && 'wrong' in found) {
    if (found.wrong !== undefined) findings.fault(place, found.wrong);
    return;
  }
  const staff = found && people.get(found.id);
  const hasLeft = after.leavesOn !== null && after.leavesOn < today;
  const all = before
    ? (known.allocations.get(before.id) ?? []).filter((allocation) => allocation.role === role)
    : [];
  const open = all.filter(({ until }) => until === null || until >= today);
  const holder =
    open.find(({ until }) => until === null) ??
    open.at(-1) ??
    all.findLast((allocation) => allocation.until === people.get(allocation.staff)?.leavesOn);
  if (staff && holder?.staff !== staff.id && !worksWithChildren(staff, today)) {
    findings.fault(
      place,
      `${clip(staff.name)} does not hold the role staff, and so cannot look after a child.`,
    );
    return;
  }
  if (before && hasLeft) return;
  const outcome = merge.compare(role, staff?.id ?? null, holder?.staff ?? null);
  const show = (person: string | undefined) =>
    person === undefined ? 'nobody' : clip(people.get(person)?.name ?? '');
  if (outcome === 'keep') merge.noteKept(role, show(holder?.staff), show(staff?.id));
  if (outcome !== 'apply') return;
  const from = plan.isNew || after.startsOn > today ? after.startsOn : today;
  if (before) merge.words.push(`${role}: ${show(holder?.staff)} → ${show(staff?.id)}`);
  for (const ending of endingsOf(open, from, people)) plan.endings.push(ending);
  if (!staff) return;
  const lastDay = [after.leavesOn, staff.leavesOn]
    .filter((day): day is Day => day !== null && day < today && day >= from)
    .sort()[0];
  plan.allocating.push({
    child: after.id,
    staff: staff.id,
    role,
    from,
    until: lastDay ?? null,
    place,
    label: `${clip(staff.name)} may not be ${role} of ${clip(row.name)}`,
    refuseForbidden: !plan.isNew && lastDay === undefined,
  });
}

/** Allocations that end: the day before a replacement, or on the last day of a person who has left. */
function endingsOf(
  open: readonly Allocation[],
  from: Day,
  people: ReadonlyMap<string, Person>,
): Allocation[] {
  return open.map((allocation) => {
    const { staff, from: since } = allocation;
    const left = people.get(staff)?.leavesOn ?? null;
    const before = addDays(from, -1);
    const until = left !== null && left < before ? left : before;
    return {
      ...allocation,
      until: until < since && since <= before ? since : until,
      endReason: 'replaced',
    };
  });
}

function worksWithChildren(person: Person, today: Day): boolean {
  return (
    openRoles(person, today).includes('staff') ||
    (person.leavesOn !== null && person.leavesOn < today && person.posts.some(({ role }) => role === 'staff'))
  );
}
