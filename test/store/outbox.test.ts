import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Claim, newClaim } from '../../src/core/claim.ts';
import type { ClaimedNotice, Marked } from '../../src/core/notices/notice.ts';
import type { Register } from '../../src/core/store.ts';
import { writeEach } from '../../src/core/write-each.ts';
import { openTestStore } from '../support/store.ts';
import { aFamily, aNotice, NOW } from './fixture.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let family: Awaited<ReturnType<typeof aFamily>>;
let s: string;
const read = <T>(work: (register: Register) => Promise<T>) => open.store.read(work);
const write = <T>(work: (register: Register) => Promise<T>) => open.store.write([], work);
const after = (ms: number) => new Date(NOW.getTime() + ms);
const MINUTE = 60_000;
/** How long a claim lasts. */
const LASTS = 5 * MINUTE;

/** Claims what is due for so many people, as one process does. */
async function claim(at: Date, limit = 10, by: Claim = newClaim(at)): Promise<ClaimedNotice[]> {
  const due = await read((r) => r.notices.due(at, limit));
  const recipients = new Map(due.map((each) => [each.setting, each.recipients]));
  const { done, faults } = await writeEach(open.store, [...recipients.keys()], (r, setting) =>
    r.notices.claim(setting, recipients.get(setting) ?? [], at, by),
  );
  expect(faults).toEqual([]);
  return done.flat();
}

/** Claims it all and marks one notice. */
async function mark(id: string, outcome: Partial<Marked>, at = NOW): Promise<void> {
  const by = newClaim(at);
  const row = (await claim(at, 10, by)).find((each) => each.id === id);
  if (!row) throw new Error('it is not due');
  await write((r) => r.notices.mark(s, by.token, [{ ...row, ...outcome }]));
}

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
  expect(await claim(NOW)).toMatchObject([{ id: suppressed.id, text: 'Now.', state: 'queued' }]);
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
  expect(await claim(NOW)).toEqual(
    [early, late].map((each) => ({
      ...each,
      settingCode: family.setting.code,
      recipientName: 'Ruth Hallam',
      plannedFor: null,
    })),
  );
  expect(await claim(NOW)).toEqual([]);
  expect((await claim(after(1))).map(({ occasion }) => occasion)).toEqual(['c']);
  await write((r) => r.notices.queue(aNotice(family.staff, { occasion: 'e', notBefore: NOW })));
  expect(await claim(after(LASTS - 1), 1)).toMatchObject([{ occasion: 'e' }]);
  expect((await claim(after(LASTS), 1)).map(({ occasion }) => occasion)).toEqual(['a', 'b']);
});

test('people for whom an alert waits are claimed before people who have waited longer', async () => {
  await write(async (r) => {
    await r.notices.queue(
      aNotice(family.staff, { occasion: 'a', class: 'routine', notBefore: after(-60 * MINUTE) }),
    );
    await r.notices.queue(aNotice(family.manager, { occasion: 'b', class: 'alert', notBefore: NOW }));
  });
  const first = await claim(NOW, 1);
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
  await mark(each.id, { state: 'suppressed' });
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
  const claimed = await claim(NOW, 10, { ...newClaim(NOW), until: after(3 * 86_400_000) });
  expect(claimed.map(({ occasion }) => occasion).sort()).toEqual(['a', 'b']);
  // Claimed by a clock that was days ahead: that claim holds nobody up.
  expect(await claim(NOW)).toHaveLength(2);
});

test('a setting is looked at once, again after an event, and again when the clock is set back', async () => {
  const due = (at: Date) => read((r) => r.dailyChecks.due(at, 10));
  const look = async (at: Date) => {
    const check = await write((r) => r.dailyChecks.claim(s, at, newClaim(at)));
    if (!check) throw new Error('another process has it');
    return check;
  };
  // A new setting is looked at first of all.
  expect(await due(NOW)).toEqual([s]);
  const first = await look(NOW);
  expect(await due(NOW)).toEqual([]);
  expect(await write((r) => r.dailyChecks.checked(first, NOW, after(60 * MINUTE)))).toBe(true);
  expect(await due(NOW)).toEqual([]);
  expect(await read((r) => r.dailyChecks.next())).toEqual(after(60 * MINUTE));
  expect(await due(after(-1))).toHaveLength(1);
  const second = await look(after(-1));
  await write((r) => r.audit.append(s, { action: 'a', actor: 'clock', subject: 's', payload: {} }, after(1)));
  // Something has happened since that look: it does not count as one.
  await write((r) => r.dailyChecks.checked(second, after(1), after(60 * MINUTE)));
  expect(await due(after(1))).toHaveLength(1);
  expect(await look(after(1))).toMatchObject({ setting: s, seq: first.seq + 1 });
});

test('a look that was claimed lapses with its process, which then changes nothing any more', async () => {
  const stopped = await write((r) => r.dailyChecks.claim(s, NOW, newClaim(NOW)));
  if (!stopped) throw new Error('nobody has looked yet');
  const late = after(LASTS);
  expect(await write((r) => r.dailyChecks.claim(s, after(LASTS - 1), newClaim(NOW)))).toBeUndefined();
  const other = await write((r) => r.dailyChecks.claim(s, late, newClaim(late)));
  if (!other) throw new Error('it has not lapsed');
  expect(await write((r) => r.dailyChecks.checked(stopped, late, after(60 * MINUTE)))).toBe(false);
  expect(await write((r) => r.dailyChecks.checked(other, late, after(60 * MINUTE)))).toBe(true);
  // A claim of a clock that was days ahead holds nobody up.
  await write((r) => r.audit.append(s, { action: 'a', actor: 'clock', subject: 's', payload: {} }, late));
  const ahead = { ...newClaim(late), until: after(3 * 86_400_000) };
  expect(await write((r) => r.dailyChecks.claim(s, late, ahead))).toBeDefined();
  expect(await read((r) => r.dailyChecks.due(late, 10))).toEqual([s]);
});

test('the nightly erasure of a setting is one process’s, and another’s once that has lapsed', async () => {
  const [one, other] = [newClaim(NOW), newClaim(NOW)];
  const due = (at: Date) => read((r) => r.retention.due(at, 10));
  const isClaimed = ({ token }: Claim) => read((r) => r.retention.isClaimed(s, token));
  expect(await due(NOW)).toEqual([s]);
  expect(await write((r) => r.retention.claim(s, NOW, one))).toBe(true);
  expect(await due(NOW)).toEqual([]);
  expect(await write((r) => r.retention.claim(s, NOW, other))).toBe(false);
  expect([await isClaimed(one), await isClaimed(other)]).toEqual([true, false]);
  const late = after(LASTS);
  expect(await due(late)).toEqual([s]);
  expect(await write((r) => r.retention.claim(s, late, other))).toBe(true);
  await write((r) => r.retention.recordCheck(s, NOW, after(2 * LASTS), one.token));
  expect([await isClaimed(one), await isClaimed(other)]).toEqual([false, true]);
  await write((r) => r.retention.recordCheck(s, late, after(2 * LASTS), other.token));
  expect(await isClaimed(other)).toBe(false);
  expect([await due(late), await due(after(2 * LASTS))]).toEqual([[], [s]]);
});

test('what became of it is marked, and a failure may be claimed when its time has come', async () => {
  const each = aNotice(family.manager);
  await write((r) => r.notices.queue(each));
  const failed = {
    state: 'failed' as const,
    platform: null,
    attempts: 1,
    notBefore: after(MINUTE),
    sentAt: null,
    error: 'timeout',
  };
  await mark(each.id, failed);
  expect(await claim(NOW)).toEqual([]);
  const sent = {
    state: 'sent' as const,
    platform: 'slack',
    attempts: 2,
    notBefore: after(MINUTE),
    sentAt: after(MINUTE),
    error: null,
  };
  const by = newClaim(after(MINUTE));
  const [row] = await claim(after(MINUTE), 10, by);
  expect(row).toMatchObject(failed);
  expect(await write((r) => r.notices.mark(s, by.token, [{ ...sent, id: each.id }]))).toEqual(
    new Set([each.id]),
  );
  expect(await read((r) => r.notices.ofRecipient(s, family.manager.id, 5))).toEqual([{ ...each, ...sent }]);
  expect(await claim(after(60 * MINUTE))).toEqual([]);
});

test('a process whose claim another has taken marks, rewords and prolongs nothing', async () => {
  const [theirs, ours] = [aNotice(family.manager), aNotice(family.staff)];
  await write(async (r) => {
    for (const each of [theirs, ours]) await r.notices.queue(each);
  });
  const stopped = newClaim(NOW);
  const rows = await claim(NOW, 10, stopped);
  expect(rows).toHaveLength(2);
  // Nobody has taken them yet: the claim has only grown old.
  const longer = { ...stopped, until: after(2 * LASTS) };
  expect(await write((r) => r.notices.renew(s, [ours.id], longer))).toBe(true);
  const other = newClaim(after(LASTS));
  expect(await claim(after(LASTS), 10, other)).toMatchObject([{ id: theirs.id }]);
  const outcome = { state: 'sent' as const, attempts: 1, sentAt: after(LASTS) };
  const marks = rows.map((row) => ({ ...row, ...outcome }));
  expect(await write((r) => r.notices.renew(s, [theirs.id, ours.id], longer))).toBe(false);
  await write((r) => r.notices.reword(s, stopped.token, theirs.id, { title: 'Old', text: 'Old' }));
  expect(await write((r) => r.notices.mark(s, stopped.token, marks))).toEqual(new Set([ours.id]));
  const [now] = await read((r) => r.notices.ofRecipient(s, family.manager.id, 5));
  expect(now).toEqual(theirs);
  expect(await write((r) => r.notices.mark(s, other.token, [{ ...theirs, ...outcome }]))).toHaveProperty(
    'size',
    1,
  );
});

test('what is sent anew by hand is nobody’s any more', async () => {
  const each = aNotice(family.manager, { state: 'failed', attempts: 3, error: 'timeout' });
  await write((r) => r.notices.queue(each));
  const by = newClaim(NOW);
  await claim(NOW, 10, by);
  await write((r) => r.notices.requeue(s, each.id, NOW));
  expect(await write((r) => r.notices.mark(s, by.token, [{ ...each, state: 'dead' }]))).toEqual(new Set());
  expect(await claim(NOW)).toMatchObject([{ id: each.id, state: 'queued', attempts: 0, error: null }]);
});

test('a probe is known as one to whichever process claims it', async () => {
  const failed = { state: 'failed' as const, attempts: 1, notBefore: after(60 * MINUTE) };
  const [probe, other] = [aNotice(family.manager, failed), aNotice(family.staff, failed)];
  await write(async (r) => {
    for (const each of [probe, other]) await r.notices.queue(each);
    await r.notices.bringForward(s, [probe.id], NOW, 'asProbe');
    await r.notices.bringForward(s, [other.id], NOW);
  });
  const plans = (await claim(NOW)).map(({ id, plannedFor }) => [id, plannedFor]);
  expect(new Map(plans as [string, Date | null][])).toEqual(
    new Map<string, Date | null>([
      [probe.id, after(60 * MINUTE)],
      [other.id, null],
    ]),
  );
});

test('a message is rewritten by one process, and once more where two have written it', async () => {
  const message = {
    setting: s,
    id: 'm1',
    recipient: family.manager.id,
    account: { platform: 'slack', tenant: 'T1', user: 'U1' },
    at: { chat: 'D1', handle: '1.1' },
    notices: ['n1', 'n2'],
    open: ['n1', 'n2'],
    sentAt: NOW,
    attempts: 0,
  };
  await write(async (r) => {
    await r.sentMessages.keep(message);
    await r.sentMessages.outdate(s, 'm1', ['n2'], NOW);
  });
  const due = (at: Date) => read((r) => r.sentMessages.due(at, 10, ['slack']));
  const take = (at: Date, by: Claim) => write((r) => r.sentMessages.claim(s, ['m1'], at, by));
  expect(await read((r) => r.sentMessages.due(NOW, 10, ['teams']))).toEqual([]);
  expect(await due(NOW)).toEqual([{ setting: s, ids: ['m1'] }]);
  const [stopped, other] = [newClaim(NOW), newClaim(after(LASTS))];
  expect(await take(NOW, stopped)).toMatchObject([{ id: 'm1', open: ['n2'] }]);
  expect(await due(NOW)).toEqual([]);
  expect(await take(NOW, newClaim(NOW))).toEqual([]);
  expect(await take(after(LASTS), other)).toHaveLength(1);
  expect(await write((r) => r.sentMessages.renew(s, 'm1', stopped))).toBe(false);
  const drawn = { claimed: ['n2'], open: ['n2'] };
  expect(await write((r) => r.sentMessages.rewritten(s, 'm1', stopped.token, drawn))).toBe(false);
  await write(async (r) => {
    await r.sentMessages.postpone(s, 'm1', stopped.token, 9, after(60 * MINUTE));
    await r.sentMessages.drop(s, 'm1', stopped.token);
  });
  const left = { claimed: ['n2'], open: [] };
  expect(await write((r) => r.sentMessages.rewritten(s, 'm1', other.token, left))).toBe(true);
  expect(await read((r) => r.sentMessages.ofSetting(s))).toEqual([]);
  // The stopped one has written its own words over those of the other.
  await write((r) => r.sentMessages.again({ ...message, open: ['n2'] }, after(LASTS)));
  expect(await due(after(LASTS))).toEqual([{ setting: s, ids: ['m1'] }]);
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
