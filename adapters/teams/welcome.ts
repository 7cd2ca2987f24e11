import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Identity } from '../../src/core/app.ts';
import type { Store } from '../../src/core/store.ts';
import { type Reply, SENTENCES } from './answer.ts';
import { toCard } from './render.ts';

interface Arrival {
  account: Account;
  store: Store;
  clock: () => Date;
  greet(): Promise<void>;
}

/** Greets once, although Teams reports an installation twice; a greeting that did not arrive may be tried again. */
export async function welcome({ account, store, clock, greet }: Arrival): Promise<void> {
  const isFirst = await store.write([], (register) => register.conversations.welcome(account, clock()));
  if (!isFirst) return;
  try {
    await greet();
  } catch (error) {
    await store.write([], (register) => register.conversations.unwelcome(account));
    throw error;
  }
}

/** The greeting; strangers learn how to be added, and an account that waits, how it is confirmed. */
export async function greeting(app: App, identity: Identity | undefined): Promise<Reply> {
  if (!identity) return { words: SENTENCES.stranger };
  const run = { command: 'me', input: {} };
  const greeted = (await app.greet(identity)) ?? (await app.run(identity, run));
  return { card: toCard(greeted, run), replaces: false };
}
