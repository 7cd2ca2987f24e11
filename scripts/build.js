// Builds src, adapters and the packages they use into dist/src: a file for each entry, and one for each part that an entry
// loads later (decision 19), with the migrations and the commit's id (decision 30). Runs after an install, before a start
// and before tests.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Old Nodes, which are refused below, must be able to read this: no `import.meta.dirname`.
const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist/src');
const next = join(root, 'dist/next');
const last = join(root, 'dist/last');
const FOLDERS = ['src', 'adapters', 'migrations'];
const event = process.env.npm_lifecycle_event ?? '';

/** A development tool: absent after `npm ci --omit=dev`, where what was built before is used. */
function hasBundler() {
  try {
    return createRequire(import.meta.url).resolve('rolldown') !== '';
  } catch {
    return false;
  }
}

/**
 * The checked-out commit, `-dirty` where something was changed since. Undefined where it is unknown: there is no git, the
 * tree is another user's, or it is a copy without its history, as in an image (SOURCE_COMMIT then names the commit).
 */
function readCommit() {
  const { SOURCE_COMMIT: told = '' } = process.env;
  if (/^[\w.-]{1,64}$/.test(told)) return told;
  if (!existsSync(join(root, '.git'))) return undefined;
  const git = (/** @type {string[]} */ ...args) =>
    spawnSync('git', ['--no-optional-locks', ...args], { cwd: root, encoding: 'utf8' });
  const head = git('rev-parse', '--short', 'HEAD');
  const changed = git('status', '--porcelain', '--', ...FOLDERS);
  if (head.status !== 0 || changed.status !== 0) return undefined;
  return head.stdout.trim() + (changed.stdout === '' ? '' : '-dirty');
}

/** The build depends on these files, by size and time. */
function stateOf() {
  const hash = createHash('sha256');
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  const rest = [
    'scripts/build.js',
    'scripts/bundle.js',
    'scripts/later.js',
    'node_modules/.package-lock.json',
  ];
  for (const file of [...files.sort(), ...rest]) {
    const seen = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file} ${seen?.size} ${seen?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function build() {
  if (!hasBundler()) {
    if (event === 'build')
      throw new Error(
        'Nothing was built: the development packages are missing. Run `npm ci`, then try again.',
      );
    if (event === 'prepare' || existsSync(join(out, 'main.js'))) return;
    throw new Error('Nothing is built yet. Run `npm ci` with the development packages, then try again.');
  }
  // An image is installed before its sources are there.
  if (!existsSync(join(root, 'src'))) return;
  const { refusal } = await import('../src/node.js');
  const refused = refusal(process.versions.node);
  if (refused !== undefined) throw new Error(refused);
  const state = stateOf();
  const stamp = join(out, 'built');
  const commitFile = join(out, 'commit');
  const before = existsSync(commitFile) ? readFileSync(commitFile, 'utf8') : undefined;
  const commit = readCommit();
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (isCurrent && before !== undefined && (commit ?? before) === before) return;
  // Fails here, before anything is changed, where this user may not write.
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const { bundleAll } = await import('./bundle.js');
  await bundleAll({ root, to: next, commit: commit ?? 'unknown', sourcemap: true });
  writeFileSync(join(next, 'built'), state);
  // A build that fails leaves the former build in place.
  rmSync(last, { recursive: true, force: true });
  if (existsSync(out)) renameSync(out, last);
  renameSync(next, out);
  rmSync(last, { recursive: true, force: true });
}

/** @param {unknown} error */
function toWords(error) {
  if (!(error instanceof Error)) return error;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === undefined || !['EACCES', 'EPERM', 'EROFS'].includes(code)) return error.message;
  return `It has to be built anew, and ${path ?? root} may not be written (${code}). Run \`npm run build\` as the user that ${root} belongs to.`;
}

try {
  await build();
} catch (error) {
  console.error(toWords(error));
  // Installing and testing continue: otherwise nobody could repair what cannot be built.
  const goesOn = ['prepare', 'pretest', 'pree2e', 'preslow', 'preslow:short'].includes(event);
  process.exitCode = goesOn ? 0 : 1;
}
