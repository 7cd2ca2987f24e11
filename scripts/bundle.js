// Bundles entries with all the packages that they use, but for the database driver (decision 19).
import { rolldown } from 'rolldown';
import { fileOf, later } from './later.js';

/** @type {import('rolldown').OutputOptions} */
const HOW = {
  // Lines and names stay as they are, for the log. ASCII text takes half the memory.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
  comments: false,
};

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
    platform: 'node',
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
  return [...new Set(chunks.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : [])))].sort();
}

/** @type {(root: string, names: string[], to: string) => Promise<import('rolldown').RolldownOutput['output'] | []>} */
async function writeLater(root, names, to) {
  if (names.length === 0) return [];
  const input = Object.fromEntries(names.map((name) => [fileOf(name).slice(2, -4), name]));
  const packages = await rolldown({ cwd: root, input, platform: 'node' });
  const { output } = await packages.write({
    ...HOW,
    dir: to,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'later/[name].cjs',
  });
  return output;
}
