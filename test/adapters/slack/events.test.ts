import { request } from 'node:http';
import { type AllMiddlewareArgs, type AnyMiddlewareArgs, App, HTTPReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { createUnderWay } from '../../../adapters/shared/under-way.ts';
import { EventsUnderWay } from '../../../adapters/slack/events.ts';
import { toBoltLog } from '../../../adapters/slack/log.ts';
import { createReceiver } from '../../../adapters/slack/receiver.ts';
import type { Log, Route } from '../../../src/core/platform.ts';
import { startHttp } from '../../../src/http.ts';
import { by, SECRET, send, sendCommand, sendEvent, sendPayload, sign } from '../../support/slack/requests.ts';

type Said = AnyMiddlewareArgs & AllMiddlewareArgs;
type Listener = (said: Said) => Promise<void>;

const lines: { level: string; facts: Record<string, unknown> }[] = [];
const write = (level: string) => (facts: Record<string, unknown>) => void lines.push({ level, facts });
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
const FORM = 'application/x-www-form-urlencoded';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  lines.length = 0;
  for (const close of closing.splice(0)) await close();
});

const common = {
  authorize: async () => ({ botId: 'none', botUserId: 'none' }),
  convoStore: false as const,
  ignoreSelf: false,
  logger: toBoltLog(log),
};

async function serve(handle: Route['handle']): Promise<string> {
  const routes: Route[] = [{ method: 'POST', path: '/slack/events', handle }];
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes,
    readiness: async () => ({ isReady: true, words: [] }),
    log,
  });
  closing.push(() => http.stop(100));
  return `http://127.0.0.1:${http.port}/slack/events`;
}

/** A Bolt of its own behind our receiver. */
async function open(listener?: Listener) {
  const underWay = createUnderWay();
  const turns = new EventsUnderWay(log, underWay);
  const bolt = new App({ ...common, receiver: turns });
  if (listener) bolt.use(listener);
  const take = turns.take.bind(turns);
  const receive = createReceiver({ secret: SECRET, clock: () => new Date(), log, take });
  return { underWay, url: await serve(receive as Route['handle']) };
}

/** The same behind Bolt's own. */
async function openBolts(listener: Listener): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, logger: toBoltLog(log) });
  new App({ ...common, receiver }).use(listener);
  return serve(receiver.requestListener as Route['handle']);
}

const acknowledging =
  (given?: unknown): Listener =>
  (said) =>
    (said.ack as (given?: unknown) => Promise<void>)(given);
const command = (url: string) => sendCommand(url, { user: 'U1', text: 'me' });

describe('What Slack is answered', () => {
  it.each([
    ['nothing', undefined],
    ['a word', 'Done.'],
    ['a message', { response_type: 'ephemeral', text: '“Done.”' }],
    ['a window', { response_action: 'update', view: { type: 'modal', blocks: [] } }],
  ])('is what Bolt’s own receiver answers: %s', async (_, given) => {
    const { url } = await open(acknowledging(given));
    const bolts = await openBolts(acknowledging(given));
    const seen = await Promise.all(
      [url, bolts].map(async (each) => {
        const at = String(Math.floor(Date.now() / 1000));
        const body = 'command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1&text=me';
        const answer = await fetch(each, {
          method: 'POST',
          headers: {
            'content-type': FORM,
            'x-slack-request-timestamp': at,
            'x-slack-signature': sign(body, at),
          },
          body,
        });
        return [answer.status, answer.headers.get('content-type'), await answer.text()];
      }),
    );
    expect(seen[0]).toEqual(seen[1]);
  });

  it('is the first that a listener gives', async () => {
    const { url } = await open(async (said) => {
      const ack = said.ack as (given?: unknown) => Promise<void>;
      await ack('first');
      await ack('second');
    });
    expect((await command(url)).text).toBe('first');
    expect(lines).toEqual([]);
  });

  it('is nothing where no listener takes it', async () => {
    const { url } = await open();
    for (const sent of [
      await command(url),
      await sendPayload(url, { type: 'shortcut', ...by('U1'), callback_id: 'x' }),
      await sendEvent(url, { type: 'team_join', user: { id: 'U1' } }),
    ])
      expect([sent.status, sent.text]).toEqual([200, '']);
  });

  it('is a reference where a listener fails, which the log knows', async () => {
    const { url } = await open(async () => {
      throw new Error('secret-words');
    });
    const sent = await command(url);
    const [reference] = /[0-9A-F]{8}/.exec(sent.text) ?? [];
    expect(sent.body).toMatchObject({ response_type: 'ephemeral' });
    expect(lines.map(({ facts }) => facts.reference)).toContain(reference);
    expect(JSON.stringify(lines)).not.toContain('secret-words');
    const pressed = await sendPayload(url, { type: 'shortcut', ...by('U1'), callback_id: 'x' });
    expect([pressed.status, pressed.text]).toEqual([200, '']);
  });

  it('is empty for Slack’s check of the certificate, whatever else the body holds', async () => {
    let reached = 0;
    const { url } = await open(async (said) => {
      reached++;
      await acknowledging('told')(said);
    });
    const smuggled = 'ssl_check=1&command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1';
    for (const body of ['token=x&ssl_check=1', smuggled]) {
      const sent = await send(url, FORM, body, { signature: 'v0=00' });
      expect([sent.status, sent.text]).toEqual([200, '']);
      expect((await send(url, FORM, body)).text).toBe('');
    }
    const written = 'command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1&text=a%26ssl_check%3D1';
    expect((await send(url, FORM, written, { signature: 'v0=00' })).status).toBe(401);
    expect(reached).toBe(0);
    expect((await send(url, FORM, written)).text).toBe('told');
  });
});

describe('What Bolt is handed', () => {
  it('tells of a repeated delivery', async () => {
    const seen: unknown[] = [];
    const { url } = await open(async ({ context }) => {
      seen.push([context.retryNum, context.retryReason]);
    });
    await sendEvent(url, { type: 'team_join' });
    const headers = { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' };
    await sendEvent(url, { type: 'team_join' }, { headers });
    expect(seen).toEqual([
      [undefined, undefined],
      [2, 'http_timeout'],
    ]);
  });

  it('is read whatever its charset is called', async () => {
    const { url } = await open(acknowledging('told'));
    const body = 'command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1';
    expect((await send(url, `${FORM}; charset=utf-8`, body)).text).toBe('told');
    expect((await send(url, FORM.toUpperCase(), body)).text).toBe('told');
  });

  it('is carried out though its sender has disconnected, and stopping waits for it', async () => {
    let finish = () => {};
    let arrived = () => {};
    const begun = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url, underWay } = await open(async (said) => {
      if ('command' in said && said.command.text === 'wait') {
        arrived();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      }
      await acknowledging('told')(said);
    });
    const at = String(Math.floor(Date.now() / 1000));
    const body = 'command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1&text=wait';
    const leaving = request(url, {
      method: 'POST',
      headers: {
        'content-type': FORM,
        'x-slack-request-timestamp': at,
        'x-slack-signature': sign(body, at),
      },
    });
    leaving.on('error', () => undefined);
    leaving.end(body);
    await begun;
    leaving.destroy();
    await new Promise((resolve) => leaving.once('close', resolve));
    let drained = false;
    const draining = underWay.drained(5000).then(() => {
      drained = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(drained).toBe(false);
    finish();
    await draining;
    expect((await command(url)).text).toBe('told');
    expect(lines).toEqual([]);
  });

  it('is nothing without a secret to hold it to', () => {
    for (const secret of [undefined, ''])
      expect(() => createReceiver({ secret, clock: () => new Date(), log, take: async () => {} })).toThrow(
        'SLACK_SIGNING_SECRET',
      );
  });
});
