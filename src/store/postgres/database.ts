import type { PoolClient } from 'pg';
import type { Database, Transaction, Value } from '../database.ts';
import { type Answer, ask } from './asked.ts';
import { CommitUnknown, isRepeatable, PostgresFault, toFault } from './faults.ts';
import type { Connections } from './primary.ts';
import { type Statement, toLocking, toPostgres } from './translate.ts';

const READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/**
 * The locked head of a setting's chain keeps other transactions out; a stricter isolation level would turn each wait into a
 * refusal. READ WRITE is not said, because it would write to a server that was made read-only, too.
 */
const WRITE = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** After so many milliseconds no further attempt is begun: a chat platform shows an error after three seconds. */
const PATIENCE_MS = 2500;
/** How often one transaction is attempted at most. */
const ATTEMPTS = 5;
/** The longest pause before the second attempt, in milliseconds; it doubles with each further attempt. */
const PAUSE_MS = 20;

/** A PostgreSQL database whose schema is in place. */
export function openDatabase(connections: Connections, onPrepare?: (sql: string) => void): Database {
  let closed = false;

  async function begin(how: string) {
    if (closed) throw new Error('The database is closed.');
    const { client, release } = await connections.connect();
    return { client, release, ...start(client, how, onPrepare) };
  }

  async function read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { client, release, transaction, settle, fault } = await begin(READ);
    try {
      const result = await work(transaction);
      await settle();
      if (fault()) throw fault();
      return result;
    } catch (error) {
      await settle();
      throw fault() ?? error;
    } finally {
      // The caller does not wait: a reading transaction has changed nothing.
      void rollBack(client).then((isSound) => release(!isSound));
    }
  }

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { client, release, transaction, settle, fault } = await begin(WRITE);
    let isLost = false;
    try {
      const result = await work(transaction);
      await settle();
      if (fault()) throw fault();
      await commit(client);
      return result;
    } catch (error) {
      // All statements have been answered before ROLLBACK is sent: it must be the last.
      await settle();
      const cause = fault() ?? error;
      isLost = cause instanceof CommitUnknown || (cause instanceof PostgresFault && cause.isLost);
      if (!isLost) isLost = !(await rollBack(client));
      throw cause;
    } finally {
      release(isLost);
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
      await connections.close();
    },
  };
}

/**
 * Begins a transaction on a connection that sends each statement at once and gets the answers in order. Reads are sent with
 * BEGIN. Writes wait for BEGIN's answer: if BEGIN failed, they would be committed without a transaction.
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

  /**
   * Statements of one turn of the event loop are sent in one write: each write wakes the server, and that costs more than
   * most statements.
   */
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
    /** The first error of this transaction: even if `work` caught it, the transaction is lost. */
    fault: () => first,
    /** Refuses further statements, and waits for outstanding answers. */
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
  // The server answers ROLLBACK to a COMMIT when a statement had failed.
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
