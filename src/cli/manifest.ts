import { writeFileSync } from 'node:fs';
import { printableLine } from '../../adapters/console/text.ts';
import { asFailure, type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

const OPTIONS = { command: { type: 'string' }, out: { type: 'string' } } as const;

/** Writes the app manifest of a platform from the list of commands and the configuration. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, OPTIONS, { least: 1, most: 1 });
  const adapters = await door.adapters();
  const wanted = adapters.find(({ adapter }) => adapter.name === positionals[0]);
  if (!wanted) {
    const names = adapters.map(({ adapter }) => adapter.name).join(' and ') || 'none yet';
    throw new WrongUsage(`No platform is called ${positionals[0]}. There are: ${names}.`);
  }
  const { adapter, env } = wanted;
  if (!adapter.manifest) throw new Failure(`${adapter.name} has no manifest yet.`);
  const now = door.clock(undefined)();
  const made = await asFailure(adapter.manifest({ env, config: door.config, command: values.command, now }));
  const file = values.out ?? made.file;
  if (file === null && typeof made.content === 'string') {
    door.print(made.content.trimEnd());
    return EXIT.done;
  }
  const path = file ?? `candour-${adapter.name}`;
  try {
    writeFileSync(path, made.content, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'EEXIST')
      throw new Failure(
        `${path} exists already and was left as it is. Please move it away, or choose another place with --out.`,
      );
    throw new Failure(`${path} cannot be written (${code}). Please choose another place with --out.`);
  }
  door.complain(`Written to ${printableLine(path)}.`);
  return EXIT.done;
}
