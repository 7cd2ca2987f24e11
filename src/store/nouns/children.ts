import {
  type CarerLink,
  CHILD_RETENTION,
  type Child,
  type Children,
  countedStanding,
  type NewLink,
  type Standing,
} from '../../core/children/child.ts';
import type { Day } from '../../core/rules/days.ts';
import { fold } from '../../core/rules/names.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { type Erasure, NO_FACTS, WHERE_RECORD } from '../erasure.ts';
import { addRows } from '../rows.ts';
import { GONE, type Row } from '../table.ts';
import { returned, type Traces, traced } from '../trace.ts';
import { ALLOCATIONS } from './allocations.ts';
import { CHILD_COLUMNS, type ChildRow, childFromRow, PROTECTED } from './child-rows.ts';
import { countsAs, OPEN } from './matching.ts';

export const CHILDREN = traced(
  'children',
  [
    'setting',
    'id',
    'number',
    'ref',
    'name',
    'name_key',
    'starts_on',
    'leaves_on',
    'first_starts_on',
    'protected',
    'sessions',
    'looked_with',
  ],
  { hasErasedOn: true },
);
export const ENROLMENTS = traced('enrolments', ['setting', 'child', 'starts_on', 'leaves_on'], {
  key: ['child', 'starts_on'],
});
export const CARER_LINKS = traced(
  'carer_links',
  ['setting', 'child', 'person', 'relation', 'standing', 'counts_as'],
  { key: ['child', 'person'] },
);

interface LinkRow {
  setting: string;
  child: string;
  person: string;
  person_name: string;
  relation: string | null;
  standing: Standing;
  counts_as: CarerLink['countsAs'];
}

const PRESENT = 'c.setting = ? AND (c.leaves_on IS NULL OR c.leaves_on >= ?)';
const BY_NAME = 'ORDER BY c.name_key, c.number';
const links = (
  before: string,
) => `SELECT l.setting, l.child, l.person, p.name AS person_name, l.relation, l.standing, l.counts_as
  FROM ${before} carer_links l JOIN people p ON p.setting = l.setting AND p.id = l.person`;

function fromLinkRow(row: LinkRow): CarerLink {
  return {
    setting: row.setting,
    child: row.child,
    person: row.person,
    personName: row.person_name,
    relation: row.relation,
    standing: row.standing,
    countsAs: row.counts_as,
  };
}

function children(db: Transaction, traces: Traces): Children {
  const linksOf: Children['linksOf'] = async (setting, ...children) => {
    const rows = await db.all<LinkRow>(
      `${links('json_each(?) wanted CROSS JOIN')} WHERE l.setting = ? AND l.child = wanted.value ORDER BY p.name_key, p.id`,
      [toJsonList(children), setting],
    );
    return rows.map(fromLinkRow);
  };
  const some = async (where: string, values: Value[], rest = BY_NAME) =>
    (await db.all<ChildRow>(`SELECT ${CHILD_COLUMNS} FROM children c WHERE ${where} ${rest}`, values)).map(
      childFromRow,
    );

  return {
    async byIds(setting, ids) {
      const rows = await db.all<ChildRow>(
        `SELECT ${CHILD_COLUMNS} FROM json_each(?) wanted CROSS JOIN children c
         WHERE c.setting = ? AND c.id = wanted.value ${BY_NAME}`,
        [toJsonList(ids), setting],
      );
      return rows.map(childFromRow);
    },
    byId: async (setting, id) => (await some('c.setting = ? AND c.id = ?', [setting, id]))[0],
    byNumber: async (setting, number) =>
      (await some('c.setting = ? AND c.number = ? AND c.erased_on IS NULL', [setting, number]))[0],
    byName: (setting, key) =>
      some('c.setting = ? AND c.name_key = ? AND c.erased_on IS NULL', [setting, key]),
    byRef: async (setting, ref) => (await some('c.setting = ? AND c.ref = ?', [setting, ref]))[0],
    present: (setting, on) => some(PRESENT, [setting, on]),
    enrolledOn: (setting, on) =>
      some(
        `c.setting = ? AND EXISTS (
           SELECT 1 FROM enrolments e
           WHERE e.setting = c.setting AND e.child = c.id AND e.starts_on <= ? AND (e.leaves_on IS NULL OR e.leaves_on >= ?))`,
        [setting, on, on],
      ),
    all: (setting) => some('c.setting = ?', [setting]),
    linksOf,
    carersOf: async (setting, ...children) =>
      (await linksOf(setting, ...children)).filter((link) => countedStanding(link) === 'carer'),
    async unsettled(setting) {
      const rows = await db.all<LinkRow>(
        `${links('')} WHERE l.setting = ? AND l.counts_as IS NOT NULL AND (${WORKS_HERE} OR ${BLOCKS})
         ORDER BY l.child, p.name_key, p.id`,
        [setting, setting, setting],
      );
      return rows.map(fromLinkRow);
    },
    async kinships(setting, on) {
      const rows = await db.all<{
        person: string;
        person_name: string;
        relation: string | null;
        standing: 'carer' | 'relative';
        child: string;
        number: number;
        name: string;
        protected: number;
      }>(
        `SELECT l.person, p.name AS person_name, l.relation, ${countsAs('l')} AS standing, l.child, c.number, c.name, c.protected
         FROM carer_links l
         JOIN people p ON p.setting = l.setting AND p.id = l.person
         JOIN children c ON c.setting = l.setting AND c.id = l.child
         WHERE l.setting = ? AND (c.leaves_on IS NULL OR c.leaves_on >= ?) AND ${countsAs('l')} IN ('carer', 'relative')
         ORDER BY p.name_key, p.id, c.name_key, c.number`,
        [setting, on],
      );
      return rows.map((row) => ({
        person: row.person,
        personName: row.person_name,
        relation: row.relation,
        standing: row.standing,
        child: row.child,
        childNumber: row.number,
        childName: row.name,
        isProtected: row.protected === 1,
      }));
    },
    async links(setting) {
      const rows = await db.all<LinkRow>(
        `${links('')} WHERE l.setting = ? ORDER BY l.child, p.name_key, p.id`,
        [setting],
      );
      return rows.map(fromLinkRow);
    },
    async ofPerson(setting, person) {
      const rows = await db.all<ChildRow & Pick<LinkRow, 'standing' | 'counts_as' | 'relation'>>(
        `SELECT ${CHILD_COLUMNS}, l.standing, l.counts_as, l.relation
         FROM carer_links l JOIN children c ON c.setting = l.setting AND c.id = l.child
         WHERE l.setting = ? AND l.person = ? ${BY_NAME}`,
        [setting, person],
      );
      return rows.map((row) => ({
        child: childFromRow(row),
        standing: row.standing,
        countsAs: row.counts_as,
        relation: row.relation,
      }));
    },
    linkAll: (links) => linkAll(db, links, traces),
    async nextNumber(setting) {
      const row = await db.get<{ last: number | null; retired: number | null }>(
        `SELECT (SELECT MAX(number) FROM children WHERE setting = ?) AS last,
           (SELECT MAX(number) FROM retired_numbers WHERE setting = ? AND letters = 'C') AS retired`,
        [setting, setting],
      );
      return Math.max(row?.last ?? 0, row?.retired ?? 0) + 1;
    },
    async add(children) {
      await addRows(
        db,
        CHILDREN,
        children.map((child) => toRow(child, child.firstStartsOn)),
        traces,
      );
      await addRows(
        db,
        ENROLMENTS,
        children.map(({ setting, id, startsOn, leavesOn }) => [setting, id, startsOn, leavesOn]),
        traces,
      );
    },
  };
}

/** The person of a link `l` is or was a member of staff (K1). Takes the setting. */
const WORKS_HERE = 'EXISTS (SELECT 1 FROM posts t WHERE t.setting = ? AND t.person = l.person)';

/** Through the person of a link `l`, as it counts, an open declaration blocks: more than a note (K8, K11) rests on it. Takes the setting. */
const BLOCKS = `EXISTS (SELECT 1 FROM declarations d WHERE d.setting = ? AND d.counterpart = l.person AND ${OPEN}
  AND (d.state <> 'active' OR (l.counts_as = 'carer' AND COALESCE(d.outcome, '') <> 'not_personal')))`;

async function linkAll(db: Transaction, links: readonly NewLink[], traces: Traces): Promise<void> {
  await addRows(
    db,
    CARER_LINKS,
    links.map(({ setting, child, person, relation, standing, countsAs }) => [
      setting,
      child,
      person,
      relation,
      standing,
      countsAs,
    ]),
    traces,
    `ON CONFLICT (setting, child, person) DO UPDATE SET relation = excluded.relation, standing = excluded.standing,
       counts_as = excluded.counts_as`,
  );
}

function toRow(child: Child, firstStartsOn: Day): Value[] {
  const { setting, id, number, ref, name, startsOn, leavesOn, sessions, lookedWith } = child;
  return [
    setting,
    id,
    number,
    ref,
    name,
    fold(name),
    startsOn,
    leavesOn,
    firstStartsOn,
    child.protected ? PROTECTED.yes : child.wasProtected ? PROTECTED.was : PROTECTED.no,
    JSON.stringify(sessions),
    lookedWith,
  ];
}

/** The child's row tells of the latest enrolment; the table of enrolments of every one. */
async function saveChild(db: Transaction, child: Child, traces: Traces): Promise<void> {
  const { setting, id, startsOn, leavesOn } = child;
  const stored = await db.get<Pick<ChildRow, 'starts_on' | 'leaves_on' | 'first_starts_on'>>(
    'SELECT starts_on, leaves_on, first_starts_on FROM children WHERE setting = ? AND id = ?',
    [setting, id],
  );
  const returns = stored?.leaves_on != null && startsOn > stored.leaves_on;
  await addRows(
    db,
    CHILDREN,
    [toRow(child, firstStart(child, stored, returns))],
    traces,
    `ON CONFLICT (setting, id) DO UPDATE SET
       number = excluded.number, ref = excluded.ref, name = excluded.name, name_key = excluded.name_key,
       starts_on = excluded.starts_on, leaves_on = excluded.leaves_on, first_starts_on = excluded.first_starts_on,
       protected = excluded.protected, sessions = excluded.sessions, looked_with = excluded.looked_with`,
  );
  if (stored && !returns) {
    const moved = await db.run(
      'UPDATE enrolments SET starts_on = ?, leaves_on = ? WHERE setting = ? AND child = ? AND starts_on = ?',
      [startsOn, leavesOn, setting, id, stored.starts_on],
    );
    if (moved === 0) return;
    if (startsOn !== stored.starts_on) traces.deleted(ENROLMENTS, setting, id, stored.starts_on);
    traces.saved(ENROLMENTS, [setting, id, startsOn, leavesOn]);
    return;
  }
  await addRows(db, ENROLMENTS, [[setting, id, startsOn, leavesOn]], traces);
  if (stored && returns) {
    const ended = await db.all<Row>(
      `UPDATE allocations SET ends_on = ?, end_reason = ?
       WHERE setting = ? AND child = ? AND (ends_on IS NULL OR ends_on > ?) AND starts_on <= ?
       RETURNING ${returned(ALLOCATIONS.traced)}`,
      [stored.leaves_on, 'The child left.', setting, id, stored.leaves_on, stored.leaves_on],
    );
    for (const allocation of ended) traces.changed(ALLOCATIONS.traced, allocation);
  }
}

/** While there is one enrolment its start is the first; after a return the first stays what it was. */
function firstStart(
  child: Child,
  stored: Pick<ChildRow, 'starts_on' | 'first_starts_on'> | undefined,
  returns: boolean,
): Day {
  if (!stored) return child.firstStartsOn < child.startsOn ? child.firstStartsOn : child.startsOn;
  if (returns || stored.first_starts_on < stored.starts_on) return stored.first_starts_on;
  return child.startsOn;
}

const CHILDREN_ERASURE: Erasure = {
  rule: CHILD_RETENTION,
  async candidates(_db, _setting, { children, carersOf }) {
    return [...children]
      .filter(([, { isErased }]) => !isErased)
      .map(([id, { number, leavesOn }]) => ({
        ...NO_FACTS,
        id,
        ref: `C-${number}`,
        subjects: [`C-${number}`],
        people: carersOf([id]),
        childrenLeaveOn: [leavesOn],
      }));
  },
  erasing: [
    {
      of: CHILDREN,
      sql: `UPDATE children SET erased_on = :on, name = '${GONE} C-' || number, name_key = 'erasedc' || number, ref = NULL,
       sessions = '[]', looked_with = NULL ${WHERE_RECORD}`,
    },
    { of: null, sql: "DELETE FROM imports WHERE setting = :setting AND key = 'C:' || :id" },
  ],
};

export const CHILD_NOUN = {
  table: 'children',
  asked: children,
  save: saveChild,
  readsFirst: true as const,
  erasure: CHILDREN_ERASURE,
};

export const CARER_LINK_NOUN = {
  table: 'carer_links',
  save: (db: Transaction, link: NewLink, traces: Traces) => linkAll(db, [link], traces),
  erasure: 'stay: ids alone, of whom nothing is left' as const,
};
