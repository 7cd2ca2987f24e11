import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { toCitus } from './citus.ts';

test('what spreads a register over machines is made from the schema (`--update` makes it anew)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candour-citus-'));
  try {
    const file = join(folder, 'candour.db');
    await (await openStore(file)).close();
    const driver = new Driver(file, { readonly: true });
    const sql = toCitus(driver);
    driver.close();
    await expect(sql).toMatchFileSnapshot('../../deploy/citus.sql');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
