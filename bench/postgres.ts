import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../scripts/cluster.js';
import { copyRegister, createDatabase, withCluster } from './cluster.ts';
import type { Figure } from './figures.ts';
import { acknowledgements, declarations, MAIN, questions, slackEnv, startOurs } from './ours.ts';
import type { Peer } from './peers.ts';
import type { Register } from './register.ts';
import { startServer } from './server.ts';
import {
  interleave,
  isDone,
  LANES,
  type Lane,
  type Load,
  ratio,
  stopLanes,
  strangers,
  toLine,
} from './throughput.ts';

const VERBS = { acknowledge: acknowledgements, declare: declarations, keyperson: questions };
type Verb = keyof typeof VERBS;

/** The same bot and the same register on a PostgreSQL of the bench's own, beside SQLite and beside the plain transaction there. */
export async function measurePostgres(
  register: Register,
  slack: Peer,
  load: Load,
  verbs = Object.keys(VERBS) as Verb[],
): Promise<Figure[]> {
  return withCluster('PostgreSQL', async (cluster) => {
    const figures: Figure[] = [];
    await copyRegister(register, await createDatabase(cluster, 'register'));
    for (const verb of verbs) figures.push(...(await measureVerb(verb, register, slack, load, cluster)));
    return figures;
  });
}

/** Three lanes: the plain transaction on PostgreSQL, and one verb on SQLite and on PostgreSQL. */
async function measureVerb(
  verb: Verb,
  register: Register,
  slack: Peer,
  load: Load,
  cluster: Cluster,
): Promise<Figure[]> {
  const cost = `CPU per request, ${verb} on PostgreSQL / SQLite`;
  const pace = `throughput on PostgreSQL, ${verb} / plain`;
  return withLanes([cost, pace], async (add) => {
    const LEDGER = await createDatabase(cluster, `plain_${verb}`);
    const bolt = await startServer(join(LANES, 'bolt.js'), { LEDGER });
    const plain = add(`plain beside ${verb}, PostgreSQL`, [bolt], strangers(isDone));
    const onFile = await startOurs(register, slack);
    const theirs = add(`${verb}, SQLite`, [onFile.server], VERBS[verb](register));
    const CANDOUR_DATABASE = await createDatabase(cluster, verb, 'register');
    const onServer = await startServer(MAIN, { ...slackEnv(slack), CANDOUR_DATABASE });
    const ours = add(`${verb}, PostgreSQL`, [onServer], VERBS[verb](register));
    await interleave([plain, theirs, ours], load);
    return [
      { name: cost, seen: ratio(ours, theirs, (each) => each.cpu) },
      { name: pace, seen: ratio(ours, plain, (each) => each.perSecond) },
      ...[plain, theirs, ours].map(toLine),
    ];
  });
}

/** Two processes that serve one register between them, each half of the settings, beside one that serves the same. */
export async function measureProcesses(register: Register, slack: Peer, load: Load): Promise<Figure[]> {
  const cost = 'CPU per request, two processes / one';
  return withCluster('two processes', async (cluster) => {
    await copyRegister(register, await createDatabase(cluster, 'register'));
    const serve = async (name: string, processes: number) => {
      const CANDOUR_DATABASE = await createDatabase(cluster, name, 'register');
      const env = { ...slackEnv(slack), CANDOUR_DATABASE, CANDOUR_PROCESSES: String(processes) };
      return Promise.all(Array.from({ length: processes }, () => startServer(MAIN, env)));
    };
    return withLanes([cost], async (add) => {
      const one = add('acknowledge, one process', await serve('one', 1), acknowledgements(register));
      const two = add('acknowledge, two processes', await serve('two', 2), acknowledgements(register));
      await interleave([one, two], load);
      return [
        { name: cost, seen: ratio(two, one, (each) => each.cpu) },
        {
          name: 'throughput, two processes / one',
          seen: ratio(two, one, (each) => each.perSecond),
          words: `${cpus().length} processors for these, the server and the bench`,
        },
        ...[one, two].map(toLine),
      ];
    });
  });
}

/** Measures with lanes, and ends their servers. One that is answered wrongly, or too late, fails `names` and hides no other figure. */
async function withLanes(
  names: readonly string[],
  work: (add: (name: string, servers: Lane['servers'], next: Lane['next']) => Lane) => Promise<Figure[]>,
): Promise<Figure[]> {
  const lanes: Lane[] = [];
  try {
    return await work((name, servers, next) => {
      const lane = { name, servers, next, rounds: [] };
      lanes.push(lane);
      return lane;
    });
  } catch (error) {
    const failed = (error as Error).message.replace(/\s+/g, ' ').slice(0, 200);
    return names.map((name) => ({ name, failed }));
  } finally {
    await stopLanes(lanes);
  }
}
