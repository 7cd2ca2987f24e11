// Asks the registry for known vulnerabilities of the packages that Candour needs to run. Fails on each whose number
// (GHSA-…) docs/dependencies.md does not explain. No answer from the registry is no pass (check.js).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Neither passed nor failed. */
const UNKNOWN = 75;
const asked = 'npm audit --omit=dev --json --fetch-retries=0 --fetch-timeout=20000';
const { stdout, stderr } = spawnSync(asked, { shell: true, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** @typedef {{title?: string, url?: string, range?: string}} Advisory */
/** @type {{vulnerabilities?: Record<string, {via: (string | Advisory)[]}>, message?: string}} */
const answer = parse(stdout);
if (answer.vulnerabilities === undefined) {
  console.error('NOBODY WAS ASKED FOR KNOWN VULNERABILITIES: the registry does not answer npm audit here.');
  console.error('Run where it does, before you deploy: npm audit --omit=dev');
  console.error((answer.message ?? stderr.trim().split('\n')[0] ?? '').slice(0, 200));
  process.exitCode = UNKNOWN;
} else {
  const explained = readFileSync('docs/dependencies.md', 'utf8');
  let found = 0;
  for (const [name, { via }] of Object.entries(answer.vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'string') continue;
      const { title = '', url = '', range = '' } = advisory;
      const number = /GHSA(-\w{4}){3}$/.exec(url)?.[0];
      if (number !== undefined && explained.includes(number)) continue;
      console.error(`${name} ${range}: ${title} (${url}). Update it, or explain it in docs/dependencies.md.`);
      found += 1;
    }
  }
  process.exitCode = found > 0 ? 1 : 0;
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
