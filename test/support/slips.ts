import { fold } from '../../src/core/rules/names.ts';
import { knownAs } from '../../src/core/rules/names-known.ts';
import { type Adult, wholeName } from './communities.ts';

type Random = () => number;

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

/** Letters that look like these in Cyrillic or Greek. */
const LOOKS: Record<string, string> = {
  a: 'а',
  e: 'е',
  o: 'о',
  p: 'р',
  c: 'с',
  x: 'х',
  i: 'і',
  A: 'А',
  B: 'В',
  E: 'Ε',
  H: 'Н',
  K: 'К',
  M: 'М',
  N: 'Ν',
  O: 'О',
  P: 'Р',
  T: 'Т',
  s: 'ѕ',
  j: 'ј',
};
const ACCENTS = ['\u0301', '\u0308', '\u0303', '\u030c'];

/** Ways to write the same name, which change none of its letters. */
const FOLDS: ((name: string, random: Random) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name, random) =>
    `${pick(['Mr', 'Mrs', 'Ms', 'Miss', 'Mx', 'Dr', 'Dr.', 'Mrs.', 'Revd', 'Prof', 'MR'], random)} ${name}`,
  (name) => name.replace(/^([^,(]*) ([^\s,()]+)$/, '$2, $1'),
  (name) => name.replace(/ /g, '  '),
  (name) => name.replace(/'/g, '’'),
  (name) => name.replace(/['’]/g, ''),
  (name, random) => name.replace(/[aeou]/, (letter) => (letter + pick(ACCENTS, random)).normalize('NFC')),
  (name, random) =>
    name.replace(/[A-Za-z]/g, (letter) => (random() < 0.5 ? (LOOKS[letter] ?? letter) : letter)),
  (name, random) => `${name} (${pick(['mum', 'mother', 'Dad', 'née Quillfeather', 'known as Pip'], random)})`,
];

/** A letter added, dropped or changed, or two neighbours swapped. */
function slip(word: string, random: Random): string {
  const at = Math.floor(random() * word.length);
  const letter = pick([...'abcdefghijklmnopqrstuvwxyz'], random);
  return pick(
    [
      word.slice(0, at) + letter + word.slice(at),
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + letter + word.slice(at + 1),
      word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
    ],
    random,
  );
}

/** The word with as many slips as one of its length may have; none that makes it another well-known name. */
function slipped(word: string, random: Random): string {
  const letters = [...fold(word)].length;
  const most = letters < 4 ? 0 : letters < 6 ? 1 : 2;
  for (let tries = 0; tries < 20; tries++) {
    let wrong = word;
    for (let left = Math.floor(random() * (most + 1)); left > 0; left--) wrong = slip(wrong, random);
    if (
      fold(wrong).length > 1 &&
      !/[^\p{L}'-]/u.test(wrong) &&
      (wrong === word || knownAs(fold(wrong)) === undefined)
    )
      return wrong;
  }
  return word;
}

/** How people write a name that they have in mind: with a slip here and there, an initial, the surname first, or a title. */
export function asWritten(adult: Adult, random: Random): string {
  const middle = random() < 0.5 ? '' : adult.middle;
  const first = random() < 0.1 ? (adult.first[0] ?? '') : slipped(adult.first, random);
  let written = wholeName({ first, middle, last: slipped(adult.last, random) });
  for (let left = Math.floor(random() * 3); left > 0; left--) written = pick(FOLDS, random)(written, random);
  return written;
}
