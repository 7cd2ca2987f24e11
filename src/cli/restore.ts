import { join, resolve } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { restore } from '../store/backup.ts';
import { isSealedFile } from '../store/sealed.ts';
import { type Door, EXIT, read, told } from './door.ts';

/** Puts a backup in the place of the database. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, { force: { type: 'boolean' } } as const, { least: 1, most: 1 });
  const file = resolve(positionals[0] ?? '');
  const { database, root, key } = door.config;
  await told(
    restore(file, database, { force: values.force === true, migrationsDir: join(root, 'migrations'), key }),
  );
  const plain =
    key === undefined || isSealedFile(file)
      ? ''
      : ' It was not encrypted, although there is a CANDOUR_KEY: be sure that it is yours.';
  door.print(
    printableLine(`Restored ${database} from ${file}.${plain} Check it with: npx candour audit verify`),
  );
  return EXIT.done;
}
