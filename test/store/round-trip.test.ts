import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestStore } from '../support/store.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
beforeEach(async () => {
  open = await openTestStore();
});
afterEach(() => open.close());

test('a new store holds nothing and verifies', async () => {
  expect(await open.store.read((register) => register.settings.all())).toEqual([]);
  expect(await open.store.verifyAudit()).toEqual({ kind: 'sound', settings: 0, rows: 0 });
});
