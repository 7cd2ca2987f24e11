import { spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outOfSupport } from '../../src/node.js';
import {
  DEMO,
  type Ended,
  hasTerminal,
  openWorkplace,
  untilEnd,
  type Workplace,
} from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');
const old = outOfSupport(process.versions.node);
/** All that is said on stderr, but for the line on a Node that is out of support. */
const said = ({ stderr }: Ended) => (old === undefined ? stderr : stderr.replace(`${old}\n`, ''));
const UNNAMED = { CANDOUR_DATABASE: '' };
const PRODUCTION = { NODE_ENV: 'production' };

let work: Workplace;

beforeEach(async () => {
  work = await openWorkplace();
});
afterEach(() => work.close());

const inside = (name: string) => join(work.folder, name);

async function importOwn(database: string): Promise<void> {
  const folder = inside('own');
  cpSync(DEMO, folder, { recursive: true });
  const file = join(folder, 'setting.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"willow"', '"elm"'));
  const imported = await work.candour(['import', folder], { env: { CANDOUR_DATABASE: database } });
  expect(imported.code, imported.stderr).toBe(0);
}

describe('npm start with no platform, and nobody there', () => {
  it.each([
    ['as a service, on a database that is named', {}, { detached: true }],
    ['as a service, with nothing set at all', UNNAMED, { detached: true }],
    ['in production, with something piped in', { ...UNNAMED, ...PRODUCTION }, { input: 'me\n' }],
  ])('refuses %s, says which keys start what, and writes nothing', async (_, env, how) => {
    const ended = await work.start({ env, ...how });
    expect([ended.code, ended.stdout]).toEqual([78, '']);
    for (const key of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID'])
      expect(ended.stderr).toContain(key);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(work.folder)).toEqual([]);
  });

  it('names the key that was misspelt first, whether in the environment or in .env, and never its value', async () => {
    writeFileSync(inside('.env'), 'TEAMS_TENANT=11111111-1111\n');
    const env = { SLACK_BOT_TOKN: 'xoxb-1234567' };
    const { code, stderr } = await work.start({ env, detached: true });
    expect(code).toBe(78);
    expect(stderr.split('\n').slice(0, 2).sort()).toEqual([
      'SLACK_BOT_TOKN is no key of Candour; did you mean SLACK_BOT_TOKEN?',
      'TEAMS_TENANT is no key of Candour; did you mean TEAMS_TENANT_ID?',
    ]);
    expect(stderr).not.toMatch(/xoxb-1|1111/);
    expect(readdirSync(work.folder)).toEqual(['.env']);
  });

  it('leaves a register alone that is there', async () => {
    await importOwn(work.database);
    const before = readFileSync(work.database);
    expect((await work.start({ env: PRODUCTION, detached: true })).code).toBe(78);
    expect(readFileSync(work.database).equals(before)).toBe(true);
    expect(existsSync(inside('demo.db'))).toBe(false);
    const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
    const child = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0' } });
    const ended = untilEnd(child);
    await new Promise((resolve) =>
      child.stderr?.on('data', (words) => /"started"/.test(words) && resolve(0)),
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

describe('npm start with no platform, and somebody there', () => {
  it.each(['a pipe', 'a file'])('is the demo, in data/demo.db, with %s for an input', async (kind) => {
    writeFileSync(inside('lines.txt'), 'keyperson Callum McBride\nquit\n');
    const env = { PATH: process.env.PATH, HOME: work.folder };
    const file = openSync(inside('lines.txt'), 'r');
    const child =
      kind === 'a file'
        ? spawn(process.execPath, [MAIN], { cwd: work.folder, env, stdio: [file, 'pipe', 'pipe'] })
        : spawn('sh', ['-c', `cat lines.txt | "${process.execPath}" "${MAIN}"`], { cwd: work.folder, env });
    const ended = await untilEnd(child);
    closeSync(file);
    expect([ended.code, said(ended)]).toEqual([0, '']);
    expect(ended.stdout).toMatch(/Karolina Nowak +Yes/);
    expect(readdirSync(inside('data'))).toEqual(['demo.db']);
  });

  it('stays out of a register that is named, also of one that is yet to be made, and says where it is', async () => {
    const words = `this is the demo, in ${inside('demo.db')}; your register ${work.database} (from CANDOUR_DATABASE in the environment) is left alone`;
    const first = await work.start({ input: 'quit\n' });
    expect([first.code, said(first)]).toEqual([0, expect.stringContaining(words)]);
    expect(said(first).trim().split('\n')).toHaveLength(1);
    expect(first.stderr).toContain('npx candour say --as "NAME" "COMMAND"');
    expect(readdirSync(work.folder)).toEqual(['demo.db']);
    await importOwn(work.database);
    const before = readFileSync(work.database);
    const again = await work.start({ input: 'quit\n' });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining(words)]);
    expect(again.stdout).toContain('Willowmere');
    expect(readFileSync(work.database).equals(before)).toBe(true);
    expect(readdirSync(work.folder).sort()).toEqual(['candour.db', 'demo.db', 'own']);
  });

  it('says so too where a register of one’s own is where it is by default', async () => {
    await importOwn('data/candour.db');
    const { code, stderr } = await work.start({ env: UNNAMED, input: 'quit\n' });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/data\/demo\.db; your register .*data\/candour\.db/),
    ]);
  });

  it('goes on with a demo that is in the named database already', async () => {
    expect((await work.candour(['import', DEMO])).code).toBe(0);
    const ended = await work.start({
      input: 'as Amina Yusuf\ndeclare "Wei Chen" kind=friend since=2019\n',
    });
    expect([ended.code, said(ended)]).toEqual([0, '']);
    expect(readdirSync(work.folder)).toEqual(['candour.db']);
    expect((await work.candour(['outbox'])).stdout).toMatch(/D-\d{4}/);
  });

  it('takes no register of one’s own for the demo, whatever its name', async () => {
    await importOwn(inside('demo.db'));
    const before = readFileSync(inside('demo.db'));
    for (const env of [{}, { CANDOUR_DATABASE: inside('demo.db') }]) {
      const ended = await work.start({ env, input: 'me\n' });
      expect([ended.code, ended.stdout]).toEqual([78, '']);
      expect(ended.stderr).toMatch(/demo\.db .*holds a setting of your own.*Set CANDOUR_DATABASE/);
    }
    expect(readFileSync(inside('demo.db')).equals(before)).toBe(true);
  });

  it.skipIf(!hasTerminal())('opens at a terminal in production too, and tells of misspelt keys', async () => {
    const env = { ...PRODUCTION, SLACK_TOKEN: 'xoxb-1234567' };
    const person = work.terminal({ columns: 100, rows: 40 }, { env });
    await person.see('Ruth Hallam (staff, manager) ›');
    expect(person.raw()).toContain('SLACK_TOKEN is no key of Candour; did you mean SLACK_BOT_TOKEN?');
    person.type('quit\r');
    expect(await person.ended).toBe(0);
  });
});

describe('a key that is none of Candour’s', () => {
  const env = { CANDOUR_DATABSE: 'elsewhere.db', SLACK_BOT_TOKN: 'xoxb-1234567' };
  const WORDS = [
    'CANDOUR_DATABSE is no key of Candour; did you mean CANDOUR_DATABASE?',
    'SLACK_BOT_TOKN is no key of Candour; did you mean SLACK_BOT_TOKEN?',
  ];

  it('is told by every command, beside what it prints, and by doctor', async () => {
    expect((await work.candour(['import', DEMO])).code).toBe(0);
    const said = await work.candour(['say', '--as', 'Ruth Hallam', '--json', 'me'], { env });
    expect([said.code, said.stderr.trim().split('\n')]).toEqual([0, WORDS]);
    expect(JSON.parse(said.stdout)).toMatchObject({ contract: 1 });
    const doctor = await work.candour(['doctor'], { env });
    expect([doctor.code, doctor.stderr]).toEqual([0, '']);
    for (const words of WORDS) expect(doctor.stdout).toContain(`warning ${words}`);
    expect(`${said.stderr}${doctor.stdout}`).not.toMatch(/xoxb|elsewhere/);
    expect((await work.candour(['--version'], { env })).stderr).toBe('');
  });

  it('is told by the service in its log', async () => {
    const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
    const child = work.launch({ env: { ...env, ...TEAMS, CANDOUR_PORT: '0' } });
    const ended = untilEnd(child);
    await new Promise((resolve) =>
      child.stderr?.on('data', (words) => /"started"/.test(words) && resolve(0)),
    );
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/"level":"warn".*CANDOUR_DATABSE is no key/);
    expect(stderr).not.toContain('elsewhere');
  });

  it('stands before the faults of a platform that is configured in part', async () => {
    const half = { SLACK_BOT_TOKN: 'xoxb-1234567', SLACK_APP_TOKEN: 'xapp-1234567' };
    const { code, stderr } = await work.start({ env: half });
    expect(code).toBe(78);
    expect(stderr).toMatch(/^SLACK_BOT_TOKN is no key.*\nSLACK_BOT_TOKEN is missing/);
  });
});
