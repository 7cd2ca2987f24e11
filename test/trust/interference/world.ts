import { join } from 'node:path';
import { createCalendar } from '../../../src/calendar.ts';
import { createApp, type Identity } from '../../../src/core/app.ts';
import { drawFrom } from '../../../src/core/identifier.ts';
import { createDelivery } from '../../../src/core/notices/deliver.ts';
import { remind } from '../../../src/core/notices/due.ts';
import type { Person } from '../../../src/core/people/person.ts';
import type { Register } from '../../../src/core/store.ts';
import type { Invocation } from '../../../src/core/talk/parse.ts';
import { FINDINGS } from '../../../src/core/talk/shown.ts';
import type { Answer } from '../../../src/core/talk/view.ts';
import type { Choice } from '../../../src/core/talk/widget.ts';
import { createUploads } from '../../../src/given.ts';
import type { Database, Transaction } from '../../../src/store/database.ts';
import { openStore } from '../../../src/store/index.ts';
import { toZip } from '../../../src/zip.ts';
import { acceptingPlatform, platformNames } from '../../support/platforms.ts';
import { filled } from '../../support/setting.ts';
import { drawBy, numbersBy } from './draw.ts';

const calendar = createCalendar();
const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

/** A setting in a database file of its own, which draws as every other world of its seed does. */
export interface World {
  people: ReadonlyMap<string, Person>;
  setting: string;
  read<T>(work: (register: Register, setting: string) => Promise<T>): Promise<T>;
  write(work: (register: Register, setting: string) => Promise<void>): Promise<void>;
  /** Somebody says something; what is only shown first is sent as it stands. */
  say(who: string, said: string | Invocation): Promise<Answer>;
  /** What somebody would be answered. Nothing of it is kept. */
  look(who: string, said: string | Invocation): Promise<Answer>;
  parse(said: string): Invocation;
  suggest(who: string, said: Invocation, field: string, typed: string): Promise<Choice[]>;
  /** From now on it is this instant. */
  at(now: Date): void;
  /** What the minute tick does: reminders and deliveries. */
  tick(now: Date): Promise<void>;
  /** The messages that somebody was sent, with their instant, a line each, oldest first; then how they were rewritten since. */
  sent(who: string): Promise<string[]>;
  /** The same world once more, in another file. */
  copy(): Promise<World>;
  close(): Promise<void>;
}

/** Opens a file, empty or the copy of another world. `folder`: where its copies go. */
export async function openWorld(folder: string, seed: string, now: Date, name = 'world'): Promise<World> {
  const file = join(folder, `${name}.db`);
  let isKept = true;
  let copies = 0;
  // What is drawn depends on what is done, on what it is drawn for and on how many were drawn for it before, and on nothing else.
  let doing = '';
  let references = new Map<string, number>();
  const begin = (what: string) => {
    doing = `${seed} ${now.toISOString()} ${what}`;
    references = new Map();
    drawFrom((purpose) => numbersBy(`${doing} ${purpose}`));
  };
  const store = await openStore(file, {
    migrationsDir: MIGRATIONS,
    decorate: undoing(() => isKept),
    drawNumber: (taken, letters) => {
      for (;;) {
        const drawn = references.get(letters) ?? 0;
        references.set(letters, drawn + 1);
        const number = 100_000 + drawBy(doing).below(`${letters} ${drawn}`, 900_000);
        if (!taken.has(number)) return number;
      }
    },
  });
  const app = createApp({
    store,
    calendar,
    clock: () => now,
    platformNames,
    publicUrl: 'https://elm.test',
    zip: toZip,
    ...createUploads(platformNames),
  });
  const rewritten: { to: string; line: string }[] = [];
  const platform = acceptingPlatform({
    deliver: async ({ user }, message) => ({ kind: 'sent', at: { chat: user, handle: message.id } }),
    async rewrite({ user }, _at, { title, text, button }) {
      const line = `${now.toISOString()} rewritten: ${title}: ${text} → ${JSON.stringify(button)}`;
      rewritten.push({ to: user, line });
      return { kind: 'sent' };
    },
  });
  const delivery = createDelivery({
    store,
    platforms: [platform],
    calendar,
    clock: () => now,
  });
  const [setting] = await store.read((register) => register.settings.all());
  const id = setting?.id ?? '';
  const people = new Map(
    (setting ? await store.read((register) => register.people.all(id)) : []).map((each) => [each.name, each]),
  );
  const identity = (who: string): Identity => {
    const person = people.get(who)?.id ?? '';
    return {
      account: { platform: 'test', tenant: 'elm', user: who },
      memberships: [{ setting: id, person }],
    };
  };
  const ask = async (who: string, said: string | Invocation): Promise<Answer> => {
    begin(`${who} ${JSON.stringify(said)}`);
    return app.run(identity(who), typeof said === 'string' ? app.parse(said) : said);
  };

  return {
    people,
    setting: id,
    read: (work) => store.read((register) => work(register, id)),
    async write(work) {
      begin('written');
      await store.write([id], (register) => work(register, id));
    },
    async say(who, said) {
      const answer = await ask(who, said);
      return answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen)
        ? ask(who, { command: answer.command, input: filled(answer), submitted: true })
        : answer;
    },
    async look(who, said) {
      isKept = false;
      try {
        return await ask(who, said);
      } finally {
        isKept = true;
      }
    },
    parse: (said) => app.parse(said),
    suggest: (who, said, field, typed) => app.suggest(identity(who), said, field, typed),
    at(instant) {
      now = instant;
    },
    async tick(instant) {
      now = instant;
      begin('tick');
      await remind({ store, calendar, now });
      await delivery.run();
    },
    async sent(who) {
      const rows = await store.read((register) => register.notices.all());
      const person = people.get(who)?.id;
      const told = rows
        .filter(({ state, recipientName }) => state === 'sent' && recipientName === who)
        .flatMap(({ sentAt, class: urgency, title, text, button }) => {
          const message = `${sentAt?.toISOString()} ${urgency}: ${title}`;
          return [
            `${message} → ${JSON.stringify(button)}`,
            ...text.split('\n').map((line) => `${message}: ${line}`),
          ];
        });
      return [...told, ...rewritten.filter(({ to }) => to === person).map(({ line }) => line)];
    },
    async copy() {
      const next = `${name}-${++copies}`;
      await store.copyTo(join(folder, `${next}.db`));
      return openWorld(folder, seed, now, next);
    },
    close: () => store.close(),
  };
}

/** Carries each writing transaction out, and undoes it unless it is to be kept; its result is given all the same. */
function undoing(isKept: () => boolean): (database: Database) => Database {
  return (database) => ({
    ...database,
    async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
      if (isKept()) return database.transaction(work);
      const undone = new Undone<T>();
      try {
        return await database.transaction(async (transaction) => {
          undone.done = await work(transaction);
          throw undone;
        });
      } catch (error) {
        if (error !== undone) throw error;
        return undone.done as T;
      }
    },
  });
}

class Undone<T> extends Error {
  done: T | undefined;
}
