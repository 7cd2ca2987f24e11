// Fails when a package that Candour needs to run has a licence that is not on the list.
import { readFileSync } from 'node:fs';

const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0', // date-holidays: its data, which names its sources in the file itself
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib', // pako, under mammoth: as free as MIT
]);

/** Packages that name their licence otherwise than SPDX does, by what their LICENSE says. */
const READ = new Map([
  ['node_modules/duck', 'BSD-2-Clause'], // “BSD”, by mammoth; its LICENSE has the two clauses
]);

if (import.meta.filename === process.argv[1]) check();

function check() {
  /** @type {{packages: Record<string, {license?: string, dev?: boolean, link?: boolean}>}} */
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const refused = Object.entries(lock.packages)
    .filter(([path, { dev, link }]) => path !== '' && !dev && !link)
    .map(([path, { license }]) => ({ path, licence: licenceOf(path, license) }))
    .filter(({ licence }) => !isAllowed(licence));
  for (const { path, licence } of refused)
    console.error(`${path}: ${licence || 'no licence named'} is not on the list in scripts/licences.js.`);
  process.exitCode = refused.length > 0 ? 1 : 0;
}

/**
 * What a package's licence is called, by SPDX where that can be known.
 * @param {string} path its path in the lockfile
 * @param {string | undefined} said what the lockfile says
 */
export function licenceOf(path, said) {
  return READ.get(path) ?? said ?? readLicence(path);
}

/**
 * The lockfile leaves the licence out where the registry did not say; the package itself may.
 * @param {string} path
 * @returns {string}
 */
function readLicence(path) {
  try {
    const { license, licenses } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
    return (
      license?.type ??
      license ??
      licenses?.map((/** @type {{type: string}} */ each) => each.type).join(' OR ') ??
      ''
    );
  } catch {
    return '';
  }
}

/**
 * SPDX expressions as they occur: every part of an AND, any part of an OR.
 * @param {string} expression
 * @returns {boolean}
 */
export function isAllowed(expression) {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  return bare.split(' AND ').every((part) => allowed.has(part.trim()));
}
