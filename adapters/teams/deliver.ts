import type { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { Activity, ConversationReference, TurnContext } from 'botbuilder';
import type { Account } from '../../src/core/accounts/account.ts';
import type { Conversation } from '../../src/core/accounts/conversation.ts';
import type { Delivery, Message } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { buttons, text, view } from '../../src/core/talk/view.ts';
import { isAway, isPassing, later } from '../shared/outcome.ts';
import { bind } from './adapter.ts';
import { ConnectorFault, within } from './connector.ts';
import { isPassingInEntra } from './entra.ts';
import { toActivity } from './message.ts';
import { toCard } from './render.ts';

/** OAuth's words for an app that Entra does not let in. */
const REFUSED = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_grant',
  'access_denied',
]);

/** A delivery, with signing in and opening the chat, takes no longer: the outbox gives up after ten seconds. */
const DELIVERY_MS = 9_000;

interface Sender {
  adapter: TeamsAdapter;
  appId: string;
  tenants: readonly string[];
  store: Store;
  clock: () => Date;
  /** Where Teams takes messages of a tenant from which nothing has come yet. */
  serviceUrl: string;
}

export type Send = (account: Account, activity: Partial<Activity>) => Promise<Delivery>;

/** An alert or reminder as a card: all of it may stand on a lock screen, so its title is what Teams announces. */
export function toMessage({ title, text: words, button }: Message): Partial<Activity> {
  const shown = view(title, text(words), buttons(button ?? undefined));
  const { command, input } = button?.run ?? { command: 'me', input: {} };
  return toActivity(toCard(shown, { command, input }), title);
}

/** Sends one message of the bot's own to an account, to whom it may never have spoken. */
export function createSend({ adapter, appId, tenants, store, clock, serviceUrl }: Sender): Send {
  return async (given, activity) => {
    // As Teams writes them, whatever the register was given.
    const account = { ...given, tenant: given.tenant.toLowerCase(), user: given.user.toLowerCase() };
    if (!tenants.includes(account.tenant)) return { kind: 'never', reason: 'tenant' };
    const known = await store.read((register) => register.conversations.find(account));
    try {
      return await within(DELIVERY_MS, (signal) =>
        known ? toKnown(known, activity, signal) : toNewcomer(account, activity, signal),
      );
    } catch (error) {
      return toOutcome(error);
    }
  };

  async function toKnown(
    known: Conversation,
    activity: Partial<Activity>,
    signal: AbortSignal,
  ): Promise<Delivery> {
    let fault: unknown;
    await adapter.continueConversationAsync(appId, referenceOf(known), async (context) => {
      fault = await trySending(context, activity, signal);
    });
    if (fault === undefined) return { kind: 'sent' };
    if (!(fault instanceof ConnectorFault) || (fault.status !== 403 && fault.status !== 404)) throw fault;
    // Blocked or removed (403), or a chat that is no more (404), which may be opened anew.
    await store.write([], (register) => register.conversations.drop(known));
    if (fault.status === 403) throw fault;
    return toNewcomer(known, activity, signal);
  }

  /** Works where the app is installed for the person: for others Teams answers 403. */
  async function toNewcomer(
    account: Account,
    activity: Partial<Activity>,
    signal: AbortSignal,
  ): Promise<Delivery> {
    const latest = await store.read((register) =>
      register.conversations.latest(account.platform, account.tenant),
    );
    const bot = { id: latest?.bot ?? `28:${appId}`, name: '' };
    let fault: unknown;
    await adapter.createConversationAsync(
      appId,
      'msteams',
      latest?.serviceUrl ?? serviceUrl,
      // The library's own audience.
      undefined as never,
      {
        isGroup: false,
        bot,
        members: [{ id: account.user, name: '' }],
        tenantId: account.tenant,
        channelData: { tenant: { id: account.tenant } },
      } as never,
      async (context) => {
        const opened = context.activity;
        fault = await trySending(context, activity, signal);
        if (fault !== undefined) return;
        await store.write([], (register) =>
          register.conversations.keep({
            ...accountIn(account),
            id: opened.conversation.id,
            serviceUrl: opened.serviceUrl,
            bot: bot.id,
            usedAt: clock(),
          }),
        );
      },
    );
    if (fault !== undefined) throw fault;
    return { kind: 'sent' };
  }
}

/** The library swallows what is thrown inside its callback, a refusal too: it is caught there and handed out. */
async function trySending(
  context: TurnContext,
  activity: Partial<Activity>,
  signal: AbortSignal,
): Promise<unknown> {
  // It begins a message of its own. The library makes up an activity, and would answer that.
  delete (context.activity as Partial<Activity>).id;
  bind(context, signal);
  try {
    await context.sendActivity(activity);
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}

function referenceOf(known: Conversation): Partial<ConversationReference> {
  return {
    channelId: 'msteams',
    serviceUrl: known.serviceUrl,
    bot: { id: known.bot, name: '' },
    user: { id: known.user, name: '', aadObjectId: known.user },
    conversation: {
      id: known.id,
      conversationType: 'personal',
      tenantId: known.tenant,
      isGroup: false,
      name: '',
    },
  };
}

function accountIn({ platform, tenant, user }: Account): Account {
  return { platform, tenant, user };
}

/** What became of it: what may pass is tried again, what will not goes to another account or to the next officer. */
function toOutcome(error: unknown): Delivery {
  if (!(error instanceof ConnectorFault)) return toSignInOutcome(error);
  const { status, reason, retryAfterMs } = error;
  const said = status === undefined ? reason : `${status} ${reason}`.trim();
  const isLater = isPassing(status) || [401, 408, 409, 412, 425].includes(status ?? 0);
  if (!isLater) return { kind: 'never', reason: said };
  const cause = status === 401 ? 'refused' : isAway(status) ? 'away' : undefined;
  return later(said, { cause, afterMs: retryAfterMs });
}

/** Microsoft's library signs in before it sends; its errors bear a code, and Entra's own number in their words. */
function toSignInOutcome(error: unknown): Delivery {
  if (!(error instanceof Error)) return later('fault');
  const { errorCode, status } = error as { errorCode?: unknown; status?: unknown };
  if (typeof errorCode !== 'string') return later(error.name.slice(0, 60));
  const number = /AADSTS\d+/.exec(error.message)?.[0];
  const reason = number ?? errorCode.replace(/\W/g, '').slice(0, 60);
  const isRefused = REFUSED.has(errorCode) && !isPassingInEntra(number, Number(status));
  return later(reason, { cause: isRefused ? 'refused' : 'away' });
}
