import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { httpClient } from '../../../adapters/teams/connector.ts';

let server: Server;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A connector that answers the first words on each connection so, and the others as `again` says. */
async function open(answer: (socket: Socket) => void, again?: (socket: Socket) => void): Promise<void> {
  server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      answer(socket);
      if (again) socket.on('data', () => again(socket));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
}

/** What one request comes to at a connector that answers with these bytes. */
async function ask(answer: (socket: Socket) => void): Promise<string> {
  await open(answer);
  return send();
}

async function send(): Promise<string> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/conversations`;
  const request = { url, method: 'POST', headers: { toJson: () => ({}) }, body: '{}' };
  return httpClient.sendRequest(request as never).then(
    ({ status }) => `taken ${status}`,
    (error: Error) => `${error.name} ${error.message}`,
  );
}

const says = (words: string) => (socket: Socket) => socket.write(words);
const ends = (words: string) => (socket: Socket) => socket.end(words);

it.each([
  ['a redirect', ends('HTTP/1.1 307 x\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'), /307/],
  ['another protocol', says('HTTP/1.1 101 x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'), /Fault/],
  ['no HTTP', ends('Dear Sir\r\n\r\n'), /Fault HPE/],
  ['nothing', ends(''), /Fault ECONNRESET/],
  ['half of it', ends('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id"'), /Fault/],
  ['a head without end', says(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`), /Fault HPE/],
  [
    'a body without end',
    says(`HTTP/1.1 200 OK\r\ncontent-length: 90000000\r\n\r\n${'a'.repeat(1_100_000)}`),
    /Fault endless/,
  ],
])('a connector that answers with %s is given up on', async (_, answer, outcome) => {
  expect(await ask(answer)).toMatch(outcome);
});

it('a connection is used again, and closed from here before the other side would', async () => {
  const takes = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  const before = sockets.size;
  await open(takes, takes);
  expect([await send(), await send()]).toEqual(['taken 200', 'taken 200']);
  expect(sockets.size).toBe(before + 1);
  const [last] = [...sockets].slice(-1);
  await expect.poll(() => last?.destroyed, { timeout: 4500 }).toBe(true);
});
