import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Identity } from '../../src/core/app.ts';
import { type Invocation, parse } from '../../src/core/talk/parse.ts';
import { Refusal } from '../../src/core/talk/refusal.ts';
import {
  type Answer,
  type Block,
  button,
  buttons,
  type Change,
  danger,
  facts,
  heading,
  list,
  meter,
  primary,
  rowButtons,
  table,
  text,
  view,
} from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';

/** What people may write that some platform would read as something else than text. */
export const HOSTILE = [
  '<!channel> & *Co*',
  '<@U123>',
  '[your bank](https://evil.test)',
  '![x](https://evil.test/x.png)',
  '**bold** _slanted_ ~~struck~~ `code`',
  '<script>alert(1)</script>',
  '<at>everyone</at>',
  '# not a heading',
  '1. not a list',
  'שרה לוי',
  'Zoë 👩‍👧 O’Brien',
  '%{1+1} {{name}} %s',
  'Anna'.repeat(75),
] as const;

/** Sixty thousand characters in paragraphs that can be told apart. */
export const LONG = Array.from(
  { length: 120 },
  (_, i) =>
    `Paragraph ${i + 1} begins. ${'It says what was decided and why. '.repeat(14)}Paragraph ${i + 1} ends.`,
);
export const MANY = Array.from(
  { length: 130 },
  (_, i) => `Item ${i + 1} of many, of which not a word is left out up to number ${i + 1}.`,
);
export const ROWS = Array.from({ length: 120 }, (_, i) => [
  `Person ${i + 1}.`,
  i % 3 === 0 ? 'Yes' : 'No',
  'K4 (D-12), K10',
  String(i),
]);

/** What the file of `file` holds. */
export const FILE = 'Zoë’s own words, as they are held.\n'.repeat(40);

const CHOICES: Choice[] = [
  { value: 'friend', label: 'A friend' },
  { value: 'family', label: 'Family, of any degree' },
  { value: 'other', label: 'Something else' },
];

const shows: Record<string, (input: Invocation['input']) => Answer> = {
  me: () => view('My page', text('Nothing today.'), buttons(button('Declare a relationship', 'form'))),
  text: () =>
    view('A text', text('First line.\nSecond line.', 'Second paragraph.'), { kind: 'text', text: '' }),
  facts: () => view('Some facts', facts(['Reference', 'D-12'], ['Since', '25 Mar 2019'])),
  list: () => view('A list', list(['The first thing', 'The second thing'])),
  table: () =>
    view(
      'A table',
      table(
        ['Name', 'Answer', 'Rules', 'Key children'],
        [
          ['Anna Bell', 'Yes', '', '3'],
          ['Beth Cole', 'No', 'K4 (D-12), K10', '0'],
        ],
      ),
      table(['Code', 'Due'], [['SMR', '1 Dec 2026']]),
    ),
  meter: () =>
    view('A meter', meter('Acknowledged', 3, 7), meter('Nobody yet', 0, 9), meter('Nothing to do', 0, 0)),
  difference: () =>
    view('What differs', {
      kind: 'difference',
      parts: [
        {
          under: 'Who may',
          changes: [
            { change: 'added', after: 'Nobody posts photographs.' },
            { change: 'removed', before: 'Anybody may post.' },
            {
              change: 'changed',
              before: 'Ask the manager first.',
              after: 'Ask the officer first.',
              gone: [[8, 16]],
              fresh: [[8, 16]],
            },
          ],
        },
        {
          under: '',
          changes: HOSTILE.flatMap((words): Change[] => [
            { change: 'added', after: words },
            { change: 'changed', before: words, after: `${words} `.repeat(30), gone: [], fresh: [[0, 1]] },
          ]),
        },
      ],
    }),
  buttons: () =>
    view(
      'Some buttons',
      buttons(
        button('Look at D-12', 'pressed', { ref: 'D-12' }),
        button('Several', 'pressed', { networks: ['facebook', 'whatsapp'], note: 'a=b "c"' }),
        ...Array.from({ length: 9 }, (_, i) =>
          button(`Another way ${i + 1}`, 'pressed', { way: String(i + 1) }),
        ),
      ),
    ),
  hostile: () =>
    view(
      'What people write',
      text(...HOSTILE),
      facts(...HOSTILE.map((words): [string, string] => [words.slice(0, 70), words])),
      list([...HOSTILE]),
      table(
        ['Name', 'Answer', 'Rules'],
        HOSTILE.map((words) => [words, 'Yes', words]),
      ),
      buttons(button('Go on', 'pressed', { note: HOSTILE.join('\n') })),
    ),
  long: () => view('A long text', text(...LONG), buttons(button('At the end', 'pressed', { at: 'end' }))),
  many: () => view('A long list', list(MANY)),
  headings: () =>
    view(
      'A page in parts',
      heading('What waits'),
      list(['Sign the agreement\nby 1 Dec 2026', 'Read the policy', 'Nothing to press']),
      rowButtons([
        primary(button('Sign', 'pressed', { what: 'sign' })),
        danger(button('Take it back', 'pressed', { what: 'back' })),
      ]),
      heading('What else there is'),
      text('Nothing more.'),
    ),
  clauses: () =>
    view(
      'A policy',
      ...Array.from({ length: 12 }, (_, i): Block[] => [
        heading(`Clause ${i + 1}.`),
        { kind: 'text', text: `What clause ${i + 1} says <b>.`, strong: [[0, 4]] },
        { kind: 'list', items: ['one thing', 'another'], strong: [[], [[0, 7]]] },
      ]).flat(),
    ),
  rowbuttons: () =>
    view(
      'A folded table',
      table(
        ['Name', 'Answer'],
        ROWS.slice(0, 9).map(([name = '', answer = '']) => [name, answer]),
        {
          foldedFrom: 3,
        },
      ),
      rowButtons(ROWS.slice(0, 9).map(([name = '']) => button(name, 'pressed', { who: name }))),
      buttons(button('At the end', 'pressed', { at: 'end' })),
    ),
  rows: () => view('A long table', table(['Name', 'Answer', 'Rules', 'Key children'], ROWS)),
  refused: () => ({
    ...view('That could not be done', text('Beth cannot be key person for this child.')),
    refused: true,
    cites: ['K4'],
  }),
  empty: () => view('Nothing more to say'),
  file: () => ({
    ...view('A file', text('Your file is ready.')),
    file: {
      name: 'candour-example.txt',
      type: 'text/plain; charset=utf-8',
      bytes: () => new TextEncoder().encode(FILE),
    },
  }),
  pressed: () => view('Pressed', text('That was received.')),
  away: () => {
    throw new Refusal('The database cannot be reached just now. Please try again in a moment.');
  },
  fail: () => {
    // The stack begins with the message, and may so look like the place where it was thrown.
    throw new Error('the secret words\n    at the secret place of somebody (file.ts:1:1)');
  },
  form: (input) => form('form', input),
  longform: (input) => ({
    ...form('longform', input),
    title: 'Read, then answer',
    intro: LONG.slice(0, 60).join('\n\n'),
  }),
  picky: (input) => picky(input),
};

function form(command: string, input: Invocation['input']): Answer {
  return {
    kind: 'form',
    command,
    title: 'One of each',
    intro: 'Who will read this: the DSO.\n\nDeclaring is no accusation.',
    submit: 'Submit',
    inputs: [
      {
        name: 'line',
        label: 'A line',
        hint: 'As you like.',
        widget: { kind: 'line', max: 80 },
        required: true,
      },
      { name: 'paragraph', label: 'Some lines', widget: { kind: 'paragraph', max: 280 }, required: false },
      { name: 'day', label: 'A day', widget: { kind: 'date', loose: false }, required: true },
      { name: 'since', label: 'Since when', widget: { kind: 'date', loose: true }, required: false },
      { name: 'kind', label: 'What kind', widget: { kind: 'choice', choices: CHOICES }, required: true },
      {
        name: 'statements',
        label: 'Tick each',
        widget: { kind: 'choices', choices: CHOICES },
        required: false,
        value: ['family'],
      },
      {
        name: 'who',
        label: 'Which parent',
        widget: { kind: 'person', of: 'carers', suggest: true, isAnyName: true },
        required: false,
      },
      {
        name: 'staff',
        label: 'Which colleague',
        widget: { kind: 'person', of: 'staff', suggest: false },
        required: false,
      },
      {
        name: 'child',
        label: 'Which child',
        widget: { kind: 'child', suggest: true, isAnyName: true },
        required: false,
      },
      { name: 'agree', label: 'Do you agree?', widget: { kind: 'yesno' }, required: true },
      { name: 'ref', label: 'ref', widget: { kind: 'hidden' }, required: false, value: 'D-12' },
      {
        name: 'nonce',
        label: 'nonce',
        widget: { kind: 'hidden' },
        required: false,
        value: input.nonce ?? 'nonce-1',
      },
    ],
  };
}

function picky(input: Invocation['input']): Answer {
  const again = input.line !== undefined;
  const kept = (name: string) => (input[name] === undefined ? {} : { value: input[name] });
  return {
    kind: 'form',
    command: 'picky',
    title: 'Hard to please',
    submit: 'Submit',
    inputs: [
      { name: 'line', label: 'A line', widget: { kind: 'line', max: 80 }, required: true, ...kept('line') },
      {
        name: 'since',
        label: 'Since when',
        widget: { kind: 'date', loose: true },
        required: true,
        ...kept('since'),
        ...(again ? { error: 'Please write a year, a month, a date or always.' } : {}),
      },
      {
        name: 'kind',
        label: 'What kind',
        widget: { kind: 'choice', choices: CHOICES },
        required: true,
        ...kept('kind'),
      },
      { name: 'nonce', label: 'nonce', widget: { kind: 'hidden' }, required: false, value: 'nonce-2' },
    ],
  };
}

export interface Exhibition {
  app: App;
  /** Everything the platform handed on, oldest first. */
  received: Invocation[];
  /** Whether the register knows the person behind the account. */
  known: boolean;
}

/**
 * An App that shows one of everything: each verb is a name of `shows`. It answers what it is asked and remembers what
 * reached it, so that a platform is seen whole before any verb exists.
 */
export function createExhibition(): Exhibition {
  const place = {
    setting: '01900000-0000-7000-8000-000000000001',
    person: '01900000-0000-7000-8000-000000000002',
  };
  const received: Invocation[] = [];
  const met = (account: Account): Identity | undefined =>
    exhibition.known ? { account, memberships: [place] } : undefined;
  const verb = (name: string) => ({
    name,
    title: name,
    summary: name,
    roles: 'known' as const,
    writes: false,
    fields: {},
    execute: async () => view(name),
  });
  const exhibition: Exhibition = {
    received,
    known: true,
    app: {
      identify: async (account) => met(account),
      meet: async (account) => met(account),
      forget: async () => undefined,
      parse: (words) => parse(words, (name) => (shows[name] ? verb(name) : undefined)),
      isForNoOneElse: () => false,
      greet: async () => undefined,
      suggest: async (_identity, _invocation, _field, typed) =>
        ['Sarah Reed (Mia)', 'Sarah Stone (Leo)', 'Tom Hill (Ava)']
          .filter((label) => label.toLowerCase().startsWith(typed.toLowerCase()))
          .map((label, i) => ({ value: `01900000-0000-7000-8000-00000000010${i}`, label })),
      run: async (_identity, invocation) => {
        received.push(invocation);
        const show = shows[invocation.command];
        if (!show)
          return view('That is not a command here', text('I did not understand that, and have not kept it.'));
        if (invocation.submitted && ['form', 'longform'].includes(invocation.command)) {
          return view(
            'Thank you',
            text('Your reference is D-12.'),
            buttons(button('Look at it', 'pressed', { ref: 'D-12' })),
          );
        }
        return show(invocation.input);
      },
    },
  };
  return exhibition;
}
