import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log, Read } from '../../src/core/platform.ts';
import { fromJson } from '../../src/core/rules/entries.ts';
import { newReference, toFacts } from '../shared/faults.ts';
import { createUnderWay } from '../shared/under-way.ts';
import { Turned } from './faults.ts';
import { PLATFORM } from './identity.ts';
import type { Answered } from './library.ts';

/** Far above the size of Teams' own requests. */
const MOST_BYTES = 512 * 1024;
/**
 * After so many milliseconds a request is answered with 503. Teams gives up after fifteen seconds; the library waits for
 * Microsoft's keys for ever.
 */
const TURN_MS = 40_000;

interface Receiving {
  log: Log;
  /** Authenticates a request and answers it. Gives the status. */
  take(posted: { headers: IncomingMessage['headers']; body: Record<string, unknown> }): Promise<Answered>;
}

/** The HTTP transport and nothing else: takes a JSON body, gives a status. */
export function createReceiver({ log, take }: Receiving) {
  const underWay = createUnderWay();
  let isStopping = false;

  async function receive(request: IncomingMessage, response: ServerResponse, read: Read): Promise<void> {
    const end = once(response);
    const body = await readBody(read);
    if (typeof body === 'number') return end(body);
    const timer = setTimeout(() => end(503), TURN_MS);
    try {
      const { status, body: said } = await take({ headers: request.headers, body });
      end(status, said);
    } catch (error) {
      if (error instanceof Turned) return end(error.status);
      const reference = newReference();
      log.error(
        { reference, platform: PLATFORM, ...toFacts(error) },
        'a Teams activity could not be answered',
      );
      end(500);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async handle(incoming: object, outgoing: object, read: Read): Promise<void> {
      const request = incoming as IncomingMessage;
      const response = outgoing as ServerResponse;
      if (isStopping) return once(response)(503);
      const work = receive(request, response, read);
      underWay.add(work);
      await work;
    },
    /** Refuses further requests, and waits so many milliseconds for those being answered. */
    async stop(milliseconds: number): Promise<void> {
      isStopping = true;
      await underWay.drained(milliseconds);
    },
  };
}

/** The body as an object, or the status that refuses it. */
async function readBody(read: Read): Promise<Record<string, unknown> | number> {
  const said = await read(MOST_BYTES);
  if (said === undefined) return 413;
  try {
    const body = fromJson(said);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : 400;
  } catch {
    return 400;
  }
}

/** Answers once: a turn may end after its request was answered. */
function once(response: ServerResponse): (status: number, said?: unknown) => void {
  return (status, said) => {
    if (response.headersSent || response.writableEnded) return;
    const body = said === undefined ? '' : JSON.stringify(said);
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      ...(status === 503 ? { connection: 'close' } : {}),
    });
    response.end(body);
  };
}
