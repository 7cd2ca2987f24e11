import { expect } from 'vitest';
import type { Input } from '../../../src/core/talk/view.ts';
import { platformContract, type Shown } from '../../contract/platforms.ts';
import { type Client, wordsOf } from '../../support/slack/client.ts';
import { openRoom } from '../../support/slack/room.ts';

platformContract('Slack', async (app) => {
  const room = await openRoom({ app });
  const client = room.client('U1');
  return {
    type: async (words) => {
      const before = room.api.calls.length;
      const seen = shown(client, await client.type(words));
      if (!seen.words.includes('It comes as a file')) return seen;
      const asked = await room.api.next(before, ['files.getUploadURLExternal']);
      const done = await room.api.next(before, ['files.completeUploadExternal']);
      expect(done.fields.get('channel_id')).toBe('DU1');
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
      await room.close();
      expect([...client.faults, ...room.api.faults]).toEqual([]);
    },
  };
});

function shown(client: Client, screen: Client['screen']): Shown {
  const buttons = client.buttons();
  const submit = screen.view.submit?.text;
  return {
    words: wordsOf(screen),
    fields: Object.entries(screen.values).map(
      ([block, { value, selected_date, selected_option, selected_options }]) => ({
        name: block.split('~')[0] ?? '',
        label: block,
        value:
          selected_options?.map((each: { value: string }) => each.value) ??
          selected_option?.value ??
          selected_date ??
          value ??
          '',
        ...(screen.errors[block] === undefined ? {} : { error: screen.errors[block] }),
      }),
    ),
    buttons: buttons.filter((label) => label !== 'Next page' && label !== 'Previous page'),
    more: submit === 'Next page' || buttons.includes('Next page'),
  };
}
