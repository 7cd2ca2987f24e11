// teams-ai under node:http, without authentication, as Candour's own lane. `empty`: the handler does nothing. `reply`: it
// sends one sentence through the connector, as every bot must that wants to be read.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Application } from '@microsoft/teams-ai/lib/Application.js';
import { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';

const adapter = new TeamsAdapter({ MicrosoftAppId: '' });
const application = new Application({ adapter, startTypingTimer: false });
const replies = process.env.REPLIES === '1';
application.addRoute(
  async ({ activity }) => activity.type === 'message',
  async (context) => {
    if (replies) await context.sendActivity('Acknowledged: SM');
  },
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  const answered = {
    header: () => undefined,
    status(code: number) {
      response.statusCode = code;
      return answered;
    },
    send: () => answered,
    end: () => undefined,
  };
  await adapter.process(
    { method: 'POST', headers: request.headers, body } as never,
    answered as never,
    async (context) => void (await application.run(context)),
  );
  response.setHeader('content-length', 0);
  response.end();
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
