// Leaves in node_modules until they are first used: undici, a megabyte that Bolt takes for Slack's Socket Mode alone
// (decision 63), and Microsoft's recognizers, five megabytes of expressions for a kind of question that Candour does not ask
// in Teams (decision 40).
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const LATER = /^(undici|@microsoft\/recognizers-text-.+)$/;
const SUITE = '@microsoft/recognizers-text-suite';
const STAND_IN = '\0later:';

/**
 * Puts a stand-in for each of these packages, which fetches it when something of it is asked for.
 * @type {import('rolldown').Plugin}
 */
export const later = {
  name: 'later',
  resolveId(id, importer = '') {
    if (!LATER.test(id)) return null;
    if (importer.startsWith(STAND_IN)) return { id, external: true };
    // The stand-in resolves the package from here, whichever file imported it.
    if (createRequire(importer).resolve(id) !== require.resolve(id))
      throw new Error(`${importer} has a ${id} of its own: take it out of LATER in scripts/later.js.`);
    return STAND_IN + id;
  },
  load(id) {
    if (!id.startsWith(STAND_IN)) return null;
    const name = id.slice(STAND_IN.length);
    const own = { __esModule: true, ...(name === SUITE ? { Culture: cultures() } : {}) };
    return `module.exports = new Proxy(${JSON.stringify(own)}, {
  get: (own, key) => (key in own ? own[key] : require(${JSON.stringify(name)})[key]),
});`;
  },
};

/** Needed as soon as a question's kind is defined, so the stand-in has them itself. */
function cultures() {
  const { Culture } = require(SUITE);
  /** @type {Record<string, string>} */
  const names = {};
  for (const name in Culture) if (typeof Culture[name] === 'string') names[name] = Culture[name];
  return names;
}
