import type { Imports } from '../../core/settings/setting.ts';
import type { Transaction } from '../database.ts';
import { insertRows } from '../rows.ts';
import { countNotInFolder } from './folder.ts';

export function imports(db: Transaction): Imports {
  return {
    all: async (setting) => {
      const rows = await db.all<{ key: string; fingerprint: string }>(
        'SELECT key, fingerprint FROM imports WHERE setting = ? ORDER BY key',
        [setting],
      );
      return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]));
    },
    keep: (setting, fingerprints) =>
      insertRows(
        db,
        'imports (setting, key, fingerprint)',
        Array.from(fingerprints, ([key, fingerprint]) => [setting, key, fingerprint]),
        'ON CONFLICT (setting, key) DO UPDATE SET fingerprint = excluded.fingerprint',
      ),
    notInFolder: (setting, today) => countNotInFolder(db, setting, today),
  };
}
