// One of several processes on one register, for members.test.ts: it delivers what is due to a peer, or makes the ticks' checks. It
// waits for a line on its input before it begins, and again before each further round.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createCalendar } from '../../../src/calendar.ts';
import { letOthersRun, stopwatch } from '../../../src/clock.ts';
import { createDelivery } from '../../../src/core/notices/deliver.ts';
import { remind } from '../../../src/core/notices/due.ts';
import { retain } from '../../../src/core/records/retain.ts';
import { openStore } from '../../../src/store/index.ts';

const { database, peer, name, began, ahead } = JSON.parse(process.argv[2]);
const started = Date.now();
// How far the clock of all members is set ahead stands in a file: a process that was stopped finds it changed when it goes on.
const clock = () => new Date(began + (Date.now() - started) + Number(readFileSync(ahead, 'utf8')));
const calendar = createCalendar();
const store = await openStore(database);
const say = (words) => process.stdout.write(`${words}\n`);
const platform = {
  name: 'peer',
  pace: { perAccount: 1000, perTenant: 1000 },
  start: async () => {},
  stop: async () => {},
  async deliver({ user }, message) {
    const body = JSON.stringify({ message: message.id, user, title: message.title, from: name });
    const response = await fetch(peer, { method: 'POST', body });
    return response.ok ? { kind: 'sent' } : { kind: 'later', reason: String(response.status) };
  },
};
const delivery = createDelivery({
  store,
  platforms: [platform],
  calendar,
  clock,
  stopwatch,
  letOthersRun,
});
const rounds = {
  deliver: () => delivery.run(),
  async check() {
    const saying = (words) => async () => {
      say(words);
      await letOthersRun();
    };
    const queued = await remind({ store, calendar, now: clock(), letOthersRun: saying('checks a setting') });
    const erased = await retain({ store, now: clock(), letOthersRun: saying('erases in a setting') });
    return `${queued} ${erased.reduce((sum, { gone }) => sum + gone.length, 0)}`;
  },
};

say('ready');
for await (const round of createInterface(process.stdin)) {
  try {
    say(`done ${await rounds[round]()}`);
  } catch (error) {
    say(`failed ${error.errors?.map(({ message }) => message).join('; ') ?? error.message}`);
  }
}
await store.close();
