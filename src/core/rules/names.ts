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
  ɑ: 'a',
  ɡ: 'g',
};

/**
 * Letters of other scripts that look like Latin ones, small or capital: Cyrillic, then Greek. Compared as small letters,
 * so that a name in capitals stays equal to the same name in small ones; for Greek the look of the capital decides.
 */
const LOOK_ALIKES = new Map(
  Object.entries({
    ...pairs('авекмнорстухіјѕԁһӏԛԝүғ', 'abekmhopctyxijsdhlqwyf'),
    ...pairs('αβεζηικμνορτυχ', 'abezhikmnoptyx'),
  }),
);

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries([...from].map((letter, at) => [letter, to[at] ?? '']));
}

/**
 * Folds a name into the form in which names are compared: without case, accents, punctuation and spaces, and with Latin
 * letters for those of other scripts that look like them, so that `Anne-Marie O’Brien`, `anne marie obrien` and
 * `ANNE MARIE O'BRIEN` are equal (K5). Empty when there is neither letter nor digit.
 */
export function fold(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[ßæœøđðþłħıŧςɑɡ]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
      .replace(/[\u0370-\u052f]/g, (letter) => LOOK_ALIKES.get(letter) ?? letter)
      // Modifier letters are removed too, because some keyboards type one for an apostrophe.
      .replace(/[^\p{L}\p{N}]|[\u02B0-\u02FF]/gu, '')
  );
}

/** A word or header as a code of ours is written: `Key Person` and `key-person` as `key_person`. */
export function toCode(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/** Tidies what people typed: trimmed, single spaces, composed characters. */
export function tidy(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
