import { fold } from '../rules/names.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import type { Run } from './view.ts';

/** Words of ours, and the command that they stand for. */
export interface Saying {
  words: string;
  run: Run;
}

/** What people say instead of a verb: the labels of our own buttons, everyday words, and courtesies. */
export interface Everyday {
  /** The command that these words as a whole stand for, however they are written. */
  meant(typed: string): Run | undefined;
  /** What of ours is most like words that are no command, most alike first. */
  near(typed: string): Saying[];
}

/** A greeting at the beginning, with the signs and spaces behind it. */
const GREETING =
  /^(?:hi|hiya|hey|hello|good (?:morning|afternoon|evening))(?: (?:there|again|all|everyone))?(?![\p{L}\p{N}'’-])[\s\p{P}\p{S}]*/iu;
const THANKS = new Set('thanks thank thankyou thx ta cheers ok okay great lovely perfect'.split(' '));
const WITH_THANKS = new Set('you so very much many a lot again for your help'.split(' '));

/** What follows a greeting; undefined where there is none. */
export function afterGreeting(typed: string): string | undefined {
  const greeting = GREETING.exec(typed.trim())?.[0];
  return greeting === undefined ? undefined : typed.trim().slice(greeting.length);
}

const wordsOf = ({ words }: Saying) => words;

/** Reads everyday words for these commands. */
export function createEveryday(commands: readonly Command[]): Everyday {
  const names = commands.flatMap(({ name, aliases = [] }) =>
    [name, ...aliases].map((words): Saying => ({ words, run: { command: name, input: {} } })),
  );
  const sayings = commands.flatMap(({ name, title, said = [] }) =>
    [...said, title].map((given): Saying => {
      const { words, input } = typeof given === 'string' ? { words: given, input: {} } : given;
      return { words, run: { command: name, input } };
    }),
  );
  const byWords = new Map<string, Run>();
  for (const { words, run } of sayings) if (!byWords.has(fold(words))) byWords.set(fold(words), run);
  return {
    meant(typed) {
      const words = typed
        .toLowerCase()
        .split(/[^\p{L}]+/u)
        .filter((word) => word !== '');
      if (
        words.some((word) => THANKS.has(word)) &&
        words.every((word) => THANKS.has(word) || WITH_THANKS.has(word))
      )
        return { command: 'thanks', input: {} };
      // A label may end with how many there are.
      return byWords.get(fold(typed.replace(/ (?:please|\d+)\W*$/i, '')));
    },
    near(typed) {
      const [verb = ''] = typed.trim().split(/\s/, 1);
      return [...nearest(verb, names, wordsOf), ...nearest(typed, [...names, ...sayings], wordsOf)];
    },
  };
}
