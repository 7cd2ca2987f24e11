// `npm run bench [-- --quick] [--json] [--only=slack,teams,…] [--postgres]`: every figure that Candour promises, measured here and now.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureGrowthOnPostgres } from './england.ts';
import { type Figure, toRows, toTable } from './figures.ts';
import { measureAudit, measureImport, measureKill } from './files.ts';
import { measureCommit, measureQuery, measureVerbs, toGrowth } from './inside.ts';
import { measureMove } from './move.ts';
import { clear, scratch } from './ours.ts';
import { openConnector, openSlack, type Peer } from './peers.ts';
import { measurePostgres, measureProcesses } from './postgres.ts';
import { makeRegister, type Register, type Size } from './register.ts';
import { stopAll } from './server.ts';
import { measureStart } from './startup.ts';
import { type Load, measureSlack, measureTeams } from './throughput.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    // As --only=postgres.
    postgres: { type: 'boolean', default: false },
    slack: { type: 'string' },
  },
});
const quick = values.quick;
/** A server is asked so often first that little of what is measured is V8 compiling: 800 were too few (decision 42). */
const load: Load = quick
  ? { rounds: 3, requests: 400, warmup: 2000 }
  : { rounds: 4, requests: 2000, warmup: 4000 };
/** One pre-school, a large group, and every early-years setting in England. In each, 15 staff and 60 children are asked about. */
const SMALL: Size = { settings: 1, staff: 15, children: 60, asked: 1, acknowledged: 0.8 };
const MIDDLE: Size = { settings: 400, staff: 12_000, children: 40_000, asked: 0, acknowledged: 0 };
const LARGE: Size = { settings: 60_000, staff: 350_000, children: 1_500_000, asked: 20, acknowledged: 0.8 };
/** As many settings as England has are copies of these, 150 for each. */
const TEMPLATE: Size = { settings: 400, staff: 2_333, children: 10_000, asked: 20, acknowledged: 0.8 };
const COPIES = LARGE.settings / TEMPLATE.settings;
/** How often the verbs are asked, and how many times each. */
const ASKS: readonly [number, number] = quick ? [5, 60] : [9, 200];

let middle: Register | undefined;
async function register(): Promise<Register> {
  middle ??= await makeRegister(scratch('middle.db'), MIDDLE, new Date());
  return middle;
}

async function withPeer<T>(open: () => Promise<Peer>, work: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = await open();
  try {
    return await work(peer);
  } finally {
    await peer.close();
  }
}

async function growth(): Promise<Figure[]> {
  const [rounds, times] = ASKS;
  const sizes = quick ? [SMALL, { ...MIDDLE, asked: 20, acknowledged: 0.8 }] : [SMALL, LARGE];
  const seen: Awaited<ReturnType<typeof measureVerbs>>[] = [];
  const told: string[] = [];
  for (const size of sizes) {
    const began = performance.now();
    const file = scratch('grown.db');
    const made = await makeRegister(file, size, new Date());
    told.push(`${made.rows} people in ${Math.round((performance.now() - began) / 1000)} s`);
    seen.push(await measureVerbs(file, made, rounds, times, 'processor'));
  }
  return [...toGrowth(seen, '', 'CPU'), { name: 'registers made', words: told.join('; ') }];
}

const sections: Record<string, () => Promise<Figure[]>> = {
  slack: () => withPeer(openSlack, async (slack) => measureSlack(await register(), slack, load)),
  teams: () => withPeer(openConnector, async (peer) => measureTeams(await register(), peer, load)),
  start: () => withPeer(openSlack, async (slack) => measureStart(await register(), slack, quick ? 3 : 9)),
  commit: async () => measureCommit(await register(), quick ? 5 : 11, quick ? 100 : 400),
  query: async () => measureQuery(await register(), quick ? 5 : 11, quick ? 100 : 400),
  growth,
  import: () => measureImport(quick ? 40 : 400),
  audit: async () => measureAudit(await register(), quick ? 60_000 : 500_000),
  postgres: () =>
    withPeer(openSlack, async (slack) =>
      measurePostgres(await register(), slack, load, quick && !values.postgres ? ['acknowledge'] : undefined),
    ),
  processes: () =>
    withPeer(openSlack, async (slack) =>
      measureProcesses(await register(), slack, { ...load, requests: load.requests / 2 }),
    ),
  'growth-postgres': () => measureGrowthOnPostgres(SMALL, TEMPLATE, quick ? 10 : COPIES, ASKS),
  move: async () => measureMove(await register(), 5),
  kill: () => withPeer(openSlack, async (slack) => measureKill(await register(), slack, quick ? 1 : 5)),
};

/** Only for the full form: the slow suites look at the same things in CI, but for their figures. */
const FULL = ['processes', 'growth-postgres', 'move'];
const all = Object.keys(sections).filter((name) => !quick || !FULL.includes(name));
const wanted = values.postgres ? ['postgres'] : (values.only?.split(',') ?? all);
const figures: Figure[] = [];
try {
  for (const name of wanted) {
    const began = performance.now();
    const section = sections[name];
    if (!section)
      throw new Error(`There is no part ${name}; there are: ${Object.keys(sections).join(', ')}.`);
    figures.push(...(await section()));
    if (!values.json) console.error(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
} finally {
  stopAll();
  clear();
}
const rows = toRows(figures, Number(values.slack ?? (quick ? 2 : 1)));
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${new Date().toISOString().slice(0, 16)}Z`;
if (values.json) console.log(JSON.stringify({ machine, quick, rows }, null, 2));
else console.log(`${machine}\n\n${toTable(rows)}`);
process.exitCode = rows.some(({ verdict }) => verdict === 'FAILED') ? 1 : 0;
