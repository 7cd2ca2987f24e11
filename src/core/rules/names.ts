const UNDECOMPOSED: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ς: 'σ',
};

/**
 * Folds a name into the form in which names are compared: without case, accents, punctuation and spaces, so that
 * `Anne-Marie O’Brien`, `anne marie obrien` and `ANNE MARIE O'BRIEN` are equal (K5). Empty when there is neither letter nor
 * digit.
 */
export function fold(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[ßæœøđðþłħıŧς]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
      // Modifier letters are removed too, because some keyboards type one for an apostrophe.
      .replace(/[^\p{L}\p{N}]|[\u02B0-\u02FF]/gu, '')
  );
}

/** Tidies what people typed: trimmed, single spaces, composed characters. */
export function tidy(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
