import type { Register, Rows } from '../core/store.ts';
import type { Transaction } from './database.ts';
import type { Noun } from './noun.ts';
import { NOUNS } from './nouns/index.ts';
import type { Traces } from './trace.ts';

/**
 * The people who may see something new: the earliest instant at which a message queued for them may leave, or undefined
 * where only their own record has changed.
 */
export type Notified = Map<string, Date | undefined>;

/** @param notified collects the people whose own record is changed */
export function recorder(
  db: Transaction,
  audit: Register['audit'],
  traces: Traces,
  notified: Notified,
): Register['record'] {
  return async (setting, event, rows, at) => {
    const writes: Promise<void>[] = [];
    for (const name of Object.keys(NOUNS) as (keyof Rows)[]) {
      const noun: Pick<Noun<{ row: never }>, 'save' | 'readsFirst'> = NOUNS[name];
      for (const row of (rows[name] ?? []) as readonly never[]) {
        const saved = noun.save(db, row, traces);
        // The other writes are sent at once, in this order, and their answers are awaited together.
        if (noun.readsFirst) await saved;
        else writes.push(saved);
      }
    }
    for (const { id } of rows.people ?? []) notified.set(id, notified.get(id));
    await Promise.all([...writes, audit.append(setting, event, at)]);
  };
}
