import { journeysContract } from '../../contract/journeys.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { openRoom } from '../../support/slack/room.ts';
import { visit } from '../../support/slack/visitor.ts';

journeysContract('Slack', async (elm) => {
  const room = await openRoom({ app: elm.app, store: elm.store });
  const users = new Map<string, { id: string; email: string }>();
  room.api.on('users.info', (fields) => ({
    ok: true,
    user: {
      id: fields.get('user'),
      team_id: 'T1',
      is_email_confirmed: true,
      profile: { email: [...users.values()].find(({ id }) => id === fields.get('user'))?.email },
    },
  }));
  return {
    platform: room.platform,
    async seat(person) {
      const id = `USEAT${users.size + 1}`;
      users.set(person, { id, email: (await elm.person(person)).email ?? '' });
      return visit(room, id);
    },
    delivered: async (person) =>
      room.api
        .of('chat.postMessage')
        .filter(({ fields }) => fields.get('channel') === `D${users.get(person)?.id}`)
        .map(({ fields }) => wordsOf({ view: { blocks: JSON.parse(fields.get('blocks') ?? '[]') } })),
    close: room.close,
  };
});
