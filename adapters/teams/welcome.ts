import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Identity } from '../../src/core/app.ts';
import type { Store } from '../../src/core/store.ts';
import { text } from '../../src/core/talk/view.ts';
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

const GREETING =
  'Welcome. Here you declare that you know a family of the setting, acknowledge its policies, and see what is yours to do. Declaring is ordinary and no accusation. Type a command such as declare, or use the buttons; help shows all there is.';

/** A welcome, with what the person owes; strangers learn how to be added. */
export async function greeting(app: App, identity: Identity | undefined): Promise<Reply[]> {
  if (!identity) return [{ words: SENTENCES.stranger }];
  const run = { command: 'me', input: {} };
  const mine = await app.run(identity, run);
  if (mine.kind === 'form') return [{ words: GREETING }, { card: toCard(mine, run), replaces: false }];
  return [{ card: toCard({ ...mine, blocks: [text(GREETING), ...mine.blocks] }, run), replaces: false }];
}
