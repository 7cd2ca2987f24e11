import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Database, Value } from '../../src/store/database.ts';
import { type OpenedStore, openStore, type StoreOptions } from '../../src/store/index.ts';
import { noting } from './statements.ts';
import { twice } from './twice.ts';

/** An address whose databases the tests may make and empty (`node scripts/postgres.js npm test`); without it, SQLite. */
export const POSTGRES = process.env.CANDOUR_TEST_POSTGRES;

/** Whether the work of each transaction is carried out twice. */
const isTwice = POSTGRES !== undefined || process.env.CANDOUR_TEST_TWICE !== undefined;

/** In place of a test that says nothing here: there is no such test, rather than one that was skipped. */
const nowhere = Object.assign(() => undefined, { each: () => () => undefined }) as unknown as typeof test;

/** For what counts how often something is done. */
export const onceOnly = isTwice ? nowhere : test;

/** For what tests SQLite's file itself. */
export const onFile = POSTGRES === undefined ? test : nowhere;

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** References as tests name them: D-1, D-2 and so on. */
export const drawInOrder = (taken: ReadonlySet<number>) => taken.size + 1;

export interface TestStore {
  store: OpenedStore;
  /** SQLite's file; on PostgreSQL nothing is there. */
  file: string;
  /** What CANDOUR_DATABASE would say. */
  database: string;
  /** Runs a statement past the store and its foreign keys, as whoever tampers with it would. */
  sql<Row>(text: string, ...values: Value[]): Promise<Row[]>;
  /** Closes the store and removes what it kept. */
  close(): Promise<void>;
}

/** What a store holds when a test opens it. `name` stands for all that `fill` writes. */
export interface Beginning {
  name: string;
  fill(store: OpenedStore): Promise<void>;
}

const NOTHING: Beginning = { name: 'nothing', fill: async () => undefined };

/** SQLite's file with each beginning, by its name. To make one takes longer than most tests, so each is made once a process. */
const beginnings = new Map<string, Buffer>();

/** A real store of its own, which holds nothing but its beginning: a file in a temporary folder, or a database. */
export async function openTestStore(
  options: StoreOptions = {},
  beginning: Beginning = NOTHING,
): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-'));
  const file = join(folder, 'candour.db');
  const { decorate = isTwice ? twice : (database: Database) => database } = options;
  const given = {
    migrationsDir: MIGRATIONS,
    drawNumber: drawInOrder,
    ...options,
    decorate: (database: Database) => noting(decorate(database)),
  };
  if (POSTGRES === undefined) {
    const made = beginnings.get(beginning.name) ?? (await make(beginning, join(folder, 'made.db'), given));
    beginnings.set(beginning.name, made);
    await writeFile(file, made, { mode: 0o600 });
    const store = await openStore(file, given);
    const close = async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { store, file, database: file, sql: sqlOnFile(file), close };
  }
  const { takeDatabase } = await import('./postgres.ts');
  const { url, sql, giveBack } = await takeDatabase(POSTGRES, MIGRATIONS);
  const store = await openStore(url, given);
  await beginning.fill(store);
  const close = async () => {
    await store.close();
    giveBack();
    await rm(folder, { recursive: true, force: true });
  };
  return { store, file, database: url, sql, close };
}

async function make({ fill }: Beginning, file: string, options: StoreOptions): Promise<Buffer> {
  const store = await openStore(file, options);
  await fill(store);
  // Closing copies SQLite's log into the file, and removes the log.
  await store.close();
  const made = await readFile(file);
  await rm(file);
  return made;
}

function sqlOnFile(file: string): TestStore['sql'] {
  return async <Row>(text: string, ...values: Value[]) => {
    const { default: Driver } = await import('better-sqlite3');
    const driver = new Driver(file);
    driver.pragma('foreign_keys = OFF');
    try {
      const statement = driver.prepare(text);
      if (statement.reader) return statement.all(...values) as Row[];
      statement.run(...values);
      return [];
    } finally {
      driver.close();
    }
  };
}

const TABLES = [
  ...readFileSync(join(MIGRATIONS, '0001_register.sql'), 'utf8').matchAll(/^CREATE TABLE (\w+)/gm),
].map(([, name = '']) => name);

/** All that the tables hold, as text. */
export async function everythingIn({ sql }: Pick<TestStore, 'sql'>): Promise<string> {
  const tables: string[] = [];
  for (const table of TABLES) tables.push(JSON.stringify(await sql(`SELECT * FROM ${table}`)));
  return tables.join('\n');
}

/** Whatever is on disk of it: of SQLite each byte of the file and its log, of PostgreSQL all that the tables hold. */
export async function keptIn(open: Pick<TestStore, 'sql' | 'file'>): Promise<string> {
  if (POSTGRES !== undefined) return everythingIn(open);
  const files = await Promise.all([open.file, `${open.file}-wal`].map((file) => readFile(file, 'latin1')));
  return files.join('\n');
}
