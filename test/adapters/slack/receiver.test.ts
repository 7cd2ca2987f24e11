import { once } from 'node:events';
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExhibition } from '../../contract/exhibition.ts';
import { by, send, sendCommand, sendEvent, sendPayload, sign } from '../../support/slack/requests.ts';
import { openRoom, type Room } from '../../support/slack/room.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const exhibition = createExhibition();
let room: Room;

beforeAll(async () => {
  room = await openRoom({ app: exhibition.app });
});
afterAll(async () => {
  await room.close();
});
beforeEach(() => {
  exhibition.received.length = 0;
  exhibition.known = true;
  room.api.calls.length = 0;
});

const alive = async () => {
  const sent = await sendCommand(room.url, { user: 'U1', text: 'text' });
  expect(sent.status).toBe(200);
  expect(sent.text).toContain('First line.');
};
const now = () => Math.floor(Date.now() / 1000);

describe('The receiver, before the conversation,', () => {
  it('takes what Slack signed', alive);

  it.each([
    ['a signature of another secret', { signature: `v0=${'0'.repeat(64)}` }],
    ['a signature of another version', { signature: `v1=${'0'.repeat(64)}` }],
    ['a signature that is none', { signature: 'nonsense' }],
    ['a request of ten minutes ago', { timestamp: now() - 600 }],
    ['a request of in ten minutes', { timestamp: now() + 600 }],
    ['a request of next year', { timestamp: now() + 31_536_000 }],
    ['a time that is none', { timestamp: Number.NaN }],
  ])('refuses %s, and does nothing', async (_, signing) => {
    const sent = await sendCommand(room.url, { user: 'U1', text: 'text secret-words' }, signing);
    expect([sent.status, sent.text]).toEqual([401, '']);
    expect(exhibition.received).toEqual([]);
    expect(JSON.stringify(room.lines)).not.toContain('secret-words');
  });

  it('refuses a body that was changed after it was signed', async () => {
    const at = String(now());
    const sent = await send(
      room.url,
      FORM,
      'command=%2Fcandour&team_id=T1&user_id=U2&trigger_id=1&text=text',
      {
        timestamp: Number(at),
        signature: sign('command=%2Fcandour&team_id=T1&user_id=U1&trigger_id=1&text=text', at),
      },
    );
    expect(sent.status).toBe(401);
  });

  it('refuses a request without any signature', async () => {
    const response = await fetch(room.url, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: '{}',
    });
    expect(response.status).toBe(401);
  });

  it('answers a repeated event like the first', async () => {
    const event = { type: 'message', channel_type: 'im', channel: 'D1', user: 'U1', ts: '1.5', text: 'text' };
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    expect((await sendEvent(room.url, event)).status).toBe(200);
    expect((await sendEvent(room.url, event, { headers })).status).toBe(200);
    await room.api.until(() => room.api.of('chat.postMessage').length === 2);
    const [first, second] = exhibition.received;
    expect(first?.keys).toEqual(second?.keys);
  });

  it('refuses five megabytes, announced or not', async () => {
    const body = 'x'.repeat(5_000_000);
    expect((await send(room.url, FORM, body)).status).toBe(413);
    const { hostname, port, pathname } = new URL(room.url);
    const unannounced = request({
      hostname,
      port,
      path: pathname,
      method: 'POST',
      headers: { 'content-type': FORM },
    });
    unannounced.on('error', () => undefined);
    const answered = once(unannounced, 'response');
    for (let i = 0; i < 50; i++) unannounced.write('x'.repeat(100_000));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    unannounced.destroy();
    await alive();
  });

  it('proves to Slack that the address is ours', async () => {
    const body = JSON.stringify({ type: 'url_verification', token: 'x', challenge: 'abc' });
    expect((await send(room.url, JSON_TYPE, body)).body).toEqual({ challenge: 'abc' });
    const forged = await send(room.url, JSON_TYPE, body, { signature: 'v0=00' });
    expect([forged.status, forged.text]).toEqual([401, '']);
  });
});

const malformed: [string, string, string][] = [
  ['nothing', JSON_TYPE, ''],
  ['null', JSON_TYPE, 'null'],
  ['a list', JSON_TYPE, '[1,2]'],
  ['a number', JSON_TYPE, '42'],
  ['half of something', JSON_TYPE, '{"type":"event_callback","secret-words'],
  ['an event without its event', JSON_TYPE, '{"type":"event_callback","team_id":"T1"}'],
  ['an event that is null', JSON_TYPE, '{"type":"event_callback","team_id":"T1","event":null}'],
  ['an event without a workspace', JSON_TYPE, '{"type":"event_callback","event":{"type":"message"}}'],
  ['an unknown type', JSON_TYPE, '{"type":"secret-words"}'],
  ['no fields', FORM, ''],
  ['a payload of null', FORM, 'payload=null'],
  ['a payload of half', FORM, 'payload=%7B%22secret-words'],
  ['two payloads', FORM, 'payload=%7B%7D&payload=%7B%7D'],
  ['a payload without a type', FORM, 'payload=%7B%7D'],
  [
    'a press without a person',
    FORM,
    `payload=${encodeURIComponent('{"type":"block_actions","actions":[{"type":"button","action_id":"run.0"}]}')}`,
  ],
  [
    'a press of nothing',
    FORM,
    `payload=${encodeURIComponent('{"type":"block_actions","user":{"id":"U1"},"actions":[]}')}`,
  ],
  [
    'a form without its view',
    FORM,
    `payload=${encodeURIComponent('{"type":"view_submission","user":{"id":"U1"},"team":{"id":"T1"}}')}`,
  ],
  ['a command without a person', FORM, 'command=%2Fcandour&team_id=T1&text=secret-words'],
  ['a body that is no text', FORM, '\u0000\u0001\uFFFD'],
];

describe('Turning a page', () => {
  it('asks for the same answer again, so that nothing is carried out twice', async () => {
    const client = room.client('U1');
    await client.type('long');
    await client.turn();
    const [first, second] = exhibition.received;
    expect(second).toMatchObject({ command: 'long', input: { nonce: first?.keys?.[0] } });
    expect(first?.keys?.[0]).toBeTruthy();
  });
});

describe('Malformed payloads', () => {
  it.each(malformed)('refuses %s with 400 when it is signed', async (_, type, body) => {
    const sent = await send(room.url, type, body);
    expect([sent.status, sent.text]).toEqual([400, '']);
    const forged = await send(room.url, type, body, { signature: `v0=${'0'.repeat(64)}` });
    expect([forged.status, forged.text]).toEqual([401, '']);
    expect(exhibition.received).toEqual([]);
    expect(JSON.stringify(room.lines)).not.toContain('secret-words');
    await alive();
  });

  it.each([
    ['a button of nonsense', { value: 'secret-words' }],
    ['a button of another shape', { value: '{"command":"text"}' }],
    ['a button without a value', {}],
    ['a page out of nowhere', { action_id: 'page.on', value: '3' }],
    ['a button of an unknown kind', { action_id: 'ancient', value: 'x' }],
  ])('answers %s with a sentence', async (_, action) => {
    const sent = await sendPayload(room.url, {
      type: 'block_actions',
      ...by('U1'),
      container: { type: 'message', channel_id: 'D1', message_ts: '1.1' },
      actions: [{ type: 'button', action_id: 'run.0', block_id: 'b', action_ts: '1', ...action }],
    });
    expect(sent.status).toBe(200);
    const call = await room.api.next(0, ['views.open']);
    expect(call.fields.get('view')).toContain('no longer current');
    expect(exhibition.received).toEqual([]);
  });

  it.each([
    ['remembers nothing', {}],
    ['remembers nonsense', { private_metadata: 'secret-words' }],
    ['remembers another shape', { private_metadata: '{"command":"form"}' }],
    [
      'holds an answer of another shape',
      { private_metadata: '{"c":"form","i":{}}', state: { values: { 'line~line': 7 } } },
    ],
  ])('answers a form that %s', async (_, view) => {
    const sent = await sendPayload(room.url, {
      type: 'view_submission',
      ...by('U1'),
      view: { id: 'V1', type: 'modal', callback_id: 'form', state: { values: {} }, blocks: [], ...view },
    });
    expect(sent.status).toBe(200);
    expect(sent.body).toMatchObject({ response_action: 'update' });
  });

  it('takes half a character for a lost one, and is not thrown by it', async () => {
    const sent = await sendPayload(room.url, {
      type: 'block_actions',
      ...by('U1'),
      view: { id: 'V\ud800', type: 'modal', callback_id: 'form', state: { values: {} }, blocks: [] },
      actions: [{ type: 'button', action_id: 'run.0', block_id: 'b', action_ts: '1', value: 'x\udfff' }],
    });
    expect(sent.status).toBe(200);
    const call = await room.api.next(0, ['views.update']);
    expect(call.fields.get('view_id')).toBe('V\ufffd');
  });

  it('answers an unknown slash command, shortcut and list of names', async () => {
    const command = await sendCommand(room.url, { user: 'U1', text: 'text', command: '/ancient' });
    expect(command.text).toContain('First line.');
    await sendPayload(room.url, { type: 'shortcut', ...by('U1'), callback_id: 'ancient' });
    expect((await room.api.next(0, ['views.open'])).fields.get('view')).toContain('no longer current');
    const names = await sendPayload(room.url, {
      type: 'block_suggestion',
      ...by('U1'),
      action_id: 'who',
      block_id: 'who~pick',
      value: 'sa',
    });
    expect([names.status, names.body]).toEqual([200, { options: [] }]);
    for (const type of ['view_closed']) {
      const closed = await sendPayload(room.url, {
        type,
        ...by('U1'),
        view: { id: 'V1', type: 'modal', callback_id: 'x', blocks: [] },
      });
      expect(closed.status).toBe(200);
    }
  });

  it('never crashes, waits or repeats what it was sent, whatever that is', async () => {
    const text = fc.string({ maxLength: 30 });
    const anything = fc.anything({
      maxDepth: 3,
      values: [text, fc.integer(), fc.constant(null), fc.boolean()],
    });
    const payload = fc.record(
      {
        type: fc.constantFrom(
          'block_actions',
          'view_submission',
          'block_suggestion',
          'shortcut',
          'view_closed',
          'message_action',
          'event_callback',
        ),
        user: fc.oneof(fc.record({ id: fc.constantFrom('U1', 'U2') }), anything),
        team: fc.oneof(fc.record({ id: fc.constantFrom('T1', 'T2') }), anything),
        team_id: fc.constantFrom('T1', 'T2'),
        event: fc.oneof(
          fc.record({
            type: fc.constantFrom('message', 'app_home_opened', 'user_change', 'tokens_revoked'),
            user: anything,
            tokens: anything,
          }),
          anything,
        ),
        actions: fc.oneof(
          fc.array(fc.record({ type: fc.constant('button'), action_id: text, value: text, action_ts: text })),
          anything,
        ),
        view: fc.oneof(
          fc.record({
            id: text,
            type: fc.constant('modal'),
            callback_id: text,
            private_metadata: text,
            blocks: fc.constant([]),
            state: anything,
          }),
          anything,
        ),
        callback_id: text,
        action_id: text,
        block_id: text,
        value: text,
        trigger_id: text,
      },
      { requiredKeys: ['type'] },
    );
    await fc.assert(
      fc.asyncProperty(payload, async (given) => {
        const begun = Date.now();
        const sent = await sendPayload(room.url, given as Record<string, unknown>);
        expect([200, 400]).toContain(sent.status);
        expect(Date.now() - begun).toBeLessThan(3000);
      }),
      { numRuns: 150, seed: 7 },
    );
    await alive();
    expect(room.lines.filter(({ level, facts }) => level === 'error' && facts.what === undefined)).toEqual(
      [],
    );
  }, 30_000);
});
