import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoticeRow } from '../../src/core/notices/notice.ts';
import { openStore } from '../../src/store/index.ts';
import { backup } from '../../src/store/sqlite/backup.ts';
import { openPeer, type Peer } from '../support/peer.ts';
import { openYear } from '../support/year.ts';
import { buildScript } from './built.ts';

const KILLS = process.env.CANDOUR_SLOW === '1' ? 300 : 30;
/** Ten on a Monday morning in term. */
const BEGAN = Date.parse('2026-11-23T10:00:00.000Z');
/** Longer than a claim lasts: what the dead had claimed is taken up by the next life. */
const BETWEEN = 6 * 60_000;
/** Sends under way at once, on one platform. */
const WIDTH = 8;

/** The notices that one message tells: several of a minute are joined, and its id holds theirs. */
const noticesIn = ({ message }: { message: string }) => message.split('+');

let built: Awaited<ReturnType<typeof buildScript>>;
let database: string;
let peer: Peer;
let setting: string;
let people: string[];

beforeAll(async () => {
  built = await buildScript('test/slow/worker.js');
  database = join(built.folder, 'candour.db');
  peer = await openPeer();
  // Slow enough that deaths fall between a send and its mark, too.
  peer.behave(({ at }) => ({ kind: 'takes', afterMs: (at * 7) % 15 }));
  const year = await openYear(new Date(BEGAN - 86_400_000));
  setting = year.setting.id;
  people = (await year.store.read((register) => register.people.employed(setting)))
    .filter(({ name }) => ['Zoë Adeyemi', 'Tom Ridley'].includes(name))
    .map(({ id }) => id);
  await backup(year.file, database);
  await year.close();
});
afterAll(async () => {
  await peer.close();
  await built.close();
});

interface Life {
  child: ChildProcess;
  /** What it had answered, a line each. */
  lines: string[];
  started: Promise<void>;
  ended: Promise<void>;
}

function live(life: string, began: number, drain = false): Life {
  const given = JSON.stringify({ database, peer: peer.url, life, began, drain, people, setting });
  const child = spawn(process.execPath, [built.script, given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  let begin: () => void;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  child.stdout?.setEncoding('utf8').on('data', (words: string) => {
    const parts = (rest + words).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    begin();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return { child, lines, started, ended };
}

async function look(): Promise<{ rows: NoticeRow[]; names: Map<string, string>; sound: string }> {
  const store = await openStore(database);
  try {
    const [rows, open] = await store.read((register) =>
      Promise.all([register.notices.all(), register.declarations.open(setting)]),
    );
    const names = new Map(open.map(({ number, counterpartName }) => [`D-${number}`, counterpartName]));
    return { rows, names, sound: (await store.verifyAudit()).kind };
  } finally {
    await store.close();
  }
}

describe(`SIGKILL at ${KILLS} points while people declare and messages leave`, () => {
  const answered: string[] = [];
  const unexplained: string[] = [];
  let repeated = 0;
  let end: Awaited<ReturnType<typeof look>>;

  beforeAll(async () => {
    let began = BEGAN;
    let sentBefore = new Set<string>();
    let seen = 0;
    // A fixed sequence of moments, from just after the start to well into the work.
    let seed = 12_345;
    for (let life = 0; life < KILLS; life++) {
      const { child, lines, started, ended } = live(String(life), began);
      await Promise.race([started, ended.then(() => Promise.reject(new Error(`life ${life} never began`)))]);
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      // Some die before they have done anything, most of them in the middle of their work.
      if (life % 4 > 0) await Promise.race([until(() => lines.length > 1), ended]);
      await new Promise((done) => setTimeout(done, seed % (life % 4 > 0 ? 250 : 700)));
      child.kill('SIGKILL');
      await ended;
      answered.push(...lines.filter((line) => line !== 'started'));
      unexplained.push(
        ...peer.received
          .slice(seen)
          .flatMap(noticesIn)
          .filter((id) => sentBefore.has(id)),
      );
      seen = peer.received.length;
      // What was marked as sent may not be sent again by any later life.
      sentBefore = await sentIds();
      began = daytime(began + BETWEEN);
    }
    for (let tries = 0; tries < 3; tries++) {
      const { ended } = live(`last ${tries}`, began, true);
      await ended;
      began += BETWEEN;
    }
    unexplained.push(
      ...peer.received
        .slice(seen)
        .flatMap(noticesIn)
        .filter((id) => sentBefore.has(id)),
    );
    end = await look();
    const told = new Set<string>();
    for (const message of peer.received) {
      const ids = noticesIn(message);
      if (ids.some((id) => told.has(id))) repeated++;
      for (const id of ids) told.add(id);
    }
    console.log(
      `${KILLS} deaths: ${answered.length} declarations answered, ${told.size} notices arrived in ${peer.received.length} messages, ${repeated} messages with something in them again`,
    );
  }, 1_800_000);

  it('loses no declaration that was answered', () => {
    expect(answered.length).toBeGreaterThan(KILLS);
    const lost = answered.filter((line) => {
      const [reference = '', ...name] = line.split(' ');
      return end.names.get(reference) !== name.join(' ');
    });
    expect(lost).toEqual([]);
  });

  it('loses no alert', () => {
    const arrived = new Set(peer.received.flatMap(noticesIn));
    const alerts = end.rows.filter(({ content }) => content.kind === 'submitted');
    expect(alerts.length).toBe(end.names.size);
    expect(
      alerts.filter(({ id, state }) => state !== 'sent' || !arrived.has(id)).map(({ id }) => id),
    ).toEqual([]);
  });

  it('sends again only what a death cut off between sending and marking', () => {
    expect(unexplained).toEqual([]);
    expect(repeated).toBeLessThanOrEqual(KILLS * WIDTH);
    const lives = new Map<string, string[]>();
    for (const each of peer.received)
      for (const id of noticesIn(each)) lives.set(id, [...(lives.get(id) ?? []), each.from]);
    // One life never sends the same thing twice.
    const within = [...lives.values()].filter((each) => new Set(each).size < each.length);
    expect(within).toEqual([]);
  });

  it('leaves every audit chain whole', () => {
    expect(end.sound).toBe('sound');
  });
});

async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    if (tries > 3000) throw new Error('it never came about');
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** From seven in the evening it goes on in the morning: at night no alert leaves, and nothing would be cut off. */
function daytime(instant: number): number {
  const at = new Date(instant);
  return at.getUTCHours() < 19 ? instant : at.setUTCHours(24 + 8, 0, 0, 0);
}

async function sentIds(): Promise<Set<string>> {
  const driver = new Driver(database);
  const ids = driver.prepare("SELECT id FROM notices WHERE state = 'sent'").pluck().all() as string[];
  driver.close();
  return new Set(ids);
}

it('two processes on one database send nothing twice, and lose nothing', async () => {
  const before = peer.received.length;
  const began = BEGAN + 7 * 86_400_000;
  const both = [live('one', began), live('other', began)];
  await Promise.all(both.map(({ started }) => started));
  const sentBy = (life: string) => peer.received.slice(before).filter(({ from }) => from === life).length;
  await until(() => sentBy('one') > 10 && sentBy('other') > 10);
  for (const { child } of both) child.kill('SIGTERM');
  await Promise.all(both.map(({ ended }) => ended));
  const told = peer.received.slice(before).flatMap(noticesIn);
  expect(new Set(told).size).toBe(told.length);
});
