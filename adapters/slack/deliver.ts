import { createHash } from 'node:crypto';
import { webApi } from '@slack/bolt';
import type { Account } from '../../src/core/accounts/account.ts';
import type { MessagePlace } from '../../src/core/notices/sent-message.ts';
import type { Delivery, Message, OutageCause } from '../../src/core/platform.ts';
import { shorten } from '../shared/lengths.ts';
import { blocksOf } from '../shared/message.ts';
import { isAway, later } from '../shared/outcome.ts';
import { escaped, header, MOST } from './elements.ts';
import { AWAY, REFUSED, slackWord } from './faults.ts';
import { type SlackMessage, toBlocks } from './render.ts';
import { Unsealable } from './seal.ts';
import type { WebClient, Workspaces } from './workspaces.ts';

/** Slack's errors for an account that can never be written to. */
const NEVER = new Set([
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'channel_not_found',
  'is_archived',
  'team_not_found',
]);

/** Sends one message to one person, in their chat with the bot. The outbox acts on the result. */
export async function deliver(workspaces: Workspaces, account: Account, message: Message): Promise<Delivery> {
  try {
    const client = await workspaces.courier(account.tenant);
    if (!client) return { kind: 'never', reason: 'not installed' };
    const channel = await openChat(client, account.user);
    if (message.triedSince) {
      const found = await lookFor(client, channel, message, message.triedSince);
      if (found) return found;
    }
    const { ts } = await client.chat.postMessage({
      channel,
      metadata: { event_type: NOTICE, event_payload: { mark: markOf(message) } },
      unfurl_links: false,
      unfurl_media: false,
      ...toDirectMessage(message),
    });
    return sentTo(channel, ts);
  } catch (error) {
    return toOutcome(error);
  }
}

function sentTo(chat: string, ts: string | undefined): Delivery {
  return { kind: 'sent', ...(ts === undefined ? {} : { at: { chat, handle: ts } }) };
}

/** Slack's errors for a message that can never be rewritten: it was deleted, or is too old. */
const UNCHANGEABLE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
  'not_in_channel',
]);

/** Puts these words in the place of a message that was delivered. Slack notifies nobody of it. */
export async function rewrite(
  workspaces: Workspaces,
  { tenant }: Account,
  { chat, handle }: MessagePlace,
  message: Message,
): Promise<Delivery> {
  try {
    const client = await workspaces.courier(tenant);
    if (!client) return { kind: 'never', reason: 'not installed' };
    await client.chat.update({ channel: chat, ts: handle, ...toDirectMessage(message) });
    return { kind: 'sent' };
  } catch (error) {
    const word = slackWord(error);
    return word !== undefined && UNCHANGEABLE.has(word) ? { kind: 'never', reason: word } : toOutcome(error);
  }
}

/** What a message of ours bears in its metadata, which only apps of the workspace see. */
const NOTICE = 'candour_notice';
/** How many messages are looked through: more than that are not given to every app. */
const LOOKED_THROUGH = 15;

/** Tells a message from every other, also from one that another notice has joined since. Its text may be put anew at each try. */
function markOf({ id, title }: Message): string {
  return createHash('sha256')
    .update(JSON.stringify([id, title]))
    .digest('base64url')
    .slice(0, 22);
}

/**
 * Looks once whether an earlier try has arrived although its answer did not come in time. Undefined: it has not, or nobody can
 * tell, and it is sent again.
 */
async function lookFor(
  client: WebClient,
  channel: string,
  message: Message,
  since: Date,
): Promise<Delivery | undefined> {
  try {
    const { messages = [] } = await client.conversations.history({
      channel,
      oldest: String(since.getTime() / 1000),
      // With both ends the newest come first.
      latest: String(Date.now() / 1000 + 60),
      limit: LOOKED_THROUGH,
      include_all_metadata: true,
    });
    const mark = markOf(message);
    const found = messages.find(({ metadata }) => isMarked(metadata, mark));
    return found && sentTo(channel, found.ts);
  } catch (error) {
    // Looking is rationed. Until it is allowed again the next try waits its turn.
    if (error instanceof webApi.WebAPIRateLimitedError) return later('it may have arrived already');
    if (error instanceof webApi.WebAPIRequestError) return toOutcome(error);
    return undefined;
  }
}

function isMarked(metadata: unknown, mark: string): boolean {
  const { event_type, event_payload } = (metadata ?? {}) as {
    event_type?: unknown;
    event_payload?: { mark?: unknown };
  };
  return event_type === NOTICE && event_payload?.mark === mark;
}

/** All of the text may stand on a lock screen. Details open from the button, for people who may still see them then. */
function toDirectMessage(message: Message): SlackMessage {
  const { title, text } = message;
  return {
    text: escaped(shorten(text === '' ? title : `${title}: ${text}`, MOST.text / 2)),
    blocks: [header(shorten(title, MOST.header)), ...toBlocks(blocksOf(message))],
  };
}

async function openChat(client: WebClient, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened no chat');
  return channel.id;
}

function toOutcome(error: unknown): Delivery {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return later('rate limited', { afterMs: error.retryAfter * 1000 });
  }
  const word = slackWord(error);
  if (word !== undefined && NEVER.has(word)) return { kind: 'never', reason: word };
  if (word !== undefined) return later(word, { cause: causeOf(word) });
  if (error instanceof Unsealable) return later('the token cannot be opened', { cause: 'refused' });
  if (error instanceof webApi.WebAPIHTTPError) {
    const cause = isAway(error.statusCode) ? 'away' : undefined;
    return later(`Slack answered ${error.statusCode}`, { cause });
  }
  if (error instanceof webApi.WebAPIRequestError)
    return later('Slack could not be reached', { cause: 'away' });
  return later('it could not be sent');
}

function causeOf(word: string): OutageCause | undefined {
  return REFUSED.has(word) ? 'refused' : AWAY.has(word) ? 'away' : undefined;
}
