import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Driver from 'better-sqlite3';
import { openStore } from '../src/store/index.ts';
import { genesis } from '../src/store/nouns/audit.ts';
import { createRegister } from '../src/store/register.ts';
import { describeFault } from '../src/store/verify.ts';
import { drive } from './client.ts';
import type { Figure } from './figures.ts';
import { makeFolders } from './folders.ts';
import { acknowledgements, scratch, startOurs } from './ours.ts';
import type { Peer } from './peers.ts';
import { type Register, transactionOf } from './register.ts';
import { LANES } from './throughput.ts';

const run = promisify(execFile);
const NO_HASH = '0'.repeat(64);

interface Imported {
  seconds: number;
  peak: number;
  written: boolean;
}

async function importAll(settings: number): Promise<{ rows: number; first: Imported; again: Imported }> {
  const dir = scratch('folders');
  const rows = makeFolders(dir, settings);
  const args = [join(LANES, 'import.js'), dir, scratch('imported.db')];
  const once = async () =>
    JSON.parse((await run(process.execPath, args, { maxBuffer: 2 ** 26 })).stdout) as Imported;
  return { rows, first: await once(), again: await once() };
}

/** A group's folders, in one transaction, and once more without a change; memory beside that of a tenth of them. */
export async function measureImport(settings: number): Promise<Figure[]> {
  const tenth = await importAll(Math.max(1, Math.round(settings / 10)));
  const { rows, first, again } = await importAll(settings);
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
  const failed =
    first.written && !again.written ? undefined : 'the second import wrote, or the first did not';
  return [
    {
      name: 'importing 400 settings from folders, rows/s',
      seen: Math.round(rows / first.seconds),
      words: `${settings} settings, ${rows} rows in ${first.seconds.toFixed(1)} s, peak ${mb(first.peak)} MB (${mb(tenth.first.peak)} MB for a tenth); again, unchanged, in ${again.seconds.toFixed(1)} s, ${mb(again.peak)} MB`,
      ...(failed === undefined ? {} : { failed }),
    },
  ];
}

/** Chains of many settings, written as any event is, each with a record, and then verified from end to end. */
export async function measureAudit(register: Register, rows: number): Promise<Figure[]> {
  const file = scratch('audit.db');
  const settings = register.settings.map(({ id }) => id);
  const store = await openStore(file);
  await store.close();
  const driver = new Driver(file);
  driver.pragma('synchronous = OFF');
  driver.pragma('foreign_keys = OFF');
  driver.exec('BEGIN');
  const head = driver.prepare('INSERT INTO chain_heads (setting, seq, hash) VALUES (?, 0, ?)');
  for (const setting of settings) head.run(setting, genesis(setting));
  const made = createRegister(transactionOf(driver));
  const payload = { reason: null, account: 'slack:T1:U1' };
  for (let row = 0; row < rows; row++) {
    const setting = settings[row % settings.length] ?? '';
    const event = { action: 'policy.acknowledged', actor: setting, subject: 'SM', payload };
    const at = new Date();
    const answer = {
      setting,
      id: `answer-${row}`,
      person: `person-${row}`,
      root: 'y',
      version: 'z',
      sha256: NO_HASH,
      answer: 'acknowledge' as const,
      statements: ['S1', 'S2'],
      reason: null,
      at,
      account: 'slack:T1:U1',
      source: 'chat' as const,
      witness: null,
    };
    await made.record(setting, event, { acknowledgements: [answer] }, at);
  }
  driver.exec('COMMIT');
  driver.close();
  const again = await openStore(file);
  const used = process.cpuUsage();
  const began = performance.now();
  const found = await again.verifyAudit();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  const cpu = (user + system) / 1e6;
  await again.close();
  const failed =
    found.kind === 'sound' && found.rows === rows && found.records === rows
      ? undefined
      : JSON.stringify(found);
  return [
    {
      name: 'audit verification, rows/s',
      seen: Math.round(rows / seconds),
      words: `${rows} rows with as many records in ${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of processor time`,
      ...(failed === undefined ? {} : { failed }),
    },
  ];
}

/** Killed under load, again and again: every acknowledgement that was answered must be on the disk, and the chains sound. */
export async function measureKill(register: Register, slack: Peer, kills: number): Promise<Figure[]> {
  let answered = 0;
  let missing = 0;
  let failed: string | undefined;
  for (let kill = 0; kill < kills; kill++) {
    const { server, database } = await startOurs(register, slack);
    const people = register.settings.flatMap(({ staff }) => staff);
    const next = acknowledgements(register);
    const requests = people.map(() => next.next().value?.() as never);
    const order = [...everyone(register)];
    setTimeout(() => server.process.kill('SIGKILL'), 1500 + kill * 700);
    const round = await drive(server.port, requests, { mayBreak: true });
    await server.stop();
    const driver = new Driver(database);
    const there = new Set(
      driver.prepare("SELECT person FROM acknowledgements WHERE answer = 'acknowledge'").pluck().all(),
    );
    driver.close();
    answered += round.answered.length;
    missing += round.answered.filter((at) => !there.has(order[at])).length;
    const store = await openStore(database);
    const found = await store.verifyAudit();
    await store.close();
    if (found.kind !== 'sound') failed = describeFault(found);
  }
  if (answered === 0) failed = 'nothing was answered before the kill';
  return [
    {
      name: 'answered commands missing after SIGKILL',
      seen: missing,
      words: `of ${answered}, killed ${kills} times`,
      ...(failed === undefined ? {} : { failed }),
    },
  ];
}

/** In the order of `acknowledgements`. */
function* everyone({ settings }: Register): Generator<string> {
  const most = Math.max(...settings.map(({ staff }) => staff.length));
  for (let at = 0; at < most; at++) {
    for (const { staff } of settings) {
      const person = staff[at];
      if (person) yield person.id;
    }
  }
}
