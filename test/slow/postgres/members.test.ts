import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../../../scripts/cluster.js';
import { newId } from '../../../src/core/identifier.ts';
import type { NoticeRow } from '../../../src/core/notices/notice.ts';
import { type OpenedStore, openStore } from '../../../src/store/index.ts';
import { aChild, aDeclaration, aNotice, aPerson, aSetting } from '../../store/fixture.ts';
import { openPeer, type Peer } from '../../support/peer.ts';
import { makeDatabase } from '../../support/postgres.ts';
import { explain, put } from '../../support/put.ts';
import { buildScript } from '../built.ts';

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so no processes share one. apt-get install postgresql');

const CLAIMERS = 6;
const SETTINGS = 40;
const PEOPLE = 10;
/** Messages to each person. */
const EACH = 5;
const NOTICES = SETTINGS * PEOPLE * EACH;
/** Half past twelve on a Monday in term. */
const NOON = new Date('2026-11-23T12:30:00.000Z');
/** Longer than a claim lasts, in milliseconds. */
const LAPSE = 6 * 60_000;
/** Sends under way at once in one process. */
const WIDTH = 8;

let cluster: Cluster;
let built: Awaited<ReturnType<typeof buildScript>>;
let folder: string;
let url: string;
let store: OpenedStore;
let peer: Peer;
let settings: string[];
const members: Member[] = [];

beforeAll(async () => {
  if (!isHere) return;
  cluster = await startCluster({ settings: ['max_connections=120'] });
  built = await buildScript('test/slow/postgres/member.js');
});
afterAll(async () => {
  await built?.close();
  await cluster?.close();
});
beforeEach(async () => {
  if (!isHere) return;
  folder = await mkdtemp(join(tmpdir(), 'candour-members-'));
  await setAhead(0);
  url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'candour_members');
  store = await openStore(url);
  peer = await openPeer();
  settings = [];
});
afterEach(async () => {
  for (const { child } of members.splice(0)) {
    child.kill('SIGKILL');
    child.kill('SIGCONT');
  }
  await store?.close();
  await peer?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const setAhead = (ms: number) => writeFile(join(folder, 'ahead'), String(ms));
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));
async function until(is: () => boolean, what: string): Promise<void> {
  for (const late = Date.now() + 120_000; !is(); await pause(10))
    if (Date.now() > late) throw new Error(`${what} never came about`);
}

/** Settings with so many people, each with an account at the peer. */
async function openSettings(count: number, people: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const setting = aSetting();
    settings.push(setting.id);
    await store.write([], (register) => register.settings.save(setting));
    await store.write([setting.id], async (register) => {
      const staff = Array.from({ length: people }, (_, n) =>
        aPerson(setting.id, `Person ${n}`, n === 0 ? ['staff', 'manager', 'dso'] : ['staff']),
      );
      await put(register, { people: staff });
      for (const { id: person } of staff)
        await register.accounts.bind({
          setting: setting.id,
          person,
          platform: 'peer',
          tenant: 'T1',
          user: person,
          lastUsedAt: NOON,
        });
      await explain(register, setting.id);
    });
  }
}

/** Messages that stand whatever happens, and that leave each by itself. */
async function queueNotices(): Promise<void> {
  for (const setting of settings)
    await store.write([setting], async (register) => {
      for (const person of await register.people.all(setting))
        for (let at = 0; at < EACH; at++)
          await register.notices.queue(
            aNotice(person, {
              id: newId(NOON),
              subject: 'note',
              content: {
                kind: 'account-ended',
                account: { platform: 'peer', tenant: 'T1', user: person.id },
              },
              occasion: String(at),
              button: null,
              createdAt: NOON,
              notBefore: NOON,
            }),
          );
    });
}

const notices = (): Promise<NoticeRow[]> => store.read((register) => register.notices.all());

class Member {
  readonly name: string;
  readonly lines: string[] = [];
  readonly child: ChildProcess;

  constructor(name: string) {
    this.name = name;
    const given = {
      database: url,
      peer: peer.url,
      name,
      began: NOON.getTime(),
      ahead: join(folder, 'ahead'),
    };
    this.child = spawn(process.execPath, [built.script, JSON.stringify(given)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (words: string) => {
      const parts = (rest + words).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
    });
    members.push(this);
  }

  /** Begins a round; the result is what it says of it. */
  async run(round: 'deliver' | 'check'): Promise<string> {
    const before = this.lines.length;
    this.child.stdin?.write(`${round}\n`);
    const found = () => this.lines.slice(before).find((line) => /^(done|failed) /.test(line));
    await until(() => found() !== undefined || this.child.exitCode !== null, `${this.name}'s round`);
    return found() ?? 'ended';
  }
}

async function openMembers(count: number): Promise<Member[]> {
  const opened = Array.from({ length: count }, (_, at) => new Member(`member ${at + 1}`));
  for (const member of opened) await until(() => member.lines.includes('ready'), member.name);
  return opened;
}

/** As in the minutes that follow: on a busy machine a round may be asked to try again, or meet a lock that a stopped process keeps. */
async function untilDone(member: Member, round: 'deliver' | 'check'): Promise<string> {
  for (let minute = 0; ; minute++) {
    const line = await member.run(round);
    if (line.startsWith('done')) return line;
    if (minute === 20) throw new Error(`${member.name}: ${line}`);
    await pause(1000);
  }
}
const deliverAll = (member: Member) => untilDone(member, 'deliver');

/** What was received more than once, with the names of the senders. */
function receivedTwice(): string[][] {
  const senders = new Map<string, string[]>();
  for (const { message, from } of peer.received)
    senders.set(message, [...(senders.get(message) ?? []), from]);
  return [...senders.values()].filter(({ length }) => length > 1);
}

describe.skipIf(!isHere)(`${CLAIMERS} processes and ${NOTICES} notices`, () => {
  it('send each of them once, together', async () => {
    await openSettings(SETTINGS, PEOPLE);
    await queueNotices();
    const all = await openMembers(CLAIMERS);
    await Promise.all(all.map(deliverAll));
    const sent = all.map(({ name }) => peer.received.filter(({ from }) => from === name).length);
    console.log(`of ${NOTICES} notices each of ${CLAIMERS} processes sent: ${sent.join(', ')}`);
    expect(receivedTwice()).toEqual([]);
    expect(peer.received).toHaveLength(NOTICES);
    expect(sent.filter((count) => count > 0).length).toBeGreaterThan(CLAIMERS / 2);
    const rows = await notices();
    expect(new Set(rows.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['sent 1']));
  });

  it('send all of them, though one is killed and one stopped on the way, which changes nothing when it goes on', async () => {
    await openSettings(SETTINGS / 4, PEOPLE);
    await queueNotices();
    const all = await openMembers(CLAIMERS);
    const [killed, stopped, ...others] = all as [Member, Member, ...Member[]];
    peer.behave(({ at }) => ({ kind: 'takes', afterMs: 20 + (at % 30) }));
    const sentBy = ({ name }: Member) => peer.received.filter(({ from }) => from === name).length;
    const first = [killed, stopped].map((member) => member.run('deliver'));
    await until(() => [killed, stopped].every((member) => sentBy(member) > 5), 'the first messages');
    killed.child.kill('SIGKILL');
    stopped.child.kill('SIGSTOP');
    await Promise.all(others.map(deliverAll));
    // What the two had claimed waits until their claims lapse.
    const held = (await notices()).filter(({ state }) => state !== 'sent').length;
    expect(held).toBeGreaterThan(2 * WIDTH);
    await setAhead(LAPSE);
    await Promise.all(others.map(deliverAll));
    const before = await notices();
    expect(before.filter(({ state }) => state !== 'sent')).toEqual([]);
    const receivedBefore = peer.received.length;
    stopped.child.kill('SIGCONT');
    expect(await first[1]).toMatch(/^(done|failed) /);
    // It sends nothing that it no longer has, but for what was about to leave; and marks nothing that another has sent.
    expect(peer.received.length).toBeLessThanOrEqual(receivedBefore + WIDTH);
    expect(await notices()).toEqual(before);
    const twice = receivedTwice();
    // Only what was on its way in one of the two was sent once more: at least once.
    expect(twice.length).toBeLessThanOrEqual(2 * WIDTH);
    for (const senders of twice)
      expect(senders.filter((name) => name === killed.name || name === stopped.name)).toHaveLength(1);
    expect(new Set(peer.received.map(({ message }) => message)).size).toBe(before.length);
  });
});

/** How many children were erased, as the audit chains have it. */
async function countErased(): Promise<number> {
  let count = 0;
  for await (const line of store.trail({ payloads: false, now: NOON }))
    if (JSON.parse(line).action === 'child.erased') count += 1;
  return count;
}

describe.skipIf(!isHere)('A tick', () => {
  /** Settings of which each has something to tell, and something to erase. */
  async function openDue(count: number): Promise<void> {
    await openSettings(count, 2);
    for (const setting of settings)
      await store.write([setting], async (register) => {
        const children = [1, 2].map((number) =>
          aChild(setting, number, `Child ${number}`, { startsOn: '2018-09-03', leavesOn: '2019-07-20' }),
        );
        await put(register, { children });
        const staff = (await register.people.all(setting)).find(({ posts }) => posts.length === 1);
        if (staff)
          await put(register, {
            declarations: [aDeclaration(staff, 1, 'Somebody Known', { dueOn: '2026-11-20' })],
          });
      });
  }
  const facts = async () => {
    const rows = await notices();
    const erased = await countErased();
    return { told: rows.length, erased };
  };

  it('by three processes at once is made once', async () => {
    await openDue(12);
    const all = await openMembers(3);
    const rounds = await Promise.all(all.map((member) => member.run('check')));
    const counted = rounds.map((line) => line.split(' ').slice(1).map(Number));
    const { told, erased } = await facts();
    expect(told).toBeGreaterThanOrEqual(12);
    expect(erased).toBe(24);
    expect(counted.reduce((sum, [queued = 0]) => sum + queued, 0)).toBe(told);
    const lines = all.flatMap((member) => member.lines);
    const count = (words: string) => lines.filter((line) => line === words).length;
    expect(count('erases in a setting')).toBe(12);
    // Once more where a check came after what had been erased.
    expect(count('checks a setting')).toBeGreaterThanOrEqual(12);
    expect(count('checks a setting')).toBeLessThanOrEqual(24);
    expect((await store.verifyAudit()).kind).toBe('sound');
  });

  it('of a process that is killed is made by another once that has lapsed; one that was stopped changes nothing', async () => {
    await openDue(12);
    const [killed, stopped, other] = (await openMembers(3)) as [Member, Member, Member];
    const seen = ({ lines }: Member) => lines.filter((line) => line.endsWith(' a setting')).length;
    const rounds = [killed, stopped].map((member) => member.run('check'));
    await until(() => [killed, stopped].some((member) => seen(member) > 0), 'the first setting');
    killed.child.kill('SIGKILL');
    stopped.child.kill('SIGSTOP');
    await setAhead(LAPSE);
    await untilDone(other, 'check');
    const before = await facts();
    const heads = await store.read((register) => Promise.all(settings.map((id) => register.audit.head(id))));
    expect(before.told).toBeGreaterThanOrEqual(12);
    expect(before.erased).toBe(24);
    stopped.child.kill('SIGCONT');
    expect(await rounds[1]).toMatch(/^(done|failed) /);
    expect(await facts()).toEqual(before);
    expect(
      await store.read((register) => Promise.all(settings.map((id) => register.audit.head(id)))),
    ).toEqual(heads);
    expect((await store.verifyAudit()).kind).toBe('sound');
  });
});
