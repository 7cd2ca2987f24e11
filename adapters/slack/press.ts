import type { BlockAction, ViewOutput } from '@slack/bolt';
import type { Invocation } from '../../src/core/talk/parse.ts';
import {
  answer,
  inModal,
  type ListenerDeps,
  NotInstalled,
  type Respond,
  toSentence,
  type Visitor,
  visitOrSay,
} from './answer.ts';
import { deliveryKey, readButton } from './carried.ts';
import type { ModalView } from './elements.ts';
import { answering } from './faults.ts';
import { toNotice } from './render.ts';
import { turnPage } from './submit.ts';

/** Handles a button. In a modal the answer replaces it; elsewhere it opens a modal, so that details never stand in a chat. */
export async function onPress(
  deps: ListenerDeps,
  body: BlockAction,
  respond: Respond | undefined,
): Promise<void> {
  const { trigger_id } = body;
  const view = body.view?.type === 'modal' ? body.view : undefined;
  const team = body.team?.id ?? body.user.team_id;
  const [action] = body.actions;
  if (action?.type !== 'button') return;
  let client: Visitor['client'] | undefined;
  const say = async (sentence: string) => {
    const notice = toNotice('That did not work', sentence);
    try {
      if (!client) throw new NotInstalled('nobody to open a modal with');
      await client.views[view ? 'push' : 'open']({ trigger_id, view: notice });
    } catch (error) {
      if (!body.response_url || !respond) throw error;
      await respond({ response_type: 'ephemeral', replace_original: false, ...toSentence(sentence) });
    }
  };
  await answering(deps.log, 'button', say, async () => {
    const visitor = await visitOrSay(deps, team, body.user.id, say, (reached) => {
      client = reached;
    });
    if (!visitor) return;
    const modal = await pressed(deps, visitor, body, action, view);
    if (view) await visitor.client.views.update({ view_id: view.id, view: modal });
    else await visitor.client.views.open({ trigger_id, view: modal });
  });
}

async function pressed(
  deps: ListenerDeps,
  visitor: Visitor,
  body: BlockAction,
  action: BlockAction['actions'][number],
  view: ViewOutput | undefined,
): Promise<ModalView> {
  const value = 'value' in action ? action.value : undefined;
  if (view && action.action_id.startsWith('page.') && /^\d{1,4}$/.test(value ?? ''))
    return turnPage(deps, visitor, view, Number(value));
  const button = readButton(value);
  if (!button)
    return toNotice(
      'Please start again',
      'This button is no longer current. Nothing was done. Please start again from the Home tab.',
    );
  const { tenant, user } = visitor.account;
  const what = `${body.trigger_id}:${action.action_ts ?? ''}`;
  const invocation: Invocation = {
    command: button.c,
    input: button.i,
    keys: [deliveryKey(tenant, user, what)],
    ...(button.f ? { turns: true } : {}),
  };
  return inModal(await answer(deps, visitor, invocation), invocation);
}
