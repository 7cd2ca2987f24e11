/** Splits a long text into parts, between paragraphs, lines or words where possible. */
export function inParts(words: string, most: number): string[] {
  const parts: string[] = [];
  let rest = words.trim();
  while (rest.length > most) {
    const cut = placeToBreak(rest, most);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).replace(/^\s+/, '');
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

function placeToBreak(words: string, most: number): number {
  for (const gap of ['\n\n', '\n', ' ']) {
    const at = words.lastIndexOf(gap, most - gap.length);
    if (at > most / 2) return at + gap.length;
  }
  return isHalf(words, most) ? most - 1 : most;
}

/** True where cutting at `at` would split a character of two UTF-16 units. */
function isHalf(words: string, at: number): boolean {
  const unit = words.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Shortens what people wrote, visibly. Lengths are UTF-16 units, as platforms count. */
export function shorten(words: string, most: number): string {
  if (words.length <= most) return words;
  const cut = isHalf(words, most - 1) ? most - 2 : most - 1;
  return `${words.slice(0, cut)}…`;
}
