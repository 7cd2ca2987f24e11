import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import type { Log, Read } from '../../src/core/platform.ts';
import { fromJson } from '../../src/core/rules/entries.ts';

interface Receiving {
  secret: string | undefined;
  clock: () => Date;
  log: Log;
  take(event: ReceiverEvent): Promise<void>;
}

/** Far above the size of Slack's own requests. */
const MOST_BYTES = 1_000_000;
/** How far Slack's clock may be from ours, in either direction; milliseconds. */
const WINDOW_MS = 300_000;

/** The HTTP transport and nothing else (decision 22): checks the signature and the body, and gives one answer. */
export function createReceiver({ secret, clock, log, take }: Receiving) {
  if (!secret) throw new Error('SLACK_SIGNING_SECRET is missing');
  function refuse(response: ServerResponse, status: number): void {
    log.warn({ status }, 'slack: a request was refused');
    response.writeHead(status, { 'cache-control': 'no-store' });
    response.end();
  }
  return async ({ headers }: IncomingMessage, response: ServerResponse, read: Read): Promise<void> => {
    const words = await read(MOST_BYTES);
    if (words === undefined) return refuse(response, 413);
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
    // Slack's check of the certificate is unsigned, and gets an empty answer.
    if (isForm && /(?:^|&)ssl_check=1(?:&|$)/.test(words)) return answer(response);
    if (!isSigned(headers, words, secret, clock())) return refuse(response, 401);
    const body = toBody(words, isForm);
    if (!body) return refuse(response, 400);
    if (body.type === 'url_verification') return answer(response, { challenge: body.challenge });
    const event: ReceiverEvent = { body, ack: async (said: unknown) => answer(response, said) };
    if (headers['x-slack-retry-num'] !== undefined) {
      event.retryNum = Number(headers['x-slack-retry-num']);
      event.retryReason = String(headers['x-slack-retry-reason']);
    }
    await take(event);
  };
}

/** Whether the request was signed with the secret, within the window. Bolt would accept a time in the next year. */
function isSigned(headers: IncomingMessage['headers'], words: string, secret: string, now: Date): boolean {
  const at = String(headers['x-slack-request-timestamp']);
  if (!(Math.abs(now.getTime() - Number(at) * 1000) <= WINDOW_MS)) return false;
  const digest = createHmac('sha256', secret).update(`v0:${at}:${words}`).digest('hex');
  const ours = Buffer.from(`v0=${digest}`);
  const said = Buffer.from(String(headers['x-slack-signature']));
  return said.length === ours.length && timingSafeEqual(said, ours);
}

/** The request's content; undefined when it is nothing that Slack sends. */
function toBody(words: string, isForm: boolean): ReceiverEvent['body'] | undefined {
  try {
    // A form's own fields are whole characters: they are decoded from bytes.
    const fields = isForm ? parseQuery(words) : { payload: words };
    const body = typeof fields.payload === 'string' ? fromJson(fields.payload) : fields;
    return isSlacks(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Answers as Bolt does: with nothing, with text, or with anything else as JSON. */
function answer(response: ServerResponse, said?: unknown): void {
  if (!said || typeof said === 'string') return void response.end(said || '');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(said));
}

const id = z.string().min(1).max(100);
const user = z.object({ id });
const team = z.object({ id }).nullish();
const nothing = z.undefined().optional();
/** Bolt tells requests apart by these properties, in another order than Slack's `type`. */
const pressed = { event: nothing, command: nothing, name: nothing, user, team };
const event = z.object({
  type: z.string(),
  user: z.union([id, user]).optional(),
  channel: z.union([z.string(), z.object({ id })]).optional(),
  item: nothing,
  subteam: nothing,
  text: z.string().optional(),
  tokens: z.object({ bot: z.array(z.string()).optional() }).optional(),
});
const modal = z.object({ blocks: z.array(z.object({ type: z.string() })).optional() });
const action = z.object({ type: z.string(), action_id: z.string() });
const command = z.object({
  command: z.string().min(1),
  event: nothing,
  team_id: id,
  user_id: id,
  trigger_id: z.string(),
  text: z.string().optional(),
});
const typed = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event_callback'), team_id: id, event }),
  z.object({
    ...pressed,
    type: z.literal('block_actions'),
    actions: z.array(action).min(1),
    view: modal.optional(),
  }),
  z.object({
    ...pressed,
    type: z.enum(['view_submission', 'view_closed']),
    actions: nothing,
    view: modal,
  }),
  z.object({
    ...pressed,
    type: z.literal('block_suggestion'),
    action_id: z.string(),
    block_id: z.string(),
    value: z.string(),
    view: modal.optional(),
  }),
  z.object({
    ...pressed,
    type: z.enum(['shortcut', 'message_action']),
    actions: nothing,
    callback_id: z.string(),
  }),
  z.object({ type: z.literal('url_verification'), challenge: z.string() }),
]);

/**
 * Whether the body has the shape of Slack's requests, as far as Bolt and Candour read it: Bolt crashes at a `null`, and
 * never answers the unknown.
 */
function isSlacks(body: unknown): body is ReceiverEvent['body'] {
  const isCommand = (body as { command?: unknown } | null)?.command !== undefined;
  return (isCommand ? command : typed).safeParse(body).success;
}
