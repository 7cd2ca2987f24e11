import type { Activity, TurnContext } from 'botbuilder';
import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Contact, Identity } from '../../src/core/app.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { newReference, toFacts, toSentence } from '../shared/faults.ts';
import { activityKey, answer, type Reply } from './answers.ts';
import { ConnectorFault } from './connector.ts';
import type { Send } from './deliver.ts';
import { answerConsent, CONSENT } from './files.ts';
import { accountOf, PLATFORM, recognise } from './identity.ts';
import { createMemory } from './memory.ts';
import { toWords } from './message.ts';
import { Turned } from './receiver.ts';
import { createShow, replaced, toReply } from './show.ts';
import { SENTENCES } from './trouble.ts';
import { greeting, welcome } from './welcome.ts';

export interface ActivityDeps {
  app: App;
  store: Store;
  log: Log;
  clock: () => Date;
  tenants: readonly string[];
  send: Send;
}

const CHANNELS = ['msteams'];

/** What happens when an activity comes in. Nothing is thrown but `Turned`, and nobody is left without an answer. */
export function createActivities(turns: ActivityDeps) {
  const { app, store, log, clock, tenants, send } = turns;
  const memory = createMemory(turns);
  const show = createShow(log);
  const underWay = new Map<string, Promise<unknown>>();

  async function onMessage(context: TurnContext): Promise<void> {
    const account = admit(context);
    const key = activityKey(context.activity);
    if (key === undefined) {
      await onceAnswered(context, account, key);
      return;
    }
    // The same activity a second time, while the first is still being answered.
    const before = underWay.get(key);
    if (before) {
      await before;
      return;
    }
    const work = onceAnswered(context, account, key);
    const forget = () => underWay.delete(key);
    underWay.set(key, work);
    try {
      const { noted } = await work;
      void noted.then(forget);
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Comes back when the answer is out; `noted` once that is remembered. */
  async function onceAnswered(
    context: TurnContext,
    account: Account,
    key: string | undefined,
  ): Promise<{ noted: Promise<void> }> {
    const { isAnswered, known } = await memory.look(account, key);
    if (isAnswered) return { noted: Promise.resolve() };
    const chat = memory.newsOf(context.activity, account, known);
    if (chat) memory.keep(chat);
    await reply(context, account);
    return { noted: key === undefined ? Promise.resolve() : memory.note(key) };
  }

  async function reply(context: TurnContext, account: Account): Promise<void> {
    const { activity } = context;
    let found: Reply;
    let identity: Identity | undefined;
    try {
      identity = await recogniseOrNobody(context, account);
      found = identity ? await answer(app, identity, activity) : { words: SENTENCES.stranger };
    } catch (error) {
      found = { words: toSentence(error, (fault) => report(fault, 'a command failed')) };
    }
    if (activity.conversation.conversationType === 'personal') return show(context, found);
    // Whoever is in the room sees this: it must say the same of everybody.
    const outcome = identity ? await send(account, toReply(found)) : { kind: 'never' as const };
    const isSent = outcome.kind === 'sent';
    if (isSent && 'file' in found && found.file) await send(account, found.file);
    await show(context, { words: isSent ? SENTENCES.group : SENTENCES.groupUnreached });
  }

  function report(error: unknown, what: string): string {
    const reference = newReference();
    log.error({ reference, platform: PLATFORM, ...toFacts(error) }, what);
    return reference;
  }

  /** Nothing is left to the library, which would print it: what nobody foresaw is logged, and the activity may come again. */
  function guarded(handle: (context: TurnContext) => Promise<void>) {
    return async (context: TurnContext): Promise<void> => {
      try {
        await handle(context);
      } catch (error) {
        if (error instanceof Turned) throw error;
        report(error, 'a Teams activity could not be answered');
        throw new Turned(500, 'a fault');
      }
    };
  }

  async function recogniseOrNobody(
    context: TurnContext,
    account: Account,
    contact: Contact = 'used',
  ): Promise<Identity | undefined> {
    try {
      return await recognise(context, account, app, tenants, contact);
    } catch (error) {
      // Not in the roster: nobody whom the organisation knows.
      if (error instanceof ConnectorFault && (error.status === 404 || error.status === 403)) return undefined;
      throw error;
    }
  }

  /** Who is allowed to be heard at all. */
  function admit({ activity }: TurnContext): Account {
    const account = accountOf(activity, tenants, CHANNELS);
    if (typeof account !== 'string') return account;
    log.warn({ platform: PLATFORM, why: account }, 'an activity was refused');
    throw new Turned(403, account);
  }

  async function onInstallation(context: TurnContext): Promise<void> {
    const { activity } = context;
    const account = admit(context);
    if (activity.conversation.conversationType !== 'personal') return;
    const isBot = (members: Activity['membersAdded']) =>
      members?.some(({ id }) => id === activity.recipient.id);
    const isRemoval =
      activity.type === 'installationUpdate'
        ? activity.action?.startsWith('remove')
        : isBot(activity.membersRemoved);
    if (isRemoval) {
      if (activity.action === 'remove-upgrade') return;
      await store.write([], (register) => register.conversations.drop(account));
      return;
    }
    const { known } = await memory.look(account, undefined);
    const chat = memory.newsOf(activity, account, known);
    if (chat) await store.write([], (register) => register.conversations.keep(chat));
    const isArrival =
      activity.type === 'installationUpdate'
        ? activity.action?.startsWith('add')
        : isBot(activity.membersAdded);
    if (!isArrival) return;
    await welcome({
      account,
      store,
      clock,
      greet: async () => {
        // An administrator may have installed it for everybody.
        const identity = await recogniseOrNobody(context, account, 'seen');
        for (const each of await greeting(app, identity)) await show(context, each);
      },
    });
  }

  async function onInvoke(context: TurnContext): Promise<void> {
    const account = admit(context);
    const { name, conversation, replyToId } = context.activity;
    if (name === CONSENT && conversation.conversationType === 'personal') {
      await respond(context, { status: 200 });
      const found = await consent(context, account);
      const isReplaced = replyToId !== undefined && (await replaced(context, { ...found, id: replyToId }));
      if (!isReplaced) await context.sendActivity(found);
      return;
    }
    // No card of ours sends it: whoever does gets a sentence.
    const type = 'application/vnd.microsoft.activity.message';
    const body = { statusCode: 200, type, value: SENTENCES.stale };
    await respond(context, name === 'adaptiveCard/action' ? { status: 200, body } : { status: 501 });
  }

  async function consent(context: TurnContext, account: Account): Promise<Partial<Activity>> {
    try {
      const identity = await recogniseOrNobody(context, account);
      if (!identity) return toWords(SENTENCES.stranger);
      return (await answerConsent(app, identity, context.activity)) ?? toWords(SENTENCES.stale);
    } catch (error) {
      const words = toSentence(error, (fault) => report(fault, 'a file could not be handed over'));
      return toWords(words);
    }
  }

  return {
    onMessage: guarded(onMessage),
    onInvoke: guarded(onInvoke),
    onInstallation: guarded(onInstallation),
    settle: () => memory.settle(),
  };
}

async function respond(context: TurnContext, value: { status: number; body?: unknown }): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value });
}
