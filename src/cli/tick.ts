import { printable, printableLine } from '../../adapters/console/text.ts';
import { createApp } from '../core/app.ts';
import { deliver } from '../core/notices/deliver.ts';
import { logDeliveries } from '../core/notices/delivery-log.ts';
import { remind } from '../core/notices/due.ts';
import type { Log, Platform } from '../core/platform.ts';
import { retain } from '../core/records/retain.ts';
import type { Store } from '../core/store.ts';
import { type Door, EXIT, Failure, read } from './door.ts';

/** Does once what the service does every minute: queues the reminders that are due and delivers. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, { at: { type: 'string' } } as const, { least: 0, most: 0 });
  const clock = door.clock(values.at);
  const store = await door.openStore();
  try {
    const calendar = await door.calendar();
    const log = await door.log();
    const platforms = await choosePlatforms(door, store, clock, log);
    await remind({ store, calendar, now: clock() });
    await retain({ store, now: clock() });
    const report = logDeliveries(log);
    const { processes } = door.config;
    await deliver({ store, platforms, calendar, now: clock(), stopwatch: door.stopwatch, processes, report });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** The configured platforms, which can deliver without listening; where none is configured, this terminal. */
async function choosePlatforms(door: Door, store: Store, clock: () => Date, log: Log): Promise<Platform[]> {
  const configured = (await door.adapters()).filter(({ adapter, env }) => adapter.isConfigured(env));
  if (configured.length === 0) return [printer(door, store)];
  const faults = configured.flatMap(({ adapter, env }) => adapter.faults(env));
  if (faults.length > 0) throw new Failure(faults.join('\n'));
  const settings = await store.read((register) => register.settings.all());
  if (settings.some((setting) => setting.demo)) {
    throw new Failure(
      'This database holds the demo, so nothing is delivered from it to a platform. Set CANDOUR_DATABASE to another file.',
    );
  }
  const calendar = await door.calendar();
  const app = createApp({ store, calendar, clock, platformNames: await door.platformNames() });
  return Promise.all(
    configured.map(({ adapter, env }) =>
      adapter.create({ app, store, env, log, clock, config: door.config }),
    ),
  );
}

function printer(door: Door, store: Store): Platform {
  return {
    name: 'console',
    reachesEveryone: true,
    start: async () => {},
    stop: async () => {},
    async deliver(account, { title, text }) {
      const [setting, person] = await store.read((register) =>
        Promise.all([
          register.settings.byId(account.tenant),
          register.people.byId(account.tenant, account.user),
        ]),
      );
      const to = printableLine(`${person?.name ?? 'somebody'} (${setting?.code ?? '?'})`);
      const body = printable(text)
        .split('\n')
        .map((line) => `  ${line}`);
      door.print([`To ${to}: ${printableLine(title)}`, ...body].join('\n'));
      return { kind: 'sent' };
    },
  };
}
