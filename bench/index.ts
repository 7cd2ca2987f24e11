// `npm run bench [-- --quick] [--json] [--only=slack,teams,…] [--huge]`: every figure that Candour promises, measured here and now.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, toRows, toTable } from './figures.ts';
import { clear, scratch } from './ours.ts';
import { openConnector, openSlack } from './peers.ts';
import { makeRegister, type Register, type Size } from './register.ts';
import { stopAll } from './server.ts';
import { type Load, measureSlack, measureTeams } from './throughput.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    slack: { type: 'string' },
  },
});
const quick = values.quick;
const load: Load = quick
  ? { rounds: 3, requests: 300, warmup: 300 }
  : { rounds: 5, requests: 2000, warmup: 1600 };
const MIDDLE: Size = { settings: 400, staff: 12_000, children: 40_000, asked: 0, acknowledged: 0 };

let middle: Register | undefined;
async function register(): Promise<Register> {
  middle ??= await makeRegister(scratch('middle.db'), MIDDLE, new Date());
  return middle;
}

const sections: Record<string, () => Promise<Figure[]>> = {
  async slack() {
    const slack = await openSlack();
    try {
      return await measureSlack(await register(), slack, load);
    } finally {
      await slack.close();
    }
  },
  async teams() {
    const connector = await openConnector();
    try {
      return await measureTeams(await register(), connector, load);
    } finally {
      await connector.close();
    }
  },
};

const wanted = values.only?.split(',') ?? Object.keys(sections);
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
