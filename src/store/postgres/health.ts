import { toName } from './address.ts';
import { CONNECTIONS } from './pool.ts';
import { onPrimary } from './primary.ts';

/** A finding of `doctor` about the server. */
export interface ServerFinding {
  kind: 'good' | 'warning' | 'fault';
  text: string;
}

/** The oldest version that Candour supports. */
const OLDEST = 14;
/** How far the two clocks may differ, in milliseconds: both decide what is due. */
export const CLOCK_DIFFERENCE_MS = 30_000;

interface Facts {
  version: string;
  encoding: string;
  commit: string;
  fsync: string;
  most: string;
  reserved: string;
  standby: number;
  now: string;
  encrypted: number | null;
  address: string | null;
}

const FACTS = `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
    (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS commit, current_setting('fsync') AS fsync,
    current_setting('max_connections') AS most, current_setting('superuser_reserved_connections') AS reserved,
    pg_is_in_recovery() AS standby, to_json(clock_timestamp()) #>> '{}' AS now,
    (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted, inet_server_addr()::text AS address`;

/**
 * Checks what Candour needs of the server.
 * @throws PostgresFault
 */
export async function examine(url: string, now: () => Date): Promise<ServerFinding[]> {
  const [facts] = await onPrimary(url, (ask) => ask<Facts>(FACTS));
  if (!facts) throw new Error('PostgreSQL says nothing of itself.');
  const found: ServerFinding[] = [];
  const tell = (kind: ServerFinding['kind'], text: string) => void found.push({ kind, text });
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
  const free = Number(facts.most) - Number(facts.reserved);
  if (free < CONNECTIONS * 2)
    tell(
      'warning',
      `It takes ${free} connections (max_connections), and each process of Candour uses up to ${CONNECTIONS}: leave room for commands and backups.`,
    );
  else
    tell('good', `It takes ${free} connections, of which each process of Candour uses up to ${CONNECTIONS}.`);
  if (facts.address !== null && facts.encrypted !== 1)
    tell(
      'warning',
      'The way to it is not encrypted. Unless that network is yours alone, add ?sslmode=verify-full to CANDOUR_DATABASE.',
    );
  const apart = Math.abs(Date.parse(facts.now) - now().getTime());
  if (apart > CLOCK_DIFFERENCE_MS)
    tell(
      'fault',
      `Its clock and this machine's are ${Math.round(apart / 1000)} s apart. Please set them both.`,
    );
  return found.map(({ kind, text }) => ({ kind, text: `${toName(url)}: ${text}` }));
}
