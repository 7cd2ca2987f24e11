import { connect, type Socket } from 'node:net';

/** A request as it goes over the wire, and what its answer must be. */
export interface Request {
  bytes: Buffer;
  /** False: the answer is wrong, and the bench fails. */
  isAnswer(status: number, body: string): boolean;
}

/** What one round of requests came to. */
export interface Round {
  count: number;
  seconds: number;
  /** Milliseconds, one a request, ascending. */
  times: number[];
  /** Requests whose answer had come, in the order of their sending: fewer than `count` where the server was killed. */
  answered: number[];
}

/** Connections kept open: what a busy morning looks like to one server. */
export const CONNECTIONS = 32;

/**
 * Sends every request once, over that many connections, each of which sends its next when the last was answered. Every
 * status and body is looked at. Written on bare sockets, so that the client costs less than what it measures.
 * @throws Error at the first wrong answer; a lost connection ends the round where `mayBreak`
 */
export async function drive(
  port: number,
  requests: readonly Request[],
  { connections = CONNECTIONS, mayBreak = false }: { connections?: number; mayBreak?: boolean } = {},
): Promise<Round> {
  const times: number[] = [];
  const answered: number[] = [];
  let next = 0;
  const open = await Promise.all(Array.from({ length: connections }, () => dial(port)));
  const began = performance.now();
  async function work(line: Line): Promise<void> {
    while (next < requests.length) {
      const index = next++;
      const request = requests[index] as Request;
      const sent = performance.now();
      const { status, body } = await line.send(request.bytes);
      times.push(performance.now() - sent);
      if (!request.isAnswer(status, body)) {
        throw new Error(`wrong answer ${status}: ${body.slice(0, 600)}`);
      }
      answered.push(index);
    }
  }
  try {
    const works = open.map(work);
    if (mayBreak) await Promise.allSettled(works);
    else await Promise.all(works);
  } finally {
    for (const line of open) line.close();
  }
  const seconds = (performance.now() - began) / 1000;
  return { count: requests.length, seconds, times: times.sort((a, b) => a - b), answered };
}

interface Line {
  send(bytes: Buffer): Promise<{ status: number; body: string }>;
  close(): void;
}

function dial(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(talk(socket));
    });
  });
}

/** HTTP/1.1 as far as answers with a length, in chunks or without a body go. */
function talk(socket: Socket): Line {
  let held = '';
  let waiting:
    | { resolve(answer: { status: number; body: string }): void; reject(error: Error): void }
    | undefined;
  const broken = () => {
    waiting?.reject(new Error('the connection was lost'));
    waiting = undefined;
  };
  socket.setEncoding('latin1');
  socket.on('error', broken);
  socket.on('close', broken);
  socket.on('data', (words: string) => {
    held += words;
    const answer = read(held);
    if (!answer) return;
    held = '';
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(answer);
  });
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the connection was lost'));
        waiting = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}

function read(held: string): { status: number; body: string } | undefined {
  const end = held.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = held.slice(0, end).toLowerCase();
  const body = held.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    return body.length < Number(length) ? undefined : { status, body: toText(body) };
  }
  if (head.includes('\ntransfer-encoding: chunked')) {
    return body.endsWith('0\r\n\r\n') ? { status, body: toText(unchunked(body)) } : undefined;
  }
  return { status, body: '' };
}

function toText(body: string): string {
  return Buffer.from(body, 'latin1').toString('utf8');
}

function unchunked(body: string): string {
  let rest = body;
  let whole = '';
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, line), 16);
    if (!(size > 0)) return whole;
    whole += rest.slice(line + 2, line + 2 + size);
    rest = rest.slice(line + 4 + size);
  }
}
