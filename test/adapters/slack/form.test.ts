import { afterEach, expect, it } from 'vitest';
import type { Form } from '../../../src/core/talk/view.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { openRoom, type Room } from '../../support/slack/room.ts';

let room: Room;
afterEach(async () => {
  await room.close();
});

/** A form that answers `who` with a choice between two of that name. */
function asking(submitted: boolean, input: Record<string, string | string[]>): Form {
  const choices = [
    { value: 'C-1', label: 'Emma Wood (C-1)' },
    { value: 'C-2', label: 'Emma Wood (C-2)' },
  ];
  return {
    kind: 'form',
    command: 'form',
    title: 'Whom do you mean?',
    submit: 'Go on',
    inputs: [
      {
        name: 'who',
        label: 'Who',
        widget: submitted ? { kind: 'choice', choices } : { kind: 'line', max: 80 },
        required: true,
        ...(submitted ? { error: 'Several people here have that name. Please choose one.' } : {}),
      },
      {
        name: 'note',
        label: 'Note',
        widget: { kind: 'line', max: 80 },
        required: false,
        ...(input.note === undefined ? {} : { value: input.note }),
      },
    ],
  };
}

it('a question that has to be asked in another way is drawn anew, with its complaint and the other answers', async () => {
  const { app } = createExhibition();
  room = await openRoom({
    app: { ...app, run: async (_, { submitted, input }) => asking(submitted === true, input) },
  });
  const client = room.client('U1');
  await client.type('form');
  await client.fill({ who: 'Emma Wood', note: 'Kept.' });
  const again = await client.submit();
  expect(again.errors).toEqual({});
  expect(wordsOf(again)).toContain('Several people here have that name.');
  expect(wordsOf(again)).toContain('Emma Wood (C-2)');
  expect(again.values['note~line']?.value).toBe('Kept.');
  expect([...client.faults, ...room.api.faults]).toEqual([]);
});
