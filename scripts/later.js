// Builds into files of their own, which are loaded when something of them is first used: undici, a megabyte that Bolt takes for
// Slack's Socket Mode alone (decision 63); Microsoft's recognizers, five megabytes of expressions for a kind of question that
// Candour does not ask in Teams (decision 40); the calendar of the whole world; and what packs a zip.
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const require = createRequire(import.meta.url);

const LATER = /^(undici|@microsoft\/recognizers-text-.+)$/;
const SUITE = '@microsoft/recognizers-text-suite';
const STAND_IN = '\0later:';
/** How our own code fetches a package when it first uses it. */
const OWN = /(createRequire\(import\.meta\.url\)\()'([^'.][^']*)'\)/g;

/**
 * Where a package is built, as seen from the built files.
 * @param {string} id
 */
export const fileOf = (id) => `./later/${basename(id)}.cjs`;

/**
 * Puts a stand-in for each package of LATER, and turns what our own code fetches to the file that is built of it. `found` gathers
 * their names: each is to be built into its `fileOf`.
 * @param {Set<string>} found
 * @returns {import('rolldown').Plugin}
 */
export const later = (found) => ({
  name: 'later',
  resolveId(id, importer = '') {
    if (importer.startsWith(STAND_IN)) return { id, external: true };
    if (!LATER.test(id)) return null;
    // All share one, whichever file imported it.
    if (createRequire(importer).resolve(id) !== require.resolve(id))
      throw new Error(`${importer} has a ${id} of its own: take it out of LATER in scripts/later.js.`);
    return STAND_IN + id;
  },
  load(id) {
    if (!id.startsWith(STAND_IN)) return null;
    const name = id.slice(STAND_IN.length);
    found.add(name);
    const own = { __esModule: true, ...(name === SUITE ? { Culture: cultures() } : {}) };
    return `module.exports = new Proxy(${JSON.stringify(own)}, {
  get: (own, key) => (key in own ? own[key] : require(${JSON.stringify(fileOf(name))})[key]),
});`;
  },
  transform(code) {
    if (code.search(OWN) < 0) return null;
    return {
      code: code.replace(OWN, (_, ask, name) => {
        found.add(name);
        return `${ask}'${fileOf(name)}')`;
      }),
      // The lines stay, and maps know no more.
      map: null,
    };
  },
});

/** Needed as soon as a question's kind is defined, so the stand-in has them itself. */
function cultures() {
  const { Culture } = require(SUITE);
  /** @type {Record<string, string>} */
  const names = {};
  for (const name in Culture) if (typeof Culture[name] === 'string') names[name] = Culture[name];
  return names;
}
