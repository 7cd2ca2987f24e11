import type { Block, Form, FormInput, Input } from '../../src/core/talk/view.ts';
import { unseenOf } from '../shared/input.ts';
import { inParts } from '../shared/lengths.ts';
import { inGroups, pageAt } from '../shared/pages.ts';
import { questionIds, type Remembered, remember } from './carried.ts';
import { fitting, header, type KnownBlock, MOST, type ModalView, plain, section } from './elements.ts';
import { inPages, READING_CHARACTERS, toBlocks, toButtons, turns } from './render.ts';
import { type Labels, toInputs } from './widgets.ts';

interface Drawn {
  /**
   * The input with which the form was opened. To draw the form again, the core is asked with this input alone, so that
   * nothing is carried out.
   */
  opening: Input;
  /** Counted from 0; the last page holds the questions. */
  page?: number;
  /** Answers given on the screen since the form was opened. */
  answers?: Input;
  labels?: Labels;
  /** Names of questions whose answer is typed although a list could be offered. */
  typed?: readonly string[];
  /** The form has come back with complaints, and its questions have changed: the complaints are shown above the questions. */
  complain?: boolean;
}

/** How many parts of text stand above the questions. A longer text gets pages of its own, with as many parts each. */
const PARTS_A_PAGE = 3;

/** A form as a modal. A long text comes first, page by page; the questions are on the last page. */
export function toFormModal(given: Form, drawn: Drawn): ModalView {
  const { labels = new Map(), typed = [], answers = {} } = drawn;
  // What was typed wrong is said in the form that opens; a page that is turned is read.
  const { complain = drawn.page === undefined && given.inputs.some(({ error }) => error !== undefined) } =
    drawn;
  const form = { ...given, inputs: given.inputs.map((input) => withAnswer(input, answers)) };
  const questions = form.inputs
    .filter((input) => isDrawn(input))
    .flatMap((input) => toInputs({ input, typed: typed.includes(input.name), labels, complain }));
  const { texts, above } = form.reading
    ? readingPages(form.reading, questions.length)
    : { texts: textPages(form.intro).map((page) => page.map(section)), above: introOf(form.intro) };
  const last = texts.length;
  const at = pageAt(drawn.page ?? (complain ? last : 0), last + 1);
  const asking = at === last;
  const blocks = asking ? [...above, ...lost(form.inputs, complain), ...questions] : (texts[at] ?? []);
  const short = form.title.length <= MOST.modalTitle;
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain(short ? form.title : 'Candour'),
    submit: plain(asking ? fitting(form.submit, MOST.modalTitle, 'submit') : 'Next page'),
    close: plain('Cancel'),
    private_metadata: remember({
      ...opened(form, drawn.opening),
      ...(asking || Object.keys(answers).length === 0 ? {} : { a: answers }),
      ...(asking ? {} : { p: at }),
      ...(typed.length > 0 ? { t: [...typed] } : {}),
    }),
    blocks: [
      ...(short ? [] : [header(form.title)]),
      ...(blocks.length > 0 ? blocks : [section('There is nothing to fill in.')]),
      ...(form.buttons === undefined || !asking ? [] : toButtons(form.buttons, 0)),
      ...back(at, last),
    ],
  };
}

function withAnswer(input: FormInput, answers: Input): FormInput {
  const answer = answers[input.name];
  return answer === undefined || input.widget.kind === 'hidden' ? input : { ...input, value: answer };
}

/** A question that only who types answers is drawn where what was typed is wrong. */
function isDrawn({ isTyped, error, value }: FormInput): boolean {
  return !isTyped || (error !== undefined && value !== undefined);
}

/** Room that a window keeps for its title, page numbers and buttons. */
const SPARE_BLOCKS = 8;

/** What is to be read, in as few windows as hold it; the questions stand below its end. */
function readingPages(
  reading: readonly Block[],
  questions: number,
): { texts: KnownBlock[][]; above: KnownBlock[] } {
  const most = MOST.viewBlocks - SPARE_BLOCKS - questions;
  const pages = inPages(toBlocks(reading), Math.max(20, most), READING_CHARACTERS, Number.POSITIVE_INFINITY);
  return { texts: pages.slice(0, -1), above: pages.at(-1) ?? [] };
}

/** A short text above the questions; a longer one has pages of its own. */
function introOf(intro: string | undefined): KnownBlock[] {
  return intro === undefined || textPages(intro).length > 0 ? [] : inParts(intro, MOST.section).map(section);
}

function textPages(intro: string | undefined): string[][] {
  if (intro === undefined || intro.trim() === '') return [];
  const parts = inParts(intro, MOST.section);
  return parts.length === 1 ? [] : inGroups(parts, PARTS_A_PAGE);
}

/** The command, the input that opened the form, and its hidden values. Long answers are on the screen anyway. */
function opened(form: Form, opening: Input): Pick<Remembered, 'c' | 'i'> {
  const unseen = unseenOf(form);
  const seen: Input = {};
  for (const { name } of form.inputs)
    if (unseen[name] === undefined && opening[name] !== undefined) seen[name] = opening[name];
  const all = { ...seen, ...unseen };
  return { c: form.command, i: JSON.stringify(all).length <= MOST.metadata / 2 ? all : unseen };
}

function back(at: number, last: number): KnownBlock[] {
  return last === 0
    ? []
    : turns(at, last + 1)
        .map((block) => (block.type === 'actions' ? onlyBack(block) : block))
        .filter((block) => block !== undefined);
}

/** The form's own button leads forward, and its label says so. */
function onlyBack(block: Extract<KnownBlock, { type: 'actions' }>): KnownBlock | undefined {
  const elements = block.elements.filter((each) => each.action_id === 'page.back');
  return elements.length === 0 ? undefined : { ...block, elements };
}

/** Complaints about hidden values, which have no question to stand above. */
function lost(inputs: readonly FormInput[], complain: boolean): KnownBlock[] {
  if (!complain) return [];
  return inputs
    .filter(({ widget, error }) => widget.kind === 'hidden' && error !== undefined)
    .map(({ label, error }) => section(`⚠ ${label}: ${error}`));
}

/** Complaints by the id of the first block of each question, as Slack marks them. */
export function toErrors(form: Form, modal: ModalView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { name, error } of form.inputs) {
    if (error === undefined) continue;
    const id = questionIds(modal.blocks).find((each) => each.startsWith(`${name}~`));
    if (id !== undefined) errors[id] = error;
  }
  return errors;
}

/** Whether two drawings of a form ask the same questions in the same way, so that Slack can mark the one on the screen. */
export function asksTheSame(
  shown: readonly { type: string; block_id?: string }[],
  drawn: ModalView,
): boolean {
  const before = questionIds(shown);
  const after = questionIds(drawn.blocks);
  return before.length > 0 && before.length === after.length && before.every((id, i) => id === after[i]);
}
