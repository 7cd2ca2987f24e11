import type { Installations } from '../../core/accounts/installation.ts';
import type { Transaction } from '../database.ts';

interface InstallationRow {
  platform: string;
  tenant: string;
  sealed: string;
  installed_at: string;
}

export function installations(db: Transaction): Installations {
  return {
    async find(platform, tenant) {
      const row = await db.get<InstallationRow>(
        'SELECT platform, tenant, sealed, installed_at FROM installations WHERE platform = ? AND tenant = ?',
        [platform, tenant],
      );
      return row && { platform, tenant, sealed: row.sealed, installedAt: new Date(row.installed_at) };
    },
    async tenants(platform) {
      const rows = await db.all<Pick<InstallationRow, 'tenant'>>(
        'SELECT tenant FROM installations WHERE platform = ? ORDER BY tenant',
        [platform],
      );
      return rows.map(({ tenant }) => tenant);
    },
    async keep({ platform, tenant, sealed, installedAt }) {
      await db.run(
        `INSERT INTO installations (platform, tenant, sealed, installed_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (platform, tenant) DO UPDATE SET
           sealed = excluded.sealed, installed_at = excluded.installed_at`,
        [platform, tenant, sealed, installedAt.toISOString()],
      );
    },
    async drop(platform, tenant) {
      await db.run('DELETE FROM installations WHERE platform = ? AND tenant = ?', [platform, tenant]);
    },
  };
}
