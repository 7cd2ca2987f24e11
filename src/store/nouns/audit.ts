import { hash, randomUUID } from 'node:crypto';
import type { AuditEvent, AuditTrail, RecordedEvent } from '../../core/records/audit.ts';
import type { Transaction } from '../database.ts';
import { readMemories } from '../memories.ts';
import { noTraces, type Trace, type Traces, tracesIn } from '../trace.ts';

/** The action of the event that records the erasure of payloads; its subject is the `seq` that it erased. */
export const ERASED = 'audit.erased';

/** The action of the event that records that a chain's head was sent out, with its `seq` and `hash`. */
export const HEAD_TOLD = 'head.told';

/** What the hash of a row covers; `seq` is a number, `at` an instant as text. */
export interface AuditLink {
  seq: number;
  action: string;
  actor: string;
  subject: string;
  at: string;
  digest: string;
  prev: string;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** What the first row of a setting's chain follows. Each setting has its own, so that chains cannot be exchanged. */
export function genesis(setting: string): string {
  return sha256(`candour:${setting}`);
}

/** Canonical JSON: keys sorted at every level, no spaces, undefined left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) made[key] = sorted((value as Record<string, unknown>)[key]);
  return made;
}

export function digestOf(salt: string, payload: string): string {
  return sha256(`${salt}:${payload}`);
}

/** The keys stand in sorted order, so that the JSON is canonical. */
export function hashOf({ action, actor, at, digest, prev, seq, subject }: AuditLink): string {
  return sha256(JSON.stringify({ action, actor, at, digest, prev, seq, subject }));
}

interface Head {
  seq: number;
  hash: string;
}

/**
 * How many events are looked through at once, from the end of the chain back. An index by subject cost every event a sixth
 * of its processor time (decision 73).
 */
const LATEST_ROWS = 200;
const LATEST = `SELECT seq, action, actor, subject, at FROM audit
  WHERE setting = ? AND seq < ? ORDER BY seq DESC LIMIT ${LATEST_ROWS}`;

interface LatestRow {
  seq: number;
  action: string;
  actor: string;
  subject: string;
  at: string;
}

const HEAD = 'SELECT seq, hash FROM chain_heads WHERE setting = ?';

/** The chains as one transaction sees them. `lock` is for writing transactions, and comes first. */
export function auditTrail(db: Transaction): {
  trail: AuditTrail;
  traces: Traces;
  lock(settings: readonly string[]): Promise<void>;
} {
  const locked = new Map<string, Head>();
  const traces = noTraces();

  async function lockOne(setting: string): Promise<Head | undefined> {
    const known = locked.get(setting);
    if (known) return known;
    const head = await db.hold<Head>(HEAD, [setting]);
    if (head) locked.set(setting, head);
    return head;
  }

  async function append(setting: string, event: AuditEvent, rows: readonly Trace[], at: Date): Promise<void> {
    await lockOne(setting);
    // The head is read after every wait and moved on before the next one, so that two events that are appended at once
    // follow each other.
    const head = locked.get(setting);
    if (!head) throw new Error('An event was recorded for a setting that has not been saved.');
    const salt = randomUUID();
    const payload = canonical(rows.length === 0 ? event.payload : { ...event.payload, rows });
    const link: AuditLink = {
      seq: head.seq + 1,
      action: event.action,
      actor: event.actor,
      subject: event.subject,
      at: at.toISOString(),
      digest: digestOf(salt, payload),
      prev: head.hash,
    };
    const own = hashOf(link);
    locked.set(setting, { seq: link.seq, hash: own });
    await Promise.all([
      db.run(
        `INSERT INTO audit (setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          setting,
          link.seq,
          link.action,
          link.actor,
          link.subject,
          link.at,
          link.digest,
          link.prev,
          own,
          salt,
          payload,
        ],
      ),
      // Any event may make something due or settled, so that the setting's daily check is made again.
      db.run(
        `UPDATE chain_heads SET seq = ?, hash = ?, look_at = CASE WHEN look_at > ? THEN ? ELSE look_at END
           WHERE setting = ?`,
        [link.seq, own, link.at, link.at, setting],
      ),
    ]);
  }

  const trail: AuditTrail = {
    // The rows are taken before the first wait, so that of two events that are appended at once each has its own.
    append: (setting, event, at) => append(setting, event, traces.take(setting), at),
    async erase(setting, seqs, actor, at) {
      for (const seq of seqs) {
        const erased = await db.get<{ payload: string }>(
          'SELECT payload FROM audit WHERE setting = ? AND seq = ? AND payload IS NOT NULL',
          [setting, seq],
        );
        if (!erased) continue;
        await db.run('UPDATE audit SET salt = NULL, payload = NULL WHERE setting = ? AND seq = ?', [
          setting,
          seq,
        ]);
        // The payload was also the last word on other rows. Of those that are erased now nothing is taken over.
        const rows = tracesIn(erased.payload)
          .filter((trace) => !traces.hasErased(setting, trace))
          .map((trace) => ({ ...trace, at: trace.at ?? seq }));
        await append(setting, { action: ERASED, actor, subject: String(seq), payload: {} }, rows, at);
      }
    },
    async of(setting, subject, since) {
      const found: RecordedEvent[] = [];
      for (let before = Number.MAX_SAFE_INTEGER; ; ) {
        const rows = await db.all<LatestRow>(LATEST, [setting, before]);
        // Where the clock was set back, one event is older than the next, but not all of a page.
        const inTime = rows.map((row) => ({ ...row, at: new Date(row.at) })).filter(({ at }) => at >= since);
        for (const { action, actor, at, ...row } of inTime)
          if (row.subject === subject) found.push({ action, actor, at });
        before = rows.at(-1)?.seq ?? 0;
        if (rows.length < LATEST_ROWS || inTime.length === 0) return found.reverse();
      }
    },
    async head(setting) {
      const head = await db.get<Head>(HEAD, [setting]);
      return head ?? { seq: 0, hash: genesis(setting) };
    },
    memories: (setting) => readMemories(db, setting),
  };

  return {
    trail,
    traces,
    async lock(settings) {
      for (const setting of [...settings].sort()) await lockOne(setting);
    },
  };
}
