import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenedStore, openStore } from '../../src/store/index.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** References as tests name them: D-1, D-2 and so on. */
export const drawInOrder = (taken: ReadonlySet<number>) => taken.size + 1;

/** A real store in a temporary folder of its own; `close` removes both. */
export async function openTestStore(): Promise<{ store: OpenedStore; file: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-'));
  const file = join(folder, 'candour.db');
  const store = await openStore(file, { migrationsDir: MIGRATIONS, drawNumber: drawInOrder });
  return {
    store,
    file,
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
