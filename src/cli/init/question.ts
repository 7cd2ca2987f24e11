import { type Entry, unreadable } from '../../core/rules/entries.ts';

/** One question of `candour init`. */
export interface Question {
  /** The name under which its answer is kept until the step is written; `env.` before a key of `.env`. */
  id: string;
  ask: string;
  /** One sentence: why it is asked. */
  why: string;
  /** What to type, or where to find it. */
  type: string;
  /** What an empty line answers; without it an empty line is read as such. */
  default?: string;
  choices?: readonly Choice[];
  /** A key or a password: not shown while it is typed, and never printed. */
  isSecret?: true;
  /** Checks an answer, and gives it as it is kept. What is wrong is a sentence, and the question is asked again. */
  read(said: string): Entry<string>;
}

export interface Choice {
  value: string;
  label: string;
}

/** The answers given so far, by their questions' ids. */
export type Answers = Map<string, string>;

/** The questions of a step, each drawn up when those before it are answered. */
export type Questions = Generator<Question, void, void>;

/** A question whose answer is one of a few: its value, its label or its number. */
export function choice(given: Omit<Question, 'read' | 'type'> & { choices: readonly Choice[] }): Question {
  const { choices } = given;
  const list = choices.map(({ value, label }, index) => `${index + 1} ${value} (${label})`).join(', ');
  return {
    ...given,
    type: `Type one of: ${list}.`,
    read: (said) => {
      const word = said.toLowerCase();
      const found = choices.find(
        ({ value, label }, index) =>
          value === word || label.toLowerCase() === word || String(index + 1) === word,
      );
      return found ? { value: found.value } : { wrong: `Please type one of: ${list}.` };
    },
  };
}

/** A character that no line may hold, whatever is asked. */
export function oddCharacter(said: string): string | undefined {
  const odd = unreadable(said);
  return odd === undefined
    ? undefined
    : `There is a character here that cannot be kept (${odd}); please type it again.`;
}
