import type { Database } from '../../src/store/database.ts';

/**
 * Carries out the work of each writing transaction twice: the first time is undone, as when PostgreSQL says at its end that it
 * has to be done again (40001). What the work left outside the transaction is then there twice.
 */
export function twice(database: Database): Database {
  return {
    ...database,
    async transaction(work) {
      const again = new Error('40001');
      await database
        .transaction(async (transaction) => {
          await work(transaction);
          throw again;
        })
        .catch((error: unknown) => {
          if (error !== again) throw error;
        });
      return database.transaction(work);
    },
  };
}
