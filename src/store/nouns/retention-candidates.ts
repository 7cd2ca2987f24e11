import { ARRANGEMENT_STATES } from '../../core/arrangements/states.ts';
import type { RetentionCandidate } from '../../core/records/retention.ts';
import type { Day } from '../../core/rules/days.ts';
import { openStates } from '../../core/rules/states.ts';
import type { Transaction } from '../database.ts';
import { toSqlList } from '../rows.ts';

interface ChildRow {
  id: string;
  number: number;
  leaves_on: Day | null;
  erased_on: Day | null;
}

/** Every record of a setting that still has its personal fields, and all that its term is counted from. */
export async function kept(db: Transaction, setting: string): Promise<RetentionCandidate[]> {
  const children = new Map(
    (
      await db.all<ChildRow>(
        'SELECT id, number, leaves_on, erased_on FROM children WHERE setting = ? ORDER BY number',
        [setting],
      )
    ).map((row) => [row.id, row]),
  );
  const links = await db.all<{ child: string; person: string }>(
    'SELECT child, person FROM carer_links WHERE setting = ? ORDER BY child, person',
    [setting],
  );
  const familyOf = group(links, 'child', 'person');
  const childrenOf = group(links, 'person', 'child');
  const left = await leavings(db, setting);

  const neededBy = new Map<string, string[]>();
  const needs = (key: string, ...ids: (string | null)[]) => {
    for (const id of ids) if (id !== null) put(neededBy, id, key);
  };
  const about = (linked: readonly string[]) => linked.map((child) => children.get(child)?.leaves_on ?? null);
  const families = (linked: readonly string[]) => linked.flatMap((child) => familyOf.get(child) ?? []);
  const blank = { childrenLeaveOn: [], closedOn: null, leftOn: null, neededBy: [], inPost: false };
  const found: RetentionCandidate[] = [];

  const declarations = await db.all<{
    id: string;
    number: number;
    declarer: string;
    counterpart: string | null;
    child: string | null;
    state: string;
    ended_on: Day | null;
    decided_at: string | null;
  }>(
    `SELECT id, number, declarer, counterpart, child, state, ended_on, decided_at FROM declarations
     WHERE setting = ? AND erased_on IS NULL ORDER BY submitted_at, id`,
    [setting],
  );
  for (const { id, number, declarer, counterpart, child, state, ended_on, decided_at } of declarations) {
    const linked = [
      ...new Set([
        ...(child === null ? [] : [child]),
        ...(counterpart === null ? [] : (childrenOf.get(counterpart) ?? [])),
      ]),
    ];
    const isOver = state === 'closed' || state === 'void';
    needs(`declaration:${id}`, declarer, counterpart, ...linked);
    found.push({
      ...blank,
      kind: 'declaration',
      id,
      ref: `D-${number}`,
      people: [declarer, ...(counterpart === null ? [] : [counterpart]), ...families(linked)],
      childrenLeaveOn: about(linked),
      closedOn: isOver ? (ended_on ?? decided_at?.slice(0, 10) ?? null) : null,
      leftOn: left.get(declarer)?.on ?? null,
    });
  }

  // One that was erased at a time when that did not close it goes once more, with what has been written into it since.
  const ofChildren = [
    [
      'arrangement',
      'A-',
      'SELECT id, number, child, staff FROM arrangements',
      `erased_on IS NULL OR state IN ${toSqlList(openStates(ARRANGEMENT_STATES))} OR officer_note IS NOT NULL`,
    ],
    [
      'allocation',
      'KP-',
      'SELECT id, number, child, staff FROM allocations',
      'erased_on IS NULL AND (ends_on IS NULL OR end_reason IS NOT NULL)',
    ],
    [
      'hold',
      'C-',
      'SELECT id, NULL AS number, child, staff FROM holds',
      'erased_on IS NULL OR lifted_at IS NULL',
    ],
  ] as const;
  for (const [kind, letters, select, still] of ofChildren) {
    const rows = await db.all<{ id: string; number: number | null; child: string; staff: string }>(
      `${select} WHERE setting = ? AND (${still}) ORDER BY id`,
      [setting],
    );
    for (const { id, number, child, staff } of rows) {
      if (kind !== 'allocation') needs(`${kind}:${id}`, child, staff);
      found.push({
        ...blank,
        kind,
        id,
        ref: `${letters}${number ?? children.get(child)?.number ?? 0}`,
        people: [staff, ...families([child])],
        childrenLeaveOn: about([child]),
      });
    }
  }

  for (const [kind, table] of [
    ['acknowledgement', 'acknowledgements'],
    ['signature', 'signatures'],
  ] as const) {
    const rows = await db.all<{ id: string; person: string }>(
      `SELECT id, person FROM ${table} WHERE setting = ? AND erased_on IS NULL ORDER BY id`,
      [setting],
    );
    for (const { id, person } of rows) {
      needs(`${kind}:${id}`, person);
      found.push({ ...blank, kind, id, ref: id, people: [person], leftOn: left.get(person)?.on ?? null });
    }
  }

  const matters = await db.all<{ id: string; number: number; subject: string }>(
    'SELECT id, number, subject FROM conduct_matters WHERE setting = ? AND erased_on IS NULL ORDER BY opened_at, id',
    [setting],
  );
  for (const { id, number, subject } of matters) {
    needs(`conduct:${id}`, subject);
    const leftOn = left.get(subject)?.on ?? null;
    found.push({ ...blank, kind: 'conduct', id, ref: `M-${number}`, people: [subject], leftOn });
  }

  for (const { id, linked, people } of await questions(db, setting)) {
    needs(`family:${id}`, ...linked, ...people);
    found.push({ ...blank, kind: 'family', id, ref: id, people, childrenLeaveOn: about(linked) });
  }

  for (const { id, number, erased_on } of children.values()) {
    if (erased_on !== null) continue;
    found.push({
      ...blank,
      kind: 'child',
      id,
      ref: `C-${number}`,
      people: families([id]),
      childrenLeaveOn: about([id]),
      neededBy: neededBy.get(id) ?? [],
    });
  }
  for (const [id, { on, works, erased }] of left) {
    if (erased) continue;
    found.push({
      ...blank,
      kind: 'person',
      id,
      ref: id,
      people: [id],
      childrenLeaveOn: about(childrenOf.get(id) ?? []),
      leftOn: on,
      neededBy: neededBy.get(id) ?? [],
      inPost: works,
    });
  }
  return found;
}

/** "Do you know this family?": the children it was asked of, the carers, and whom it was put to. */
async function questions(
  db: Transaction,
  setting: string,
): Promise<{ id: string; linked: string[]; people: string[] }[]> {
  const rows = await db.all<{ id: string }>(
    'SELECT id FROM family_questions WHERE setting = ? AND erased_on IS NULL ORDER BY id',
    [setting],
  );
  const [children, carers, asked] = await Promise.all(
    [
      ['family_children', 'child'],
      ['family_carers', 'person'],
      ['family_answers', 'person'],
    ].map(async ([table, column]) =>
      group(
        await db.all<{ question: string; id: string }>(
          `SELECT question, ${column} AS id FROM ${table} WHERE setting = ? ORDER BY question, ${column}`,
          [setting],
        ),
        'question',
        'id',
      ),
    ),
  );
  return rows.map(({ id }) => ({
    id,
    linked: children?.get(id) ?? [],
    people: [...(carers?.get(id) ?? []), ...(asked?.get(id) ?? [])],
  }));
}

function group<K extends string>(rows: readonly Record<K, string>[], by: K, what: K): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows) put(groups, row[by], row[what]);
  return groups;
}

function put(groups: Map<string, string[]>, key: string, value: string): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** When each person left; `works`: holds a role that has no end yet, or will hold one. */
async function leavings(
  db: Transaction,
  setting: string,
): Promise<Map<string, { on: Day | null; works: boolean; erased: boolean }>> {
  const rows = await db.all<{
    id: string;
    leaves_on: Day | null;
    erased_on: Day | null;
    posts: number;
    open: number;
    last: Day | null;
  }>(
    `SELECT p.id, p.leaves_on, p.erased_on, COUNT(t.position) AS posts, MAX(t.ends_on) AS last,
       SUM(CASE WHEN t.position IS NOT NULL AND t.ends_on IS NULL THEN 1 ELSE 0 END) AS open
     FROM people p LEFT JOIN posts t ON t.setting = p.setting AND t.person = p.id
     WHERE p.setting = ? GROUP BY p.id, p.leaves_on, p.erased_on ORDER BY p.id`,
    [setting],
  );
  return new Map(
    rows.map(({ id, leaves_on, erased_on, posts, open, last }) => {
      const on = leaves_on ?? (posts > 0 && open === 0 ? last : null);
      return [id, { on, works: posts > 0 && on === null, erased: erased_on !== null }];
    }),
  );
}
