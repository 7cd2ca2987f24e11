import { type Command, command, isRow, mayUse, rowNamed } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { checked, choice, type Field, type Fields, field, line, single } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, button, heading, type Input, list, text, view } from '../talk/view.ts';
import type { FileAnswers, FileQuestion, OpenedFile, Reading, UploadPlan } from './opened-file.ts';
import { handleOf, nameIn, ownerOf, type Shelf } from './shelf.ts';

/** How many lines of each kind are shown. */
const LINES = 25;

/** The verb by which somebody may type what a file of this kind holds. */
export type Typed = Record<UploadPlan['holds'][number], Command>;

/**
 * Makes the verb that takes over a spreadsheet of children or staff, or a policy, which somebody gave in chat. What is not certain is
 * asked, what it would do is shown, and that is done or nothing. Of each kind only who may type it may give a file.
 */
export function uploadOn(shelf: Pick<Shelf, 'find'>, typed: Typed) {
  /** Within one transaction the same answers make the same reading. */
  const readings = new WeakMap<Context, Map<string, Promise<Reading>>>();

  function read(file: OpenedFile, context: Context, given: Readonly<Record<string, unknown>>) {
    const answers = answersIn(given);
    const key = JSON.stringify([file.digest, ...answers]);
    const known = readings.get(context) ?? new Map<string, Promise<Reading>>();
    readings.set(context, known);
    const reading = known.get(key) ?? file.read(context, answers);
    known.set(key, reading);
    return reading;
  }

  async function readingOf(context: Context, input: Input): Promise<Reading | undefined> {
    const file = shelf.find(ownerOf(context), String(given(input.file) ?? ''));
    return file && read(file, context, input);
  }

  const file: Field<OpenedFile, true> = {
    ...field(
      'The file',
      {
        required: true,
        hint: 'A spreadsheet of children or staff (Excel or CSV), or the text of a policy (Word, Markdown or text).',
      },
      { kind: 'file' },
      single as never,
      false,
    ),
    fixed: nameIn,
    check: async (raw, context) => {
      const handle = checked(single, raw);
      const found = shelf.find(ownerOf(context), handle);
      if (found) return found;
      throw new Refusal(
        nameIn(handle) === undefined
          ? 'Please give the file itself: words cannot stand for it.'
          : 'This file is not here any more: it was taken over, another was given after it, or a day has gone by. Please give it again.',
      );
    },
  };

  return command({
    name: 'upload',
    title: 'Take over a file',
    summary: 'Take over a spreadsheet of children or staff, or the text of a policy.',
    roles: ['manager', 'dso', 'deputy_dso', 'chair', 'admin'],
    writes: true,
    submit: async (context, input) =>
      (await readingOf(context, input))?.plan === undefined ? 'Go on' : 'Take it over',
    fields: { file },
    rows: async (context, input) => {
      const reading = await readingOf(context, input);
      return Object.fromEntries((reading?.questions ?? []).map((each) => [rowNamed(each.name), row(each)]));
    },
    shownFirst: async (context, { file, ...answers }) => {
      const { plan } = await read(file, context, answers);
      return plan !== undefined && plan.faults.length === 0 && plan.changes.length > 0;
    },
    standsOn: async (context, input) => {
      const plan = (await readingOf(context, input))?.plan;
      return plan && [plan.digest];
    },
    reading: async (context, input) => {
      const reading = await readingOf(context, input);
      return reading && preview(reading);
    },
    execute: async (context, { file, ...answers }) => {
      const { plan, wrong, notes, questions } = await read(file, context, answers);
      const refused = (faults: readonly string[]) => refusal(faults, questions.length > 0 ? file : undefined);
      if (!plan) throw refused([wrong ?? 'Something about this file is still to be answered.']);
      for (const kind of plan.holds) refuseTo(kind, context);
      if (plan.faults.length > 0) throw refused(plan.faults);
      if (plan.changes.length === 0)
        return view('Nothing changes', text('What this file says is here already.'), lines(notes));
      const { faults, summary } = await plan.write();
      if (faults.length > 0) throw refused(faults);
      return view('Taken over', list(summary), text(KEPT));
    },
  });

  function refuseTo(kind: UploadPlan['holds'][number], { roles }: Context): void {
    if (!mayUse(typed[kind], roles))
      throw new Refusal(`This file holds ${HOLDS[kind]}, which others look after here.`, {
        cites: ['authority'],
      });
  }
}

const HOLDS = { people: 'staff', children: 'children', policy: 'a policy' } as const;

/** What is so of a file that was given in a chat. */
const KEPT =
  'Nothing of the file itself is kept here. The chat keeps what was dropped into it: please delete it there, where it names families.';

function row({ label, choices, suggestion }: FileQuestion): Fields[string] {
  const options = { required: true, ...(suggestion === undefined ? {} : { prefill: () => suggestion }) };
  return choices.length > 0 ? choice(label, choices, options) : line(label, 200, options);
}

/** How it was read, and what would change. */
function preview({ notes, plan }: Reading): Block[] {
  const blocks: (Block | undefined)[] = [];
  if (plan) blocks.push(heading('What would change'), lines(plan.changes), list(plan.summary));
  if (notes.length > 0) blocks.push(heading('How it was read'), lines(notes));
  return blocks.filter((block) => block !== undefined);
}

/** The first of many lines, with how many more there are. */
function lines(some: readonly string[]): Block | undefined {
  const more = some.length - LINES;
  const shown = more > 0 ? [...some.slice(0, LINES), `… and ${more} more.`] : [...some];
  return shown.length === 0 ? undefined : list(shown);
}

/** What was answered about a file, by question. */
function answersIn(given: Readonly<Record<string, unknown>>): FileAnswers {
  const begin = rowNamed('');
  return new Map(
    Object.entries(given)
      .filter(([name, said]) => isRow(name) && said !== undefined && String(said).trim() !== '')
      .map(([name, said]) => [name.slice(begin.length), String(said).trim()]),
  );
}

/** `file`: where something was asked about it, so that it can be answered otherwise. */
function refusal(faults: readonly string[], file: OpenedFile | undefined): Refusal {
  const more = faults.length - LINES;
  const said = [
    'Nothing was taken over.',
    ...faults.slice(0, LINES),
    ...(more > 0 ? [`… and ${more} more.`] : []),
  ];
  return new Refusal(said.join('\n'), {
    ways: [
      ...(file ? [button('Answer again', 'upload', { file: handleOf(file) })] : []),
      button('Give another file', 'upload'),
    ],
  });
}
