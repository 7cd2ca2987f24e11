import { nameOfAccount } from '../accounts/account.ts';
import { type Role, rolesOn } from '../people/person.ts';
import { recordAs } from '../records/record.ts';
import { type Calendar, localDay } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { FAILED, MACHINE_FAULTS, type MachineFault, MENDED, machineFault, subjectOf } from './machine.ts';
import { tell } from './tell.ts';

interface TellOptions {
  store: Store;
  calendar: Calendar;
  now: Date;
  /** Lets other requests run between two settings. */
  letOthersRun?: (() => Promise<void>) | undefined;
}

/**
 * Tells whoever looks after the machine of a fault, each once. Told again while the fault lasts, it reaches only those who look
 * after it since.
 * @param since when the fault began
 * @throws AggregateError once all others are told, with what went wrong in single settings
 */
export async function tellOfFault(
  { store, calendar, now, letOthersRun }: TellOptions,
  fault: MachineFault,
  since: Date,
): Promise<void> {
  const { told, errors } = await whomToTell({ store, now, letOthersRun });
  for (const { setting, people } of told) {
    await store.write([setting.id], async (register) => {
      const open = await findOpen(register, setting.id, fault);
      const began = open ?? since;
      if (open === undefined)
        await recordAs('clock', { register, setting, now }, { action: FAILED, subject: subjectOf(fault) });
      const telling = machineFault(fault, began, localDay(began, setting.timezone));
      for (const person of people) await tell({ register, setting, now, calendar }, person, telling);
    });
  }
  if (errors.length > 0)
    throw new AggregateError(errors, 'some settings could not be asked who administers them');
}

/**
 * Records that a fault is over, wherever somebody was told of it: those messages are then settled.
 * @returns whether anybody had been told
 */
export async function recordMended(
  { store, now, letOthersRun }: Omit<TellOptions, 'calendar'>,
  fault: MachineFault,
): Promise<boolean> {
  let wasTold = false;
  for (const setting of await store.read((register) => register.settings.all())) {
    await letOthersRun?.();
    if ((await store.read((register) => findOpen(register, setting.id, fault))) === undefined) continue;
    await store.write([setting.id], async (register) => {
      // Another process may have recorded it meanwhile.
      if ((await findOpen(register, setting.id, fault)) === undefined) return;
      await recordAs('clock', { register, setting, now }, { action: MENDED, subject: subjectOf(fault) });
    });
    wasTold = true;
  }
  return wasTold;
}

/** A fault of which somebody was told, and since when. */
export interface OpenFault {
  fault: MachineFault;
  since: Date;
}

/** The faults of which somebody was told and that are not over, the oldest first. */
export async function openFaults(store: Store, letOthersRun?: () => Promise<void>): Promise<OpenFault[]> {
  const all = new Map<MachineFault, Date>();
  for (const { id } of await store.read((register) => register.settings.all())) {
    await letOthersRun?.();
    for (const [fault, since] of await store.read((register) => findAllOpen(register, id))) {
      const known = all.get(fault);
      if (known === undefined || since < known) all.set(fault, since);
    }
  }
  return [...all]
    .map(([fault, since]) => ({ fault, since }))
    .sort((one, other) => one.since.getTime() - other.since.getTime());
}

async function findOpen(register: Register, setting: string, fault: MachineFault): Promise<Date | undefined> {
  return (await findAllOpen(register, setting, [fault])).get(fault);
}

/** Since when each of these faults has lasted of which somebody in this setting was told. */
async function findAllOpen(
  register: Register,
  setting: string,
  faults: readonly MachineFault[] = MACHINE_FAULTS,
): Promise<Map<MachineFault, Date>> {
  const notices = await register.notices.ofSubjects(setting, faults.map(subjectOf));
  const open = new Map<MachineFault, Date>();
  for (const fault of faults) {
    const subject = subjectOf(fault);
    const told = notices.filter((notice) => notice.subject === subject);
    const [first] = told;
    if (first === undefined) continue;
    const last = (await register.audit.of(setting, subject, first.createdAt)).at(-1);
    if (last?.action !== FAILED) continue;
    const own = told.find(({ createdAt }) => +createdAt === +last.at) ?? first;
    open.set(fault, new Date(own.occasion));
  }
  return open;
}

/** Somebody with a role in one setting. */
interface Holder {
  setting: Setting;
  person: string;
  /** Accounts and address, by which the same human being is known in other settings. */
  names: readonly string[];
  isAway: boolean;
}

/** Whom to tell in a setting. */
interface Told {
  setting: Setting;
  people: string[];
}

/**
 * Whoever looks after the machine (decision 65): the administrators of most settings, each once, in the first of their settings.
 * Who is away is told only where all are; where no setting has an administrator, the managers are. A setting of which that cannot be
 * read hides nobody of the others.
 */
async function whomToTell({
  store,
  now,
  letOthersRun,
}: Omit<TellOptions, 'calendar'>): Promise<{ told: Told[]; errors: unknown[] }> {
  const settings = (await store.read((register) => register.settings.all())).filter(({ demo }) => !demo);
  // By their age, so that the first of somebody's settings stays the first when another is imported.
  settings.sort((one, other) => (one.id < other.id ? -1 : 1));
  const errors: unknown[] = [];
  for (const role of ['admin', 'manager'] as const) {
    const holders: Holder[] = [];
    errors.length = 0;
    for (const setting of settings) {
      await letOthersRun?.();
      try {
        holders.push(...(await store.read((register) => holdersOf(register, setting, role, now))));
      } catch (error) {
        errors.push(error);
      }
    }
    const present = holders.filter(({ isAway }) => !isAway);
    const humans = toHumans(present.length > 0 ? present : holders);
    const most = humans.reduce((found, human) => Math.max(found, countSettings(human)), 0);
    if (most === 0) continue;
    const keepers = humans.filter((human) => countSettings(human) === most).flatMap(inFirstSetting);
    return { told: bySetting(keepers), errors };
  }
  return { told: [], errors };
}

const countSettings = (human: readonly Holder[]) => new Set(human.map(({ setting }) => setting.id)).size;

/** Two colleagues may share one address in a setting: each is told there. */
const inFirstSetting = (human: readonly Holder[]) =>
  human.filter(({ setting }) => setting.id === human[0]?.setting.id);

function bySetting(holders: readonly Holder[]): Told[] {
  const found = new Map<string, Told>();
  for (const { setting, person } of holders) {
    const entry = found.get(setting.id) ?? { setting, people: [] };
    entry.people.push(person);
    found.set(setting.id, entry);
  }
  return [...found.values()];
}

async function holdersOf(register: Register, setting: Setting, role: Role, now: Date): Promise<Holder[]> {
  const today = localDay(now, setting.timezone);
  const holders = (await register.people.inPost(setting.id, today)).filter((person) =>
    rolesOn(person, today).includes(role),
  );
  if (holders.length === 0) return [];
  const ids = holders.map(({ id }) => id);
  const accounts = await register.accounts.ofPeople(setting.id, ids);
  const absences = await register.people.absencesOn(setting.id, today);
  return holders.map(({ id, email }) => ({
    setting,
    person: id,
    names: [
      ...accounts.filter(({ person }) => person === id).map(nameOfAccount),
      ...(email === null ? [] : [email.trim().toLowerCase()]),
    ],
    isAway: absences.some(({ person }) => person === id),
  }));
}

/**
 * A list for each human being, of what they hold in which settings, in the order of these: one account or address in common makes
 * them one.
 */
function toHumans(holders: readonly Holder[]): Holder[][] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  const ownName = ({ setting, person }: Holder) => `${setting.id}/${person}`;
  for (const holder of holders) {
    for (const name of holder.names) {
      const [root, own] = [rootOf(name), rootOf(ownName(holder))];
      if (root !== own) parents.set(own, root);
    }
  }
  const humans = new Map<string, Holder[]>();
  for (const holder of holders) {
    const root = rootOf(ownName(holder));
    const known = humans.get(root);
    if (known) known.push(holder);
    else humans.set(root, [holder]);
  }
  return [...humans.values()];
}
