import { platformContract } from '../../contract/platforms.ts';
import { verbsContract } from '../../contract/verbs.ts';
import { slackUser } from '../../support/slack/api.ts';
import { openRoom, type Room } from '../../support/slack/room.ts';
import { visit } from '../../support/slack/visitor.ts';

platformContract('Slack', async (app) => {
  const room = await openRoom({ app });
  const visitor = visit(room, 'U1');
  return {
    ...visitor,
    logged: () => [...room.lines],
    close: async () => {
      await visitor.close();
      await room.close();
    },
  };
});

let open: Promise<Room> | undefined;
const seats = new Map<string, string>();

verbsContract('Slack', async (elm, person) => {
  open ??= openRoom({ app: elm.app, store: elm.store });
  const room = await open;
  const user = `USEAT${seats.size + 1}`;
  seats.set(user, (await elm.person(person)).email ?? '');
  room.api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), seats.get(fields.get('user') ?? '')),
  }));
  const visitor = visit(room, user);
  return {
    ...visitor,
    close: async () => {
      await visitor.close();
      seats.delete(user);
      if (seats.size === 0) await room.close();
    },
  };
});
