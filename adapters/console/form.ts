import { emitKeypressEvents } from 'node:readline';
import { createColors } from 'picocolors';
import type { Invocation } from '../../src/core/talk/parse.ts';
import type { Answer, Button, Form, FormInput, Input, Run, View } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import type { GivenFile } from '../../src/core/uploads/given-file.ts';
import { unseenOf } from '../shared/input.ts';
import { faultAt, fileAt } from './files.ts';
import { readingOf, type Screen } from './render.ts';
import { printable, printableLine, wrap } from './text.ts';

export interface Conversation extends Terminal {
  screen: () => Screen;
  run(invocation: Invocation): Promise<Answer>;
  suggest(invocation: Invocation, field: string, typed: string): Promise<Choice[]>;
}

interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  /** Aborted when the process is asked to stop; for a prompt, also when the person leaves the form. */
  signal: AbortSignal;
}

/** The form that is being asked, and what has been answered so far. */
interface Asking {
  form: Form;
  answers: Input;
  /** The files that were named. */
  files: GivenFile[];
  conversation: Conversation;
  prompts: typeof import('@inquirer/prompts');
  terminal: Terminal;
}

/**
 * Asks a form question by question and sends it, and asks again what came back with a complaint, until it is answered.
 * Undefined when the person left it (Esc or Ctrl-C): nothing was sent.
 */
export async function answerForm(form: Form, conversation: Conversation): Promise<View | undefined> {
  const { input, output } = conversation;
  const prompts = await import('@inquirer/prompts');
  const leaving = new AbortController();
  const onKey = (_: unknown, key: { name?: string } | undefined) => {
    if (key?.name === 'escape') leaving.abort();
  };
  emitKeypressEvents(input);
  input.on('keypress', onKey);
  try {
    const signal = AbortSignal.any([leaving.signal, conversation.signal]);
    return await askUntilAnswered({
      form,
      answers: {},
      files: [],
      conversation,
      prompts,
      terminal: { input, output, signal },
    });
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))
      return undefined;
    throw error;
  } finally {
    input.off('keypress', onKey);
  }
}

async function askUntilAnswered(first: Asking): Promise<View | undefined> {
  const { conversation } = first;
  let { form, answers } = first;
  let questions = form.inputs.filter(isAsked);
  let introduction: string | undefined;
  let isCorrection = false;
  for (;;) {
    const asking: Asking = { ...first, form, answers, files: [] };
    Object.assign(answers, unseenOf(form));
    introduce(form, introduction, conversation);
    introduction = form.intro ?? '';
    let way: Run | undefined;
    if (form.buttons) {
      way = await wayOn(asking, form.buttons);
      if (way === undefined && !isWhole(form)) {
        for (const question of questions) await ask(question, asking);
        if (!isCorrection && questions.length > 1 && !(await isSent(asking))) return undefined;
      }
      // What is sent as it stands holds what the form holds.
      for (const { name, value } of form.inputs) if (value !== undefined) answers[name] ??= value;
    } else {
      for (const question of questions) await ask(question, asking);
      if (!isCorrection && questions.length > 1 && !(await isSent(asking))) return undefined;
    }
    const { files } = asking;
    // A file answers one question, and what is asked about it was not seen yet.
    const sent = files.length > 0 ? { files } : { submitted: true };
    const answer = await conversation.run(way ?? { command: form.command, input: answers, ...sent });
    if (answer.kind === 'view') return answer;
    const wrong = answer.inputs.filter((input) => isAsked(input) && input.error !== undefined);
    isCorrection = wrong.length > 0;
    questions = isCorrection ? wrong : answer.inputs.filter(isAsked);
    if (!isCorrection && !answer.buttons) {
      // Another form than before ("Which setting?" came first): it begins without answers.
      answers = {};
      introduction = undefined;
    }
    form = answer;
  }
}

/** Whether it can be sent as it stands. */
function isWhole({ inputs }: Form): boolean {
  return inputs.every(
    (input) =>
      !isAsked(input) || (input.error === undefined && (input.value !== undefined || !input.required)),
  );
}

function isAsked({ widget, isTyped }: FormInput): boolean {
  return widget.kind !== 'hidden' && !isTyped;
}

/** A form that has another way on than its submit button: which way? Undefined sends it as it stands. */
function wayOn({ form, prompts, terminal }: Asking, others: readonly Button[]): Promise<Run | undefined> {
  const ways = [
    ...others.map(({ label, run }) => ({ name: label, value: run })),
    { name: form.submit, value: undefined },
  ];
  return prompts.select<Run | undefined>({ message: 'Which is it?', choices: ways, loop: false }, terminal);
}

function isSent({ form, prompts, terminal }: Asking): Promise<boolean> {
  return prompts.confirm({ message: `${form.submit}?`, default: true }, terminal);
}

/** Prints the title once, and the introduction unless it stands above already. */
function introduce(form: Form, shown: string | undefined, { output, screen }: Conversation): void {
  const { width, colour } = screen();
  const paint = createColors(colour);
  const intro = form.intro ?? '';
  const title = shown === undefined ? wrap(printableLine(form.title), width).map(paint.bold) : [];
  const lines = [...title, ...(intro === '' || intro === shown ? [] : readingOf(form, { width, colour }))];
  if (shown === undefined) lines.push(paint.dim('(* must be answered; Enter goes on; Esc leaves the form)'));
  for (const line of lines) output.write(`${line}\n`);
}

async function ask(question: FormInput, asking: Asking): Promise<void> {
  const { answers, conversation } = asking;
  const { name, error, hint, value } = question;
  const { width, colour } = conversation.screen();
  const paint = createColors(colour);
  const notes = [
    ...(error === undefined ? [] : wrap(`! ${printable(error)}`, width).map(paint.yellow)),
    ...(hint === undefined ? [] : wrap(printable(hint), width).map(paint.dim)),
  ];
  for (const line of notes) conversation.output.write(`${line}\n`);
  const answer = await answerTo(question, asking);
  if (question.widget.kind === 'file') {
    if (answer.length > 0) asking.files.push(fileAt(String(answer)));
    return;
  }
  // An answer that was emptied is sent empty, so that it is taken back; a question that never had one is left out.
  if (answer.length > 0) answers[name] = answer;
  else if (value !== undefined || answers[name] !== undefined) answers[name] = '';
}

async function answerTo(question: FormInput, asking: Asking): Promise<string | string[]> {
  const { prompts, terminal, answers } = asking;
  const { name, label, required, widget } = question;
  const message = `${printableLine(label)}${required ? ' *' : ''}`;
  const present = question.value ?? answers[name];
  const text = present === undefined ? undefined : printableLine([present].flat().join(', '));
  switch (widget.kind) {
    case 'choice':
      return prompts.select({ message, ...choose(widget.choices, question, text) }, terminal);
    case 'yesno':
      return prompts.select({ message, ...choose(YES_NO, question, text) }, terminal);
    case 'choices': {
      const ticked = present === undefined ? [] : [present].flat().flatMap((each) => each.split(/[,;]\s*/));
      const choices = widget.choices.map(({ value, label }) => ({
        value,
        name: printableLine(label),
        checked: ticked.includes(value),
      }));
      return prompts.checkbox({ message, choices, pageSize: 12, loop: false }, terminal);
    }
    case 'person':
    case 'child':
      if (widget.suggest) return search(question, message, asking);
      break;
    case 'file': {
      const validate = async (typed: string) =>
        (!required && typed.trim() === '') || ((await faultAt(typed)) ?? true);
      return prompts.input({ message: `${message} (its path)`, validate }, terminal);
    }
    default:
  }
  if (text === undefined || text === '') return prompts.input({ message }, terminal);
  // An emptied line gives the default again, so that it takes a sign to take an answer back.
  const way = required ? '' : ' (- takes it out)';
  const typed = await prompts.input({ message: message + way, default: text, prefill: 'editable' }, terminal);
  return !required && typed.trim() === '-' ? '' : typed;
}

const YES_NO: Choice[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

function choose(given: readonly Choice[], { required }: FormInput, present: string | undefined) {
  const choices = given.map(({ value, label }) => ({ value, name: printableLine(label) }));
  return {
    choices: required ? choices : [{ value: '', name: '(no answer)' }, ...choices],
    pageSize: 12,
    loop: false,
    ...(present === undefined ? {} : { default: present }),
  };
}

/** The id that a picked name is sent as, which is not shown. */
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Offers the names that the register has, and the words as they were typed where any name is an answer. */
async function search(
  { name, value, required, widget }: FormInput,
  message: string,
  { form, answers, conversation, prompts, terminal }: Asking,
): Promise<string> {
  const present = typeof value === 'string' && !ID.test(value) ? printableLine(value) : undefined;
  return prompts.search(
    {
      message,
      ...(present === undefined ? {} : { initialValue: present }),
      source: async (typed) => {
        const term = (typed ?? '').trim();
        if (term === '') return required ? [] : [{ value: '', name: '(no answer)' }];
        const found = await conversation.suggest({ command: form.command, input: answers }, name, term);
        const names = found.map((choice) => ({ value: choice.value, name: printableLine(choice.label) }));
        const asTyped = { value: term, name: `“${printableLine(term)}”, as typed` };
        return 'isAnyName' in widget && widget.isAnyName ? [...names, asTyped] : names;
      },
    },
    terminal,
  );
}
