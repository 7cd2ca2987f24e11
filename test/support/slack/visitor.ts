import { expect } from 'vitest';
import type { Input } from '../../../src/core/talk/view.ts';
import type { Shown, Visitor } from '../../contract/platforms.ts';
import { type Client, wordsOf } from './client.ts';
import type { Room } from './room.ts';

/** Somebody in front of Slack, as the contract of platforms wants them. */
export function visit(room: Room, user: string, client = room.client(user)): Visitor {
  return {
    type: async (words) => {
      const before = room.api.calls.length;
      const seen = shown(client, await client.type(words));
      if (!seen.words.includes('It comes as a file')) return seen;
      const asked = await room.api.next(before, ['files.getUploadURLExternal']);
      const done = await room.api.next(before, ['files.completeUploadExternal']);
      expect(done.fields.get('channel_id')).toBe(`D${user}`);
      return {
        ...seen,
        file: {
          name: asked.fields.get('filename') ?? '',
          bytes: room.api.uploads.at(-1) ?? new Uint8Array(),
        },
      };
    },
    press: async (label) => shown(client, await client.press(label)),
    answer: async (answers: Input) => {
      await client.fill(answers);
      return shown(client, await client.submit());
    },
    turn: async () => shown(client, await client.turn()),
    close: async () => {
      expect([...client.faults, ...room.api.faults]).toEqual([]);
    },
  };
}

function shown(client: Client, screen: Client['screen']): Shown {
  const buttons = client.buttons();
  const submit = screen.view.submit?.text;
  const inputs = screen.view.blocks.filter((block: { type: string }) => block.type === 'input');
  return {
    words: wordsOf(screen),
    fields: Object.entries(screen.values).map(
      ([block, { value, selected_date, selected_option, selected_options }]) => {
        const said =
          selected_options?.map((each: { value: string }) => each.value) ??
          selected_option?.value ??
          selected_date ??
          value;
        const { element, label } = inputs.find((each: { block_id: string }) => each.block_id === block);
        const choices = element.options?.map((option: { value: string }) => option.value);
        return {
          name: block.split('~')[0] ?? '',
          label: label.text,
          ...(said === undefined || said === null || said.length === 0 ? {} : { value: said }),
          ...(choices === undefined ? {} : { choices }),
          ...(screen.errors[block] === undefined ? {} : { error: screen.errors[block] }),
        };
      },
    ),
    buttons: buttons.filter((label) => label !== 'Next page' && label !== 'Previous page'),
    more: submit === 'Next page' || buttons.includes('Next page'),
  };
}
