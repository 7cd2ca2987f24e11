import type { Pool, PoolClient } from 'pg';
import type { Database, Transaction, Value } from '../database.ts';
import { type Answer, ask } from './asked.ts';
import { CommitUnknown, isRepeatable, PostgresFault, toFault } from './faults.ts';
import { connect } from './pool.ts';
import { type Statement, toLocking, toPostgres } from './translate.ts';

const READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** The head of a setting's chain, locked first, keeps others out: a stricter level would turn each wait into a refusal. */
const WRITE = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

/** A chat platform shows an error after three seconds: no repeat is begun later than this, in milliseconds. */
const PATIENCE_MS = 2500;
/** How often one transaction is carried out, at most. */
const ATTEMPTS = 5;
/** The longest pause before the second attempt, in milliseconds; it doubles with each further one. */
const PAUSE_MS = 20;

/** PostgreSQL behind the port. Its schema is in place already. */
export function openDatabase(pool: Pool, onPrepare?: (sql: string) => void): Database {
  let closed = false;

  async function begin(how: string) {
    if (closed) throw new Error('The database is closed.');
    const client = await connect(pool);
    return { client, ...start(client, how, onPrepare) };
  }

  async function read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { client, transaction, settle, fault } = await begin(READ);
    try {
      const result = await work(transaction);
      await settle();
      if (fault()) throw fault();
      return result;
    } catch (error) {
      await settle();
      throw fault() ?? error;
    } finally {
      // Nobody waits for the end of what has changed nothing.
      void rollBack(client).then((isSound) => client.release(!isSound));
    }
  }

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { client, transaction, settle, fault } = await begin(WRITE);
    let isLost = false;
    try {
      const result = await work(transaction);
      await settle();
      if (fault()) throw fault();
      await commit(client);
      return result;
    } catch (error) {
      // What was in flight is over before ROLLBACK, which would otherwise not be the last.
      await settle();
      const cause = fault() ?? error;
      isLost = cause instanceof CommitUnknown || (cause instanceof PostgresFault && cause.isLost);
      if (!isLost) isLost = !(await rollBack(client));
      throw cause;
    } finally {
      client.release(isLost);
    }
  }

  async function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(work);
      } catch (error) {
        const pause = Math.random() * PAUSE_MS * 2 ** (attempt - 1);
        if (!isRepeatable(error) || attempt === ATTEMPTS || performance.now() + pause > until) throw error;
        await new Promise((resume) => setTimeout(resume, pause));
      }
    }
  }

  return {
    read,
    transaction,
    async close() {
      if (closed) return;
      closed = true;
      await pool.end();
    },
  };
}

/**
 * Begins a transaction on a connection that sends each statement at once and gets the answers in their order. Questions go out
 * with BEGIN; whatever changes something waits for BEGIN's answer, or it could be kept without a transaction.
 */
function start(client: PoolClient, begin: string, onPrepare: ((sql: string) => void) | undefined) {
  const inFlight = new Set<Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let first: Error | undefined;
  let hasBegun = false;
  let over = false;
  let isGathering = false;

  const failed = (error: unknown): Error => {
    const fault = toFault(error);
    const isBug = begin === READ && fault instanceof PostgresFault && fault.code === '25006';
    first ??= isBug ? new Error('Whoever only reads changes nothing.') : fault;
    return first;
  };

  function track<T>(answer: Promise<T>): Promise<T> {
    inFlight.add(answer);
    const done = () => void inFlight.delete(answer);
    answer.then(done, done);
    return answer;
  }

  /** What is asked in one turn goes out in one write: each wakes the server, and costs more than most statements do. */
  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    const { stream } = client.connection;
    stream.cork();
    process.nextTick(() => {
      isGathering = false;
      stream.uncork();
    });
  }

  gather();
  void track(
    client.query(begin).then(
      () => {
        hasBegun = true;
        for (const go of waiting.splice(0)) go();
      },
      (error: unknown) => {
        failed(error);
        for (const go of waiting.splice(0)) go();
      },
    ),
  );

  function send(statement: Statement, values: readonly Value[]) {
    if (over) throw new Error('This transaction is over: something in it was not awaited.');
    onPrepare?.(statement.text);
    const go = async (): Promise<Answer> => {
      if (first) throw first;
      gather();
      try {
        return await ask(client, statement, values);
      } catch (error) {
        throw failed(error);
      }
    };
    const mayGo = hasBegun || (statement.isQuestion && waiting.length === 0);
    return track(mayGo ? go() : new Promise<Answer>((resolve) => waiting.push(() => resolve(go()))));
  }

  const get = async <Row>(statement: Statement, values: readonly Value[]) =>
    (await send(statement, values)).rows[0] as Row | undefined;
  const transaction: Transaction = {
    get: async (sql, values) => get(toPostgres(sql), values),
    hold: async (sql, values) => get(toLocking(sql), values),
    all: async <Row>(sql: string, values: readonly Value[]) =>
      (await send(toPostgres(sql), values)).rows as Row[],
    run: async (sql, values) => (await send(toPostgres(sql), values)).changed,
  };
  return {
    transaction,
    /** What failed first in this transaction: whoever caught it goes on in vain. */
    fault: () => first,
    /** Takes no further statement, and waits for the answers that are outstanding. */
    async settle(): Promise<void> {
      over = true;
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
  };
}

async function commit(client: PoolClient): Promise<void> {
  let said: string;
  try {
    said = (await client.query('COMMIT')).command;
  } catch (error) {
    const fault = toFault(error);
    throw fault instanceof PostgresFault && fault.isLost ? new CommitUnknown(fault) : fault;
  }
  // So it answers where a statement had failed.
  if (said !== 'COMMIT') throw new Error(`The transaction was rolled back by the database (${said}).`);
}

/** False where the connection cannot be used again. */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
