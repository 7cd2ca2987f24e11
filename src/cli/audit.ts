import { type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

/** Checks the audit chain of every setting. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { positionals } = read(args, {}, { least: 1, most: 1 });
  if (positionals[0] !== 'verify') throw new WrongUsage('audit knows one thing to do: verify.');
  const store = await door.openStore();
  try {
    const found = await store.verifyAudit();
    if (found.kind === 'broken') {
      throw new Failure(
        `The audit chain of ${found.code} is broken at row ${found.seq}: ${found.reason} Keep this database as it is, and compare it with a backup.`,
      );
    }
    door.print(`The audit trail is sound: ${count(found.rows, 'row')} in ${count(found.settings, 'chain')}.`);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
