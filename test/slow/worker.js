// One life of the service for kill.test.ts: people declare one thing after another, and what follows is delivered to a peer. Runs
// in a process of its own, until it is killed, or, told to drain, until nothing waits any more.
import { createCalendar } from '../../src/calendar.ts';
import { createApp } from '../../src/core/app.ts';
import { openStore } from '../../src/store/index.ts';
import { createTicker } from '../../src/tick.ts';

const { database, peer, life, began, drain, people, setting } = JSON.parse(process.argv[2]);
const started = Date.now();
const clock = () => new Date(began + (Date.now() - started));
const calendar = createCalendar();
const store = await openStore(database);
const failed = [];
const log = { debug() {}, info() {}, warn() {}, error: (facts) => failed.push(facts) };
const platform = {
  name: 'peer',
  reachesEveryone: true,
  start: async () => {},
  stop: async () => {},
  async deliver({ user }, message) {
    const body = JSON.stringify({ message: message.id, user, title: message.title, from: life });
    const response = await fetch(peer, { method: 'POST', body });
    return response.ok ? { kind: 'sent' } : { kind: 'later', reason: String(response.status) };
  },
};
const ticker = createTicker({ store, platforms: [platform], calendar, clock, log });
const app = createApp({ store, calendar, clock, platformNames: [], onCommit: () => ticker.wake() });

async function declareFor(person, turn) {
  for (let count = 0; ; count++) {
    const who = `Somebody ${life} ${turn} ${count}`;
    const identity = {
      account: { platform: 'peer', tenant: setting, user: person },
      memberships: [{ setting, person }],
    };
    const answer = await app.run(identity, app.parse(`declare who="${who}" kind=friend since=2019`));
    const reference = /D-\d+/.exec(JSON.stringify(answer))?.[0];
    // A pipe is written to at once: what stands there was answered before the process died.
    process.stdout.write(`${reference} ${who}\n`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

process.stdout.write('started\n');
process.on('SIGTERM', async () => {
  await ticker.stop();
  process.exit(0);
});
if (drain) {
  await ticker.tick();
  await ticker.stop();
  await store.close();
  process.stdout.write(`drained ${failed.length}\n`);
} else {
  void ticker.tick();
  for (const [turn, person] of people.entries()) void declareFor(person, turn);
}
