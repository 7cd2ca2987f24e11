// Bundles what runs, with all the packages that it uses but for the database driver (decisions 19 and 67).
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { fileOf, later } from './later.js';

const ENTRIES = { main: 'src/start.ts', cli: 'src/command.ts', apart: 'src/import/apart/worker.ts' };

/**
 * A node_modules that is a link gives the same bytes as one that is a folder.
 * @type {import('rolldown').InputOptions}
 */
const FROM = { platform: 'node', resolve: { symlinks: false } };

/** @type {import('rolldown').OutputOptions} */
const HOW = {
  // Lines and names stay as they are, for the log. ASCII text takes half the memory.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
  comments: false,
};

/**
 * Writes all that runs into the folder `to`, with what it reads from beside itself. Gives the files of which something was built in.
 * @param {{ root: string, to: string, commit: string, sourcemap: boolean }} options
 * @returns {Promise<string[]>}
 */
export async function bundleAll({ root, to, commit, sourcemap }) {
  const files = await bundle({ root, input: ENTRIES, to, sourcemap });
  cpSync(join(root, 'migrations'), join(to, 'migrations'), { recursive: true });
  for (const icon of ['color.png', 'outline.png']) cpSync(join(root, 'adapters/teams', icon), join(to, icon));
  writeFileSync(join(to, 'commit'), commit);
  return files;
}

/**
 * Writes into the folder `to`: a file for each entry, one for each part that is loaded later, and in `later/` one for each package
 * that is seldom used. Gives the files of which something was built in, by their paths.
 * @param {{ root: string, input: Record<string, string>, to: string, sourcemap: boolean }} options
 * @returns {Promise<string[]>}
 */
export async function bundle({ root, input, to, sourcemap }) {
  /** @type {Set<string>} */
  const found = new Set();
  const own = await rolldown({
    cwd: root,
    input,
    ...FROM,
    // The package has a file in machine code.
    external: 'better-sqlite3',
    plugins: [later(found)],
  });
  const written = await own.write({
    ...HOW,
    dir: to,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap,
  });
  const chunks = [...written.output, ...(await writeLater(root, [...found].sort(), to))];
  const files = chunks.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []));
  // The bundler's own parts have no path.
  return [...new Set(files)].filter((file) => !file.startsWith('\0')).sort();
}

/** @type {(root: string, names: string[], to: string) => Promise<import('rolldown').RolldownOutput['output'] | []>} */
async function writeLater(root, names, to) {
  if (names.length === 0) return [];
  const input = Object.fromEntries(names.map((name) => [fileOf(name).slice(2, -4), name]));
  const packages = await rolldown({ cwd: root, input, ...FROM });
  const { output } = await packages.write({
    ...HOW,
    dir: to,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'later/[name].cjs',
  });
  return output;
}
