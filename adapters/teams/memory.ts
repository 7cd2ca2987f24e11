import type { Account } from '../../src/core/accounts/account.ts';
import type { Conversation } from '../../src/core/accounts/conversation.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { toFacts } from '../shared/faults.ts';
import { activityKey } from './answer.ts';
import type { Incoming } from './library.ts';

const HOUR_MS = 3_600_000;
/**
 * After so many milliseconds an answer is late: Teams repeats an activity after fifteen seconds, and another process of this
 * register may have answered it.
 */
const LATE_MS = 10_000;

/** Answers an activity; asks `isWanted` before the answer leaves. */
type AnswerIt = (isWanted: () => Promise<boolean>) => Promise<void>;

interface Recalled {
  isAnswered: boolean;
  /** The chat with this account, as it was known before. */
  chat: Conversation | undefined;
}

/**
 * What is remembered between two activities: which were answered, and in which chat an account is reached. A fault here is
 * logged, and costs no answer.
 */
export function createMemory({ store, log, clock }: { store: Store; log: Log; clock: () => Date }) {
  const writing = new Set<Promise<void>>();
  /** The activities that are being answered, until it is on disk that they were. */
  const underWay = new Map<string, Promise<unknown>>();

  async function tolerantly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ platform: 'teams', ...toFacts(error) }, 'a conversation could not be remembered');
    }
  }

  /** Writes after the answer; only `settle` waits for it. */
  function writeLater(work: () => Promise<void>): Promise<void> {
    const done = tolerantly(work).finally(() => writing.delete(done));
    writing.add(done);
    return done;
  }

  async function recall(account: Account, key: string | undefined): Promise<Recalled> {
    const recalled: Recalled = { isAnswered: false, chat: undefined };
    await tolerantly(() =>
      store.read(async ({ conversations }) => {
        recalled.isAnswered = key !== undefined && (await conversations.isAnswered(key));
        recalled.chat = await conversations.find(account);
      }),
    );
    return recalled;
  }

  /** The personal chat that an activity comes from, where what is known of it has changed or is an hour old. */
  function changedChat(
    { conversation, serviceUrl, recipient }: Incoming,
    account: Account,
    known: Conversation | undefined,
  ): Conversation | undefined {
    if (conversation.conversationType !== 'personal') return undefined;
    const here = { ...account, id: conversation.id, serviceUrl, bot: recipient.id, usedAt: clock() };
    const isNew = known?.id !== here.id || known.serviceUrl !== serviceUrl || known.bot !== here.bot;
    return isNew || here.usedAt.getTime() - known.usedAt.getTime() >= HOUR_MS ? here : undefined;
  }

  /** Ends when the answer is out; `noted` ends once that is on disk. */
  async function answerNew(
    activity: Incoming,
    account: Account,
    key: string | undefined,
    answer: AnswerIt,
  ): Promise<{ noted: Promise<void> }> {
    const began = clock().getTime();
    const isWanted = async () =>
      clock().getTime() - began < LATE_MS || !(await recall(account, key)).isAnswered;
    const { isAnswered, chat: known } = await recall(account, key);
    if (isAnswered) return { noted: Promise.resolve() };
    const chat = changedChat(activity, account, known);
    // Begun before the command, it shares the command's commit.
    if (chat) void writeLater(() => store.write([], ({ conversations }) => conversations.keep(chat)));
    await answer(isWanted);
    if (key === undefined) return { noted: Promise.resolve() };
    const noted = writeLater(() =>
      store.write([], ({ conversations }) => conversations.answered(key, clock())),
    );
    return { noted };
  }

  return {
    /** Calls `answer` for an activity that was not answered yet, and that no other call is answering. Teams may send it twice. */
    async answerOnce(activity: Incoming, account: Account, answer: AnswerIt): Promise<void> {
      const key = activityKey(activity);
      const before = key === undefined ? undefined : underWay.get(key);
      if (before) {
        await before;
        return;
      }
      const work = answerNew(activity, account, key, answer);
      if (key === undefined) {
        await work;
        return;
      }
      const forget = () => underWay.delete(key);
      underWay.set(key, work);
      try {
        const { noted } = await work;
        void noted.then(forget);
      } catch (error) {
        forget();
        throw error;
      }
    },
    /** Keeps the chat in which an account is reached, before anything is sent to it. */
    async keepNow(activity: Incoming, account: Account): Promise<void> {
      const { chat: known } = await recall(account, undefined);
      const chat = changedChat(activity, account, known);
      if (chat) await store.write([], ({ conversations }) => conversations.keep(chat));
    },
    /** Waits until everything is on disk. */
    async settle(): Promise<void> {
      await Promise.all(writing);
    },
  };
}
