import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { TurnContext } from 'botbuilder';
import type { Log, Read } from '../../src/core/platform.ts';
import { fromJson } from '../../src/core/rules/entries.ts';
import { newReference, toFacts } from '../shared/faults.ts';
import { createUnderWay } from '../shared/under-way.ts';

/** Far above what Teams sends. */
const MOST_BYTES = 512 * 1024;
/** Teams gives up after fifteen seconds; the library, on Microsoft's keys, never. */
const TURN_MS = 40_000;

interface Receiving {
  adapter: TeamsAdapter;
  log: Log;
  run(context: TurnContext): Promise<unknown>;
}

/** A turn that must not end in 200: Teams then knows that it was refused, or that it may send again. */
export class Turned extends Error {
  override name = 'Turned';
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/** The transport and nothing else: a body of JSON, the library's authentication, a status. */
export function createReceiver({ adapter, log, run }: Receiving) {
  const underWay = createUnderWay();
  let isStopping = false;

  async function receive(request: IncomingMessage, response: ServerResponse, read: Read): Promise<void> {
    const end = once(response);
    const body = await readBody(read);
    if (typeof body === 'number') return end(body);
    // The library throws on an explicit null, which Teams sends beside typed words.
    if (body.value === null) delete body.value;
    if (body.channelData === null) delete body.channelData;
    if (typeof body.type !== 'string' || typeof body.channelId !== 'string') return end(400);
    if (!isReference(body.conversation) || !isReference(body.from) || !isReference(body.recipient))
      return end(400);
    const timer = setTimeout(() => end(503), TURN_MS);
    let turned: Turned | undefined;
    let isAuthentic = false;
    const answered = {
      header: () => undefined,
      status: (status: number) => {
        answered.code = status;
        return answered;
      },
      send: (said: unknown) => {
        answered.said = said;
        return answered;
      },
      end: () => undefined,
      code: 500,
      said: undefined as unknown,
    };
    try {
      await adapter.process(
        { method: 'POST', headers: request.headers, body } as never,
        answered as never,
        async (context) => {
          isAuthentic = true;
          try {
            await run(context);
          } catch (error) {
            if (!(error instanceof Turned)) throw error;
            turned = error;
          }
        },
      );
    } catch (error) {
      const reference = newReference();
      log.error({ reference, ...toFacts(error) }, 'a Teams activity could not be processed');
      answered.code = 500;
    } finally {
      clearTimeout(timer);
    }
    if (turned) return end(turned.status);
    if (!isAuthentic) return end(refusal(answered.code, answered.said));
    // Only an invoke has a body of its own; of a refusal the library would tell why.
    end(answered.code, body.type === 'invoke' && answered.code === 200 ? answered.said : undefined);
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
    /** Takes nothing more, and waits so many milliseconds for what is under way. */
    async stop(milliseconds: number): Promise<void> {
      isStopping = true;
      await underWay.drained(milliseconds);
    },
  };
}

/**
 * What nobody signed is 401: the library answers 500 to some forged tokens, and tells the sender why. Where Microsoft's keys
 * could not be fetched, the activity may be sound: it is to come again.
 */
function refusal(code: number, said: unknown): number {
  const isUnchecked = code === 500 && /^(request to |Failed to load )/.test(String(said));
  return code === 400 || code === 405 ? code : isUnchecked ? 503 : 401;
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

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
}

/** Answers once: a turn that comes late finds its request answered. */
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
