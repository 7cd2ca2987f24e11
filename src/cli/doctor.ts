import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { createApp } from '../core/app.ts';
import { whoWouldHandle } from '../core/cases/officers.ts';
import type { MachineFault } from '../core/notices/machine.ts';
import { OFFICER_ORDER, type Person, rolesOn } from '../core/people/person.ts';
import type { Adapter, Finding } from '../core/platform.ts';
import { hasLeapt } from '../core/records/retain.ts';
import { type Day, localDay, showDay } from '../core/rules/days.ts';
import { lacksOf } from '../core/settings/set-up.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Register } from '../core/store.ts';
import { DEMO_TEXTS } from '../import/policies.ts';
import { timezone } from '../import/read/setting.ts';
import { examineServer, type OpenedStore, ROOM_BYTES } from '../store/index.ts';
import { freeBytes } from '../store/sqlite/file.ts';
import { describeFault } from '../store/verify.ts';
import { lookAtBackups } from './backups.ts';
import { type Door, EXIT, Failure, read } from './door.ts';
import { checkLeftovers } from './leftovers.ts';

const MARKS = { good: 'ok     ', warning: 'warning', fault: 'FAULT  ' } as const;
const DAY = 86_400_000;
/** How many people a line names at most. */
const NAMED = 40;

/** What a finding is about: as those who look after the machine are told of it. */
type About = MachineFault;
/** Tells a finding about one of these. */
type Tells = (about: About) => Tell;

/** Checks the installation and prints, for each finding, what to do about it. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, { json: { type: 'boolean' } } as const, { least: 0, most: 0 });
  const found: (Finding & { about: About })[] = [];
  const tells: Tells = (about) => (kind, text) => {
    found.push({ kind, about, text });
    if (!values.json) door.print(`${MARKS[kind]} ${printableLine(text)}`);
  };
  const now = new Date();
  const configured = await checkConfiguration(door, tells('configuration'));
  const store = await lookAtDatabase(door, tells);
  checkLeftovers(fileOf(door), now, tells('database'));
  await lookAtBackups(door.config, now, tells);
  checkClock(door, now, tells('clock'));
  if (store) {
    try {
      const settings = await store.read((register) => register.settings.all());
      if (settings.length === 0)
        tells('setting')('warning', 'No setting has been imported yet. Run: npx candour import DIR');
      const platforms = configured.map(({ adapter }) => adapter);
      for (const setting of settings) await lookAtSetting(store, setting, now, platforms, tells);
      const demo = settings.some((setting) => setting.demo);
      if (demo && configured.length > 0) {
        tells('configuration')(
          'fault',
          'The database holds the demo, so no platform starts on it. Set CANDOUR_DATABASE to another file.',
        );
      }
      const [calendar, log] = [await door.calendar(), await door.log()];
      const clock = () => new Date();
      const app = createApp({ store, calendar, clock, platformNames: await door.platformNames() });
      for (const { adapter, env } of configured) {
        const examined = await adapter.examine?.({ app, store, env, log, clock, config: door.config });
        for (const { kind, text } of examined ?? []) tells('platform')(kind, `${adapter.name}: ${text}`);
      }
    } finally {
      await store.close();
    }
  }
  if (values.json) door.print(JSON.stringify(found, undefined, 2));
  const faults = found.filter(({ kind }) => kind === 'fault').length;
  if (faults === 0) return EXIT.done;
  if (values.json) return EXIT.failed;
  door.complain(faults === 1 ? 'One fault was found: see above.' : `${faults} faults were found: see above.`);
  return EXIT.failed;
}

type Tell = (kind: Finding['kind'], text: string) => void;

/** Reports on the configuration, and returns the platforms that are configured without a fault. */
async function checkConfiguration(door: Door, tell: Tell) {
  tell(
    'good',
    `Candour ${door.config.version} (commit ${door.config.commit}) on Node ${process.versions.node}.`,
  );
  if (door.outOfSupport !== undefined) tell('warning', door.outOfSupport);
  for (const sentence of await door.unknownKeys()) tell('warning', sentence);
  const all = await door.adapters();
  const wanted = all.filter(({ adapter, env }) => adapter.isConfigured(env));
  if (wanted.length === 0)
    tell(
      'good',
      'No platform is configured: npm start opens the demo at a terminal, and as a service does not start.',
    );
  if (door.config.publicUrl?.startsWith('https://') && door.config.proxies === undefined)
    tell(
      'warning',
      'CANDOUR_TRUSTED_PROXY is not set, so the parents’ page counts all requests as one caller’s. Set it to the address of the reverse proxy.',
    );
  return wanted.filter(({ adapter, env }) => {
    const faults = adapter.faults(env);
    for (const fault of faults) tell('fault', `${adapter.name}: ${fault}`);
    if (faults.length === 0) tell('good', `${adapter.name} is configured.`);
    return faults.length === 0;
  });
}

async function lookAtDatabase(door: Door, tells: Tells): Promise<OpenedStore | undefined> {
  const { database, server, databaseFrom } = door.config;
  let store: OpenedStore | undefined;
  let pending: string[] = [];
  const tell = tells('database');
  try {
    pending = await door.pending();
    if (pending.length === 0) store = await door.openStore();
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof Error && error.name === 'Misconfigured'))
      throw error;
    tell('fault', error.message);
    return undefined;
  }
  const size = server === undefined ? `, ${Math.ceil(statSync(database).size / 1024)} KB` : '';
  const is = `The database is ${database} (${databaseFrom})${size}`;
  if (store) tell('good', `${is}, and its schema is up to date.`);
  else
    tell(
      'warning',
      `${is}, and its schema is older than this Candour, which would bring it up by ${pending.join(', ')}. Start the service, or run: npx candour migrate. What it holds is looked at after that.`,
    );
  if (server === undefined) checkFile(database, tells);
  else for (const { kind, text } of await examineServer(server, () => new Date())) tell(kind, text);
  if (door.config.key === undefined)
    tells('configuration')(
      'warning',
      'CANDOUR_KEY is not set, so backups and exports are not encrypted. Make one with: openssl rand -base64 32',
    );
  else tells('configuration')('good', 'Backups and exports are encrypted with CANDOUR_KEY.');
  if (!store) return undefined;
  const audit = await store.verifyAudit();
  if (audit.kind === 'sound')
    tells('trail')('good', `The audit trail is sound (${audit.rows} rows, ${audit.records} records).`);
  else tells('trail')('fault', `${describeFault(audit)} Compare with a backup.`);
  return store;
}

/** Warns when other users may read the database file, and reports the free space. */
function checkFile(database: string, tells: Tells): void {
  if ((statSync(database).mode & 0o077) !== 0)
    tells('database')('warning', `Others on this machine may read ${database}. Run: chmod 600 ${database}`);
  checkDisk(database, tells);
}

/**
 * Warns when other users may open the folder, and reports the free space. Whether the disk is encrypted cannot be seen from
 * here.
 */
function checkDisk(database: string, tells: Tells): void {
  const folder = dirname(database);
  const tell = tells('disk');
  if ((statSync(folder).mode & 0o077) !== 0)
    tells('database')('warning', `Others on this machine may look into ${folder}. Run: chmod 700 ${folder}`);
  for (const beside of [`${database}-wal`, `${database}-shm`, '.env']) {
    if (existsSync(beside) && (statSync(beside).mode & 0o077) !== 0)
      tells('database')('warning', `Others on this machine may read ${beside}. Run: chmod 600 ${beside}`);
  }
  const freeHere = freeBytes(folder);
  const free = freeHere / (1 << 20);
  const needed = Math.max(200, (3 * statSync(database).size) / (1 << 20));
  if (freeHere < ROOM_BYTES)
    tell(
      'fault',
      `The disk is full, so nothing can be kept. Please make room: ${Math.ceil(needed)} MB are wanted.`,
    );
  else if (free < needed)
    tell(
      'warning',
      `The disk has only ${Math.floor(free)} MB left, and ${Math.ceil(needed)} are wanted. Please make room.`,
    );
  else tell('good', `The disk has ${Math.floor(free)} MB left.`);
}

/** The database's file; undefined where a server has it. */
const fileOf = ({ config }: Door) => (config.server === undefined ? config.database : undefined);

/**
 * Compares the clock with the database file's time: a file written in the future shows that the clock is wrong, and all due
 * dates depend on the clock.
 */
function checkClock(door: Door, now: Date, tell: Tell): void {
  const file = fileOf(door);
  const written = file === undefined ? 0 : writtenAt(file);
  if (now.getUTCFullYear() < 2026 || written > now.getTime() + DAY / 24) {
    tell('fault', `This machine says it is ${now.toISOString()}, which cannot be. Please set its clock.`);
  } else tell('good', `It is ${now.toISOString()} by this machine's clock.`);
}

/** When the file was last written, in milliseconds since 1970; 0 where it is missing or this user may not read it. */
function writtenAt(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

async function lookAtSetting(
  store: OpenedStore,
  setting: Setting,
  now: Date,
  platforms: readonly Adapter[],
  tells: Tells,
): Promise<void> {
  const today = localDay(now, setting.timezone);
  const tell = tells('setting');
  await store.read(async (register) => {
    const people = await register.people.inPost(setting.id, today);
    tell('good', `${setting.code} (${setting.name}): ${people.length} people in post on ${showDay(today)}.`);
    const wrong = timezone.safeParse(setting.timezone).error?.issues[0];
    if (wrong) tell('fault', `${setting.code}: timezone in its setting.json: ${wrong.message}`);
    await lookAtOfficers(register, setting, today, tell);
    for (const { kind, text } of lacksOf(setting, people, today)) tell(kind, `${setting.code}: ${text}`);
    if (await hasLeapt(register, setting.id, now)) {
      tell(
        'warning',
        `${setting.code}: nothing has happened for a quarter of a year, so nothing is erased at night. If the clock is right, run: npx candour retain --setting ${setting.code}`,
      );
    }
    await lookAtTexts(register, setting, tell);
    await lookAtReach(register, setting, people, today, platforms, tells('platform'));
    await lookAtDeliveries(register, setting, tells('platform'));
  });
}

async function lookAtTexts(register: Register, setting: Setting, tell: Tell): Promise<void> {
  if (setting.demo) return;
  for (const { code, version, sha256 } of await register.policies.inForce(setting.id))
    if (DEMO_TEXTS.includes(sha256))
      tell(
        'warning',
        `${setting.code}: ${code} ${version}, which is in force, is the text of the demo, whose people are invented. Put your own into policies/ under a new version, import it, and adopt it.`,
      );
}

/** Says whom messages reach on each platform, and whom they reach nowhere: officers first, since alerts are theirs. */
async function lookAtReach(
  register: Register,
  setting: Setting,
  people: readonly Person[],
  today: Day,
  platforms: readonly Adapter[],
  tell: Tell,
): Promise<void> {
  if (platforms.length === 0 || people.length === 0) return;
  const ids = people.map(({ id }) => id);
  const accounts = await register.accounts.ofPeople(setting.id, ids);
  const isReached = (id: string, on: readonly Pick<Adapter, 'name'>[]) =>
    accounts.some(({ person, platform }) => person === id && on.some(({ name }) => name === platform));
  for (const platform of platforms) {
    const reached = people.filter(({ id }) => isReached(id, [platform])).map(({ name }) => name);
    if (reached.length > 0)
      tell(
        'good',
        `${setting.code}: in ${platform.title} messages reach ${reached.length} of ${people.length}: ${inWords(reached)}.`,
      );
  }
  const office = (person: Person) => OFFICER_ORDER.findIndex((role) => rolesOn(person, today).includes(role));
  const rank = (person: Person) => (office(person) < 0 ? OFFICER_ORDER.length : office(person));
  const nowhere = people
    .filter(({ id }) => !isReached(id, platforms))
    .sort((one, other) => rank(one) - rank(other))
    .map((person) => {
      const role = OFFICER_ORDER[office(person)];
      return role === undefined ? person.name : `${person.name} (${setting.titles[role]})`;
    });
  if (nowhere.length > 0)
    tell(
      'warning',
      `${setting.code}: messages reach ${nowhere.length} of ${people.length} nowhere yet: ${inWords(nowhere)}. Each is met by the address in people.csv, if it is the one that they have there, once the service runs and the app is there for them.`,
    );
}

/** So many names as a line holds. */
function inWords(names: readonly string[]): string {
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

async function lookAtDeliveries(register: Register, setting: Setting, tell: Tell): Promise<void> {
  const wordsOf = (rows: readonly { error: string | null }[]) =>
    [...new Set(rows.flatMap(({ error }) => error ?? []))].join(', ');
  const rows = (await register.notices.failed()).filter((row) => row.setting === setting.id);
  const failing = [...new Map(rows.map((row) => [row.id, row])).values()];
  const [next] = failing.map(({ notBefore }) => notBefore.toISOString()).sort();
  if (next !== undefined) {
    const what = failing.length === 1 ? 'One message has' : `${failing.length} messages have`;
    tell(
      'warning',
      `${setting.code}: ${what} not arrived (${wordsOf(failing)}). The next try is at ${next}; to try now: npx candour outbox --resend all`,
    );
  }
  const dead = await register.notices.dead(setting.id);
  if (dead.length > 0) {
    const what = dead.length === 1 ? 'One message was' : `${dead.length} messages were`;
    tell(
      'warning',
      `${setting.code}: ${what} given up on (${wordsOf(dead)}). Once messages arrive again: npx candour outbox --resend all`,
    );
  }
}

async function lookAtOfficers(
  register: Register,
  setting: Setting,
  today: string,
  tell: Tell,
): Promise<void> {
  const officers = await whoWouldHandle({ register, setting, today });
  for (const { officer, handler } of officers) {
    const name = officers.find((each) => each.officer.id === handler)?.officer.name;
    if (name === undefined) {
      tell(
        'warning',
        `${setting.code}: nobody would handle ${officer.name}'s own declaration. A second officer is needed.`,
      );
    } else tell('good', `${setting.code}: ${officer.name}'s own declaration would be handled by ${name}.`);
  }
}
