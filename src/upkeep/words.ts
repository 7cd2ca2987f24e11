/**
 * Splits a command into its words, as a shell would: `'…'` and `"…"` hold together what has spaces in it. Nothing else has a
 * meaning of its own: no variable, no backslash. Undefined where a quotation mark is not closed, or there is no word.
 */
export function toWords(command: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of command) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return quote !== undefined || (words[0] ?? '') === '' ? undefined : words;
}

/** `{file}` and `{folder}` are replaced in every word; where neither stands in any, the file comes last. */
export function withFile(command: readonly string[], file: string, folder: string): string[] {
  if (!command.some((word) => /\{(file|folder)\}/.test(word))) return [...command, file];
  return command.map((word) => word.replaceAll('{file}', () => file).replaceAll('{folder}', () => folder));
}
