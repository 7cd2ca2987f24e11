import { createHash } from 'node:crypto';
import { linesIn } from './lines.ts';
import { isServer } from './postgres/address.ts';
import type { Side } from './side.ts';
import { realPath } from './sqlite/file.ts';
import { openFileToFill, openFileToLeave, unmarkFile } from './sqlite/side.ts';

// A database is a path, or an address that begins with postgres://. PostgreSQL's files are loaded only for an address.
const server = () => import('./postgres/side.ts');

export interface Moving {
  /** The instant that the mark bears. */
  at: Date;
  /** Called as rows are copied, and as they are read again to compare them. `rows`: so many since the last call. */
  onRows?: (doing: 'copied' | 'compared', rows: number, ofAll: number) => void;
  /** As of `StoreOptions`. */
  migrationsDir?: string;
}

export interface Moved {
  /** The names of the two, as people read them. */
  from: string;
  to: string;
  rows: number;
  tables: number;
  chains: number;
  /** It had been copied before, and only the mark was missing. */
  wasThere: boolean;
}

/** What a table holds: SHA-256 over its lines, in the order of its key. */
interface Content {
  rows: number;
  digest: string;
}

/**
 * Moves everything from one database into another that holds nothing: in one transaction, which ends once the content of
 * every table and the end of every chain is the same in both. Then `from` is marked, and no Candour opens it any more.
 * Carried out again after it was killed between the two, it compares both and leaves the mark.
 * @param from a path, or an address that begins with postgres://
 * @throws Error with a sentence for the operator, or SideFault: nothing was moved; or MarkMissing
 */
export async function moveRegister(from: string, to: string, moving: Moving): Promise<Moved> {
  if (!isServer(from) && !isServer(to) && realPath(from) === realPath(to))
    throw new Error(`${from} and ${to} are one and the same file. Name another one.`);
  const { migrationsDir } = moving;
  const source = await (isServer(from)
    ? (await server()).openServerToLeave(from, migrationsDir)
    : openFileToLeave(from, migrationsDir));
  try {
    const target = await (isServer(to)
      ? (await server()).openServerToFill(to, migrationsDir)
      : openFileToFill(to, migrationsDir));
    try {
      return await moveBetween(source, target, moving);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Everything is in the other database, and this one could not be marked. */
export class MarkMissing extends Error {
  override name = 'MarkMissing';

  constructor(source: Side, target: Side, cause: unknown) {
    super(
      `Everything is in ${target.name} now, but ${source.name} could not be marked. Start no Candour on that one, and run the same command again: it compares both, and marks it.`,
      { cause },
    );
  }
}

async function moveBetween(source: Side, target: Side, { at, onRows }: Moving): Promise<Moved> {
  const { tables } = source;
  if (JSON.stringify(tables) !== JSON.stringify(target.tables))
    throw new Error(
      `${source.name} and ${target.name} have not the same tables, so nothing was moved. Name a database of its own, in which nothing is yet.`,
    );
  const total = await countAll(source);
  if (total === 0) throw new Error(`${source.name} holds no records, so there is nothing to move.`);
  const wasThere = (await countAll(target)) > 0;
  if (wasThere) await refuseOthers(source, target);
  const watch = (doing: 'copied' | 'compared') => (rows: number) => onRows?.(doing, rows, total);
  const contents: Content[] = [];
  for (const table of tables) {
    const content = measure(source.read(table), watch('copied'));
    try {
      if (wasThere) for await (const _ of content.chunks);
      else await target.write(table, content.chunks);
    } finally {
      await content.chunks.return();
    }
    contents.push(content.found());
  }
  if (!wasThere) await target.settle();
  await compare(target, contents, wasThere ? others(source, target) : arrivedOtherwise, watch('compared'));
  const ends = await source.chainEnds();
  if (JSON.stringify(ends) !== JSON.stringify(await target.chainEnds()))
    throw arrivedOtherwise('chain_heads');
  if (!wasThere) await target.commit();
  try {
    await source.mark(target.name, at);
    await source.commit();
  } catch (error) {
    throw new MarkMissing(source, target, error);
  }
  return {
    from: source.name,
    to: target.name,
    rows: total,
    tables: tables.length,
    chains: ends.length,
    wasThere,
  };
}

/**
 * Takes away the mark of a database that was moved, so that Candour opens it again.
 * @returns what the mark said, such as “moved to candour on db.example.org”; undefined where there is none
 * @throws Error with a sentence for the operator, or SideFault
 */
export async function undoMove(database: string): Promise<string | undefined> {
  return isServer(database) ? (await server()).unmarkServer(database) : unmarkFile(database);
}

async function countAll(side: Side): Promise<number> {
  let rows = 0;
  for (const table of side.tables) rows += await side.count(table);
  return rows;
}

/** A look at the chains is enough for most that are not the same. */
async function refuseOthers(source: Side, target: Side): Promise<void> {
  const [ours, theirs] = await Promise.all([source.chainEnds(), target.chainEnds()]);
  if (theirs.length === 0 || JSON.stringify(ours) !== JSON.stringify(theirs)) throw others(source, target)();
}

const others = (source: Side, target: Side) => () =>
  new Error(
    `${target.name} holds records already, and they are not those of ${source.name}. Nothing was changed. Name a database that is empty.`,
  );

const arrivedOtherwise = (table: string) =>
  new Error(
    `What arrived of the table ${table} is not what was sent, so nothing was moved. Please run this again, and tell us if it says the same.`,
  );

/** @throws Error of `complaint` for the first table that does not hold this */
async function compare(
  side: Side,
  contents: readonly Content[],
  complaint: (table: string) => Error,
  onRows: (rows: number) => void,
): Promise<void> {
  for (const [at, table] of side.tables.entries()) {
    const content = measure(side.read(table), onRows);
    for await (const _ of content.chunks);
    const { rows, digest } = content.found();
    const wanted = contents[at];
    if (rows !== wanted?.rows || rows !== (await side.count(table)) || digest !== wanted.digest)
      throw complaint(table.name);
  }
}

/** Passes chunks on, and knows in the end what they held. */
function measure(chunks: AsyncIterable<Buffer>, onRows: (rows: number) => void) {
  const hash = createHash('sha256');
  let rows = 0;
  async function* passOn() {
    for await (const chunk of chunks) {
      hash.update(chunk);
      const lines = linesIn(chunk);
      rows += lines;
      onRows(lines);
      yield chunk;
    }
  }
  return { chunks: passOn(), found: (): Content => ({ rows, digest: hash.digest('hex') }) };
}
