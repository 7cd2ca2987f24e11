import { webApi } from '@slack/bolt';
import type { Account } from '../../src/core/accounts/account.ts';
import type { Delivery, Message, OutageCause } from '../../src/core/platform.ts';
import { inParts, shorten } from '../shared/lengths.ts';
import { isAway, later } from '../shared/outcome.ts';
import { escaped, header, MOST, section } from './elements.ts';
import { AWAY, REFUSED, slackWord } from './faults.ts';
import { type SlackMessage, toButton } from './render.ts';
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
    await client.chat.postMessage({
      channel,
      unfurl_links: false,
      unfurl_media: false,
      ...toDirectMessage(message),
    });
    return { kind: 'sent' };
  } catch (error) {
    return toOutcome(error);
  }
}

/** All of the text may stand on a lock screen. Details open from the button, for people who may still see them then. */
function toDirectMessage({ title, text, button }: Message): SlackMessage {
  const words = text === '' ? [] : inParts(text, MOST.section).map(section);
  return {
    text: escaped(shorten(text === '' ? title : `${title}: ${text}`, MOST.text / 2)),
    blocks: [
      header(shorten(title, MOST.header)),
      ...words,
      ...(button ? [{ type: 'actions' as const, elements: [toButton(button, 'run.0')] }] : []),
    ],
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
