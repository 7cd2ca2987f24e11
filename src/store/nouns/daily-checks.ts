import type { DailyChecks } from '../../core/notices/daily-check.ts';
import type { Transaction } from '../database.ts';
import { isUnclaimed, tomorrow } from '../unclaimed.ts';

interface LookRow {
  setting: string;
  seq: number;
  looked_at: string;
}

const FREE = isUnclaimed('look_claimed_until');
const CLAIM = `UPDATE chain_heads SET look_claim = ?, look_claimed_until = ?
  WHERE setting = ? AND (look_at <= ? OR looked_at > ?) AND ${FREE} RETURNING setting, seq, looked_at`;

/** What a setting that was never checked bears. */
const NEVER = '1970-01-01T00:00:00.000Z';

export function dailyChecks(db: Transaction): DailyChecks {
  return {
    async due(now, limit) {
      const at = now.toISOString();
      const values = [at, at, tomorrow(now), limit];
      const waiting = await db.all<{ setting: string }>(
        `SELECT setting FROM chain_heads WHERE look_at <= ? AND ${FREE} ORDER BY look_at LIMIT ?`,
        values,
      );
      const early = await db.all<{ setting: string }>(
        `SELECT setting FROM chain_heads WHERE looked_at > ? AND ${FREE} ORDER BY looked_at LIMIT ?`,
        values,
      );
      return [...new Set([...waiting, ...early].map(({ setting }) => setting))].slice(0, limit);
    },
    async claim(setting, now, { token, until }) {
      const at = now.toISOString();
      const values = [token, until.toISOString(), setting, at, at, at, tomorrow(now)];
      const row = await db.get<LookRow>(CLAIM, values);
      return row && { setting, token, seq: row.seq, checkedAt: new Date(row.looked_at) };
    },
    async checked({ setting, token, seq }, at, next) {
      const recorded = await db.run(
        `UPDATE chain_heads SET looked_at = ?, look_at = CASE WHEN seq = ? THEN ? ELSE look_at END,
           look_claim = NULL, look_claimed_until = NULL
         WHERE setting = ? AND look_claim = ?`,
        [at.toISOString(), seq, next.toISOString(), setting, token],
      );
      return recorded === 1;
    },
    async latest() {
      const row = await db.get<{ at: string | null }>('SELECT MAX(looked_at) AS at FROM chain_heads', []);
      return row === undefined || row.at === null || row.at === NEVER ? undefined : new Date(row.at);
    },
    async next() {
      const row = await db.get<{ at: string | null }>('SELECT MIN(look_at) AS at FROM chain_heads', []);
      return row === undefined || row.at === null ? undefined : new Date(row.at);
    },
  };
}
