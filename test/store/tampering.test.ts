import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../src/store/database.ts';
import { TRACED } from '../../src/store/nouns/traced.ts';
import { tracesIn } from '../../src/store/trace.ts';
import { explain } from '../support/put.ts';
import { openTestStore, POSTGRES, type TestStore } from '../support/store.ts';
import { everyTable } from './every-table.ts';
import { NOW, TODAY } from './fixture.ts';

/** Tables whose rows the audit trail keeps no traces of, and why. */
const UNTRACED: Readonly<Record<string, string>> = {
  installations: 'belong to no setting; encrypted',
  conversations: 'belong to no setting; where a message can be sent',
  answered_activities: 'belong to no setting; deleted after a day',
  notices: 'messages on their way, which each attempt changes; what they tell is an event or a record',
  messages: 'where messages stand in chats, which each rewriting changes; deleted once they are settled',
  imports: 'digests of the files that were imported last',
  last_imports: 'what taking back the last import needs, deleted after a day',
  retired_numbers: 'numbers of references that are given to nobody else',
  intents: 'answers kept for repeated deliveries, deleted after days',
  policy_texts: 'kept once for all settings under their SHA-256, which verification computes again',
  chain_heads: 'the heads, with which each chain is compared',
  audit: 'the chain itself',
};
/** Columns that no trace covers, and why. */
const UNCOVERED: readonly string[] = [
  // Counts the saves, so that a form that is no longer as shown is shown again. It decides nothing else.
  'declarations.version',
  'arrangements.version',
  'boundaries.version',
  'conduct_matters.version',
  // Written at each use, by whoever uses it: it says to which account a message goes first.
  'accounts.last_used_at',
  // Written as somebody opens their Home in Slack: it says whose is drawn anew.
  'accounts.home_opened_at',
];

type Row = Record<string, Value>;

const SCHEMA = readFileSync(join(import.meta.dirname, '../../migrations/0001_register.sql'), 'utf8');
const tables = [...SCHEMA.matchAll(/^CREATE TABLE (\w+) \(\n([\s\S]*?)^\)/gm)].map(
  ([, name = '', body = '']) => ({
    name,
    columns: [...body.matchAll(/^ {2}([a-z_0-9]+) (?:TEXT|INTEGER)/gm)].map(([, column = '']) => column),
  }),
);

test('every table is traced, or has a reason', () => {
  const traced = TRACED.map(({ of }) => of.table);
  expect([...traced, ...Object.keys(UNTRACED)].sort()).toEqual(tables.map(({ name }) => name).sort());
});

test('every column of a traced table is covered, or has a reason', () => {
  const uncovered = TRACED.flatMap(({ of }) =>
    (tables.find(({ name }) => name === of.table)?.columns ?? [])
      .filter((column) => !of.columns.includes(column) && !(of.hasErasedOn && column === 'erased_on'))
      .map((column) => `${of.table}.${column}`),
  );
  expect(uncovered.sort()).toEqual([...UNCOVERED].sort());
});

let open: TestStore;
let sound: { rows: number; records: number };

beforeAll(async () => {
  open = await openTestStore();
  await everyTable(open.store);
  const found = await open.store.verifyAudit();
  if (found.kind !== 'sound') throw new Error(JSON.stringify(found));
  sound = found;
  await loosen();
});
afterAll(async () => {
  // No other file may get this database, which checks nothing any more.
  if (POSTGRES !== undefined) await open.sql('DELETE FROM schema_migrations');
  await open.close();
});

/** Checks would keep a tamperer who writes SQL from little, and one who writes bytes from nothing. */
async function loosen() {
  if (POSTGRES === undefined) return;
  const checks = await open.sql<{ relation: string; name: string }>(
    "SELECT conrelid::regclass::text AS relation, conname AS name FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace",
  );
  for (const { relation, name } of checks)
    await open.sql(`ALTER TABLE ${relation} DROP CONSTRAINT "${name}"`);
  // No other test takes this database for one of ours.
  await open.sql('DELETE FROM schema_migrations');
}

/** A statement past keys and checks. */
async function tamper(text: string, ...values: Value[]): Promise<unknown> {
  if (POSTGRES !== undefined) return open.sql(text, ...values);
  const { default: Driver } = await import('better-sqlite3');
  const driver = new Driver(open.file);
  driver.pragma('foreign_keys = OFF');
  driver.pragma('ignore_check_constraints = ON');
  try {
    return driver.prepare(text).run(...values);
  } finally {
    driver.close();
  }
}

const rowsOf = (table: string) => open.sql<Row>(`SELECT * FROM ${table}`);
const there = (row: Row) => Object.keys(row).map((column) => `${column} = ?`);
const where = (row: Row) =>
  Object.entries(row)
    .map(([column, value]) => (value === null ? `${column} IS NULL` : `${column} = ?`))
    .join(' AND ');
const given = (row: Row) => Object.values(row).filter((value) => value !== null);
const put = (table: string, row: Row) =>
  tamper(
    `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${there(row)
      .map(() => '?')
      .join(', ')})`,
    ...Object.values(row),
  );
const take = (table: string, row: Row) => tamper(`DELETE FROM ${table} WHERE ${where(row)}`, ...given(row));

/** Another value of the same kind. */
function other(value: Value): Value {
  if (typeof value === 'number') return value + 1000;
  return value === null ? '2001-01-01' : `${value}~`;
}

/** A changed value of that column: a number for a column of numbers. */
const NUMBERS = new Set([...SCHEMA.matchAll(/^ {2}([a-z_0-9]+) INTEGER/gm)].map(([, column = '']) => column));
const changedTo = (column: string, value: Value) =>
  value === null && NUMBERS.has(column) ? 1 : other(value);

describe.each(TRACED.map(({ of }) => ({ table: of.table, of })))('of $table', ({ table, of }) => {
  test('any changed column of any row is found, and the event that last spoke of it', async () => {
    const rows = await rowsOf(table);
    expect(rows.length, 'no row in the register of this test').toBeGreaterThan(0);
    for (const row of rows) {
      for (const column of Object.keys(row)) {
        if (UNCOVERED.includes(`${table}.${column}`)) continue;
        const changed = { ...row, [column]: changedTo(column, row[column] ?? null) };
        await take(table, row);
        await put(table, changed);
        const found = await open.store.verifyAudit();
        // Whoever changes the setting's id leaves everything else of it without one.
        const isElsewhere = column === of.setting && table === 'settings';
        expect(found, column).toMatchObject(
          isElsewhere ? { kind: expect.not.stringMatching('sound') } : { kind: 'changed', table },
        );
        await take(table, changed);
        await put(table, row);
      }
    }
    expect(await open.store.verifyAudit()).toEqual({ kind: 'sound', settings: 1, ...sound });
  });

  test('any deleted row is found', async () => {
    for (const row of await rowsOf(table)) {
      await take(table, row);
      expect(await open.store.verifyAudit()).toMatchObject(
        table === 'settings' ? { kind: 'changed' } : { kind: 'changed', table, seq: expect.any(Number) },
      );
      await put(table, row);
    }
  });

  test('any row that is put in is found', async () => {
    for (const row of (await rowsOf(table)).slice(0, 3)) {
      // All but the setting is another, so that no unique index is in its way.
      const changed = Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          column === 'setting' ? value : changedTo(column, value),
        ]),
      );
      await put(table, changed);
      expect(await open.store.verifyAudit()).toMatchObject(
        table === 'settings' ? { kind: 'broken' } : { kind: 'changed', table, seq: undefined },
      );
      await take(table, changed);
    }
  });
});

test('a changed text of a policy is found', async () => {
  await tamper("UPDATE policy_texts SET text = text || '.'");
  expect(await open.store.verifyAudit()).toMatchObject({ kind: 'changed', table: 'policies' });
  await tamper('UPDATE policy_texts SET text = substr(text, 1, length(text) - 1)');
  expect(await open.store.verifyAudit()).toMatchObject({ kind: 'sound' });
});

describe('a head from outside', () => {
  const head = async () => {
    const [found] = await open.sql<{ seq: number; hash: string }>('SELECT seq, hash FROM chain_heads');
    return { seq: Number(found?.seq), hash: found?.hash ?? '' };
  };

  test('is met, whatever was written since, with its number and without', async () => {
    const { seq, hash } = await head();
    for (const outside of [{ hash }, { hash, seq }])
      expect(await open.store.verifyAudit([outside])).toMatchObject({ kind: 'sound' });
    expect(await open.store.verifyAudit([{ hash, seq: seq + 1 }])).toMatchObject({ kind: 'head' });
    expect(await open.store.verifyAudit([{ hash, code: 'nowhere' }])).toMatchObject({ kind: 'head' });
  });

  test('finds a chain that was cut, and made to fit with its head and its records', async () => {
    const known = await head();
    const [setting] = await open.sql<{ id: string }>('SELECT id FROM settings');
    const s = setting?.id ?? '';
    await open.store.write([s], (register) =>
      register.audit.append(s, { action: 'cut', actor: 'operator', subject: 's', payload: {} }, NOW),
    );
    const later = await head();
    await tamper('DELETE FROM audit WHERE seq > ?', known.seq);
    await tamper('UPDATE chain_heads SET seq = ?, hash = ?', known.seq, known.hash);
    expect(await open.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    expect(await open.store.verifyAudit([later])).toEqual({ kind: 'head', head: later });
    expect(await open.store.verifyAudit([known])).toMatchObject({ kind: 'sound' });
  });

  test('that an event says was sent out is compared, too', async () => {
    const [setting] = await open.sql<{ id: string }>('SELECT id FROM settings');
    const s = setting?.id ?? '';
    const tell = (payload: { seq: number; hash: string }) =>
      open.store.write([s], (register) =>
        register.audit.append(s, { action: 'head.told', actor: 'clock', subject: 's', payload }, NOW),
      );
    await tell(await head());
    expect(await open.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    await tell({ seq: 1, hash: '0'.repeat(64) });
    expect(await open.store.verifyAudit()).toMatchObject({ kind: 'broken', seq: (await head()).seq });
  });
});

test('what is erased is compared with what was left of it, and the rows beside it in an erased payload as before', async () => {
  const other = await openTestStore();
  try {
    const { setting, staff } = await everyTable(other.store);
    const s = setting.id;
    const erase = (kind: string) =>
      other.store.write([s], async (register) => {
        const [record] = (await register.retention.candidates(s)).filter((each) => each.kind === kind);
        if (!record) throw new Error(`no ${kind}`);
        const events = await register.retention.eventsOf(s, [record]);
        await register.retention.erase(s, record, TODAY);
        await explain(register, s);
        await register.audit.erase(s, events, 'operator', NOW);
      });
    const digests = async () => {
      const found = new Map<string, Set<string | null>>();
      const events = await other.sql<{ payload: string }>(
        'SELECT payload FROM audit WHERE payload IS NOT NULL',
      );
      for (const { table, id, digest } of events.flatMap(({ payload }) => tracesIn(payload)))
        found.set(`${table} ${id}`, (found.get(`${table} ${id}`) ?? new Set()).add(digest));
      return found;
    };
    for (const kind of ['declaration', 'hold', 'signature', 'family']) {
      const before = await digests();
      await erase(kind);
      expect(await other.store.verifyAudit(), kind).toMatchObject({ kind: 'sound' });
      // A digest of a short note can be guessed: of what is erased no older one is left. A one-time link has no words.
      const erased = [...(await digests())].filter(([row, known]) =>
        [...known].some((digest) => !before.get(row)?.has(digest)),
      );
      expect(erased.length, kind).toBeGreaterThan(0);
      const older = erased.filter(([row, { size }]) => size > 1 && !row.startsWith('boundary_links '));
      expect(older.map(([row]) => row)).toEqual([]);
    }
    const payloads = await other.sql<{ payload: string }>(
      'SELECT payload FROM audit WHERE payload IS NOT NULL',
    );
    expect(payloads.length).toBeGreaterThan(3);
    await other.sql("UPDATE declarations SET officer_note = 'again' WHERE erased_on IS NOT NULL");
    expect(await other.store.verifyAudit()).toMatchObject({ kind: 'changed', table: 'declarations' });
    await other.sql('UPDATE declarations SET officer_note = NULL WHERE erased_on IS NOT NULL');
    await other.sql("UPDATE absences SET ends_on = '2030-01-01' WHERE person = ?", staff.id);
    expect(await other.store.verifyAudit()).toMatchObject({ kind: 'changed', table: 'absences' });
  } finally {
    await other.close();
  }
});

test('a transaction that would leave a row without an event writes nothing', async () => {
  const [setting] = await open.sql<{ id: string }>('SELECT id FROM settings');
  const s = setting?.id ?? '';
  const passes = () => open.sql('SELECT * FROM passes');
  const before = await passes();
  const writing = open.store.write([s], async (register) => {
    const [person] = await register.people.all(s);
    await register.declarations.pass(s, 'D-2', person?.id ?? '', NOW);
  });
  await expect(writing).rejects.toThrow('written without an event: passes');
  expect(await passes()).toEqual(before);
});
