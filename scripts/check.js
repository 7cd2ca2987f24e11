// `npm run check`: every check in turn, all of them even when one fails. `npm run check types secrets` runs
// those two. The closing line is read by .ci/run.
import { spawnSync } from 'node:child_process';

/** @type {Record<string, string>} */
const checks = {
  types: 'tsc --pretty false',
  style: 'biome check --error-on-warnings',
  promises: 'eslint',
  arrows: 'node scripts/arrows.js',
  'dead code': 'knip && knip --production --include exports',
  secrets: 'node scripts/secrets.js',
  licences: 'node scripts/licences.js',
  advisories: 'node scripts/advisories.js',
  audit: 'node scripts/audit.js',
};

/** Runs only when named: the registry's answers change by the day, and may fail to come. */
const NAMED_ALONE = ['audit'];

/** The exit code of a check that could find nothing out: it has neither passed nor failed. */
const UNKNOWN = 75;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}. There are: ${Object.keys(checks).join(', ')}.`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, command] of Object.entries(checks)) {
  if (wanted.length > 0 ? !wanted.includes(name) : NAMED_ALONE.includes(name)) continue;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const outcome = status === 0 ? 'ok     ' : status === UNKNOWN ? 'SKIPPED' : 'FAILED ';
  if (status === 0) passed += 1;
  else {
    if (status === UNKNOWN) skipped += 1;
    else failed += 1;
    process.stdout.write(stdout);
    process.stderr.write(stderr);
  }
  console.log(`${outcome} ${name} (${seconds} s)`);
}
console.log(`checks: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
