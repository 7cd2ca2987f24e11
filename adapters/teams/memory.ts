import type { Activity } from 'botbuilder';
import type { Conversation } from '../../src/core/conversations.ts';
import type { Account } from '../../src/core/person.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { toFacts } from './trouble.ts';

const AN_HOUR = 3_600_000;

interface Seen {
  /** It was answered to its end before. */
  isAnswered: boolean;
  /** The chat with this account, as it was known before. */
  known: Conversation | undefined;
}

/** What is remembered between two activities. It only spares repetitions and reaches people: its faults cost no answer. */
export function createMemory({ store, log, clock }: { store: Store; log: Log; clock: () => Date }) {
  const writing = new Set<Promise<void>>();

  async function tolerantly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ platform: 'teams', ...toFacts(error) }, 'a conversation could not be remembered');
    }
  }

  async function look(account: Account, key: string | undefined): Promise<Seen> {
    const seen: Seen = { isAnswered: false, known: undefined };
    await tolerantly(() =>
      store.read(async ({ conversations }) => {
        seen.isAnswered = key !== undefined && (await conversations.isAnswered(key));
        seen.known = await conversations.find(account);
      }),
    );
    return seen;
  }

  /** Notes that it is answered, and where this account can be written to, where that is new. The answer does not wait for it. */
  function note(key: string | undefined, chat: Conversation | undefined): Promise<void> {
    if (key === undefined && !chat) return Promise.resolve();
    const work: Promise<void> = tolerantly(() =>
      store.write([], async ({ conversations }) => {
        if (chat) await conversations.keep(chat);
        if (key !== undefined) await conversations.answered(key, clock());
      }),
    ).finally(() => writing.delete(work));
    writing.add(work);
    return work;
  }

  /** The personal chat that an activity comes from, where it is not known so already. */
  function newsOf(
    activity: Activity,
    account: Account,
    known: Conversation | undefined,
  ): Conversation | undefined {
    const { conversation, serviceUrl, recipient } = activity;
    if (conversation.conversationType !== 'personal') return undefined;
    const here = { ...account, id: conversation.id, serviceUrl, bot: recipient.id, usedAt: clock() };
    const isNew = known?.id !== here.id || known.serviceUrl !== serviceUrl || known.bot !== here.bot;
    return isNew || here.usedAt.getTime() - known.usedAt.getTime() >= AN_HOUR ? here : undefined;
  }

  return {
    look,
    note,
    newsOf,
    /** Comes back when all that was noted is on disk. */
    async settle(): Promise<void> {
      await Promise.all(writing);
    },
  };
}
