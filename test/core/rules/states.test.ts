import { describe, expect, test } from 'vitest';
import { ARRANGEMENT_STATES } from '../../../src/core/arrangements/states.ts';
import { BOUNDARY_STATES } from '../../../src/core/boundaries/states.ts';
import { DECLARATION_STATES } from '../../../src/core/declarations/states.ts';
import { isFinal, openStates, type States, stateAfter, stateThen } from '../../../src/core/rules/states.ts';

const NOUNS: Record<string, States<string, string>> = {
  Declarations: DECLARATION_STATES,
  Arrangements: ARRANGEMENT_STATES,
  'Boundary agreements': BOUNDARY_STATES,
};

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
    lines.push('', `## ${noun}`, '', `| | ${events.join(' | ')} |`, `|${'---|'.repeat(events.length + 1)}`);
    for (const [state, then] of Object.entries(states))
      lines.push(`| **${state}** | ${events.map((event) => then[event] ?? '').join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

test('docs/states.md is what the tables say', async () => {
  await expect(drawn()).toMatchFileSnapshot('../../../docs/states.md');
});

describe.each(Object.entries(NOUNS))('%s', (_, states) => {
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
        expect(() => stateThen(states, state, event)).toThrow(`${event} cannot happen to what is ${state}`);
      }
  });

  test('open is whatever is not final', () => {
    expect(openStates(states).some((state) => isFinal(states, state))).toBe(false);
  });
});
