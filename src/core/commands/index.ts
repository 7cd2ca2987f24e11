import type { Command } from '../talk/command.ts';
import { concern } from './concern.ts';
import { help } from './help.ts';

/** Every verb, in the order in which help names them. */
export const commands: readonly Command[] = [help, concern];

const byName = new Map(commands.flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const)));

export function commandNamed(name: string): Command | undefined {
  return byName.get(name);
}
