import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Driver from 'better-sqlite3';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringUp, openStore } from '../../src/store/index.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { backup } from '../../src/store/sqlite/backup.ts';
import { openYear } from '../support/year.ts';

const ROOT = join(import.meta.dirname, '../..');
const KILLS = process.env.CANDOUR_SLOW === '1' ? 50 : 12;
/** Events, and bytes of each: more than SQLite keeps in memory (16 MB), so that the long migration writes before it commits. */
const [ROWS, BYTES] = [10_000, 2000];

/** Two migrations to come, on tables that are full: one of many statements, some of which take long, and a short one. */
const LONG = `
ALTER TABLE people ADD COLUMN pronouns TEXT;
CREATE TABLE payloads (
  setting TEXT NOT NULL,
  seq INTEGER NOT NULL,
  salt TEXT NOT NULL,
  payload TEXT NOT NULL,
  length INTEGER NOT NULL CHECK (length > 0),
  PRIMARY KEY (setting, seq)
) STRICT;
INSERT INTO payloads SELECT setting, seq, salt, payload, length(payload) FROM audit WHERE payload IS NOT NULL;
ALTER TABLE audit ADD COLUMN size INTEGER;
UPDATE audit SET size = length(payload);
CREATE INDEX payloads_by_text ON payloads (setting, payload, salt, seq);
CREATE INDEX audit_by_matter ON audit (setting, subject, seq);
UPDATE people SET pronouns = 'not asked' WHERE name_key <> '';
CREATE TABLE lengths (setting TEXT NOT NULL PRIMARY KEY, total INTEGER NOT NULL) STRICT;
INSERT INTO lengths SELECT setting, sum(length) FROM payloads GROUP BY setting;
DROP INDEX payloads_by_text;
`;
const SHORT = 'CREATE TABLE afterwards (id TEXT NOT NULL PRIMARY KEY) STRICT;';

let folder: string;
let opener: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candour-migration-'));
  // Its own copy: whoever edits meanwhile does not change what is tested.
  await build({
    cwd: ROOT,
    input: 'src/store/index.ts',
    platform: 'node',
    external: ['better-sqlite3', 'pg'],
    output: { file: join(folder, 'store.js'), codeSplitting: false },
  });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  opener = `
    import { bringUp, openStore } from ${JSON.stringify(pathToFileURL(join(folder, 'store.js')).href)};
    const [database, migrationsDir] = process.argv.slice(1);
    process.stdout.write('begun');
    await bringUp(database, { migrationsDir, copy: { now: new Date() } });
    const store = await openStore(database, { migrationsDir });
    process.stdout.write('done');
    await store.close();
  `;
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** The migrations of this version and the two to come, up to that many. */
function shelf(count = Number.POSITIVE_INFINITY): string {
  const whole = join(folder, 'migrations');
  if (!existsSync(whole)) {
    cpSync(join(ROOT, 'migrations'), whole, { recursive: true });
    writeFileSync(join(whole, '0900_long.sql'), LONG);
    writeFileSync(join(whole, '0901_short.sql'), SHORT);
  }
  if (count === Number.POSITIVE_INFINITY) return whole;
  const part = join(folder, `migrations-${count}`);
  mkdirSync(part, { recursive: true });
  for (const { name } of readMigrations(whole).slice(0, count)) cpSync(join(whole, name), join(part, name));
  return part;
}

const beside = (file: string) => ['', '-wal', '-shm'].map((end) => file + end);

function copy(from: string, to: string): void {
  for (const file of beside(to)) rmSync(file, { force: true });
  cpSync(from, to);
}

/** All there is: its schema, and every row of every table. */
function look(file: string): { migrations: number; content: string; faults: unknown[] } {
  const driver = new Driver(file);
  try {
    const all = createHash('sha256');
    const tables = driver
      .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY type, name")
      .all() as { type: string; name: string; sql: string }[];
    all.update(JSON.stringify(tables));
    for (const { name } of tables.filter(({ type }) => type === 'table'))
      for (const row of driver.prepare(`SELECT * FROM "${name}"`).raw().iterate())
        all.update(JSON.stringify(row));
    const has = tables.some(({ name }) => name === 'schema_migrations');
    const count = has ? driver.prepare('SELECT count(*) FROM schema_migrations').pluck().get() : 0;
    const faults = [
      ...(driver.pragma('integrity_check') as { integrity_check: string }[]).filter(
        ({ integrity_check: word }) => word !== 'ok',
      ),
      ...(driver.pragma('foreign_key_check') as unknown[]),
    ];
    return { migrations: Number(count), content: all.digest('hex'), faults };
  } finally {
    driver.close();
  }
}

/** Opens a database in a process of its own, which dies so many milliseconds after it has begun. */
async function open(
  file: string,
  dieAfter = Number.POSITIVE_INFINITY,
): Promise<{ ms: number; done: boolean }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', opener, file, shelf()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let began = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (words: string) => {
    if (said === '') {
      began = performance.now();
      if (dieAfter < Number.POSITIVE_INFINITY) timer = setTimeout(() => child.kill('SIGKILL'), dieAfter);
    }
    said += words;
  });
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(timer);
  return { ms: performance.now() - began, done: said.endsWith('done') };
}

/** An empty file, and a register with rows as this version of Candour leaves it. */
const BEFORE: Record<string, (file: string) => Promise<void>> = {
  'a database that is not made yet': async (file) => writeFileSync(file, ''),
  [`a register with ${ROWS} events`]: async (file) => {
    const year = await openYear(new Date('2026-11-22T10:00:00.000Z'));
    await year.store.write([year.setting.id], async (register) => {
      for (let at = 0; at < ROWS; at++) {
        const event = {
          action: 'x',
          actor: 'operator',
          subject: `s${at % 100}`,
          payload: { at, text: 'é'.repeat(BYTES / 2) },
        };
        await register.audit.append(year.setting.id, event, year.now());
      }
    });
    await backup(year.file, file);
    await year.close();
  },
};

describe.each(Object.entries(BEFORE))(`SIGKILL at ${KILLS} points while it is migrated: %s`, (_, make) => {
  const wholes = new Map<number, string>();
  const deaths: {
    at: number;
    inTheMiddle: boolean;
    found: ReturnType<typeof look>;
    after: ReturnType<typeof look>;
  }[] = [];
  let file: string;

  beforeAll(async () => {
    const before = join(folder, 'before.db');
    file = join(folder, 'candour.db');
    rmSync(before, { force: true });
    await make(before);
    const first = look(before).migrations;
    const last = readMigrations(shelf()).length;
    // What each version is, reached without a death.
    wholes.set(first, look(before).content);
    for (let count = first + 1; count <= last; count++) {
      copy(before, file);
      await bringUp(file, { migrationsDir: shelf(count) });
      await (await openStore(file, { migrationsDir: shelf(count) })).close();
      wholes.set(count, look(file).content);
    }
    copy(before, file);
    const { ms } = await open(file);
    // A fixed sequence of moments.
    let seed = 12_345;
    for (let life = 0; life < KILLS; life++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      copy(before, file);
      const { done } = await open(file, (1.2 * ms * seed) / 2_147_483_648);
      const log = `${file}-wal`;
      const written = existsSync(log) ? statSync(log).size : 0;
      const grown = statSync(file).size - statSync(before).size;
      const found = look(file);
      // Pages on disk that belong to no version: all migrations come into force at one moment.
      const inTheMiddle = !done && found.migrations === first && (written > 0 || grown > 0);
      await open(file);
      deaths.push({ at: found.migrations, inTheMiddle, found, after: look(file) });
    }
    const versions = [...wholes.keys()].map(
      (each) => `${each}: ${deaths.filter(({ at }) => at === each).length}`,
    );
    console.log(
      `${KILLS} deaths within ${Math.round(ms)} ms: ${deaths.filter(({ inTheMiddle }) => inTheMiddle).length} in the middle; migrations had, by deaths: ${versions.join(', ')}`,
    );
  }, 1_800_000);

  it('dies in the middle of it, and not only before and after', () => {
    expect(deaths.some(({ inTheMiddle }) => inTheMiddle)).toBe(true);
  });

  it('leaves the old version or the new one, whole, and no row is lost', () => {
    const [first, last] = [Math.min(...wholes.keys()), Math.max(...wholes.keys())];
    for (const { found } of deaths) {
      expect([first, last]).toContain(found.migrations);
      expect(found.faults).toEqual([]);
      expect(found.content).toBe(wholes.get(found.migrations));
    }
  });

  it('goes on at the next start to where it would have been', () => {
    const last = Math.max(...wholes.keys());
    for (const { after } of deaths)
      expect(after).toEqual({ migrations: last, content: wholes.get(last), faults: [] });
  });

  it('is a register that works, with its audit chains whole', async () => {
    const store = await openStore(file, { migrationsDir: shelf() });
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound' });
    await store.read((register) => register.settings.all());
    await store.close();
  });
});
