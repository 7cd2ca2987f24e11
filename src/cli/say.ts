import { faultAt, fileAt, saveFile } from '../../adapters/console/files.ts';
import { findActor } from '../../adapters/console/identity.ts';
import { exampleAnswers, exampleLine, render } from '../../adapters/console/render.ts';
import { printable } from '../../adapters/console/text.ts';
import { createApp } from '../core/app.ts';
import type { Invocation } from '../core/talk/parse.ts';
import {
  type Answer,
  type Block,
  differenceLines,
  type Form,
  type Input,
  type View,
  type ViewFile,
} from '../core/talk/view.ts';
import type { GivenFile } from '../core/uploads/given-file.ts';
import { type Door, EXIT, Failure, read, WrongUsage } from './door.ts';
import { quoted } from './quoted.ts';

const OPTIONS = {
  as: { type: 'string' },
  setting: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
  answer: { type: 'string', multiple: true },
} as const;

/** Runs one command as the given person, through the same `dispatch` as chat. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, OPTIONS, { least: 0, most: Number.POSITIVE_INFINITY });
  if (values.as === undefined || values.as.trim() === '')
    throw new WrongUsage('say needs --as "NAME": who is speaking.');
  const answers = readAnswers(values.answer ?? []);
  const files = await readFiles(answers);
  const clock = door.clock(values.at);
  const store = await door.openStore();
  try {
    const sought = await findActor(store, values.as, values.setting, clock());
    if (sought.kind === 'unknown') throw new Failure(sought.text);
    const app = createApp({
      store,
      calendar: await door.calendar(),
      clock,
      platformNames: await door.platformNames(),
      publicUrl: door.config.publicUrl,
      zip: await door.zip(),
      ...(await door.uploads()),
    });
    const invocation = complete(app.parse(positionals.join(' ')), answers, files);
    const answer = await app.run(sought.actor.identity, invocation);
    if (answer.kind === 'form') return show(door, answer, values.json === true, answers.file);
    const { unknown, worry: _, ...shown } = answer;
    const code = show(door, shown, values.json === true);
    return unknown ? EXIT.usage : code;
  } finally {
    await store.close();
  }
}

/** Reads `field=value` arguments; a field given twice has several values. */
function readAnswers(given: readonly string[]): Input {
  const answers: Input = {};
  for (const answer of given) {
    const [, name, value] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(answer) ?? [];
    if (name === undefined || value === undefined) {
      throw new WrongUsage(`--answer wants field=value, not “${answer}”.`);
    }
    const before = answers[name];
    answers[name] = before === undefined ? value : [before, value].flat();
  }
  return answers;
}

/** How an answer begins that is the path of a file. */
const AT = '@';

/**
 * The files that were given for the question `file`, each as `@PATH`. To any other question these are words.
 * @throws WrongUsage where there is no file to be read
 */
async function readFiles({ file = [] }: Input): Promise<GivenFile[]> {
  const paths = [file].flat().flatMap((said) => (said.startsWith(AT) ? [said.slice(AT.length)] : []));
  for (const path of paths) {
    const wrong = await faultAt(path);
    if (wrong !== undefined) throw new WrongUsage(wrong);
  }
  return paths.map(fileAt);
}

/** What was typed, sent with these answers. */
function complete(typed: Invocation, answers: Input, files: readonly GivenFile[]): Invocation {
  if (Object.keys(answers).length === 0) return typed;
  const said: Invocation = { ...typed, input: { ...typed.input, ...answers }, submitted: true };
  return files.length === 0 ? said : { ...said, files };
}

/** `file`: what was given for the question of that name. */
function show(door: Door, answer: Answer, json: boolean, file?: Input[string]): number {
  if (json) door.print(JSON.stringify({ contract: 1, ...answer }, withoutLayout));
  if (answer.kind === 'view' && answer.refused) {
    if (json) door.complain(printable(inOneParagraph(answer)));
    else door.complain(render(answer, door.screen()).lines.join('\n'));
    return EXIT.failed;
  }
  if (!json) {
    const { lines } = render(answer, door.screen());
    door.print(lines.join('\n'));
    if (answer.kind === 'form') door.print(`\n${howToAnswer(answer, file)}`);
  }
  if (answer.kind === 'view' && answer.file) hand(door, answer.file, json);
  return answer.kind === 'form' ? EXIT.waits : EXIT.done;
}

/** What would answer the form. Each call is a process of its own, which keeps no file: the next call gives it again. */
function howToAnswer(form: Form, given?: Input[string]): string {
  const answers = exampleAnswers(form);
  if (!answers.some(([name]) => name === 'file'))
    return `Answer with --answer field=value, or in one line: ${exampleLine(form)}`;
  const [file = '@children.xlsx'] = [given ?? []].flat().filter((said) => said.startsWith(AT));
  const all = answers.map(
    ([name, value]) => `--answer ${quoted(`${name}=${name === 'file' ? file : value}`)}`,
  );
  return `Answer with the file itself, and all else that is asked: ${all.join(' ')}`;
}

/** Saves an answer's file in the working directory. With `--json` the note about it goes to stderr. */
function hand(door: Door, file: ViewFile, json: boolean): void {
  const words = `Saved here as ${saveFile(file, process.cwd())}.`;
  if (json) door.complain(words);
  else door.print(`\n${words}`);
}

function inOneParagraph({ title, blocks }: View): string {
  const texts = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
  return texts.length === 0 ? title : texts.join('\n');
}

const LAYOUT = [
  'foldedFrom',
  'tones',
  'ofRows',
  'style',
  'strong',
  'reading',
  'isConditional',
  'isTyped',
  'isMenu',
  'isAnyName',
];

/**
 * Leaves out what only tells a screen how to lay an answer out: it is no part of the contract, in which a heading is a text, and so is a
 * difference.
 */
function withoutLayout(key: string, value: unknown): unknown {
  if (isDifference(value)) return { kind: 'text', text: differenceLines(value).join('\n') };
  if (key === 'kind' && value === 'heading') return 'text';
  return LAYOUT.includes(key) ? undefined : value;
}

function isDifference(value: unknown): value is Extract<Block, { kind: 'difference' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'difference';
}
