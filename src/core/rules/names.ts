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

/** Nothing to compose, decompose or look up: most names, and many times faster. */
const PLAIN = /^[ -~]*$/;

/**
 * The form in which names are compared: case, accents, punctuation and spaces folded away, so that `Anne-Marie O’Brien`,
 * `anne marie obrien` and `ANNE MARIE O'BRIEN` are one (K5). Empty when there is neither letter nor digit.
 */
export function fold(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[ßæœøđðþłħıŧς]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
      // Modifier letters too: some keyboards write them for an apostrophe.
      .replace(/[^\p{L}\p{N}]|[\u02B0-\u02FF]/gu, '')
  );
}

const TIDY = /^[!-~]+(?: [!-~]+)*$/;

/** What people typed, tidied: trimmed, spaces single, composed. */
export function tidy(name: string): string {
  if (TIDY.test(name)) return name;
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
