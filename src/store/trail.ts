import type { Database, Transaction } from './database.ts';
import { HEADS, type Head } from './verify.ts';

/** What `candour audit export` is asked for. */
export interface TrailOptions {
  /** Id of one setting; by default all. */
  setting?: string | undefined;
  /** With the payloads, which hold what people wrote; otherwise ids, instants and digests alone. */
  payloads: boolean;
  now: Date;
}

interface Row {
  setting: string;
  seq: number;
  action: string;
  actor: string;
  subject: string;
  at: string;
  digest: string;
  prev: string;
  hash: string;
  salt: string | null;
  payload: string | null;
}

/** Rows in one page. */
const PAGE = 2000;
const ROWS = `SELECT setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload
  FROM audit WHERE setting = ? AND seq > ? ORDER BY seq LIMIT ${PAGE}`;

/** The audit chains as JSON Lines, on one snapshot: a line that says what the file is, then each setting's rows and head. */
export async function* trail(database: Database, options: TrailOptions): AsyncGenerator<string> {
  const { readable, writable } = new TransformStream<string[], string[]>();
  const writer = writable.getWriter();
  const done = database
    .read((transaction) => writeTrail(transaction, options, (lines) => writer.write(lines)))
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    );
  // The reader gets the error; a reader who has stopped gets nothing.
  done.catch(() => undefined);
  for await (const lines of readable) yield* lines;
}

async function writeTrail(
  transaction: Transaction,
  { setting, payloads, now }: TrailOptions,
  write: (lines: string[]) => Promise<void>,
): Promise<void> {
  await write([JSON.stringify({ kind: 'candour-audit', version: 1, payloads, made_at: now.toISOString() })]);
  // One line for every setting: a head that somebody has deleted is given as null, which no verifier accepts.
  for (const { code: _, ...head } of await transaction.all<Head>(HEADS, [])) {
    if (setting !== undefined && head.setting !== setting) continue;
    let after: number | undefined = Number.MIN_SAFE_INTEGER;
    while (after !== undefined) {
      const rows: Row[] = await transaction.all<Row>(ROWS, [head.setting, after]);
      await write(rows.map((row) => lineOf(row, payloads)));
      after = rows.length === PAGE ? rows.at(-1)?.seq : undefined;
    }
    await write([JSON.stringify({ kind: 'head', ...head })]);
  }
}

function lineOf({ salt, payload, ...row }: Row, payloads: boolean): string {
  const said = payloads && salt !== null && payload !== null ? { salt, payload } : {};
  return JSON.stringify({ kind: 'row', ...row, ...said });
}
