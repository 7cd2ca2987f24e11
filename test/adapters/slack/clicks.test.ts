import { clicksContract } from '../../contract/clicks.ts';
import { slackUser } from '../../support/slack/api.ts';
import { sendEvent } from '../../support/slack/requests.ts';
import { openRoom } from '../../support/slack/room.ts';
import { visit } from '../../support/slack/visitor.ts';

clicksContract('Slack', async (demo) => {
  const room = await openRoom({ app: demo.app, store: demo.store });
  return {
    async page(who) {
      const email = (await demo.person(who)).email ?? '';
      room.api.on('users.info', () => ({ ok: true, user: slackUser('U1', email) }));
      const before = room.api.calls.length;
      await sendEvent(room.url, {
        type: 'app_home_opened',
        user: 'U1',
        channel: 'DU1',
        tab: 'home',
        event_ts: '1',
      });
      const call = await room.api.next(before, ['views.publish']);
      // What it greets with comes after that.
      await room.api.next(before, ['chat.postMessage']);
      const client = room.client('U1');
      client.see(JSON.parse(call.fields.get('view') ?? 'null'), 'message');
      return visit(room, 'U1', client);
    },
    close: room.close,
  };
});
