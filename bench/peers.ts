import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TEAM } from './requests.ts';

export interface Peer {
  url: string;
  /** Requests that came. */
  count(): number;
  close(): Promise<void>;
}

/** Slack's Web API, as far as Candour and the Chat SDK ask it: it takes everything. */
export function openSlack(): Promise<Peer> {
  return listen((path, body) => {
    switch (path.slice(path.lastIndexOf('/') + 1)) {
      case 'auth.test':
        return { ok: true, team_id: TEAM, team: 'Bench', user_id: 'UBOT', bot_id: 'BBOT', user: 'candour' };
      case 'users.list':
        return { ok: true, members: [], response_metadata: { next_cursor: '' } };
      case 'users.info': {
        const id = new URLSearchParams(body).get('user');
        return {
          ok: true,
          user: {
            ...{ id, team_id: TEAM, name: 'somebody', real_name: 'Somebody', profile: {} },
            ...{ deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false },
          },
        };
      }
      case 'conversations.open':
        return { ok: true, channel: { id: 'D1' } };
      case 'chat.postMessage':
        return { ok: true, ts: '1.1', channel: 'D1' };
      default:
        return { ok: true };
    }
  }, 'api/');
}

/** The Bot Connector: it takes every message. */
export function openConnector(): Promise<Peer> {
  let sent = 0;
  return listen(() => {
    sent += 1;
    return { id: `sent-${sent}` };
  }, '');
}

async function listen(answer: (path: string, body: string) => unknown, path: string): Promise<Peer> {
  let count = 0;
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    count += 1;
    let body = '';
    for await (const chunk of request) body += (chunk as Buffer).toString();
    const words = JSON.stringify(answer(request.url ?? '/', body));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(words),
    });
    response.end(words);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
