import { AsyncLocalStorage } from 'node:async_hooks';
import type { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';

type ConnectorOptions = NonNullable<ConstructorParameters<typeof TeamsAdapter>[3]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;

/** How long one request to the Bot Connector may take. */
const REQUEST_MS = 8_000;

/** Teams gives an activity fifteen seconds: so long may an answer be on its way. */
export const REPLY_MS = 12_000;

/** Why the Bot Connector did not take a message. `status` is missing where it gave no answer at all. */
export class ConnectorFault extends Error {
  override name = 'ConnectorFault';
  readonly status: number | undefined;
  /** The connector's own word for it, such as `BotNotInConversationRoster`. */
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, status?: number, retryAfterMs?: number) {
    super(status === undefined ? reason : `${status} ${reason}`.trim());
    this.reason = reason;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The signal that ends every request made on behalf of the turn or the delivery at hand. */
const underWay = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`, and gives up on it, with every request it has under way, after so many milliseconds. */
export async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      end.abort(new ConnectorFault('timeout'));
      reject(new ConnectorFault('timeout'));
    }, milliseconds);
  });
  try {
    return await Promise.race([underWay.run(end.signal, work), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One request, one attempt. The library's own pipeline repeats what was lost or refused, waits as long as Retry-After says
 * and never gives up on a silent peer: a message would come twice, or hold the outbox for an hour. The outbox decides.
 */
export const httpClient = {
  async sendRequest(request) {
    const outer = underWay.getStore();
    outer?.throwIfAborted();
    const signals = [AbortSignal.timeout(REQUEST_MS), ...(outer ? [outer] : [])];
    const response = await ask(request, AbortSignal.any(signals));
    if (response.status >= 400) {
      throw new ConnectorFault(codeOf(response.body), response.status, retryAfter(response.headers));
    }
    const headers = Object.fromEntries(response.headers);
    return {
      request,
      status: response.status,
      headers: { toJson: () => headers },
      bodyAsText: response.body,
    } as never;
  },
} satisfies HttpClient;

async function ask(
  request: Parameters<HttpClient['sendRequest']>[0],
  signal: AbortSignal,
): Promise<{ status: number; headers: Headers; body: string }> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers.toJson(),
      signal,
      redirect: 'error',
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    if (error instanceof ConnectorFault) throw error;
    if (signal.aborted) throw new ConnectorFault('timeout');
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new ConnectorFault(
      word(cause && typeof cause === 'object' && 'code' in cause ? cause.code : 'unreachable'),
    );
  }
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
function retryAfter(headers: Headers): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
