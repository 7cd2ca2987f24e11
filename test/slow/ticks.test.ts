import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDelivery } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import { milestoneOf, type NoticeRow } from '../../src/core/notices/notice.ts';
import { nextTick } from '../../src/core/notices/rehearse.ts';
import { isReminder } from '../../src/core/notices/table.ts';
import { openStore } from '../../src/store/index.ts';
import { backup } from '../../src/store/sqlite/backup.ts';
import { acceptingPlatform } from '../support/platforms.ts';
import { calendar, openYear } from '../support/year.ts';

/** Runs of each property. */
const RUNS = process.env.CANDOUR_SLOW === '1' ? 60 : 12;
const HOUR = 3_600_000;
const FROM = new Date('2026-12-07T06:00:00.000Z');
/** Five weeks, with the Christmas holidays in them. */
const TO = new Date(FROM.getTime() + 35 * 24 * HOUR);

let folder: string;
/** The second has the DSO away for three days, so that the deputy stands in for them. */
let seeds: { plain: string; away: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-ticks-'));
  seeds = { plain: join(folder, 'plain.db'), away: join(folder, 'away.db') };
  const year = await openYear(FROM);
  const say = async (who: string, words: string) => {
    const answer = await year.say(who, words, new Date(FROM.getTime() + 4 * HOUR));
    if (answer.kind === 'form' || answer.refused) throw new Error(`${words}: ${JSON.stringify(answer)}`);
  };
  // A case that nobody decides, a review that nobody answers, an allocation that nobody replaces.
  await say('Zoë Adeyemi', 'declare who="Ngozi Okafor" kind=close_friend since=2018');
  await say('Tom Ridley', 'declare who="Wei Chen" kind=friend since=2019');
  await say("Maeve O'Sullivan", 'decide D-2 outcome=noted next_review=2027-01-06');
  await backup(year.file, seeds.plain);
  await say("Maeve O'Sullivan", 'away from=2026-12-14 to=2026-12-16');
  await backup(year.file, seeds.away);
  await year.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;

/**
 * What is sent when each minute in which something falls due is ticked as `when` says: at the same instant, later, or not
 * at all (undefined: the next one is tried). `extra` ticks fall between.
 */
async function sentWith(
  seed: string,
  when: (now: Date) => Date | undefined,
  extra: readonly Date[] = [],
): Promise<NoticeRow[]> {
  const file = join(folder, `${copies++}.db`);
  await copyFile(seed, file);
  const store = await openStore(file);
  try {
    let now = new Date(FROM.getTime() + 5 * HOUR);
    const delivery = createDelivery({ store, platforms: [acceptingPlatform()], calendar, clock: () => now });
    const others = [...extra].sort((a, b) => a.getTime() - b.getTime());
    for (;;) {
      await remind({ store, calendar, now });
      await delivery.run();
      const due = (await nextTick(store, now)) ?? TO;
      const between = others.find((each) => each > now && each < due);
      const next = between ?? due;
      if (next > TO) break;
      let at: Date | undefined = when(next);
      for (let ahead = next; at === undefined; at = when(ahead)) ahead = new Date(ahead.getTime() + HOUR / 4);
      now = at;
      if (now > TO) break;
    }
    return (await store.read((register) => register.notices.all())).filter(({ state }) => state === 'sent');
  } finally {
    await store.close();
    await rm(file, { force: true });
  }
}

const keyOf = (row: NoticeRow) => `${row.recipient} ${row.subject} ${milestoneOf(row)}`;
/** The same, but for the day on which all families were asked about: an outage delays the question, and what is counted from it. */
const nameOf = (row: NoticeRow) => keyOf(row).replace(/ (all-families):[\d-]+:/, ' $1:');
const withTime = (row: NoticeRow) => `${keyOf(row)} ${row.sentAt?.toISOString()}`;
const sorted = (rows: readonly NoticeRow[], name: (row: NoticeRow) => string) => rows.map(name).sort();
const anyInstant = fc
  .integer({ min: 5 * HOUR, max: 35 * 24 * HOUR })
  .map((after) => new Date(FROM.getTime() + after));

const onTime = (now: Date) => now;

describe('However the clock ticks', () => {
  let whole: NoticeRow[];
  beforeAll(async () => {
    whole = await sentWith(seeds.away, onTime);
  });

  it('there is something to compare', () => {
    const names = new Set<string>(whole.map(({ content }) => content.kind));
    for (const name of [
      'decision',
      'waits',
      'handler',
      'successor',
      'declaration-review',
      'acknowledge',
      'policy-review',
      'no-key-person',
      'week',
    ])
      expect(names).toContain(name);
    expect(whole.length).toBeGreaterThan(60);
  });

  it('any further ticks, however many and wherever, send the same messages at the same instants', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyInstant, { maxLength: 60 }), async (extra) => {
        expect(sorted(await sentWith(seeds.away, onTime, extra), withTime)).toEqual(sorted(whole, withTime));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('ticks that come late by less than a window send the same messages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 50 }),
        async (lags) => {
          let turn = 0;
          const late = (now: Date) => new Date(now.getTime() + (lags[turn++ % lags.length] ?? 0) * 60_000);
          expect(sorted(await sentWith(seeds.away, late), keyOf)).toEqual(sorted(whole, keyOf));
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('outages leave a part of the messages, with the latest milestone of each subject', async () => {
    const undisturbed = await sentWith(seeds.plain, onTime);
    const known = new Set(undisturbed.map(nameOf));
    // It leaves out what another message has just said, and an outage moves those.
    const withoutSummaries = (rows: readonly NoticeRow[]) =>
      rows.filter(({ content }) => content.kind !== 'week');
    const outage = fc
      .tuple(anyInstant, fc.integer({ min: 1, max: 24 * 12 }))
      .map(([from, hours]) => ({ from, to: new Date(from.getTime() + hours * HOUR) }));
    await fc.assert(
      fc.asyncProperty(fc.array(outage, { minLength: 1, maxLength: 4 }), async (outages) => {
        const up = (now: Date) => (outages.some(({ from, to }) => from <= now && now < to) ? undefined : now);
        const sent = await sentWith(seeds.plain, up);
        expect(
          withoutSummaries(sent)
            .map(nameOf)
            .filter((name) => !known.has(name)),
        ).toEqual([]);
        expect(new Set(sent.map(keyOf)).size).toBe(sent.length);
        const downAtTheEnd = outages.some(({ to }) => to.getTime() > TO.getTime() - 3 * 24 * HOUR);
        if (!downAtTheEnd)
          expect(latest(withoutSummaries(sent))).toEqual(latest(withoutSummaries(undisturbed)));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

/**
 * The last milestone of each subject and kind that each person was told, of what the calendar raises. What is counted from a question
 * that came late may fall after the end.
 */
function latest(rows: readonly NoticeRow[]): string[] {
  const last = new Map<string, string>();
  const inOrder = [...rows].sort((a, b) => (a.sentAt?.getTime() ?? 0) - (b.sentAt?.getTime() ?? 0));
  for (const row of inOrder) {
    if (isReminder(row.content) && row.content.kind !== 'all-families')
      last.set(`${row.recipient} ${row.subject} ${row.content.kind}`, milestoneOf(row));
  }
  return [...last].map(([subject, milestone]) => `${subject} ${milestone}`).sort();
}
