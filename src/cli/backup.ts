import { resolve } from 'node:path';
import { backup } from '../store/backup.ts';
import { type Door, EXIT, read, told } from './door.ts';

/** A copy of the database, made while the service runs. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { positionals } = read(args, {}, { least: 1, most: 1 });
  const file = resolve(positionals[0] ?? '');
  await told(backup(door.config.database, file));
  door.print(`Backed up to ${file}. Whoever holds it can read everything: keep it where only you can.`);
  return EXIT.done;
}
