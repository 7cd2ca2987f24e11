import http from 'node:http';
import https from 'node:https';
import { ConnectorFault } from './faults.ts';

/** A request as the library's pipeline gives it. */
interface Request {
  url: string;
  method: string;
  headers: { toJson(): Record<string, string> };
  body?: unknown;
  abortSignal?: unknown;
}

/** How long one request to the Bot Connector may take, in milliseconds. */
const REQUEST_MS = 8_000;
/** Far above the size of the Bot Connector's answers. */
const MOST_CHARACTERS = 1_000_000;

/** How long an answer may take to send, in milliseconds: Teams gives an activity fifteen seconds. */
export const REPLY_MS = 12_000;

/** Runs `work`, and gives up on it after so many milliseconds. The signal then aborts the requests that use it. */
export async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      end.abort(new ConnectorFault('timeout'));
      reject(new ConnectorFault('timeout'));
    }, milliseconds);
  });
  try {
    return await Promise.race([work(end.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends one request once. The library's own pipeline repeats lost and refused requests, waits as long as Retry-After says
 * and never gives up on a silent peer: a message would arrive twice, or block the outbox for an hour. The outbox repeats
 * instead.
 */
export const httpClient = {
  async sendRequest(request: Request): Promise<never> {
    const signal = request.abortSignal as AbortSignal | undefined;
    signal?.throwIfAborted();
    const { status, headers, body } = await ask(request, signal);
    if (status >= 300) throw new ConnectorFault(codeOf(body), status, retryAfter(headers['retry-after']));
    return { request, status, headers: { toJson: () => headers }, bodyAsText: body } as never;
  },
};

/**
 * After so many milliseconds an idle connection is closed by us: if the other side closed it just as it was used again,
 * nobody could tell whether the message was accepted. Servers wait five seconds or longer.
 */
const IDLE_MS = 2_000;
const agents = {
  http: new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
  https: new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
};

/** Uses node:http, because fetch takes a third of a turn's time. It follows no redirect and asks for no compression. */
function ask(
  { url, method, headers, body }: Request,
  signal: AbortSignal | undefined,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const words = typeof body === 'string' ? body : undefined;
  const [send, agent] = url.startsWith('https:')
    ? [https.request, agents.https]
    : [http.request, agents.http];
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(late);
      reject(faultOf(error));
    };
    const asked = send(url, {
      method,
      agent,
      headers: {
        ...headers.toJson(),
        'accept-encoding': 'identity',
        ...(words === undefined ? {} : { 'content-length': Buffer.byteLength(words) }),
      },
      ...(signal ? { signal } : {}),
    });
    const late = setTimeout(() => asked.destroy(new ConnectorFault('timeout')), REQUEST_MS);
    asked.on('error', fail);
    // An answer in another protocol (101) closes the connection without an error and without a response.
    const cut = () => fail({ code: 'ECONNRESET' });
    asked.on('close', cut);
    asked.on('response', (response) => {
      let said = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        said += part;
        if (said.length > MOST_CHARACTERS) asked.destroy(new ConnectorFault('endless'));
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(late);
        asked.off('close', cut);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said });
      });
    });
    asked.end(words);
  });
}

/** The reason for which the connection failed, in a word or two. */
function faultOf(error: unknown): ConnectorFault {
  if (error instanceof ConnectorFault) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return new ConnectorFault(name === 'AbortError' ? 'timeout' : word(code ?? 'unreachable'));
}

/** The code in `{"error":{"code":"…"}}`, as a word. The message beside it may quote what was sent. */
function codeOf(body: string): string {
  try {
    return word((JSON.parse(body) as { error?: { code?: unknown } }).error?.code);
  } catch {
    return '';
  }
}

function word(said: unknown): string {
  return typeof said === 'string' ? said.replace(/\W/g, '').slice(0, 60) : '';
}

/** In milliseconds. The header holds seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
