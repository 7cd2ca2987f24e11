import type { DailyChecks } from '../../core/notices/daily-check.ts';
import type { Transaction } from '../database.ts';

interface LookRow {
  setting: string;
  seq: number;
  looked_at: string;
}

/** What a setting that was never checked bears. */
const NEVER = '1970-01-01T00:00:00.000Z';

export function dailyChecks(db: Transaction): DailyChecks {
  return {
    async due(now, limit) {
      const at = now.toISOString();
      const waiting = await db.all<LookRow>(
        'SELECT setting, seq, looked_at FROM chain_heads WHERE look_at <= ? ORDER BY look_at LIMIT ?',
        [at, limit],
      );
      const early = await db.all<LookRow>(
        'SELECT setting, seq, looked_at FROM chain_heads WHERE looked_at > ? ORDER BY looked_at LIMIT ?',
        [at, limit],
      );
      const rows = new Map([...waiting, ...early].map((row) => [row.setting, row]));
      return [...rows.values()]
        .slice(0, limit)
        .map((row) => ({ setting: row.setting, seq: row.seq, checkedAt: new Date(row.looked_at) }));
    },
    async checked({ setting, seq }, at, next) {
      await db.run(
        `UPDATE chain_heads SET looked_at = ?, look_at = CASE WHEN seq = ? THEN ? ELSE look_at END
         WHERE setting = ?`,
        [at.toISOString(), seq, next.toISOString(), setting],
      );
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
