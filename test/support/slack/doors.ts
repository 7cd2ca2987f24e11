import type { Doors } from '../../contract/doors.ts';
import type { TestSetting } from '../setting.ts';
import { slackUser } from './api.ts';
import { type Client, wordsOf } from './client.ts';
import { openRoom } from './room.ts';
import { visit } from './visitor.ts';

/** A setting in a Slack workspace, with people of the register in front of it. */
export async function openDoors(
  elm: TestSetting,
): Promise<Doors & { rewritten: NonNullable<Doors['rewritten']> }> {
  const room = await openRoom({ app: elm.app, store: elm.store });
  const users = new Map<string, { id: string; email: string; client: Client }>();
  room.api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(
      fields.get('user'),
      [...users.values()].find(({ id }) => id === fields.get('user'))?.email,
    ),
  }));
  const messages = (person: string) =>
    room.api
      .of('chat.postMessage')
      .filter(({ fields }) => fields.get('channel') === `D${users.get(person)?.id}`)
      .map(({ fields }) => ({ blocks: JSON.parse(fields.get('blocks') ?? '[]') }));
  return {
    platform: room.platform,
    async seat(person) {
      const id = `USEAT${users.size + 1}`;
      const client = room.client(id);
      users.set(person, { id, email: (await elm.person(person)).email ?? '', client });
      return visit(room, id, client);
    },
    delivered: async (person) => messages(person).map((view) => wordsOf({ view })),
    async openLast(person) {
      const client = users.get(person)?.client;
      client?.see(messages(person).at(-1) ?? {}, 'message');
      return client?.buttons() ?? [];
    },
    rewritten: async (person) =>
      room.api
        .of('chat.update')
        .filter(({ fields }) => fields.get('channel') === `D${users.get(person)?.id}`)
        .map(({ fields }) => {
          const view = { blocks: JSON.parse(fields.get('blocks') ?? '[]') };
          return { words: wordsOf({ view }), hasButton: fields.get('blocks')?.includes('"button"') === true };
        }),
    close: room.close,
  };
}
