import type { Account } from '../../src/core/accounts/account.ts';
import type { Conversation } from '../../src/core/accounts/conversation.ts';
import type { MessagePlace } from '../../src/core/notices/sent-message.ts';
import type { Delivery, Log, Message } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { view } from '../../src/core/talk/view.ts';
import { blocksOf } from '../shared/message.ts';
import { isAway, isPassing, later } from '../shared/outcome.ts';
import type { Reply } from './answer.ts';
import { REPLY_MS, within } from './connector.ts';
import { ConnectorFault, isPassingInEntra, REFUSED, Turned } from './faults.ts';
import { PLATFORM } from './identity.ts';
import type { Library, Message as Sent, Standing, Turn } from './library.ts';
import { toActivity, toCard, toWords } from './render.ts';

/** How long a delivery may take, with signing in and opening the chat, in milliseconds: the outbox gives up after ten seconds. */
const DELIVERY_MS = 9_000;

interface Sender {
  library: Library;
  appId: string;
  tenants: readonly string[];
  store: Store;
  clock: () => Date;
  /** The service address for a tenant from which nothing has come yet. */
  serviceUrl: string;
}

export type Send = (account: Account, activity: Sent) => Promise<Delivery>;

/** As Teams writes an account, in lower case, whatever the register was given. */
function asTeamsWrites(account: Account): Account {
  return { ...account, tenant: account.tenant.toLowerCase(), user: account.user.toLowerCase() };
}

/** An alert or reminder as a card. All of it may stand on a lock screen, and Teams announces its title. */
export function toMessage(message: Message): Sent {
  const { title, button } = message;
  const shown = view(title, ...blocksOf(message));
  const { command, input } = button?.run ?? { command: 'me', input: {} };
  return toActivity(toCard(shown, { command, input, stays: true }), title);
}

/** Sends a message that answers nothing to an account, which may never have written to the bot. */
export function createSend({ library, appId, tenants, store, clock, serviceUrl }: Sender): Send {
  return async (given, message) => {
    const account = asTeamsWrites(given);
    if (!tenants.includes(account.tenant)) return { kind: 'never', reason: 'tenant' };
    const known = await store.read((register) => register.conversations.find(account));
    try {
      const { chat, id } = await within(DELIVERY_MS, (signal) =>
        known ? toKnown(known, message, signal) : toNewcomer(account, message, signal),
      );
      return { kind: 'sent', ...(id === undefined ? {} : { at: { chat, handle: id } }) };
    } catch (error) {
      return toOutcome(error);
    }
  };

  async function toKnown(known: Conversation, message: Sent, signal: AbortSignal): Promise<Standing> {
    try {
      return await library.send(known, message, signal);
    } catch (error) {
      if (!(error instanceof ConnectorFault) || (error.status !== 403 && error.status !== 404)) throw error;
      // The bot was blocked or removed (403), or the chat no longer exists (404) and may be opened again.
      await store.write([], (register) => register.conversations.drop(known));
      if (error.status === 403) throw error;
      return toNewcomer(known, message, signal);
    }
  }

  /** Works where the app is installed for the person: for others Teams answers 403. */
  async function toNewcomer(
    { platform, tenant, user }: Account,
    message: Sent,
    signal: AbortSignal,
  ): Promise<Standing> {
    const latest = await store.read((register) => register.conversations.latest(platform, tenant));
    const where = { bot: latest?.bot ?? `28:${appId}`, serviceUrl: latest?.serviceUrl ?? serviceUrl };
    const standing = await library.send({ tenant, user, ...where }, message, signal);
    const opened = { platform, tenant, user, id: standing.chat, ...where, usedAt: clock() };
    await store.write([], (register) => register.conversations.keep(opened));
    return standing;
  }
}

/** Puts a card in the place of one that was delivered. Where that chat or card is no more, nothing is sent. */
export function createRewrite({ library, tenants, store }: Pick<Sender, 'library' | 'tenants' | 'store'>) {
  return async (given: Account, { chat, handle }: MessagePlace, message: Sent): Promise<Delivery> => {
    const account = asTeamsWrites(given);
    if (!tenants.includes(account.tenant)) return { kind: 'never', reason: 'tenant' };
    const known = await store.read((register) => register.conversations.find(account));
    if (!known) return { kind: 'never', reason: 'no chat' };
    try {
      await within(DELIVERY_MS, (signal) => library.update({ ...known, id: chat }, handle, message, signal));
      return { kind: 'sent' };
    } catch (error) {
      return toOutcome(error);
    }
  };
}

/** What may pass is tried again; anything else goes to another account or to the next officer. */
function toOutcome(error: unknown): Delivery {
  if (!(error instanceof ConnectorFault)) return toSignInOutcome(error);
  const { status, reason, retryAfterMs } = error;
  const said = status === undefined ? reason : `${status} ${reason}`.trim();
  const isLater = isPassing(status) || [401, 408, 409, 412, 425].includes(status ?? 0);
  if (!isLater) return { kind: 'never', reason: said };
  const cause = status === 401 ? 'refused' : isAway(status) ? 'away' : undefined;
  return later(said, { cause, afterMs: retryAfterMs });
}

/** Microsoft's library signs in before it sends. Its errors have a code, and Entra's own number in their message. */
function toSignInOutcome(error: unknown): Delivery {
  if (!(error instanceof Error)) return later('fault');
  const { errorCode, status } = error as { errorCode?: unknown; status?: unknown };
  if (typeof errorCode !== 'string') return later(error.name.slice(0, 60));
  const number = /AADSTS\d+/.exec(error.message)?.[0];
  const reason = number ?? errorCode.replace(/\W/g, '').slice(0, 60);
  const isRefused = REFUSED.has(errorCode) && !isPassingInEntra(number, Number(status));
  return later(reason, { cause: isRefused ? 'refused' : 'away' });
}

export function createShow(library: Library, log: Log) {
  /**
   * Replaces the card that asked for the answer, or sends the answer below where the card no longer exists. Gives the id of the message
   * that holds the answer, where Teams gave one.
   */
  return async function show(turn: Turn, found: Reply): Promise<string | undefined> {
    const { replyToId } = turn.activity;
    const replaces = 'card' in found && found.replaces && replyToId !== undefined && replyToId !== '';
    try {
      return await within(REPLY_MS, async (signal) => {
        const isReplaced = replaces && (await replaced(library, turn, replyToId, toReply(found), signal));
        const id = isReplaced
          ? replyToId
          : (await patiently(() => library.send(turn, toReply(found), signal))).id;
        if ('file' in found && found.file) await library.send(turn, found.file, signal);
        return id;
      });
    } catch (error) {
      if (!(error instanceof ConnectorFault)) throw error;
      const { status, reason } = error;
      log.warn({ platform: PLATFORM, status, reason }, 'an answer could not be sent');
      // What was recorded stays; the same activity, sent again, gets the same answer.
      throw new Turned(502, 'the answer could not be sent');
    }
  };
}

/** False where there is no card any more that could be replaced. */
export async function replaced(
  library: Library,
  turn: Turn,
  id: string,
  message: Sent,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await patiently(() => library.update(turn, id, message, signal));
    return true;
  } catch (error) {
    const { status } = error instanceof ConnectorFault ? error : {};
    if (status === undefined || status >= 500 || status === 429) throw error;
    return false;
  }
}

export function toReply(found: Reply): Sent {
  return 'words' in found ? toWords(found.words) : toActivity(found.card);
}

/** Tries what may pass in a moment again, twice, because a person is waiting. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of [400, 1200]) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectorFault) || error.status === undefined) throw error;
      if (error.status < 500 && error.status !== 412 && error.status !== 429) throw error;
      const wait = error.retryAfterMs ?? pause;
      if (wait > 3000) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return work();
}
