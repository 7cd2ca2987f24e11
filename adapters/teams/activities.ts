import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Contact, Identity } from '../../src/core/app.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { newReference, toFacts, toSentence } from '../shared/faults.ts';
import { NOT_HERE } from '../shared/not-here.ts';
import { answer, isForNoOneElse, type Reply, SENTENCES } from './answer.ts';
import { REPLY_MS, within } from './connector.ts';
import { createShow, replaced, type Send, toReply } from './deliver.ts';
import type { Download } from './download.ts';
import { filesOf } from './dropped.ts';
import { ConnectorFault, Turned } from './faults.ts';
import { answerConsent, CONSENT } from './files.ts';
import { accountOf, PLATFORM, recognise } from './identity.ts';
import type { Answered, Incoming, Library, Message, Turn } from './library.ts';
import { createMemory } from './memory.ts';
import { createPages } from './pages.ts';
import { toWords } from './render.ts';
import { greeting, welcome } from './welcome.ts';

interface ActivityDeps {
  app: App;
  store: Store;
  log: Log;
  clock: () => Date;
  tenants: readonly string[];
  send: Send;
  library: Library;
  download: Download;
}

const CHANNELS = ['msteams'];

/** Handles incoming activities. It throws nothing but `Turned`, and answers everybody. */
export function createActivities(turns: ActivityDeps) {
  const { app, store, log, clock, tenants, send, library, download } = turns;
  const memory = createMemory(turns);
  const show = createShow(library, log);
  const pages = createPages({ store, library, log });

  async function reply(turn: Turn, account: Account, isWanted: () => Promise<boolean>): Promise<void> {
    const { activity } = turn;
    let found: Reply;
    let identity: Identity | undefined;
    try {
      identity = await recogniseOrNobody(turn, account);
      found = identity
        ? await answer(app, identity, activity, filesOf(activity, download))
        : { words: SENTENCES.stranger };
    } catch (error) {
      found = { words: toSentence(error, (fault) => report(fault, 'a command failed')) };
    }
    if (!(await isWanted())) return;
    if (activity.conversation.conversationType === 'personal') {
      const id = await show(turn, found);
      return pages.shown(turn, account, found, id);
    }
    // Everybody in the room sees this, so that it says the same about everybody.
    const outcome = identity ? await send(account, toReply(found)) : { kind: 'never' as const };
    const isSent = outcome.kind === 'sent';
    if (isSent && 'file' in found && found.file) await send(account, found.file);
    const answered = isSent ? SENTENCES.group : SENTENCES.groupUnreached;
    await show(turn, { words: isForNoOneElse(app, activity) ? `${NOT_HERE} ${answered}` : answered });
  }

  function report(error: unknown, what: string): string {
    const reference = newReference();
    log.error({ reference, platform: PLATFORM, ...toFacts(error) }, what);
    return reference;
  }

  async function recogniseOrNobody(
    turn: Turn,
    account: Account,
    contact: Contact = 'used',
  ): Promise<Identity | undefined> {
    try {
      return await recognise(turn, account, app, tenants, contact);
    } catch (error) {
      // Not in the roster: the organisation does not know the account.
      if (error instanceof ConnectorFault && (error.status === 404 || error.status === 403)) return undefined;
      throw error;
    }
  }

  function admit({ activity }: Turn): Account {
    const account = accountOf(activity, tenants, CHANNELS);
    if (typeof account !== 'string') return account;
    log.warn({ platform: PLATFORM, why: account }, 'an activity was refused');
    throw new Turned(403, account);
  }

  async function onInstallation(turn: Turn): Promise<void> {
    const { activity } = turn;
    const account = admit(turn);
    if (activity.conversation.conversationType !== 'personal') return;
    const change = installationChange(activity);
    if (change === 'removed') await store.write([], (register) => register.conversations.drop(account));
    if (change === 'removed' || change === 'upgrading') return;
    await memory.keepNow(activity, account);
    if (change !== 'added') return;
    await welcome({
      account,
      store,
      clock,
      greet: async () => {
        // An administrator may have installed the app for everybody.
        const identity = await recogniseOrNobody(turn, account, 'seen');
        await show(turn, await greeting(app, identity));
      },
    });
  }

  async function onInvoke(turn: Turn): Promise<Answered> {
    const account = admit(turn);
    const { name, conversation, replyToId } = turn.activity;
    if (name === CONSENT && conversation.conversationType === 'personal') {
      const found = await consent(turn, account);
      await within(REPLY_MS, async (signal) => {
        const isReplaced =
          replyToId !== undefined && (await replaced(library, turn, replyToId, found, signal));
        if (!isReplaced) await library.send(turn, found, signal);
      });
      return { status: 200 };
    }
    // None of our cards sends this; whoever does gets a sentence.
    const type = 'application/vnd.microsoft.activity.message';
    const body = { statusCode: 200, type, value: SENTENCES.stale };
    return name === 'adaptiveCard/action' ? { status: 200, body } : { status: 501 };
  }

  async function consent(turn: Turn, account: Account): Promise<Message> {
    try {
      const identity = await recogniseOrNobody(turn, account);
      if (!identity) return toWords(SENTENCES.stranger);
      return (await answerConsent(app, identity, turn.activity)) ?? toWords(SENTENCES.stale);
    } catch (error) {
      const words = toSentence(error, (fault) => report(fault, 'a file could not be handed over'));
      return toWords(words);
    }
  }

  async function take(turn: Turn): Promise<Answered | undefined> {
    switch (turn.activity.type) {
      case 'invoke':
        return onInvoke(turn);
      case 'message': {
        const account = admit(turn);
        await memory.answerOnce(turn.activity, account, (isWanted) => reply(turn, account, isWanted));
        break;
      }
      case 'installationUpdate':
      case 'conversationUpdate':
        await onInstallation(turn);
        break;
    }
    return undefined;
  }

  return { take, settle: () => memory.settle() };
}

/**
 * What became of the app in a personal chat. Teams reports it by `installationUpdate`, or by the bot among the chat's
 * members. `upgrading`: it is removed to be installed again, and the chat stays.
 */
function installationChange({
  type,
  action,
  membersAdded,
  membersRemoved,
  recipient,
}: Incoming): 'added' | 'removed' | 'upgrading' | undefined {
  if (action === 'remove-upgrade') return 'upgrading';
  const isBot = (members: Incoming['membersAdded']) => members?.some(({ id }) => id === recipient.id);
  const isInstallation = type === 'installationUpdate';
  if (isInstallation ? action?.startsWith('remove') : isBot(membersRemoved)) return 'removed';
  if (isInstallation ? action?.startsWith('add') : isBot(membersAdded)) return 'added';
  return undefined;
}
