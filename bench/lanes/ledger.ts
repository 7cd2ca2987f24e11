import { createHash, randomUUID } from 'node:crypto';
import Driver from 'better-sqlite3';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS acknowledgements (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, trigger_id TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (person, trigger_id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS outbox (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  INSERT OR IGNORE INTO head VALUES (1, 0, '');`;

/** What a command must leave behind, in four statements and a commit of its own: a row, its audit row, the chain's head, a message. */
export function openLedger(file: string): (person: string, trigger: string) => void {
  const driver = new Driver(file);
  driver.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  driver.exec(SCHEMA);
  const head = driver.prepare('SELECT seq, hash FROM head');
  // Every statement is held, or Node 24 may abort (decision 28).
  const statements = {
    synchronous: driver.prepare('PRAGMA synchronous').pluck(),
    row: driver.prepare('INSERT INTO acknowledgements VALUES (?, ?, ?, ?)'),
    audit: driver.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)'),
    head: driver.prepare('UPDATE head SET seq = ?, hash = ?'),
    outbox: driver.prepare('INSERT INTO outbox VALUES (?, ?, ?, ?)'),
  };
  if (statements.synchronous.get() !== 2) throw new Error('synchronous is not FULL');
  return driver.transaction((person: string, trigger: string) => {
    const last = head.get() as { seq: number; hash: string };
    const id = randomUUID();
    const at = new Date().toISOString();
    const hash = createHash('sha256').update(`${last.hash}:${id}:${person}:${at}`).digest('hex');
    statements.row.run(id, person, trigger, at);
    statements.audit.run(last.seq + 1, id, person, at, last.hash, hash);
    statements.head.run(last.seq + 1, hash);
    statements.outbox.run(id, person, 'Acknowledged', at);
  }).immediate;
}
