import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, toJsonList } from '../../../src/store/database.ts';
import { openServer } from '../../support/postgres.ts';
import { type Engine, onPostgres, onSqlite } from './engines.ts';

const SCHEMA = `
CREATE TABLE accounts (
  name TEXT NOT NULL PRIMARY KEY,
  amount INTEGER NOT NULL CHECK (amount >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
  place INTEGER NOT NULL PRIMARY KEY,
  words TEXT UNIQUE
) STRICT;
`;
const NAMES = ['a', 'b', 'c'];
const NOTE = 'INSERT INTO notes (place, words) VALUES (?, ?)';

const server = await openServer();
afterAll(() => server?.close());

const engines: [string, () => Promise<Engine>][] = [['SQLite', () => onSqlite(SCHEMA)]];
if (server) engines.push(['PostgreSQL', () => onPostgres(server, SCHEMA)]);

describe.each(engines)('the port on %s', (_, open) => {
  let engine: Engine;
  let database: Database;

  beforeEach(async () => {
    engine = await open();
    database = engine.database;
    for (const name of NAMES)
      await engine.outside(`INSERT INTO accounts (name, amount) VALUES ('${name}', 100)`);
  });
  afterEach(() => engine.close());

  const amounts = () =>
    database.read((t) =>
      t.all<{ name: string; amount: number }>('SELECT name, amount FROM accounts ORDER BY name', []),
    );
  const notes = async () =>
    (await database.read((t) => t.all<{ words: string }>('SELECT words FROM notes ORDER BY place', []))).map(
      ({ words }) => words,
    );

  test('a read keeps to its snapshot, and changes nothing', async () => {
    await database.read(async (t) => {
      expect(await t.all('SELECT place FROM notes', [])).toEqual([]);
      await engine.outside("INSERT INTO notes (place, words) VALUES (1, 'later')");
      expect(await t.all('SELECT place FROM notes', [])).toEqual([]);
    });
    await new Promise(setImmediate);
    expect(await database.read((t) => t.all('SELECT place FROM notes', []))).toHaveLength(1);
    await expect(database.read((t) => t.run(NOTE, [2, 'no']))).rejects.toThrow();
    expect(await notes()).toEqual(['later']);
  });

  test('columns and expressions give text, a number or null', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const odd = 'é "quoted" \'single\' ?\\ \u2028 \u{1f600}';
    await database.transaction((t) => t.run(NOTE, [most, odd]));
    await database.transaction((t) => t.run(NOTE, [0, null]));
    const row = await database.read((t) =>
      t.get(
        `SELECT (SELECT place FROM notes WHERE words = ?) AS most, (SELECT words FROM notes WHERE words IS NOT NULL) AS words,
           COUNT(*) AS count, SUM(amount) AS sum, MIN(amount) = 100 AS same, 'what?' AS asked,
           (SELECT words FROM notes WHERE place = 0) AS none
         FROM accounts WHERE name <> ?`,
        [odd, 'a'],
      ),
    );
    expect(row).toEqual({ most, words: odd, count: 2, sum: 200, same: 1, asked: 'what?', none: null });
    expect(
      await database.read((t) => t.get('SELECT 1 AS one FROM notes WHERE words = ?', ['x'])),
    ).toBeUndefined();
  });

  test('a list of ids is made into rows', async () => {
    const found = await database.read((t) =>
      t.all(
        'SELECT a.name FROM json_each(?) wanted CROSS JOIN accounts a WHERE a.name = wanted.value ORDER BY a.name DESC',
        [toJsonList(['a', 'c', 'nobody'])],
      ),
    );
    expect(found).toEqual([{ name: 'c' }, { name: 'a' }]);
  });

  test('RETURNING gives the row, and run the number of rows', async () => {
    await database.transaction(async (t) => {
      const row = await t.get('UPDATE accounts SET amount = amount + 1 WHERE name = ? RETURNING amount', [
        'a',
      ]);
      expect(row).toEqual({ amount: 101 });
      expect(await t.run('UPDATE accounts SET amount = 7 WHERE name > ?', ['a'])).toBe(2);
    });
    expect((await amounts()).map(({ amount }) => amount)).toEqual([101, 7, 7]);
  });

  test('text is ordered by its bytes', async () => {
    const words = ['a', 'B', 'b', 'Z', 'é', 'É', ' ', '-', '10', '9', 'ß', 'ss', '_', 'ä'];
    for (const [place, word] of words.entries())
      await database.transaction((t) => t.run(NOTE, [place, word]));
    const sorted = await database.read((t) =>
      t.all<{ words: string }>('SELECT words FROM notes ORDER BY words', []),
    );
    const bytes = [...words].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    expect(sorted.map((row) => row.words)).toEqual(bytes);
  });

  test('a failure undoes all that its transaction did, and is what its caller gets', async () => {
    const failing = database.transaction(async (t) => {
      await t.run(NOTE, [1, 'half']);
      throw new Error('no, because');
    });
    await expect(failing).rejects.toThrow('no, because');
    const refused = database.transaction(async (t) => {
      await t.run(NOTE, [1, 'once']);
      await t.run(NOTE, [2, 'once']);
    });
    await expect(refused).rejects.toThrow(/unique/i);
    expect(await notes()).toEqual([]);
    await database.transaction((t) => t.run(NOTE, [1, 'next']));
    expect(await notes()).toEqual(['next']);
  });

  test('one of several statements under way that fails undoes the others, those that follow it too', async () => {
    const failing = database.transaction((t) =>
      Promise.all([t.run(NOTE, [1, 'one']), t.run(NOTE, [1, 'two']), t.run(NOTE, [3, 'three'])]),
    );
    await expect(failing).rejects.toThrow(/unique/i);
    expect(await notes()).toEqual([]);
  });

  test('statements under way together are carried out in their order', async () => {
    await database.transaction(async (t) => {
      const asked = t.get('SELECT COUNT(*) AS count FROM notes', []);
      const done = Array.from({ length: 20 }, (_, place) =>
        t.run('INSERT INTO notes (place, words) SELECT COUNT(*), ? FROM notes', [`n${place}`]),
      );
      expect(await asked).toEqual({ count: 0 });
      await Promise.all(done);
    });
    expect(await notes()).toEqual(Array.from({ length: 20 }, (_, place) => `n${place}`));
  });

  test('nothing is done for a transaction that is over', async () => {
    const late = await database.transaction(async (t) => t);
    await expect((async () => late.run(NOTE, [1, 'late']))()).rejects.toThrow(/over/);
    const ended = await database.read(async (t) => t);
    await expect((async () => ended.all('SELECT place FROM notes', []))()).rejects.toThrow(/over/);
    expect(await notes()).toEqual([]);
  });

  test('a closed database refuses, and finishes what it has accepted', async () => {
    const done = database.transaction((t) => t.run(NOTE, [1, 'kept']));
    await done;
    await database.close();
    await expect(database.read((t) => t.all('SELECT 1 AS one', []))).rejects.toThrow(/closed/);
    await expect(database.transaction((t) => t.run(NOTE, [2, 'late']))).rejects.toThrow(/closed/);
  });
});

interface Transfer {
  from: string;
  to: string;
  amount: number;
  /** It thinks better of it at its end. */
  fails: boolean;
}

const transfer: fc.Arbitrary<Transfer> = fc.record({
  from: fc.constantFrom(...NAMES),
  to: fc.constantFrom(...NAMES),
  amount: fc.integer({ min: 0, max: 5 }),
  fails: fc.boolean(),
});

/** As every writing transaction does: first the rows that it stands on, held in their order; then questions, then changes. */
async function carryOut(
  database: Database,
  { from, to, amount, fails }: Transfer,
  number: number,
): Promise<void> {
  await database.transaction(async (t) => {
    const held = new Map<string, number>();
    for (const name of [...new Set([from, to])].sort()) {
      const row = await t.hold<{ amount: number }>('SELECT amount FROM accounts WHERE name = ?', [name]);
      held.set(name, row?.amount ?? 0);
    }
    const change = (name: string, by: number) => {
      held.set(name, (held.get(name) ?? 0) + by);
      return t.run('UPDATE accounts SET amount = ? WHERE name = ?', [held.get(name) ?? 0, name]);
    };
    await Promise.all([
      change(from, -amount),
      change(to, amount),
      t.run(NOTE, [number, `${number}: ${from} to ${to}`]),
    ]);
    if (fails) throw new Error('no, because');
  });
}

test('transfers under way at once, some of which fail, end alike on every engine', async () => {
  const opened = await Promise.all(engines.map(([, open]) => open()));
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 24 }), async (transfers) => {
        const ends: unknown[] = [];
        for (const { database, outside } of opened) {
          await outside('DELETE FROM notes; DELETE FROM accounts');
          for (const name of NAMES)
            await outside(`INSERT INTO accounts (name, amount) VALUES ('${name}', 200)`);
          const done = await Promise.allSettled(
            transfers.map((each, number) => carryOut(database, each, number)),
          );
          expect(done.map(({ status }) => status === 'rejected')).toEqual(
            transfers.map(({ fails }) => fails),
          );
          ends.push(
            await database.read(async (t) => [
              await t.all('SELECT name, amount FROM accounts ORDER BY name', []),
              await t.all('SELECT place, words FROM notes ORDER BY place', []),
            ]),
          );
        }
        const expected = Object.fromEntries(NAMES.map((name) => [name, 200]));
        for (const { from, to, amount, fails } of transfers) {
          if (fails) continue;
          expected[from] = (expected[from] ?? 0) - amount;
          expected[to] = (expected[to] ?? 0) + amount;
        }
        const accounts = NAMES.map((name) => ({ name, amount: expected[name] }));
        for (const end of ends) expect((end as unknown[])[0]).toEqual(accounts);
        for (const end of ends) expect(end).toEqual(ends[0]);
      }),
      { numRuns: 30 },
    );
  } finally {
    for (const engine of opened) await engine.close();
  }
}, 60_000);
