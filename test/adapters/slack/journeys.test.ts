import { journeysContract } from '../../contract/journeys.ts';
import { type Client, wordsOf } from '../../support/slack/client.ts';
import { openRoom } from '../../support/slack/room.ts';
import { visit } from '../../support/slack/visitor.ts';

journeysContract('Slack', async (elm) => {
  const room = await openRoom({ app: elm.app, store: elm.store });
  const users = new Map<string, { id: string; email: string; client: Client }>();
  room.api.on('users.info', (fields) => ({
    ok: true,
    user: {
      id: fields.get('user'),
      team_id: 'T1',
      is_email_confirmed: true,
      profile: { email: [...users.values()].find(({ id }) => id === fields.get('user'))?.email },
    },
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
    close: room.close,
  };
});
