import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { bringUp, openStore } from '../../../src/store/index.ts';
import { fromChunks, fromLine, toChunks, toLine } from '../../../src/store/lines.ts';
import { findMigrations } from '../../../src/store/migrations.ts';
import { moveRegister, undoMove } from '../../../src/store/move.ts';
import { toTables } from '../../../src/store/side.ts';
import { allRowsOf, anything, putRows } from '../anything.ts';
import { everyTable } from '../every-table.ts';
import { aSetting } from '../fixture.ts';

const AT = new Date('2026-12-01T09:00:00.000Z');
let folder: string;
let from: string;
let to: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-move-'));
  from = join(folder, 'from.db');
  to = join(folder, 'to.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const move = (one = from, other = to) => moveRegister(one, other, { at: AT });

/** A register with a row in most tables; resolves with the id of its setting. */
async function fill(file: string): Promise<string> {
  const store = await openStore(file);
  const { setting } = await everyTable(store);
  await store.close();
  return setting.id;
}

function change(file: string, sql: string): void {
  const driver = new Driver(file);
  driver.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
  driver.close();
}

const rowsIn = (file: string) => Object.values(allRowsOf(file)).flat().length;

describe('a register moves from one file into another', () => {
  test('whole: every row of every table, chains that verify, and nobody else may read it', async () => {
    await fill(from);
    const held = allRowsOf(from);
    const moved = await move();
    expect(moved).toEqual({
      from,
      to,
      rows: rowsIn(from),
      tables: Object.keys(held).length,
      chains: 1,
      wasThere: false,
    });
    expect(moved.rows).toBeGreaterThan(40);
    expect(allRowsOf(to)).toEqual(held);
    expect(allRowsOf(from)).toEqual(held);
    expect(statSync(to).mode & 0o077).toBe(0);
    const store = await openStore(to);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', settings: 1 });
    await store.close();
  });

  test('whatever it holds, to the letter and the digit', async () => {
    const empty = join(folder, 'empty.db');
    await (await openStore(empty)).close();
    await fc.assert(
      fc.asyncProperty(anything, async (tables) => {
        for (const file of [from, to]) rmSync(file, { force: true });
        writeFileSync(from, readFileSync(empty));
        putRows(from, tables);
        const held = allRowsOf(from);
        await move();
        expect(allRowsOf(to)).toEqual(held);
      }),
      { numRuns: 15 },
    );
  });

  test('says how far it is', async () => {
    await fill(from);
    const all = rowsIn(from);
    const seen = { copied: 0, compared: 0 };
    await moveRegister(from, to, {
      at: AT,
      onRows: (doing, rows, ofAll) => {
        expect(ofAll).toBe(all);
        seen[doing] += rows;
      },
    });
    expect(seen).toEqual({ copied: all, compared: all });
  });
});

describe('with a schema that a later migration has changed', () => {
  let migrationsDir: string;

  beforeEach(() => {
    migrationsDir = join(folder, 'migrations');
    cpSync(findMigrations(), migrationsDir, { recursive: true });
    writeFileSync(
      join(migrationsDir, '0900_wishes.sql'),
      'CREATE TABLE wishes (setting TEXT NOT NULL, "order" INTEGER NOT NULL, text TEXT, PRIMARY KEY ("order", setting)) STRICT;',
    );
  });

  test('its new table is moved like all others, in the order of its key', async () => {
    await fill(from);
    await bringUp(from, { migrationsDir });
    change(from, "INSERT INTO wishes VALUES ('s', 10, NULL), ('s', 9, 'rain'), ('r', 10, '')");
    await moveRegister(from, to, { at: AT, migrationsDir });
    expect(allRowsOf(to)).toEqual(allRowsOf(from));
    expect(allRowsOf(to).wishes).toEqual([
      ['s', '9', 'rain'],
      ['r', '10', ''],
      ['s', '10', null],
    ]);
  });

  test('an older one is left as it is, and the sentence says what brings it up', async () => {
    await fill(from);
    const moving = moveRegister(from, to, { at: AT, migrationsDir });
    await expect(moving).rejects.toThrow(
      `The database ${from} is older than this Candour (it needs 0900_wishes.sql). Bring it up first, with CANDOUR_DATABASE naming it: npx candour migrate`,
    );
    expect(existsSync(to)).toBe(false);
    await (await openStore(from)).close();
    await (await openStore(to)).close();
    await bringUp(from, { migrationsDir });
    await expect(moveRegister(from, to, { at: AT, migrationsDir })).rejects.toThrow(
      `The database ${to} is older than this Candour`,
    );
  });
});

describe('what was moved', () => {
  beforeEach(async () => {
    await fill(from);
    await move();
  });

  test('is opened by nobody, and says where everything went and how that is undone', async () => {
    await expect(openStore(from)).rejects.toThrow(
      `${from} was moved to ${to} on 2026-12-01, and nothing is written in it any more. Name that one in CANDOUR_DATABASE.`,
    );
    await expect(openStore(from)).rejects.toThrow('migrate-db --undo');
    await expect(move(from, join(folder, 'third.db'))).rejects.toThrow(`was moved to ${to}`);
    expect(existsSync(join(folder, 'third.db'))).toBe(false);
  });

  test('is opened again once the mark is taken away; a second time there is none', async () => {
    expect(await undoMove(from)).toBe(`moved to ${to}`);
    await (await openStore(from)).close();
    expect(await undoMove(from)).toBeUndefined();
  });

  test('is marked by the same move once more, where that was killed before it left the mark', async () => {
    // As if it had been killed between its two commits.
    await undoMove(from);
    const held = allRowsOf(to);
    expect(await move()).toMatchObject({ rows: rowsIn(from), wasThere: true });
    expect(allRowsOf(to)).toEqual(held);
    await expect(openStore(from)).rejects.toThrow('was moved');
  });

  test.each([
    ['something else has happened here', 'from', "UPDATE chain_heads SET hash = 'another'"],
    ['something else has happened there', 'to', "UPDATE chain_heads SET hash = 'another'"],
    ['a name differs that no chain tells of', 'to', "UPDATE conversations SET bot = 'b2'"],
    ['there is a row more', 'to', "INSERT INTO answered_activities VALUES ('k', '2026-12-01T09:00:00.000Z')"],
    ['a row is missing', 'to', 'DELETE FROM openings'],
  ])('is refused by the same move once more where %s', async (_, which, sql) => {
    await undoMove(from);
    change(
      to,
      "INSERT INTO conversations VALUES ('p', 't', 'u', 'c', 's', 'b', '2026-12-01T09:00:00.000Z', NULL, NULL)",
    );
    change(
      from,
      "INSERT INTO conversations VALUES ('p', 't', 'u', 'c', 's', 'b', '2026-12-01T09:00:00.000Z', NULL, NULL)",
    );
    change(which === 'from' ? from : to, sql);
    await expect(move()).rejects.toThrow(`${to} holds records already, and they are not those of ${from}.`);
    await (await openStore(from)).close();
  });
});

test('a process that still runs on it writes nothing more, and says so', async () => {
  await fill(from);
  const ahead: string[] = [];
  const store = await openStore(from, { onAhead: (name) => ahead.push(name) });
  expect(await store.isCurrent()).toBe(true);
  await move();
  const writing = store.write([], (register) => register.settings.save(aSetting()));
  await expect(writing).rejects.toBeInstanceOf(Refusal);
  await expect(writing).rejects.toThrow(/moved to another database.*once more in a minute/);
  expect(await store.isCurrent()).toBe(false);
  expect(ahead[0]).toBe(`moved to ${to}`);
  await store.close();
  expect(allRowsOf(from)).toEqual(allRowsOf(to));
});

test('a process that writes meanwhile is answered only what arrives', async () => {
  const setting = await fill(from);
  const store = await openStore(from);
  const answered: string[] = [];
  let refused: unknown;
  const write = async (writer: number) => {
    for (let count = 0; refused === undefined; count++) {
      const subject = `${writer}-${count}`;
      const event = { action: 'a', actor: 'operator', subject, payload: {} };
      try {
        await store.write([setting], (register) => register.audit.append(setting, event, AT));
        answered.push(subject);
      } catch (error) {
        refused = error;
      }
    }
  };
  const writing = Promise.all([1, 2, 3].map(write));
  while (answered.length < 20) await new Promise((resume) => setTimeout(resume, 1));
  await move();
  await writing;
  await store.close();
  expect(refused).toBeInstanceOf(Refusal);
  const arrived = allRowsOf(to).audit?.map((row) => row[4]);
  expect(arrived).toEqual(expect.arrayContaining(answered));
  expect(allRowsOf(from)).toEqual(allRowsOf(to));
});

describe('nothing is moved', () => {
  /** Refused with these words; neither database is changed. */
  async function refused(words: string | RegExp): Promise<void> {
    const before = existsSync(from) ? allRowsOf(from) : undefined;
    await expect(move()).rejects.toThrow(words);
    if (before) expect(allRowsOf(from)).toEqual(before);
  }

  test('from where there is no database, and none is made', async () => {
    await refused(`There is no database at ${from}.`);
    expect(existsSync(from)).toBe(false);
    expect(existsSync(to)).toBe(false);
    await expect(undoMove(from)).rejects.toThrow('There is no database');
  });

  test('from an empty file, and from a register without a record', async () => {
    writeFileSync(from, '');
    await expect(move()).rejects.toThrow(`There is nothing in the database ${from}.`);
    await (await openStore(from)).close();
    await refused(`${from} holds no records`);
  });

  test('into one that holds a record, be it only one', async () => {
    await fill(from);
    await (await openStore(to)).close();
    change(to, "INSERT INTO answered_activities VALUES ('k', '2026-12-01T09:00:00.000Z')");
    await refused('Name a database that is empty.');
    expect(rowsIn(to)).toBe(1);
  });

  test('from a database into itself, by whatever name', async () => {
    await fill(from);
    to = join(folder, '.', 'x', '..', 'from.db');
    await refused('one and the same file');
    await (await openStore(from)).close();
  });

  test('into memory, or into a folder', async () => {
    await fill(from);
    const other = join(folder, 'folder');
    mkdirSync(other);
    await expect(move(from, other)).rejects.toThrow('is a folder');
    await expect(move(from, ':memory:')).rejects.toThrow('Name a file');
    await (await openStore(from)).close();
  });

  test('into another programme’s database, nor from one', async () => {
    await fill(from);
    change(to, 'CREATE TABLE theirs (id TEXT PRIMARY KEY)');
    await refused('belongs to another programme');
    await expect(move(to, join(folder, 'third.db'))).rejects.toThrow('belongs to another programme');
  });

  test.each([
    [
      'a newer one',
      "INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 'x')",
      /made by a newer Candour/,
    ],
    [
      'another of this number',
      "UPDATE schema_migrations SET checksum = 'x'",
      /made by a development version/,
    ],
    ['an older one', 'DELETE FROM schema_migrations', /belongs to another programme/],
  ])('where the schema is %s, on either side', async (_, sql, words) => {
    await fill(from);
    await (await openStore(to)).close();
    change(to, sql);
    await refused(words);
    await (await openStore(from)).close();
    change(from, sql);
    rmSync(to);
    await refused(words);
    expect(existsSync(to)).toBe(false);
  });

  test('where a record refers to one that is not there', async () => {
    await fill(from);
    change(from, 'DELETE FROM people WHERE id IN (SELECT declarer FROM declarations)');
    await refused(/A row of \w+ refers to one of people that is not there/);
    expect(rowsIn(to)).toBe(0);
    await (await openStore(from)).close();
  });

  test('from what is no database', async () => {
    writeFileSync(from, 'Dear Sarah Reed, '.repeat(400));
    const moving = move();
    await expect(moving).rejects.toMatchObject({ name: 'SideFault', side: from, code: 'SQLITE_NOTADB' });
    await expect(moving).rejects.not.toThrow(/Sarah/);
  });

  test('while somebody else writes for longer than anybody waits', async () => {
    await fill(from);
    const other = new Driver(from);
    other.exec('BEGIN IMMEDIATE');
    await expect(move()).rejects.toMatchObject({ name: 'SideFault', side: from, code: 'SQLITE_BUSY' });
    other.close();
    await (await openStore(from)).close();
  });
});

describe('lines', () => {
  const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'binary' }));

  test('give back every row, however their bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, length) => {
          const bytes = Buffer.concat([...toChunks(rows)]);
          async function* cut() {
            for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
          }
          const back: unknown[] = [];
          for await (const some of fromChunks(cut())) back.push(...some);
          expect(back).toEqual(rows);
        },
      ),
    );
  });

  test('are PostgreSQL’s own, sign for sign', () => {
    expect(toLine(['a\tb\\c\nd\re\bf\fg\vh', null, '\\N', '', '12'])).toBe(
      'a\\tb\\\\c\\nd\\re\\bf\\fg\\vh\t\\N\t\\\\N\t\t12\n',
    );
    expect(fromLine('\\.')).toEqual(['.']);
  });
});

test.each([
  [{ table: 't', name: 'c', type: 'REAL', place: 0 }, 't.c is REAL, which cannot be moved.'],
  [{ table: 't', name: 'c', type: 'TEXT', place: null }, 'The table t has no key, so it cannot be moved.'],
])('a schema with what no move is made for yet is refused', (row, words) => {
  expect(() => toTables([row])).toThrow(words);
});
