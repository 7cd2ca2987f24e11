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
  room.api.setDown(false);
});

describe('A delivery', () => {
  it('is a direct message with its button, and says so when it is sent', async () => {
    expect(await room.platform.deliver(ACCOUNT, MESSAGE)).toEqual({ kind: 'sent' });
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
