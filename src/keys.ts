/**
 * A sentence for each name of the environment that begins as our keys do and is none of them: it is misspelt, or of another
 * version. Names alone are told, never a value.
 */
export function unknownKeys(names: readonly string[], known: readonly string[]): string[] {
  const beginnings = new Set(known.map(beginning));
  return names
    .filter((name) => /^\w+$/.test(name) && beginnings.has(beginning(name)) && !known.includes(name))
    .map((name) => `${name} is no key of Candour; did you mean ${nearest(name.toUpperCase(), known)}?`);
}

/** `SLACK_` of `slack_bot_token`. */
function beginning(name: string): string {
  return name.slice(0, name.indexOf('_') + 1).toUpperCase();
}

/** Among those of the same beginning; of `CANDOUR_SLACK_TOKEN` the second one counts. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const rest = name.slice(beginning(name).length);
  if (known.some((key) => beginning(key) === beginning(rest))) return nearest(rest, known);
  const near = known.filter((key) => beginning(key) === beginning(name));
  const likeness = (key: string) => {
    const other = key.slice(beginning(key).length);
    return inCommon(rest, other) / (rest.length + other.length);
  };
  return near.sort((a, b) => likeness(b) - likeness(a))[0];
}

/** How many letters two words have in common, in the same order: `DB` is all in `DATABASE`. */
function inCommon(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const letter of a) {
    const next = [0];
    for (let at = 1; at <= b.length; at++) {
      const longest = Math.max(next[at - 1] ?? 0, row[at] ?? 0);
      next.push(letter === b[at - 1] ? (row[at - 1] ?? 0) + 1 : longest);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
