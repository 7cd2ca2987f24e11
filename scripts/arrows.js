// Checks the imports between files against .dependency-cruiser.cjs. KNOWN lists the violations that exist: a new violation
// fails, and so does a listed one that no longer exists, so that the list only shrinks.
import { spawnSync } from 'node:child_process';

const KNOWN = [
  'rules-know-no-room: src/core/rules/eligibility.ts → src/core/declarations/states.ts',
  'rules-know-no-room: src/core/rules/entries.ts → src/core/people/person.ts',
  'rules-know-no-room: src/core/rules/routing.ts → src/core/people/person.ts',
  'rules-know-no-room: src/core/rules/working-days.ts → src/core/settings/setting.ts',
];

const { stdout, stderr } = spawnSync(
  'npx',
  ['depcruise', '{src,adapters,test,bench}/**/*.ts', '--output-type', 'baseline'],
  { encoding: 'utf8', maxBuffer: 2 ** 28, shell: process.platform === 'win32' },
);
/** @type {{ from: string, to: string, rule: { name: string }, cycle?: { name: string }[] }[]} */
let violations;
try {
  violations = JSON.parse(stdout);
} catch {
  console.error(stdout + stderr);
  process.exit(1);
}
const found = violations.map(({ rule, from, to, cycle }) => {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
  return `${rule.name}: ${from} → ${path}`;
});
const added = found.filter((each) => !KNOWN.includes(each));
const gone = KNOWN.filter((each) => !found.includes(each));
for (const each of added)
  console.error(`${each}\n  .dependency-cruiser.cjs says at ${each.split(':')[0]} what to do instead.`);
for (const each of gone)
  console.error(`${each}\n  is so no more: please take it off the list in scripts/arrows.js.`);
process.exitCode = added.length + gone.length > 0 ? 1 : 0;
