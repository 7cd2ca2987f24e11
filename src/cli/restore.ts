import { resolve } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { isSealedFile } from '../store/sealed.ts';
import { restore } from '../store/sqlite/backup.ts';
import { realPath } from '../store/sqlite/file.ts';
import { type RestoredSetting, recordRestore } from '../store/sqlite/restored.ts';
import { type Trial, tryBackup } from '../store/sqlite/trial.ts';
import { describeFault } from '../store/verify.ts';
import { asFailure, type Door, EXIT, Failure, read, refuseServer, WrongUsage } from './door.ts';

/** Replaces the database with a backup, or only tries whether the backup can be restored. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(
    args,
    { force: { type: 'boolean' }, check: { type: 'boolean' } } as const,
    {
      least: 1,
      most: 1,
    },
  );
  const file = resolve(positionals[0] ?? '');
  if (values.check && values.force)
    throw new WrongUsage('--check replaces nothing, and --force is for replacing: please give one of them.');
  refuseServer(door);
  return values.check ? check(door, file) : replace(door, file, values.force === true);
}

async function replace(door: Door, file: string, force: boolean): Promise<number> {
  const { database, databaseFrom, key } = door.config;
  const now = door.clock(undefined)();
  const aside = await asFailure(restore(file, database, { force, now, key, databaseFrom }));
  const lines = [
    `Restored ${database} (${databaseFrom}) from ${file}.${isUnexpectedlyPlain(file, key) ? PLAIN : ''} Check it with: npx candour audit verify`,
  ];
  if (aside !== undefined)
    lines.push(
      `What was there before is now ${aside}. It holds people's data, also what is erased from now on: delete it once you are sure that you do not need it.`,
    );
  for (const line of lines) door.print(printableLine(line));
  const settings = await asFailure(recordRestore(realPath(database), aside, now));
  for (const line of settings.flatMap(describeRestored)) door.print(printableLine(line));
  return EXIT.done;
}

/** The heads before and after, and what lies between them. */
function describeRestored({ code, replaced, restored, is }: RestoredSetting): string[] {
  if (!restored) return [`${code} was in the replaced database, and is not in this one.`];
  const here = `${code}: restored as of head ${restored.seq}:${restored.hash}.`;
  if (!replaced) return [`${here} There is no earlier head to compare it with.`];
  const before = `${code}: the replaced database ended at head ${replaced.seq}:${replaced.hash}.`;
  const between = {
    same: 'Both hold the same events.',
    behind: `${number(replaced.seq - restored.seq, 'event')} after the backup ${replaced.seq - restored.seq === 1 ? 'is' : 'are'} in the replaced database alone.`,
    ahead: `The backup goes on from there by ${number(restored.seq - replaced.seq, 'event')}.`,
    apart: 'Neither goes on from the other: one of them was written anew, or they part at an earlier event.',
  }[is];
  return [here, `${before} ${between}`];
}

const PLAIN = ' It was not encrypted, although there is a CANDOUR_KEY: be sure that it is yours.';

function isUnexpectedlyPlain(file: string, key: Uint8Array | undefined): boolean {
  return key !== undefined && !isSealedFile(file);
}

async function check(door: Door, file: string): Promise<number> {
  const { database, key } = door.config;
  const found = await asFailure(tryBackup(file, { database, key }));
  const encryption = isSealedFile(file)
    ? ' It was opened with CANDOUR_KEY.'
    : isUnexpectedlyPlain(file, key)
      ? PLAIN
      : '';
  door.print(printableLine(`${file} was copied into ${found.folder} and opened there.${encryption}`));
  for (const line of toLines(found)) door.print(printableLine(line));
  door.print('The copy is deleted again, and the database was not touched.');
  if (found.audit.kind !== 'sound')
    throw new Failure(
      `${describeFault(found.audit)} Compare with an earlier backup before you restore this one.`,
    );
  door.print('This backup can be restored.');
  return EXIT.done;
}

function toLines({ migrations, audit, newest, settings }: Trial): string[] {
  const schema =
    migrations.length === 0
      ? 'Its schema is the one of this version.'
      : `Its schema is of an earlier version. Candour would bring it up to date when it starts, as was done with the copy: ${migrations.join(', ')}.`;
  const event = newest === null ? 'There is no event in it.' : `The newest event is of ${newest}.`;
  return [
    `Its pages, tables and references are whole. ${schema}`,
    ...(audit.kind === 'sound'
      ? [`The audit trail is sound (${audit.rows} rows, ${audit.records} records). ${event}`]
      : [event]),
    ...settings.map(
      ({ code, name, ...counts }) =>
        `${code} (${name}): ${[
          number(counts.people, 'person', 'people'),
          number(counts.children, 'child', 'children'),
          number(counts.declarations, 'declaration'),
          number(counts.allocations, 'allocation'),
          number(counts.messages, 'message'),
          number(counts.events, 'audit row'),
        ].join(', ')}.`,
    ),
    ...(settings.length === 0 ? ['It holds no setting yet.'] : []),
  ];
}

function number(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
