/**
 * The words that start a command as somebody whom file modes keep out. Root is let in whatever they say, so it gives up that
 * right first (setpriv is part of every Linux); anybody else has none.
 */
export function powerless(command: string, args: readonly string[]): [command: string, args: string[]] {
  if (process.getuid?.() !== 0) return [command, [...args]];
  return ['setpriv', ['--bounding-set=-all', '--inh-caps=-all', command, ...args]];
}
