import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Card, toCard } from '../../../adapters/teams/render.ts';
import type { Block, Form } from '../../../src/core/talk/view.ts';
import { createExhibition, HOSTILE } from '../../contract/exhibition.ts';
import { readCard } from '../../support/teams/card.ts';
import { faultsOf } from '../../support/teams/check.ts';

const identity = {
  account: { platform: 'teams', tenant: 't', user: 'u' },
  memberships: [{ setting: 's', person: 'p' }],
};

const { app } = createExhibition();

async function pagesOf(command: string): Promise<Card[]> {
  const answer = await app.run(identity, { command, input: {} });
  const pages: Card[] = [];
  for (let page = 0; page < 80; page++) {
    const card = toCard(answer, { command, input: {}, page });
    pages.push(card);
    if (!readCard(card).actions.some(({ title }) => title === 'Read on')) return pages;
  }
  throw new Error('no last page');
}

const exhibits = [
  'me',
  'text',
  'facts',
  'list',
  'table',
  'difference',
  'meter',
  'buttons',
  'hostile',
  'long',
  'many',
  'rows',
  'rowbuttons',
  'headings',
  'clauses',
  'refused',
  'file',
  'empty',
  'form',
  'longform',
  'picky',
];

describe('a card', () => {
  it.each(exhibits)('of %s is sound in schema 1.5, on every page', async (command) => {
    for (const card of await pagesOf(command)) expect(faultsOf(card)).toEqual([]);
  });

  it('keeps what people wrote out of every element that reads Markdown', async () => {
    for (const card of await pagesOf('hostile')) {
      const marked = elementsOf(card.body).filter(({ type }) =>
        ['TextBlock', 'FactSet', 'Table'].includes(type),
      );
      for (const { text } of marked) expect(text).toMatch(/^(Page \d+ of \d+|What people write)$/);
    }
  });

  it('has headings by which a screen reader moves: its title, and what its parts are about', async () => {
    const [card] = await pagesOf('headings');
    const heads = elementsOf(card?.body ?? []).filter(({ style }) => style === 'heading');
    expect(heads.map(({ type, text }) => [type, text])).toEqual([
      ['TextBlock', 'A page in parts'],
      ['TextBlock', 'What waits'],
      ['TextBlock', 'What else there is'],
    ]);
    const [form] = await pagesOf('form');
    expect(form?.body[0]).toMatchObject({ type: 'TextBlock', style: 'heading', text: 'One of each' });
  });

  it('makes a heading of no words in which Markdown, or a client, would find anything', () => {
    const drawn = (words: string) =>
      toCard(
        { kind: 'view', title: words, blocks: [{ kind: 'heading', text: words }] },
        { command: 'me', input: {} },
      );
    const risky = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.constantFrom(
        ...HOSTILE,
        'see evil.test now',
        'www.evil.test',
        'https://evil.test',
        '- a list',
        '+ a list',
        '12) a list',
        'a_b_c',
        '{{DATE(2026-11-29, SHORT)}}',
        'Key person for [Mia](https://evil.test)',
        'mia@evil.test',
        'two\nlines',
        '&lt;b&gt;',
      ),
    );
    fc.assert(
      fc.property(risky, (words) => {
        const card = drawn(words);
        expect(faultsOf(card)).toEqual([]);
        for (const { type, text = '' } of elementsOf(card.body)) {
          if (type === 'TextBlock') expect(text).not.toMatch(/[[\]*_~`<>#{}@/\\|=+&\n]|^-|^\d+[.)]|\.\p{L}/u);
        }
      }),
      { numRuns: 300, seed: 13 },
    );
    const heads = (words: string) =>
      elementsOf(drawn(words).body).filter(({ style }) => style === 'heading').length;
    expect(heads('Key person for Zoë O’Sullivan-Reed')).toBe(2);
    expect(heads('D-1: noted, version 1.8')).toBe(2);
    expect(heads('[your bank](https://evil.test)')).toBe(0);
  });

  it('shows in colour what an answer means, beside its words', () => {
    const table: Block = {
      kind: 'table',
      columns: ['Name', 'Answer'],
      rows: [
        ['Anna', 'Yes'],
        ['Beth', 'Check first'],
        ['Cara', 'No'],
      ],
      tones: ['good', 'check', 'bad'],
    };
    const card = toCard({ kind: 'view', title: 'T', blocks: [table] }, { command: 'me', input: {} });
    const runs = elementsOf(card.body).filter(({ color }) => color !== undefined);
    expect(runs.map(({ text, color }) => [text, color])).toEqual([
      ['Yes', 'good'],
      ['Check first', 'warning'],
      ['No', 'attention'],
    ]);
  });

  it('lets nobody be held in a form by a question that must be answered', async () => {
    for (const command of ['form', 'longform', 'picky'])
      for (const page of await pagesOf(command)) {
        const card = readCard(page);
        expect(card.press('Cancel')).toMatchObject({ do: 'run', command: 'me' });
      }
    const [form] = await pagesOf('picky');
    expect(() => readCard(form).press('Submit', {})).toThrow('the client asks for');
  });

  it('keeps markup in the label of a choice from becoming a link', () => {
    const label = 'Sarah [your bank](https://evil.test) ![x](https://evil.test/x.png)';
    const card = toCard(
      {
        kind: 'form',
        command: 'match',
        title: 'Which?',
        submit: 'Submit',
        inputs: [
          {
            name: 'person',
            label: 'Who is meant?',
            widget: { kind: 'choice', choices: [{ value: 'a', label }] },
            required: true,
          },
        ],
      },
      { command: 'match', input: {} },
    );
    const words = readCard(card).words;
    expect(words).not.toMatch(/\]\(/);
    expect(words.replaceAll('\u2060', '')).toContain(label);
  });

  it('lets no name turn the direction of the words around it', () => {
    const view = {
      kind: 'view' as const,
      title: 'A\u202eB',
      blocks: [{ kind: 'text' as const, text: 'x\u2066y\u0000z' }],
    };
    expect(readCard(toCard(view, { command: 'me', input: {} })).words).toBe('AB\nxyz');
  });

  it('sets a second column beside the first only where its words fit on a telephone', () => {
    const words = (answer: string) => {
      const table = { kind: 'table' as const, columns: ['Name', 'What'], rows: [['Zoë', answer]] };
      const view = { kind: 'view' as const, title: 'T', blocks: [table] };
      return readCard(toCard(view, { command: 'me', input: {} })).words;
    };
    expect(words('Yes, with a note')).toBe('T\nName\nWhat\nZoë\nYes, with a note');
    expect(words('Sign confidentiality')).toBe('T\nName\nZoë\nWhat: Sign confidentiality');
  });

  it('cites a refusal’s rules, above the buttons', () => {
    const blocks = [
      { kind: 'text' as const, text: 'No.' },
      { kind: 'buttons' as const, buttons: [{ label: 'My page', run: { command: 'me', input: {} } }] },
    ];
    const refused = {
      kind: 'view' as const,
      title: 'That could not be done',
      blocks,
      refused: true as const,
      cites: ['K4', 'authority'],
    };
    expect(readCard(toCard(refused, { command: 'x', input: {} })).words).toBe(
      'That could not be done\nNo.\nRules: K4\nMy page',
    );
  });

  it('hides the rows that are folded until somebody asks for them', async () => {
    const [card] = await pagesOf('rowbuttons');
    const hidden = elementsOf(card?.body ?? []).filter(({ isVisible }) => isVisible === false);
    expect(hidden).toHaveLength(1);
    const words = JSON.stringify(hidden);
    expect([words.includes('Person 3.'), words.includes('Person 4.'), words.includes('Person 9.')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(JSON.stringify(card)).toContain(
      JSON.stringify({
        type: 'Action.ToggleVisibility',
        title: 'Show 6 more',
        targetElements: [hidden[0]?.id],
      }),
    );
  });

  it('clips a cell that is too long, visibly', () => {
    const cell = 'word '.repeat(400);
    const view = {
      kind: 'view' as const,
      title: 'T',
      blocks: [{ kind: 'table' as const, columns: ['Name', 'Answer'], rows: [[cell, 'Yes']] }],
    };
    expect(readCard(toCard(view, { command: 'me', input: {} })).words).toContain('…');
  });

  it('says a meter in figures, for those who hear it read', () => {
    const words = (done: number, total: number) =>
      readCard(
        toCard(
          { kind: 'view', title: 'T', blocks: [{ kind: 'meter', label: 'Signed', done, total }] },
          { command: 'me', input: {} },
        ),
      ).words;
    expect(words(3, 7)).toBe('T\nSigned\n3 of 7');
    expect(words(0, 0)).toBe('T\nSigned\nnone due');
  });

  it('marks what is to be done now, what takes something away, and what each button beside an item is about', async () => {
    const [card] = await pagesOf('headings');
    const actions = elementsOf(card?.body ?? []).flatMap(({ actions = [] }) => actions);
    expect(actions.map(({ title, style, tooltip }) => ({ title, style, tooltip }))).toEqual([
      { title: 'Sign', style: 'positive', tooltip: 'Sign: Sign the agreement' },
      { title: 'Take it back', style: 'destructive', tooltip: 'Take it back: Read the policy' },
    ]);
  });

  it('asks for what is required by itself only on a form of one page, and only what is always asked', () => {
    const form = (words: string): Form => ({
      kind: 'form',
      command: 'declare',
      title: 'T',
      intro: words,
      submit: 'Submit',
      inputs: [
        { name: 'who', label: 'Who?', widget: { kind: 'line', max: 20 }, required: true },
        {
          name: 'since',
          label: 'Since?',
          widget: { kind: 'line', max: 20 },
          required: true,
          isConditional: true,
        },
      ],
    });
    const asked = (words: string) => {
      const cards = [0, 1, 2, 3].map((page) => toCard(form(words), { command: 'declare', input: {}, page }));
      return cards.flatMap((card) => elementsOf(card.body)).filter(({ type }) => type === 'Input.Text');
    };
    expect(new Set(asked('Short.').map(({ id, isRequired }) => `${id} ${isRequired}`))).toEqual(
      new Set(['a.who true', 'a.since undefined']),
    );
    expect(asked('A long text. '.repeat(900)).some(({ isRequired }) => isRequired === true)).toBe(false);
  });

  it('picks several of a menu from a folded list, in its order, and ticks those that must be read', () => {
    const choices = Array.from({ length: 28 }, (_, i) => ({ value: `v${i}`, label: `Choice ${i}` }));
    const drawn = (menu: { isMenu?: true }) =>
      elementsOf(
        toCard(
          {
            kind: 'form',
            command: 'declare',
            title: 'T',
            submit: 'Submit',
            inputs: [
              {
                name: 'networks',
                label: 'Networks',
                widget: { kind: 'choices', choices, ...menu },
                required: false,
                value: ['v1', 'v27'],
              },
            ],
          },
          { command: 'declare', input: {} },
        ).body,
      ).find(({ type }) => type === 'Input.ChoiceSet');
    expect(drawn({ isMenu: true })).toMatchObject({
      style: 'compact',
      isMultiSelect: true,
      value: 'v1,v27',
      choices: choices.map(({ value, label }) => ({ title: label, value })),
    });
    expect(drawn({})).toMatchObject({ style: 'expanded', isMultiSelect: true, value: 'v1,v27' });
  });

  it('carries the longest answers without outgrowing a message', () => {
    const choices = Array.from({ length: 240 }, (_, i) => ({
      value: `C-${i}`,
      label: `${HOSTILE[12]}${i}`.slice(0, 190),
    }));
    const card = toCard(
      {
        kind: 'form',
        command: 'x',
        title: 'Long',
        submit: 'Submit',
        inputs: [
          { name: 'child', label: 'Which child?', widget: { kind: 'choice', choices }, required: true },
        ],
      },
      { command: 'x', input: {} },
    );
    expect(faultsOf(card)).toEqual([]);
  });
});

interface Drawn {
  style?: string;
  color?: string;
  isRequired?: boolean;
  type: string;
  text?: string;
  id?: string;
  isVisible?: boolean;
  actions?: { title: string; style?: string; tooltip?: string }[];
}

function elementsOf(body: unknown[]): Drawn[] {
  const all: Drawn[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && typeof value.type === 'string') all.push(value as { type: string });
      for (const each of Object.values(value)) walk(each);
    }
  };
  walk(body);
  return all;
}
