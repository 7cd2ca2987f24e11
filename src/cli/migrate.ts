import { printableLine } from '../../adapters/console/text.ts';
import { type Door, EXIT, howEncrypted, read } from './door.ts';

/** Brings an older schema up to date. Without this command the service does it when it starts. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, { 'dry-run': { type: 'boolean' } } as const, { least: 0, most: 0 });
  const { database, server, key } = door.config;
  const tell = (words: string) => door.print(printableLine(words));
  const pending = await door.pending();
  if (pending.length > 0 && values['dry-run']) {
    for (const name of pending) tell(`${name} would be applied.`);
    tell(
      server === undefined
        ? `Before that a copy of ${database} would be made beside it, where there is room.`
        : `Make a backup of ${database} before, with pg_dump: none is made by this command.`,
    );
    return EXIT.done;
  }
  const done = pending.length > 0 ? await door.bringUp(door.clock(undefined)()) : undefined;
  if (!done) {
    // Opening throws where there is no database or where its schema is newer.
    await (await door.openStore()).close();
    tell(`There is nothing to do: the schema of ${database} is up to date.`);
    return EXIT.done;
  }
  for (const name of done.applied) tell(`${name} was applied.`);
  if (done.copy !== undefined)
    tell(
      `As it was before, ${database} is kept in ${done.copy}, ${howEncrypted(key)} Delete that once the new version has proved itself.`,
    );
  if (done.noRoom) {
    const { free, needed } = done.noRoom;
    door.complain(
      `No copy was made before: the disk had ${free} MB left, and ${needed} were wanted. Make a backup now: npx candour backup FILE`,
    );
  }
  return EXIT.done;
}
