import type { LegalHold, Retention, RetentionCandidate } from '../../core/records/retention.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction, Value } from '../database.ts';
import { erase, type Ties } from '../erasure.ts';
import { group } from '../rows.ts';
import { GONE, type Row } from '../table.ts';
import { returned, type Traces, traced, traceInPayload } from '../trace.ts';
import { isUnclaimed, tomorrow } from '../unclaimed.ts';
import { ERASURES } from './index.ts';

/** How many events are read at a time. */
const EVENTS_AT_ONCE = 5000;
/** A daily check further ahead than this was planned by a clock that has been set back since; milliseconds. */
const TOO_FAR_AHEAD_MS = 2 * 86_400_000;

const FREE = isUnclaimed('retain_claimed_until');

export const LEGAL_HOLDS = traced('legal_holds', [
  'setting',
  'id',
  'person',
  'why',
  'placed_at',
  'lifted_at',
]);

const RECORD = `UPDATE chain_heads SET retain_at = ?, retained_at = COALESCE(?, retained_at),
    retain_claim = NULL, retain_claimed_until = NULL
  WHERE setting = ?`;

const tooFarAhead = (now: Date) => new Date(now.getTime() + TOO_FAR_AHEAD_MS).toISOString();

export function retention(db: Transaction, traces: Traces): Retention {
  return {
    async due(now, limit) {
      const at = now.toISOString();
      const rows = await db.all<{ setting: string }>(
        `SELECT setting FROM chain_heads WHERE retain_at <= ? AND ${FREE} ORDER BY retain_at LIMIT ?`,
        [at, at, tomorrow(now), limit],
      );
      const early = await db.all<{ setting: string }>(
        `SELECT setting FROM chain_heads WHERE retain_at > ? AND ${FREE} ORDER BY retain_at LIMIT ?`,
        [tooFarAhead(now), at, tomorrow(now), limit],
      );
      return [...rows, ...early].slice(0, limit).map(({ setting }) => setting);
    },
    async claim(setting, now, { token, until }) {
      const at = now.toISOString();
      const claimed = await db.run(
        `UPDATE chain_heads SET retain_claim = ?, retain_claimed_until = ?
         WHERE setting = ? AND (retain_at <= ? OR retain_at > ?) AND ${FREE}`,
        [token, until.toISOString(), setting, at, tooFarAhead(now), at, tomorrow(now)],
      );
      return claimed === 1;
    },
    async isClaimed(setting, token) {
      const row = await db.get('SELECT seq FROM chain_heads WHERE setting = ? AND retain_claim = ?', [
        setting,
        token,
      ]);
      return row !== undefined;
    },
    async recordCheck(setting, at, next, token) {
      const values = [next.toISOString(), at?.toISOString() ?? null, setting];
      if (token === undefined) await db.run(RECORD, values);
      else await db.run(`${RECORD} AND retain_claim = ?`, [...values, token]);
    },
    async lastKnown(setting) {
      const row = await db.get<{ at: string | null }>(
        `SELECT COALESCE(h.retained_at, (SELECT a.at FROM audit a WHERE a.setting = ? AND a.seq = h.seq)) AS at
         FROM chain_heads h WHERE h.setting = ?`,
        [setting, setting],
      );
      return row === undefined || row.at === null ? null : new Date(row.at);
    },
    async candidates(setting) {
      const ties = await loadTies(db, setting);
      const found: RetentionCandidate[] = [];
      for (const { rule, candidates } of ERASURES) {
        const { kind, term, why } = rule;
        for (const candidate of await candidates(db, setting, ties))
          found.push({ ...candidate, kind, term, why });
      }
      return found;
    },
    async erase(setting, { kind, id }, on) {
      const erasure = ERASURES.find(({ rule }) => rule.kind === kind);
      if (!erasure) throw new Error(`no noun says how a record of the kind ${kind} is erased`);
      await erase(db, traces, erasure, { setting, id, on });
      // What is kept of the last import may say what was erased.
      await db.run('DELETE FROM last_imports WHERE setting = ? AND changes LIKE ?', [setting, `%${id}%`]);
    },
    async eventsOf(setting, records) {
      const subjects = new Set(records.flatMap((record) => record.subjects));
      const ids = records.flatMap(({ kind, subjects: known, id }) => [
        ...(known.length === 0 ? [`"${id}"`] : []),
        // An event of another subject may hold a trace of what is erased.
        ...tablesOf(kind).map((table) => traceInPayload(table, id)),
      ]);
      const found: number[] = [];
      for (let after = 0; ; ) {
        const rows = await db.all<{ seq: number; subject: string; payload: string }>(
          `SELECT seq, subject, payload FROM audit
           WHERE setting = ? AND seq > ? AND payload IS NOT NULL ORDER BY seq LIMIT ?`,
          [setting, after, EVENTS_AT_ONCE],
        );
        for (const { seq, subject, payload } of rows)
          if (subjects.has(subject) || ids.some((id) => payload.includes(id))) found.push(seq);
        const last = rows.at(-1);
        if (!last || rows.length < EVENTS_AT_ONCE) return found;
        after = last.seq;
      }
    },
    messages: (setting, before) =>
      db.all<{ recipient: string; count: number }>(
        `SELECT recipient, COUNT(*) AS count FROM notices
         WHERE setting = ? AND created_at < ? AND title <> 'Erased' AND state IN ('sent', 'dead', 'suppressed')
         GROUP BY recipient ORDER BY recipient`,
        [setting, before.toISOString()],
      ),
    eraseMessages: (setting, recipient, before) =>
      db.run(
        `UPDATE notices SET title = '${GONE}', text = '', button = NULL
         WHERE setting = ? AND created_at < ? AND title <> 'Erased' AND state IN ('sent', 'dead', 'suppressed')
           AND recipient = ?`,
        [setting, before.toISOString(), recipient],
      ),
    async holds(setting) {
      const rows = await db.all<HoldRow>(
        `SELECT setting, id, person, why, placed_at, lifted_at FROM legal_holds
         WHERE setting = ? AND lifted_at IS NULL ORDER BY placed_at, id`,
        [setting],
      );
      return rows.map(fromRow);
    },
    async place({ setting, id, person, why, placedAt }) {
      const values: Value[] = [setting, id, person, why, placedAt.toISOString(), null];
      const placed = await db.get<Row>(
        `INSERT INTO legal_holds (setting, id, person, why, placed_at, lifted_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING RETURNING ${returned(LEGAL_HOLDS)}`,
        values,
      );
      if (placed) traces.changed(LEGAL_HOLDS, placed);
      return placed !== undefined;
    },
    async lift(setting, id, at) {
      const lifted = await db.get<Row>(
        `UPDATE legal_holds SET lifted_at = ? WHERE setting = ? AND id = ? AND lifted_at IS NULL
         RETURNING ${returned(LEGAL_HOLDS)}`,
        [at.toISOString(), setting, id],
      );
      if (lifted) traces.changed(LEGAL_HOLDS, lifted);
    },
  };
}

/** The traced tables in which a record of this kind is erased. */
function tablesOf(kind: string): string[] {
  const erasing = ERASURES.find(({ rule }) => rule.kind === kind)?.erasing ?? [];
  return erasing.flatMap(({ of }) => (of === null ? [] : [of.table]));
}

async function loadTies(db: Transaction, setting: string): Promise<Ties> {
  const [children, links, people] = await Promise.all([
    db.all<{ id: string; number: number; leaves_on: Day | null; erased_on: Day | null }>(
      'SELECT id, number, leaves_on, erased_on FROM children WHERE setting = ? ORDER BY number',
      [setting],
    ),
    db.all<{ child: string; person: string }>(
      'SELECT child, person FROM carer_links WHERE setting = ? ORDER BY child, person',
      [setting],
    ),
    db.all<LeavingRow>(
      `SELECT p.id, p.leaves_on, p.erased_on, COUNT(t.position) AS posts, MAX(t.ends_on) AS last,
         SUM(CASE WHEN t.position IS NOT NULL AND t.ends_on IS NULL THEN 1 ELSE 0 END) AS open
       FROM people p LEFT JOIN posts t ON t.setting = p.setting AND t.person = p.id
       WHERE p.setting = ? GROUP BY p.id, p.leaves_on, p.erased_on ORDER BY p.id`,
      [setting],
    ),
  ]);
  const carers = group(links, 'child', 'person');
  const childrenOf = group(links, 'person', 'child');
  return {
    children: new Map(
      children.map(({ id, number, leaves_on, erased_on }) => [
        id,
        { number, leavesOn: leaves_on, isErased: erased_on !== null },
      ]),
    ),
    people: new Map(
      people.map(({ id, leaves_on, erased_on, posts, open, last }) => {
        const leftOn = leaves_on ?? (posts > 0 && open === 0 ? last : null);
        return [id, { leftOn, works: posts > 0 && leftOn === null, isErased: erased_on !== null }];
      }),
    ),
    childrenOf: (person) => childrenOf.get(person) ?? [],
    carersOf: (those) => those.flatMap((child) => carers.get(child) ?? []),
  };
}

/** A person's last day, and what their posts say about it. */
interface LeavingRow {
  id: string;
  leaves_on: Day | null;
  erased_on: Day | null;
  posts: number;
  open: number;
  last: Day | null;
}

interface HoldRow {
  setting: string;
  id: string;
  person: string | null;
  why: string;
  placed_at: string;
  lifted_at: string | null;
}

function fromRow({ setting, id, person, why, placed_at, lifted_at }: HoldRow): LegalHold {
  return {
    setting,
    id,
    person,
    why,
    placedAt: new Date(placed_at),
    liftedAt: lifted_at === null ? null : new Date(lifted_at),
  };
}
