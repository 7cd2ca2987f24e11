import Driver from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { addDays } from '../../src/core/rules/days.ts';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
  await place.candour(['import', DEMO, '--at', '2026-11-20T09:00:00Z']);
});
afterEach(() => place.close());

const outbox = async () => {
  const { stdout } = await place.candour(['outbox', '--json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

it('calendar tells what will be sent to whom and when, and writes nothing', async () => {
  const args = ['calendar', '--from', '2026-11-21', '--to', '2026-11-24'];
  const { code, stdout, stderr } = await place.candour(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const days = stdout.split('\n').filter((line) => /^\w/.test(line));
  expect(days).toEqual(['Monday 23 Nov 2026', 'Tuesday 24 Nov 2026']);
  const monday = stdout.slice(0, stdout.indexOf('Tuesday'));
  expect(monday).toMatch(
    / {2}08:00 {2}Helen Whitcombe\n(.+\n)* +routine: Please review our policy “Staying .* we know”: overdue by 115 days\n/,
  );
  expect(monday).toMatch(/ {2}08:00 {2}Ruth Hallam\n(.+\n)* +routine: /);
  expect(await outbox()).toEqual([]);

  const records = (await place.candour([...args, '--json'])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.every(({ day, time }) => day >= '2026-11-23' && time === '08:00')).toBe(true);
  // What it told is what comes about.
  await place.candour(['tick', '--at', '2026-11-21T09:00:00Z']);
  for (const at of ['2026-11-23T08:00:00Z', '2026-11-24T08:00:00Z'])
    await place.candour(['tick', '--at', at]);
  const keys = (rows: { to: string; subject: string; milestone: string }[]) =>
    rows.map(({ to, subject, milestone }) => `${to} ${subject} ${milestone}`).sort();
  const sent = (await outbox()).filter(({ state }) => state === 'sent');
  expect(keys(sent)).toEqual(keys(records));
});

it('calendar from a later day leaves out what will have been sent by then', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const [from, to] = [addDays(today, 9), addDays(today, 18)];
  const days = async (first: string) =>
    (await place.candour(['calendar', '--json', '--from', first, '--to', to])).stdout
      .split('\n')
      .filter((line) => line !== '' && JSON.parse(line).day >= from);
  const whole = await days(today);
  expect(whole).not.toEqual([]);
  expect(await days(from)).toEqual(whole);
});

it('calendar says when nothing will be sent, and what a day looks like', async () => {
  const quiet = await place.candour(['calendar', '--from', '2026-11-21', '--to', '2026-11-22']);
  expect(quiet.stdout).toBe('From 21 Nov 2026 to 22 Nov 2026 nothing will be sent, as things stand.\n');
  const wrong = await place.candour(['calendar', '--from', 'soon']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('--from wants a day such as 2026-12-01');
  expect((await place.candour(['calendar', '--from', '2026-11-22', '--to', '2026-11-21'])).code).toBe(2);
  expect((await place.candour(['calendar', '--to', '9999-12-31'])).code).toBe(2);
});

it.each(['dead', 'failed'])(
  'outbox --resend gives one that is %s a new life, and no other',
  async (state) => {
    await place.candour(['tick', '--at', '2026-11-20T12:20:00Z']);
    const [first] = await outbox();
    expect(first.state).toBe('sent');
    const sent = await place.candour(['outbox', '--resend', first.id]);
    expect(sent).toMatchObject({
      code: 1,
      stderr: 'This one was sent, so it is not sent again.\n',
    });
    const none = await place.candour(['outbox', '--resend', 'nothing']);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('There is no notification nothing.');

    const driver = new Driver(place.database);
    const change = driver.prepare(
      "UPDATE notices SET state = ?, attempts = 5, error = '500', not_before = '2026-11-21T00:00:00.000Z' WHERE id = ?",
    );
    for (const [other, words] of [
      ['queued', 'is queued and has not been tried yet'],
      ['suppressed', 'is suppressed: what it was about is settled'],
    ] as const) {
      change.run(other, first.id);
      const left = await place.candour(['outbox', '--resend', first.id]);
      expect([left.code, left.stderr]).toEqual([1, expect.stringContaining(words)]);
    }
    change.run(state, first.id);
    driver.close();
    expect((await place.candour(['outbox'])).stdout).toContain(`${state}: 500`);
    expect((await outbox()).find(({ id }) => id === first.id)).toMatchObject({
      error: '500',
      attempts: 5,
      not_before: '2026-11-21T00:00:00.000Z',
    });
    const doctor = (await place.candour(['doctor'])).stdout;
    if (state === 'dead')
      expect(doctor).toMatch(/warning .*One message was given up on \(500\)\..*--resend all/);
    else
      expect(doctor).toMatch(
        /warning .*One message has not arrived \(500\)\. .* 2026-11-21T00:00:00\.000Z; .*--resend all/,
      );
    const again = await place.candour(['outbox', '--resend', first.id, '--at', '2026-11-20T12:30:00Z']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    await place.candour(['tick', '--at', '2026-11-20T12:31:00Z']);
    expect((await outbox()).find(({ id }) => id === first.id)).toMatchObject({
      state: 'sent',
      sent_at: '2026-11-20T12:31:00.000Z',
    });
    expect((await place.candour(['audit', 'verify'])).code).toBe(0);
  },
);

it('outbox --resend all says how many, and revives them and no others', async () => {
  await place.candour(['tick', '--at', '2026-11-20T12:20:00Z']);
  const none = await place.candour(['outbox', '--resend', 'all']);
  expect([none.code, none.stdout]).toEqual([
    0,
    'No message has failed or was given up on, so none is sent again.\n',
  ]);
  const before = await outbox();
  const [dead, failed] = before;
  const driver = new Driver(place.database);
  const change = driver.prepare("UPDATE notices SET state = ?, attempts = 3, error = '500' WHERE id = ?");
  change.run('dead', dead.id);
  change.run('failed', failed.id);
  driver.close();
  const both = await place.candour(['outbox', '--resend', 'all', '--at', '2026-11-20T12:30:00Z']);
  expect([both.code, both.stdout]).toEqual([
    0,
    '2 messages are queued anew, and leave with the next tick that may send them.\n',
  ]);
  const now = await outbox();
  for (const { id } of [dead, failed])
    expect(now.find((each) => each.id === id)).toMatchObject({ state: 'queued', attempts: 0, error: null });
  expect(now.slice(2)).toEqual(before.slice(2));
  expect((await place.candour(['audit', 'verify'])).code).toBe(0);
});
