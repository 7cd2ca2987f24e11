// Which packages a release consists of, and what is said about them: a bill of materials and their licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isAllowed, licenceOf } from './licences.js';

/**
 * @typedef {{ version: string, license?: string, integrity?: string, link?: boolean, resolved?: string,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Locked
 * @typedef {Record<string, Locked>} Lock by path, as in package-lock.json
 * @typedef {{ path: string, name: string, version: string, licence: string, isBuiltIn: boolean }} Package
 */

const OF_PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The packages of which these files are, by their paths in the lockfile.
 * @param {string} root
 * @param {readonly string[]} files
 */
export function packagesOf(root, files) {
  const paths = files.map((file) => relative(root, file).replaceAll(sep, '/'));
  return [...new Set(paths.flatMap((path) => OF_PACKAGE.exec(path)?.[0] ?? []))].sort();
}

/**
 * These packages and all that they need, by their paths in the lockfile.
 * @param {Lock} lock
 * @param {readonly string[]} names
 */
export function closureOf(lock, names) {
  /** @type {Set<string>} */
  const found = new Set();
  const add = (/** @type {string | undefined} */ path) => {
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const next of neededBy(lock, path)) add(next);
  };
  for (const name of names) add(resolve(lock, '', name));
  return [...found].sort();
}

/** @type {(lock: Lock, path: string) => string[]} */
function neededBy(lock, path) {
  const { dependencies, optionalDependencies } = lock[path] ?? {};
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  return names.flatMap((name) => resolve(lock, path, name) ?? []);
}

/**
 * Where Node finds a package that another one names.
 * @param {Lock} lock
 * @param {string} from
 * @param {string} name
 * @returns {string | undefined}
 */
function resolve(lock, from, name) {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (lock[path]) return path;
  if (from === '') return undefined;
  const above = from.lastIndexOf('node_modules/');
  return resolve(lock, above > 0 ? from.slice(0, above - 1) : '', name);
}

/**
 * @param {string} root
 * @param {Lock} lock
 * @param {{ builtIn: readonly string[], beside: readonly string[] }} paths
 * @returns {Package[]}
 * @throws Error where what is installed is not what the lockfile names, or its licence is not on the list
 */
export function describe(root, lock, { builtIn, beside }) {
  return [...new Set([...builtIn, ...beside])].sort().map((path) => {
    const { name, version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const locked = lock[path];
    if (locked?.version !== version)
      throw new Error(
        `${path} is ${version}, and package-lock.json has ${locked?.version ?? 'none'}. Run: npm ci`,
      );
    const licence = licenceOf(path, locked?.license);
    if (!isAllowed(licence))
      throw new Error(`${path}: ${licence} is not on the list in scripts/licences.js.`);
    return { path, name, version, licence, isBuiltIn: builtIn.includes(path) };
  });
}

/**
 * A bill of materials in CycloneDX 1.5.
 * @param {{ version: string, commit: string, at: Date, packages: readonly Package[], lock: Lock }} of
 */
export function billOf({ version, commit, at, packages, lock }) {
  const purlOf = (/** @type {{ name: string, version: string }} */ each) =>
    `pkg:npm/${each.name.replace('@', '%40')}@${each.version}`;
  const own = purlOf({ name: 'candour', version });
  const byPath = new Map(packages.map((each) => [each.path, purlOf(each)]));
  // One package may be installed in two places.
  const once = [...new Map(packages.map((each) => [purlOf(each), each])).entries()].sort(byName);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      component: {
        type: 'application',
        'bom-ref': own,
        name: 'candour',
        version,
        purl: own,
        licenses: [{ license: { id: 'MIT' } }],
        properties: [{ name: 'candour:commit', value: commit }],
      },
    },
    components: once.map(([purl, { path, name, version, licence, isBuiltIn }]) => ({
      type: 'library',
      'bom-ref': purl,
      ...split(name),
      version,
      purl,
      licenses: [/ (OR|AND) /.test(licence) ? { expression: licence } : { license: { id: licence } }],
      ...hashOf(lock[path]?.integrity),
      properties: [{ name: 'candour:is', value: isBuiltIn ? 'built in' : 'installed beside' }],
    })),
    dependencies: [
      { ref: own, dependsOn: once.map(([purl]) => purl) },
      ...once.map(([ref, { path }]) => ({
        ref,
        dependsOn: [...new Set(neededBy(lock, path).flatMap((each) => byPath.get(each) ?? []))].sort(),
      })),
    ],
  };
}

/** @type {(one: [string, unknown], other: [string, unknown]) => number} */
const byName = ([one], [other]) => (one < other ? -1 : 1);

/** @param {string} name */
function split(name) {
  const [group, own] = name.split('/');
  return own === undefined ? { name } : { group, name: own };
}

/**
 * The digest of the package as the registry gives it out.
 * @param {string | undefined} integrity
 */
function hashOf(integrity) {
  const [, digest = ''] = /^sha512-(\S+)/.exec(integrity ?? '') ?? [];
  if (digest === '') return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] };
}

/** MIT's text, for packages that only name it. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The licences of what is built in, as their packages bring them. Packages that bring the same words share them.
 * @param {string} root
 * @param {readonly Package[]} packages
 * @throws Error where a package neither brings its licence nor has one whose text is known
 */
export function noticesOf(root, packages) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const each of packages.filter(({ isBuiltIn }) => isBuiltIn)) {
    const text = textOf(root, each);
    const called = `${each.name} ${each.version} (${each.licence})`;
    byText.set(text, [...new Set([...(byText.get(text) ?? []), called])]);
  }
  const parts = [...byText].map(([text, called]) => `${called.join('\n')}\n\n${text}`);
  const head =
    'Candour is built of the following packages. Each is used under its own licence, which stands below its name.\nWhat npm installs beside it (package-lock.json) brings its licence into its own folder.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @type {(root: string, of: Package) => string} */
function textOf(root, { path, licence }) {
  const folder = join(root, path);
  const files = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|copyright)/i.test(name))
    .sort();
  const texts = files.map((name) => tidied(readFileSync(join(folder, name), 'utf8')));
  if (texts.length > 0) return [...new Set(texts)].join('\n\n');
  const readme = readdirSync(folder).find((name) => /^readme/i.test(name));
  const said =
    readme && /^#+ *licen[cs]e\b.*\n([\s\S]*)/im.exec(readFileSync(join(folder, readme), 'utf8'))?.[1];
  if (said && /permission is hereby granted/i.test(said)) return tidied(said);
  if (licence !== 'MIT')
    throw new Error(
      `${path} brings no text of its licence (${licence}): add that text to scripts/packages.js.`,
    );
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const holder = typeof author === 'string' ? author : author?.name;
  return `Copyright (c) ${holder ?? 'its authors'}\n\n${MIT}`;
}

/** @param {string} text */
const tidied = (text) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
