import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Misconfigured } from './config.ts';
import type { Log, Route } from './core/platform.ts';
import { newReference, toFacts } from './log.ts';
import type { Readiness } from './readiness.ts';

interface HttpOptions {
  host: string;
  port: number;
  routes: readonly Route[];
  /** Rejects while nothing can be answered, for example when the database is gone. Without it there are no health addresses. */
  readiness?: () => Promise<Readiness>;
  log: Log;
}

const STOPPING: Readiness = { isReady: false, words: ['It is stopping.'] };
const UNREADABLE: Readiness = { isReady: false, words: ['The database does not answer.'] };

export interface Http {
  port: number;
  /** Refuses new requests and waits up to `within` milliseconds for those under way. */
  stop(within: number): Promise<void>;
}

/**
 * A web server: `/healthz` (the process runs), `/readyz` (see readiness.ts) and the platforms' routes. Each platform
 * sets the limit on the size of its own request bodies.
 */
export async function startHttp({ host, port, routes, readiness, log }: HttpOptions): Promise<Http> {
  let stopping = false;
  // How often the times below are looked at: a request that sends its head too slowly ends at most so much later.
  const server = createServer({ connectionsCheckingInterval: 1000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The client closed the connection during its request, so there is nobody to answer.
      if (error instanceof Error && error === request.errored) return;
      const reference = newReference();
      log.error({ reference, ...toFacts(error) }, 'a request failed');
      if (!response.headersSent) send(response, 500, `Something went wrong (reference ${reference}).`);
      else response.destroy();
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (stopping) response.setHeader('connection', 'close');
    const path = pathOf(request.url ?? '/');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (readiness && (path === '/healthz' || path === '/readyz')) {
      if (method !== 'GET') return refuse(response, ['GET']);
      if (path === '/healthz') return send(response, 200, 'ok');
      const { isReady, words } = stopping ? STOPPING : await readiness().catch(() => UNREADABLE);
      return send(response, isReady ? 200 : 503, [isReady ? 'ok' : 'not ready', ...words].join('\n'));
    }
    const here = routes.filter((route) => route.path === path);
    const route = here.find((route) => route.method === method);
    if (route) return route.handle(request, response, (most) => read(request, response, most));
    if (here.length > 0)
      return refuse(
        response,
        here.map((route) => route.method),
      );
    return send(response, 404, 'There is nothing here.');
  }

  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    async stop(within) {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), within);
      await closed;
      clearTimeout(late);
    },
  };
}

/** @throws Misconfigured where the address cannot be listened on; any other error as it is */
export async function orOccupied<T>(starting: Promise<T>, fault: string, advice: string): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) throw error;
    // The process before this one may still hold the port, and an address comes with its network.
    throw new Misconfigured([`${fault} (${code}). ${advice}`], { mayPass: code !== 'EACCES' });
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Reads the body as text; undefined where it is longer than `most` bytes. The rest is then not read, and the connection is
 * closed.
 */
async function read(
  request: IncomingMessage,
  response: ServerResponse,
  most: number,
): Promise<string | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const body = announced > most ? undefined : await bodyOf(request, most);
  if (body === undefined) response.setHeader('connection', 'close');
  return body?.toString();
}

/** Reads by events: iterating over the request costs as much as everything else that answering it does. */
function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= most) return void chunks.push(chunk);
      request.pause();
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${text}\n`);
}

function refuse(response: ServerResponse, allowed: readonly string[]): void {
  response.setHeader('allow', allowed.join(', '));
  send(response, 405, 'This address is used in another way.');
}
