import type { ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/upgrading.md'), 'utf8');
const NEXT = '0002_pronouns.sql';
/** A migration to come, on tables that are full. */
const SQL = `
ALTER TABLE people ADD COLUMN pronouns TEXT;
UPDATE people SET pronouns = 'not asked';
CREATE TABLE next (id TEXT NOT NULL PRIMARY KEY) STRICT;`;
const TEAMS = {
  TEAMS_DEVELOPMENT: '1',
  TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  CANDOUR_PORT: '0',
};

/** What stands in the place of /opt/candour: this release, the next, one that cannot be carried out, and the link. */
let opt: string;
let fresh: Workplace;
/** The data, and whatever release the link names; then each release by itself, on the same data. */
let work: Workplace;
let old: Workplace;
let next: Workplace;

beforeAll(async () => {
  opt = mkdtempSync(join(tmpdir(), 'candour-opt-'));
  put('1.0.0');
  put('1.1.0', SQL);
  put('broken', 'ALTER TABLE people ADD COLUMN pronouns TEXT; CREATE TABLE people (id TEXT) STRICT;');
  // A database of this release: made, imported into and spoken to by what is built.
  fresh = await openWorkplace(undefined, join(opt, '1.0.0'));
  const folder = join(fresh.folder, 'own');
  cpSync(DEMO, folder, { recursive: true });
  const file = join(folder, 'setting.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"willow"', '"elm"'));
  for (const args of [
    ['import', folder, '--at', '2026-11-20T10:00:00Z'],
    ['say', '--as', 'Karolina Nowak', 'declare "Fiona McBride" kind=friend since=2019'],
  ]) {
    const { code, stderr } = await fresh.candour(args);
    expect(code, stderr).toBe(0);
  }
});
afterAll(async () => {
  await fresh.close();
  rmSync(opt, { recursive: true, force: true, maxRetries: 5 });
});
beforeEach(async () => {
  switchTo('1.0.0');
  work = await openWorkplace(fresh, join(opt, 'current'));
  old = await openWorkplace(undefined, join(opt, '1.0.0'));
  next = await openWorkplace(undefined, join(opt, '1.1.0'));
});
afterEach(() => Promise.all([work.close(), old.close(), next.close()]));

/** A release's folder, with one migration more than this one's. */
function put(version: string, sql?: string): void {
  const to = join(opt, version);
  mkdirSync(join(to, 'dist'), { recursive: true });
  for (const each of ['demo', 'dist/src']) cpSync(join(ROOT, each), join(to, each), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  writeFileSync(join(to, 'package.json'), JSON.stringify({ ...manifest, version }));
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'), 'junction');
  if (sql !== undefined) writeFileSync(join(to, 'dist/src/migrations', NEXT), sql);
}

function switchTo(version: string): void {
  const link = join(opt, 'current');
  if (readdirSync(opt).includes('current')) unlinkSync(link);
  symlinkSync(join(opt, version), link, 'junction');
}

const here = (more: Record<string, string> = {}) => ({ env: { CANDOUR_DATABASE: work.database, ...more } });
const inside = (name: string) => join(work.folder, name);

/** A service under way; `ended` once it has, with what it said. */
function serve(workplace: Workplace): {
  child: ChildProcess;
  ended: ReturnType<typeof untilEnd>;
  port: Promise<number>;
} {
  const child = workplace.launch(here(TEAMS));
  const ended = untilEnd(child);
  let words = '';
  const port = new Promise<number>((started, failed) => {
    child.stderr?.on('data', (chunk: string) => {
      words += chunk;
      const [, found] = /"port":(\d+).*"msg":"started"/.exec(words) ?? [];
      if (found) started(Number(found));
    });
    child.once('close', () => failed(new Error(words)));
  });
  // Whoever waits for its end need not have waited for its beginning.
  port.catch(() => undefined);
  return { child, ended, port };
}

/** The service from its start to its stop: what it said. */
async function runOnce(workplace: Workplace): Promise<string> {
  const { child, ended, port } = serve(workplace);
  expect((await fetch(`http://127.0.0.1:${await port}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(0);
  return stderr;
}

const declared = async (workplace: Workplace) => {
  const { stdout } = await workplace.candour(['say', '--as', 'Karolina Nowak', 'declarations'], here());
  return ['Fiona McBride', 'Wei Chen'].filter((each) => stdout.includes(each));
};
const sound = async (workplace: Workplace) => {
  const { code, stdout } = await workplace.candour(['audit', 'verify'], here());
  return code === 0 && stdout.includes('The audit trail is sound');
};

describe('the steps of docs/upgrading.md', () => {
  it('bring the next release on and back, and lose nothing that they do not name', async () => {
    expect(await sound(work)).toBe(true);
    const service = serve(work);
    await service.port;
    // Beside: the service runs all the while.
    const backedUp = await work.candour(['backup', 'before-1.1.0.db'], here());
    expect(backedUp.code, backedUp.stderr).toBe(0);
    const trial = await next.candour(['restore', inside('before-1.1.0.db'), '--check'], here());
    expect([trial.code, trial.stderr]).toEqual([0, '']);
    expect(trial.stdout).toMatch(/can be restored/);
    const { port } = service;
    expect((await fetch(`http://127.0.0.1:${await port}/readyz`)).status).toBe(200);
    expect(readdirSync(work.folder).filter((name) => name.includes('.before-'))).toEqual([]);

    switchTo('1.1.0');
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    expect((await work.candour(['--version'], here())).stdout).toMatch(/^1\.1\.0 /);
    expect(await runOnce(work)).toContain(`"applied":["${NEXT}"]`);
    expect(await sound(work)).toBe(true);
    const said = await work.candour(
      ['say', '--as', 'Karolina Nowak', 'declare "Wei Chen" kind=friend since=2019'],
      here(),
    );
    expect(said.code, said.stderr).toBe(0);
    expect(await declared(work)).toEqual(['Fiona McBride', 'Wei Chen']);

    switchTo('1.0.0');
    const refused = await work.start(here(TEAMS));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('newer Candour')]);
    const restored = await work.candour(['restore', inside('before-1.1.0.db'), '--force'], here());
    expect(restored.code, restored.stderr).toBe(0);
    expect(await runOnce(work)).not.toContain('brought up');
    expect(await sound(work)).toBe(true);
    expect(await declared(work)).toEqual(['Fiona McBride']);

    // Another change of mind: what was set aside is of the next release.
    const [aside = ''] = readdirSync(work.folder).filter((name) => name.includes('.replaced-'));
    switchTo('1.1.0');
    const again = await work.candour(['restore', inside(aside), '--force'], here());
    expect(again.code, again.stderr).toBe(0);
    await runOnce(work);
    expect(await sound(work)).toBe(true);
    expect(await declared(work)).toEqual(['Fiona McBride', 'Wei Chen']);
  });

  it('back without a backup, where the schema is the same: nothing is lost', async () => {
    cpSync(join(opt, '1.0.0'), join(opt, '1.0.1'), { recursive: true, verbatimSymlinks: true });
    switchTo('1.0.1');
    expect(await runOnce(work)).not.toContain('brought up');
    await work.candour(
      ['say', '--as', 'Karolina Nowak', 'declare "Wei Chen" kind=friend since=2019'],
      here(),
    );
    switchTo('1.0.0');
    await runOnce(work);
    expect(await sound(work)).toBe(true);
    expect(await declared(work)).toEqual(['Fiona McBride', 'Wei Chen']);
  });
});

describe('each state says what stands on the page:', () => {
  const rows = [...PAGE.matchAll(/^\| (?!Where|---)(.+?) \| `(.+?)` \| .+ \|$/gm)].map(
    ([, where = '', says = '']) => ({
      where,
      // `…` stands for a path, or the names of migrations.
      says: new RegExp(
        says
          .split('…')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^"\\n]+'),
      ),
    }),
  );

  /** How each is brought about: what is said then, and how it ends; a service that runs is stopped. */
  const states: Readonly<Record<string, () => Promise<{ said: string; code: number | null }>>> = {
    'the service has brought the schema up': async () => ({ said: await runOnce(next), code: 0 }),
    'the old release on a newer schema': async () => {
      await next.candour(['migrate'], here());
      const { code, stderr } = await old.start(here(TEAMS));
      return { said: stderr, code };
    },
    'a command of the new release on an older schema': async () => {
      const { code, stderr } = await next.candour(['say', '--as', 'Ruth Hallam', 'me'], here());
      return { said: stderr, code };
    },
    'the old release still runs when the schema is brought up': async () => {
      const { ended, port } = serve(old);
      await port;
      await next.candour(['migrate'], here());
      const { code, stderr } = await ended;
      return { said: stderr, code };
    },
    'somebody in chat, at that moment': async () => {
      // The console of the demo is such a chat.
      const demo = { CANDOUR_DATABASE: inside('demo.db') };
      await old.candour(['import', join(opt, '1.0.0/demo')], { env: demo });
      const child = old.launch({ env: demo });
      const ended = untilEnd(child);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await next.candour(['migrate'], { env: demo });
      child.stdin?.write('as Karolina Nowak\ndeclare "Fiona McBride" kind=friend since=2019\n');
      const { code, stdout } = await ended;
      return { said: stdout.replace(/\s+/g, ' '), code };
    },
    'a migration cannot be carried out': async () => {
      const broken = await openWorkplace(undefined, join(opt, 'broken'));
      const { code, stderr } = await broken.start(here(TEAMS));
      await broken.close();
      // As the page says: the old one still runs on it, and no copy is left behind.
      await runOnce(old);
      expect(readdirSync(work.folder).filter((name) => name.includes('.before-'))).toEqual([]);
      return { said: stderr, code };
    },
    'killed, or the power lost, in the middle of it': async () => {
      // As it is killed: before it has committed. What is in the middle, test/slow/migration.test.ts looks at.
      const { child, ended } = serve(next);
      for (let waited = 0; waited < 20_000; waited += 5) {
        if (readdirSync(work.folder).some((name) => name.includes('.before-'))) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      child.kill('SIGKILL');
      const { stderr } = await ended;
      // Where it was quicker than the death, it has said so itself.
      return { said: stderr + (await runOnce(next)), code: 0 };
    },
    'a database from before 1.0.0': async () => {
      const driver = new Driver(work.database);
      driver.prepare("UPDATE schema_migrations SET checksum = 'another' WHERE version = 1").run();
      driver.close();
      const { code, stderr } = await old.start(here(TEAMS));
      return { said: stderr, code };
    },
  };
  /** 0 where it is not named. */
  const CODES: Readonly<Record<string, number>> = {
    'the old release on a newer schema': 1,
    'a command of the new release on an older schema': 1,
    'the old release still runs when the schema is brought up': 1,
    'somebody in chat, at that moment': 1,
    'a migration cannot be carried out': 78,
    'a database from before 1.0.0': 78,
  };

  it('all of them are brought about here', () => {
    expect(rows.map(({ where }) => where)).toEqual(Object.keys(states));
  });

  it.each(rows)('$where', async ({ where, says }) => {
    const state = states[where];
    if (!state) throw new Error(`nobody brings about: ${where}`);
    const { said, code } = await state();
    expect(said).toMatch(says);
    expect(code).toBe(CODES[where] ?? 0);
  });
});
