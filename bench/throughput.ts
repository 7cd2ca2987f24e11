import { join } from 'node:path';
import { CONNECTIONS, drive, type Request } from './client.ts';
import { type Figure, median } from './figures.ts';
import {
  acknowledgements,
  acknowledgementsIn,
  declarations,
  questions,
  scratch,
  startOurs,
  startTeams,
  teamsAcknowledgements,
} from './ours.ts';
import type { Peer } from './peers.ts';
import type { Register } from './register.ts';
import { slackCommand, teamsMessage } from './requests.ts';
import { type Server, startServer } from './server.ts';

export const LANES = join(import.meta.dirname, 'lanes');

export interface Lane {
  name: string;
  /** The requests go to them in turn. */
  servers: readonly Server[];
  next: Iterator<() => Request, undefined>;
  rounds: Measured[];
}

/** One round of one lane. */
interface Measured {
  perSecond: number;
  /** Milliseconds of processor time for each request, with all the work that follows from it. */
  cpu: number;
  /** 99 in 100 answers take no longer than this, in milliseconds. */
  p99: number;
}

export interface Load {
  rounds: number;
  /** Requests a round. */
  requests: number;
  /** Requests to each server before the first round. */
  warmup: number;
}

/** The users of lanes that have no register. */
export function* strangers(isAnswer: Request['isAnswer']): Generator<() => Request, undefined> {
  for (let number = 0; ; number++) yield () => slackCommand(`U${number % 64}`, 'acknowledge SM', isAnswer);
}

function* strangersInTeams(url: string): Generator<() => Request, undefined> {
  for (let number = 0; ; number++) {
    const id = `00000000-0000-4000-8000-${String(number % 64).padStart(12, '0')}`;
    yield () => teamsMessage({ id, chat: `a:${id}` }, url, 'acknowledge SM', (status) => status === 200);
  }
}

/** Takes requests that were made and signed before the round begins. */
function take(lane: Lane, count: number): Request[] {
  const requests: Request[] = [];
  while (requests.length < count) {
    const { value } = lane.next.next();
    if (!value) throw new Error(`${lane.name}: nobody is left to ask`);
    requests.push(value());
  }
  return requests;
}

/** Milliseconds, one a request, ascending. */
async function ask(lane: Lane, requests: Request[]): Promise<number[]> {
  const { servers } = lane;
  try {
    const rounds = await Promise.all(
      servers.map(({ port }, at) =>
        drive(
          port,
          requests.filter((_, index) => index % servers.length === at),
          { connections: CONNECTIONS / servers.length },
        ),
      ),
    );
    return rounds.flatMap(({ times }) => times).sort((a, b) => a - b);
  } catch (error) {
    throw new Error(`${lane.name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Processor time that a lane's servers have used, in milliseconds, once they rest. */
async function cpuOf({ servers }: Lane): Promise<number> {
  const all = await Promise.all(servers.map((server) => server.settled()));
  return all.reduce((sum, each) => sum + each.cpu, 0);
}

export async function stopLanes(lanes: readonly Lane[]): Promise<void> {
  for (const { servers } of lanes) await Promise.all(servers.map((server) => server.stop()));
}

async function measure(lane: Lane, count: number): Promise<void> {
  const before = await cpuOf(lane);
  const requests = take(lane, count);
  const began = performance.now();
  const times = await ask(lane, requests);
  const seconds = (performance.now() - began) / 1000;
  const after = await cpuOf(lane);
  lane.rounds.push({
    perSecond: count / seconds,
    cpu: (after - before) / count,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  });
}

/** Runs every lane in turn; each round begins with another lane. */
export async function interleave(lanes: Lane[], { rounds, requests, warmup }: Load): Promise<void> {
  for (const lane of lanes) {
    await ask(lane, take(lane, warmup * lane.servers.length));
  }
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < lanes.length; at++) {
      await measure(lanes[(at + round) % lanes.length] as Lane, requests);
    }
  }
}

const perSecond = ({ rounds }: Lane) => median(rounds.map((round) => round.perSecond));
const cpu = ({ rounds }: Lane) => median(rounds.map((round) => round.cpu));
const p99 = ({ rounds }: Lane) => median(rounds.map((round) => round.p99));

/** Compares within each round, so that a slower moment of the machine slows both. */
export function ratio(a: Lane, b: Lane, of: (round: Measured) => number): number {
  return median(a.rounds.map((round, at) => of(round) / of(b.rounds[at] as Measured)));
}

/** A lane's own figures. */
export function toLine(lane: Lane): Figure {
  return {
    name: `lane: ${lane.name}`,
    words: `${Math.round(perSecond(lane))}/s, ${cpu(lane).toFixed(3)} ms CPU, p99 ${p99(lane).toFixed(1)} ms`,
  };
}

/** The plain transaction's answer. */
export const isDone: Request['isAnswer'] = (status, body) =>
  status === 200 && body.includes('Acknowledged: SM');

/** Signed slash commands: bare, plain, chat and ours. */
export async function measureSlack(register: Register, slack: Peer, load: Load): Promise<Figure[]> {
  const env = { SLACK_API_URL: slack.url };
  const lanes: Lane[] = [];
  const add = async (name: string, server: Server | Promise<Server>, next: Lane['next']) => {
    const lane = { name, servers: [await server], next, rounds: [] };
    lanes.push(lane);
    return lane;
  };
  const isEmpty: Request['isAnswer'] = (status, body) => status === 200 && body === '';
  const bare = await add('bare', startServer(join(LANES, 'bolt.js')), strangers(isEmpty));
  const plain = await add(
    'plain',
    startServer(join(LANES, 'bolt.js'), { LEDGER: scratch('plain.db') }),
    strangers(isDone),
  );
  const chat = await add(
    'chat',
    startServer(join(LANES, 'chat.js'), { ...env, LEDGER: scratch('chat.db') }),
    strangers(isDone),
  );
  const { server } = await startOurs(register, slack);
  const ours = await add('acknowledge', server, acknowledgements(register));
  const { server: second } = await startOurs(register, slack);
  const declare = await add('declare', second, declarations(register));
  const { server: third } = await startOurs(register, slack);
  const keyperson = await add('keyperson', third, questions(register));
  try {
    await interleave(lanes, load);
  } finally {
    await stopLanes(lanes);
  }
  const slowest = p99(ours);
  return [
    { name: 'throughput, ours / bare', seen: ratio(ours, bare, (each) => each.perSecond) },
    { name: 'throughput, ours / plain', seen: ratio(ours, plain, (each) => each.perSecond) },
    { name: 'throughput, ours / chat', seen: ratio(ours, chat, (each) => each.perSecond) },
    { name: 'CPU per request, ours / bare', seen: ratio(ours, bare, (each) => each.cpu) },
    {
      name: 'p99 at 32 connections, ours / bare',
      seen: ratio(ours, bare, (each) => each.p99),
      // Fails at half a second or more.
      ...(slowest < 500 ? {} : { failed: `${Math.round(slowest)} ms` }),
    },
    ...lanes.map(toLine),
    { name: 'CPU per request, declare / bare', seen: ratio(declare, bare, (each) => each.cpu) },
    { name: 'CPU per request, keyperson / bare', seen: ratio(keyperson, bare, (each) => each.cpu) },
  ];
}

/** Messages in a personal chat: teams-ai by itself, and Candour. */
export async function measureTeams(register: Register, connector: Peer, load: Load): Promise<Figure[]> {
  const script = join(LANES, 'teams.js');
  const lane = (name: string, server: Server, next: Lane['next']): Lane => ({
    name,
    servers: [server],
    next,
    rounds: [],
  });
  const empty = lane('teams, empty', await startServer(script), strangersInTeams(connector.url));
  const reply = lane(
    'teams, one sentence',
    await startServer(script, { REPLIES: '1' }),
    strangersInTeams(connector.url),
  );
  const { server, database } = await startTeams(register, connector);
  const ours = lane('teams, acknowledge', server, teamsAcknowledgements(register, connector));
  const lanes = [empty, reply, ours];
  const before = connector.count();
  try {
    await interleave(lanes, load);
  } finally {
    await stopLanes(lanes);
  }
  // Two lanes send one message for each request: a message that was not sent counts as a wrong answer.
  const owed = 2 * (load.warmup + load.rounds * load.requests);
  const sent = connector.count() - before;
  // Each of ours must be in the register: otherwise a form was sent in its place.
  const kept = acknowledgementsIn(database);
  const wrong = [
    ...(sent >= owed ? [] : [`${owed - sent} answers were never sent`]),
    ...(kept >= owed / 2 ? [] : [`${owed / 2 - kept} were not acknowledgements`]),
  ];
  return [
    {
      // The library's own cost of sending one sentence belongs to both, because a bot that answers must send.
      name: 'Teams path with one transaction / empty teams-ai',
      seen: ratio(ours, reply, (each) => each.perSecond),
      words: 'a handler that replies with one sentence',
      ...(wrong.length === 0 ? {} : { failed: wrong.join(', ') }),
    },
    {
      name: 'Teams path / a mute teams-ai',
      seen: ratio(ours, empty, (each) => each.perSecond),
    },
    ...lanes.map(toLine),
  ];
}
