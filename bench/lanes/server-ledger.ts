import { createHash, randomUUID } from 'node:crypto';
import { Pool } from 'pg';

const SCHEMA = `
  CREATE TABLE acknowledgements (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, trigger_id TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (person, trigger_id)
  );
  CREATE TABLE audit (
    seq BIGINT PRIMARY KEY, id TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
  );
  CREATE TABLE head (one BIGINT PRIMARY KEY CHECK (one = 1), seq BIGINT NOT NULL, hash TEXT NOT NULL);
  CREATE TABLE outbox (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL);
  INSERT INTO head VALUES (1, 0, '')`;

/** The transaction of `openLedger` on an empty database of a PostgreSQL: prepared statements, each awaited, the driver's own pool of ten. */
export async function openServerLedger(
  url: string,
): Promise<(person: string, trigger: string) => Promise<void>> {
  const pool = new Pool({ connectionString: url });
  await pool.query(SCHEMA);
  for (const setting of ['fsync', 'synchronous_commit']) {
    const { rows } = await pool.query<Record<string, string>>(`SHOW ${setting}`);
    if (rows[0]?.[setting] !== 'on') throw new Error(`${setting} is not on`);
  }
  return async (person, trigger) => {
    const client = await pool.connect();
    const ask = (name: string, text: string, values: unknown[] = []) => client.query({ name, text, values });
    try {
      await client.query('BEGIN');
      // Locked: two that had read the same head would write the same number.
      const { rows } = await ask('read', 'SELECT seq, hash FROM head FOR UPDATE');
      const [last] = rows as [{ seq: string; hash: string }];
      const seq = Number(last.seq) + 1;
      const id = randomUUID();
      const at = new Date().toISOString();
      const hash = createHash('sha256').update(`${last.hash}:${id}:${person}:${at}`).digest('hex');
      await ask('row', 'INSERT INTO acknowledgements VALUES ($1, $2, $3, $4)', [id, person, trigger, at]);
      await ask('audit', 'INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6)', [
        seq,
        id,
        person,
        at,
        last.hash,
        hash,
      ]);
      await ask('head', 'UPDATE head SET seq = $1, hash = $2', [seq, hash]);
      await ask('outbox', 'INSERT INTO outbox VALUES ($1, $2, $3, $4)', [id, person, 'Acknowledged', at]);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      // The connection is closed, and its transaction rolled back with it.
      client.release(true);
      throw error;
    }
  };
}
