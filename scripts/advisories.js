// Fails when a package that Candour needs to run is older than the table in docs/dependencies.md requires; that table has
// the advisories that were examined. A row for a package that is no longer used must be removed.
import { readFileSync } from 'node:fs';

/** @type {{packages: Record<string, {version?: string, dev?: boolean, link?: boolean}>}} */
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const needed = Object.entries(lock.packages)
  .filter(([path, { dev, link }]) => path !== '' && !dev && !link)
  .map(([path, { version = '0' }]) => ({ path, name: path.split('node_modules/').at(-1), version }));

const document = readFileSync('docs/dependencies.md', 'utf8');
const rows = [...document.matchAll(/^\| `([^`]+)` \| (\d+\.\d+\.\d+) \| .*GHSA-/gm)];
const faults = rows.flatMap(([, name = '', least = '']) => {
  const there = needed.filter((each) => each.name === name);
  if (there.length === 0) return [`${name} is no longer needed: take its row out of docs/dependencies.md.`];
  return there
    .filter(({ version }) => isOlder(version, least))
    .map(
      ({ path, version }) =>
        `${path} is ${version}, and ${least} or later is wanted: docs/dependencies.md says why. Update it, or lift it in package.json's overrides.`,
    );
});
if (rows.length === 0) faults.push('docs/dependencies.md has no table of advisories any more.');
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/**
 * @param {string} version @param {string} least
 * @returns {boolean}
 */
function isOlder(version, least) {
  const [ours, theirs] = [version, least].map((each) => (each.split('-')[0] ?? '').split('.').map(Number));
  const at = theirs?.findIndex((part, index) => part !== ours?.[index]) ?? -1;
  return at !== -1 && (ours?.[at] ?? 0) < (theirs?.[at] ?? 0);
}
