import { ALLOCATION_ROLES, type Allocation, type AllocationRole } from '../core/allocations/allocation.ts';
import type { CarerEntry } from '../core/children/carers.ts';
import {
  type CarerLink,
  type Child,
  countedStanding,
  markedAs,
  type NewLink,
} from '../core/children/child.ts';
import { blocksThrough, relink } from '../core/children/links.ts';
import type { Declaration } from '../core/declarations/declaration.ts';
import { newId } from '../core/identifier.ts';
import type { Person } from '../core/people/person.ts';
import { openRoles } from '../core/people/posts.ts';
import { isCloselyAlike } from '../core/rules/alike.ts';
import { addDays, type Day, returns, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import { differ } from '../core/who/match.ts';
import type { Carer } from './carers.ts';
import { daysNow, withDays } from './days.ts';
import { at, type Findings } from './findings.ts';
import { Merge, showDate, showDays, showText } from './merge.ts';
import type { Roster } from './people.ts';
import type { Plan, Scope } from './plan.ts';
import { isPerhapsRenamed, noteGone } from './renames.ts';
import { type ChildRow, grouped, nameKey } from './rows.ts';

interface Family {
  /** The carer that each entry of a cell means. */
  carerOf: Map<CarerEntry, Carer>;
  people: Map<string, Person>;
  linksOf: Map<string, CarerLink[]>;
}

/** A row of children.csv, and the child as it will be saved. */
interface SettledChild {
  row: ChildRow;
  before: Child | undefined;
  after: Child;
  merge: Merge;
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
  if (!scope.says.children) return;
  noteGone(
    rows[0]?.row.place('name').file ?? 'children.csv',
    known.children
      .filter(({ id }) => !here.has(id))
      .map((child) => ({ ...child, wasImported: known.fingerprints.has(`C:${child.id}`) })),
    () => rows.filter((row) => !row.known).map((row) => ({ ...row, line: row.row.line })),
    findings,
  );
}

function planChild(row: ChildRow, family: Family, roster: Roster, scope: Scope): void {
  const { known, plan, findings, overwrite } = scope;
  const before = row.known;
  const after = before ? { ...before } : newChild(row, scope);
  const key = `C:${after.id}`;
  const where = at(row.row.place('name'));
  const merge = new Merge(known.fingerprint(key), overwrite || !before, { where, name: row.name }, findings);
  const settled: SettledChild = { row, before, after, merge };
  settleFields(settled, scope);
  const fields = [...merge.changed];
  if (fields.length > 0 && before) plan.touched.add(after.id);
  planCarers(settled, family, roster, scope);
  if (!before && scope.typedBy !== undefined) refuseSameChild(settled, family, scope);
  for (const role of ALLOCATION_ROLES) planAllocation(settled, role, roster, family.people, scope);
  merge.remember('carers_cell', row.row.cell('carers'));
  plan.fingerprints.set(key, merge);
  if (!before || fields.length > 0) plan.children.push({ before, after, fields });
  if (!before) {
    // Whoever gives a file in chat has not seen it as it was read, and takes over what is shown.
    const more = scope.typedBy === undefined ? [] : broughtBy(settled, family, plan);
    const said = [`${clip(row.name)} is new, from ${showDay(row.startsOn)}`, ...more].join('; ');
    plan.changes.push(`${where}: ${said}.`);
  } else if (merge.words.length > 0)
    plan.changes.push(`${where}: ${clip(before.name)}: ${merge.words.join('; ')}.`);
}

/**
 * Refuses a newcomer with the name of a child on record who has one of their carers, or one called closely like one of theirs whom nothing
 * tells apart, as `child` does: it would be the same child, kept twice, and a hold on one would not hold for the other.
 */
function refuseSameChild({ row, after }: SettledChild, family: Family, scope: Scope): void {
  const { known, plan, findings } = scope;
  const named = plan.links
    .filter(({ child, standing }) => child === after.id && standing === 'carer')
    .flatMap(({ person }) => family.people.get(person) ?? []);
  const isOneOf = ({ person, personName }: CarerLink) => {
    const theirs = family.people.get(person);
    return named.some(
      ({ id, name, email, ref }) =>
        id === person ||
        (isCloselyAlike(name, personName) &&
          !differ(email, theirs?.email ?? null) &&
          !differ(ref, theirs?.ref ?? null)),
    );
  };
  for (const { id, name, ref } of known.children.filter(({ name }) => nameKey(name) === row.key)) {
    const links = (family.linksOf.get(id) ?? []).filter((link) => countedStanding(link) !== null);
    if (links.some(isOneOf))
      findings.fault(
        row.row.place('ref'),
        `${clip(name)} is on record${ref === null ? '' : ` under the reference ${clip(ref)}`}, with a carer who stands here, too. If this is the same child, add ${findings.rename(ref ?? name, row.ref ?? row.name, row.name)}. Another child needs their own carers, with an e-mail address behind a name that is the same.`,
      );
  }
}

/** The carers of a newcomer and who looks after them, in words. */
function broughtBy({ after }: SettledChild, { people }: Family, { links, allocating }: Plan): string[] {
  const name = (person: string) => clip(people.get(person)?.name ?? '');
  const carers = links
    .filter(({ child }) => child === after.id)
    .map(({ person, relation }) => `${name(person)}${relation === null ? '' : ` (${clip(relation)})`}`);
  return [
    ...(carers.length > 0 ? [`${carers.length === 1 ? 'carer' : 'carers'}: ${carers.join(', ')}`] : []),
    ...allocating
      .filter(({ child }) => child === after.id)
      .map(({ role, staff }) => `${role}: ${name(staff)}`),
  ];
}

function newChild(row: ChildRow, { plan, now }: Scope): Child {
  return {
    setting: plan.setting.id,
    id: newId(now),
    number: 0,
    ref: row.ref,
    name: row.name,
    startsOn: row.startsOn,
    leavesOn: row.leavesOn ?? null,
    firstStartsOn: row.startsOn,
    ...markedAs(row.protected ?? false, undefined),
    sessions: withDays([], row.days ?? '', null),
    lookedWith: null,
  };
}

function settleFields({ row, before, after, merge }: SettledChild, { findings, today }: Scope): void {
  merge.value(after, 'name', 'name', row.name, clip);
  merge.value(after, 'ref', 'ref', row.ref ?? undefined, showText);
  merge.value(after, 'startsOn', 'starts_on', row.startsOn, showDate);
  // Of a child who returns, the last day is that of the first stay.
  if (returns(before, after.startsOn)) {
    merge.words.push(`returns, having left on ${showDate(after.leavesOn)}`);
    after.leavesOn = row.leavesOn ?? null;
  }
  merge.value(after, 'leavesOn', 'leaves_on', row.leavesOn, showDate);
  merge.value(after, 'protected', 'protected', row.protected, (is) => (is ? 'yes' : 'no'));
  Object.assign(after, markedAs(after.protected, before));
  merge.field('days', {
    file: row.days,
    registered: daysNow(after.sessions),
    show: showDays,
    take: (days) => {
      after.sessions = withDays(after.sessions, days, today);
    },
    isUnset: after.sessions.length === 0,
  });
  if (before && !returns(before, after.startsOn) && before.firstStartsOn === before.startsOn)
    after.firstStartsOn = after.startsOn;
  const isWrongInFile = row.startsOn && row.leavesOn && row.leavesOn < row.startsOn;
  if (after.leavesOn !== null && after.leavesOn < after.startsOn && !isWrongInFile) {
    findings.fault(
      row.row.place('starts_on'),
      `With what was changed in chat this child would leave (${showDay(after.leavesOn)}) before they start (${showDay(after.startsOn)}).`,
    );
  }
}

type Link = Pick<CarerLink, 'person' | 'relation' | 'standing'>;

function planCarers(settled: SettledChild, family: Family, roster: Roster, scope: Scope): void {
  const { row, before, after, merge } = settled;
  const { plan, findings } = scope;
  const links = before ? (family.linksOf.get(before.id) ?? []) : [];
  const current = links.filter(({ standing }) => standing === 'carer' || standing === 'relative');
  const wanted = (row.carers ?? []).flatMap((entry): Link[] => {
    const carer = family.carerOf.get(entry);
    const human = carer && scope.identities.ofCarer.get(carer);
    const person = human && roster.drafts.get(human);
    return person ? [{ person: person.id, relation: entry.relation, standing: entry.standing }] : [];
  });
  const isSaid = row.carers !== undefined;
  const outcome = isSaid
    ? merge.compare('carers', canonical(wanted), canonical(current), current.length === 0)
    : 'same';
  const remaining = outcome === 'apply' || (outcome === 'same' && isSaid) ? wanted : current;
  if (!remaining.some(({ standing }) => standing === 'carer')) plan.withoutCarers.push(row);
  const name = ({ person, relation }: Link) =>
    `${clip(family.people.get(person)?.name ?? '')}${relation === null ? '' : ` (${clip(relation)})`}`;
  const list = (links: readonly Link[]) => (links.length === 0 ? 'none' : links.map(name).join('; '));
  if (outcome === 'keep') merge.noteKept('carers', list(current), list(wanted));
  if (outcome !== 'apply') return;
  if (row.hasEmptyCarers && current.length > 0) {
    plan.emptied.push(row);
    findings.fault(
      row.row.place('carers'),
      `${clip(row.name)} has carers on record (${list(current)}), and this cell names nobody. Where that is so on purpose, please write none.`,
    );
  }
  const named = wanted.map(
    (link): NewLink => ({ setting: after.setting, child: after.id, countsAs: null, ...link }),
  );
  const changed = relink(
    links.map(({ personName: _, ...link }) => link),
    named,
  );
  plan.links.push(...changed.links);
  for (const link of before ? changed.links : [])
    merge.words.push(
      link.standing === 'former' ? `${name(link)} is ${wasLinked(links, link)}` : `carer ${name(link)}`,
    );
  if (changed.lost.length > 0) plan.carersLost.set(after.id, changed.lost);
  if (before) plan.touched.add(after.id);
  noteRenamed(current, wanted, settled, family, scope);
}

/** Says of each child which declarations would wait for the officer, since somebody whom they are about goes from the row. */
export async function sayBlocks(
  rows: readonly ChildRow[],
  { plan, known, findings, isWritten, typedBy }: Scope,
): Promise<void> {
  if (typedBy !== undefined) return sayCarersGo(rows, plan, findings);
  const touched = new Set<string>();
  for (const row of rows) {
    const child = row.known?.id ?? '';
    const lost = plan.carersLost.get(child) ?? [];
    const declarations: Declaration[] = [];
    for (const link of plan.links.filter((link) => link.child === child && lost.includes(link.person)))
      for (const declaration of await known.declarationsAbout(link.person))
        if (blocksThrough(declaration, link)) declarations.push(declaration);
    const refs = [...new Set(declarations.map(({ number }) => `D-${number}`))].sort();
    if (refs.length === 0) continue;
    if (plan.emptied.includes(row)) for (const ref of refs) touched.add(ref);
    else findings.noteAt(row.row.place('carers'), `${clip(row.name)}: ${waits(refs, isWritten)}`);
  }
  const [first] = plan.emptied;
  if (!first || (plan.emptied.length === 1 && touched.size === 0)) return;
  const children = plan.emptied.length === 1 ? '1 child' : `${plan.emptied.length} children`;
  const { file, column } = first.row.place('carers');
  findings.fault(
    { file, line: 1, column },
    `${children} would lose all carers on record${touched.size === 0 ? '.' : `, and ${waits([...touched], false)}`}`,
  );
}

/** To whoever gives a file in chat the same is said whether anything rests on the carers who go or not: who declared what is the officer's. */
function sayCarersGo(rows: readonly ChildRow[], plan: Plan, findings: Findings): void {
  for (const row of rows.filter((row) => plan.carersLost.has(row.known?.id ?? ''))) {
    const place = row.row.place('carers');
    if (plan.emptied.includes(row))
      findings.fault(
        place,
        `${clip(row.name)} would lose all carers on record. Please write them again; “none” says that there are none.`,
      );
    else
      findings.noteAt(
        place,
        `${clip(row.name)}: what was declared about a carer who goes counts on until an officer has answered.`,
      );
  }
}

function waits(refs: readonly string[], isWritten: boolean): string {
  const verb = !isWritten ? 'would wait' : refs.length === 1 ? 'waits' : 'wait';
  return `${refs.join(', ')} ${verb} for the officer.`;
}

/** Notes a carer who went from a row beside one who came to it and may be the same under another name. */
function noteRenamed(
  current: readonly Link[],
  wanted: readonly Link[],
  { row }: SettledChild,
  { people }: Family,
  { findings }: Scope,
): void {
  const names = (some: readonly Link[], others: readonly Link[]) =>
    some
      .filter(({ person }) => !others.some((other) => other.person === person))
      .map(({ person }) => people.get(person)?.name ?? '');
  for (const old of names(current, wanted))
    for (const fresh of names(wanted, current).filter((name) => isPerhapsRenamed(old, name)))
      findings.noteAt(
        row.row.place('carers'),
        `${clip(old)} is perhaps the same person as ${clip(fresh)}: if so, add ${findings.rename(old, fresh)}.`,
      );
}

function wasLinked(links: readonly CarerLink[], { person }: Link): string {
  const before = links.find((link) => link.person === person);
  return before?.standing === 'relative' ? 'no longer linked' : 'no longer a carer';
}

function canonical(links: readonly Link[]): string[] {
  return links.map(({ person, relation, standing }) => `${person} ${standing} ${relation ?? ''}`).sort();
}

/** Plans the allocation to one role that a child's row names. One that is replaced ends the day before. */
function planAllocation(
  { row, before, after, merge }: SettledChild,
  role: AllocationRole,
  roster: Roster,
  people: ReadonlyMap<string, Person>,
  { known, plan, findings, today }: Scope,
): void {
  const words = row.held[role];
  if (words === undefined) return;
  const place = row.row.place(role);
  const found = words === null ? undefined : roster.directory.find(words);
  if (found && 'wrong' in found) {
    if (found.wrong !== undefined) findings.fault(place, found.wrong);
    return;
  }
  const staff = found && people.get(found.id);
  const hasLeft = after.leavesOn !== null && after.leavesOn < today;
  const isBack = returns(before, after.startsOn);
  const all = (before && !isBack ? (known.allocations.get(before.id) ?? []) : [])
    .filter((allocation) => allocation.role === role)
    .map((allocation) => plan.endings.find(({ id }) => id === allocation.id) ?? allocation);
  const open = all.filter(({ until }) => until === null || until >= today);
  const holder =
    open.find(({ until }) => until === null) ??
    open.at(-1) ??
    all.findLast(({ staff, until }) => until !== null && until === people.get(staff)?.leavesOn);
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
  // With the child's first stay its allocations ended: of a child who returns, the row says who holds them now.
  const isTaken = outcome === 'apply' || (isBack && staff !== undefined);
  if (!isTaken && outcome === 'keep') {
    const isRevival = !holder && all.some((old) => old.staff === staff?.id && old.endReason === 'left');
    if (isRevival)
      findings.noteAt(
        place,
        `${show(staff?.id)} was ${role} until they left, and their return revives nothing: please allocate them anew in chat. --overwrite takes the file's.`,
      );
    else merge.noteKept(role, show(holder?.staff), show(staff?.id));
  }
  if (!isTaken) return;
  const from = plan.isNew || after.startsOn > today ? after.startsOn : today;
  if (before) merge.words.push(`${role}: ${show(holder?.staff)} → ${show(staff?.id)}`);
  for (const ending of endingsOf(open, from, people)) plan.endings.push(ending);
  if (!staff) return;
  const lastDay = [after.leavesOn, staff.leavesOn]
    .filter((day): day is Day => day !== null && day < today && day >= from)
    .sort()[0];
  if (lastDay !== undefined && lastDay === staff.leavesOn)
    findings.noteAt(
      place,
      `${clip(staff.name)} left on ${showDay(lastDay)}, and this allocation ended with it.`,
    );
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
