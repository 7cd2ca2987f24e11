/** What to ask of a word that is none of ours: the nearest one within two letters, ready to stand in a sentence; else nothing. */
export function nearestWordHint(word: string, known: readonly string[]): string {
  const [near] = known
    .filter((each) => distance(each, word) <= 2)
    .sort((a, b) => distance(a, word) - distance(b, word));
  return near === undefined ? '' : ` (is "${near}" meant?)`;
}

/** How many letters have to be added, dropped or changed to make one word of the other. */
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
