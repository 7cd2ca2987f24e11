import type { Intents } from '../../core/store.ts';
import type { View } from '../../core/talk/view.ts';
import type { Transaction } from '../database.ts';

export function intents(db: Transaction): Intents {
  return {
    async find(setting, person, key) {
      const row = await db.get<{ answer: string }>(
        'SELECT answer FROM intents WHERE setting = ? AND key = ? AND person = ?',
        [setting, key, person],
      );
      return row && (JSON.parse(row.answer) as View);
    },
    async keep(setting, person, key, answer, at) {
      await db.run(
        `INSERT INTO intents (setting, key, person, answer, kept_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (setting, key, person) DO NOTHING`,
        [setting, key, person, JSON.stringify(answer), at.toISOString()],
      );
    },
    async purge(before) {
      return db.run('DELETE FROM intents WHERE kept_at < ?', [before.toISOString()]);
    },
  };
}
