import http from 'node:http';
import https from 'node:https';
import { ConnectorFault } from './faults.ts';

/** A request as the library's pipeline hands it on. */
interface Request {
  url: string;
  method: string;
  headers: { toJson(): Record<string, string> };
  body?: unknown;
  abortSignal?: unknown;
}

/** How long one request to the Bot Connector may take. */
const REQUEST_MS = 8_000;
/** Far above what the Bot Connector answers. */
const MOST_CHARACTERS = 1_000_000;

/** Teams gives an activity fifteen seconds: so long may an answer be on its way. */
export const REPLY_MS = 12_000;

/** Runs `work`, and gives up on it after so many milliseconds; the signal then ends the requests that are bound to it. */
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
 * One request, one attempt. The library's own pipeline repeats what was lost or refused, waits as long as Retry-After says
 * and never gives up on a silent peer: a message would come twice, or hold the outbox for an hour. The outbox decides.
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
 * A connection that rests is closed by us first: where the other side does it just as it is used again, nobody can tell whether
 * the message was taken. Servers wait five seconds or longer.
 */
const IDLE_MS = 2_000;
const agents = {
  http: new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
  https: new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
};

/** By node:http, because fetch takes a third of a turn's time; nothing is followed, and nothing comes compressed. */
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

/** In a word or two, whatever broke the connection. */
function faultOf(error: unknown): ConnectorFault {
  if (error instanceof ConnectorFault) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return new ConnectorFault(name === 'AbortError' ? 'timeout' : word(code ?? 'unreachable'));
}

/** `{"error":{"code":"…"}}`, reduced to a word: the message beside it may quote what was sent. */
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

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
