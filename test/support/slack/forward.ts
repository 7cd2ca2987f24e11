import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { FLAGS } from './api.ts';

/** Passes a request on. `see` is told of it, and `change` gives what is answered. */
export async function forward(
  asked: IncomingMessage,
  response: ServerResponse,
  to: { socketPath: string } | { host: string; port: number },
  see?: (path: string, body: string) => void,
  change: (path: string, body: string) => string = (_, body) => body,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of asked as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const path = asked.url ?? '/';
  see?.(new URL(path, 'http://here').pathname, body.toString());
  const onward = request(
    { ...to, path, method: asked.method, headers: { ...asked.headers, connection: 'close' } },
    (answered) => {
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () => {
        const given = change(path, Buffer.concat(parts).toString());
        const { 'content-length': _, 'transfer-encoding': __, ...headers } = answered.headers;
        response.writeHead(answered.statusCode ?? 502, { ...headers, connection: 'close' });
        response.end(given);
      });
    },
  );
  // Slack away: the connection breaks, as it would.
  onward.on('error', () => response.destroy());
  onward.end(body);
}

/** What a local Slack says of its members, with the flags that Slack itself always gives. */
export function withFlags(path: string, body: string): string {
  if (!/\/users\.(info|list)\b/.test(path)) return body;
  const told = JSON.parse(body) as { user?: object; members?: object[] };
  const whole = (user: object) => ({ ...FLAGS, ...user });
  return JSON.stringify({
    ...told,
    ...(told.user ? { user: whole(told.user) } : {}),
    ...(told.members ? { members: told.members.map(whole) } : {}),
  });
}
