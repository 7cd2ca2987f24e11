// Builds src, adapters and the packages they use into dist/src: a file for each door, and one for each part that a door loads
// when it is asked to (decision 19), with the migrations and the commit they are of (decision 30). After an install, before a
// start and before tests.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
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

// Read by old Nodes too, which are refused below: no `import.meta.dirname`.
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
 * What is checked out, `-dirty` where something was changed since; undefined where nobody can tell: there is no git, the tree
 * is another user's, or it is a copy without its history, as in an image, which is told by SOURCE_COMMIT.
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

/** What is built depends on these, by size and time. */
function stateOf() {
  const hash = createHash('sha256');
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  const rest = ['scripts/build.js', 'scripts/later.js', 'node_modules/.package-lock.json'];
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
  // An image is installed before there is anything to build.
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
  // Told before anything is begun, where this user may not write here.
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const { rolldown } = await import('rolldown');
  const { later } = await import('./later.js');
  const bundle = await rolldown({
    cwd: root,
    input: { main: 'src/start.ts', cli: 'src/command.ts' },
    platform: 'node',
    // It brings a file in machine code.
    external: 'better-sqlite3',
    plugins: [later],
  });
  await bundle.write({
    dir: next,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // Lines and names stay as they are, for the log. Text of one byte a character takes half the memory.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
    comments: false,
    sourcemap: true,
  });
  cpSync(join(root, 'migrations'), join(next, 'migrations'), { recursive: true });
  // Read by their names from beside the file that asks for them.
  for (const icon of ['color.png', 'outline.png'])
    cpSync(join(root, 'adapters/teams', icon), join(next, icon));
  writeFileSync(join(next, 'commit'), commit ?? 'unknown');
  writeFileSync(join(next, 'built'), state);
  // What cannot be built, or put in place, leaves what was built before.
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
  // Installing and testing go on, or nobody could set about repairing what cannot be built.
  const goesOn = ['prepare', 'pretest', 'pree2e', 'preslow', 'preslow:short'].includes(event);
  process.exitCode = goesOn ? 0 : 1;
}
