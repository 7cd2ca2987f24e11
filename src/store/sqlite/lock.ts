import { type Connection, connectBare, SqliteError } from './connection.ts';

/**
 * Locks a file that is there for nothing else. The system releases the lock when this process ends, however it ends; other
 * containers on the same machine meet it, too. Nothing else of this process may open the file: closing it would release the lock.
 * @param timeout how long the lock is waited for, in milliseconds
 * @returns `busy`: another process holds the lock. Undefined: this disk knows no locks, or the file is gone.
 */
export function takeLock(file: string, timeout: number): Connection['driver'] | 'busy' | undefined {
  let connection: Connection | undefined;
  try {
    connection = connectBare(file, { readonly: false, timeout });
    connection.driver.exec('BEGIN EXCLUSIVE');
    return connection.driver;
  } catch (error) {
    connection?.driver.close();
    const isBusy = error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
    return isBusy ? 'busy' : undefined;
  }
}
