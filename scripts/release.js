// Makes a release of the commit that is checked out, in release/: an archive that runs on a machine with Node, the same unpacked,
// a bill of materials and checksums (decision 67). The same commit gives the same bytes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleAll } from './bundle.js';
import { billOf, closureOf, describe, noticesOf, packagesOf } from './packages.js';
import { pack } from './tar.js';

const root = join(import.meta.dirname, '..');
const out = join(root, 'release');

/** What is released as it is committed. */
const FILES = [
  '.dockerignore',
  '.env.example',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'adapters/slack/README.md',
  'adapters/teams/README.md',
  'demo',
  'deploy',
  'docs',
  'scripts/candour',
  'scripts/verify-audit.js',
  // Why it is built as it is, which is for those who build it.
  ':!docs/decisions',
];
/** The packages that are not built in: the driver, which is machine code, and `npx candour`. */
const BESIDE = ['better-sqlite3', 'candour-command'];

/** @type {(...args: string[]) => string} */
function git(...args) {
  const { status, stdout, error } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0)
    throw new Error(
      `A release is made from a checkout with its history, and git does not know this one${error ? ` (${error.message})` : ''}.`,
    );
  return stdout.trim();
}

/** @type {(path: string) => any} */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The commit, when it was made, and the version that its tag or package.json names. */
function identify() {
  const changed = git('status', '--porcelain');
  if (changed !== '') {
    const lines = changed.split('\n');
    const more = lines.length > 5 ? `\n… and ${lines.length - 5} more` : '';
    throw new Error(
      `A release is what is committed, and this is not. Commit it or put it away (git stash --include-untracked):\n${lines.slice(0, 5).join('\n')}${more}`,
    );
  }
  const { version } = readJson('package.json');
  // As long in every clone: git's own abbreviation grows with the history.
  const commit = git('rev-parse', 'HEAD').slice(0, 12);
  const at = new Date(Number(git('log', '-1', '--format=%ct')) * 1000);
  const tags = git('tag', '--points-at', 'HEAD')
    .split('\n')
    .filter((tag) => /^v\d/.test(tag));
  const other = tags.find((tag) => tag !== `v${version}`);
  if (other !== undefined)
    throw new Error(`The tag is ${other}, and package.json says ${version}. Let both name one version.`);
  const isTagged = tags.length > 0;
  if (
    isTagged &&
    !new RegExp(`^## ${RegExp.escape?.(version) ?? version.replaceAll('.', '\\.')}\\b`, 'm').test(
      readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    )
  )
    throw new Error(`CHANGELOG.md has no heading “## ${version}”. Write it above what this version brings.`);
  return { version, commit, at, name: `candour-${version}${isTagged ? '' : `-${commit}`}` };
}

/** What npm installs beside the release: a package.json and a lockfile of little. */
function manifests() {
  const {
    name,
    version,
    private: isPrivate,
    description,
    license,
    type,
    engines,
    dependencies,
    allowScripts,
  } = readJson('package.json');
  const lock = readJson('package-lock.json').packages;
  const wanted = Object.fromEntries(BESIDE.map((each) => [each, dependencies[each]]));
  const beside = closureOf(lock, BESIDE);
  const manifest = {
    name,
    version,
    private: isPrivate,
    description,
    license,
    type,
    engines,
    scripts: { start: 'node dist/src/main.js' },
    dependencies: wanted,
    allowScripts: { 'better-sqlite3': allowScripts['better-sqlite3'] },
  };
  const links = beside.flatMap((path) => (lock[path].link ? [lock[path].resolved] : []));
  const packages = Object.fromEntries([...beside, ...links].sort().map((path) => [path, lock[path]]));
  const locked = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name, version, license, dependencies: wanted, engines }, ...packages },
  };
  return { manifest, locked, lock, beside: beside.filter((path) => !lock[path].link) };
}

async function release() {
  const { version, commit, at, name } = identify();
  rmSync(out, { recursive: true, force: true });
  const to = join(out, name);
  const put = (/** @type {string} */ file, /** @type {string} */ text) => writeFileSync(join(to, file), text);
  const json = (/** @type {object} */ value) => `${JSON.stringify(value, null, 2)}\n`;
  mkdirSync(to, { recursive: true });
  const files = await bundleAll({ root, to: join(to, 'dist/src'), commit, sourcemap: false });
  for (const file of git('ls-files', '-z', '--', ...FILES)
    .split('\0')
    .filter(Boolean)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
  const image = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
  const facts = { VERSION: version, COMMIT: commit, CREATED: at.toISOString() };
  put(
    'deploy/Dockerfile',
    Object.entries(facts).reduce(
      (text, [key, value]) => text.replace(`ARG ${key}=unknown`, `ARG ${key}=${value}`),
      image,
    ),
  );
  const { manifest, locked, lock, beside } = manifests();
  put('package.json', json(manifest));
  put('package-lock.json', json(locked));
  const packages = describe(root, lock, { builtIn: packagesOf(root, files), beside });
  const bill = json(billOf({ version, commit, at, packages, lock }));
  put('sbom.cdx.json', bill);
  put('THIRD-PARTY-NOTICES', noticesOf(root, packages));

  const archive = gzipSync(pack(packed(to), at.getTime() / 1000), { level: 9 });
  const sums = [
    [`${name}.cdx.json`, Buffer.from(bill)],
    [`${name}.tar.gz`, archive],
  ].map(([file, data]) => {
    writeFileSync(join(out, String(file)), data);
    return `${createHash('sha256').update(data).digest('hex')}  ${file}\n`;
  });
  writeFileSync(join(out, 'SHA256SUMS'), sums.join(''));
  const mb = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(1);
  console.log(
    `release/${name}.tar.gz: ${mb(archive.length)} MB, ${packages.length} packages, commit ${commit}`,
  );
}

/**
 * All files below a folder, under its own name.
 * @param {string} folder
 * @returns {import('./tar.js').Packed[]}
 */
function packed(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(out, join(folder, name)).replaceAll(sep, '/'))
    .sort()
    .map((name) => ({
      name,
      data: readFileSync(join(out, name)),
      isProgramme: name.endsWith('/candour.js'),
    }));
}

try {
  await release();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
