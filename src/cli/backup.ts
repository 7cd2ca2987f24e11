import { resolve } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { backup } from '../store/sqlite/backup.ts';
import { asFailure, type Door, EXIT, howEncrypted, read, refuseServer } from './door.ts';

/** A copy of the database, made while the service runs. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { positionals } = read(args, {}, { least: 1, most: 1 });
  const file = resolve(positionals[0] ?? '');
  refuseServer(door);
  const { database, key } = door.config;
  await asFailure(backup(database, file, key));
  door.print(`Backed up to ${printableLine(file)}, ${howEncrypted(key)}`);
  return EXIT.done;
}
