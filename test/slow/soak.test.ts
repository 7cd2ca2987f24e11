import { hash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drive, type Request } from '../../bench/client.ts';
import { openSlack, type Peer } from '../../bench/peers.ts';
import { makeRegister, type Placed, type Register, STATEMENTS } from '../../bench/register.ts';
import { SECRET, slackCommand, TENANT, teamsMessage } from '../../bench/requests.ts';
import { type Alarm, openAlarm } from '../support/alarm.ts';
import { read } from '../support/exposition.ts';
import { openWorkplace, type Workplace } from '../support/process.ts';
import { freePort, launch } from '../support/slack/service.ts';
import { type LocalCloud, openLocalCloud } from '../support/teams/connector.ts';
import { makeTree, NEXT } from '../support/trees.ts';

const isLong = process.env.CANDOUR_SLOW === '1';
const REQUESTS = isLong ? 200_000 : 3_000;
const KILLS = isLong ? 10 : 4;
/** The last life, which nothing cuts off, gets half of all, so that its memory can be compared with itself. */
const A_LIFE = Math.floor(REQUESTS / 2 / (KILLS + 1));
/** In so many parts the memory of the last life is looked at, of which the first third is for warming up. */
const PARTS = 6;
/** Signed as they are sent: Slack's signatures are good for five minutes. */
const AT_ONCE = 1000;
/** Answered requests of the life before that are sent again, byte for byte. */
const AGAIN = 60;
const SIZE = {
  settings: isLong ? 400 : 40,
  staff: isLong ? 12_000 : 600,
  children: isLong ? 48_000 : 2_400,
  asked: 0,
  acknowledged: 0,
};
const DAY_MS = 86_400_000;

/** What an operator looks at shows it in time, however slow the machine: it is looked at until it does. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 250 });

type Verb = 'acknowledge' | 'declare' | 'sign' | 'keyperson' | 'me' | 'help';

interface Asked {
  verb: Verb;
  platform: 'slack' | 'teams';
  person: string;
  bytes: Request['bytes'];
}

let folder: string;
let kept: string;
let work: Workplace;
/** The next version, which has one migration more. */
let next: Workplace;
/** Which of them serves. */
let place: Workplace;
let register: Register;
let slack: Peer;
let teams: LocalCloud;
let alarm: Alarm;
let keys: Record<string, string>;

/** Those whose answer has come. */
const answered: Asked[] = [];
const wrong: string[] = [];
/** Who was told of which declaration: `setting D-7` → the person. */
const told = new Map<string, string>();
const settingOf = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candour-soak-'));
  kept = join(folder, 'kept');
  mkdirSync(kept, { mode: 0o700 });
  work = await openWorkplace();
  next = await openWorkplace(
    undefined,
    makeTree(join(folder, 'next'), ['migrations', 'dist/src/migrations']),
  );
  place = work;
  slack = await openSlack();
  teams = await openLocalCloud();
  alarm = await openAlarm();
  register = await makeRegister(work.database, SIZE, new Date());
  for (const { teams: aad } of register.settings.flatMap(({ staff }) => staff))
    teams.roster.set(`29:${aad}`, { aadObjectId: aad, userRole: 'user' });
  meetInTeams();
  keys = {
    CANDOUR_DATABASE: work.database,
    CANDOUR_METRICS: '127.0.0.1:0',
    CANDOUR_BACKUP_DIR: kept,
    CANDOUR_BACKUP_KEEP: '2',
    CANDOUR_ALERT_URL: alarm.url,
    CANDOUR_KEY: Buffer.alloc(32, 7).toString('base64'),
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.url,
    TEAMS_DEVELOPMENT: '1',
    TEAMS_TENANT_ID: TENANT,
  };
}, 600_000);
afterAll(async () => {
  await work?.close();
  await next?.close();
  await alarm?.close();
  await teams?.close();
  await slack?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function inDatabase<T>(look: (driver: Driver.Database) => T): T {
  const driver = new Driver(work.database);
  try {
    return look(driver);
  } finally {
    driver.close();
  }
}

/** Everybody has written in Teams before, and those who owe a signature have opened the agreement. */
function meetInTeams(): void {
  inDatabase((driver) => {
    const now = new Date().toISOString();
    driver
      .prepare(
        `INSERT INTO conversations (platform, tenant, user_id, conversation, service_url, bot, used_at, welcomed_at)
         SELECT platform, tenant, user_id, 'a:' || user_id, ?, '28:bench', ?, ? FROM accounts WHERE platform = 'teams'`,
      )
      .run(teams.url, now, now);
    const agreement = driver.prepare("SELECT sha256 FROM policies WHERE code = 'CONF'").pluck().get();
    const shown = driver.prepare(
      'INSERT INTO intents (setting, key, person, answer, kept_at) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { setting, id } of unsigned(driver)) {
      const digest = hash('sha256', JSON.stringify(['sign', id, 'CONF', agreement]), 'base64url').slice(
        0,
        16,
      );
      shown.run(setting, `shown:sign:${digest}`, id, '{"kind":"view","title":"Shown","blocks":[]}', now);
    }
  });
}

function unsigned(driver: Driver.Database): { setting: string; id: string; name: string }[] {
  return driver
    .prepare(
      `SELECT p.setting, p.id, p.name FROM people p JOIN accounts a ON a.person = p.id AND a.platform = 'slack'
       WHERE NOT EXISTS (SELECT 1 FROM signatures s WHERE s.setting = p.setting AND s.person = p.id)`,
    )
    .all() as { setting: string; id: string; name: string }[];
}

/** What people ask in a morning, endlessly: what each may do once, and what anybody does again and again. */
function* morning(): Generator<() => Asked, never> {
  const staff = register.settings.flatMap((setting) =>
    setting.staff.map((person, at) => ({ person, setting, at })),
  );
  const byId = new Map(staff.map((each) => [each.person.id, each]));
  const owing = inDatabase(unsigned).flatMap(({ id }) => byId.get(id) ?? []);
  const pick = <T>(from: readonly T[], at: number) => from[at % from.length] as T;
  let acknowledged = 0;
  let declared = 0;
  let signed = 0;
  const acknowledge = () => staff[acknowledged++];
  const declare = (who: (typeof staff)[number], round: number) =>
    `declare "${pick(who.setting.carers, who.at * 3 + round)}" kind=business since=2019 networks=whatsapp`;
  for (let turn = 0; ; turn++) {
    // Neighbours in time are strangers in the register.
    const anybody = pick(staff, turn * 31);
    const platform = turn % 2 === 0 ? 'slack' : 'teams';
    const slot = turn % 10;
    const owes = slot === 6 ? owing[signed++] : undefined;
    const reads = slot < 2 ? acknowledge() : undefined;
    const on = slot === 6 && signed % 2 === 0 ? 'teams' : platform;
    if (reads)
      yield () =>
        ask('acknowledge', on, reads, `acknowledge SM answer=acknowledge statements=${STATEMENTS.join(',')}`);
    else if (owes) yield () => ask('sign', on, owes, `sign "${owes.person.name}" agree=yes`);
    else if (slot >= 2 && slot < 6) {
      const at = declared++;
      const who = pick(staff, at);
      yield () => ask('declare', on, who, declare(who, Math.floor(at / staff.length)));
    } else if (slot === 8) {
      const at = pick(staff, turn).at;
      const officer = { ...anybody, person: pick(anybody.setting.staff, at % 3) };
      yield () => ask('keyperson', on, officer, `keyperson C-${pick(officer.setting.children, turn).number}`);
    } else yield () => ask(on === 'slack' ? 'me' : 'help', on, anybody, on === 'slack' ? 'me' : 'help');
  }
}

const RIGHT: Record<Verb, RegExp> = {
  // “You did this on …” would be a second one.
  acknowledge: /"Acknowledged: Policy SM"(?!.*You did this on)/s,
  declare: /"Declared(: | already: )D-\d+/,
  sign: /"You have signed the agreement(?!.*You did this on)/s,
  keyperson: /Key person for /,
  me: /./,
  help: /./,
};
/** Where the machine is slow: whoever asked asks again. */
const LATER = /This takes longer than it should\. Please try again/;

function ask(
  verb: Verb,
  platform: Asked['platform'],
  { person, setting }: { person: Placed['staff'][number]; setting: Placed },
  text: string,
): Asked {
  settingOf.set(person.id, setting.id);
  const { bytes } =
    platform === 'slack'
      ? slackCommand(person.slack, text, () => true)
      : teamsMessage({ id: person.teams, chat: `a:${person.teams}` }, teams.url, text, () => true);
  return { verb, platform, person: person.id, bytes };
}

/** What the connector took since it was last looked at: answers in Teams, by the activity that each replies to. */
function repliesInTeams(): Map<string, string> {
  const replies = new Map<string, string>();
  for (const { path, body } of teams.calls.splice(0)) {
    const activity = /\/activities\/(activity-[^/]+)$/.exec(path)?.[1];
    if (activity !== undefined) replies.set(activity, JSON.stringify(body));
  }
  return replies;
}

/** Sends them, and gives the words of each answer, in their order; undefined: none has come. */
async function send(
  port: number,
  round: readonly Asked[],
  { mayBreak, onAnswer }: { mayBreak?: boolean; onAnswer?: () => void } = {},
): Promise<(string | undefined)[]> {
  const words = new Map<Asked, string>();
  const requests = round.map((asked) => ({
    bytes: asked.bytes,
    isAnswer(status: number, body: string) {
      if (asked.platform === 'slack') words.set(asked, body);
      onAnswer?.();
      return status === 200;
    },
  }));
  await drive(port, requests, { mayBreak: mayBreak ?? false });
  const replies = repliesInTeams();
  return round.map((asked) =>
    asked.platform === 'slack'
      ? words.get(asked)
      : replies.get(/"id":"(activity-[^"]+)"/.exec(asked.bytes.toString())?.[1] ?? ''),
  );
}

/** Whether this answers it. What is no answer to it at all is kept for the end. */
function isAnswered({ verb, platform, person }: Asked, words: string | undefined): boolean {
  if (words === undefined || LATER.test(words)) return false;
  if (!RIGHT[verb].test(words)) wrong.push(`${platform} ${verb}: ${words.slice(0, 400)}`);
  const reference = /"Declared: (D-\d+)/.exec(words)?.[1];
  if (reference !== undefined) told.set(`${settingOf.get(person)} ${reference}`, person);
  return true;
}

/** A life of the service; every night that it begins finds the last one's backups a day older. */
async function live() {
  for (const name of existsSync(kept) ? backups().reverse() : []) {
    const day = new Date(Date.parse(name.slice(8, 18)) - DAY_MS).toISOString().slice(0, 10);
    renameSync(join(kept, name), join(kept, `candour-${day}${name.slice(18)}`));
  }
  // Every setting is due to be looked at by the first tick.
  inDatabase((driver) => driver.prepare('UPDATE chain_heads SET look_at = ?').run(new Date().toISOString()));
  const began = Date.now();
  const life = await launch(place, await freePort(), keys);
  const line = life
    .said()
    .split('\n')
    .find((each) => each.includes('"msg":"started"'));
  const { metrics } = JSON.parse(line ?? '{}') as { metrics: number };
  const figure = async (name: string) =>
    read(await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()).value(name) ?? 0;
  return {
    ...life,
    began,
    figure,
    ready: async () => (await fetch(`http://127.0.0.1:${life.port}/readyz`)).text(),
    /** Resident memory, in MB. */
    memory: async () => Math.round((await figure('process_resident_memory_bytes')) / 2 ** 20),
    /** Waits for the night's backup. */
    backedUp: () =>
      soon(async () =>
        expect(await figure('candour_backup_last_good_timestamp_seconds')).toBeGreaterThan(began / 1000 - 2),
      ),
  };
}
type Life = Awaited<ReturnType<typeof live>>;

const backups = () =>
  readdirSync(kept)
    .filter((name) => /^candour-.*\.db$/.test(name))
    .sort()
    .reverse();

/** Sent, or to be sent, and not answered before the service was killed. */
const carried: Asked[] = [];
/** What was answered last. */
let lately: Asked[] = [];
let asking: ReturnType<typeof morning>;
/** How many were not answered when the service was killed, each time. */
const cutOff: number[] = [];

/** Has so many more requests answered, and all that are carried; with `kill`, the service is killed when that share of the last ones is. */
async function load(life: Life, count: number, { kill }: { kill?: number } = {}): Promise<void> {
  for (let left = count; left > 0 || (carried.length > 0 && kill === undefined); ) {
    const round = carried.splice(0, AT_ONCE);
    for (; left > 0 && round.length < AT_ONCE; left--) round.push(asking.next().value());
    const isLast = kill !== undefined && left === 0;
    let awaited = isLast ? Math.ceil(round.length * kill) : Number.POSITIVE_INFINITY;
    const words = await send(life.port, round, {
      mayBreak: isLast,
      onAnswer: () => {
        awaited -= 1;
        if (awaited === 0) void life.kill();
      },
    });
    if (isLast) await life.ended;
    const isDone = round.map((asked, index) => isAnswered(asked, words[index]));
    const done = round.filter((_, index) => isDone[index]);
    answered.push(...done);
    lately = [...lately, ...done].slice(-AGAIN);
    carried.push(...round.filter((_, index) => !isDone[index]));
  }
}

/** The most memory that it is seen with while this goes on, in MB: from one moment to the next, garbage comes and goes. */
async function peakOf(life: Life, work: Promise<void>): Promise<number> {
  let most = 0;
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      most = Math.max(most, await life.memory());
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  await work.finally(() => {
    isOver = true;
  });
  await looking;
  return most;
}

/** What was answered last is asked once more, as a platform does that missed the answer. */
async function repeat(life: Life): Promise<void> {
  const words = await send(life.port, lately);
  for (const [index, asked] of lately.entries()) isAnswered(asked, words[index]);
}

/** Most die in the middle of their work, some of them with the night's backup half made. */
async function liveAndDie(share: number): Promise<void> {
  const life = await live();
  await repeat(life);
  await load(life, A_LIFE, { kill: share });
  cutOff.push(carried.length);
}

const candour = (...args: string[]) => place.candour(args, { env: keys });
const firstLine = ({ stdout }: { stdout: string }) => stdout.split('\n')[0];
const posted = () => alarm.posted.map(({ fault, state }) => `${fault} ${state}`);

/** Nobody who looks sees anything wrong, and a backup of this night is there. */
async function isWell(life: Life): Promise<void> {
  await life.backedUp();
  await soon(async () => expect(await life.ready()).toBe('ok\n'));
  await soon(async () => {
    const status = await candour('status');
    expect([status.code, firstLine(status)]).toEqual([0, 'Nothing is wrong.']);
  });
}

describe(`${REQUESTS} requests over Slack and Teams`, () => {
  beforeAll(() => {
    asking = morning();
  });

  it('a night that goes well: a backup is made while people ask, and then the service is killed', async () => {
    const life = await live();
    await Promise.all([load(life, Math.floor(A_LIFE / 2)), isWell(life)]);
    await load(life, Math.ceil(A_LIFE / 2), { kill: 0.5 });
    cutOff.push(carried.length);
    expect(posted()).toEqual([]);
  });

  it('a night without its folder: whoever looks sees it, and people are answered all the same', async () => {
    renameSync(kept, `${kept}.away`);
    const life = await live();
    await Promise.all([
      repeat(life).then(() => load(life, Math.floor(A_LIFE / 2))),
      soon(() => expect(posted()).toEqual(['backup begun'])),
      soon(async () =>
        expect(await life.figure('candour_backup_last_failure_timestamp_seconds')).toBeGreaterThan(
          life.began / 1000 - 2,
        ),
      ),
      soon(async () =>
        expect(await life.ready()).toMatch(
          /^ok\nNo backup could be made since \S+\. Run: npx candour doctor/,
        ),
      ),
      soon(() =>
        expect(life.said()).toMatch(/"level":"error".*"why":"The folder for backups, .*is not there/),
      ),
      soon(async () => {
        const status = await candour('status');
        expect([status.code, firstLine(status)]).toEqual([
          1,
          expect.stringMatching(/^WRONG +The folder for backups, .*is not there/),
        ]);
      }),
      soon(async () => {
        // Whoever administers it was told in chat, which the register keeps whatever happens next.
        const status = JSON.parse((await candour('status', '--json')).stdout);
        expect(status.faults).toMatchObject([{ fault: 'backup' }]);
      }),
      soon(async () => {
        const doctor = await candour('doctor');
        expect(doctor.code).toBe(1);
        expect(doctor.stdout).toMatch(/^FAULT +The folder for backups, .*is not there\. Mount its disk/m);
      }),
    ]);
    await load(life, Math.ceil(A_LIFE / 2), { kill: 0.6 });
    cutOff.push(carried.length);
  });

  it('the folder is back: all is well again by itself; and the service is upgraded', async () => {
    renameSync(`${kept}.away`, kept);
    const life = await live();
    await repeat(life);
    await Promise.all([load(life, A_LIFE), isWell(life)]);
    await soon(() => expect(posted()).toEqual(['backup begun', 'backup over']));
    expect((await life.stop()).code).toBe(0);
    place = next;
  });

  it('the newer one is killed again and again', async () => {
    for (let kills = 2; kills < KILLS; kills++) await liveAndDie(0.2 + (kills % 4) * 0.2);
    const driver = new Driver(work.database, { readonly: true });
    expect(driver.prepare('SELECT name FROM schema_migrations').pluck().all()).toContain(NEXT);
    driver.close();
    expect(cutOff).toHaveLength(KILLS);
    // Each was killed while others waited for their answers.
    expect(Math.min(...cutOff)).toBeGreaterThan(0);
  });

  it('one long life keeps to the memory that it needed at first', async () => {
    const life = await live();
    await repeat(life);
    const rest = REQUESTS - answered.length;
    const peaks: number[] = [];
    for (let part = PARTS; part > 0; part--) {
      const share = Math.floor((REQUESTS - answered.length) / part);
      peaks.push(await peakOf(life, load(life, share - carried.length)));
    }
    console.log(
      `${answered.length} answered, ${KILLS} kills with ${cutOff.join(', ')} not answered yet; at most ${peaks.join(', ')} MB in each part of the last ${rest}`,
    );
    const warm = Math.max(...peaks.slice(0, PARTS / 3));
    expect(Math.max(...peaks)).toBeLessThan(warm * 1.25 + 64);
    await isWell(life);
    // The first tick has looked at every setting, but for what a killed one had claimed, which is for five minutes.
    await soon(() =>
      inDatabase((driver) =>
        expect(
          driver
            .prepare('SELECT COUNT(*) FROM chain_heads WHERE looked_at < ? AND look_claim IS NULL')
            .pluck()
            .get(new Date(life.began).toISOString()),
        ).toBe(0),
      ),
    );
    expect((await life.stop()).code).toBe(0);
  });

  it('every request was answered in the end, and rightly', () => {
    expect(wrong).toEqual([]);
    expect(carried).toEqual([]);
    expect(answered.length).toBe(REQUESTS);
    const verbs = new Set(answered.map(({ verb, platform }) => `${platform} ${verb}`));
    expect([...verbs].sort()).toEqual([
      ...['slack acknowledge', 'slack declare', 'slack keyperson', 'slack me', 'slack sign'],
      ...['teams acknowledge', 'teams declare', 'teams help', 'teams sign'],
    ]);
  });

  it('what was answered is in the register, once', () => {
    const people = (verb: Verb) =>
      answered.flatMap((each) => (each.verb === verb ? [each.person] : [])).sort();
    inDatabase((driver) => {
      const all = (sql: string) => driver.prepare(sql).pluck().all();
      expect(all('SELECT person FROM acknowledgements ORDER BY person')).toEqual(people('acknowledge'));
      expect(all("SELECT person FROM signatures WHERE source = 'chat' ORDER BY person")).toEqual(
        people('sign'),
      );
      // The register was made without any of this kind.
      const declared = driver
        .prepare("SELECT setting || ' D-' || number, declarer FROM declarations WHERE kind = 'business'")
        .raw()
        .all() as [string, string][];
      expect(new Map(declared)).toEqual(told);
      expect(told.size).toBeGreaterThan(people('declare').length / 2);
    });
  });

  it('every chain of the audit trail is sound, and the last backup can be restored', async () => {
    const verified = await candour('audit', 'verify');
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('sound')]);
    const [last = ''] = backups();
    const tried = await candour('restore', join(kept, last), '--check');
    expect(tried.stdout, tried.stderr).toContain('This backup can be restored.');
    // Those of more than two nights were deleted, but for the newest three.
    expect(backups().length).toBeLessThanOrEqual(4);
  });
});
