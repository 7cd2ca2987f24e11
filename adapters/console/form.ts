import { emitKeypressEvents } from 'node:readline';
import { createColors } from 'picocolors';
import type { Invocation } from '../../src/core/talk/parse.ts';
import type { Answer, Form, FormInput, Input, View } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import { unseenOf } from '../shared/input.ts';
import type { Screen } from './render.ts';
import { printable, printableLine, wrap } from './text.ts';

export interface Conversation {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  screen: () => Screen;
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal;
  run(invocation: Invocation): Promise<Answer>;
  suggest(invocation: Invocation, field: string, typed: string): Promise<Choice[]>;
}

interface Context {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

type Prompts = typeof import('@inquirer/prompts');

/**
 * Asks a form question by question and sends it, and asks again what came back with a complaint, until it is answered.
 * Undefined when the person left it (Esc or Ctrl-C): nothing was sent.
 */
export async function answerForm(form: Form, conversation: Conversation): Promise<View | undefined> {
  const { input, output } = conversation;
  keepKeys(conversation);
  const prompts = await import('@inquirer/prompts');
  const leaving = new AbortController();
  const onKey = (_: unknown, key: { name?: string } | undefined) => {
    if (key?.name === 'escape') leaving.abort();
  };
  emitKeypressEvents(input);
  input.on('keypress', onKey);
  try {
    return await converse(form, conversation, prompts, {
      input,
      output,
      signal: AbortSignal.any([leaving.signal, conversation.signal]),
    });
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))
      return undefined;
    throw error;
  } finally {
    input.setRawMode?.(false);
    input.off('keypress', onKey);
  }
}

/**
 * Each question gives the terminal back when it is answered. Until the next one stands Ctrl-C would be a signal, and end the
 * programme instead of the form, and what is typed ahead would be echoed and lost.
 */
function keepKeys({ input }: Conversation): void {
  input.setRawMode?.(true);
}

async function converse(
  first: Form,
  conversation: Conversation,
  prompts: Prompts,
  context: Context,
): Promise<View | undefined> {
  let form = first;
  let asked = form.inputs.filter(isAsked);
  let said: Input = {};
  let shown: string | undefined;
  let corrected = false;
  for (;;) {
    Object.assign(said, unseenOf(form));
    introduce(form, shown, conversation);
    shown = form.intro ?? '';
    for (const each of asked) await ask(each, form, said, conversation, prompts, context);
    if (!corrected && asked.length > 1 && !(await isSent(form, prompts, context))) return undefined;
    const answer = await conversation.run({ command: form.command, input: said, submitted: true });
    if (answer.kind === 'view') return answer;
    const wrong = answer.inputs.filter((each) => isAsked(each) && each.error !== undefined);
    corrected = wrong.length > 0;
    asked = corrected ? wrong : answer.inputs.filter(isAsked);
    if (!corrected) {
      // Another question than before ("which setting?" came first): it begins afresh.
      said = {};
      shown = undefined;
    }
    form = answer;
  }
}

function isAsked({ widget }: FormInput): boolean {
  return widget.kind !== 'hidden';
}

function isSent({ submit }: Form, prompts: Prompts, context: Context): Promise<boolean> {
  return prompts.confirm({ message: `${submit}?`, default: true }, context);
}

function introduce(form: Form, shown: string | undefined, { output, screen }: Conversation): void {
  const { width, colour } = screen();
  const paint = createColors(colour);
  const intro = form.intro ?? '';
  const title = shown === undefined ? wrap(printableLine(form.title), width).map(paint.bold) : [];
  const lines = [...title, ...(intro === '' || intro === shown ? [] : wrap(printable(intro), width))];
  if (shown === undefined) lines.push(paint.dim('(* must be answered; Enter goes on; Esc leaves the form)'));
  for (const line of lines) output.write(`${line}\n`);
}

async function ask(
  each: FormInput,
  form: Form,
  said: Input,
  conversation: Conversation,
  prompts: Prompts,
  context: Context,
): Promise<void> {
  const { width, colour } = conversation.screen();
  const paint = createColors(colour);
  const notes = [
    ...(each.error === undefined ? [] : wrap(`! ${printable(each.error)}`, width).map(paint.yellow)),
    ...(each.hint === undefined ? [] : wrap(printable(each.hint), width).map(paint.dim)),
  ];
  for (const line of notes) conversation.output.write(`${line}\n`);
  const answer = await answerOf(each, form, said, conversation, prompts, context);
  keepKeys(conversation);
  // What had an answer and was emptied is sent empty, so that it is taken back; what never had one is not mentioned.
  if (answer.length > 0) said[each.name] = answer;
  else if (each.value !== undefined || said[each.name] !== undefined) said[each.name] = '';
}

async function answerOf(
  each: FormInput,
  form: Form,
  said: Input,
  conversation: Conversation,
  prompts: Prompts,
  context: Context,
): Promise<string | string[]> {
  const message = `${printableLine(each.label)}${each.required ? ' *' : ''}`;
  const now = each.value === undefined ? said[each.name] : each.value;
  const single = now === undefined ? undefined : printableLine([now].flat().join(', '));
  const { widget } = each;
  switch (widget.kind) {
    case 'choice':
      return prompts.select({ message, ...listed(widget.choices, each, single) }, context);
    case 'yesno':
      return prompts.select({ message, ...listed(YES_NO, each, single) }, context);
    case 'choices': {
      const ticked = now === undefined ? [] : [now].flat().flatMap((one) => one.split(/[,;]\s*/));
      const choices = widget.choices.map(({ value, label }) => ({
        value,
        name: printableLine(label),
        checked: ticked.includes(value),
      }));
      return prompts.checkbox({ message, choices, pageSize: 12, loop: false }, context);
    }
    case 'person':
    case 'child':
      if (widget.suggest) return search(each, message, form, said, conversation, prompts, context);
      break;
    default:
  }
  if (single === undefined || single === '') return prompts.input({ message }, context);
  // An emptied line gives the default again, so that it takes a sign to take an answer back.
  const way = each.required ? '' : ' (- takes it out)';
  const typed = await prompts.input(
    { message: message + way, default: single, prefill: 'editable' },
    context,
  );
  return !each.required && typed.trim() === '-' ? '' : typed;
}

const YES_NO: Choice[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

function listed(given: readonly Choice[], { required }: FormInput, now: string | undefined) {
  const choices = given.map(({ value, label }) => ({ value, name: printableLine(label) }));
  return {
    choices: required ? choices : [{ value: '', name: '(no answer)' }, ...choices],
    pageSize: 12,
    loop: false,
    ...(now === undefined ? {} : { default: now }),
  };
}

/** What a picked name is sent as: nothing to put before somebody's eyes. */
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** A name is picked among those the register offers, or kept as it was typed. */
async function search(
  each: FormInput,
  message: string,
  form: Form,
  said: Input,
  { suggest }: Conversation,
  prompts: Prompts,
  context: Context,
): Promise<string> {
  const now = typeof each.value === 'string' && !ID.test(each.value) ? printableLine(each.value) : undefined;
  return prompts.search(
    {
      message,
      ...(now === undefined ? {} : { initialValue: now }),
      source: async (typed) => {
        const term = (typed ?? '').trim();
        if (term === '') return each.required ? [] : [{ value: '', name: '(no answer)' }];
        const found = await suggest({ command: form.command, input: said }, each.name, term);
        const names = found.map(({ value, label }) => ({ value, name: printableLine(label) }));
        return [...names, { value: term, name: `“${printableLine(term)}”, as typed` }];
      },
    },
    context,
  );
}
