import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { verifySlackRequest } from '@slack/bolt';
import { z } from 'zod';

interface Gate {
  secret: string;
  clock: () => Date;
  /** Bolt's receiver, which verifies the signature of everything that comes through. */
  receive(request: IncomingMessage, response: ServerResponse): void;
}

/** Slack's own requests stay far below; whoever sends more is not Slack. */
const MOST_BYTES = 1_000_000;
/** Slack allows five minutes; Bolt sees to those behind us, and takes any ahead. */
const AHEAD_MS = 300_000;

const id = z.string().min(1).max(100);
const user = z.looseObject({ id });
const team = z.looseObject({ id }).nullish();
const nothing = z.undefined().optional();
/** Bolt tells what it was sent by these properties, in another order than Slack's `type`. */
const pressed = { event: nothing, command: nothing, name: nothing, user, team };
const event = z.looseObject({
  type: z.string(),
  user: z.union([id, user]).optional(),
  channel: z.union([z.string(), z.looseObject({ id })]).optional(),
  item: nothing,
  subteam: nothing,
  text: z.string().optional(),
  tokens: z.looseObject({ bot: z.array(z.string()).optional() }).optional(),
});
const modal = z.looseObject({ blocks: z.array(z.looseObject({ type: z.string() })).optional() });
const action = z.looseObject({ type: z.string(), action_id: z.string() });
const bodies = z.union([
  z.looseObject({
    command: z.string().min(1),
    event: nothing,
    team_id: id,
    user_id: id,
    trigger_id: z.string(),
    text: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('event_callback'), team_id: id, event }),
  z.looseObject({
    ...pressed,
    type: z.literal('block_actions'),
    actions: z.array(action).min(1),
    view: modal.optional(),
  }),
  z.looseObject({
    ...pressed,
    type: z.enum(['view_submission', 'view_closed']),
    actions: nothing,
    view: modal,
  }),
  z.looseObject({
    ...pressed,
    type: z.literal('block_suggestion'),
    action_id: z.string(),
    block_id: z.string(),
    value: z.string(),
    view: modal.optional(),
  }),
  z.looseObject({
    ...pressed,
    type: z.enum(['shortcut', 'message_action']),
    actions: nothing,
    callback_id: z.string(),
  }),
  z.looseObject({ type: z.literal('url_verification'), challenge: z.string() }),
  z.looseObject({ ssl_check: z.literal('1') }),
]);

type Buffered = IncomingMessage & { rawBody?: Buffer };

/**
 * What stands before Bolt's receiver, which would take a timestamp from next year, crash the process at a signed `null`,
 * leave an unknown payload waiting, and print half a malformed body into the log.
 */
export function createGate({ secret, clock, receive }: Gate) {
  return async (request: Buffered, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (body === undefined) {
      // What still comes is not read.
      response.setHeader('connection', 'close');
      return refuse(response, 413);
    }
    const type = request.headers['content-type'] ?? '';
    if (/^application\/x-www-form-urlencoded\b/i.test(type))
      request.headers['content-type'] = 'application/x-www-form-urlencoded';
    const sent = Number(request.headers['x-slack-request-timestamp']);
    if (sent * 1000 > clock().getTime() + AHEAD_MS) return refuse(response, 401);
    if (!bodies.safeParse(parseBody(request.headers['content-type'], body)).success) {
      return refuse(response, isSigned(request, body, secret) ? 400 : 401);
    }
    request.rawBody = body;
    receive(request, response);
  };
}

/** Undefined once there is too much of it. By its events: iterating costs as much as all the rest of the gate. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES) return void chunks.push(chunk);
      request.pause();
      resolve(undefined);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function parseBody(type: string | undefined, body: Buffer): unknown {
  const words = body.toString();
  try {
    if (type !== 'application/x-www-form-urlencoded') return JSON.parse(words);
    const fields = parseQuery(words);
    return typeof fields.payload === 'string' ? JSON.parse(fields.payload) : { ...fields };
  } catch {
    return undefined;
  }
}

function isSigned(request: IncomingMessage, body: Buffer, signingSecret: string): boolean {
  const signature = request.headers['x-slack-signature'];
  if (typeof signature !== 'string') return false;
  const timestamp = Number(request.headers['x-slack-request-timestamp']);
  try {
    verifySlackRequest({
      signingSecret,
      body: body.toString(),
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
    });
    return true;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store' });
  response.end();
}
