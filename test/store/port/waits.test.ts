import { expect } from 'vitest';
import type { Database, Transaction } from '../../../src/store/database.ts';
import { asForm, filled, openSetting } from '../../support/setting.ts';
import { onFile } from '../../support/store.ts';

/** What one command asked of the database, over all its transactions. */
interface Count {
  /** Times that an answer was awaited with nothing else under way: each costs a round trip to a server. */
  waits: number;
  statements: number;
}

const count: Count = { waits: 0, statements: 0 };

/** BEGIN goes out with the first statement; COMMIT is waited for, and nobody waits for the end of what only read. */
function counting(database: Database): Database {
  const counted = (transaction: Transaction): Transaction => {
    let underWay = 0;
    const told = async <T>(ask: () => Promise<T>): Promise<T> => {
      count.statements += 1;
      if (underWay === 0) count.waits += 1;
      underWay += 1;
      try {
        // As over a network: what is sent in the same moment is sent before the first answer comes.
        const answer = await ask();
        await new Promise(setImmediate);
        return answer;
      } finally {
        underWay -= 1;
      }
    };
    return {
      get: (sql, values) => told(() => transaction.get(sql, values)),
      hold: (sql, values) => told(() => transaction.hold(sql, values)),
      all: (sql, values) => told(() => transaction.all(sql, values)),
      run: (sql, values) => told(() => transaction.run(sql, values)),
    };
  };
  const begun =
    (kind: 'read' | 'transaction') =>
    async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
      const result = await database[kind]((transaction) => work(counted(transaction)));
      if (kind === 'transaction') count.waits += 1;
      return result;
    };
  return { ...database, read: begun('read'), transaction: begun('transaction') };
}

/** Counted where each answer takes one turn, so that the count is the same each time. Who is asking is found out before, with one more transaction, and is not counted here. */
onFile.each([
  ['acknowledge', 'Zoë Adeyemi', 'acknowledge answer=acknowledge statements=S1,S2,S3', 9, true],
  ['declare', 'Zoë Adeyemi', 'declare "Joanne Blackwell" friend since=2019', 11, false],
  ['keyperson', 'Ruth Hallam', 'keyperson "Rosie Blackwell"', 7, false],
  ['assign', 'Ruth Hallam', 'assign "Callum McBride" "Tom Ridley"', 12, false],
] as const)('%s waits for the database no oftener than it did', async (_, who, said, most, isShown) => {
  const elm = await openSetting({ store: { decorate: counting } });
  try {
    const identity = await elm.identity(who);
    const typed = elm.app.parse(said);
    // What shows records is answered as it was shown.
    const form = isShown ? asForm(await elm.app.run(identity, typed)) : undefined;
    const answered = form ? { command: form.command, input: filled(form), submitted: true } : typed;
    count.waits = 0;
    count.statements = 0;
    const answer = await elm.app.run(identity, answered);
    const { waits, statements } = count;
    expect(answer).toMatchObject({ kind: 'view' });
    expect(answer).not.toMatchObject({ refused: true });
    expect(waits, `${statements} statements`).toBeLessThanOrEqual(most);
  } finally {
    await elm.close();
  }
});
