import { createHmac } from 'node:crypto';

export const SECRET = '0123456789abcdef0123456789abcdef';

export interface Sent {
  status: number;
  body: unknown;
  text: string;
}

interface Signing {
  /** Seconds; now unless told. */
  timestamp?: number;
  signature?: string;
  headers?: Record<string, string>;
}

/** Sends what Slack would, signed as Slack signs. */
export async function send(
  url: string,
  type: string,
  body: string,
  { timestamp, signature, headers = {} }: Signing = {},
): Promise<Sent> {
  const at = String(timestamp ?? Math.floor(Date.now() / 1000));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature ?? sign(body, at),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return { status: response.status, body: parsed, text };
}

export function sign(body: string, timestamp: string, secret = SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

const FORM = 'application/x-www-form-urlencoded';
let count = 0;

export function sendCommand(
  url: string,
  given: {
    user: string;
    text: string;
    team?: string;
    command?: string;
    responseUrl?: string;
    trigger?: string;
  },
  signing?: Signing,
) {
  count += 1;
  const body = new URLSearchParams({
    token: 'unused',
    team_id: given.team ?? 'T1',
    team_domain: 'willowmere',
    channel_id: 'C1',
    channel_name: 'general',
    user_id: given.user,
    user_name: given.user.toLowerCase(),
    command: given.command ?? '/candour',
    text: given.text,
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: given.responseUrl ?? '',
    trigger_id: given.trigger ?? `trigger.${count}`,
  }).toString();
  return send(url, FORM, body, signing);
}

export function sendPayload(url: string, payload: Record<string, unknown>, signing?: Signing) {
  return send(url, FORM, new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), signing);
}

export function sendEvent(
  url: string,
  event: Record<string, unknown>,
  { team = 'T1', ...signing }: Signing & { team?: string } = {},
) {
  count += 1;
  const body = JSON.stringify({
    token: 'unused',
    team_id: team,
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: `Ev${count}`,
    event_time: Math.floor(Date.now() / 1000),
    event,
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: 'UBOT', is_bot: true, is_enterprise_install: false },
    ],
  });
  return send(url, 'application/json', body, signing);
}

/** Who did it, and where: the part that all of Slack's interactive payloads share. */
export function by(user: string, team = 'T1') {
  count += 1;
  return {
    user: { id: user, team_id: team, username: user },
    team: { id: team, domain: 'willowmere' },
    api_app_id: 'A1',
    token: 'unused',
    trigger_id: `trigger.${count}`,
    is_enterprise_install: false,
  };
}
