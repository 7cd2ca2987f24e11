// Makes the database of this release, from which every later one is tested to be upgraded: `node test/upgrades/make.js`, once, when
// the release is made. It is some days of a nursery, lived through the command line of what is built, and is kept as VERSION.db.gz.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const kept = join(import.meta.dirname, `${version}.db.gz`);
if (existsSync(kept)) {
  console.error(`${kept} is there already: a release has one database, and keeps it.`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'candour-release-'));

/**
 * What `npx candour` answers; a command that was only shown is said again.
 * @param {string[]} args
 */
function candour(...args) {
  const run = () =>
    spawnSync(process.execPath, [join(root, 'dist/src/cli.js'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, CANDOUR_DATABASE: join(folder, 'candour.db') },
      encoding: 'utf8',
    });
  const first = run();
  const { status, stdout, stderr } = first.status === 3 ? run() : first;
  if (status !== 0) throw new Error(`candour ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/**
 * What is answered to somebody on a day of December 2026.
 * @param {number} day
 * @param {string} who
 * @param {string} words
 */
const say = (day, who, words) => candour('say', '--as', who, '--at', `2026-12-0${day}T10:00:00Z`, words);

/** @param {string} words */
const referenceIn = (words) => /\b[ABDM]-\d{4}\b/.exec(words)?.[0];

const RUTH = 'Ruth Hallam';
const MAEVE = "Maeve O'Sullivan";
const PRIYA = 'Priya Raman-Clarke';
const ZOE = 'Zoë Adeyemi';
const KAROLINA = 'Karolina Nowak';

try {
  const own = join(folder, 'elm');
  cpSync(join(root, 'demo'), own, { recursive: true });
  const setting = join(own, 'setting.json');
  const facts = JSON.parse(readFileSync(setting, 'utf8'));
  writeFileSync(setting, JSON.stringify({ ...facts, code: 'elm', slack_team: 'T0ELM' }));
  const people = join(own, 'people.csv');
  const lines = readFileSync(people, 'utf8').split('\n');
  // The two last columns are the accounts in Slack and Teams.
  writeFileSync(people, lines.map((line, at) => line.replace(/,,$/, `,U0ELM${at},`)).join('\n'));
  candour('import', own, '--at', '2026-12-01T10:00:00Z');

  const friend = referenceIn(say(1, KAROLINA, 'declare "Fiona McBride" kind=friend since=2019'));
  const sitting = referenceIn(
    say(1, 'Amina Yusuf', 'arrange "Chidi Okafor" kind=babysitting starts_on=2026-12-10'),
  );
  say(1, ZOE, 'acknowledge SM answer=acknowledge statements=S1,S2,S3,S4,S5,S6,S7,S8');
  say(1, 'Amina Yusuf', 'acknowledge SM answer=decline reason="I would like to talk about it first"');
  say(1, PRIYA, `sign full_name="${PRIYA}" agree=yes`);
  say(2, MAEVE, `decide ref=${friend} outcome=managed note="As agreed"`);
  say(2, MAEVE, `decide ref=${sitting} outcome=acknowledged`);
  say(2, MAEVE, `boundary ref=${friend} terms="We do not talk about the children."`);
  say(2, RUTH, 'keyperson "Callum McBride"');
  say(3, MAEVE, 'hold child="Freya Ashdown" staff="Karolina Nowak" reason="A family matter"');
  say(3, RUTH, 'conduct staff="Tom Ridley" clause=G2 note="A remark online"');
  say(3, RUTH, 'away staff="Tom Ridley" from=2026-12-07 to=2026-12-18');
  say(3, ZOE, 'families known=none');
  const unknown = referenceIn(say(3, ZOE, 'declare "Somebody Unknown" kind=neighbour since=2015'));
  say(3, MAEVE, `pass ref=${unknown}`);
  say(4, MAEVE, 'recuse child="Barnaby Whitcombe"');
  say(4, RUTH, 'child name="Nia Brook" starts_on=2027-01-05 carers="Sally Brook (mother)"');
  say(4, RUTH, `assign child="Nia Brook" staff="${ZOE}" role=key_person`);
  say(4, RUTH, `paper person="Sandra Pickering" what=policy signed_on=2026-12-03 witness="${RUTH}"`);
  say(4, RUTH, 'person name="Iris Holt" roles=staff starts_on=2027-01-04 email=iris.holt@willowmere.test');
  say(4, 'Colin Threadgold', 'person name="Tom Ridley" roles="staff,deputy_dso"');
  say(4, KAROLINA, `end ref=${friend} ended_on=2026-12-03 reason="Moved away"`);
  candour('tick', '--at', '2026-12-05T10:00:00Z');
  candour('tick', '--at', '2026-12-09T10:00:00Z');
  candour('backup', join(folder, 'kept.db'));
  writeFileSync(kept, gzipSync(readFileSync(join(folder, 'kept.db')), { level: 9 }));
  console.log(`${kept}: ${readFileSync(kept).length} bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
