import { join } from 'node:path';
import { drive } from './client.ts';
import { type Figure, median } from './figures.ts';
import { acknowledgements, MAIN, slackEnv, startOurs } from './ours.ts';
import type { Peer } from './peers.ts';
import type { Register } from './register.ts';
import { slackCommand, TENANT } from './requests.ts';
import { type Server, startServer } from './server.ts';
import { LANES } from './throughput.ts';

/** How long a server is left alone before its memory is read, in milliseconds. */
const IDLE = 1500;

interface Started {
  /** From the start of the process to its first answer, in milliseconds. */
  took: number;
  memory: number;
}

/** Starts a server, asks once, and waits until it is idle. */
async function start(
  open: () => Promise<Server>,
  ask: (server: Server) => Promise<unknown>,
): Promise<Started> {
  const began = performance.now();
  const server = await open();
  await ask(server);
  const took = performance.now() - began;
  await server.settled();
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  const { memory } = await server.usage();
  await server.stop();
  return { took, memory };
}

/**
 * How soon bare Bolt, Candour in Slack alone, and Candour in Slack and Teams answer, and how much memory they hold when
 * idle.
 */
export async function measureStart(register: Register, slack: Peer, rounds: number): Promise<Figure[]> {
  const people = acknowledgements(register);
  const first = (server: Server) =>
    drive(server.port, [people.next().value?.() as never], { connections: 1 });
  const isEmpty = (status: number) => status === 200;
  const { server, database } = await startOurs(register, slack);
  await server.settled();
  await server.stop();
  const env = { CANDOUR_DATABASE: database, ...slackEnv(slack) };
  const lanes = {
    bare: () =>
      start(
        () => startServer(join(LANES, 'bolt.js')),
        ({ port }) => drive(port, [slackCommand('U1', 'x', isEmpty)], { connections: 1 }),
      ),
    slack: () => start(() => startServer(MAIN, env), first),
    both: () =>
      start(() => startServer(MAIN, { ...env, TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: TENANT }), first),
  };
  const seen: Record<keyof typeof lanes, Started[]> = { bare: [], slack: [], both: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, lane] of Object.entries(lanes)) seen[name as keyof typeof lanes].push(await lane());
  }
  const took = (name: keyof typeof lanes) => median(seen[name].map((each) => each.took));
  const memory = (name: keyof typeof lanes) => median(seen[name].map((each) => each.memory));
  const ratio = (name: keyof typeof lanes) =>
    median(seen[name].map((each, at) => each.took / (seen.bare[at] as Started).took));
  const told = (name: keyof typeof lanes) =>
    `${Math.round(took(name))} ms, ${Math.round(memory(name) / 2 ** 20)} MB`;
  return [
    { name: 'start to first answer, Slack alone / bare Bolt', seen: ratio('slack') },
    { name: 'start, with Teams / bare Bolt', seen: ratio('both') },
    { name: 'idle memory, Slack alone / bare Bolt', seen: memory('slack') / memory('bare') },
    ...(['bare', 'slack', 'both'] as const).map((name) => ({ name: `start: ${name}`, words: told(name) })),
  ];
}
