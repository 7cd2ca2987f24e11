/**
 * A question for an unknown word, to be added to a sentence: the nearest known word within two letters; empty where none is
 * near.
 */
export function nearestWordHint(word: string, known: readonly string[]): string {
  const [near] = known
    .filter((candidate) => distance(candidate, word) <= 2)
    .sort((a, b) => distance(a, word) - distance(b, word));
  return near === undefined ? '' : ` (is "${near}" meant?)`;
}

/** The edit distance: how many letters must be added, dropped or changed to turn one word into the other. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(
          (next[j - 1] ?? 0) + 1,
          (row[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
