import { type Command, command, isRow, mayUse, rowNamed } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import {
  checked,
  choice,
  type Field,
  type Fields,
  field,
  hidden,
  isYes,
  line,
  single,
  words,
} from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import {
  type Block,
  button,
  buttons,
  heading,
  type Input,
  list,
  text,
  type View,
  view,
} from '../talk/view.ts';
import type {
  FileAnswers,
  FileQuestion,
  Holding,
  OpenedFile,
  UndoImport,
  UploadPlan,
} from './opened-file.ts';
import { handleOf, nameIn, ownerOf, type Shelf } from './shelf.ts';

/** How many lines are shown of how it was read, and of what is wrong. */
const LINES = 25;
/** How many lines of what would change: all of a list that one setting has. */
const CHANGES = 250;

/** The verb by which somebody may type what a file of this kind holds. */
type Typed = Record<Holding, Command>;

/** How a file is understood, and, once nothing is open, what taking it over would do. */
interface Draft {
  questions: FileQuestion[];
  notes: string[];
  wrong: string | undefined;
  plan: UploadPlan | undefined;
  /** Whether something is asked that was not answered. */
  asks: boolean;
}

/**
 * Makes the verb that takes over a spreadsheet of children or staff, or a policy, which somebody gave in chat. What is not certain is
 * asked, what it would do is shown, and that is done or nothing. Of each kind only who may type it may give a file.
 */
export function uploadOn(shelf: Pick<Shelf, 'find'>, typed: Typed, undo: UndoImport) {
  /** Within one transaction the same answers make the same draft. */
  const drafts = new WeakMap<Context, Map<string, Promise<Draft>>>();

  function draftOf(file: OpenedFile, context: Context, given: Readonly<Record<string, unknown>>) {
    const answers = answersIn(given);
    const key = JSON.stringify([file.digest, ...answers]);
    const known = drafts.get(context) ?? new Map<string, Promise<Draft>>();
    drafts.set(context, known);
    const draft = known.get(key) ?? makeDraft(file, context, answers);
    known.set(key, draft);
    return draft;
  }

  async function makeDraft(file: OpenedFile, context: Context, answers: FileAnswers): Promise<Draft> {
    const { questions, notes, wrong, holds = [], plan } = await file.read(context, answers);
    for (const kind of holds) refuseTo(kind, context);
    const planned = await plan?.();
    const all = [...questions, ...(planned?.questions ?? [])];
    return {
      questions: all,
      asks: all.some(({ name }) => !answers.has(name)),
      notes: [...notes, ...(planned?.notes ?? [])],
      wrong,
      plan: planned?.isOpen ? undefined : planned,
    };
  }

  const mine = ({ setting, me }: Context, handle: string) => shelf.find(ownerOf(setting.id, me.id), handle);

  async function soFar(context: Context, input: Input): Promise<Draft | undefined> {
    const file = mine(context, String(given(input.file) ?? ''));
    return file && draftOf(file, context, input);
  }

  const file: Field<OpenedFile, false> = {
    ...field(
      'The file',
      {
        required: false,
        neededWhen: (_, input) => given(input.undo) === undefined,
        hint: 'A spreadsheet of children or staff (Excel or CSV), or the text of a policy (Word, Markdown or text).',
      },
      { kind: 'file' },
      single as never,
      false,
    ),
    fixed: nameIn,
    isFile: true,
    check: async (raw, context) => {
      const handle = checked(single, raw);
      const found = mine(context, handle);
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
    said: ['Give another file', 'Upload a file', 'Import a file'],
    roles: ['manager', 'dso', 'deputy_dso', 'chair', 'admin'],
    writes: true,
    submit: async (context, input) =>
      (await soFar(context, input))?.plan === undefined ? 'Go on' : 'Take it over',
    fields: { file, confirm: confirmation('Take it over'), undo: hidden('Take the last one back?') },
    rows: async (context, input) => {
      const draft = await soFar(context, input);
      return Object.fromEntries((draft?.questions ?? []).map((each) => [rowNamed(each.name), row(each)]));
    },
    isShownUntried: true,
    shownFirst: async (context, { file, ...answers }) => {
      if (!file) return false;
      const { plan, asks } = await draftOf(file, context, answers);
      return plan !== undefined && plan.faults.length === 0 && (asks || plan.changes.length > 0);
    },
    standsOn: async (context, input) => {
      const plan = (await soFar(context, input))?.plan;
      return plan && [plan.digest];
    },
    reading: async (context, input) => {
      const draft = await soFar(context, input);
      return draft && preview(draft);
    },
    execute: async (context, { file, confirm, undo: isUndone, ...answers }) => {
      refuseUnconfirmed(confirm);
      if (!file) return takeBack(context, isUndone);
      const { plan, wrong, notes, questions } = await draftOf(file, context, answers);
      const refused = (faults: readonly string[]) => refusal(faults, questions.length > 0 ? file : undefined);
      if (!plan) throw refused([wrong ?? 'Something about this file is still to be answered.']);
      if (plan.faults.length > 0) throw refused(plan.faults);
      if (plan.changes.length === 0)
        return view('Nothing changes', text('What this file says is here already.'), lines(notes));
      const { faults, summary, ways = [] } = await plan.write();
      if (faults.length > 0) throw refused(faults);
      return view('Taken over', list(summary), text(KEPT), buttons(...ways));
    },
  });

  async function takeBack(context: Context, said: string | undefined): Promise<View> {
    const summary = said === undefined ? undefined : await undo(context, isYes(said) ? undefined : said);
    if (!summary) throw new Refusal(NOT_BACK);
    return view('Taken back', list(summary));
  }

  function refuseTo(kind: Holding, { roles }: Context): void {
    if (!mayUse(typed[kind], roles))
      throw new Refusal(`This file holds ${HOLDS[kind]}, which others look after here.`, {
        cites: ['authority'],
      });
  }
}

const NOT_BACK =
  'This cannot be taken back: it was not you who took the last file over, a day has gone by, or something was built on it since. Please correct by hand what is wrong.';

const HOLDS = { people: 'staff', children: 'children', policy: 'a policy' } as const;

/** What is so of a file that was given in a chat. */
const KEPT =
  'Nothing of the file itself is kept here. The chat keeps what was dropped into it: please delete it there, where it names families.';

function row(question: FileQuestion): Fields[string] {
  const { label, hint, choices, suggestion, complaint, isOptional, isLong } = question;
  const options = {
    required: !isOptional,
    ...(hint === undefined ? {} : { hint }),
    ...(suggestion === undefined ? {} : { prefill: () => suggestion }),
  };
  if (choices.length > 0) return choice(label, choices, options);
  const typed = isLong
    ? field(label, options, { kind: 'paragraph', max: LONG }, words(LONG), false)
    : line(label, 200, options);
  if (complaint === undefined) return typed;
  return { ...typed, check: () => Promise.reject(new Refusal(complaint)) };
}

/** How long an answer of several lines may be, in characters. */
const LONG = 3000;

/** How it was read, and what would change. */
function preview({ notes, plan }: Draft): Block[] {
  const blocks: (Block | undefined)[] = [];
  if (plan)
    blocks.push(
      heading('What would change'),
      lines(plan.changes.length > 0 ? plan.changes : ['Nothing.'], CHANGES),
      list(plan.summary),
    );
  if (notes.length > 0) blocks.push(heading('How it was read'), lines(notes));
  return blocks.filter((block) => block !== undefined);
}

function lines(some: readonly string[], most = LINES): Block | undefined {
  return some.length === 0 ? undefined : list(andMore(some, most));
}

/** The first of many lines, with how many more there are. */
function andMore(some: readonly string[], most = LINES): string[] {
  const more = some.length - most;
  return more > 0 ? [...some.slice(0, most), `… and ${more} more.`] : [...some];
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
  return new Refusal(['Nothing was taken over.', ...andMore(faults)].join('\n'), {
    ways: [
      ...(file ? [button('Answer again', 'upload', { file: handleOf(file) })] : []),
      button('Give another file', 'upload'),
    ],
  });
}
