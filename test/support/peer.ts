import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Account } from '../../src/core/accounts/account.ts';
import type { Delivery, Message, Platform } from '../../src/core/platform.ts';
import { acceptingPlatform } from './platforms.ts';

export interface Received {
  message: string;
  user: string;
  title: string;
  /** Which life of the sender, or which of two senders. */
  from: string;
  at: number;
}

/** What the peer does with a message: takes it, or one of the ways in which a platform fails. */
export type Conduct =
  | { kind: 'takes'; afterMs?: number }
  | { kind: 'limits'; seconds: number }
  | { kind: 'breaks' }
  | { kind: 'refuses' }
  /** Knows nobody of these credentials. */
  | { kind: 'refuses us' }
  /** Takes it and never answers. */
  | { kind: 'is silent' }
  /** Takes it, and the line is cut before the answer has left. */
  | { kind: 'tears' };

export interface Peer {
  url: string;
  received: Received[];
  /** How it behaves from now on, towards everybody or somebody. */
  behave(conduct: (message: Received) => Conduct): void;
  close(): Promise<void>;
}

/** A chat platform's other end on this machine, which counts what it takes. */
export async function openPeer(): Promise<Peer> {
  const received: Received[] = [];
  let conductTowards: (message: Received) => Conduct = () => ({ kind: 'takes' });
  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const message: Received = { ...JSON.parse(body), at: performance.now() };
    const conduct = conductTowards(message);
    switch (conduct.kind) {
      case 'limits':
        response.writeHead(429, { 'retry-after': String(conduct.seconds) }).end();
        return;
      case 'breaks':
        response.writeHead(500).end();
        return;
      case 'refuses us':
        response.writeHead(401).end();
        return;
      case 'refuses':
        response.writeHead(403).end();
        return;
      case 'is silent':
        received.push(message);
        return;
      case 'tears':
        received.push(message);
        request.socket.destroy();
        return;
      case 'takes':
        received.push(message);
        if (conduct.afterMs) await new Promise((done) => setTimeout(done, conduct.afterMs));
        response.writeHead(200).end();
    }
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    behave: (conduct) => {
      conductTowards = conduct;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

/** A platform whose other end is the peer, over HTTP. */
export function peerPlatform(name: string, url: string, given: Partial<Platform> = {}): Platform {
  return acceptingPlatform({
    name,
    reachesEveryone: false,
    deliver: (account, message) => post(url, account, message, 'test'),
    ...given,
  });
}

async function post(url: string, { user }: Account, message: Message, from: string): Promise<Delivery> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ message: message.id, user, title: message.title, from }),
  });
  if (response.ok) return { kind: 'sent' };
  if (response.status === 403) return { kind: 'never', reason: '403' };
  const wait = response.headers.get('retry-after');
  return {
    kind: 'later',
    reason: String(response.status),
    ...(response.status === 401 ? { cause: 'refused' } : response.status >= 500 ? { cause: 'away' } : {}),
    ...(wait === null ? {} : { afterMs: Number(wait) * 1000 }),
  };
}
