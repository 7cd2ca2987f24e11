import { printableLine } from '../../adapters/console/text.ts';
import { newId } from '../core/identifier.ts';
import {
  describeDecision,
  hasLeapt,
  type Retained,
  rehearseRetention,
  retainSetting,
} from '../core/records/retain.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Store } from '../core/store.ts';
import { onlyOf, resolveIn, selectSettings } from '../core/who/everywhere.ts';
import { settingsNamed } from '../core/who/match.ts';
import { ANYONE } from '../core/who/people.ts';
import { type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  setting: { type: 'string' },
  at: { type: 'string' },
  hold: { type: 'string' },
  release: { type: 'string' },
  why: { type: 'string' },
} as const;

/** Erases what the retention rules no longer allow to be kept, or places or releases a legal hold. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, OPTIONS, { least: 0, most: 0 });
  const { hold, release, why } = values;
  if (hold !== undefined && release !== undefined)
    throw new WrongUsage('--hold and --release are two commands.');
  if ((hold === undefined) !== (why === undefined))
    throw new WrongUsage(
      'A legal hold wants both: --hold NAME and --why "the reason, for whoever releases it".',
    );
  const now = door.clock(values.at)();
  const store = await door.openStore();
  try {
    const settings = await store.read((register) => selectSettings(register, values.setting));
    if (hold !== undefined && why !== undefined) await place(door, store, settings, hold, why, now);
    else if (release !== undefined) await lift(door, store, settings, release, now);
    else await erase(door, store, settings, now, values['dry-run'] === true);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function erase(
  door: Door,
  store: Store,
  settings: readonly Setting[],
  now: Date,
  isDry: boolean,
): Promise<void> {
  for (const setting of settings) {
    const leapt = await store.read((register) => hasLeapt(register, setting.id, now));
    const report = isDry
      ? await rehearseRetention({ store, now }, setting)
      : await retainSetting({ store, now }, setting, 'operator');
    for (const line of toLines(report, isDry)) door.print(printableLine(line));
    if (isDry && leapt) {
      door.print(
        `${setting.code}: nothing has happened here for a quarter of a year. If this machine's clock is right (${now.toISOString()}), run candour retain once; until then nothing is erased at night.`,
      );
    }
    // Records that the operator confirmed the clock, so that the nightly erasure goes on.
    if (!isDry)
      await store.write([setting.id], (register) => register.retention.recordCheck(setting.id, now, now));
  }
}

function toLines({ code, gone, messages, held, holds }: Retained, isDry: boolean): string[] {
  const done = isDry ? 'would be erased' : 'erased';
  const lines = [
    ...gone.map((decision) => `${code}: ${done}: ${decision.kind} ${describeDecision(decision)}`),
    ...(messages > 0 ? [`${code}: ${done}: the words of ${messages} messages older than 90 days.`] : []),
    ...held.map(
      (decision) => `${code}: kept by a legal hold: ${decision.kind} ${describeDecision(decision)}`,
    ),
    ...holds.map(
      ({ person, placedAt }) =>
        `${code}: a legal hold stands on ${person ?? 'the whole setting'} since ${placedAt.toISOString().slice(0, 10)}.`,
    ),
  ];
  return lines.length > 0 ? lines : [`${code}: nothing is due to be erased.`];
}

/** The subject of a legal hold: a setting by its code, or one person by name, e-mail, reference or id. */
async function subjectOf(
  store: Store,
  settings: readonly Setting[],
  named: string,
): Promise<{ setting: Setting; person: string | null; is: string }> {
  const [setting] = settingsNamed(named, settings);
  if (setting) return { setting, person: null, is: setting.name };
  return store.read(async (register) => {
    const found = await resolveIn(register, settings, named, ANYONE);
    if (found.length === 0) throw new Failure(`Nobody, and no setting, is called ${named}.`);
    const { setting, is } = await onlyOf(register, found, ANYONE);
    return { setting, person: is.id, is: `${is.name} (${is.id})` };
  });
}

async function place(
  door: Door,
  store: Store,
  settings: readonly Setting[],
  named: string,
  why: string,
  now: Date,
): Promise<void> {
  if (why.trim() === '' || why.length > 500)
    throw new WrongUsage('--why wants a reason of 500 characters at most.');
  const { setting, person, is } = await subjectOf(store, settings, named);
  const isNew = await store.write([setting.id], async (register) => {
    const id = newId(now);
    const placed = await register.retention.place({
      setting: setting.id,
      id,
      person,
      why,
      placedAt: now,
      liftedAt: null,
    });
    if (placed) {
      await register.record(
        setting.id,
        {
          action: 'legal_hold.placed',
          actor: 'operator',
          subject: person ?? setting.code,
          payload: { id, why },
        },
        {},
        now,
      );
    }
    return placed;
  });
  if (!isNew) throw new Failure(`A legal hold stands on ${printableLine(is)} already.`);
  door.print(
    `From now on nothing about ${printableLine(is)} is erased, until: candour retain --release ${printableLine(person ?? setting.code)}`,
  );
}

async function lift(
  door: Door,
  store: Store,
  settings: readonly Setting[],
  named: string,
  now: Date,
): Promise<void> {
  const { setting, person, is } = await subjectOf(store, settings, named);
  const isLifted = await store.write([setting.id], async (register) => {
    const hold = (await register.retention.holds(setting.id)).find((placed) => placed.person === person);
    if (!hold) return false;
    await register.retention.lift(setting.id, hold.id, now);
    await register.record(
      setting.id,
      {
        action: 'legal_hold.lifted',
        actor: 'operator',
        subject: person ?? setting.code,
        payload: { id: hold.id },
      },
      {},
      now,
    );
    return true;
  });
  if (!isLifted) throw new Failure(`No legal hold stands on ${printableLine(is)}.`);
  door.print(`The legal hold on ${printableLine(is)} is released. What is due goes with the next night.`);
}
