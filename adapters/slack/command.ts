import type { GlobalShortcut, SlashCommand } from '@slack/bolt';
import {
  type Ack,
  answer,
  inModal,
  type ListenerDeps,
  type Respond,
  toSentence,
  type Visitor,
  visitOrSay,
} from './answer.ts';
import { deliveryKey } from './carried.ts';
import { answering } from './faults.ts';
import { SHORTCUTS } from './manifest.ts';
import { type SlackMessage, toMessage, toNotice } from './render.ts';
import { plainWords } from './words.ts';

/** `/candour …`: a short answer is shown to the person alone; a form or a long answer opens in a modal. */
export async function onCommand(
  deps: ListenerDeps,
  { team_id, user_id, text, trigger_id }: SlashCommand,
  ack: Ack<SlackMessage & { response_type: 'ephemeral' }> & { given: boolean },
  respond: Respond,
): Promise<void> {
  const give = (message: SlackMessage) => {
    const mine = { response_type: 'ephemeral' as const, ...message };
    return ack.given ? respond(mine) : ack(mine);
  };
  await answering(
    deps.log,
    'command',
    (sentence) => give(toSentence(sentence)),
    async () => {
      const visitor = await visitOrSay(deps, team_id, user_id, (sentence) => give(toSentence(sentence)));
      if (!visitor) return;
      const parsed = deps.app.parse(plainWords(text ?? ''));
      const invocation = { ...parsed, keys: [deliveryKey(team_id, user_id, trigger_id)] };
      const given = await answer(deps, visitor, invocation);
      const message = given.kind === 'view' ? toMessage(given) : undefined;
      if (message) return void (await give(message));
      await visitor.client.views.open({ trigger_id, view: inModal(given, invocation) });
      await ack();
    },
  );
}

/** A shortcut in Slack's own menu. Shortcuts work where slash commands do not. */
export async function onShortcut(
  deps: ListenerDeps,
  { callback_id, team, user, trigger_id }: GlobalShortcut,
): Promise<void> {
  let client: Visitor['client'] | undefined;
  const say = async (sentence: string) =>
    client?.views.open({ trigger_id, view: toNotice('That did not work', sentence) });
  await answering(deps.log, 'shortcut', say, async () => {
    const visitor = await visitOrSay(deps, team?.id ?? user.team_id, user.id, say, (reached) => {
      client = reached;
    });
    if (!visitor) return;
    const known = SHORTCUTS.find((each) => each.callback_id === callback_id);
    if (!known)
      return void (await say(
        'This shortcut is no longer current. Please start from the Home tab of Candour.',
      ));
    const invocation = {
      command: known.command,
      input: {},
      keys: [deliveryKey(visitor.account.tenant, user.id, trigger_id)],
    };
    await visitor.client.views.open({
      trigger_id,
      view: inModal(await answer(deps, visitor, invocation), invocation),
    });
  });
}
