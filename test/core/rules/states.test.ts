import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isFinal, openStates, type States, stateAfter, stateThen } from '../../../src/core/rules/states.ts';

const CORE = new URL('../../../src/core/', import.meta.url);
const SCHEMA = readFileSync(new URL('../../../migrations/0001_register.sql', import.meta.url), 'utf8');

/** The tables `*_STATES` of every room's `states.ts`, by its room. */
const NOUNS: Record<string, States<string, string>> = {};
for (const entry of readdirSync(CORE, { withFileTypes: true, recursive: true })
  .filter(({ name }) => name === 'states.ts')
  .sort((a, b) => a.parentPath.localeCompare(b.parentPath))) {
  const room = entry.parentPath.split(/[\\/]/).at(-1) ?? '';
  const told: Record<string, unknown> = await import(new URL(`${room}/states.ts`, CORE).href);
  for (const [name, states] of Object.entries(told))
    if (name.endsWith('_STATES')) NOUNS[room] = states as States<string, string>;
}

const eventsOf = (states: States<string, string>) => [...new Set(Object.values(states).flatMap(Object.keys))];

/** A table for each noun: a line a state, a column an event. */
function drawn(): string {
  const lines = [
    '# States',
    '',
    'In which state each event leaves a record; empty where it cannot happen. Drawn from the tables `states.ts` of each noun: change',
    'those, and draw it anew with `npx vitest run --project fast test/core/rules/states.test.ts -u`.',
  ];
  for (const [noun, states] of Object.entries(NOUNS)) {
    const events = eventsOf(states);
    lines.push(
      '',
      `## ${noun.charAt(0).toUpperCase()}${noun.slice(1)}`,
      '',
      `| | ${events.join(' | ')} |`,
      `|${'---|'.repeat(events.length + 1)}`,
    );
    for (const [state, then] of Object.entries(states))
      lines.push(`| **${state}** | ${events.map((event) => then[event] ?? '').join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

test('every noun that has states is found', () => {
  expect(Object.keys(NOUNS)).toEqual(expect.arrayContaining(['arrangements', 'boundaries', 'declarations']));
});

test('docs/states.md is what the tables say', async () => {
  await expect(drawn()).toMatchFileSnapshot('../../../docs/states.md');
});

describe.each(Object.entries(NOUNS))('%s', (room, states) => {
  test('the schema allows these states and no other', () => {
    const table = SCHEMA.split(/^CREATE TABLE /m).find((each) => each.startsWith(`${room} `)) ?? '';
    const allowed = /\n {2}state TEXT NOT NULL CHECK \(state IN \(([^)]*)\)/.exec(table)?.[1] ?? '';
    expect([...allowed.matchAll(/'(\w+)'/g)].map((match) => match[1]).sort()).toEqual(
      Object.keys(states).sort(),
    );
  });

  test('every state can be reached, or is the first', () => {
    const reached = new Set(Object.values(states).flatMap((then) => Object.values(then)));
    expect(
      Object.keys(states)
        .slice(1)
        .filter((state) => !reached.has(state)),
    ).toEqual([]);
  });

  test('every event leads to a state that is known', () => {
    const ends = Object.values(states).flatMap((then) => Object.values(then));
    expect(ends.filter((state) => state === undefined || !Object.hasOwn(states, state))).toEqual([]);
  });

  test('what cannot happen is said so, and carried out anyway it is a bug', () => {
    for (const state of Object.keys(states).filter((each) => isFinal(states, each)))
      for (const event of eventsOf(states)) {
        expect(stateAfter(states, state, event)).toBeUndefined();
        expect(() => stateThen(states, state, event)).toThrow(
          `the event ${event} cannot happen in the state ${state}`,
        );
      }
  });

  test('open is whatever is not final', () => {
    expect(openStates(states).some((state) => isFinal(states, state))).toBe(false);
  });
});
