/** What columns are called among people. */
const TITLES: Record<string, string> = {
  key_person_capable: 'whether they may be key person',
  key_person: 'key person',
  co_key_person: 'co-key person',
  back_up: 'back-up',
  line_manager: 'line manager',
  starts_on: 'first day',
  leaves_on: 'last day',
  email: 'e-mail',
};
const CODE = new RegExp(`\\b(?:${Object.keys(TITLES).join('|')})\\b`, 'g');

/** Where a fault stands that is about two who were said to be one. */
const OF_RENAME = /^--rename "(.*)=(.*)":\d+:\d+: /;

/**
 * A line of an import as it is said in chat: it begins with its line in place of the file's name, and says nothing of what could be typed at
 * the machine, which a form asks here.
 */
export function inChat(name: string, line: string): string {
  const place = line.startsWith(name)
    ? /^(?: \[([^\]]*)\])?(?::(\d+))?(?::\d+)?: /.exec(line.slice(name.length))
    : null;
  const words = (place ? line.slice(name.length + place[0].length) : line).replace(
    OF_RENAME,
    '“$1” and “$2”: ',
  );
  const [, sheet, number] = place ?? [];
  const where = [sheet, number && `line ${number}`].filter(Boolean).join(', ');
  const said = withoutFlags(words).replaceAll(CODE, (code) => TITLES[code] ?? code);
  return where === '' ? capital(said) : `${capital(where)}: ${said}`;
}

/** The options that sentences of an import name. Somebody’s name may have two hyphens in it, too. */
const FLAG = '--(?:answer|map|overwrite|rename|setting)\\b';
const IN_BRACKETS = new RegExp(`\\s*\\([^()]*${FLAG}[^()]*\\)`, 'g');
const PART = new RegExp(`[;:,] (?:if|so|please|or)\\b[^.;]*${FLAG}.*$`);
const SAYS_FLAG = new RegExp(`(?:^|\\s)${FLAG}`);

/** Leaves out each sentence, and each part of one, that names an option of the command line. */
function withoutFlags(words: string): string {
  if (!SAYS_FLAG.test(words) && !words.includes('(--')) return words;
  return words
    .replace(IN_BRACKETS, '')
    .replace(PART, '.')
    .split(/(?<=[.!?”]) (?=\S)/)
    .filter((sentence) => !SAYS_FLAG.test(sentence))
    .join(' ');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
