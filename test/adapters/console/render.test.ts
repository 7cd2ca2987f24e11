import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exampleLine, render } from '../../../adapters/console/render.ts';
import { drawTable } from '../../../adapters/console/table.ts';
import { cells, printable, printableLine, wrap } from '../../../adapters/console/text.ts';
import { readTime, showTime } from '../../../adapters/console/time.ts';
import {
  button,
  buttons,
  type Form,
  facts,
  list,
  meter,
  rowButtons,
  table,
  text,
  view,
} from '../../../src/core/talk/view.ts';
import { HOSTILE, LONG } from '../../contract/exhibition.ts';

const plain = { width: Number.POSITIVE_INFINITY, colour: false };
const ESC = '\u001b';

it('says in a row what its number does, where that is more than to open it', () => {
  const rows = [
    ['Anna Bell', 'Yes'],
    ['Beth Cole', 'No'],
  ];
  const drawn = (...labels: string[]) =>
    render(
      view('T', table(['Name', 'Answer'], rows), rowButtons(labels.map((label) => button(label, 'assign')))),
      plain,
      1,
    ).lines.join('\n');
  expect(drawn('Allocate Anna Bell')).toMatch(/\[1\] Allocate Anna Bell +Yes\nBeth Cole +No/);
  expect(drawn('Anna Bell', 'Beth Cole')).toMatch(/\[1\] Anna Bell +Yes\n\[2\] Beth Cole +No/);
  expect(drawn('Anna B…')).toMatch(/\[1\] Anna Bell +Yes/);
});

describe('what people wrote', () => {
  it.each([
    ['a colour', `${ESC}[31mAnna${ESC}[0m`, 'Anna'],
    ['a cleared screen', `${ESC}[2J${ESC}[HAnna`, 'Anna'],
    ['a window title', `${ESC}]0;root@bank\u0007Anna`, 'Anna'],
    ['a link', `${ESC}]8;;https://evil.test${ESC}\\Anna${ESC}]8;;${ESC}\\`, 'Anna'],
    ['a bell and backspaces', 'An\u0007na\b\b', 'Anna'],
    ['a C1 introducer', '\u009b31mAnna', 'Anna'],
    ['an escape and nothing more', `Anna${ESC}`, 'Anna'],
    ['a returned carriage', 'Yes\rNo', 'Yes\nNo'],
    ['letters put back to front', 'Anna\u202etxt.exe', 'Annatxt.exe'],
    ['isolates', '\u2066Anna\u2069', 'Anna'],
  ])('is printed without %s', (_, words, expected) => {
    expect(printable(words)).toBe(expected);
  });

  it('keeps accents, other scripts and joined pictures', () => {
    expect(printable('Zoë 👩‍👧 O’Brien שרה לוי')).toBe('Zoë 👩‍👧 O’Brien שרה לוי');
  });

  it('stays on one line where one line is drawn', () => {
    expect(printableLine('Anna\n\n[2] Grant everything')).toBe('Anna [2] Grant everything');
  });

  it('reaches no kind of block with a control character in it', () => {
    const evil = `${ESC}[31mAnna${ESC}]0;x\u0007\u0000\r\u202e`;
    const drawn = render(
      view(
        'x',
        text(evil),
        facts([evil, evil]),
        list([evil]),
        table([evil], [[evil]]),
        {
          kind: 'difference',
          parts: [
            {
              under: evil,
              changes: [{ change: 'changed', before: evil, after: evil, gone: [], fresh: [[0, 3]] }],
            },
          ],
        },
        { kind: 'meter', label: evil, done: 1, total: 2 },
        { kind: 'buttons', buttons: [{ label: evil, run: { command: 'me', input: {} } }] },
      ),
      plain,
      1,
    );
    const form = render(
      {
        kind: 'form',
        command: 'declare',
        title: evil,
        intro: evil,
        submit: 'Submit',
        inputs: [
          {
            name: 'who',
            label: evil,
            hint: evil,
            error: evil,
            value: evil,
            required: true,
            widget: { kind: 'choice', choices: [{ value: evil, label: evil }] },
          },
        ],
      },
      plain,
    );
    const printed = [...drawn.lines, ...form.lines].join('\n');
    expect(printed).toContain('Anna');
    expect(printed).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });
});

describe('lines', () => {
  it('counts the cells that a terminal gives to letters', () => {
    expect(cells('Zoë')).toBe(3);
    expect(cells('Zoe\u0308')).toBe(3);
    expect(cells('漢字')).toBe(4);
    expect(cells('👩‍👧')).toBe(2);
    expect(cells(`${ESC}[1mAnna${ESC}[22m`)).toBe(4);
  });

  it.each([10, 20, 33, 80])('never grow wider than %i cells', (width) => {
    for (const words of [...HOSTILE, LONG[0] ?? '']) {
      const lines = wrap(printable(words), width);
      for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replace(/\s/g, '')).toBe(printable(words).replace(/\s/g, ''));
    }
  });
});

describe('a table', () => {
  const columns = ['Name', 'Answer', 'Rules', 'Key children'];
  const rows = [
    ['Bethany Marsh', 'Yes, with a note', 'K4 (D-12), K10', '3'],
    ['Zoë Adeyemi', 'No', '', '0'],
  ];
  const draw = (width: number) => drawTable(columns, rows, width, (line) => line);

  it('is drawn in columns where there is room', () => {
    const lines = draw(80);
    expect(lines[0]).toMatch(/^Name\s+Answer\s+Rules\s+Key children$/);
    expect(lines[2]).toMatch(/^Bethany Marsh\s+Yes, with a note\s+K4 \(D-12\), K10\s+3$/);
    expect(lines).toHaveLength(4);
  });

  it('wraps its widest columns where there is a little less', () => {
    const lines = draw(58);
    expect(lines[0]).toContain('Key children');
    for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(58);
  });

  it('becomes a stack for each row on a narrow terminal, and drops nothing', () => {
    const lines = draw(30);
    expect(lines).toEqual([
      'Bethany Marsh',
      '  Answer: Yes, with a note',
      '  Rules: K4 (D-12), K10',
      '  Key children: 3',
      '',
      'Zoë Adeyemi',
      '  Answer: No',
      '  Key children: 0',
    ]);
  });
});

describe('a view', () => {
  it.each([12, 24, 40, 100])('fits %i columns, whatever is in it', (width) => {
    const answer = view(
      'Acknowledgements of everybody in post here',
      text('Some words that are longer than a narrow terminal is wide.'),
      facts(['Reference', 'D-12'], ['Somebody with a long label indeed', 'and a value that is long as well']),
      list(['The first thing that is to be done', 'The second']),
      table(['Name', 'Answer'], [['Bethany Marsh', 'Yes, with a note']]),
      meter('Acknowledged', 3, 7),
      buttons(button('Look at the declaration', 'declarations')),
    );
    for (const line of render(answer, { width, colour: true }, 1).lines) {
      expect(cells(line)).toBeLessThanOrEqual(width);
    }
  });

  it('draws a meter as a bar', () => {
    const { lines } = render(view('x', meter('Acknowledged', 3, 6), meter('Nobody yet', 0, 0)), plain);
    expect(lines[2]).toBe(`Acknowledged ${'█'.repeat(12)}${'░'.repeat(12)} 3 of 6`);
    expect(lines[4]).toContain('0 of 0');
  });

  it('numbers its buttons on from where it is told', () => {
    const { lines, buttons: numbered } = render(
      view('x', buttons(button('One', 'me'), button('Two', 'help'))),
      plain,
      3,
    );
    expect(lines.slice(2)).toEqual(['[3] One', '[4] Two']);
    expect(numbered.map(({ run }) => run.command)).toEqual(['me', 'help']);
  });

  it('has colours only where they are wanted', () => {
    const answer = { ...view('That could not be done', text('No.')), refused: true as const, cites: ['K1'] };
    const painted = render(answer, { width: 80, colour: true }).lines.join('\n');
    const bare = render(answer, { width: 80, colour: false }).lines.join('\n');
    expect(painted).toContain(ESC);
    expect(bare).not.toContain(ESC);
    expect(stripVTControlCharacters(painted)).toBe(bare);
    expect(bare).toContain('(K1)');
  });
});

describe('a form', () => {
  const form: Form = {
    kind: 'form',
    command: 'declare',
    title: 'Declare',
    intro: 'Declaring is no accusation.',
    submit: 'Submit',
    inputs: [
      {
        name: 'who',
        label: 'Who',
        widget: { kind: 'person', of: 'carers', suggest: true },
        required: true,
        value: 'Sarah "Sal" Reed',
      },
      {
        name: 'kind',
        label: 'What kind',
        widget: { kind: 'choice', choices: [{ value: 'friend', label: 'Friend' }] },
        required: true,
        error: 'Please choose one of: friend.',
      },
      { name: 'note', label: 'Note', widget: { kind: 'paragraph', max: 280 }, required: false },
      { name: 'nonce', label: 'nonce', widget: { kind: 'hidden' }, required: false, value: 'n' },
      { name: 'setting', label: 'setting', widget: { kind: 'hidden' }, required: false, value: 'willow' },
    ],
  };

  it('says what is asked, under which name, what may be chosen and what is wrong', () => {
    const printed = render(form, plain).lines.join('\n');
    for (const words of [
      'Declaring is no accusation.',
      'What kind * (kind)',
      'friend  Friend',
      '! Please choose one of: friend.',
    ])
      expect(printed).toContain(words);
    expect(printed).not.toContain('nonce');
  });

  it('gives a line that would answer it', () => {
    expect(exampleLine(form)).toBe(`declare who="Sarah 'Sal' Reed" kind=friend setting=willow`);
  });
});

describe('the clock on the wall', () => {
  it.each([
    ['2026-12-01', '2026-12-01T12:30:00.000Z'],
    ['2026-07-01', '2026-07-01T11:30:00.000Z'],
    ['1 Dec 2026 08:05', '2026-12-01T08:05:00.000Z'],
    ['2026-07-01 08:05', '2026-07-01T07:05:00.000Z'],
    ['2026-12-01T08:05:00Z', '2026-12-01T08:05:00.000Z'],
    ['2026-03-29 09:00', '2026-03-29T08:00:00.000Z'],
  ])('reads %s', (words, instant) => {
    expect(readTime(words, 'Europe/London')?.toISOString()).toBe(instant);
  });

  it.each([
    '',
    'tomorrow',
    '2026-02-30',
    '2026-12-01 25:00',
    '2026-02-30T08:00:00Z',
    '9999-12-31',
    '9999-12-31T08:00:00Z',
  ])('refuses “%s”', (words) => {
    expect(readTime(words, 'Europe/London')).toBeUndefined();
  });

  it('says a time as that place has it', () => {
    expect(showTime(new Date('2026-07-01T11:30:00Z'), 'Europe/London')).toBe('1 Jul 2026, 12:30');
  });
});
