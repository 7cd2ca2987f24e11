import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { deliver } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import { MAEVE, RUTH, TOM, ZOE } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';
import type { Doors } from './doors.ts';
import type { Visitor } from './platforms.ts';

const calendar = createCalendar();

interface Case {
  what: string;
  /** What brings the message about, said anywhere. */
  told: readonly (readonly [who: string, said: string])[];
  sentAt: string;
  reader: string;
  /** Settles it, as it is typed; what must be read first is sent as it stands. */
  settles: readonly [who: string, said: string];
  says: string;
  /** The message holds other things, which stay open. */
  isJoined?: true;
}

const CASES: readonly Case[] = [
  {
    what: 'a case',
    told: [[TOM, 'declare "Sarah Reed" friend since=2015']],
    sentAt: '2026-11-23T10:01:00Z',
    reader: MAEVE,
    settles: [MAEVE, 'decide D-1 noted'],
    says: 'Noted by you on 23 Nov 2026, 12:30.',
  },
  {
    what: 'an allocation',
    told: [[MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason=x']],
    sentAt: '2026-11-23T10:01:00Z',
    reader: MAEVE,
    settles: [RUTH, 'assign "Mia Reed" "Karolina Nowak" confirm=yes'],
    says: 'Allocated by Ruth Hallam on 23 Nov 2026, 12:30.',
  },
  {
    what: 'a signature among other things',
    told: [],
    sentAt: '2026-11-23T12:20:00Z',
    reader: ZOE,
    settles: [ZOE, `sign full_name="${ZOE}" agree=yes`],
    says: 'Signed by you on 23 Nov 2026, 12:30.',
    isJoined: true,
  },
];

/** A message whose matter is settled is rewritten on this platform, wherever that was done, and its old button does nothing. */
export function settledContract(
  platform: string,
  open: (setting: TestSetting) => Promise<Doors & { rewritten: NonNullable<Doors['rewritten']> }>,
): void {
  describe(`on ${platform}, a message whose matter is settled`, () => {
    let elm: TestSetting;
    let doors: Awaited<ReturnType<typeof open>>;
    let seats: Map<string, Visitor>;
    beforeEach(async () => {
      elm = await openSetting();
      doors = await open(elm);
      seats = new Map();
      for (const name of [RUTH, MAEVE, ZOE]) {
        const visitor = await doors.seat(name);
        await visitor.type('me');
        seats.set(name, visitor);
      }
    });
    afterEach(async () => {
      for (const each of seats.values()) await each.close();
      await doors.close();
      await elm.close();
    });

    const at = (name: string) => {
      const found = seats.get(name);
      if (!found) throw new Error(`nobody sits for ${name}`);
      return found;
    };
    /** A minute of a service that has just started. */
    async function tick(instant: string): Promise<void> {
      const now = new Date(instant);
      await remind({ store: elm.store, calendar, now });
      await deliver({ store: elm.store, platforms: [doors.platform], calendar, now });
    }

    it('is gone from the list that it was settled from, which is shown anew', async () => {
      await elm.view(TOM, 'declare "Sarah Reed" friend since=2015', '2026-11-23T10:00:00Z');
      await elm.view(TOM, 'declare "Luke Stanton" friend since=2015', '2026-11-23T10:00:00Z');
      const list = await at(MAEVE).type('inbox');
      expect(list.buttons).toEqual(expect.arrayContaining(['Open D-1', 'Open D-2']));
      const form = await at(MAEVE).press('Open D-1');
      expect(form.fields.length).toBeGreaterThan(0);
      let shown = await at(MAEVE).answer({ outcome: 'noted' });
      if (shown.words.includes('read this first')) shown = await at(MAEVE).answer({});
      expect(shown.words).toContain('D-1: noted');
      expect(shown.words).toContain('My cases');
      expect(shown.buttons).toContain('Open D-2');
      expect(shown.buttons).not.toContain('Open D-1');
      expect(shown.buttons).not.toContain('My cases');
      // And from there once more, until nothing waits.
      await at(MAEVE).press('Open D-2');
      const last = await at(MAEVE).answer({ outcome: 'noted' });
      expect(last.words).toContain('D-2: noted');
      expect(last.words).toContain('Nothing waits for you.');
    });

    it('is gone from a list that was cleared meanwhile, and its old button says who did what', async () => {
      await elm.view(TOM, 'declare "Sarah Reed" friend since=2015', '2026-11-23T10:00:00Z');
      await at(MAEVE).type('inbox');
      await elm.view(MAEVE, 'pass D-1', '2026-11-23T10:05:00Z');
      const shown = await at(MAEVE).press('Open D-1');
      expect(shown.words).toContain('Passed on by you on 23 Nov 2026, 10:05.');
      expect(shown.words).toContain('Nothing waits for you.');
    });

    describe.each(CASES)('of $what', ({ told, sentAt, reader, settles, says, isJoined }) => {
      const [who, said] = settles;
      async function sent(): Promise<string[]> {
        for (const [name, words] of told) await elm.view(name, words, '2026-11-23T10:00:00Z');
        await tick(sentAt);
        expect(await doors.rewritten(reader)).toEqual([]);
        return doors.delivered(reader);
      }
      async function settledHere(): Promise<void> {
        await elm.ask(RUTH, 'help', '2026-11-23T12:30:00Z');
        const shown = await at(who).type(said);
        if (shown.fields.length > 0 || shown.words.includes('read this first')) await at(who).answer({});
      }
      async function settledElsewhere(): Promise<void> {
        await elm.view(who, said, '2026-11-23T12:30:00Z');
      }
      async function isRewritten(before: readonly string[]): Promise<void> {
        await tick('2026-11-23T12:31:00Z');
        const [last, ...more] = await doors.rewritten(reader);
        expect(more).toEqual([]);
        expect(last?.words).toContain(says);
        expect(last?.words).toContain('✓');
        expect(last?.hasButton).toBe(isJoined === true);
        // Nothing else was sent about it.
        await tick('2026-11-23T12:32:00Z');
        expect(await doors.rewritten(reader)).toHaveLength(1);
        const about = (messages: readonly string[]) => messages.filter((words) => words.includes('✓'));
        expect(about(await doors.delivered(reader))).toEqual(about(before));
      }

      it('is rewritten where it stands, when that was done here', async () => {
        const before = await sent();
        await settledHere();
        await isRewritten(before);
      });

      it('is rewritten where it stands, when that was done elsewhere', async () => {
        const before = await sent();
        await settledElsewhere();
        await isRewritten(before);
      });

      // A message of several things leads to one's page, which shows what is open.
      if (isJoined) return;
      it('has an old button, which says who did what and when', async () => {
        await sent();
        await settledElsewhere();
        const [label = ''] = await doors.openLast(reader);
        const head = await elm.read((register, setting) => register.audit.head(setting));
        const shown = await at(reader).press(label);
        expect(shown.words).toContain(says);
        expect(await elm.read((register, setting) => register.audit.head(setting))).toEqual(head);
      });
    });
  });
}
