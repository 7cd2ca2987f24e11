// Bolt's own receiver under node:http. `bare`: it acknowledges, and nothing else. `plain`: one durable transaction first, in
// the way one would write it: a commit a command, in a file of SQLite's or on a PostgreSQL.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { SECRET } from '../requests.ts';
import { openLedger } from './ledger.ts';
import { openServerLedger } from './server-ledger.ts';

const receiver = new HTTPReceiver({
  signingSecret: SECRET,
  endpoints: '/slack/events',
  logLevel: LogLevel.ERROR,
});
const bolt = new App({
  receiver,
  authorize: async () => ({ botId: 'none', botUserId: 'none' }),
  logLevel: LogLevel.ERROR,
});
const file = process.env.LEDGER;
const open = file?.startsWith('postgres:') ? openServerLedger : openLedger;
const ledger = file === undefined ? undefined : await open(file);
bolt.command('/candour', async ({ command, ack }) => {
  if (!ledger) return ack();
  await ledger(command.user_id, command.trigger_id);
  await ack({ response_type: 'ephemeral', text: 'Acknowledged: SM' });
});
const server = createServer((request, response) => receiver.requestListener(request, response));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
