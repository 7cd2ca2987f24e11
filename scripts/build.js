// Builds src, adapters and the packages they use into dist/src: a file for each door, and one for each part that a door loads
// when it is asked to (decision 19). After an install, before a start and before tests.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Read by old Nodes too, which are refused below: no `import.meta.dirname`.
const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist/src');
const next = join(root, 'dist/next');
const event = process.env.npm_lifecycle_event ?? '';

/** A development tool: absent after `npm ci --omit=dev`, where what was built before is used. */
function hasBundler() {
  try {
    return createRequire(import.meta.url).resolve('rolldown') !== '';
  } catch {
    return false;
  }
}

/** What is built depends on these, by size and time. */
function stateOf() {
  const hash = createHash('sha256');
  const files = ['src', 'adapters'].flatMap((folder) =>
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
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
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
  rmSync(next, { recursive: true, force: true });
  await bundle.write({
    dir: next,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // Lines and names stay as they are, for the log. Text of one byte a character takes half the memory.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
    comments: false,
    sourcemap: true,
  });
  writeFileSync(join(next, 'built'), state);
  // What cannot be built leaves what was built before.
  rmSync(out, { recursive: true, force: true });
  renameSync(next, out);
}

try {
  await build();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Installing and testing go on, or nobody could set about repairing what cannot be built.
  const goesOn = ['prepare', 'pretest', 'pree2e', 'preslow', 'preslow:short'].includes(event);
  process.exitCode = goesOn ? 0 : 1;
}
