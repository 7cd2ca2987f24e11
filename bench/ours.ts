import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import type { Request } from './client.ts';
import type { Peer } from './peers.ts';
import { type Placed, type Register, STATEMENTS } from './register.ts';
import { SECRET, slackCommand, TENANT, teamsMessage } from './requests.ts';
import { startServer } from './server.ts';

export const MAIN = join(import.meta.dirname, '../../src/main.js');

let folder: string | undefined;
let files = 0;

/** A path in the bench's own folder. */
export function scratch(name: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'candour-bench-'));
  files += 1;
  return join(folder, `${files}-${name}`);
}

/** Removes all that the bench has written. */
export function clear(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Candour's own programme as it is started in service, in Slack over HTTP, on a copy of a register. */
export async function startOurs(register: Register, slack: Peer, more: Record<string, string> = {}) {
  const database = scratch('ours.db');
  await copyFile(register.file, database);
  const server = await startServer(MAIN, { CANDOUR_DATABASE: database, ...slackEnv(slack), ...more });
  return { server, database };
}

export function slackEnv(slack: Peer): Record<string, string> {
  return {
    CANDOUR_PORT: '0',
    CANDOUR_LOG: 'info',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.url,
  };
}

/** Candour in Teams alone. Everybody has written to it before, as is usual. */
export async function startTeams(register: Register, connector: Peer) {
  const database = scratch('teams.db');
  await copyFile(register.file, database);
  const driver = new Driver(database);
  driver
    .prepare(
      `INSERT INTO conversations (platform, tenant, user_id, conversation, service_url, bot, used_at, welcomed_at)
       SELECT platform, tenant, user_id, 'a:' || user_id, ?, '28:bench', ?, ? FROM accounts WHERE platform = 'teams'`,
    )
    .run(connector.url, new Date().toISOString(), new Date().toISOString());
  driver.close();
  const server = await startServer(MAIN, {
    CANDOUR_DATABASE: database,
    CANDOUR_PORT: '0',
    CANDOUR_LOG: 'info',
    TEAMS_DEVELOPMENT: '1',
    TEAMS_TENANT_ID: TENANT,
  });
  return { server, database };
}

export function acknowledgementsIn(database: string): number {
  const driver = new Driver(database, { readonly: true });
  const count = driver.prepare('SELECT COUNT(*) FROM acknowledgements').pluck().get() as number;
  driver.close();
  return count;
}

const ACKNOWLEDGE = `acknowledge SM answer=acknowledge statements=${STATEMENTS.join(',')}`;

/** Everybody in turn, across the settings: neighbours in time are strangers in the register. */
function everybody(register: Register): { setting: Placed; at: number }[] {
  const most = Math.max(...register.settings.map(({ staff }) => staff.length));
  return Array.from({ length: most }, (_, at) =>
    register.settings.filter(({ staff }) => at < staff.length).map((setting) => ({ setting, at })),
  ).flat();
}

/** Acknowledgements, one a person: endless would be somebody's second. */
export function* acknowledgements(register: Register): Generator<() => Request, undefined> {
  for (const { setting, at } of everybody(register)) {
    const person = setting.staff[at];
    if (person)
      yield () =>
        slackCommand(
          person.slack,
          ACKNOWLEDGE,
          (status, body) =>
            status === 200 && body.includes('"Acknowledged: Policy SM"') && !body.includes('You did this on'),
        );
  }
}

/** The same in Teams: the answer goes through the connector, so the status is all that comes back. */
export function* teamsAcknowledgements(
  register: Register,
  connector: Peer,
): Generator<() => Request, undefined> {
  for (const { setting, at } of everybody(register)) {
    const id = setting.staff[at]?.teams;
    if (id !== undefined)
      yield () =>
        teamsMessage({ id, chat: `a:${id}` }, connector.url, ACKNOWLEDGE, (status) => status === 200);
  }
}

/** Declarations of people who have declared nothing about that carer yet. */
export function* declarations(register: Register): Generator<() => Request, undefined> {
  for (let round = 0; round < 20; round++) {
    for (const { setting, at } of everybody(register)) {
      const carer = setting.carers[(at * 3 + round) % setting.carers.length];
      const person = setting.staff[at];
      if (person)
        yield () =>
          slackCommand(
            person.slack,
            `declare "${carer}" kind=business since=2019 networks=whatsapp`,
            (status, body) => status === 200 && /"Declared(: | already: )D-\d+/.test(body),
          );
    }
  }
}

/** The officers of each setting ask about one child after another, each of them now and then: there is a limit a minute. */
export function* questions(register: Register): Generator<() => Request, undefined> {
  for (let number = 1; number < 1000; number++) {
    for (const { staff, children } of register.settings) {
      const child = children[number % children.length];
      const officer = staff[number % 3];
      if (officer && child)
        yield () =>
          slackCommand(
            officer.slack,
            `keyperson C-${child.number}`,
            (status, body) => status === 200 && body.includes('Key person for '),
          );
    }
  }
}
