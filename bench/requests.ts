import { createHmac } from 'node:crypto';
import type { Request } from './client.ts';

export const SECRET = '0123456789abcdef0123456789abcdef';
export const TEAM = 'T1';
export const TENANT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
export const SLACK_PATH = '/slack/events';
export const TEAMS_PATH = '/api/messages';

let count = 0;

/** A slash command as Slack sends it, signed now. */
export function slackCommand(user: string, text: string, isAnswer: Request['isAnswer']): Request {
  count += 1;
  const body = new URLSearchParams({
    token: 'unused',
    team_id: TEAM,
    team_domain: 'bench',
    channel_id: `C${user}`,
    channel_name: 'directmessage',
    user_id: user,
    user_name: user.toLowerCase(),
    command: '/candour',
    text,
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/response',
    trigger_id: `${process.pid}.${count}`,
  }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SECRET).update(`v0:${at}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
  };
  return { bytes: toBytes(SLACK_PATH, headers, body), isAnswer };
}

/** Something typed in a personal chat, as Teams sends it; without a token, which the emulator sends none of either. */
export function teamsMessage(
  user: { id: string; chat: string },
  serviceUrl: string,
  text: string,
  isAnswer: Request['isAnswer'],
): Request {
  count += 1;
  const body = JSON.stringify({
    type: 'message',
    id: `activity-${process.pid}-${count}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${user.id}`, name: 'Somebody', aadObjectId: user.id },
    recipient: { id: '28:bench', name: 'Candour' },
    conversation: { id: user.chat, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    locale: 'en-GB',
    textFormat: 'plain',
    text,
  });
  return { bytes: toBytes(TEAMS_PATH, { 'content-type': 'application/json' }, body), isAnswer };
}

function toBytes(path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'user-agent: Slackbot 1.0',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
