import type { Imports } from '../core/imports.ts';
import type { Transaction } from './database.ts';

export function imports(db: Transaction): Imports {
  return {
    all: async (setting) => {
      const rows = await db.all<{ key: string; fingerprint: string }>(
        'SELECT key, fingerprint FROM imports WHERE setting = ? ORDER BY key',
        [setting],
      );
      return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]));
    },
    keep: async (setting, key, fingerprint) => {
      await db.run(
        `INSERT INTO imports (setting, key, fingerprint) VALUES (?, ?, ?)
         ON CONFLICT (setting, key) DO UPDATE SET fingerprint = excluded.fingerprint`,
        [setting, key, fingerprint],
      );
    },
  };
}
