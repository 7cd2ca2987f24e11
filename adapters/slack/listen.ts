import type {
  BlockAction,
  BlockSuggestion,
  App as Bolt,
  GlobalShortcut,
  KnownEventFromType,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { onCommand, onShortcut } from './command.ts';
import type { Homes } from './home.ts';
import type { SlackUser } from './identity.ts';
import { EVENTS } from './manifest.ts';
import { onMessage } from './message.ts';
import { onPress } from './press.ts';
import { once } from './reply.ts';
import type { Room } from './room.ts';
import { onSubmit, onTyping } from './submit.ts';
import { answering } from './trouble.ts';

/** Everything that Slack may send is answered here, whatever it is called; each listener has a file of its own. */
export function listen(bolt: Bolt, room: Room, homes: Homes): void {
  bolt.command(/.*/, ({ command, ack, respond }) => onCommand(room, command, once(ack), respond));
  bolt.action(/.*/, ({ body, ack, respond }) =>
    ack().then(() => onPress(room, body as BlockAction, respond)),
  );
  bolt.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, ({ body, view, ack }) =>
    onSubmit(room, body, view, once<ViewResponseAction>(ack)),
  );
  bolt.view({ callback_id: /.*/, type: 'view_closed' }, ({ ack }) => ack());
  bolt.options(/.*/, ({ body, ack }) => onTyping(room, body as BlockSuggestion, once(ack)));
  bolt.shortcut(/.*/, ({ shortcut, ack }) => ack().then(() => onShortcut(room, shortcut as GlobalShortcut)));
  for (const event of EVENTS) {
    if (event === 'message.im')
      bolt.event('message', ({ event: said, body }) => onMessage(room, body.team_id, said));
    else bolt.event(event, ({ event: told, body }) => onEvent(room, homes, body.team_id, told));
  }
}

async function onEvent(
  room: Room,
  homes: Homes,
  team: string,
  told: KnownEventFromType<Exclude<(typeof EVENTS)[number], 'message.im'>>,
): Promise<void> {
  await answering(
    room.log,
    told.type,
    async () => undefined,
    async () => {
      switch (told.type) {
        case 'app_home_opened':
          if (told.tab === 'home') await homes.open({ platform: 'slack', tenant: team, user: told.user });
          return;
        case 'user_change':
        case 'team_join':
          return room.door.changed(told.user as SlackUser, team);
        case 'app_uninstalled':
          return room.workspaces.leave(team);
        case 'tokens_revoked':
          if ((told.tokens.bot ?? []).length > 0) await room.workspaces.leave(team);
      }
    },
  );
}
