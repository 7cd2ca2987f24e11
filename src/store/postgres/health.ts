import { addressesOf, toHosts, toName } from './address.ts';
import { PostgresFault } from './faults.ts';
import type { ServerFinding, Tell } from './finding.ts';
import { type Ask, CONNECTIONS, withConnection } from './pool.ts';
import { findPrimary, lookAt, type Primary } from './primary.ts';
import { examineStandbys } from './standbys.ts';

/** The oldest version that Candour supports. */
const OLDEST = 14;
/** How far the two clocks may differ, in milliseconds: both decide what is due. */
export const CLOCK_DIFFERENCE_MS = 30_000;
/** How often two connections are compared. */
const COMPARISONS = 5;

interface Facts {
  version: string;
  encoding: string;
  commit: string;
  fsync: string;
  /** How many connections this user may have. */
  most: number;
  now: string;
  encrypted: number | null;
  address: string | null;
}

const FACTS = `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
    (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS commit, current_setting('fsync') AS fsync,
    least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int,
      (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
      (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())) AS most,
    to_json(clock_timestamp()) #>> '{}' AS now,
    (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted, inet_server_addr()::text AS address`;

/** A table whose text is sorted otherwise than by its bytes. */
const OTHERWISE_SORTED = `SELECT c.relname AS name FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_collation l ON l.oid = a.attcollation
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    AND l.collname <> 'C' ORDER BY 1 LIMIT 1`;

/**
 * Checks what Candour needs of the server, and who would take over from it.
 * @param now this machine's clock
 * @param processes how many processes of Candour share the database
 * @throws PostgresFault
 */
export async function examine(url: string, now: () => Date, processes = 1): Promise<ServerFinding[]> {
  const found: ServerFinding[] = [];
  const tell: Tell = (kind, text) => void found.push({ kind, text: `${toName(url)}: ${text}` });
  const primary = await findPrimary(url);
  const hosts = addressesOf(url);
  await withConnection(primary.address, async (ask) => {
    const [facts] = await ask<Facts>(FACTS);
    if (!facts) throw new Error('PostgreSQL says nothing of itself.');
    examineServer(facts, now().getTime(), tell);
    examineRoom(facts.most, processes, tell);
    const [table] = await ask<{ name: string }>(OTHERWISE_SORTED);
    if (table)
      tell(
        'fault',
        `Its table ${table.name} was not made by Candour: it sorts names otherwise. Move to an empty database, in which Candour makes the tables.`,
      );
    if (await isSharedBetween(primary.address, ask))
      tell(
        'fault',
        'Between it and Candour stands a pooler that gives each transaction another connection (pgbouncer: pool_mode = transaction). Candour’s limits do not hold there. Set pool_mode = session for its user, or name PostgreSQL itself.',
      );
    await examineStandbys(ask, facts.commit, hosts.length > 1, tell);
  });
  if (hosts.length > 1) {
    tell('good', `The primary is ${toHosts(primary.address)}.`);
    for (const address of hosts) if (address !== primary.address) await examineHost(address, primary, tell);
  }
  return found;
}

function examineServer(facts: Facts, now: number, tell: Tell): void {
  const version = Math.floor(Number(facts.version) / 10_000);
  if (version < OLDEST)
    tell('fault', `It is PostgreSQL ${version}, and Candour wants ${OLDEST} or newer. Please upgrade it.`);
  else tell('good', `It is PostgreSQL ${version}.`);
  if (facts.encoding !== 'UTF8')
    tell(
      'fault',
      `Its encoding is ${facts.encoding}, in which not every name can be kept. Make a database with: createdb --encoding=UTF8 --template=template0 NAME`,
    );
  if (facts.fsync === 'off')
    tell('fault', 'Its setting fsync is off: a power cut loses what was answered. Set it to on.');
  if (facts.commit === 'off')
    tell(
      'warning',
      'Its setting synchronous_commit is off. Candour’s own connections have it on all the same.',
    );
  else tell('good', `It answers once a change is kept (synchronous_commit is ${facts.commit}).`);
  if (facts.address !== null && facts.encrypted !== 1)
    tell(
      'warning',
      'The way to it is not encrypted. Unless that network is yours alone, add ?sslmode=verify-full to CANDOUR_DATABASE.',
    );
  const apart = Math.abs(Date.parse(facts.now) - now);
  if (apart > CLOCK_DIFFERENCE_MS)
    tell(
      'fault',
      `Its clock and this machine's are ${Math.round(apart / 1000)} s apart. Please set them both.`,
    );
}

function examineRoom(most: number, processes: number, tell: Tell): void {
  const used = processes * CONNECTIONS;
  const who =
    processes === 1
      ? `one process of Candour uses up to ${used}`
      : `${processes} processes of Candour use up to ${used}`;
  if (most < used + CONNECTIONS)
    tell(
      'warning',
      `It takes ${most} connections (max_connections, or the limit of this user or database), and ${who}: leave room for commands and backups.`,
    );
  else tell('good', `It takes ${most} connections, of which ${who}.`);
}

/** Whether a connection is answered by the process of another one, too. */
function isSharedBetween(address: string, ask: Ask): Promise<boolean> {
  const process = async (of: Ask) => (await of<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
  return withConnection(address, async (other) => {
    for (let count = 0; count < COMPARISONS; count++)
      if ((await process(ask)) === (await process(other))) return true;
    return false;
  });
}

/** Whether a host could take over, or has long done so. */
async function examineHost(address: string, primary: Primary, tell: Tell): Promise<void> {
  const [host, first] = [toHosts(address), toHosts(primary.address)];
  try {
    const { system } = await lookAt(address);
    if (system === primary.system)
      tell(
        'fault',
        `${host} says that it is the primary, too. What was written there since ${first} took over is not in the register. Stop it at once, and make it a standby of ${first} (pg_rewind).`,
      );
    else
      tell('fault', `${host} is no copy of ${first}: it holds another database. Correct CANDOUR_DATABASE.`);
  } catch (error) {
    if (!(error instanceof PostgresFault)) throw error;
    if (error.code === '25006') tell('good', `${host} takes no changes: it is a standby, or read-only.`);
    else tell('warning', `${host} cannot be used (${error.code}), so it could not take over.`);
  }
}
