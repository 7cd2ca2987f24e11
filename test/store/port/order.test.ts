import { expect, test } from 'vitest';
import type { Database, Transaction } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/store.ts';
import { tour } from '../tour.ts';

/** Statements that say no order, and why they need none. */
const WITHOUT_ORDER: Record<string, RegExp> = {
  'one row, by its key': /WHERE (\w\.)?setting = \? AND (\w\.)?(id|number) = \?( AND d\.erased_on IS NULL)?$/,
  'the numbers that are taken':
    /^SELECT number FROM \w+ WHERE setting = \? UNION ALL SELECT number FROM retired_numbers /,
  'the people who owe something': /^SELECT DISTINCT t\.person /,
  'accounts that are unbound, one as the other': /^DELETE FROM accounts .* RETURNING /,
  'rows that are changed, each of which leaves a trace':
    /^(UPDATE (?!notices)|DELETE FROM (?!accounts)).* RETURNING /,
  'notices that are claimed, which are sorted then': /^UPDATE notices SET claim = /,
};

test('every list says its order: SQLite gives that of a key by itself, PostgreSQL any', async () => {
  const unordered = new Set<string>();
  const seeing = (transaction: Transaction): Transaction => ({
    get: (sql, values) => transaction.get(sql, values),
    hold: (sql, values) => transaction.hold(sql, values),
    run: (sql, values) => transaction.run(sql, values),
    all: (sql, values) => {
      // What stands in brackets has its own.
      let outer = sql;
      for (let before = ''; before !== outer; ) {
        before = outer;
        outer = outer.replace(/\([^()]*\)/g, '');
      }
      if (!/ORDER BY/.test(outer)) unordered.add(sql.replace(/\s+/g, ' '));
      return transaction.all(sql, values);
    },
  });
  const decorate = (database: Database): Database => ({
    ...database,
    read: (work) => database.read((transaction) => work(seeing(transaction))),
    transaction: (work) => database.transaction((transaction) => work(seeing(transaction))),
  });
  const { store, close } = await openTestStore({ decorate });
  try {
    await tour(store);
  } finally {
    await close();
  }
  const reasons = Object.values(WITHOUT_ORDER);
  expect([...unordered].filter((sql) => !reasons.some((reason) => reason.test(sql)))).toEqual([]);
  for (const reason of reasons)
    expect(
      [...unordered].some((sql) => reason.test(sql)),
      `${reason}`,
    ).toBe(true);
});
