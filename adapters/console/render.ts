import { createColors } from 'picocolors';
import {
  type Answer,
  type Block,
  type Button,
  changeLines,
  type Form,
  type FormInput,
  type Run,
  type View,
  withRowButtons,
} from '../../src/core/talk/view.ts';
import { drawTable } from './table.ts';
import { cells, pad, printable, printableLine, wrap } from './text.ts';

/** The width of the terminal, and whether it shows colours. */
export interface Screen {
  width: number;
  colour: boolean;
}

export interface Rendered {
  lines: string[];
  /** In the order of their numbers, from 1. */
  buttons: Button[];
}

interface Drawing {
  width: number;
  paint: ReturnType<typeof createColors>;
  buttons: Button[];
}

const BAR = 24;
/** A list with more choices than this is shown by its codes alone. */
const LISTED = 15;
/** A code that says nothing without its label: a child's number. */
const NUMBER = /^C-\d+$/;

/** Lines that the console itself says, beside an answer. */
export function note(words: string, { width, colour }: Screen): string[] {
  return wrap(words, width).map(createColors(colour).dim);
}

/** A view or a form as lines for a terminal. Buttons are numbered from `first`; without it they say what to type. */
export function render(answer: Answer, screen: Screen, first?: number): Rendered {
  const drawing: Drawing = { width: screen.width, paint: createColors(screen.colour), buttons: [] };
  const lines = answer.kind === 'view' ? drawView(answer, drawing, first) : drawForm(answer, drawing, first);
  return { lines, buttons: drawing.buttons };
}

function drawView(view: View, drawing: Drawing, first: number | undefined): string[] {
  const { bold, yellow, dim } = drawing.paint;
  const title = wrap(printableLine(view.title), drawing.width).map(view.refused ? yellow : bold);
  // Where nothing can be pressed, what to type stands under the table.
  const blocks =
    first === undefined
      ? view.blocks.map((block) => ({ block, rowButtons: [] }))
      : withRowButtons(view.blocks);
  const parts = blocks
    .map(({ block, rowButtons }) => drawBlock(block, rowButtons, drawing, first))
    .filter((lines) => lines.length > 0);
  if (view.cites && view.cites.length > 0) parts.push([dim(`(${view.cites.map(printableLine).join(', ')})`)]);
  return [...title, ...parts.flatMap((part) => ['', ...part])];
}

function drawBlock(
  block: Block,
  rowButtons: readonly Button[],
  drawing: Drawing,
  first: number | undefined,
): string[] {
  const { width, paint } = drawing;
  switch (block.kind) {
    case 'text':
      return wrap(printable(block.text), width);
    case 'facts':
      return drawFacts(block.facts, drawing);
    case 'heading':
      return wrap(printableLine(block.text), width).map(paint.bold);
    case 'list':
      return block.items.flatMap((item, at) => drawItem(item, rowButtons[at], drawing, first));
    case 'table': {
      const pressed = rowButtons.map((button, at) => {
        const [name = ''] = block.rows[at] ?? [];
        const isItsName = name.startsWith(button.label.replace(/…$/, ''));
        return `${numberOf(button, drawing, first ?? 1)} ${printableLine(isItsName ? name : button.label)}`;
      });
      return drawTable(
        block.columns.map(printableLine),
        block.rows.map((row, at) =>
          row.map((cell, i) => (i === 0 ? pressed[at] : undefined) ?? printableLine(cell)),
        ),
        width,
        paint.bold,
      );
    }
    case 'difference':
      return drawDifference(block, drawing);
    case 'meter':
      return drawMeter(block, drawing);
    case 'buttons':
      return block.buttons.flatMap((button) =>
        first === undefined ? drawWay(button, drawing) : drawButton(button, drawing, first),
      );
  }
}

/** An item, and its button on the line below. */
function drawItem(
  item: string,
  button: Button | undefined,
  drawing: Drawing,
  first: number | undefined,
): string[] {
  const lines = indented('• ', printableLine(item), drawing.width);
  return button && first !== undefined ? [...lines, ...drawButton(button, drawing, first)] : lines;
}

/** `[7]`, by which the button is pressed. */
function numberOf(button: Button, drawing: Drawing, first: number): string {
  drawing.buttons.push(button);
  return `[${first + drawing.buttons.length - 1}]`;
}

function drawButton(button: Button, drawing: Drawing, first: number): string[] {
  const number = `${numberOf(button, drawing, first)} `;
  const [head = '', ...rest] = indented(number, printableLine(button.label), drawing.width);
  return [drawing.paint.cyan(number) + head.slice(number.length), ...rest];
}

/** What to type in place of a button that cannot be pressed. */
function drawWay({ label, run }: Button, { width }: Drawing): string[] {
  return indented('→ ', `${printableLine(label)}: ${toLine(run)}`, width);
}

/** A command as a person would type it. */
function toLine({ command, input }: Run): string {
  const parts = Object.entries(input).map(([name, value]) => `${name}=${quote([value].flat().join(','))}`);
  return [command, ...parts].join(' ');
}

function drawFacts(facts: readonly [string, string][], { width, paint }: Drawing): string[] {
  const pairs = facts.map(([label, value]) => [`${printableLine(label)}:`, printable(value)] as const);
  const column = Math.min(
    Math.max(0, ...pairs.map(([label]) => cells(label))),
    Math.floor(Math.min(80, width) / 2),
  );
  const besides = width - column - 2;
  return pairs.flatMap(([label, value]) => {
    if (besides < 20 || cells(label) > column)
      return [...wrap(label, width).map(paint.dim), ...wrap(value, width - 2).map((line) => `  ${line}`)];
    const [head = '', ...rest] = wrap(value, besides);
    return [
      `${paint.dim(pad(label, column))}  ${head}`,
      ...rest.map((line) => ' '.repeat(column + 2) + line),
    ];
  });
}

/** Each text behind its sign and its word, in a colour where there is one. */
function drawDifference(
  { parts }: Extract<Block, { kind: 'difference' }>,
  { width, paint }: Drawing,
): string[] {
  return parts.flatMap(({ under, changes }, at) => [
    ...(at === 0 ? [] : ['']),
    ...(under === '' ? [] : wrap(`Under “${printableLine(under)}”:`, width).map(paint.bold)),
    ...changes.flatMap(changeLines).flatMap(({ label, words }) => {
      const isOld = label === 'Gone' || label === 'Was';
      const [mark, colour] = isOld ? (['- ', paint.red] as const) : (['+ ', paint.green] as const);
      return indented(`${mark}${label}: `, printableLine(words), width).map(colour);
    }),
  ]);
}

function drawMeter(
  { label, done, total }: Extract<Block, { kind: 'meter' }>,
  { width, paint }: Drawing,
): string[] {
  const room = Math.max(4, Math.min(BAR, width - 12));
  const full = total <= 0 ? room : Math.round((Math.max(0, Math.min(done, total)) / total) * room);
  const bar = `${paint.green('█'.repeat(full))}${paint.dim('░'.repeat(room - full))} ${done} of ${total}`;
  const name = printableLine(label);
  return cells(name) + 1 + cells(bar) <= width ? [`${name} ${bar}`] : [...wrap(name, width), bar];
}

function indented(mark: string, words: string, width: number): string[] {
  const lines = wrap(words, width - cells(mark));
  return lines.map((line, i) => (i === 0 ? mark : ' '.repeat(cells(mark))) + line);
}

/** The form in full: each question, the name by which it is answered, and the choices. */
function drawForm(form: Form, drawing: Drawing, first: number | undefined): string[] {
  const { bold } = drawing.paint;
  const lines = wrap(printableLine(form.title), drawing.width).map(bold);
  lines.push(...drawReading(form, drawing));
  for (const input of form.inputs) {
    if (input.widget.kind !== 'hidden') lines.push('', ...drawInput(input, drawing));
  }
  if (form.buttons)
    lines.push('', ...drawBlock({ kind: 'buttons', buttons: form.buttons }, [], drawing, first));
  return lines;
}

/** What is to be read before a form is answered. */
function drawReading({ intro, reading }: Form, drawing: Drawing): string[] {
  if (reading) return reading.flatMap((block) => ['', ...drawBlock(block, [], drawing, undefined)]);
  return intro === undefined ? [] : ['', ...wrap(printable(intro), drawing.width)];
}

/** Likewise, for whoever answers the form question by question. */
export function readingOf(form: Form, { width, colour }: Screen): string[] {
  return drawReading(form, { width, paint: createColors(colour), buttons: [] }).slice(1);
}

function drawInput(input: FormInput, { width, paint }: Drawing): string[] {
  const label = `${printableLine(input.label)}${input.required ? ' *' : ''}`;
  // The handle of a file says nothing to anybody.
  const isTold = input.value !== undefined && input.widget.kind !== 'file';
  const value = isTold ? [input.value ?? []].flat().join(', ') : undefined;
  const below = [
    ...(input.error === undefined ? [] : wrap(`! ${printable(input.error)}`, width - 2).map(paint.yellow)),
    ...(value === undefined || value === '' ? [] : wrap(`now: ${printable(value)}`, width - 2)),
    ...(input.hint === undefined ? [] : wrap(printable(input.hint), width - 2).map(paint.dim)),
    ...drawChoices(input, width - 2),
  ];
  return [...wrap(`${label} (${input.name})`, width).map(paint.bold), ...below.map((line) => `  ${line}`)];
}

function drawChoices({ widget }: FormInput, width: number): string[] {
  switch (widget.kind) {
    case 'choice':
    case 'choices': {
      const several = widget.kind === 'choices' ? ['several, with commas between them:'] : [];
      if (widget.choices.length > LISTED && !widget.choices.some(({ value }) => NUMBER.test(value))) {
        return wrap(
          [...several, widget.choices.map(({ value }) => printableLine(value)).join(', ')].join(' '),
          width,
        );
      }
      return [...several, ...widget.choices.flatMap((choice) => drawChoice(choice, width))];
    }
    case 'yesno':
      return ['yes or no'];
    case 'date':
      return [widget.loose ? 'a date, a month, a year or always' : 'a date, like 25/03/2019'];
    case 'file':
      return ['the path of a file, like ~/Documents/children.xlsx'];
    default:
      return [];
  }
}

function drawChoice({ value, label }: { value: string; label: string }, width: number): string[] {
  const said = printableLine(label);
  return indented(`${printableLine(value)}  `, said === value ? '' : said, width).map((line) =>
    line.trimEnd(),
  );
}

/** Hidden values that nobody types. */
const NOT_TYPED = ['nonce', 'which_setting', 'shown'];

/** A line that would answer the form. */
export function exampleLine(form: Form): string {
  const parts = exampleAnswers(form).map(([name, value]) => `${name}=${quote(value)}`);
  return [form.command, ...parts].join(' ');
}

/** What would answer the form, by question: known values are filled in, missing ones have a placeholder. */
export function exampleAnswers({ inputs }: Form): [string, string][] {
  return inputs.flatMap((input): [string, string][] => {
    if (NOT_TYPED.includes(input.name) || input.isTyped) return [];
    const value =
      input.error === undefined && input.value !== undefined ? [input.value].flat().join(',') : undefined;
    if (value === undefined && !input.required) return [];
    return [[input.name, value ?? standIn(input)]];
  });
}

function standIn({ widget }: FormInput): string {
  switch (widget.kind) {
    case 'choice':
    case 'choices':
      return widget.choices[0]?.value ?? '…';
    case 'yesno':
      return 'yes';
    case 'date':
      return widget.loose ? '2019' : '25/03/2019';
    case 'person':
    case 'child':
      return 'Full Name';
    case 'file':
      return 'children.xlsx';
    default:
      return '…';
  }
}

function quote(value: string): string {
  const line = printableLine(value);
  return /^[^\s"“”]+$/.test(line) ? line : `"${line.replace(/["“”]/g, "'")}"`;
}
