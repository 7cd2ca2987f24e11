import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Register } from '../../src/core/store.ts';
import { openTestStore } from '../support/store.ts';
import { aFamily, aNotice, NOW } from './fixture.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let family: Awaited<ReturnType<typeof aFamily>>;
let s: string;
const read = <T>(work: (register: Register) => Promise<T>) => open.store.read(work);
const write = <T>(work: (register: Register) => Promise<T>) => open.store.write([], work);
const after = (ms: number) => new Date(NOW.getTime() + ms);
const MINUTE = 60_000;

beforeEach(async () => {
  open = await openTestStore();
  family = await aFamily(open.store);
  s = family.setting.id;
});
afterEach(() => open.close());

test('a notice is told to one person once on one occasion', async () => {
  const first = aNotice(family.manager);
  expect(await write((r) => r.notices.queue(first))).toBe(true);
  expect(await write((r) => r.notices.queue(aNotice(family.manager, { title: 'Again' })))).toBe(false);
  expect(
    await write((r) => r.notices.queue(aNotice(family.manager, { occasion: 'day-3', button: null }))),
  ).toBe(true);
  expect(await write((r) => r.notices.queue(aNotice(family.staff)))).toBe(true);
  const all = await read((r) => r.notices.all());
  expect(all).toHaveLength(3);
  expect(all).toContainEqual({ ...first, settingCode: family.setting.code, recipientName: 'Ruth Hallam' });
});

test('one that was suppressed on its occasion is told after all, once', async () => {
  const suppressed = aNotice(family.manager, { state: 'suppressed', text: 'Then.' });
  expect(await write((r) => r.notices.queue(suppressed))).toBe(true);
  expect(await read((r) => r.notices.wasQueued(suppressed))).toBe(false);
  const told = aNotice(family.manager, { text: 'Now.' });
  expect(await write((r) => r.notices.queue(told))).toBe(true);
  expect(await write((r) => r.notices.queue(told))).toBe(false);
  expect(await read((r) => r.notices.wasQueued(suppressed))).toBe(true);
  expect(await write((r) => r.notices.claim(NOW, MINUTE, 10))).toMatchObject([
    { id: suppressed.id, text: 'Now.', state: 'queued' },
  ]);
});

test('what is due is claimed once, earliest first, and again when the claim lapses', async () => {
  const late = aNotice(family.manager, { occasion: 'b', notBefore: NOW });
  const early = aNotice(family.manager, {
    occasion: 'a',
    notBefore: after(-MINUTE),
    state: 'failed',
    attempts: 1,
  });
  const future = aNotice(family.manager, { occasion: 'c', notBefore: after(1) });
  const sent = aNotice(family.manager, { occasion: 'd', state: 'sent' });
  await write(async (r) => {
    for (const each of [late, early, future, sent]) await r.notices.queue(each);
  });
  const claim = (at: Date, limit = 10) => write((r) => r.notices.claim(at, MINUTE, limit));
  expect(await claim(NOW)).toEqual(
    [early, late].map((each) => ({
      ...each,
      settingCode: family.setting.code,
      recipientName: 'Ruth Hallam',
    })),
  );
  expect(await claim(NOW)).toEqual([]);
  expect((await claim(after(1))).map(({ occasion }) => occasion)).toEqual(['c']);
  await write((r) => r.notices.queue(aNotice(family.staff, { occasion: 'e', notBefore: NOW })));
  expect((await claim(after(MINUTE), 1)).map(({ occasion }) => occasion)).toEqual(['a', 'b']);
  expect((await claim(after(MINUTE), 1)).map(({ occasion }) => occasion)).toEqual(['e']);
});

test('people for whom an alert waits are claimed before people who have waited longer', async () => {
  await write(async (r) => {
    await r.notices.queue(
      aNotice(family.staff, { occasion: 'a', class: 'routine', notBefore: after(-60 * MINUTE) }),
    );
    await r.notices.queue(aNotice(family.manager, { occasion: 'b', class: 'alert', notBefore: NOW }));
  });
  const first = await write((r) => r.notices.claim(NOW, MINUTE, 1));
  expect(first.map(({ occasion }) => occasion)).toEqual(['b']);
});

test('what has not arrived is counted by state, with the alert that should have arrived first', async () => {
  const outstanding = () => read((r) => r.notices.outstanding(NOW));
  expect(await outstanding()).toEqual({ queued: 0, failed: 0, dead: 0, oldestAlert: undefined });
  const at = (minutes: number) => after(-minutes * MINUTE);
  await write(async (r) => {
    const queue = (occasion: string, given: Parameters<typeof aNotice>[1]) =>
      r.notices.queue(aNotice(family.manager, { occasion, class: 'alert', ...given }));
    await queue('a', { state: 'sent', createdAt: at(90) });
    await queue('b', { state: 'suppressed', createdAt: at(90) });
    await queue('c', { state: 'dead', createdAt: at(90) });
    await queue('d', { state: 'queued', class: 'routine', createdAt: at(90), notBefore: at(90) });
    // Told at night, it waits for the morning.
    await queue('e', { state: 'queued', createdAt: at(60), notBefore: after(MINUTE) });
  });
  expect(await outstanding()).toEqual({ queued: 2, failed: 0, dead: 1, oldestAlert: undefined });
  await write((r) =>
    r.notices.queue(
      aNotice(family.staff, { class: 'alert', createdAt: at(50), notBefore: at(20), state: 'queued' }),
    ),
  );
  expect(await outstanding()).toMatchObject({ queued: 3, oldestAlert: at(20) });
  const failed = { class: 'alert', state: 'failed', createdAt: at(30), notBefore: after(MINUTE) } as const;
  await write((r) => r.notices.queue(aNotice(family.staff, { ...failed, occasion: 'f' })));
  expect(await outstanding()).toEqual({ queued: 3, failed: 1, dead: 1, oldestAlert: at(30) });
});

test('one that was suppressed is told after all, once it is wanted again', async () => {
  const each = aNotice(family.manager, { title: 'Before' });
  await write((r) => r.notices.queue(each));
  const told = () => read((r) => r.notices.wasQueued(each));
  expect(await told()).toBe(true);
  await write((r) => r.notices.mark(s, each.id, { ...each, state: 'suppressed', attempts: 0 }));
  expect(await told()).toBe(false);
  const again = aNotice(family.manager, { title: 'After', notBefore: after(MINUTE) });
  expect(await write((r) => r.notices.queue(again))).toBe(true);
  expect(await write((r) => r.notices.queue(again))).toBe(false);
  expect(await read((r) => r.notices.all())).toMatchObject([
    { id: each.id, state: 'queued', title: 'After', notBefore: after(MINUTE) },
  ]);
});

test('a clock that was ahead leaves nothing waiting for its time', async () => {
  const future = aNotice(family.manager, {
    occasion: 'a',
    createdAt: after(60 * MINUTE),
    notBefore: after(60 * MINUTE),
  });
  const failed = aNotice(family.manager, {
    occasion: 'b',
    state: 'failed',
    notBefore: after(60 * MINUTE),
  });
  const rightly = aNotice(family.manager, { occasion: 'c', notBefore: after(60 * MINUTE) });
  await write(async (r) => {
    for (const each of [future, failed, rightly]) await r.notices.queue(each);
  });
  expect(await read((r) => r.notices.next())).toEqual(after(60 * MINUTE));
  await write((r) => r.notices.rewind(s, NOW));
  expect(await read((r) => r.notices.next())).toEqual(NOW);
  const claimed = await write((r) => r.notices.claim(NOW, 3 * 86_400_000, 10));
  expect(claimed.map(({ occasion }) => occasion).sort()).toEqual(['a', 'b']);
  // Claimed by a clock that was days ahead: that claim holds nobody up.
  expect(await write((r) => r.notices.claim(NOW, MINUTE, 10))).toHaveLength(2);
});

test('a setting is looked at once, again after an event, and again when the clock is set back', async () => {
  const due = (at: Date) => read((r) => r.dailyChecks.due(at, 10));
  const [look] = await due(NOW);
  if (!look) throw new Error('a new setting is looked at first of all');
  expect(look.setting).toBe(s);
  await write((r) => r.dailyChecks.checked(look, NOW, after(60 * MINUTE)));
  expect(await due(NOW)).toEqual([]);
  expect(await read((r) => r.dailyChecks.next())).toEqual(after(60 * MINUTE));
  expect(await due(after(-1))).toHaveLength(1);
  await write((r) => r.audit.append(s, { action: 'a', actor: 'clock', subject: 's', payload: {} }, after(1)));
  expect(await due(NOW)).toEqual([]);
  const [next] = await due(after(1));
  expect(next).toMatchObject({ setting: s, seq: look.seq + 1 });
  // Something has happened since that look: it does not count as one.
  await write((r) => r.dailyChecks.checked(look, after(1), after(60 * MINUTE)));
  expect(await due(after(1))).toHaveLength(1);
});

test('what became of it is marked, and a failure may be claimed when its time has come', async () => {
  const each = aNotice(family.manager);
  await write((r) => r.notices.queue(each));
  await write((r) => r.notices.claim(NOW, 10 * MINUTE, 10));
  const failed = {
    state: 'failed' as const,
    platform: null,
    attempts: 1,
    notBefore: after(MINUTE),
    sentAt: null,
    error: 'timeout',
  };
  await write((r) => r.notices.mark(s, each.id, failed));
  expect(await write((r) => r.notices.claim(NOW, MINUTE, 10))).toEqual([]);
  expect(await write((r) => r.notices.claim(after(MINUTE), MINUTE, 10))).toMatchObject([failed]);
  const sent = {
    state: 'sent' as const,
    platform: 'slack',
    attempts: 2,
    notBefore: after(MINUTE),
    sentAt: after(MINUTE),
    error: null,
  };
  await write((r) => r.notices.mark(s, each.id, sent));
  expect(await read((r) => r.notices.ofRecipient(s, family.manager.id, 5))).toEqual([{ ...each, ...sent }]);
  expect(await write((r) => r.notices.claim(after(60 * MINUTE), MINUTE, 10))).toEqual([]);
});

test('one person’s come newest first, and the dead are listed', async () => {
  await write(async (r) => {
    for (const [index, state] of (['dead', 'queued', 'sent'] as const).entries()) {
      await r.notices.queue(aNotice(family.manager, { occasion: state, state, createdAt: after(index) }));
    }
    await r.notices.queue(aNotice(family.staff));
  });
  expect(
    (await read((r) => r.notices.ofRecipient(s, family.manager.id, 2))).map(({ state }) => state),
  ).toEqual(['sent', 'queued']);
  expect(
    (await read((r) => r.notices.dead(s))).map(({ occasion, recipientName }) => [occasion, recipientName]),
  ).toEqual([['dead', 'Ruth Hallam']]);
});
