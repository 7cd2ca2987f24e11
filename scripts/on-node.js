// `node scripts/on-node.js 24 npm test`: runs a command on another version of Node. Fetches that Node from npm's registry,
// and copies the tree into a temporary folder, with the database driver compiled for it. Needs what compiling the driver
// needs: a C++ compiler, make, Python 3, and a minute.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const DRIVER = 'better-sqlite3';
/** Not copied: the copy gets these otherwise, or needs none. */
const LEFT = ['.git', 'node_modules', 'dist'];

const [major = '', command, ...args] = process.argv.slice(2);
if (!/^\d+$/.test(major) || command === undefined) {
  console.error(
    'Usage: node scripts/on-node.js MAJOR COMMAND…, such as: node scripts/on-node.js 24 npm test',
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), `candour-node-${major}-`));
// Readable by other users, as a clone is: some tests run as another user.
chmodSync(folder, 0o755);
// The command gets the signal as well; this process continues once it has ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function main() {
  const node = fetchNode();
  const bin = process.platform === 'win32' ? node : join(node, 'bin');
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH, npm_config_nodedir: node };
  const tree = copyTree();
  const version = run('node', ['--version'], { cwd: tree, env, stdio: 'pipe' }).stdout.toString().trim();
  if (!version.startsWith(`v${major}.`)) throw new Error(`Node ${major} was wanted, and ${version} answers.`);
  console.log(`on-node: compiling ${DRIVER} for Node ${version}`);
  must(
    run('npm', ['run', '--silent', 'build-release'], {
      cwd: join(tree, 'node_modules', DRIVER),
      env,
      stdio: 'pipe',
    }),
    `${DRIVER} could not be compiled for Node ${version}.`,
  );
  console.log(`on-node: ${[command, ...args].join(' ')}`);
  return run(command, args, { cwd: tree, env }).status ?? 1;
}

/** The folder of that Node, with its programme and its headers. */
function fetchNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  console.log(`on-node: fetching Node ${major}`);
  must(
    run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${major}`], {
      cwd: folder,
      env: process.env,
      stdio: 'pipe',
    }),
    `Node ${major} could not be fetched (npm's package ${name}).`,
  );
  return join(folder, 'node_modules', name);
}

/** Packages are linked, but for the driver, and for our own command, whose link leads into the copy. */
function copyTree() {
  const tree = join(folder, 'candour');
  mkdirSync(tree);
  for (const name of readdirSync(root)) {
    if (!LEFT.includes(name)) cpSync(join(root, name), join(tree, name), { recursive: true });
  }
  const [from, to] = [join(root, 'node_modules'), join(tree, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if ([DRIVER, 'candour-command', '.bin', '.package-lock.json'].includes(name)) {
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    } else if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction');
  }
  rmSync(join(to, DRIVER, 'build'), { recursive: true, force: true });
  return tree;
}

function run(name, words, options) {
  // On Windows npm is a script, which only a shell starts.
  const shell = process.platform === 'win32';
  return spawnSync(name, words, { stdio: 'inherit', shell, maxBuffer: 2 ** 28, ...options });
}

function must(ended, complaint) {
  if (ended.status === 0) return;
  const said = `${ended.stdout ?? ''}${ended.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
  throw new Error(`${complaint}\n${ended.error?.message ?? said}`);
}
