import { createCalendar } from '../../../src/calendar.ts';
import { type AppOptions, createApp } from '../../../src/core/app.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import type { Platform } from '../../../src/core/platform.ts';
import { platformNames } from '../platforms.ts';
import { MONDAY, openSetting, type Variation } from '../setting.ts';
import { openRoom } from './room.ts';

/** The Slack user of each of Elm's people: `UZOE` has the address zoe@elm.test, as the register knows her. */
export const USERS = {
  manager: 'URUTH',
  dso: 'UMAEVE',
  deputy: 'UPRIYA',
  chair: 'UHELEN',
  staff: 'UZOE',
  other: 'UTOM',
} as const;

/** Elm Pre-school in a Slack workspace: the whole of Candour, with the web server, Bolt and a store of its own. */
export async function openElm({
  env,
  publicUrl,
  openFile,
  ...variation
}: Variation & { env?: Record<string, string>; publicUrl?: string } & Pick<AppOptions, 'openFile'> = {}) {
  const setting = await openSetting(variation);
  const calendar = createCalendar();
  let now = MONDAY;
  const clock = () => now;
  let platform: Platform | undefined;
  const app = createApp({
    store: setting.store,
    calendar,
    clock,
    platformNames,
    ...(openFile ? { openFile } : {}),
    onCommit: (id, people) => void platform?.refresh?.(id, people),
  });
  const room = await openRoom({
    app,
    store: setting.store,
    ...(env ? { env } : {}),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  platform = room.platform;
  const deliverDue = () => deliver({ store: setting.store, platforms: [room.platform], calendar, now });
  return {
    ...room,
    setting,
    app,
    /** Sends what is due, as the minute's tick does. */
    deliverDue,
    at(instant: string) {
      now = new Date(instant);
    },
    /** The last direct message to somebody. */
    dm: (user: string) =>
      room.api.of('chat.postMessage').filter(({ fields }) => fields.get('channel') === `D${user}`),
    /** What somebody's Home shows now. */
    home: (user: string) => {
      const call = room.api.of('views.publish').findLast(({ fields }) => fields.get('user_id') === user);
      return call && JSON.parse(call.fields.get('view') ?? 'null');
    },
    async close() {
      await room.close();
      await setting.close();
    },
  };
}

export type Elm = Awaited<ReturnType<typeof openElm>>;
