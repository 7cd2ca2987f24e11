import type { Account } from '../../src/core/accounts/account.ts';
import type { Conversation } from '../../src/core/accounts/conversation.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { toFacts } from '../shared/faults.ts';
import type { Incoming } from './library.ts';

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

  /** Nobody waits for it but `settle`. */
  function later(work: () => Promise<void>): Promise<void> {
    const done = tolerantly(work).finally(() => writing.delete(done));
    writing.add(done);
    return done;
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

  /** The personal chat that an activity comes from, where it is not known so already. */
  function newsOf(
    activity: Incoming,
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
    newsOf,
    /** Keeps where an account can be written to. Asked before a command, it shares the command's commit. */
    keep(chat: Conversation): void {
      void later(() => store.write([], ({ conversations }) => conversations.keep(chat)));
    },
    /** Comes back once it is on disk that this was answered; the answer does not wait for it. */
    note: (key: string): Promise<void> =>
      later(() => store.write([], ({ conversations }) => conversations.answered(key, clock()))),
    /** Comes back when all that was noted is on disk. */
    async settle(): Promise<void> {
      await Promise.all(writing);
    },
  };
}
