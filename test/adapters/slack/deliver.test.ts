import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExhibition, HOSTILE } from '../../contract/exhibition.ts';
import { openRoom, type Room } from '../../support/slack/room.ts';

const ACCOUNT = { platform: 'slack', tenant: 'T1', user: 'U1' };
const MESSAGE = {
  id: 'n1',
  title: 'D-12: due 3 Dec 2026',
  text: 'A declaration waits for you.',
  button: { label: 'Open D-12', run: { command: 'decide', input: { ref: 'D-12' } } },
};
/** Where a message to that account stands, once it is sent. */
const SENT = { kind: 'sent', at: { chat: 'DU1', handle: expect.stringMatching(/^\d+\.\d+$/) } };
let room: Room;

beforeAll(async () => {
  room = await openRoom({ app: createExhibition().app });
});
afterAll(async () => {
  await room.close();
});
beforeEach(() => {
  room.api.calls.length = 0;
  room.api.off('chat.postMessage');
  room.api.off('conversations.open');
  room.api.off('conversations.history');
  room.api.setDown(false);
});

describe('A delivery', () => {
  it('is a direct message with its button, and says so when it is sent', async () => {
    expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual(SENT);
    expect(room.api.of('conversations.open')[0]?.fields.get('users')).toBe('U1');
    const { fields } = room.api.of('chat.postMessage')[0] ?? { fields: new URLSearchParams() };
    expect([fields.get('channel'), fields.get('text')]).toEqual([
      'DU1',
      'D-12: due 3 Dec 2026: A declaration waits for you.',
    ]);
    expect(JSON.parse(fields.get('blocks') ?? '[]')).toMatchSnapshot();
  });

  it('mentions nobody, whatever its text', async () => {
    for (const words of HOSTILE) {
      await room.platform.deliver(ACCOUNT, {
        ...MESSAGE,
        title: words.slice(0, 150),
        text: words,
        button: null,
      });
      expect(room.api.calls.at(-1)?.fields.get('text')).not.toMatch(/<[!@]/);
    }
    expect(room.api.faults).toEqual([]);
  });

  it.each(['user_not_found', 'user_disabled', 'cannot_dm_bot', 'channel_not_found'])(
    'never reaches an account of which Slack says %s',
    async (error) => {
      room.api.on('chat.postMessage', { ok: false, error });
      expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({ kind: 'never', reason: error });
    },
  );

  it.each([
    ['internal_error', { cause: 'away' }],
    ['service_unavailable', { cause: 'away' }],
    ['invalid_auth', { cause: 'refused' }],
    ['token_revoked', { cause: 'refused' }],
    ['token_expired', { cause: 'refused' }],
    ['account_inactive', { cause: 'refused' }],
    ['not_authed', { cause: 'refused' }],
    ['missing_scope', { cause: 'refused' }],
    ['something_new', {}],
    ['msg_too_long', {}],
  ])('is tried later when Slack says %s, whoever else it concerns', async (error, cause) => {
    for (const method of ['chat.postMessage', 'conversations.open']) {
      room.api.on(method, { ok: false, error });
      expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({
        kind: 'later',
        reason: error,
        ...cause,
      });
      room.api.off(method);
    }
  });

  it('names a token that is refused before it is known which workspace it is of', async () => {
    const revoked = await openRoom({ app: createExhibition().app, api: { 'auth.test': 'token_revoked' } });
    expect(await revoked.platform.deliver(ACCOUNT, MESSAGE)).toEqual({
      kind: 'later',
      reason: 'token_revoked',
      cause: 'refused',
    });
    await revoked.close();
  });

  it('waits as long as Slack asks when there was too much, and does not hold anything else up', async () => {
    room.api.on('chat.postMessage', { status: 429, headers: { 'retry-after': '37' } });
    const begun = Date.now();
    expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({
      kind: 'later',
      reason: 'rate limited',
      afterMs: 37_000,
    });
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  it('is tried later when Slack breaks or is away, and only once at a time', async () => {
    room.api.on('chat.postMessage', { status: 503 });
    expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({
      kind: 'later',
      reason: 'Slack answered 503',
      cause: 'away',
    });
    expect(room.api.of('chat.postMessage')).toHaveLength(1);
    room.api.setDown(true);
    expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({
      kind: 'later',
      reason: 'Slack could not be reached',
      cause: 'away',
    });
  });

  it('is never sent to another workspace', async () => {
    expect(await room.platform.deliver({ ...ACCOUNT, tenant: 'T9' }, MESSAGE)).toEqual({
      kind: 'never',
      reason: 'not installed',
    });
    expect(room.api.calls).toEqual([]);
  });
});

describe('Rewriting a message', () => {
  const AT = { chat: 'DU1', handle: '1.7' };
  const DONE = { ...MESSAGE, title: '✓ D-12: due 3 Dec 2026', text: 'Noted by you.', button: null };
  const rewrite = (account = ACCOUNT) => room.platform.rewrite?.(account, AT, DONE);

  it('puts the new words in its place, and posts nothing', async () => {
    expect(await rewrite()).toEqual({ kind: 'sent' });
    expect(room.api.calls.map(({ method }) => method).filter((method) => method !== 'auth.test')).toEqual([
      'chat.update',
    ]);
    const { fields } = room.api.of('chat.update')[0] ?? { fields: new URLSearchParams() };
    expect([fields.get('channel'), fields.get('ts'), fields.get('text')]).toEqual([
      'DU1',
      '1.7',
      '✓ D-12: due 3 Dec 2026: Noted by you.',
    ]);
    expect(fields.get('blocks')).not.toContain('"button"');
    expect(room.api.faults).toEqual([]);
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found'])(
    'is given up on where Slack says %s',
    async (error) => {
      room.api.on('chat.update', { ok: false, error });
      expect(await rewrite()).toEqual({ kind: 'never', reason: error });
      room.api.off('chat.update');
      expect(room.api.of('chat.postMessage')).toEqual([]);
    },
  );

  it('is tried again where there was too much, or Slack is away', async () => {
    room.api.on('chat.update', { status: 429, headers: { 'retry-after': '37' } });
    expect(await rewrite()).toEqual({ kind: 'later', reason: 'rate limited', afterMs: 37_000 });
    room.api.off('chat.update');
    room.api.setDown(true);
    expect(await rewrite()).toMatchObject({ kind: 'later', cause: 'away' });
  });

  it('reaches no other workspace', async () => {
    expect(await rewrite({ ...ACCOUNT, tenant: 'T9' })).toEqual({ kind: 'never', reason: 'not installed' });
  });
});

describe('A delivery whose answer came too late', () => {
  const AGAIN = { ...MESSAGE, triedSince: new Date('2026-11-23T10:00:00Z') };
  const history = (messages: unknown[]) => room.api.on('conversations.history', { ok: true, messages });
  const posted = () => room.api.of('chat.postMessage');

  /** What Slack keeps of a message that was posted. */
  const kept = () => ({
    ts: '1.1',
    metadata: JSON.parse(posted().at(-1)?.fields.get('metadata') ?? '{}'),
  });

  it('is not posted again where it has arrived, and is where it has not', async () => {
    await room.platform.deliver(ACCOUNT, MESSAGE);
    history([kept()]);
    expect(await room.platform.deliver(ACCOUNT, AGAIN)).toEqual(SENT);
    expect(posted()).toHaveLength(1);
    expect(room.api.of('conversations.history')[0]?.fields.get('oldest')).toBe('1795428000');
    // Another notice, or the same with more to say, is not it.
    for (const other of [{ id: 'n2' }, { title: '2 things for you' }, { id: 'n3', text: 'Another waits.' }])
      await room.platform.deliver(ACCOUNT, { ...AGAIN, ...other });
    expect(posted()).toHaveLength(4);
    history([]);
    await room.platform.deliver(ACCOUNT, AGAIN);
    expect(posted()).toHaveLength(5);
    expect(room.api.faults).toEqual([]);
  });

  it('waits its turn where looking is rationed, and is posted where nobody may look', async () => {
    room.api.on('conversations.history', { status: 429, headers: { 'retry-after': '60' }, ok: false });
    expect(await room.platform.deliver(ACCOUNT, AGAIN)).toEqual({
      kind: 'later',
      reason: 'it may have arrived already',
    });
    expect(posted()).toHaveLength(0);
    room.api.on('conversations.history', { ok: false, error: 'missing_scope' });
    expect(await room.platform.deliver(ACCOUNT, AGAIN)).toEqual(SENT);
    expect(posted()).toHaveLength(1);
  });

  it('is looked for only after a first try', async () => {
    await room.platform.deliver(ACCOUNT, MESSAGE);
    expect(room.api.of('conversations.history')).toHaveLength(0);
  });
});
