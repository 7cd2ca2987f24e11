import type {
  AckFn,
  BlockSuggestion,
  App as Bolt,
  GlobalShortcut,
  KnownEventFromType,
  ViewResponseAction,
} from '@slack/bolt';
import { onCommand, onShortcut } from './command.ts';
import type { Homes } from './home.ts';
import type { SlackUser } from './identity.ts';
import { onMessage } from './message.ts';
import { onPress } from './press.ts';
import { once } from './reply.ts';
import type { Room } from './room.ts';
import { type Offered, onSubmit, onTyping } from './submit.ts';
import { answering } from './trouble.ts';

/**
 * Everything that Slack may send is answered here, whatever it is called; each kind has a file of its own. One function for
 * all: Bolt asks each listener of its own about each request.
 */
export function listen(bolt: Bolt, room: Room, homes: Homes): void {
  bolt.use(async (said) => {
    if ('command' in said) return onCommand(room, said.command, once(said.ack), said.respond);
    if ('view' in said) {
      const { body, view, ack } = said;
      if (body.type !== 'view_submission') return ack();
      return onSubmit(room, body, view, once<ViewResponseAction>(ack as AckFn<ViewResponseAction>));
    }
    if ('options' in said) return onTyping(room, said.body as BlockSuggestion, said.ack as AckFn<Offered>);
    if ('event' in said) return onEvent(room, homes, said.body.team_id, said.event);
    await said.ack();
    if ('action' in said) {
      if (said.body.type === 'block_actions') await onPress(room, said.body, said.respond);
    } else await onShortcut(room, said.shortcut as GlobalShortcut);
  });
}

async function onEvent(
  room: Room,
  homes: Homes,
  team: string,
  told: KnownEventFromType<string>,
): Promise<void> {
  if (told.type === 'message') return onMessage(room, team, told);
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
