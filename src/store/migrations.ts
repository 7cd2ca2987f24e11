import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Passing } from './passing.ts';

export interface Migration {
  version: number;
  /** The file's name. */
  name: string;
  sql: string;
  checksum: string;
}

/** The folder of this code's migrations. A built file may lie at another depth than its source. */
export function findMigrations(from: string = import.meta.dirname): string {
  const folder = join(from, 'migrations');
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error('The folder `migrations` is missing. Install Candour anew.');
  return findMigrations(dirname(from));
}

/**
 * The migrations of a folder, in order. Numbers may be missing.
 * @throws Error when two have the same number.
 */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort();
  return names.map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (Number(names[index - 1]?.slice(0, 4)) === version) {
      throw new Error(
        `Two migrations have one number: ${names[index - 1]} and ${name}. Give the later one the next.`,
      );
    }
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: checksumOf(sql) };
  });
}

/** Covers the statements alone: comments, blank space and line ends may change without changing the migration. */
export function checksumOf(sql: string): string {
  const statements = sql.replace(/'(?:[^']|'')*'|"[^"]*"|(?:--[^\n]*|\/\*[\s\S]*?\*\/|\s)+/g, (found) =>
    found.startsWith("'") || found.startsWith('"') ? found : ' ',
  );
  return createHash('sha256').update(statements.trim()).digest('hex');
}

/** A migration that a database has had. */
export interface Applied {
  version: number;
  name: string;
  checksum: string;
}

/**
 * The number of the row by which a database says that everything in it was moved to another one. No file can have it, and
 * every process looks for numbers that it does not know: as it starts, and before each write (decision 72).
 */
const MOVED = 10_000;

/** What stands in `schema_migrations` of a database that was moved. `to`: where, as people read it. */
export const toMark = (to: string, at: Date): Applied => ({
  version: MOVED,
  name: `moved to ${to}`,
  checksum: at.toISOString(),
});

/** Whether the row of `schema_migrations` that has this name is such a mark, and no migration. */
export const isMark = (name: string) => name.startsWith('moved to ');

/** The mark of a database that was moved. */
export const markIn = (applied: readonly Applied[]) => applied.find(({ version }) => version === MOVED);

/**
 * @param called the database's name in the complaint
 * @throws Error when the database was moved, when an applied migration differs from the one of this version or is unknown
 * to it, and when a new one belongs before those applied.
 */
export function checkApplied(called: string, applied: readonly Applied[], known: readonly Migration[]): void {
  const mark = markIn(applied);
  if (mark)
    throw new Error(
      `${called} was ${mark.name} on ${mark.checksum.slice(0, 10)}, and nothing is written in it any more. Name that one in CANDOUR_DATABASE. To go back to this one all the same, without what the other was told since: npx candour migrate-db --undo DATABASE`,
    );
  for (const { version, name, checksum } of applied) {
    const ours = known.find((migration) => migration.version === version);
    if (ours && (ours.name !== name || ours.checksum !== checksum)) {
      throw new Error(
        `${called} was made by a development version of Candour, and this one keeps its records otherwise. Run the version that made it once more (npx candour export-setting CODE FOLDER, for each setting), name a new file in CANDOUR_DATABASE, and import the folders there: npx candour import FOLDER`,
      );
    }
    if (!ours) {
      // The newer one may be about to be started in this one's place.
      throw new Passing(
        `${called} was made by a newer Candour (it has had ${name}). Install that version or a later one, or restore a backup made before the update.`,
      );
    }
  }
  const latest = applied.at(-1)?.version ?? 0;
  const late = known.find(
    ({ version }) => version < latest && !applied.some((each) => each.version === version),
  );
  if (late) {
    throw new Error(
      `The migration ${late.name} comes before one that this database has had. Give it the next number.`,
    );
  }
}
