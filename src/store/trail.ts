import { connect } from './sqlite/connection.ts';

/** What `candour audit export` is asked for. */
export interface TrailOptions {
  /** Id of one setting; without it, all. */
  setting?: string | undefined;
  /** With the payloads, which hold what people wrote; without, ids, instants and digests alone. */
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

/** The audit chains as JSON Lines, on one snapshot: what the file is, then of each setting its rows and its head. */
export function* trail(file: string, { setting, payloads, now }: TrailOptions): Generator<string> {
  const connection = connect(file, { readonly: true });
  const { driver } = connection;
  try {
    driver.exec('BEGIN');
    yield JSON.stringify({ kind: 'candour-audit', version: 1, payloads, made_at: now.toISOString() });
    // Of every setting: a head that somebody took away is told as null, which no verifier takes.
    const heads = connection
      .statement(
        `SELECT COALESCE(h.setting, s.id) AS setting, h.seq, h.hash
         FROM chain_heads h FULL JOIN settings s ON s.id = h.setting ORDER BY 1`,
      )
      .all() as { setting: string; seq: number | null; hash: string | null }[];
    const rows = connection.statement(
      `SELECT setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload
       FROM audit WHERE setting = ? ORDER BY seq`,
    );
    for (const head of heads) {
      if (setting !== undefined && head.setting !== setting) continue;
      for (const { salt, payload, ...row } of rows.iterate([head.setting]) as Iterable<Row>) {
        const said = payloads && salt !== null && payload !== null ? { salt, payload } : {};
        yield JSON.stringify({ kind: 'row', ...row, ...said });
      }
      yield JSON.stringify({ kind: 'head', ...head });
    }
  } finally {
    driver.close();
  }
}
