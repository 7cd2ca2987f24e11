import type { CarerEntry } from '../core/children/carers.ts';
import type { CarerLink, Child, NewLink } from '../core/children/child.ts';
import { relink } from '../core/children/links.ts';
import { newId } from '../core/identifier.ts';
import type { Person } from '../core/people/person.ts';
import { type Day, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import { planAllocation, type SettledChild } from './allocations.ts';
import type { Carer } from './carers.ts';
import type { ChildRow } from './children.ts';
import { noteGone } from './gone.ts';
import type { Saved } from './plan.ts';
import type { Roster, Scope } from './roster.ts';
import { grouped } from './rows.ts';
import { noteKept, Settling } from './settle.ts';

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
  const { known, identities, findings } = scope;
  const people = new Map(known.people.map((person) => [person.id, person]));
  for (const person of roster.drafts.values()) people.set(person.id, person);
  const family: Family = {
    carerOf: new Map(carers.flatMap((carer) => carer.mentions.map(({ entry }) => [entry, carer] as const))),
    people,
    linksOf: grouped(known.links, ({ child }) => child),
  };
  for (const row of rows) planChild(row, family, roster, scope);
  const here = new Set(rows.map((row) => identities.children.get(row)?.id));
  noteGone(
    'children.csv',
    known.children
      .filter(({ id }) => !here.has(id))
      .map((child) => ({ ...child, wasImported: known.fingerprints.has(`C:${child.id}`) })),
    () =>
      rows
        .filter((row) => !identities.children.has(row))
        .map((row) => ({ name: row.name, ref: row.ref, startsOn: row.startsOn, line: row.row.line })),
    findings,
  );
}

function planChild(row: ChildRow, family: Family, roster: Roster, scope: Scope): void {
  const { known, identities, plan, findings, now, overwrite } = scope;
  const before = identities.children.get(row);
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
  const settling = new Settling(known.fingerprint(key), overwrite || !before);
  const where = `children.csv:${row.row.line}`;
  const settled: SettledChild = { row, before, after, settling, where, rewrite: [] };
  const set = <T>(
    field: string,
    file: T | undefined,
    registered: T,
    show: (value: T) => string,
    take: (value: T) => void,
  ) => {
    const outcome = settling.field(field, file, registered);
    if (outcome === 'apply' && before) {
      settled.rewrite.push(`${field}: ${show(registered)} → ${show(file as T)}`);
      take(file as T);
    } else if (outcome === 'keep')
      noteKept(findings, where, row.name, field, show(registered), show(file as T));
  };
  const none = (value: string | null) => (value === null ? 'none' : clip(value));
  const date = (day: Day | null) => (day === null ? 'none' : showDay(day));
  set('name', row.name, after.name, clip, (name) => {
    after.name = name;
  });
  set<string | null>('ref', row.ref ?? undefined, after.ref, none, (ref) => {
    after.ref = ref;
  });
  set('starts_on', row.startsOn, after.startsOn, date, (day) => {
    after.startsOn = day;
  });
  set('leaves_on', row.leavesOn, after.leavesOn, date, (day) => {
    after.leavesOn = day;
  });
  if (before && !returns(before, after) && before.firstStartsOn === before.startsOn)
    after.firstStartsOn = after.startsOn;
  const isWrongInFile = row.startsOn && row.leavesOn && row.leavesOn < row.startsOn;
  if (after.leavesOn !== null && after.leavesOn < after.startsOn && !isWrongInFile) {
    findings.fault(
      row.row.place('starts_on'),
      `With what was changed in chat this child would leave (${showDay(after.leavesOn)}) before they start (${showDay(after.startsOn)}).`,
    );
  }
  const fields = [...settling.changed];
  if (fields.length > 0 && before) plan.touched.add(after.id);
  planCarers(settled, family, roster, scope);
  planAllocation(settled, 'key_person', row.keyPerson, roster, family.people, scope);
  planAllocation(settled, 'back_up', row.backUp, roster, family.people, scope);
  settling.remember('carers_cell', row.row.cell('carers'));
  plan.fingerprints.set(key, settling);
  if (!before || fields.length > 0) plan.children.push({ before, after, fields } satisfies Saved<Child>);
  if (!before) plan.changes.push(`${where}: ${clip(row.name)} is new, from ${showDay(row.startsOn)}.`);
  else if (settled.rewrite.length > 0)
    plan.changes.push(`${where}: ${clip(before.name)}: ${settled.rewrite.join('; ')}.`);
}

/** Whether a start lies after the last day, which makes a new enrolment: the child left and returns. */
function returns(before: Child, after: Child): boolean {
  return before.leavesOn !== null && after.startsOn > before.leavesOn;
}

type Link = Pick<CarerLink, 'person' | 'relation' | 'standing'>;

function planCarers(settled: SettledChild, family: Family, roster: Roster, scope: Scope): void {
  const { row, before, after, settling, rewrite } = settled;
  if (row.carers === undefined) return;
  const wanted = row.carers.flatMap((entry): Link[] => {
    const carer = family.carerOf.get(entry);
    const human = carer && scope.identities.ofCarer.get(carer);
    const person = human && roster.drafts.get(human);
    return person ? [{ person: person.id, relation: entry.relation, standing: entry.standing }] : [];
  });
  const links = before ? (family.linksOf.get(before.id) ?? []) : [];
  const currentLinks = links.filter(({ standing }) => standing === 'carer' || standing === 'relative');
  const outcome = settling.field(
    'carers',
    canonical(wanted),
    canonical(currentLinks),
    currentLinks.length === 0,
  );
  const name = ({ person, relation }: Link) =>
    `${clip(family.people.get(person)?.name ?? '')}${relation === null ? '' : ` (${clip(relation)})`}`;
  const list = (links: readonly Link[]) => (links.length === 0 ? 'none' : links.map(name).join('; '));
  if (outcome === 'keep')
    noteKept(scope.findings, settled.where, row.name, 'carers', list(currentLinks), list(wanted));
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
    rewrite.push(
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
