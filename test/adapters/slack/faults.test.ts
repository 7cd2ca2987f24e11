import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { by, sendCommand, sendEvent, sendPayload } from '../../support/slack/requests.ts';
import { openRoom, type Room } from '../../support/slack/room.ts';

let room: Room;
afterEach(async () => {
  expect(room.api.faults).toEqual([]);
  await room.close();
});

const REFERENCE = /[0-9A-F]{8}/;

function slow(ms: number): App {
  const { app } = createExhibition();
  return {
    ...app,
    run: async (identity, invocation) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return app.run(identity, invocation);
    },
  };
}

/** As when the database has gone away. */
function broken(): App {
  const { app } = createExhibition();
  const fail = () => Promise.reject(new Error('the database is closed: secret-words'));
  return { ...app, identify: fail, run: fail, suggest: fail };
}

const button = (trigger = 'trigger.1') => ({
  type: 'block_actions',
  ...by('U1'),
  trigger_id: trigger,
  container: { type: 'message', channel_id: 'D1', message_ts: '1.1' },
  response_url: room.api.responseUrl,
  actions: [
    { type: 'button', action_id: 'run.0', block_id: 'b', action_ts: '1', value: '{"c":"form","i":{}}' },
  ],
});
const form = () => ({
  type: 'view_submission',
  ...by('U1'),
  view: {
    id: 'V1',
    type: 'modal',
    callback_id: 'form',
    private_metadata: '{"c":"form","i":{}}',
    blocks: [{ type: 'input', block_id: 'line~line' }],
    state: { values: { 'line~line': { line: { type: 'plain_text_input', value: 'kept' } } } },
  },
});

describe('A database that is away just now', () => {
  it('is told in its own words in a form, too, before anybody is known', async () => {
    const away = async () => {
      throw new Refusal('The database cannot be reached just now. Please try again in a moment.');
    };
    room = await openRoom({ app: { ...broken(), identify: away } });
    const submitted = await sendPayload(room.url, form());
    expect(submitted.body).toMatchObject({
      errors: { 'line~line': expect.stringContaining('try again in a moment') },
    });
    expect(room.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('A database that is gone', () => {
  it('is told to everybody with a reference that the log knows, and without what people wrote', async () => {
    room = await openRoom({ app: broken() });
    const command = await sendCommand(room.url, { user: 'U1', text: 'me' });
    expect(command.text).toMatch(REFERENCE);
    const submitted = await sendPayload(room.url, form());
    expect(submitted.body).toMatchObject({
      response_action: 'errors',
      errors: { 'line~line': expect.stringMatching(REFERENCE) },
    });
    await sendPayload(room.url, button());
    const told = await room.api.next(0, ['response', 'views.open']);
    expect(told.fields.toString()).toMatch(REFERENCE);
    const { response_url: _, ...inHome } = button('trigger.home');
    const before = room.api.calls.length;
    await sendPayload(room.url, {
      ...inHome,
      container: { type: 'view', view_id: 'V9' },
      view: { id: 'V9', type: 'home', blocks: [] },
    });
    expect((await room.api.next(before, ['views.open'])).fields.toString()).toMatch(REFERENCE);
    const names = await sendPayload(room.url, {
      type: 'block_suggestion',
      ...by('U1'),
      action_id: 'who',
      block_id: 'who~pick',
      value: 'x',
      view: form().view,
    });
    expect(names.body).toEqual({ options: [] });
    await sendEvent(room.url, {
      type: 'message',
      channel_type: 'im',
      channel: 'D1',
      user: 'U1',
      ts: '1.1',
      text: 'me',
    });
    const references = [command.text.match(REFERENCE)?.[0]];
    const logged = room.lines.map(({ facts }) => facts.reference);
    for (const each of references) expect(logged).toContain(each);
    expect(JSON.stringify(room.lines)).not.toContain('secret-words');
  });
});

describe('An answer that takes too long', () => {
  it('is told within three seconds, and comes after all', async () => {
    room = await openRoom({ app: slow(3500) });
    const begun = Date.now();
    const [command, submitted] = await Promise.all([
      sendCommand(room.url, { user: 'U1', text: 'text', responseUrl: room.api.responseUrl }),
      sendPayload(room.url, form()),
    ]);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(command.text).toContain('takes longer');
    expect(submitted.body).toMatchObject({ response_action: 'errors' });
    const [later, updated] = await Promise.all([
      room.api.next(0, ['response'], 5000),
      room.api.next(0, ['views.update'], 5000),
    ]);
    expect(later.fields.get('body')).toContain('First line.');
    expect(updated.fields.get('view')).toContain('Your reference is D-12.');
  });
});

describe('A trigger that has expired', () => {
  it('asks to press again', async () => {
    room = await openRoom({ app: createExhibition().app });
    room.api.on('views.open', { ok: false, error: 'expired_trigger_id' });
    await sendPayload(room.url, button());
    const told = await room.api.next(0, ['response']);
    expect(told.fields.get('body')).toContain('Please press it again');
    const command = await sendCommand(room.url, { user: 'U1', text: 'form' });
    expect(command.text).toContain('Please press it again');
  });
});

describe('Slack away', () => {
  it('still answers what needs no call, and says what could not be opened', async () => {
    room = await openRoom({ app: createExhibition().app });
    await sendCommand(room.url, { user: 'U1', text: 'text' });
    room.api.setDown(true);
    expect((await sendCommand(room.url, { user: 'U1', text: 'text' })).text).toContain('First line.');
    expect((await sendCommand(room.url, { user: 'U1', text: 'form' })).text).toMatch(REFERENCE);
    room.api.setDown(false);
    expect((await sendCommand(room.url, { user: 'U1', text: 'form' })).status).toBe(200);
  });
});

describe('Stopping', () => {
  it('waits for requests under way', async () => {
    room = await openRoom({ app: slow(800) });
    const answer = sendCommand(room.url, { user: 'U1', text: 'text' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begun = Date.now();
    await room.platform.stop();
    expect(Date.now() - begun).toBeGreaterThan(400);
    expect((await answer).text).toContain('First line.');
  });
});
