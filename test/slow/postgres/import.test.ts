import type { ChildProcess } from 'node:child_process';
import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../../../scripts/cluster.js';
import { openStore } from '../../../src/store/index.ts';
import { makeDatabase } from '../../support/postgres.ts';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../../support/process.ts';

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so no import is killed. apt-get install postgresql');

const KILLS = process.env.CANDOUR_SLOW === '1' ? 20 : 4;
const CHILDREN = 400;

let cluster: Cluster;
let work: Workplace;
let folder: string;
let count = 0;

beforeAll(async () => {
  if (!isHere) return;
  cluster = await startCluster();
  work = await openWorkplace();
  folder = join(work.folder, 'elm');
  await cp(DEMO, folder, { recursive: true });
  const setting = join(folder, 'setting.json');
  await writeFile(setting, (await readFile(setting, 'utf8')).replace('"willow"', '"elm"'));
  const rows = Array.from(
    { length: CHILDREN },
    (_, n) => `,Child ${name(n)},2026-09-01,,Parent ${name(n)} (mother),,,,Mon Tue,`,
  );
  await appendFile(join(folder, 'children.csv'), `${rows.join('\n')}\n`);
});
afterAll(async () => {
  await work?.close();
  await cluster?.close();
});

/** Letters that no other number has. */
function name(n: number): string {
  const letter = (digit: number) => String.fromCharCode(97 + digit);
  return `${letter(n % 26).toUpperCase()}${letter(Math.floor(n / 26) % 26)}q${letter(n % 7)}x`;
}

interface Database {
  url: string;
  env: { CANDOUR_DATABASE: string };
}
async function openDatabase(): Promise<Database> {
  const server = { url: cluster.url, close: async () => undefined };
  const url = await makeDatabase(server, `candour_import_${++count}`);
  return { url, env: { CANDOUR_DATABASE: url } };
}

const begin = ({ env }: Database): ChildProcess => work.begin(['import', folder], { env });
const run = ({ env }: Database) => work.candour(['import', folder], { env });
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** All that the register holds of the folder, and how often each person was told of what. */
async function look({ url, env }: Database) {
  const out = join(work.folder, `out-${++count}`);
  const exported = await work.candour(['export-setting', out, '--plain'], { env });
  expect(exported.code, exported.stderr).toBe(0);
  const files: Record<string, string> = {};
  for (const file of (await readdir(out, { recursive: true })).sort())
    if (/\.\w+$/.test(file)) files[file] = await readFile(join(out, file), 'utf8');
  const store = await openStore(url);
  const told = await store.read((register) => register.notices.all());
  const { kind } = await store.verifyAudit();
  await store.close();
  const lines = told.map((row) => `${row.recipientName} ${row.content.kind} ${row.occasion}`).sort();
  return { files, lines, kind };
}

/** How many children the register has, and whether its chains are sound. */
async function childrenIn({ url }: Database) {
  const store = await openStore(url);
  const children = await store.read(async (register) => {
    const [setting] = await register.settings.all();
    return setting ? (await register.children.all(setting.id)).length : 0;
  });
  const { kind } = await store.verifyAudit();
  await store.close();
  return { children, kind };
}

describe.skipIf(!isHere)('An import on PostgreSQL', () => {
  let whole: Awaited<ReturnType<typeof look>>;
  let lasts: number;
  let all: number;
  beforeAll(async () => {
    if (!isHere) return;
    const database = await openDatabase();
    const done = await run(database);
    expect(done.code, done.stderr).toBe(0);
    lasts = done.ms;
    whole = await look(database);
    ({ children: all } = await childrenIn(database));
    expect(all).toBeGreaterThan(CHILDREN);
    expect(whole.files['children.csv']?.split('\n').length).toBeGreaterThan(CHILDREN);
  });

  it(`killed at ${KILLS} points, each of which leaves all of it or nothing, ends as one that was not`, async () => {
    const database = await openDatabase();
    let unfinished = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const child = begin(database);
      const ended = untilEnd(child);
      // From the first connection to the last commit.
      await Promise.race([pause(lasts * (0.2 + (0.8 * (kill - 1)) / KILLS)), ended]);
      child.kill('SIGKILL');
      if ((await ended).code !== 0) unfinished += 1;
      const { children, kind } = await childrenIn(database);
      expect([0, all]).toContain(children);
      expect(kind).toBe('sound');
    }
    expect(unfinished).toBeGreaterThan(0);
    const done = await run(database);
    expect(done.code, done.stderr).toBe(0);
    expect(await look(database)).toEqual({ ...whole, kind: 'sound' });
  });

  it('stopped in the middle (SIGSTOP) leaves another to do it, and changes nothing when it goes on', async () => {
    const database = await openDatabase();
    const child = begin(database);
    const ended = untilEnd(child);
    await pause(lasts * 0.7);
    child.kill('SIGSTOP');
    // The server ends a transaction that sends nothing for ten seconds.
    let other = await run(database);
    for (let tries = 0; other.code !== 0 && tries < 20; tries++) {
      expect(other.stderr).toMatch(/again|busy/);
      await pause(1000);
      other = await run(database);
    }
    expect(other.code, other.stderr).toBe(0);
    const before = await look(database);
    child.kill('SIGCONT');
    await ended;
    expect(await look(database)).toEqual(before);
    expect(before).toEqual({ ...whole, kind: 'sound' });
  });
});
