import { join } from 'node:path';
import { createCalendar } from '../../src/calendar.ts';
import { type App, createApp, type Identity } from '../../src/core/app.ts';
import { deliver } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { Platform } from '../../src/core/platform.ts';
import { FINDINGS } from '../../src/core/talk/shown.ts';
import type { Answer, Input } from '../../src/core/talk/view.ts';
import { importFolder } from '../../src/import/index.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import { platformNames } from './platforms.ts';
import { filled } from './setting.ts';
import { openTestStore } from './store.ts';

/** Willowmere, as `demo/` has it. */
export interface Demo {
  app: App;
  store: OpenedStore;
  person(name: string): Promise<Person>;
  identity(name: string): Promise<Identity>;
  /** Moves the clock for good. */
  at(instant: string): void;
  /** Somebody says something, or sends a form; what must be read first is sent as it stands. */
  say(who: string, said: string, answers?: Input): Promise<Answer>;
  /** The minute of a running service at this instant. */
  tick(instant: string, platform: Platform): Promise<void>;
  close(): Promise<void>;
}

const calendar = createCalendar();

/** The demo in a store of its own, imported three weeks before a Monday morning in term. `more`: what its app is made with besides. */
export async function openDemo(more: Partial<Parameters<typeof createApp>[0]> = {}): Promise<Demo> {
  const { store, close } = await openTestStore();
  const dir = join(import.meta.dirname, '../../demo');
  let now = new Date('2026-11-09T10:00:00Z');
  await importFolder({ store, calendar, platformNames, now, dir });
  now = new Date('2026-11-23T10:00:00Z');
  const app = createApp({
    store,
    calendar,
    clock: () => now,
    platformNames,
    perMinute: 10_000,
    publicUrl: 'https://candour.test',
    ...more,
  });
  const setting = (await store.read((register) => register.settings.all()))[0]?.id ?? '';
  async function person(name: string): Promise<Person> {
    const people = await store.read((register) => register.people.all(setting));
    const found = people.find((each) => each.name === name);
    if (!found) throw new Error(`no ${name} in the demo`);
    return found;
  }
  async function identity(name: string): Promise<Identity> {
    return {
      account: { platform: 'test', tenant: 'willowmere', user: name },
      memberships: [{ setting, person: (await person(name)).id }],
    };
  }
  return {
    app,
    store,
    person,
    identity,
    at(instant) {
      now = new Date(instant);
    },
    async say(who, said, answers) {
      const known = await identity(who);
      const { command, input } = app.parse(said);
      const invocation = answers
        ? { command, input: { ...input, ...answers }, submitted: true }
        : { command, input };
      const answer = await app.run(known, invocation);
      return answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen)
        ? app.run(known, { command: answer.command, input: filled(answer), submitted: true })
        : answer;
    },
    async tick(instant, platform) {
      now = new Date(instant);
      await remind({ store, calendar, now });
      await deliver({ store, platforms: [platform], calendar, now });
    },
    close,
  };
}
