import { afterEach, beforeEach } from 'vitest';
import type { Register } from '../../src/core/store.ts';
import { explained } from '../support/put.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { aFamily } from './fixture.ts';

/** A real store that holds `aFamily`, anew for each test of a file. */
export function withFamily() {
  let opened: TestStore;
  let family: Awaited<ReturnType<typeof aFamily>>;
  beforeEach(async () => {
    opened = await openTestStore();
    family = await aFamily(opened.store);
  });
  afterEach(() => opened.close());
  return {
    get store() {
      return opened.store;
    },
    get family() {
      return family;
    },
    read: <T>(work: (register: Register) => Promise<T>) => opened.store.read(work),
    write: <T>(work: (register: Register) => Promise<T>) =>
      opened.store.write([family.setting.id], (register) =>
        explained(register, family.setting.id, () => work(register)),
      ),
  };
}
