import { join } from 'node:path';
import { createCalendar } from '../../src/calendar.ts';
import { createApp } from '../../src/core/app.ts';
import { createDelivery } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import type { NoticeRow } from '../../src/core/notices/notice.ts';
import { nextTick } from '../../src/core/notices/rehearse.ts';
import type { Message } from '../../src/core/platform.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import { FINDINGS } from '../../src/core/talk/shown.ts';
import type { Answer } from '../../src/core/talk/view.ts';
import { importFolder } from '../../src/import/index.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import { acceptingPlatform, platformNames } from './platforms.ts';
import { openTestStore } from './store.ts';

const DEMO = join(import.meta.dirname, '../../demo');
export const calendar = createCalendar();

export interface Sent {
  at: Date;
  person: string;
  message: Message;
}

export interface Year {
  store: OpenedStore;
  file: string;
  setting: Setting;
  /** What the platform was handed, in order. */
  sent: Sent[];
  now(): Date;
  /** Somebody says something at that instant. */
  say(who: string, words: string, at: Date): Promise<Answer>;
  /** A tick at that instant, whether anything is due or not. */
  tick(at: Date): Promise<void>;
  /** Every minute in which a tick finds something to do, up to that instant. */
  run(to: Date): Promise<void>;
  rows(): Promise<NoticeRow[]>;
  close(): Promise<void>;
}

/** A folder's setting, imported at an instant, and its clock. */
export async function openYear(from: Date, dir: string = DEMO): Promise<Year> {
  const { store, file, close } = await openTestStore();
  let now = from;
  const report = await importFolder({ store, calendar, platformNames, now, dir, demo: true });
  if (report.faults.length > 0) throw new Error(report.faults.join('\n'));
  const [setting] = await store.read((register) => register.settings.all());
  if (!setting) throw new Error('nothing was imported');
  const sent: Sent[] = [];
  const platform = acceptingPlatform({
    name: 'year',
    async deliver({ user }, message) {
      sent.push({ at: now, person: user, message });
      return { kind: 'sent' };
    },
  });
  const app = createApp({ store, calendar, clock: () => now, platformNames });
  const delivery = createDelivery({ store, platforms: [platform], calendar, clock: () => now });
  const tick = async (at: Date) => {
    now = at;
    await remind({ store, calendar, now });
    await delivery.run();
  };
  return {
    store,
    file,
    setting,
    sent,
    now: () => now,
    tick,
    async say(who, words, at) {
      now = at;
      const people = await store.read((register) => register.people.employed(setting.id));
      const person = people.find(({ name }) => name === who);
      if (!person) throw new Error(`no ${who} in the register`);
      const account = { platform: 'year', tenant: setting.id, user: person.id };
      const identity = { account, memberships: [{ setting: setting.id, person: person.id }] };
      const answer = await app.run(identity, app.parse(words));
      // What is shown before it is done has been read, and is said again.
      return answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen)
        ? app.run(identity, app.parse(words))
        : answer;
    },
    async run(to) {
      for (;;) {
        const next = await nextTick(store, now);
        if (next === undefined || next > to) return;
        await tick(next);
      }
    },
    rows: () => store.read((register) => register.notices.all()),
    close,
  };
}
