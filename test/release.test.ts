import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkplace, type Workplace } from './support/process.ts';
import { checkout, release, unpack } from './support/released.ts';
import { xlsx } from './support/xlsx.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

interface Bill {
  metadata: { component: { version: string; properties: { value: string }[] } };
  components: { purl: string; licenses: object[]; properties: { value: string }[]; hashes?: object[] }[];
}
interface Lock {
  packages: Record<string, { version: string; link?: boolean; hasInstallScript?: boolean; dev?: boolean }>;
}

const ROOT = join(import.meta.dirname, '..');
const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

let folder: string;
/** The commit, and what its release is called. */
let commit: string;
let name: string;
let first: ReturnType<typeof release>;
let second: ReturnType<typeof release>;
/** The release, unpacked, beside nothing but the packages that its lockfile names. */
let unpacked: string;
let git: ReturnType<typeof checkout>;
const one = () => join(folder, 'one');
const read = (file: string) => readFileSync(join(unpacked, file), 'utf8');
const readJson = <T>(file: string) => JSON.parse(read(file)) as T;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-release-'));
  git = checkout(one());
  checkout(join(folder, 'another', 'place'));
  first = release(one());
  second = release(join(folder, 'another', 'place'));
  commit = git('rev-parse', 'HEAD').slice(0, 12);
  name = `candour-${own.version}-${commit}`;
  unpacked = join(folder, 'unpacked');
  if (first.code === 0) unpack(join(one(), 'release', `${name}.tar.gz`), unpacked);
  install(unpacked);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** What `npm ci` would put there: links to what is installed here. */
function install(to: string): void {
  for (const [path, { link }] of Object.entries(readJson<Lock>('package-lock.json').packages)) {
    // One that stands in another package comes with it.
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    symlinkSync(link ? join(to, 'scripts/candour') : join(ROOT, path), join(to, path), 'junction');
  }
}

function files(below: string): string[] {
  return readdirSync(below, { recursive: true })
    .map(String)
    .filter((file) => !file.startsWith('node_modules') && statSync(join(below, file)).isFile());
}

describe('npm run release', () => {
  it('makes an archive of a few megabytes, its checksums and a bill of materials', () => {
    expect(first.stderr).toBe('');
    expect(first.files).toEqual(['SHA256SUMS', name, `${name}.cdx.json`, `${name}.tar.gz`].sort());
    const sums = readFileSync(join(one(), 'release/SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums).toEqual(
      [`${name}.cdx.json`, `${name}.tar.gz`].map((file) => {
        const data = readFileSync(join(one(), 'release', file));
        return `${createHash('sha256').update(data).digest('hex')}  ${file}`;
      }),
    );
    expect(statSync(join(one(), 'release', `${name}.tar.gz`)).size).toBeLessThan(5 * 2 ** 20);
  });

  it('gives the same bytes in another place', () => {
    const sums = (place: string) => readFileSync(join(folder, place, 'release/SHA256SUMS'), 'utf8');
    expect(second.files).toEqual(first.files);
    expect(sums('another/place')).toBe(sums('one'));
  });

  it('refuses what is not committed, and a tag that does not fit, in words', () => {
    writeFileSync(join(one(), 'demo/new.csv'), '');
    expect(release(one())).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^A release is what is committed.*\n\?\? demo\/new\.csv\n$/),
    });
    rmSync(join(one(), 'demo/new.csv'));
    git('tag', 'v9.9.9');
    expect(release(one()).stderr).toBe(
      `The tag is v9.9.9, and package.json says ${own.version}. Let both name one version.\n`,
    );
    git('tag', '-d', 'v9.9.9');
    const changelog = join(one(), 'CHANGELOG.md');
    const words = readFileSync(changelog, 'utf8');
    writeFileSync(changelog, words.replace(`## ${own.version}`, '## Unreleased'));
    git('commit', '-qam', 'no heading');
    git('tag', `v${own.version}`);
    expect(release(one()).stderr).toMatch(/^CHANGELOG\.md has no heading “## \d/);
    writeFileSync(changelog, words);
    git('commit', '-qam', 'heading');
    git('tag', '-f', `v${own.version}`);
    expect(release(one())).toMatchObject({
      stderr: '',
      files: expect.arrayContaining([`candour-${own.version}.tar.gz`]),
    });
    rmSync(join(one(), '.git'), { recursive: true });
    expect(release(one()).stderr).toMatch(/^A release is made from a checkout/);
  });
});

describe('a release', () => {
  it('holds what an operator needs, no source, no map, no machine code, and no file of this machine', () => {
    const all = files(unpacked);
    for (const file of [
      'dist/src/main.js',
      'dist/src/migrations/0001_register.sql',
      'demo/setting.json',
      'deploy/Dockerfile',
      'deploy/candour.service',
      'docs/upgrading.md',
      '.env.example',
      'LICENSE',
      'CHANGELOG.md',
      'THIRD-PARTY-NOTICES',
    ])
      expect(all).toContain(file);
    expect(all.filter((file) => /\.(map|ts|node|db)$|^(src|test|bench|migrations)\//.test(file))).toEqual([]);
    const built = all.filter((file) => file.startsWith('dist/'));
    expect(built.length).toBeGreaterThan(100);
    for (const file of built.filter((each) => /\.c?js$/.test(each))) {
      const text = read(file);
      expect(text.includes('sourceMappingURL='), file).toBe(false);
      expect(text.includes(folder) || text.includes(ROOT), file).toBe(false);
    }
  });

  it('leads nowhere that it does not hold', () => {
    const documents = files(unpacked).filter((file) => file.endsWith('.md'));
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, link = '']) => join(dirname(file), link))
        .filter((link) => !existsSync(join(unpacked, link)))
        .map((link) => `${file}: ${link}`),
    );
    // What is for those who build it.
    const OF_SOURCES = /: (CONTRIBUTING\.md|docs\/decisions|adapters\/(shared|console)|src|test)\b/;
    expect(broken.filter((each) => !OF_SOURCES.test(each))).toEqual([]);
  });

  it('asks npm for the driver, what installs that, and nothing else', () => {
    const { dependencies, scripts } = readJson<{ dependencies: object; scripts: object }>('package.json');
    expect(Object.keys(dependencies)).toEqual(['better-sqlite3', 'candour-command']);
    expect(scripts).toEqual({ start: 'node dist/src/main.js' });
    const ours = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
    const { '': root, ...packages } = readJson<Lock>('package-lock.json').packages;
    expect(root?.version).toBe(own.version);
    expect(packages).toEqual(
      Object.fromEntries(Object.keys(packages).map((path) => [path, ours.packages[path]])),
    );
    expect(Object.keys(packages).length).toBeLessThan(50);
    expect(
      Object.entries(packages)
        .filter(([, { hasInstallScript }]) => hasInstallScript)
        .map(([path]) => path),
    ).toEqual(['node_modules/better-sqlite3']);
    // npm itself finds the two files in step, and needs the registry for nothing to say so.
    const dry = spawnSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts', '--omit=dev'], {
      cwd: unpacked,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(dry.status, dry.stderr).toBe(0);
  });

  it('names each package in it by version and licence, and brings that licence’s words', () => {
    const bill = readJson<Bill>('sbom.cdx.json');
    expect(bill.metadata.component.version).toBe(own.version);
    expect(bill.metadata.component.properties).toContainEqual({ name: 'candour:commit', value: commit });
    const is = (kind: string) =>
      bill.components.filter(({ properties }) => properties.some(({ value }) => value === kind));
    expect(is('built in').length + is('installed beside').length).toBe(bill.components.length);
    expect(is('installed beside').map(({ purl }) => purl)).toContainEqual(
      expect.stringMatching(/^pkg:npm\/better-sqlite3@/),
    );
    const notices = read('THIRD-PARTY-NOTICES');
    for (const { purl, licenses, hashes } of is('built in')) {
      const [, called = '', version = ''] = /^pkg:npm\/(.+)@([^@]+)$/.exec(purl) ?? [];
      expect(notices).toContain(`${called.replace('%40', '@')} ${version} (`);
      expect([licenses.length, hashes?.length]).toEqual([1, 1]);
    }
    // Those that everything rests on, in what Slack and Teams need, and what is loaded later.
    for (const each of [
      'zod',
      '%40slack/bolt',
      'botbuilder',
      'undici',
      'date-holidays',
      'fflate',
      'pg',
      'supports-color',
    ])
      expect(is('built in').map(({ purl }) => purl.replace(/@[^@]+$/, ''))).toContain(`pkg:npm/${each}`);
    // Each part: names, a line each, and below them a text with a holder.
    const parts = notices.split(`\n${'-'.repeat(80)}\n`).slice(1);
    for (const part of parts)
      expect(part, part.slice(0, 200)).toMatch(/^\n.+ \(.+\)\n[\s\S]*\n\n[\s\S]{300}/);
  });

  it('says in its Dockerfile which version the image is of', () => {
    const dockerfile = read('deploy/Dockerfile');
    expect(dockerfile).toMatch(
      new RegExp(
        `^ARG VERSION=${own.version}\nARG COMMIT=${commit}\nARG CREATED=2026-12-01T10:00:00.000Z$`,
        'm',
      ),
    );
    expect(dockerfile).not.toContain('=unknown');
  });
});

describe('a release that was unpacked', () => {
  let work: Workplace;
  beforeAll(async () => {
    work = await openWorkplace(undefined, unpacked);
  });
  afterAll(() => work?.close());

  it('says its version and commit, without a history', async () => {
    const said = `${own.version} (commit ${commit})\n`;
    expect((await work.candour(['--version'])).stdout).toBe(said);
    const command = spawnSync(
      process.execPath,
      [join(unpacked, 'node_modules/candour-command/candour.js'), '--version'],
      {
        encoding: 'utf8',
      },
    );
    expect([command.stderr, command.stdout]).toEqual(['', said]);
  });

  it('does what is done with packages that are seldom used', async () => {
    const imported = await work.candour(['import', join(unpacked, 'demo'), '--at', '2026-11-20T10:00:00Z']);
    expect([imported.code, imported.stderr]).toEqual([0, '']);
    const list = join(work.folder, 'list.xlsx');
    writeFileSync(
      list,
      xlsx({
        Register: [
          ['Child', 'Start date', 'Mum'],
          ['Ida Winter', '2026-09-01', 'Ola Winter'],
        ],
      }),
    );
    for (const [args, said] of [
      [['import', list], /Ida Winter/],
      [['say', '--as', 'Ruth Hallam', 'keyperson'], /Children who need a key person/],
      [['export', '--person', 'Zoë Adeyemi', '--to', 'zoe.zip'], /zoe\.zip/],
      [['audit', 'export', 'trail.jsonl'], /trail\.jsonl/],
      [['audit', 'verify', 'trail.jsonl'], /sound/],
      [['manifest', 'teams'], /candour-teams\.zip/],
    ] as const) {
      const env = {
        TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
        CANDOUR_PUBLIC_URL: 'https://a.test',
      };
      const { code, stdout, stderr } = await work.candour(args, args[0] === 'manifest' ? { env } : {});
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.not.stringMatching(/\n +at /) });
      expect(stdout + stderr).toMatch(said);
    }
  });

  it('loads each of the files that wait for a first use, beside nothing but itself', () => {
    const later = join(unpacked, 'dist/src/later');
    const load = `for (const file of require('node:fs').readdirSync('.')) require('./' + file);
      const Holidays = require('./date-holidays.cjs');
      console.log(new Holidays('GB', 'SCT').getHolidays(2060).length > 5, typeof require('./undici.cjs').WebSocket);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', load], { cwd: later, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['true function\n', '']);
  });

  it('opens the demo, and starts Slack and Teams', async () => {
    const talk = await work.start({
      input: 'as Amina Yusuf\nme\nquit\n',
      env: { CANDOUR_DATABASE: 'demo/candour.db' },
    });
    expect([talk.code, talk.stdout]).toEqual([0, expect.stringContaining('Amina Yusuf')]);
    const child = work.launch({
      env: {
        CANDOUR_DATABASE: 'both.db',
        CANDOUR_PORT: '0',
        ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:1/' },
        ...{ TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-1111-1111-111111111111' },
      },
    });
    let words = '';
    const started = new Promise<void>((done, failed) => {
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        words += chunk;
        if (/"msg":"started"/.test(words)) done();
      });
      child.once('close', () => failed(new Error(words)));
    });
    await started;
    expect(words).toMatch(/"platforms":\["slack","teams"\]/);
    expect(words).not.toMatch(/Cannot find|MODULE_NOT_FOUND/);
  });
});
