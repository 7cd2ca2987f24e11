import { printableLine } from '../../../adapters/console/text.ts';
import { createApp } from '../../core/app.ts';
import { type Person, rolesOn } from '../../core/people/person.ts';
import type { Platform } from '../../core/platform.ts';
import { localDay } from '../../core/rules/days.ts';
import type { Setting } from '../../core/settings/setting.ts';
import type { OpenedStore } from '../../store/index.ts';
import { type Door, EXIT } from '../door.ts';
import type { Conversation } from './ask.ts';
import { PLATFORMS } from './platform.ts';
import { choice } from './question.ts';

/**
 * Imports what was written, looks at all of it, and offers a test message to the safeguarding officer. Gives the exit code.
 * @throws Ended
 */
export async function finish(door: Door, dir: string, talk: Conversation): Promise<number> {
  talk.heading('The import');
  const imported = await (await import('../import.ts')).run(door, [dir]);
  if (imported !== EXIT.done) {
    door.complain(
      `Nothing was imported. Please mend the files in ${printableLine(dir)}, and type the same command again: nothing is asked twice.`,
    );
    return imported;
  }
  talk.heading('What candour doctor says');
  const examined = await (await import('../doctor.ts')).run(door, []);
  await testMessages(door, talk);
  talk.heading('What comes next');
  const isServed = (await door.adapters()).some(({ adapter, env }) => adapter.isConfigured(env));
  talk.tell(
    isServed
      ? 'Start it: npm start. How it starts with the computer, and its backups: docs/deployment.md.'
      : 'Ask on the command line, as anybody of people.csv: npx candour say --as "NAME" me. Once a platform’s keys stand in .env: npm start.',
  );
  talk.tell(`Whenever something changes, edit the files in ${dir}, and: npx candour import ${dir}`);
  return examined;
}

/** Offers a test message on each platform that is configured. */
async function testMessages(door: Door, talk: Conversation): Promise<void> {
  const configured = (await door.adapters()).filter(({ adapter, env }) => adapter.isConfigured(env));
  if (configured.length === 0) return;
  const store = await door.openStore();
  try {
    const clock = door.clock(undefined);
    const officers = await findOfficers(store, clock());
    if (officers.some(({ setting }) => setting.demo)) return;
    const app = createApp({
      store,
      calendar: await door.calendar(),
      clock,
      platformNames: await door.platformNames(),
    });
    for (const { adapter, env } of configured) {
      talk.heading(`A test message in ${adapter.title}`);
      if (adapter.faults(env).length > 0) {
        talk.tell('None can be sent: its keys have the faults that candour doctor names above.');
        continue;
      }
      if (!(await isWanted(talk, adapter.title))) continue;
      const deps = { app, store, env, log: await door.log(), clock, config: door.config };
      const platform = await adapter.create(deps);
      try {
        await platform.meet?.();
        for (const officer of officers) talk.tell(await test(store, platform, officer, adapter.title));
      } finally {
        await platform.stop();
      }
    }
  } finally {
    await store.close();
  }
}

async function isWanted(talk: Conversation, title: string): Promise<boolean> {
  const answer = await talk.ask(
    choice({
      id: 'test',
      ask: `Send a test message to the safeguarding officer in ${title} now?`,
      why: 'It shows that an alert would arrive.',
      default: 'yes',
      choices: [
        { value: 'yes', label: 'send it' },
        { value: 'no', label: 'send nothing' },
      ],
    }),
  );
  return answer === 'yes';
}

interface Officer {
  setting: Setting;
  person: Person;
}

async function findOfficers(store: OpenedStore, now: Date): Promise<Officer[]> {
  return store.read(async (register) => {
    const found: Officer[] = [];
    for (const setting of await register.settings.all()) {
      const today = localDay(now, setting.timezone);
      for (const person of await register.people.inPost(setting.id, today))
        if (rolesOn(person, today).includes('dso')) found.push({ setting, person });
    }
    return found;
  });
}

/** Sends one test message, and says what became of it. */
async function test(
  store: OpenedStore,
  platform: Platform,
  { setting, person }: Officer,
  title: string,
): Promise<string> {
  const accounts = await store.read((register) => register.accounts.ofPeople(setting.id, [person.id]));
  const account = accounts.find((each) => each.platform === platform.name);
  const unmet = PLATFORMS[platform.name]?.unmet ?? '';
  if (!account) return `Nothing could be sent to ${person.name}: ${title} does not know them yet. ${unmet}`;
  const delivery = await platform.deliver(account, {
    id: `test-${person.id}`,
    title: 'A test by whoever sets up Candour',
    text: 'This is where Candour will tell you of what needs you. There is nothing to do.',
    button: null,
  });
  if (delivery.kind === 'sent')
    return `A test message has gone to ${person.name}. Please ask whether it arrived.`;
  const advice = delivery.kind === 'later' ? 'Try again in a while, by the same command.' : unmet;
  return `Nothing could be sent to ${person.name} (${delivery.reason}). ${advice}`;
}
