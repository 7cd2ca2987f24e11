import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/core/app.ts';
import type { Input } from '../../src/core/talk/view.ts';
import { createExhibition, FILE, HOSTILE, LONG, MANY, ROWS } from './exhibition.ts';

/** What a person sees after they did something, as words; whatever only the platform understands is left out. */
export interface Shown {
  /** Every visible string, in reading order, as it would be read aloud: markup undone, labels and complaints included. */
  words: string;
  fields: {
    name: string;
    label: string;
    value?: string | string[];
    error?: string;
    /** The values that can be picked, where nothing else can be said. */
    choices?: string[];
  }[];
  /** Labels of the buttons that may be pressed, those that turn a page left out. */
  buttons: string[];
  /** True where a further page waits: `turn` shows it. */
  more: boolean;
  /** What was handed over beside the words, where only this person can have it. */
  file?: { name: string; bytes: Uint8Array };
}

/** A person in front of a platform. Everything refers to what was shown last. */
export interface Visitor {
  type(words: string): Promise<Shown>;
  press(label: string): Promise<Shown>;
  /** Fills in the form by field name, and sends it. */
  answer(answers: Input): Promise<Shown>;
  /** The next page. */
  turn(): Promise<Shown>;
  /** What the log holds so far, where the platform writes one. */
  logged?(): readonly unknown[];
  close(): Promise<void>;
}

const squeezed = (words: string) => words.replace(/\s+/gu, ' ').trim();
const listed = (said: string | string[] | undefined) =>
  (Array.isArray(said) ? said : (said ?? '').split(',')).filter((each) => each !== '').sort();

/** What not every platform has. */
export interface Parts {
  /** Accounts that the register does not know. */
  strangers: boolean;
}

/**
 * What every platform must do, whatever it is made of. `open` starts the adapter on this App and gives the person who sits
 * in front of it. Hostile text must be shown as it is (fields are read with markup undone); that nobody is pinged, and no
 * link made, each platform shows in tests of its own.
 */
export function platformContract(
  platform: string,
  open: (app: App) => Promise<Visitor>,
  { strangers }: Parts = { strangers: true },
): void {
  describe(`${platform} keeps the contract of platforms`, () => {
    const exhibition = createExhibition();
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await open(exhibition.app);
    });
    afterAll(async () => {
      await visitor?.close();
    });
    beforeEach(() => {
      exhibition.received.length = 0;
      exhibition.known = true;
    });

    const last = () => exhibition.received.at(-1);
    async function read(first: Shown): Promise<string> {
      let words = first.words;
      for (let shown = first, pages = 1; shown.more; pages++) {
        if (pages > 60) throw new Error('more than sixty pages');
        shown = await visitor.turn();
        words += ` ${shown.words}`;
      }
      return squeezed(words);
    }

    it.each([
      ['text', ['A text', 'First line.', 'Second line.', 'Second paragraph.']],
      ['facts', ['Some facts', 'Reference', 'D-12', 'Since', '25 Mar 2019']],
      ['list', ['A list', 'The first thing', 'The second thing']],
      [
        'table',
        ['A table', 'Name', 'Answer', 'Anna Bell', 'Yes', '3', 'Beth Cole', 'No', 'K4 (D-12), K10', 'SMR'],
      ],
      ['meter', ['A meter', 'Acknowledged', '3', '7', 'Nobody yet', 'Nothing to do']],
      [
        'difference',
        [
          'What differs',
          'Under “Who may”:',
          'New: Nobody posts photographs.',
          'Gone: Anybody may post.',
          'Was: Ask the manager first.',
          'Now: Ask the officer first.',
        ],
      ],
      [
        'headings',
        ['A page in parts', 'What waits', 'by 1 Dec 2026', 'Nothing to press', 'What else there is'],
      ],
      ['refused', ['That could not be done', 'Beth cannot be key person for this child.']],
      ['empty', ['Nothing more to say']],
    ])('shows all of a view: %s', async (verb, all) => {
      const words = await read(await visitor.type(verb));
      for (const each of all) expect(words).toContain(each);
    });

    it('takes a button for the command that it is, with its words untouched', async () => {
      const shown = await visitor.type('buttons');
      expect(shown.buttons).toContain('Another way 9');
      const answer = await visitor.press('Several');
      expect(last()).toMatchObject({ command: 'pressed', input: { note: 'a=b "c"' } });
      expect(listed(last()?.input.networks)).toEqual(['facebook', 'whatsapp']);
      expect(answer.words).toContain('That was received.');
    });

    it('shows each row of a table with its button, those that are folded too', async () => {
      const shown = await visitor.type('rowbuttons');
      const labels = ROWS.slice(0, 9).map(([name]) => name);
      expect(shown.buttons.slice(0, 10)).toEqual([...labels, 'At the end']);
      await visitor.press('Person 7.');
      expect(last()).toMatchObject({ command: 'pressed', input: { who: 'Person 7.' } });
    });

    it('shows a few clauses to a page, each heading with what stands below it, and loses none', async () => {
      const first = await visitor.type('clauses');
      const whole = await read(await visitor.type('clauses'));
      for (let i = 1; i <= 12; i++)
        expect(whole).toMatch(new RegExp(`Clause ${i}\\.\\W+What clause ${i} says <b>`));
      if (first.more) expect(first.words.match(/Clause \d+\./g)).toHaveLength(5);
    });

    it('shows an item of a list with its button', async () => {
      const shown = await visitor.type('headings');
      expect(shown.buttons.slice(0, 2)).toEqual(['Sign', 'Take it back']);
      await visitor.press('Take it back');
      expect(last()).toMatchObject({ command: 'pressed', input: { what: 'back' } });
    });

    it('asks with every widget, and hands on what was answered', async () => {
      const shown = await visitor.type('form');
      for (const label of [
        'A line',
        'Some lines',
        'A day',
        'Since when',
        'What kind',
        'Tick each',
        'Which parent',
        'Do you agree?',
      ]) {
        expect(squeezed(shown.words)).toContain(label);
      }
      expect(squeezed(shown.words)).toContain('Declaring is no accusation.');
      const thanks = await visitor.answer({
        line: 'Hello, you',
        paragraph: 'One\nTwo',
        day: '2019-03-25',
        since: '2019',
        kind: 'family',
        statements: ['friend', 'other'],
        who: 'Nora “Nonesuch” Nobody',
        staff: 'anna bell',
        child: 'Leo',
        agree: 'yes',
      });
      expect(thanks.words).toContain('Your reference is D-12.');
      const { command, input, submitted } = last() ?? {};
      expect({ command, submitted }).toEqual({ command: 'form', submitted: true });
      expect(input).toMatchObject({
        line: 'Hello, you',
        day: '2019-03-25',
        since: '2019',
        kind: 'family',
        who: 'Nora “Nonesuch” Nobody',
        staff: 'anna bell',
        child: 'Leo',
        agree: 'yes',
        ref: 'D-12',
      });
      expect(String(input?.paragraph).replace(/\r/g, '')).toBe('One\nTwo');
      expect(listed(input?.statements)).toEqual(['friend', 'other']);
      expect(input?.nonce).toBeDefined();
      expect(thanks.buttons).toContain('Look at it');
    });

    it('draws a form again with its complaint and with what was answered', async () => {
      await visitor.type('picky');
      const again = await visitor.answer({ line: 'Kept words', since: 'whenever', kind: 'friend' });
      expect(squeezed(again.words)).toContain('Please write a year, a month, a date or always.');
      const value = (name: string) => again.fields.find((field) => field.name === name)?.value;
      expect([value('line'), value('since'), value('kind')]).toEqual(['Kept words', 'whenever', 'friend']);
      expect(again.fields.find((field) => field.name === 'since')?.error).toContain('Please write a year');
    });

    it('shows what people wrote as they wrote it', async () => {
      const words = await read(await visitor.type('hostile'));
      for (const each of HOSTILE) expect(words).toContain(squeezed(each));
    });

    it('carries what people wrote through a button unharmed', async () => {
      let shown = await visitor.type('hostile');
      for (let pages = 1; shown.more && !shown.buttons.includes('Go on') && pages < 60; pages++)
        shown = await visitor.turn();
      await visitor.press('Go on');
      expect(last()?.input.note).toBe(HOSTILE.join('\n'));
    });

    it('pages what is too long, and cuts nothing', async () => {
      const words = await read(await visitor.type('long'));
      for (const paragraph of LONG) expect(words).toContain(squeezed(paragraph));
      await visitor.press('At the end');
      expect(last()).toMatchObject({ command: 'pressed', input: { at: 'end' } });
      const items = await read(await visitor.type('many'));
      for (const item of MANY) expect(items).toContain(item);
      const rows = await read(await visitor.type('rows'));
      for (const [name] of ROWS) expect(rows).toContain(name);
    });

    it('pages what is to be read above a form, and then asks', async () => {
      let shown = await visitor.type('longform');
      let words = shown.words;
      for (let pages = 1; shown.more && pages < 60; pages++) {
        shown = await visitor.turn();
        words += ` ${shown.words}`;
      }
      for (const paragraph of LONG.slice(0, 60)) expect(squeezed(words)).toContain(squeezed(paragraph));
      const thanks = await visitor.answer({ line: 'x', day: '2019-03-25', kind: 'friend', agree: 'no' });
      expect(last()).toMatchObject({
        command: 'longform',
        submitted: true,
        input: { line: 'x', agree: 'no' },
      });
      expect(thanks.words).toContain('Your reference is D-12.');
    });

    it('hands over a file, whole and under its name', async () => {
      const shown = await visitor.type('file');
      expect(shown.words).toContain('Your file is ready.');
      expect(shown.file?.name).toBe('candour-example.txt');
      expect(new TextDecoder().decode(shown.file?.bytes)).toBe(FILE);
    });

    it('answers words that are no command, and hands on none of them', async () => {
      const shown = await visitor.type('gibberish about somebody');
      expect(shown.words).toContain('have not kept it');
      expect(JSON.stringify(exhibition.received)).not.toContain('somebody');
    });

    it('answers a bug with a reference and without its words, and goes on', async () => {
      const shown = await visitor.type('fail');
      expect(shown.words).toMatch(/reference/i);
      expect(shown.words).not.toContain('secret');
      if (visitor.logged) {
        const logged = JSON.stringify(visitor.logged());
        expect(logged).toContain(/\b[0-9A-F]{8}\b/.exec(shown.words)?.[0]);
        expect(logged).not.toContain('secret');
      }
      expect((await visitor.type('text')).words).toContain('First line.');
    });

    it('tells of a database that is away in its own words, and as no fault', async () => {
      const before = visitor.logged?.();
      const shown = await visitor.type('away');
      expect(shown.words).toContain('cannot be reached just now. Please try again in a moment.');
      expect(shown.words).not.toMatch(/reference/i);
      expect(visitor.logged?.()).toEqual(before);
      expect((await visitor.type('text')).words).toContain('First line.');
    });

    if (strangers) {
      it('tells a person whom the register does not know how to be added, and runs nothing', async () => {
        exhibition.known = false;
        const shown = await visitor.type('text');
        expect(shown.words).not.toContain('First line.');
        expect(squeezed(shown.words)).toContain('put your work e-mail');
        expect(shown.words).toContain('in immediate danger call 999');
        expect([shown.buttons, shown.fields]).toEqual([[], []]);
        expect(exhibition.received).toEqual([]);
      });
    }
  });
}
