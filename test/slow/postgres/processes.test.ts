import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../../../scripts/cluster.js';
import { type OpenedStore, openStore } from '../../../src/store/index.ts';
import { makeDatabase } from '../../support/postgres.ts';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../../support/process.ts';
import { type Api, openApi } from '../../support/slack/api.ts';
import { SECRET, sign } from '../../support/slack/requests.ts';
import { whereAlertsLeave } from '../../support/slack/service.ts';
import { type LocalCloud, openLocalCloud, TENANT } from '../../support/teams/connector.ts';

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so no services share one. apt-get install postgresql');

const SERVICES = 3;
const SETTINGS = 3;
/** Who speaks in each setting: over Slack, and over Teams. */
const SPEAKERS = { slack: 5, teams: 3 };
/** How often a service is killed, another stopped, and the server killed. */
const ROUNDS = process.env.CANDOUR_SLOW === '1' ? 6 : 1;
const STOPPED_MS = 15_000;
/** How long it goes on undisturbed before, between and after. */
const CALM_MS = 4000;
/** What was not answered by then is sent once more: Slack gives up after 3 seconds and Teams after 15. */
const PATIENCE_MS = 8000;
/** Sends under way at once in one process, on one platform. */
const WIDTH = 8;

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));
const letters = (n: number) =>
  [n % 26, Math.floor(n / 26) % 26, Math.floor(n / 676) % 26]
    .map((digit) => String.fromCharCode(97 + digit))
    .join('');

let cluster: Cluster;
let work: Workplace;
let url: string;
let slack: Api;
let teams: LocalCloud;
const services: Service[] = [];

/** One of the processes behind the proxy. */
interface Service {
  child: ChildProcess;
  ended: ReturnType<typeof untilEnd>;
  port: number;
  said: () => string;
  /** It was stopped at some time: what had half arrived by then is answered with 408. */
  wasStopped: boolean;
  /** The proxy has found it away. */
  isAway: boolean;
}

/** What every process of this installation is told. */
const environment = () => ({
  CANDOUR_DATABASE: url,
  CANDOUR_PROCESSES: String(SERVICES),
  CANDOUR_PORT: '0',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.url,
  TEAMS_DEVELOPMENT: '1',
  TEAMS_TENANT_ID: TENANT,
});

async function startService(): Promise<Service> {
  const child = work.launch({ env: environment() });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk;
  });
  const ended = untilEnd(child);
  for (const late = Date.now() + 90_000; ; await pause(50)) {
    const [, port] = /"port":(\d+)[^\n]*"started"/.exec(words) ?? [];
    if (port !== undefined)
      return { child, ended, port: Number(port), said: () => words, wasStopped: false, isAway: false };
    if (child.exitCode !== null || Date.now() > late) throw new Error(`a service did not start: ${words}`);
  }
}

/** A setting's folder with a manager, a safeguarding officer and those who speak: their addresses are their accounts' names. */
async function importSetting(number: number): Promise<void> {
  const folder = join(work.folder, `setting-${number}`);
  await mkdir(folder);
  await cp(join(DEMO, 'policies'), join(folder, 'policies'), { recursive: true });
  const setting = JSON.parse(whereAlertsLeave(await readFile(join(DEMO, 'setting.json'), 'utf8')));
  const own = { ...setting, code: `elm-${number}`, name: `Elm ${number}`, slack_team: 'T1' };
  await writeFile(join(folder, 'setting.json'), JSON.stringify(own));
  const rows = Array.from({ length: 2 + SPEAKERS.slack + SPEAKERS.teams }, (_, n) => {
    const roles = n === 0 ? 'staff;manager' : n === 1 ? 'staff;dso' : 'staff';
    return `P${n},Person ${letters(number)} ${letters(n)},${number}${letters(n)}@elm.test,${roles},,2019-09-02,,yes,,,`;
  });
  const head =
    'ref,name,email,roles,line_manager,starts_on,leaves_on,key_person_capable,days,slack_user,teams_user';
  await writeFile(join(folder, 'people.csv'), `${[head, ...rows].join('\n')}\n`);
  const children =
    'ref,name,starts_on,leaves_on,carers,key_person,co_key_person,back_up,days,protected\nC1,Some Child,2025-09-03,,Some Parent (mother),,,,,\n';
  await writeFile(join(folder, 'children.csv'), children);
  const done = await work.candour(['import', folder], { env: { CANDOUR_DATABASE: url } });
  if (done.code !== 0) throw new Error(done.stdout + done.stderr);
}

beforeAll(async () => {
  if (!isHere) return;
  cluster = await startCluster({ durable: true });
  url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'candour_processes');
  work = await openWorkplace();
  slack = await openApi();
  teams = await openLocalCloud();
  for (let number = 0; number < SETTINGS; number++) await importSetting(number);
  services.push(...(await Promise.all(Array.from({ length: SERVICES }, startService))));
}, 300_000);
afterAll(async () => {
  for (const { child } of services) child.kill('SIGCONT');
  await work?.close();
  await slack?.close();
  await teams?.close();
  await cluster?.close();
});

/** What a process answered: words, or nothing in time. */
type Heard = { status: number; words: string; by: Service } | undefined;

/** Sends the same request to a process, and, where the line is lost or nothing comes in time, to others, as a proxy and a platform do. */
async function ask(send: (base: string, signal: AbortSignal) => Promise<Response>): Promise<Heard> {
  for (let tries = 0; tries < 6; tries++) {
    const there = services.filter(({ isAway }) => !isAway);
    const by = there[Math.floor(Math.random() * there.length)] ?? services[0];
    if (!by) return undefined;
    try {
      const answer = await send(`http://127.0.0.1:${by.port}`, AbortSignal.timeout(PATIENCE_MS));
      const words = await answer.text();
      // Asked to try again: its head had half arrived when the process was stopped, and nothing was done.
      if (answer.status === 408 && by.wasStopped) continue;
      return { status: answer.status, words, by };
    } catch {
      counts.repeated += 1;
      by.isAway = true;
      setTimeout(() => {
        by.isAway = false;
      }, 2000);
      await pause(100);
    }
  }
  return undefined;
}

let delivery = 0;

async function askSlack(user: string, text: string): Promise<Heard> {
  delivery += 1;
  const body = new URLSearchParams({
    team_id: 'T1',
    channel_id: `C${user}`,
    user_id: user,
    user_name: user.toLowerCase(),
    command: '/candour',
    text,
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: slack.responseUrl,
    trigger_id: `trigger.${delivery}`,
  }).toString();
  return ask((base, signal) => {
    const at = String(Math.floor(Date.now() / 1000));
    return fetch(`${base}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': sign(body, at),
      },
      body,
      signal,
    });
  });
}

/** The words are those that the bot wrote into the chat in answer. */
async function askTeams(user: string, text: string): Promise<Heard> {
  delivery += 1;
  const [id, chat] = [`29:${user}`, `a:${user}`];
  const activity = {
    type: 'message',
    id: `activity-${delivery}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: teams.url,
    from: { id, name: 'Somebody', aadObjectId: aadOf(user) },
    recipient: { id: '28:candour', name: 'Candour' },
    conversation: { id: chat, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    locale: 'en-GB',
    textFormat: 'plain',
    text,
  };
  const before = teams.calls.length;
  const heard = await ask((base, signal) =>
    fetch(`${base}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
      signal,
    }),
  );
  if (heard?.status !== 200) return heard;
  const said = teams.calls
    .slice(before)
    .filter(({ method, path }) => method !== 'GET' && path.includes(chat))
    .map(({ body }) => JSON.stringify(body));
  return { ...heard, words: said.join('\n') };
}

function aadOf(user: string): string {
  const digits = [...user].map((letter) => letter.charCodeAt(0) % 10).join('');
  return `00000000-0000-4000-8000-${digits.padStart(12, '0').slice(-12)}`;
}

/** Nothing was done of it, or nobody can say, and the person is asked to do it again or to look. */
const POLITE = /again in a moment|look in a moment|wait a moment and do it again/;
const counts = { asked: 0, answered: 0, asked_again: 0, unheard: 0, repeated: 0 };
/** How often each sentence was read. */
const polite = new Map<string, number>();
const faults: string[] = [];
/** What was answered: whose declaration has which reference. */
const declared: { setting: number; name: string; ref: string }[] = [];
let isOver = false;

interface Speaker {
  setting: number;
  user: string;
  ask: typeof askSlack;
}

const speakers: Speaker[] = Array.from({ length: SETTINGS }, (_, setting) => [
  ...Array.from({ length: SPEAKERS.slack }, (_, n) => ({
    setting,
    user: `U${setting}${letters(2 + n).toUpperCase()}`,
    ask: askSlack,
  })),
  ...Array.from({ length: SPEAKERS.teams }, (_, n) => ({
    setting,
    user: `${setting}${letters(2 + SPEAKERS.slack + n)}`,
    ask: askTeams,
  })),
]).flat();

async function speak({ setting, user, ask: askThere }: Speaker): Promise<void> {
  for (let count = 0; !isOver; count++) {
    const name = `Known ${letters(count)}${user.toLowerCase()}`.replace(/\d/g, (digit) =>
      letters(Number(digit)),
    );
    const isDeclared = count % 2 === 0;
    const heard = await askThere(user, isDeclared ? `declare "${name}" kind=friend since=2019` : 'me');
    counts.asked += 1;
    if (!heard) counts.unheard += 1;
    else if (heard.status !== 200) faults.push(`${heard.status}: ${heard.words}`);
    else if (POLITE.test(heard.words)) {
      counts.asked_again += 1;
      const [sentence = ''] = /[^."]*(?=\. Please)/.exec(heard.words) ?? [heard.words.slice(0, 200)];
      polite.set(sentence, (polite.get(sentence) ?? 0) + 1);
    } else {
      counts.answered += 1;
      const [, ref] = /Declared: (D-\d+)/.exec(heard.words) ?? [];
      if (isDeclared && ref !== undefined) declared.push({ setting, name, ref });
      else if (isDeclared ? heard.words !== '' : !heard.words.includes('My page') && heard.words !== '')
        faults.push(heard.words.slice(0, 300));
    }
    await pause(300 + Math.random() * 900);
  }
}

/** One service is killed, another stopped for a while, and the server is killed. */
async function disturb(round: number): Promise<void> {
  const [killed, stopped] = [round % SERVICES, (round + 1) % SERVICES];
  await pause(CALM_MS);
  const dead = services[killed] as Service;
  dead.child.kill('SIGKILL');
  await dead.ended;
  services[killed] = await startService();
  await pause(CALM_MS);
  const asleep = services[stopped] as Service;
  asleep.wasStopped = true;
  asleep.child.kill('SIGSTOP');
  await pause(STOPPED_MS);
  asleep.child.kill('SIGCONT');
  await pause(CALM_MS);
  await cluster.end('SIGKILL');
  await cluster.start();
  await pause(CALM_MS);
}

async function withStore<T>(look: (store: OpenedStore) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

describe.skipIf(!isHere)(
  `${SERVICES} services on one PostgreSQL and ${speakers.length} who speak with them`,
  () => {
    const logs: string[] = [];
    let exits: (number | null)[];

    beforeAll(async () => {
      if (!isHere) return;
      for (const { user, ask: askThere } of speakers)
        if (askThere === askTeams)
          teams.roster.set(`29:${user}`, {
            email: `${user}@elm.test`,
            userRole: 'user',
            aadObjectId: aadOf(user),
          });
      // The officers are known, so that they can be alerted.
      for (let setting = 0; setting < SETTINGS; setting++)
        for (const n of [0, 1])
          expect((await askSlack(`U${setting}${letters(n).toUpperCase()}`, 'me'))?.status).toBe(200);
      const speaking = Promise.all(speakers.map(speak));
      for (let round = 0; round < ROUNDS; round++) {
        const before = [...services];
        await disturb(round);
        logs.push(...before.filter((service) => !services.includes(service)).map(({ said }) => said()));
      }
      isOver = true;
      await speaking;
      // What is due leaves, but for what the killed had claimed.
      for (const late = Date.now() + 20_000; Date.now() < late && (await countWaiting()) > 0; )
        await pause(500);
      for (const { child } of services) child.kill('SIGTERM');
      exits = await Promise.all(services.map(async ({ ended }) => (await ended).code));
      // That lapses after five minutes, and leaves with the next tick of any process.
      const left = await countWaiting();
      const lapsed = new Date(Date.now() + 6 * 60_000).toISOString();
      const ticked = await work.candour(['tick', '--at', lapsed], { env: environment() });
      expect(ticked.code, ticked.stderr).toBe(0);
      logs.push(...services.map(({ said }) => said()));
      console.log(
        JSON.stringify({ ...counts, declared: declared.length, left, polite: Object.fromEntries(polite) }),
      );
    }, 1_500_000);

    /** How many alerts have not left. */
    const countWaiting = () =>
      withStore((store) =>
        store.read(
          async (register) =>
            (await register.notices.all()).filter(
              ({ state, class: urgency }) =>
                urgency === 'alert' && (state === 'queued' || state === 'failed'),
            ).length,
        ),
      );

    it('hear no error but a polite one', () => {
      expect(faults).toEqual([]);
      // While a stopped process keeps a setting's lock, and while the server is away, everybody is asked to try again.
      expect(counts.answered).toBeGreaterThan(counts.asked / 5);
      expect(declared.length).toBeGreaterThan(speakers.length);
    });

    it('find everything that they were answered, and nothing twice', async () => {
      const kept = await withStore((store) =>
        store.read(async (register) => {
          const settings = await register.settings.all();
          const all = await Promise.all(settings.map(({ id }) => register.declarations.open(id)));
          return all.flatMap((some, at) =>
            some.map(({ number, counterpartName }) => ({
              setting: Number(settings[at]?.code.slice(-1)),
              name: counterpartName,
              ref: `D-${number}`,
            })),
          );
        }),
      );
      const key = (each: { setting: number; name: string; ref: string }) =>
        `${each.setting} ${each.name} ${each.ref}`;
      const there = new Set(kept.map(key));
      expect(declared.filter((each) => !there.has(key(each)))).toEqual([]);
      expect(new Set(kept.map(({ name }) => name)).size).toBe(kept.length);
    });

    it('have their officers told of each case, once but for what a death cut off', async () => {
      const alerts = await withStore((store) =>
        store.read(async (register) =>
          (await register.notices.all()).filter(({ content }) => content.kind === 'submitted'),
        ),
      );
      expect(alerts.length).toBeGreaterThanOrEqual(declared.length);
      expect(
        alerts.filter(({ state }) => state !== 'sent').map(({ id, state, error }) => ({ id, state, error })),
      ).toEqual([]);
      const told = new Map<string, number>();
      for (const { fields } of slack.of('chat.postMessage')) {
        const words = `${fields.get('text')} ${fields.get('blocks')}`;
        for (const ref of new Set(words.match(/D-\d{4,}/g)))
          told.set(`${fields.get('channel')} ${ref}`, (told.get(`${fields.get('channel')} ${ref}`) ?? 0) + 1);
      }
      const twice = [...told.values()].filter((times) => times > 1).length;
      console.log(`${told.size} cases were told, ${twice} of them more than once`);
      expect(twice).toBeLessThanOrEqual(3 * ROUNDS * WIDTH);
    });

    it('leave every audit chain whole', async () => {
      expect((await withStore((store) => store.verifyAudit())).kind).toBe('sound');
    });

    it('and end in order, with no bug in their logs', () => {
      expect(exits).toEqual(services.map(() => 0));
      const lines = logs.flatMap((log) => log.split('\n'));
      // A line that was cut while a process was stopped is no bug of Candour's.
      const isBug = (line: string) =>
        /nobody caught|a command failed|could not be answered/.test(line) ||
        (/a request failed/.test(line) && !/deps\/undici/.test(line));
      expect(lines.filter(isBug)).toEqual([]);
    });
  },
);
