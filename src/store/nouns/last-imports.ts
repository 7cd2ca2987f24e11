import type { BuiltOn, LastImports, RowsBefore, StoredRow } from '../../core/settings/last-import.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { insertRows } from '../rows.ts';
import type { Row } from '../table.ts';
import { digestOfRow, returned, type Traced, type Traces, traced, tracesIn } from '../trace.ts';
import { ACCOUNTS } from './accounts.ts';
import { TABLES } from './index.ts';
import { TRACED } from './traced.ts';

/** Of these the audit trail keeps no traces. */
const FINGERPRINTS = traced('imports', ['setting', 'key', 'fingerprint'], { key: ['key'] });
/** Every table that an import may write; rows that others refer to come first. */
const WRITTEN: readonly Traced[] = [...TRACED.map(({ of }) => of), FINGERPRINTS];

/**
 * Of these only one may stand: where an import made one give way to another, both give way before the first is put back.
 */
const GIVEN_UP: Readonly<Record<string, { column: string; set: string }>> = {
  accounts: { column: 'state', set: "state = 'gone', waits_since = NULL" },
  policies: { column: 'state', set: "state = 'draft'" },
};
/** Tables that count how often a row is saved. */
const VERSIONED = new Set(['declarations', 'arrangements', 'boundaries', 'conduct_matters']);

/** One row that the import wrote. */
interface Change {
  table: string;
  /** The key behind the setting. */
  key: Value[];
  /** What the columns that it changed were before, all of them where it deleted the row; null where the row is new. */
  before: StoredRow | null;
  /** Of the row as the import left it; null where it deleted it. */
  digest: string | null;
}

interface Snapshot extends RowsBefore {
  seq: number;
  tables: ReadonlyMap<string, ReadonlyMap<string, StoredRow>>;
  /** Ids of the messages that are not sent. */
  unsent: ReadonlySet<string>;
}

interface Kept {
  at: Date;
  by: string;
  seq: number;
  changes: Change[];
  queued: Set<string>;
}

interface Unsent {
  id: string;
  recipient: string;
  subject: string;
  data: string;
  claimed_until: string | null;
}

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const idsIn = (words: unknown): string[] => JSON.stringify(words).match(UUIDS) ?? [];
const byKey = (of: Traced) =>
  `WHERE ${[of.setting, ...of.key].map((column) => `${column} = ?`).join(' AND ')}`;
const keyOf = (of: Traced, row: StoredRow): Value[] => of.key.map((column) => row[column] ?? null);
const named = (table: string, key: readonly Value[]) => `${table} ${JSON.stringify(key)}`;
const digestOf = (of: Traced, row: StoredRow) =>
  digestOfRow(
    of.columns.map((column) => row[column] ?? null),
    row.erased_on ?? null,
  );
/** The columns that a row is put back by. An account's last use is not traced. */
const columnsOf = (of: Traced) => (of === ACCOUNTS ? `${returned(of)}, last_used_at` : returned(of));

/** What the last import of a setting wrote, found by comparing every row before and after it. */
export function lastImports(db: Transaction, traces: Traces): LastImports {
  async function rowsOf(of: Traced, setting: string): Promise<Map<string, StoredRow>> {
    const rows = await db.all<Row>(
      `SELECT ${columnsOf(of)} FROM ${of.table} WHERE ${of.setting} = ? ORDER BY ${of.key.join(', ')}`,
      [setting],
    );
    return new Map(rows.map((row) => [JSON.stringify(keyOf(of, row)), row]));
  }

  async function allRows(setting: string): Promise<Map<string, Map<string, StoredRow>>> {
    const tables = new Map<string, Map<string, StoredRow>>();
    for (const of of WRITTEN) tables.set(of.table, await rowsOf(of, setting));
    return tables;
  }

  const unsent = (setting: string) =>
    db.all<Unsent>(
      `SELECT id, recipient, subject, data, claimed_until FROM notices
       WHERE setting = ? AND state IN ('queued', 'failed', 'dead') ORDER BY id`,
      [setting],
    );

  async function load(setting: string): Promise<Kept | undefined> {
    const row = await db.get<{
      imported_at: string;
      imported_by: string;
      seq: number;
      changes: string;
      queued: string;
    }>('SELECT imported_at, imported_by, seq, changes, queued FROM last_imports WHERE setting = ?', [
      setting,
    ]);
    return (
      row && {
        at: new Date(row.imported_at),
        by: row.imported_by,
        seq: row.seq,
        changes: JSON.parse(row.changes),
        queued: new Set(JSON.parse(row.queued)),
      }
    );
  }

  async function remove(of: Traced, setting: string, key: readonly Value[]): Promise<Row> {
    const [row = {}] = await db.all<Row>(`DELETE FROM ${of.table} ${byKey(of)} RETURNING ${returned(of)}`, [
      setting,
      ...key,
    ]);
    if (of === FINGERPRINTS) return row;
    const id = of.id.map((column) => row[column] ?? null);
    traces.deleted(of, setting, ...id);
    traces.erased(of, setting, ...id);
    return row;
  }

  async function restore(of: Traced, setting: string, { key, before, digest }: Change): Promise<void> {
    const columns = Object.keys(before ?? {});
    const values = Object.values(before ?? {});
    const counted = VERSIONED.has(of.table) ? ', version = version + 1' : '';
    const sql =
      digest === null
        ? `INSERT INTO ${of.table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
        : `UPDATE ${of.table} SET ${columns.map((column) => `${column} = ?`).join(', ')}${counted} ${byKey(of)}`;
    const [row] = await db.all<Row>(
      `${sql} RETURNING ${returned(of)}`,
      digest === null ? values : [...values, setting, ...key],
    );
    if (row && of !== FINGERPRINTS) traces.changed(of, row);
  }

  /** Messages to somebody who is new by the import go with them; others while they are not on their way. */
  async function removeMessages(setting: string, { changes, queued }: Kept, made: ReadonlySet<string>) {
    const refs = new Set<string>();
    for (const of of WRITTEN.filter(({ columns }) => columns.includes('number')))
      for (const { id, number } of (await rowsOf(of, setting)).values())
        if (made.has(String(id))) refs.add(`${LETTERS.get(of.table)}-${number}`);
    const people = toJsonList(newIn('people', changes));
    const those = (column: string) =>
      `WHERE setting = ? AND ${column} IN (SELECT wanted.value FROM json_each(?) wanted)`;
    for (const [table, column] of [
      ['messages', 'recipient'],
      ['notices', 'recipient'],
      ['intents', 'person'],
    ] as const)
      await db.run(`DELETE FROM ${table} ${those(column)}`, [setting, people]);
    const gone = (await unsent(setting)).filter(
      ({ id, subject, data, claimed_until }) =>
        (queued.has(id) && claimed_until === null) ||
        refs.has(subject) ||
        made.has(subject) ||
        idsIn(data).some((each) => made.has(each)),
    );
    await db.run(`DELETE FROM notices ${those('id')}`, [setting, toJsonList(gone.map(({ id }) => id))]);
  }

  /** The audit events since then that told of rows which are deleted, whose deletion no event has told yet. */
  async function eventsOf(setting: string, seq: number): Promise<number[]> {
    const rows = await db.all<{ seq: number; payload: string }>(
      'SELECT seq, payload FROM audit WHERE setting = ? AND seq > ? AND payload IS NOT NULL ORDER BY seq',
      [setting, seq],
    );
    return rows
      .filter(({ payload }) => tracesIn(payload).some((trace) => traces.hasErased(setting, trace)))
      .map((row) => row.seq);
  }

  return {
    async before(setting): Promise<Snapshot> {
      const head = await db.get<{ seq: number }>('SELECT seq FROM chain_heads WHERE setting = ?', [setting]);
      const waiting = await unsent(setting);
      return {
        setting,
        seq: head?.seq ?? 0,
        tables: await allRows(setting),
        unsent: new Set(waiting.map(({ id }) => id)),
      };
    },
    async keep(before, by, at) {
      const { setting, seq, tables, unsent: waited } = before as Snapshot;
      const changes: Change[] = [];
      for (const of of WRITTEN)
        changes.push(...differences(of, tables.get(of.table) ?? new Map(), await rowsOf(of, setting)));
      if (changes.length === 0) return;
      const queued = (await unsent(setting)).filter(({ id }) => !waited.has(id)).map(({ id }) => id);
      await db.run(
        `INSERT INTO last_imports (setting, imported_at, imported_by, seq, changes, queued) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting) DO UPDATE SET
           imported_at = excluded.imported_at, imported_by = excluded.imported_by, seq = excluded.seq, changes = excluded.changes, queued = excluded.queued`,
        [setting, at.toISOString(), by, seq, JSON.stringify(changes), JSON.stringify(queued)],
      );
    },
    async find(setting) {
      const kept = await load(setting);
      if (!kept) return undefined;
      const { at, by, changes } = kept;
      const counts = new Map<string, { added: number; changed: number; gone: number }>();
      for (const { table, before, digest } of changes) {
        const count = counts.get(table) ?? { added: 0, changed: 0, gone: 0 };
        counts.set(table, count);
        count[before === null ? 'added' : digest === null ? 'gone' : 'changed'] += 1;
      }
      const newChildren = newIn('children', changes);
      return {
        at,
        by,
        counts,
        newChildren,
        touchedChildren: touched(changes, await allRows(setting)).filter((id) => !newChildren.includes(id)),
        settingBefore: changes.find(({ table }) => table === 'settings')?.before ?? undefined,
      };
    },
    async builtOn(setting) {
      const kept = await load(setting);
      if (!kept) return [];
      const { changes, at, seq } = kept;
      const made = madeBy(changes);
      const found: BuiltOn[] = [];
      const listed = new Map(changes.map((change) => [named(change.table, change.key), change]));
      const lastUse = at.toISOString();
      for (const of of WRITTEN.filter((each) => each !== FINGERPRINTS)) {
        const { table } = of;
        const rows = await rowsOf(of, setting);
        for (const { key, before } of changes.filter(
          (change) => change.table === table && change.digest !== null,
        ))
          if (!rows.has(JSON.stringify(key)))
            found.push({ kind: 'changed', table, row: before ?? {}, names: namesIn({ key }, made) });
        for (const row of rows.values()) {
          const change = listed.get(named(table, keyOf(of, row)));
          const names = namesIn(row, made);
          const isUsed = of === ACCOUNTS && String(row.last_used_at) > lastUse;
          // An account that stood before, and is merely named by the file now, is used as before.
          const isLetIn = change !== undefined && (change.before === null || 'state' in change.before);
          if (change !== undefined && change.digest !== digestOf(of, row))
            found.push({ kind: 'changed', table, row, names });
          else if (isUsed && (isLetIn || names.length > 0)) found.push({ kind: 'used', table, row, names });
          // An account by which nobody came yet was found by its address, by nobody's doing.
          else if (change === undefined && names.length > 0 && of !== ACCOUNTS)
            found.push({ kind: 'refers', table, row, names });
        }
      }
      const actors = await db.all<{ actor: string }>(
        'SELECT DISTINCT actor FROM audit WHERE setting = ? AND seq > ? ORDER BY actor',
        [setting, seq],
      );
      for (const { actor } of actors)
        if (made.has(actor)) found.push({ kind: 'acted', table: 'audit', row: { actor }, names: [actor] });
      return found;
    },
    async takeBack(setting) {
      const kept = await load(setting);
      if (!kept) return [];
      const { changes, seq } = kept;
      const made = madeBy(changes);
      const of = (table: Traced) => changes.filter((change) => change.table === table.table);
      for (const row of (await rowsOf(ACCOUNTS, setting)).values())
        if (made.has(String(row.person))) await remove(ACCOUNTS, setting, keyOf(ACCOUNTS, row));
      await removeMessages(setting, kept, made);
      const retired: [string, Value][] = [];
      for (const table of WRITTEN.toReversed())
        for (const { key, before } of of(table)) {
          const row = before === null ? await remove(table, setting, key) : {};
          if (row.number !== undefined) retired.push([LETTERS.get(table.table) ?? '', row.number]);
        }
      for (const table of WRITTEN) {
        const back = of(table).filter(({ before }) => before !== null);
        const given = GIVEN_UP[table.table];
        for (const { key, before } of back)
          if (given && before && given.column in before)
            await db.run(`UPDATE ${table.table} SET ${given.set} ${byKey(table)}`, [setting, ...key]);
        for (const change of back) await restore(table, setting, change);
      }
      await insertRows(
        db,
        'retired_numbers (setting, letters, number)',
        retired.map(([letters, number]) => [setting, letters, number]),
      );
      await db.run('DELETE FROM last_imports WHERE setting = ?', [setting]);
      return eventsOf(setting, seq);
    },
    purge: (before) => db.run('DELETE FROM last_imports WHERE imported_at < ?', [before.toISOString()]),
  };
}

/** The letters of the references whose numbers stand in a table. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['children', 'C'],
  ...Object.entries(TABLES).map(([letters, table]) => [table, letters] as const),
]);

/** What became of the rows of one table. */
function differences(
  of: Traced,
  before: ReadonlyMap<string, StoredRow>,
  after: ReadonlyMap<string, StoredRow>,
): Change[] {
  const { table } = of;
  const changes: Change[] = [];
  for (const [key, row] of after) {
    const was = before.get(key);
    const columns = was && Object.keys(row).filter((column) => row[column] !== was[column]);
    if (columns?.length === 0) continue;
    changes.push({
      table,
      key: keyOf(of, row),
      before:
        was && columns ? Object.fromEntries(columns.map((column) => [column, was[column] ?? null])) : null,
      digest: digestOf(of, row),
    });
  }
  for (const [key, row] of before)
    if (!after.has(key)) changes.push({ table, key: keyOf(of, row), before: row, digest: null });
  return changes;
}

/** The ids of the records that are new. */
function madeBy(changes: readonly Change[]): Set<string> {
  const withId = new Set(WRITTEN.filter(({ key }) => key.join() === 'id').map(({ table }) => table));
  return new Set(
    changes.flatMap(({ table, key, before }) =>
      before === null && withId.has(table) ? [String(key[0])] : [],
    ),
  );
}

function newIn(of: string, changes: readonly Change[]): string[] {
  return changes.flatMap(({ table, key, before }) =>
    table === of && before === null ? [String(key[0])] : [],
  );
}

function namesIn(row: unknown, made: ReadonlySet<string>): string[] {
  return [...new Set(idsIn(row))].filter((id) => made.has(id));
}

/** Children whom a changed row names, or a person whom it names is linked to. */
function touched(
  changes: readonly Change[],
  tables: ReadonlyMap<string, ReadonlyMap<string, StoredRow>>,
): string[] {
  const ids = new Set(
    changes.flatMap(({ table, key }) => idsIn([key, tables.get(table)?.get(JSON.stringify(key)) ?? null])),
  );
  const links = [...(tables.get('carer_links')?.values() ?? [])];
  const linked = new Set(links.filter(({ person }) => ids.has(String(person))).map(({ child }) => child));
  const children = [...(tables.get('children')?.values() ?? [])].map(({ id }) => String(id));
  return children.filter((id) => ids.has(id) || linked.has(id));
}
