import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../adapters/slack/carried.ts';
import { toFormModal } from '../../../adapters/slack/form.ts';
import { toBlocks, toMessage, toMessages, toModal } from '../../../adapters/slack/render.ts';
import { toOptions } from '../../../adapters/slack/widgets.ts';
import {
  type Block,
  button,
  danger,
  differenceLines,
  type Form,
  type FormInput,
  heading,
  list,
  meter,
  primary,
  type Ranges,
  rowButtons,
  type View,
  view,
} from '../../../src/core/talk/view.ts';
import type { Widget } from '../../../src/core/talk/widget.ts';
import { HOSTILE } from '../../contract/exhibition.ts';
import { faultsOfAnswer, faultsOfMessage, faultsOfView } from '../../support/slack/blockkit.ts';
import { wordsOf } from '../../support/slack/client.ts';

const written = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(...HOSTILE),
  fc.constantFrom(
    '',
    ' ',
    '👩‍👧'.repeat(900),
    'word '.repeat(1300),
    'x'.repeat(6100),
    '&'.repeat(2999),
    '*bold* <!here>',
  ),
);
const label = fc.string({ minLength: 1, maxLength: 40 }).filter((words) => words.trim() !== '');
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: written }),
  fc.record({
    kind: fc.constant('facts' as const),
    facts: fc.array(fc.tuple(label, written), { minLength: 1, maxLength: 14 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    items: fc.array(written, { minLength: 1, maxLength: 60 }),
  }),
  fc.array(label, { minLength: 1, maxLength: 4 }).chain((columns) =>
    fc.record({
      kind: fc.constant('table' as const),
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(() => written)), { maxLength: 70 }),
    }),
  ),
  fc.record({
    kind: fc.constant('difference' as const),
    parts: fc.array(
      fc.record({
        under: written,
        changes: fc.array(
          fc.oneof(
            fc.record({ change: fc.constant('added' as const), after: written }),
            fc.record({ change: fc.constant('removed' as const), before: written }),
            fc.record({
              change: fc.constant('changed' as const),
              before: written.map((words) => `a ${words}`),
              after: written.map((words) => `b ${words}`),
              gone: fc.constantFrom<Ranges>([], [[0, 1]]),
              fresh: fc.constantFrom<Ranges>([], [[0, 1]]),
            }),
          ),
          { minLength: 1, maxLength: 5 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  fc.record({ kind: fc.constant('meter' as const), label, done: fc.nat(9), total: fc.nat(9) }),
  fc.record({
    kind: fc.constant('buttons' as const),
    buttons: fc.array(
      fc.record({
        label,
        run: fc.record({
          command: fc.constant('declare'),
          input: fc.dictionary(fc.constantFrom('who', 'ref'), fc.string()),
        }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  }),
);
const aView: fc.Arbitrary<View> = fc.record({
  kind: fc.constant('view' as const),
  title: label,
  blocks: fc.array(block, { maxLength: 8 }),
});
const squeezed = (words: string) => words.replace(/\s+/gu, '');

describe('Whatever an answer holds', () => {
  it('it is within Slack’s limits in a message, in several and in a modal, on every page', () => {
    fc.assert(
      fc.property(aView, (view) => {
        const message = toMessage(view);
        if (message) expect(faultsOfMessage(message)).toEqual([]);
        for (const each of toMessages(view)) expect(faultsOfMessage(each)).toEqual([]);
        for (const page of pagesOf(view)) expect(faultsOfView(page)).toEqual([]);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  it('nothing of it is lost between the pages', () => {
    fc.assert(
      fc.property(aView, (view) => {
        const read = squeezed(pagesOf(view).map(wordsOnPage).join(''));
        for (const each of view.blocks) {
          if (each.kind === 'text') expect(read).toContain(squeezed(each.text));
          if (each.kind === 'difference')
            for (const line of differenceLines(each)) expect(read).toContain(squeezed(line));
          if (each.kind === 'list')
            for (const item of each.items.slice(0, 60)) expect(read).toContain(squeezed(item));
          if (each.kind === 'table')
            for (const row of each.rows) for (const cell of row) expect(read).toContain(squeezed(cell));
          if (each.kind === 'facts')
            for (const [name, value] of each.facts)
              expect(read).toContain(squeezed(name + value === '' ? '' : name));
        }
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  it('a meter is a sentence, and a button says what it stands beside', () => {
    const blocks = toBlocks(
      view(
        'x',
        meter('Signed', 3, 7),
        heading('What waits'),
        list(['Sign the agreement\nby 1 Dec 2026', 'Read the policy']),
        rowButtons([primary(button('Sign', 'sign')), danger(button('Decline', 'sign'))]),
      ).blocks,
    );
    expect(faultsOfMessage({ text: 'x', blocks })).toEqual([]);
    expect(blocks).toMatchObject([
      { type: 'section', text: { text: 'Signed: 3 of 7.' } },
      { type: 'divider' },
      { type: 'header', text: { text: 'What waits' } },
      { accessory: { style: 'primary', accessibility_label: 'Sign the agreement' } },
      {
        accessory: {
          style: 'danger',
          accessibility_label: 'Decline: Read the policy',
          confirm: { text: { text: 'Decline?' } },
        },
      },
    ]);
  });

  it('what is bold is so without mark-up', () => {
    expect(
      toBlocks([
        { kind: 'text', text: 'All *of* us <!here>', strong: [[4, 8]] },
        { kind: 'list', items: ['one', 'two'], strong: [[], [[0, 3]]] },
      ]),
    ).toEqual([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'All ' },
              { type: 'text', text: '*of*', style: { bold: true } },
              { type: 'text', text: ' us <!here>' },
            ],
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] },
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'two', style: { bold: true } }] },
            ],
          },
        ],
      },
    ]);
  });

  it('text that people wrote is never where Slack reads mark-up', () => {
    const words = HOSTILE.map((each) => each.slice(0, 100));
    const view: View = {
      kind: 'view',
      title: '<!channel> & *Co*',
      blocks: [
        { kind: 'text', text: words.join('\n') },
        { kind: 'facts', facts: words.map((each): [string, string] => [each, each]) },
        { kind: 'list', items: words },
        { kind: 'table', columns: ['Name', '<!here>'], rows: words.map((each) => [each, each]) },
        {
          kind: 'difference',
          parts: words.map((each) => ({
            under: each,
            changes: [{ change: 'changed', before: each, after: each, gone: [[0, 3]], fresh: [] }],
          })),
        },
        { kind: 'meter', label: '<@U123>', done: 1, total: 2 },
      ],
    };
    for (const page of pagesOf(view)) {
      const marked: string[] = [];
      JSON.stringify(page.blocks, (_, each) => {
        if (each?.type === 'mrkdwn') marked.push(each.text);
        return each;
      });
      expect(marked.length).toBeGreaterThan(0);
      expect(marked.filter((each) => !/^\*[^*_~`<>&]+\*(\n[^*_~`<>&]+)?$/.test(each))).toEqual([]);
    }
    expect(toMessage({ ...view, blocks: [] })?.text).toBe('&lt;!channel&gt; &amp; *Co*');
  });
});

/** What stands on a page itself, without its title and the way to the next. */
function wordsOnPage({ blocks, private_metadata }: ReturnType<typeof toModal>): string {
  expect(private_metadata).toBeDefined();
  const [first, ...rest] = blocks.filter((each) => !/"Page \d+ of|"page\./.test(JSON.stringify(each)));
  return wordsOf({
    view: { blocks: first?.type === 'header' ? rest : [first, ...rest].filter((each) => each !== undefined) },
  });
}

function pagesOf(view: View) {
  const run = { command: 'me', input: {} };
  const pages = [];
  for (let page = 0; page < 60; page++) {
    const modal = toModal(view, run, page);
    pages.push(modal);
    if (!JSON.stringify(modal).includes('page.on')) break;
  }
  return pages;
}

const choices = (count: number, long: boolean) =>
  Array.from({ length: count }, (_, i) => ({
    value: `v${i}`,
    label:
      long && i % 3 === 0
        ? `Statement ${i} ${'which is long enough to need room '.repeat(4)}`
        : `Choice ${i}`,
  }));
const widget: fc.Arbitrary<Widget> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('line' as const, 'paragraph' as const),
    max: fc.constantFrom(1, 80, 280, 5000),
  }),
  fc.record({ kind: fc.constant('date' as const), loose: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('choice' as const, 'choices' as const),
    choices: fc
      .tuple(fc.constantFrom(1, 3, 10, 11, 27, 100), fc.boolean())
      .map(([count, long]) => choices(count, long && count < 30)),
  }),
  fc.record({
    kind: fc.constantFrom('choice' as const, 'choices' as const),
    choices: fc.constantFrom(choices(101, false), choices(450, false)),
  }),
  fc.record({
    kind: fc.constant('choices' as const),
    isMenu: fc.constant(true as const),
    choices: fc.constantFrom(choices(1, false), choices(28, false), choices(101, false)),
  }),
  fc.record({
    kind: fc.constant('person' as const),
    of: fc.constantFrom('carers' as const, 'staff' as const),
    suggest: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('child' as const), suggest: fc.boolean() }),
  fc.constant({ kind: 'yesno' as const }),
  fc.constant({ kind: 'hidden' as const }),
);
const value = fc.oneof(
  fc.constantFrom(
    'v0',
    'v2',
    'Choice 1',
    'yes',
    'no',
    '2019-03-25',
    '25/03/2019',
    '31/02/2019',
    'Sarah Reed',
    'é'.repeat(80),
    'x'.repeat(4000),
  ),
  written,
  fc.constant<string[]>(['v0', 'v1']),
);

function aForm(
  inputs: readonly { widget: Widget; value: string | string[] | undefined; error: string | undefined }[],
  intro: string,
): Form {
  return {
    kind: 'form',
    command: 'declare',
    title: 'Declare a relationship',
    intro,
    submit: 'Declare',
    inputs: inputs.slice(0, 4).map(({ widget, value, error }, i): FormInput => {
      const hidden = widget.kind === 'hidden' ? 'nonce' : value;
      return {
        name: `field_${'abcd'[i]}`,
        label: `Question ${i}`,
        widget,
        required: i % 2 === 0,
        ...(hidden === undefined ? {} : { value: hidden }),
        ...(error === undefined ? {} : { error }),
      };
    }),
  };
}

describe('Whatever a form asks', () => {
  it('it is within Slack’s limits on every page, drawn fresh or with complaints', () => {
    const asked = fc.record({
      widget,
      value: fc.option(value, { nil: undefined }),
      error: fc.option(fc.constant<string>('Please check this answer.'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(asked, { minLength: 1, maxLength: 4 }), written, (inputs, intro) => {
        const form = aForm(inputs, intro);
        for (const complain of [false, true]) {
          for (let page = 0; page < 4; page++)
            expect(faultsOfView(toFormModal(form, { opening: {}, page, complain }))).toEqual([]);
        }
      }),
      { numRuns: 150, seed: 13 },
    );
  });

  it('picks several of a menu from one list, in its order, and ticks those that must be read', () => {
    const drawn = (isMenu: boolean) =>
      toFormModal(
        {
          kind: 'form',
          command: 'declare',
          title: 'T',
          submit: 'Submit',
          inputs: [
            {
              name: 'networks',
              label: 'Networks',
              widget: { kind: 'choices', choices: choices(28, false), ...(isMenu ? { isMenu } : {}) },
              required: false,
              value: ['v1', 'v27'],
            },
          ],
        },
        { opening: {} },
      ).blocks.flatMap((block) => ('element' in block ? [block.element] : []));
    const [menu, ...others] = drawn(true);
    if (menu?.type !== 'multi_static_select') throw new Error(`a ${menu?.type}`);
    expect(others).toEqual([]);
    expect(menu.options?.map(({ value }: { value?: string }) => value)).toEqual(
      choices(28, false).map(({ value }) => value),
    );
    expect(menu.initial_options?.map(({ value }: { value?: string }) => value)).toEqual(['v1', 'v27']);
    expect(drawn(false).map(({ type }) => type)).toEqual(['checkboxes', 'checkboxes', 'checkboxes']);
  });

  it('what stood in it comes back as it stood', () => {
    const inputs: FormInput[] = [
      {
        name: 'who',
        label: 'Who',
        widget: { kind: 'person', of: 'carers', suggest: true },
        required: true,
        value: 'Nora “N” O’Brien',
      },
      {
        name: 'networks',
        label: 'Networks',
        widget: { kind: 'choices', choices: choices(27, false) },
        required: false,
        value: ['v0', 'v12', 'v26'],
      },
      {
        name: 'statements',
        label: 'Statements',
        widget: { kind: 'choices', choices: choices(7, true) },
        required: false,
        value: 'v0,v5',
      },
      {
        name: 'kind',
        label: 'Kind',
        widget: { kind: 'choice', choices: choices(13, false) },
        required: true,
        value: 'V2',
      },
      {
        name: 'day',
        label: 'Day',
        widget: { kind: 'date', loose: false },
        required: true,
        value: '25/03/2019',
      },
      {
        name: 'other_day',
        label: 'Day',
        widget: { kind: 'date', loose: false },
        required: true,
        value: '31/02/2019',
      },
      { name: 'agree', label: 'Agree', widget: { kind: 'yesno' }, required: true, value: 'Y' },
      {
        name: 'note',
        label: 'Note',
        widget: { kind: 'paragraph', max: 280 },
        required: false,
        value: 'a\nb',
      },
    ];
    const modal = toFormModal(
      { kind: 'form', command: 'x', title: 'x', submit: 'x', inputs },
      { opening: {} },
    );
    expect(readForm({ blocks: modal.blocks as never, state: stateOf(modal.blocks as never) }).input).toEqual({
      who: 'Nora “N” O’Brien',
      networks: ['v0', 'v12', 'v26'],
      statements: ['v0', 'v5'],
      kind: 'v2',
      day: '2019-03-25',
      other_day: '31/02/2019',
      agree: 'yes',
      note: 'a\nb',
    });
  });

  it('an answer to a question that was not asked is not taken', () => {
    const answer = { line: { type: 'plain_text_input', value: 'x' } };
    const blocks = [{ type: 'input', block_id: 'line~line' }];
    const { input } = readForm({
      blocks,
      state: { values: { 'line~line': answer, 'on_behalf_of~staff': answer } },
    });
    expect(input).toEqual({ line: 'x' });
  });

  it('a statement is shown whole, however long', () => {
    const statement = `I ${'promise and '.repeat(400)}mean it.`;
    const modal = toFormModal(
      {
        kind: 'form',
        command: 'acknowledge',
        title: 'Acknowledge',
        submit: 'Submit',
        inputs: [
          {
            name: 'statements',
            label: 'Tick each',
            widget: {
              kind: 'choices',
              choices: [
                { value: 'S1', label: statement },
                { value: 'S2', label: 'Short.' },
              ],
            },
            required: false,
          },
        ],
      },
      { opening: {} },
    );
    expect(squeezed(wordsOf({ view: modal }))).toContain(squeezed(statement));
    expect(faultsOfView(modal)).toEqual([]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: Slack's blocks, read as Slack would.
function stateOf(blocks: any[]) {
  const values: Record<string, unknown> = {};
  for (const { type, block_id, element } of blocks) {
    if (type !== 'input') continue;
    const { initial_value, initial_date, initial_option, initial_options } = element;
    const answer = initial_options
      ? { selected_options: initial_options }
      : { value: initial_value, selected_date: initial_date, selected_option: initial_option };
    values[block_id] = {
      [element.action_id]: {
        type: element.type,
        ...(element.type === 'checkboxes' ? { selected_options: initial_options ?? [] } : answer),
      },
    };
  }
  return { values };
}

describe('A list of names', () => {
  it('is within Slack’s limits, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uuid(), written), { maxLength: 130 }),
        written,
        fc.boolean(),
        (found, typed, names) => {
          const unique = new Map(found.map(([id, words]) => [id, { value: id, label: words }]));
          expect(faultsOfAnswer({ options: toOptions([...unique.values()], typed, names) })).toEqual([]);
        },
      ),
      { numRuns: 100, seed: 14 },
    );
  });
});

describe('Few blocks with much to read', () => {
  // Ten sections, far fewer than Slack takes, of 2,000 characters each.
  const paragraphs = Array.from({ length: 10 }, (_, i) => `${i} ${'word '.repeat(400)}`.trim());
  const long: View = {
    kind: 'view',
    title: 'Read this',
    blocks: [
      ...paragraphs.map((text) => ({ kind: 'text' as const, text })),
      { kind: 'buttons', buttons: [{ label: 'At the end', run: { command: 'me', input: {} } }] },
    ],
  };
  const length = (blocks: object[]) => wordsOf({ view: { blocks } }).length;

  it('are several messages, each short enough for a chat', () => {
    expect(toMessage(long)).toBeUndefined();
    const messages = toMessages(long);
    expect(messages).toHaveLength(3);
    for (const { blocks } of messages) expect(length(blocks)).toBeLessThanOrEqual(9100);
    expect(messages.at(-1)?.blocks.at(-1)).toMatchObject({ type: 'actions' });
  });

  it('are pages of a modal, each short enough for a telephone', () => {
    const first = toModal(long, { command: 'me', input: {} }, 0);
    const last = toModal(long, { command: 'me', input: {} }, 99);
    expect(wordsOf({ view: first })).toContain('Page 1 of 2');
    for (const { blocks } of [first, last]) expect(length(blocks)).toBeLessThanOrEqual(12_200);
    expect(wordsOf({ view: last })).toContain('At the end');
  });

  it('are one message where all of it is short', () => {
    expect(toMessage({ ...long, blocks: long.blocks.slice(0, 4) })).toBeDefined();
  });
});
