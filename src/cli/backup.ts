import { resolve } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { backup } from '../store/backup.ts';
import { type Door, EXIT, read, told } from './door.ts';

/** A copy of the database, made while the service runs. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { positionals } = read(args, {}, { least: 1, most: 1 });
  const file = resolve(positionals[0] ?? '');
  const { database, key } = door.config;
  await told(backup(database, file, key));
  door.print(
    key === undefined
      ? `Backed up to ${printableLine(file)}, unencrypted: whoever holds it can read everything. Keep it where only you can, or set CANDOUR_KEY.`
      : `Backed up to ${printableLine(file)}, encrypted with CANDOUR_KEY. Keep that key somewhere else: nothing opens it without.`,
  );
  return EXIT.done;
}
