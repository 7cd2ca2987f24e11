import { ALLOCATION_PRIVACY } from '../../core/allocations/allocation.ts';
import { HOLD_PRIVACY } from '../../core/allocations/hold.ts';
import { ARRANGEMENT_PRIVACY } from '../../core/arrangements/arrangement.ts';
import { BOUNDARY_PRIVACY } from '../../core/boundaries/boundary.ts';
import { CONDUCT_PRIVACY } from '../../core/conduct/matter.ts';
import { DECLARATION_PRIVACY } from '../../core/declarations/declaration.ts';
import type { LegalHold, RecordKind, Retention, RetentionCandidate } from '../../core/records/retention.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction, Value } from '../database.ts';
import { GONE } from '../table.ts';
import { ALLOCATIONS } from './allocations.ts';
import { ARRANGEMENTS } from './arrangements.ts';
import { AGREEMENTS } from './boundaries.ts';
import { MATTERS } from './conduct.ts';
import { DECLARATIONS } from './declarations.ts';
import { HOLDS } from './holds.ts';
import { kept } from './retention-candidates.ts';

/** Behind a day, its last instant in the text of instants: nothing of that day is closed before it was begun. */
const LAST_INSTANT = 'T23:59:59.999Z';
/** Events read at a time. */
const STRETCH = 5000;
/** A clock set back leaves looks further off than any night is, in milliseconds. */
const FAR = 2 * 86_400_000;

/** Kinds without a reference: the events about them name their ids. */
const NAMED_BY_ID: ReadonlySet<RecordKind> = new Set(['hold', 'acknowledgement', 'signature', 'family']);

/**
 * What goes of each kind; the row, its id and its references stay. What is still open is closed first, so that nobody finds
 * it waiting and writes into it. Each statement takes the day, the setting wherever it is named, and the id:
 * `WHERE setting = ? AND id = ?` is added where it has no other end.
 */
const ERASURES: Record<RecordKind, string[]> = {
  declaration: [
    `UPDATE boundary_links SET spent_at = COALESCE(spent_at, ? || '${LAST_INSTANT}')
     WHERE setting = ? AND boundary IN (
       SELECT b.id FROM boundaries b WHERE b.setting = ? AND b.declaration = ?)`,
    `UPDATE boundaries SET state = 'ended', version = version + 1, ended_on = COALESCE(ended_on, ?),
       ${AGREEMENTS.erasing(BOUNDARY_PRIVACY)} WHERE setting = ? AND declaration = ?`,
    'UPDATE declarations SET erased_on = ?',
    `UPDATE declarations SET state = CASE WHEN state = 'void' THEN state ELSE 'closed' END, version = version + 1,
       ended_on = COALESCE(ended_on, ?), next_review = NULL, raised_at = NULL, void_proposed_by = NULL,
       ${DECLARATIONS.erasing(DECLARATION_PRIVACY)}`,
  ],
  arrangement: [
    `UPDATE arrangements SET ended_on = CASE WHEN state = 'declined' THEN ended_on ELSE COALESCE(ended_on, ?) END,
       state = CASE WHEN state = 'declined' THEN state ELSE 'ended' END, version = version + 1`,
    `UPDATE arrangements SET erased_on = ?, ${ARRANGEMENTS.erasing(ARRANGEMENT_PRIVACY)}`,
  ],
  // With whoever left first; a child who comes back begins anew.
  allocation: [
    `UPDATE allocations SET erased_on = ?, ${ALLOCATIONS.erasing(ALLOCATION_PRIVACY)}, flagged_on = NULL, due_on = NULL, ends_on = (
       SELECT MIN(d.ends_on) FROM (
         SELECT allocations.ends_on
         UNION ALL SELECT c.leaves_on FROM children c
           WHERE c.setting = ? AND c.id = allocations.child
         UNION ALL SELECT p.leaves_on FROM people p
           WHERE p.setting = ? AND p.id = allocations.staff) d)
     WHERE setting = ? AND id = ?`,
  ],
  hold: [
    `UPDATE holds SET lifted_at = COALESCE(lifted_at, ? || '${LAST_INSTANT}')`,
    `UPDATE holds SET erased_on = ?, ${HOLDS.erasing(HOLD_PRIVACY)}`,
  ],
  acknowledgement: [`UPDATE acknowledgements SET erased_on = ?, reason = NULL, account = '${GONE}'`],
  signature: [
    `UPDATE signatures SET erased_on = ?, name_typed = '${GONE}', witness = NULL, account = '${GONE}'`,
  ],
  conduct: [
    `UPDATE conduct_matters SET closed_at = COALESCE(closed_at, ? || '${LAST_INSTANT}'),
       ${MATTERS.erasing(CONDUCT_PRIVACY)}`,
    'UPDATE conduct_matters SET erased_on = ?',
  ],
  family: ['UPDATE family_questions SET erased_on = ?'],
  child: [
    `UPDATE children SET erased_on = ?, name = '${GONE} C-' || number, name_key = 'erasedc' || number, ref = NULL`,
  ],
  person: [
    `UPDATE people SET erased_on = ?, name = '${GONE} ' || id, name_key = 'erased' || REPLACE(id, '-', ''), ref = NULL,
       email = NULL, email_key = NULL`,
  ],
};

export function retention(db: Transaction): Retention {
  async function eraseOne(setting: string, { kind, id }: RetentionCandidate, on: Day): Promise<void> {
    for (const statement of ERASURES[kind]) {
      const sql = statement.includes('WHERE setting = ?')
        ? statement
        : `${statement} WHERE setting = ? AND id = ?`;
      const named = sql.split('setting = ?').length - 1;
      await db.run(sql, [on, ...Array<string>(named).fill(setting), id]);
    }
    // What their commands were answered with went within days of each (`remind`).
    if (kind === 'person')
      await db.run('DELETE FROM accounts WHERE setting = ? AND person = ?', [setting, id]);
    if (kind === 'family') {
      for (const table of ['family_answers', 'family_carers', 'family_children'])
        await db.run(`DELETE FROM ${table} WHERE setting = ? AND question = ?`, [setting, id]);
    }
    if (kind === 'person' || kind === 'child') {
      const key = `${kind === 'person' ? 'P' : 'C'}:${id}`;
      await db.run('DELETE FROM imports WHERE setting = ? AND key = ?', [setting, key]);
    }
  }

  return {
    async due(now, limit) {
      const rows = await db.all<{ setting: string }>(
        'SELECT setting FROM chain_heads WHERE retain_at <= ? ORDER BY retain_at LIMIT ?',
        [now.toISOString(), limit],
      );
      const early = await db.all<{ setting: string }>(
        'SELECT setting FROM chain_heads WHERE retain_at > ? ORDER BY retain_at LIMIT ?',
        [new Date(now.getTime() + FAR).toISOString(), limit],
      );
      return [...rows, ...early].slice(0, limit).map(({ setting }) => setting);
    },
    async looked(setting, at, next) {
      await db.run(
        'UPDATE chain_heads SET retain_at = ?, retained_at = COALESCE(?, retained_at) WHERE setting = ?',
        [next.toISOString(), at?.toISOString() ?? null, setting],
      );
    },
    async lastKnown(setting) {
      const row = await db.get<{ at: string | null }>(
        `SELECT COALESCE(h.retained_at, (SELECT a.at FROM audit a WHERE a.setting = ? AND a.seq = h.seq)) AS at
         FROM chain_heads h WHERE h.setting = ?`,
        [setting, setting],
      );
      return row === undefined || row.at === null ? null : new Date(row.at);
    },
    candidates: (setting) => kept(db, setting),
    erase: eraseOne,
    async eventsOf(setting, records) {
      const subjects = new Set<string>();
      const ids: string[] = [];
      for (const { kind, id, ref } of records) {
        if (NAMED_BY_ID.has(kind)) ids.push(`"${id}"`);
        else subjects.add(ref);
        if (kind !== 'declaration') continue;
        const agreements = await db.all<{ number: number }>(
          'SELECT number FROM boundaries WHERE setting = ? AND declaration = ? ORDER BY drafted_at, id',
          [setting, id],
        );
        for (const { number } of agreements) subjects.add(`B-${number}`);
      }
      const found: number[] = [];
      for (let after = 0; ; ) {
        const rows = await db.all<{ seq: number; subject: string; payload: string }>(
          `SELECT seq, subject, payload FROM audit
           WHERE setting = ? AND seq > ? AND payload IS NOT NULL ORDER BY seq LIMIT ?`,
          [setting, after, STRETCH],
        );
        for (const { seq, subject, payload } of rows)
          if (subjects.has(subject) || ids.some((id) => payload.includes(id))) found.push(seq);
        const last = rows.at(-1);
        if (!last || rows.length < STRETCH) return found;
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
      const values: Value[] = [setting, id, person, why, placedAt.toISOString()];
      const placed = await db.get(
        `INSERT INTO legal_holds (setting, id, person, why, placed_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING RETURNING id`,
        values,
      );
      return placed !== undefined;
    },
    async lift(setting, id, at) {
      await db.run(
        'UPDATE legal_holds SET lifted_at = ? WHERE setting = ? AND id = ? AND lifted_at IS NULL',
        [at.toISOString(), setting, id],
      );
    },
  };
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
