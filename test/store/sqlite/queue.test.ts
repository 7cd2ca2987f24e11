import { readFileSync, statSync } from 'node:fs';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/store/database.ts';
import { connect, pragma } from '../../../src/store/sqlite/connection.ts';
import { openDatabase } from '../../../src/store/sqlite/database.ts';
import { networkFileSystem } from '../../../src/store/sqlite/file.ts';
import { openTestStore } from '../../support/store.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let database: Database;
/** What the writing connection was told, in order. */
let told: string[];
let outsider: Driver.Database;

beforeEach(async () => {
  open = await openTestStore();
  outsider = new Driver(open.file);
  outsider.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL UNIQUE) STRICT');
  told = [];
  database = openDatabase(open.file, (sql) => told.push(sql));
});
afterEach(async () => {
  await database.close();
  outsider.close();
  await open.close();
});

const INSERT = 'INSERT INTO notes (words) VALUES (?)';
const note = (words: string) => database.transaction((t) => t.run(INSERT, [words]));
const notes = () => outsider.prepare('SELECT words FROM notes ORDER BY id').pluck().all();

/** How many commits the file has had, counted by somebody else's connection. */
function commits(): { since(): number } {
  const log = () => outsider.pragma('data_version', { simple: true }) as number;
  const before = log();
  return { since: () => log() - before };
}

describe('writes', () => {
  test('of one moment share a commit, each answered with its own result', async () => {
    const seen: unknown[] = [];
    const jobs = Array.from({ length: 10 }, (_, index) =>
      database.transaction(async (t) => {
        await t.run(INSERT, [`n${index}`]);
        // Nobody else sees any of it until all of it is committed.
        seen.push(...notes());
        return index;
      }),
    );
    expect(await Promise.all(jobs)).toEqual(Array.from({ length: 10 }, (_, index) => index));
    expect(seen).toEqual([]);
    expect(notes()).toHaveLength(10);
  });

  test('are copied from the log into the database as they become many, and the log begins again', async () => {
    // How often the log has begun again, in its header.
    const begun = () => readFileSync(`${open.file}-wal`).readUInt32BE(12);
    const before = begun();
    let longest = 0;
    // A page each, or more: SQLite copies the log at 4,000, 16 MB.
    for (let batch = 0; batch < 60; batch++) {
      await Promise.all(
        Array.from({ length: 64 }, (_, index) => note(`${batch} ${index} ${'x'.repeat(5000)}`)),
      );
      longest = Math.max(longest, statSync(`${open.file}-wal`).size);
    }
    expect(begun()).toBeGreaterThan(before);
    expect(longest).toBeGreaterThan(15_000_000);
    expect(longest).toBeLessThan(20_000_000);
    expect(notes()).toHaveLength(3840);
  });

  test('are batches of 64 at most', async () => {
    const others: number[] = [];
    const jobs = Array.from({ length: 130 }, (_, index) =>
      database.transaction(async (t) => {
        await t.run(INSERT, [`n${index}`]);
        others.push(notes().length);
      }),
    );
    await Promise.all(jobs);
    const batches = [...new Set(others), 130];
    for (const [at, rows] of batches.entries()) expect(rows - (batches[at - 1] ?? 0)).toBeLessThanOrEqual(64);
    expect(batches.length).toBeGreaterThan(3);
    expect(notes()).toHaveLength(130);
  });

  test('that take long let others in between two commits', async () => {
    const others: number[] = [];
    let turns = 0;
    const turning = setInterval(() => turns++, 0);
    const jobs = Array.from({ length: 12 }, (_, index) =>
      database.transaction(async (t) => {
        await t.run(INSERT, [`n${index}`]);
        for (const until = Date.now() + 4; Date.now() < until; );
        others.push(notes().length);
      }),
    );
    await Promise.all(jobs);
    clearInterval(turning);
    expect(new Set(others).size).toBeGreaterThan(2);
    expect(turns).toBeGreaterThan(1);
    expect(notes()).toHaveLength(12);
  });

  test('are answered only once committed', async () => {
    const change = commits();
    await note('a');
    expect(notes()).toEqual(['a']);
    expect(change.since()).toBeGreaterThan(0);
  });

  test('one that fails undoes what it did, and nothing of the others in its batch', async () => {
    const jobs = [
      note('before'),
      database.transaction(async (t) => {
        await t.run(INSERT, ['half']);
        throw new Error('no, because');
      }),
      note('after'),
      note('before'),
    ];
    const ended = await Promise.allSettled(jobs);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(ended[1]).toMatchObject({ reason: new Error('no, because') });
    expect(ended[3]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
    expect(notes()).toEqual(['before', 'after']);
  });

  test('one that fails alone leaves nothing, and the next one succeeds', async () => {
    const failing = database.transaction(async (t) => {
      await t.run(INSERT, ['half']);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await note('next');
    expect(notes()).toEqual(['next']);
  });

  test('a commit that fails refuses every job of its batch, also those that had gone well', async () => {
    outsider.exec(
      'CREATE TABLE links (note INTEGER NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED) STRICT',
    );
    const jobs = [
      note('a'),
      database.transaction((t) => t.run('INSERT INTO links (note) VALUES (?)', [999])),
      note('b'),
    ];
    const ended = await Promise.allSettled(jobs);
    expect(ended.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(
      Array(3).fill('SQLITE_CONSTRAINT_FOREIGNKEY'),
    );
    expect(notes()).toEqual([]);
    await note('next');
    expect(notes()).toEqual(['next']);
  });

  test('run one after another, though each awaits', async () => {
    const order: string[] = [];
    const job = (name: string) =>
      database.transaction(async (t) => {
        for (let step = 0; step < 3; step++) {
          order.push(name);
          await t.get('SELECT ? AS step', [step]);
        }
      });
    await Promise.all([job('a'), job('b')]);
    expect(order.join('')).toBe('aaabbb');
  });

  test('lock the database from their beginning: nobody changes what a job has read before it writes', async () => {
    outsider.pragma('busy_timeout = 0');
    await database.transaction(async (t) => {
      await t.get('SELECT words FROM notes', []);
      expect(() => outsider.prepare(INSERT).run('between')).toThrow(/locked/);
      await t.run(INSERT, ['ours']);
    });
    expect(notes()).toEqual(['ours']);
  });

  test('a call after its transaction is over throws, and reaches no other transaction', async () => {
    let kept: Parameters<Parameters<Database['transaction']>[0]>[0] | undefined;
    await database.transaction(async (t) => {
      kept = t;
    });
    await expect(kept?.run(INSERT, ['late'])).rejects.toThrow(/over/);
    expect(notes()).toEqual([]);
  });

  test('wait for another process’s lock, while this process goes on answering', async () => {
    outsider.exec("BEGIN IMMEDIATE; INSERT INTO notes (words) VALUES ('theirs')");
    const ours = note('ours');
    let turns = 0;
    const ticking = setInterval(() => turns++, 5);
    await new Promise((resume) => setTimeout(resume, 200));
    outsider.exec('COMMIT');
    await ours;
    clearInterval(ticking);
    expect(notes()).toEqual(['theirs', 'ours']);
    expect(turns).toBeGreaterThan(3);
  });

  test('closing waits for accepted jobs, and refuses later ones', async () => {
    const jobs = [note('a'), note('b')];
    await database.close();
    await Promise.all(jobs);
    expect(notes()).toEqual(['a', 'b']);
    await expect(note('c')).rejects.toThrow(/closed/);
    await expect(database.read(async () => 1)).rejects.toThrow(/closed/);
  });
});

describe('reads', () => {
  test('see one snapshot, whatever is committed meanwhile', async () => {
    await note('a');
    const counted = await database.read(async (t) => {
      const before = await t.all('SELECT words FROM notes', []);
      outsider.prepare(INSERT).run('b');
      return [before.length, (await t.all('SELECT words FROM notes', [])).length];
    });
    expect(counted).toEqual([1, 1]);
    expect(await database.read((t) => t.all('SELECT words FROM notes', []))).toHaveLength(2);
  });

  test('see what was answered before they began', async () => {
    for (let index = 0; index < 20; index++) {
      await note(`n${index}`);
      expect(await database.read((t) => t.all('SELECT id FROM notes', []))).toHaveLength(index + 1);
    }
  });

  test('many at once, each for itself', async () => {
    await note('a');
    const all = Array.from({ length: 40 }, async (_, index) =>
      database.read(async (t) => {
        await new Promise((resume) => setTimeout(resume, index % 3));
        return (await t.get<{ words: string }>('SELECT words FROM notes', []))?.words;
      }),
    );
    expect(new Set(await Promise.all(all))).toEqual(new Set(['a']));
  });

  test('cannot write, and one that fails does no harm to the next', async () => {
    await expect(database.read((t) => t.run(INSERT, ['a']))).rejects.toThrow(/readonly/);
    await expect(database.read(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await database.read((t) => t.all('SELECT id FROM notes', []))).toEqual([]);
  });
});

describe('a connection', () => {
  test.each([
    ['that writes', false],
    ['that reads', true],
  ])('%s keeps every promise that SQLite does not keep by itself', (_which, readonly) => {
    const connection = connect(open.file, { readonly });
    try {
      connection.statement('SELECT COUNT(*) FROM notes').get();
      if (!readonly) connection.statement(INSERT).run(['first write']);
      const promise = (name: string) => pragma(connection, name);
      expect(promise('journal_mode')).toBe('wal');
      expect(promise('synchronous')).toBe(2);
      expect(promise('foreign_keys')).toBe(1);
      expect(promise('busy_timeout')).toBe(5000);
      expect(promise('trusted_schema')).toBe(0);
      if (!readonly) expect(promise('secure_delete')).toBe(1);
    } finally {
      connection.driver.close();
    }
  });

  test('prepares a statement once', async () => {
    await note('a');
    await note('b');
    expect(told.filter((sql) => sql === INSERT)).toHaveLength(1);
  });
});

test.each([
  [0x6969, 'NFS'],
  [0xfe534d42, 'SMB'],
  [0xfe534d42 - 2 ** 32, 'SMB'],
  [0x65735546, 'FUSE'],
  [0xef53, undefined],
  [0x9123683e, undefined],
])('a file system of type %i is %s', (type, kind) => {
  expect(networkFileSystem(type)).toBe(kind);
});
