import { join } from 'node:path';
import { type Config, Misconfigured } from './config.ts';
import { type OpenedStore, openStore } from './store/index.ts';

/**
 * Opens the configured database, with the migrations of this programme.
 * @throws Misconfigured, with a sentence for whoever runs this
 */
export async function open({ database, root }: Pick<Config, 'database' | 'root'>): Promise<OpenedStore> {
  try {
    return await openStore(database, { migrationsDir: join(root, 'migrations') });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    // What the store throws without a code is a sentence of its own.
    if (code === undefined && error.constructor === Error) throw new Misconfigured([error.message]);
    if (code === undefined) throw error;
    throw new Misconfigured([`The database ${database} cannot be opened (${code}). ${adviceOn(code)}`]);
  }
}

function adviceOn(code: string): string {
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return 'It is no database, or damaged: restore a backup (npx candour restore FILE --force), or name another file in CANDOUR_DATABASE.';
  }
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return 'The disk is full: please make room.';
  return 'Please check that its folder exists and may be written to, or name another file in CANDOUR_DATABASE.';
}
