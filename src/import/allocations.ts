import type { Allocation, AllocationRole } from '../core/allocations/allocation.ts';
import type { Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import { addDays, type Day } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { ChildRow } from './children.ts';
import { openRoles } from './posts.ts';
import type { Roster, Scope } from './roster.ts';
import { noteKept, type Settling } from './settle.ts';

/** A row of children.csv, and the child as it will be saved. */
export interface SettledChild {
  row: ChildRow;
  before: Child | undefined;
  after: Child;
  settling: Settling;
  where: string;
  rewrite: string[];
}

/** Plans the allocations that a child's row names. An allocation that is replaced ends the day before. */
export function planAllocation(
  settled: SettledChild,
  role: AllocationRole,
  words: string | null | undefined,
  roster: Roster,
  people: ReadonlyMap<string, Person>,
  scope: Scope,
): void {
  const { known, plan, findings, today } = scope;
  const { row, before, after, settling, rewrite } = settled;
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
  const outcome = settling.field(role, staff?.id ?? null, holder?.staff ?? null);
  const show = (person: string | undefined) =>
    person === undefined ? 'nobody' : clip(people.get(person)?.name ?? '');
  if (outcome === 'keep')
    noteKept(findings, settled.where, row.name, role, show(holder?.staff), show(staff?.id));
  if (outcome !== 'apply') return;
  const from = plan.isNew || after.startsOn > today ? after.startsOn : today;
  if (before) rewrite.push(`${role}: ${show(holder?.staff)} → ${show(staff?.id)}`);
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
