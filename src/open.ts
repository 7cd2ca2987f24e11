import { join } from 'node:path';
import { type Config, Misconfigured } from './config.ts';
import { type OpenedStore, openStore } from './store/index.ts';

/**
 * Opens the configured database, with the migrations of this programme. `check`: reads all of it first, and refuses what is
 * damaged.
 * @throws Misconfigured, with a sentence for whoever runs this
 */
export async function open(
  { database, root }: Pick<Config, 'database' | 'root'>,
  { check = false }: { check?: boolean } = {},
): Promise<OpenedStore> {
  try {
    return await openStore(database, { migrationsDir: join(root, 'migrations'), check });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    // What the store throws without a code is a sentence of its own.
    if (code === undefined && error.constructor === Error) throw new Misconfigured([error.message]);
    if (code === undefined) throw error;
    throw new Misconfigured([`The database ${database} cannot be opened (${code}). ${adviceOn(code)}`]);
  }
}

/** What whoever runs this can do about what the database or the disk has said. */
export function adviceOn(code: string): string {
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return 'It is no database, or damaged: restore a backup (npx candour restore FILE --force), or name another file in CANDOUR_DATABASE.';
  }
  // SHMSIZE: not even the few pages beside the database, which every connection needs.
  if (['ENOSPC', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(code))
    return 'The disk is full: please make room. What was answered before is kept; what was refused is not.';
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk does not take or give what it should: look at it before anything else.';
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return 'Another programme keeps it busy: please try again in a moment.';
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return 'It can only be read: its disk is mounted so, or the file belongs to somebody else. Please put that right.';
  return 'Please check that its folder exists and may be written to, or name another file in CANDOUR_DATABASE.';
}
