import type {
  BlockAction,
  BlockSuggestion,
  App as Bolt,
  GlobalShortcut,
  KnownEventFromType,
  SlashCommand,
  ViewOutput,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Invocation } from '../../src/core/talk/parse.ts';
import type { Answer } from '../../src/core/talk/view.ts';
import { deliveryKey, readButton, readForm, readModal } from './answers.ts';
import { escaped, header, MOST, type ModalView, section } from './blocks.ts';
import { toFormModal } from './form.ts';
import type { Homes } from './home.ts';
import type { SlackUser } from './identity.ts';
import { EVENTS, SHORTCUTS } from './manifest.ts';
import { toModal, toNotice } from './modal.ts';
import { type SlackMessage, toButton, toMessage, toMessages } from './render.ts';
import { again, answer, NotInstalled, type Room, type Visitor, visit } from './room.ts';
import { sayInForm, toResponse, turnPage } from './submit.ts';
import { answering } from './trouble.ts';
import { toOptions } from './widgets.ts';

/** Everything that Slack may send is answered here, whatever it is called; see the listeners one by one below. */
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

type Ack<T> = (body?: T) => Promise<void>;
type Respond = (
  message: SlackMessage & { response_type: 'ephemeral'; replace_original?: boolean },
) => Promise<unknown>;

/** Slack takes one answer; a second would be an error of Bolt's. */
function once<T>(ack: (body?: T) => Promise<void>): Ack<T> & { given: boolean } {
  const only = Object.assign(
    async (body?: T) => {
      if (only.given) return;
      only.given = true;
      await ack(body);
    },
    { given: false },
  );
  return only;
}

async function onCommand(
  room: Room,
  { team_id, user_id, text, trigger_id }: SlashCommand,
  ack: Ack<SlackMessage & { response_type: 'ephemeral' }> & { given: boolean },
  respond: Respond,
): Promise<void> {
  const give = (message: SlackMessage) => {
    const mine = { response_type: 'ephemeral' as const, ...message };
    return ack.given ? respond(mine) : ack(mine);
  };
  await answering(
    room.log,
    'command',
    (sentence) => give(toSentence(sentence)),
    async () => {
      const visitor = await visitOrSay(room, team_id, user_id, (sentence) => give(toSentence(sentence)));
      if (!visitor) return;
      const parsed = room.app.parse(unescaped(text ?? ''));
      const invocation = { ...parsed, keys: [deliveryKey(team_id, user_id, trigger_id)] };
      const given = await answer(room, visitor, invocation);
      const message = given.kind === 'view' ? toMessage(given) : undefined;
      if (message) return void (await give(message));
      await visitor.client.views.open({ trigger_id, view: inModal(given, invocation) });
      await ack();
    },
  );
}

function inModal(given: Answer, invocation: Invocation): ModalView {
  return given.kind === 'form'
    ? toFormModal(given, { opening: invocation.input })
    : toModal(given, again(invocation));
}

/** A button: in a modal the answer takes its place, elsewhere it opens one, so that details never stand in a chat. */
async function onPress(room: Room, body: BlockAction, respond: Respond | undefined): Promise<void> {
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
  await answering(room.log, 'button', say, async () => {
    const visitor = await visitOrSay(room, team, body.user.id, say);
    if (!visitor) return;
    client = visitor.client;
    const modal = await pressed(room, visitor, body, action, view);
    if (view) await client.views.update({ view_id: view.id, view: modal });
    else await client.views.open({ trigger_id, view: modal });
  });
}

async function pressed(
  room: Room,
  visitor: Visitor,
  body: BlockAction,
  action: BlockAction['actions'][number],
  view: ViewOutput | undefined,
): Promise<ModalView> {
  const value = 'value' in action ? action.value : undefined;
  if (view && action.action_id.startsWith('page.') && /^\d{1,4}$/.test(value ?? ''))
    return turnPage(room, visitor, view, Number(value));
  const button = readButton(value);
  if (!button)
    return toNotice(
      'Please start again',
      'This button is no longer current. Nothing was done. Please start again from the Home tab.',
    );
  const { tenant, user } = visitor.account;
  const what = `${body.trigger_id}:${action.action_ts ?? ''}`;
  const invocation = { command: button.c, input: button.i, keys: [deliveryKey(tenant, user, what)] };
  return inModal(await answer(room, visitor, invocation), invocation);
}

async function onSubmit(
  room: Room,
  body: { team: { id: string } | null; user: { id: string; team_id?: string } },
  view: ViewOutput,
  ack: Ack<ViewResponseAction> & { given: boolean },
): Promise<void> {
  const say = (sentence: string) => ack(sayInForm(view, sentence));
  await answering(room.log, 'form', say, async () => {
    const team = view.app_installed_team_id ?? body.team?.id ?? body.user.team_id;
    const visitor = await visitOrSay(room, team, body.user.id, say);
    if (!visitor) return;
    const response = await toResponse(room, visitor, view);
    if (!ack.given) return ack(response);
    // Slack was told meanwhile that it takes longer: the outcome still replaces the form, unless it marks faults in it.
    if (response.response_action === 'update' && response.view.type === 'modal') {
      await visitor.client.views.update({ view_id: view.id, view: response.view });
    }
  });
}

async function onTyping(
  room: Room,
  body: BlockSuggestion,
  ack: Ack<{ options: ReturnType<typeof toOptions> }>,
): Promise<void> {
  const none = () => ack({ options: [] });
  await answering(room.log, 'picker', none, async () => {
    const modal = body.view ? readModal(body.view) : undefined;
    const visitor = await visit(room, body.team?.id ?? body.user.team_id, body.user.id);
    if (!modal || !visitor.identity || !body.view) return none();
    const invocation = { command: modal.c, input: { ...modal.i, ...readForm(body.view).input } };
    const choices = await room.app.suggest(visitor.identity, invocation, body.action_id, body.value);
    await ack({ options: toOptions(choices, body.value, body.block_id.endsWith('~pick')) });
  });
}

async function onShortcut(
  room: Room,
  { callback_id, team, user, trigger_id }: GlobalShortcut,
): Promise<void> {
  let client: Visitor['client'] | undefined;
  const say = async (sentence: string) =>
    client?.views.open({ trigger_id, view: toNotice('That did not work', sentence) });
  await answering(room.log, 'shortcut', say, async () => {
    const visitor = await visit(room, team?.id ?? user.team_id, user.id);
    client = visitor.client;
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
    await client.views.open({
      trigger_id,
      view: inModal(await answer(room, visitor, invocation), invocation),
    });
  });
}

/** Something typed to the bot: a command, or else help and the line about concerns. It is not kept. */
async function onMessage(room: Room, team: string, said: KnownEventFromType<'message'>): Promise<void> {
  if (said.channel_type !== 'im' || !isByPerson(said)) return;
  const { channel, user, ts, text } = said;
  let client: Visitor['client'] | undefined;
  const post = async (message: SlackMessage) =>
    client?.chat.postMessage({ channel, unfurl_links: false, unfurl_media: false, ...message });
  await answering(
    room.log,
    'message',
    (sentence) => post(toSentence(sentence)),
    async () => {
      const visitor = await visit(room, team, user);
      client = visitor.client;
      const invocation = {
        ...room.app.parse(unescaped(text ?? '')),
        keys: [deliveryKey(team, user, `${channel}:${ts}`)],
      };
      const given = await answer(room, visitor, invocation);
      if (given.kind === 'form') return void (await post(toOpener(given.title, invocation)));
      for (const message of toMessages(given)) await post(message);
    },
  );
}

function isByPerson(said: {
  subtype?: string | undefined;
  bot_id?: string;
  user?: string;
}): said is { user: string; channel: string; ts: string; text?: string } & typeof said {
  return (
    said.user !== undefined &&
    said.bot_id === undefined &&
    (said.subtype === undefined || said.subtype === 'file_share')
  );
}

/** Slack opens a form only after something was pressed, never after a message. */
function toOpener(title: string, { command, input }: Invocation): SlackMessage {
  const fits = JSON.stringify({ c: command, i: input }).length <= MOST.buttonValue;
  const words = fits
    ? 'Please go on in the form.'
    : 'Please go on in the form. What you wrote is too long to carry over; please copy it from above.';
  const button = toButton({ label: 'Open the form', run: { command, input: fits ? input : {} } }, 'run.0');
  return {
    text: escaped(title),
    blocks: [header(title), section(words), { type: 'actions', elements: [button] }],
  };
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
          if (told.tab === 'home') await homes.publish({ platform: 'slack', tenant: team, user: told.user });
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

async function visitOrSay(
  room: Room,
  team: string | undefined,
  user: string,
  say: (sentence: string) => Promise<unknown>,
): Promise<Visitor | undefined> {
  try {
    return await visit(room, team, user);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    room.log.warn({ team: team ?? null }, 'slack: a request of a workspace where Candour is not installed');
    await say('Candour is not set up for this workspace. Please ask whoever looks after Slack here.').catch(
      () => undefined,
    );
    return undefined;
  }
}

function toSentence(sentence: string): SlackMessage {
  return { text: escaped(sentence), blocks: [section(sentence)] };
}

/** Slack writes `&`, `<` and `>` in coded form, and addresses and links in brackets; people typed neither. */
function unescaped(text: string): string {
  return text
    .replace(/<(?:mailto:|tel:|https?:\/\/)[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(?:mailto:|tel:)?([^|<>@#!][^|<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
