// Fails on anything in the work tree that looks like a credential. A stand-in in a test must not look real:
// write xoxb-test, not twenty plausible characters.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** @type {[string, RegExp][]} */
const patterns = [
  ['a Slack token', /\bxox[a-z](?:\.xox[a-z])?-[\w-]{20,}/],
  ['a Slack app-level token', /\bxapp-[\w-]{20,}/],
  ['a Slack webhook address', /hooks\.slack\.com\/(?:services|workflows)\/T\w{6,}\/[\w/]{12,}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['an Azure client secret', /\b[\w~.-]{3}\dQ~[\w~.-]{31,34}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});

let found = 0;
for (const path of new Set(listed.split('\0'))) {
  if (path === '' || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
  const lines = readFileSync(path, 'latin1').split('\n');
  for (const [index, line] of lines.entries()) {
    for (const [name, pattern] of patterns) {
      if (!pattern.test(line)) continue;
      console.error(`${path}:${index + 1}: looks like ${name}. Take it out and have it revoked.`);
      found += 1;
    }
  }
}
process.exitCode = found > 0 ? 1 : 0;
