import { expect, test } from 'vitest';
import type { Transaction, Value } from '../../src/store/database.ts';
import { remembering } from '../../src/store/memo.ts';
import { openTestStore } from '../support/store.ts';
import { aSetting, NOW } from './fixture.ts';

/** A transaction that counts what it is asked, and answers each question with its number. */
function counted(rows = 1): { memo: Transaction; asked: string[] } {
  const asked: string[] = [];
  const answer = async (sql: string, values: readonly Value[]) => {
    asked.push(`${sql} ${values.join()}`);
    return asked.length;
  };
  const transaction = {
    get: answer,
    all: async (sql: string, values: readonly Value[]) => Array(rows).fill(await answer(sql, values)),
    hold: answer,
    run: answer,
  } as unknown as Transaction;
  return { memo: remembering(transaction), asked };
}

const CHILD = 'SELECT c.name FROM children c WHERE c.id = ?';
const LINKS = 'SELECT l.person FROM carer_links l JOIN children c ON c.id = l.child WHERE c.id = ?';

test('one question is asked once, of one and of several at once, and another of other values is another', async () => {
  const { memo, asked } = counted();
  expect(await memo.all(CHILD, ['a'])).toEqual(await memo.all(CHILD, ['a']));
  await Promise.all([memo.all(CHILD, ['b']), memo.all(CHILD, ['b'])]);
  expect(await memo.get(CHILD, ['a'])).toBe(3);
  expect(asked).toEqual([`${CHILD} a`, `${CHILD} b`, `${CHILD} a`]);
});

test.each([
  ['INSERT INTO children (id) VALUES (?)', [CHILD, LINKS]],
  ['UPDATE children SET name = ?', [CHILD, LINKS]],
  ['delete from carer_links WHERE child = ?', [LINKS]],
  ['UPDATE children_of_others SET name = ?', []],
  ['PRAGMA optimize', [CHILD, LINKS]],
])('%s: what reads that table is read anew', async (write, anew) => {
  const { memo, asked } = counted();
  for (const sql of [CHILD, LINKS]) await memo.all(sql, ['a']);
  await memo.run(write, ['a']);
  asked.length = 0;
  for (const sql of [CHILD, LINKS]) await memo.all(sql, ['a']);
  expect(asked).toEqual(anew.map((sql) => `${sql} a`));
});

test('a change that answers is carried out each time', async () => {
  const { memo, asked } = counted();
  const change = 'UPDATE children SET name = ? RETURNING id';
  await memo.all(CHILD, ['a']);
  await memo.get(change, ['x']);
  await memo.get(change, ['x']);
  await memo.all(CHILD, ['a']);
  expect(asked).toHaveLength(4);
});

test('failures and long answers are not kept', async () => {
  const long = counted(501);
  await long.memo.all(CHILD, ['a']);
  await long.memo.all(CHILD, ['a']);
  expect(long.asked).toHaveLength(2);
  let times = 0;
  const failing = remembering({
    all: async () => {
      times += 1;
      throw new Error('no');
    },
  } as unknown as Transaction);
  for (let each = 0; each < 2; each++) await expect(failing.all(CHILD, [])).rejects.toThrow('no');
  expect(times).toBe(2);
});

test('two events appended at once follow each other', async () => {
  const { store, close } = await openTestStore();
  const setting = aSetting();
  await store.write([], (register) => register.settings.save(setting));
  await store.write([setting.id], async ({ audit }) => {
    const append = (action: string) =>
      audit.append(setting.id, { action, actor: 'operator', subject: 's', payload: {} }, NOW);
    await Promise.all([append('one'), append('two'), append('three')]);
  });
  expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 3 });
  await close();
});

test('a long look through the register keeps no more than a command needs', async () => {
  const { memo, asked } = counted(500);
  const ids = Array.from({ length: 11 }, (_, index) => `child ${index}`);
  for (const id of ids) await memo.all(CHILD, [id]);
  expect(asked).toHaveLength(11);
  for (const id of ids) await memo.all(CHILD, [id]);
  expect(asked).toHaveLength(22);
});
