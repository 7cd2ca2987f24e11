import type { Account } from '../../src/core/accounts/account.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { toFacts } from '../shared/faults.ts';
import type { Reply } from './answer.ts';
import { REPLY_MS, within } from './connector.ts';
import { replaced } from './deliver.ts';
import { PLATFORM } from './identity.ts';
import type { Library, Turn } from './library.ts';
import { toWords } from './render.ts';

const MOVED = 'My page was here. The newest one in this chat counts.';

/**
 * A chat keeps each card that was sent, and an old page would go on saying what is long done: the newest page replaces the one
 * before, unless that has become the answer to one of its buttons.
 */
export function createPages({ store, library, log }: { store: Store; library: Library; log: Log }) {
  /** @param id the message that holds the answer. A fault here costs no answer. */
  async function shown(turn: Turn, account: Account, found: Reply, id: string | undefined): Promise<void> {
    if (id === undefined || !('card' in found)) return;
    try {
      if (!found.isPage) {
        if (found.replaces)
          await store.write([], ({ conversations }) => conversations.leavePage(account, id));
        return;
      }
      const before = await store.write([], ({ conversations }) => conversations.keepPage(account, id));
      if (before === undefined || before === id) return;
      await within(REPLY_MS, (signal) => replaced(library, turn, before, toWords(MOVED), signal));
    } catch (error) {
      log.warn({ platform: PLATFORM, ...toFacts(error) }, 'a page of before still stands');
    }
  }

  return { shown };
}
