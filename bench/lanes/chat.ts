// The Chat SDK with its Slack adapter and state in memory, and the plain transaction in its handler. Its own answer to a
// slash command is empty and leaves before the handler has run; here it waits for the handler, as every other lane does.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSlackAdapter } from '@chat-adapter/slack';
import { Chat, ConsoleLogger } from 'chat';
import { SECRET } from '../requests.ts';
import { openLedger } from './ledger.ts';
import { createMemory } from './memory.ts';

const logger = new ConsoleLogger('error');
const slack = createSlackAdapter({
  botToken: 'xoxb-bench',
  signingSecret: SECRET,
  apiUrl: process.env.SLACK_API_URL ?? '',
  logger,
});
// Its own types do not fit one another under exactOptionalPropertyTypes.
const chat = new Chat({
  userName: 'candour',
  adapters: { slack: slack as never },
  state: createMemory(),
  logger,
});
const ledger = openLedger(process.env.LEDGER ?? '');
let done = 0;
chat.onSlashCommand('/candour', async (event) => {
  ledger(event.user.userId, event.triggerId ?? '');
  done += 1;
});
await chat.initialize();

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const request = new Request('http://127.0.0.1/slack/events', {
    method: 'POST',
    headers,
    body: Buffer.concat(chunks),
  });
  const under: Promise<unknown>[] = [];
  const before = done;
  const response = await slack.handleWebhook(request, { waitUntil: (task) => under.push(task) });
  await Promise.all(under);
  // A handler that failed is only logged: it must not count as answered.
  const body = done > before ? 'Acknowledged: SM' : '';
  outgoing.writeHead(response.status, { 'content-type': 'text/plain', 'content-length': body.length });
  outgoing.end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
