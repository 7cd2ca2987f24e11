import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../src/core/talk/parse.ts';
import { commandNamed, commands } from '../../support/platforms.ts';

const read = (text: string) => parse(text, commandNamed);

describe('typed text is read', () => {
  const cases: [string, string, Record<string, string>][] = [
    ['me', 'me', {}],
    ['', 'me', {}],
    ['   ', 'me', {}],
    ['/declare', 'declare', {}],
    ['/ declare', 'declare', {}],
    ['candour declare', 'declare', {}],
    ['/candour', 'me', {}],
    ['DECLARE Sarah Reed', 'declare', { who: 'Sarah Reed' }],
    ['declare Sarah Reed', 'declare', { who: 'Sarah Reed' }],
    ['declare "Sarah Reed" friend', 'declare', { who: 'Sarah Reed', kind: 'friend' }],
    ['declare “Sarah Reed” kind=friend', 'declare', { who: 'Sarah Reed', kind: 'friend' }],
    [
      'declare who="Sarah Reed" kind=friend since=25/03/2019',
      'declare',
      {
        who: 'Sarah Reed',
        kind: 'friend',
        since: '25/03/2019',
      },
    ],
    [
      'declare Sarah Reed since=25 Mar 2019 kind=friend',
      'declare',
      {
        who: 'Sarah Reed',
        since: '25 Mar 2019',
        kind: 'friend',
      },
    ],
    ["declare Siân O'Brien-Łukasz kind=friend", 'declare', { who: "Siân O'Brien-Łukasz", kind: 'friend' }],
    ['declare Siân O’Brien kind=friend', 'declare', { who: 'Siân O’Brien', kind: 'friend' }],
    [
      'declare who=Sarah Reed child=Mia Reed kind=friend',
      'declare',
      {
        who: 'Sarah Reed',
        child: 'Mia Reed',
        kind: 'friend',
      },
    ],
    [
      'declare who=Sarah networks=facebook,whatsapp',
      'declare',
      { who: 'Sarah', networks: 'facebook,whatsapp' },
    ],
    ['declare KIND=friend who=Sarah', 'declare', { kind: 'friend', who: 'Sarah' }],
    ['declare who="" kind=friend', 'declare', { who: '', kind: 'friend' }],
    ['decide D-1 noted', 'decide', { ref: 'D-1', outcome: 'noted' }],
    [
      'decide D-1 returned note="which Sarah?"',
      'decide',
      { ref: 'D-1', outcome: 'returned', note: 'which Sarah?' },
    ],
    ['upload file=a.csv row-attending=yes', 'upload', { file: 'a.csv', 'row-attending': 'yes' }],
    ['match D-3 reject', 'match', { ref: 'D-3', person: 'reject' }],
    ['end D-1 20 Nov 2026 moved away', 'end', { ref: 'D-1', ended_on: '20 Nov 2026', reason: 'moved away' }],
    ['away 24/11/2026 25/11/2026', 'away', { from: '24/11/2026', to: '25/11/2026' }],
    ['away from=24 Nov 2026 to=25 Nov 2026', 'away', { from: '24 Nov 2026', to: '25 Nov 2026' }],
    [
      'declare since=2019 Sarah Reed kind=friend',
      'declare',
      { since: '2019', who: 'Sarah Reed', kind: 'friend' },
    ],
    ['declare since=Mar 2019 Sarah Reed', 'declare', { since: 'Mar 2019', who: 'Sarah Reed' }],
    ['adopt social-media reaffirmed', 'adopt', { code: 'social-media', change: 'reaffirmed' }],
    ['keyperson Mia Reed', 'keyperson', { child: 'Mia Reed' }],
    ['key-person Mia Reed', 'keyperson', { child: 'Mia Reed' }],
    [
      'assign child=Mia Reed staff=Zoë Adeyemi role=back_up',
      'assign',
      {
        child: 'Mia Reed',
        staff: 'Zoë Adeyemi',
        role: 'back_up',
      },
    ],
    ['assign "Mia Reed" "Zoë Adeyemi"', 'assign', { child: 'Mia Reed', staff: 'Zoë Adeyemi' }],
    ['declare Sarah\nReed\tkind=friend', 'declare', { who: 'Sarah Reed', kind: 'friend' }],
    ['declare note="she said \'hello\'" who=Sarah', 'declare', { note: "she said 'hello'", who: 'Sarah' }],
    ['declare note="a = b" who=Sarah', 'declare', { note: 'a = b', who: 'Sarah' }],
    ['declare nickname=Sal', 'declare', { nickname: 'Sal' }],
    ['worried Mia came in with a bruise', 'concern', {}],
    ['concern child="Mia Reed" note="a bruise"', 'concern', {}],
  ];
  test.each(cases)('%j', (said, command, input) => {
    expect(read(said)).toMatchObject({ command, input });
  });
});

test.each(['declare who="Sarah Reed', 'declare “Sarah', 'declare who="Sarah"kind=friend', '"'])(
  'a quotation mark that is not closed is complained of: %j',
  (said) => {
    const { complaint, input } = read(said);
    if (commandNamed(read(said).command)) expect(complaint).toMatch(/quotation mark/);
    expect(input).toEqual({});
  },
);

test('of a line that is no command only the first word is kept', () => {
  expect(read('mia came in with a bruise today')).toEqual({ command: 'mia', input: {} });
});

test('whatever people type, reading it never throws, and what no verb asked for is not kept', () => {
  const verbs = commands.flatMap((each) => [each.name, ...(each.aliases ?? [])]);
  const verb = fc.oneof(fc.constantFrom(...verbs), fc.string({ unit: 'grapheme' }), fc.constant(''));
  const rest = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '"',
        '“',
        '”',
        "'",
        '=',
        'who=',
        'child="',
        'kind=friend',
        '  ',
        '\n',
        '/',
        '__proto__=x',
        'constructor=x',
        '\0',
      ),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(verb, rest, (first, more) => {
      const invocation = read([first, ...more].join(' '));
      const known = commandNamed(invocation.command);
      if (!known || known.takesAnyWords) expect(invocation.input).toEqual({});
      for (const value of Object.values(invocation.input)) expect(typeof value).toBe('string');
      expect(Object.getPrototypeOf(invocation.input)).toBe(Object.prototype);
    }),
    { numRuns: 1000 },
  );
});
