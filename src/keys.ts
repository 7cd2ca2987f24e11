/**
 * One sentence for each key of the environment that has the prefix of a known key but is not known: it is misspelt or
 * belongs to another version. The sentences contain names of keys only, never values.
 */
export function unknownKeys(names: readonly string[], known: readonly string[]): string[] {
  const beginnings = new Set(known.map(beginning));
  return names
    .filter((name) => /^\w+$/.test(name) && beginnings.has(beginning(name)) && !known.includes(name))
    .map((name) => `${name} is no key of Candour; did you mean ${nearest(name.toUpperCase(), known)}?`);
}

/** The prefix of a key: `SLACK_` of `slack_bot_token`. */
function beginning(name: string): string {
  return name.slice(0, name.indexOf('_') + 1).toUpperCase();
}

/** The most similar known key with the same prefix. For `CANDOUR_SLACK_TOKEN` the second prefix counts. */
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

/** The length of the longest common subsequence of two words: all of `DB` is in `DATABASE`, in order. */
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
