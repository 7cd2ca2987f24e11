import type { Command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Invocation } from '../talk/parse.ts';
import { button, buttons, type Form, type Input, type Run, text, type View, view } from '../talk/view.ts';
import { readsLikeAWorry } from './worry.ts';

export const WORRY_TITLE = 'Worried about a child?';

/**
 * The line about concerns, alone.
 * @param lines one for each setting, with the setting's name where there are several
 * @param kept the platform that keeps what was typed, and where; undefined where nothing was typed, or nothing is kept
 * @param goOn what the words would otherwise have given; undefined where nothing else was typed
 */
export function worryView(
  lines: readonly string[],
  { kept, goOn }: { kept?: { by: string; where: string } | undefined; goOn?: Run | undefined } = {},
): View {
  const shown = view(
    WORRY_TITLE,
    text(...lines),
    kept &&
      text(
        `Write down what you saw or heard, in the child’s own words, in our safeguarding record. Then delete it ${kept.where}: ${kept.by} keeps what is typed.`,
      ),
    goOn && buttons(button('It is about something else', goOn.command, goOn.input)),
  );
  return { ...shown, worry: true };
}

/** The answers in the person's own words that read like a worry. */
export function worriesIn({ fields }: Command, input: Input): string[] {
  return Object.entries(fields)
    .filter(([, { ownWords }]) => ownWords)
    .flatMap(([name]) => input[name] ?? [])
    .filter(readsLikeAWorry);
}

/** Whether an answer that is not asked for in the person's own words, a name say, reads like a worry. */
export function isWorryElsewhere({ fields }: Command, input: Input): boolean {
  return Object.entries(input).some(
    ([name, said]) => !fields[name]?.ownWords && [said].flat().some(readsLikeAWorry),
  );
}

/** A sign that these very words were said to be about something else; it holds for this reader and this command alone. */
export function signOf(worries: readonly string[], command: Command, { register, me }: Context): string {
  return register.digest(JSON.stringify(['something else', command.name, me.id, ...worries]));
}

/** How a form is asked again that holds a worry: the line, and two ways on. */
export function askedAgain(line: string): Pick<Form, 'submit' | 'buttons'> & { notice: string } {
  return {
    notice: `${line}\n\nNothing has been kept yet: what you wrote reads like a worry about a child. Is it?`,
    submit: 'It is not: go on',
    buttons: [button('It is about a child’s safety', 'concern')],
  };
}

/** The longest input that a button carries, as JSON: platforms have little room in one. */
const CARRIED = 1200;

/**
 * What the words would otherwise have given. Where the platform keeps a message, its own words are not put into another one,
 * which would outlive it: the command is begun anew.
 */
export function somethingElse(
  { command: said, input, kept }: Invocation,
  command: Command | undefined,
  sign: string | undefined,
): Run {
  if (!command || command.takesAnyWords) return { command: 'help', input: {} };
  const carried = { ...input, ...(sign === undefined ? {} : { something_else: sign }) };
  const fits = kept === undefined && JSON.stringify(carried).length <= CARRIED;
  return { command: said, input: fits ? carried : {} };
}

const OF_FAMILIES = ['declare', 'update', 'connect', 'arrange', 'family', 'child', 'boundary'];

/** Whether what was typed is about a child or a relationship, and so is not written where others read it. */
export function isForNoOneElse({ command, input, isWorry, hasSpareWords }: Invocation): boolean {
  if (isWorry || (command === 'concern' && hasSpareWords)) return true;
  return OF_FAMILIES.includes(command) && Object.keys(input).length > 0;
}
