import { createInterface } from 'node:readline';
import { createColors } from 'picocolors';
import { printable, printableLine, wrap } from '../../../adapters/console/text.ts';
import { type Door, Failure } from '../door.ts';
import { oddCharacter, type Question } from './question.ts';

/** The conversation was ended before a question was answered. */
export class Ended extends Error {
  override name = 'Ended';
  readonly question: Question;

  constructor(question: Question) {
    super(question.ask);
    this.question = question;
  }
}

/** Asks questions, at a terminal or of lines that are piped in. */
export interface Conversation {
  /** Prints a paragraph. */
  tell(text: string): void;
  heading(text: string): void;
  /**
   * Asks until the answer is one that the question takes.
   * @throws Ended
   */
  ask(question: Question): Promise<string>;
  close(): void;
}

/** The longest line at a terminal: longer ones are hard to read. */
const WIDEST = 100;
/** How often one question is asked of a pipe: whoever sends the same wrong line for ever is not there. */
const MOST_TRIES = 1000;

/** Opens the conversation: with prompts where both ends are a terminal, else with a line for each answer. */
export function converse(door: Door): Conversation {
  const { input, output } = door.conversation();
  const { width, colour } = door.screen();
  const paint = createColors(colour);
  // What goes into a pipe is not broken into lines.
  const room = Number.isFinite(width) ? Math.min(width, WIDEST) : width;
  const print = (text: string, draw: (line: string) => string = (line) => line) =>
    door.print(wrap(printable(text), room).map(draw).join('\n'));
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const lines = isTerminal ? undefined : readLines(input);
  const next = async (question: Question) =>
    lines ? await lines.next(question, print) : await prompt(question, input, output);
  return {
    tell: (text) => print(text),
    heading: (text) => print(`\n${text}`, paint.bold),
    async ask(question) {
      print(`\n${question.why}`, paint.dim);
      // A list shows what can be chosen.
      if (!isTerminal || !question.choices) print(question.type, paint.dim);
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        const typed = (await next(question)).trim();
        const said = typed === '' ? (question.default ?? '') : typed;
        const odd = question.isSecret ? undefined : oddCharacter(said);
        const read = odd === undefined ? question.read(said) : { wrong: odd };
        if ('value' in read) return read.value;
        print(`! ${read.wrong}`, paint.yellow);
      }
      throw new Failure(`“${question.ask}” was answered wrongly ${MOST_TRIES} times.`);
    },
    close: () => lines?.close(),
  };
}

/** Reads one line an answer. */
function readLines(input: NodeJS.ReadStream) {
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async next(question: Question, print: (text: string) => void): Promise<string> {
      const usual = question.default === undefined || question.default === '' ? '' : ` [${question.default}]`;
      print(`${question.ask}${usual}`);
      const line = await lines.next();
      if (line.done) throw new Ended(question);
      return line.value;
    },
    close: () => reader.close(),
  };
}

/** Asks at a terminal. The package is loaded only here. */
async function prompt(
  question: Question,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<string> {
  const prompts = await import('@inquirer/prompts');
  const message = printableLine(question.ask);
  const usual = question.default ? { default: question.default } : {};
  const ends = { input, output };
  try {
    if (question.isSecret) return await prompts.password({ message, mask: '*' }, ends);
    if (!question.choices) return await prompts.input({ message, ...usual }, ends);
    const choices = question.choices.map(({ value, label }) => ({ value, name: label }));
    return await prompts.select({ message, choices, loop: false, ...usual }, ends);
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))
      throw new Ended(question);
    throw error;
  }
}
