import type { Tell } from './finding.ts';
import type { Ask } from './pool.ts';

/** A standby that follows, as its primary sees it. */
interface Standby {
  name: string;
  /** Null where this user may not know. */
  sync: 'sync' | 'quorum' | 'potential' | 'async' | null;
  /** How much of the log it has not kept yet, in bytes. */
  behind: number | null;
}

const STANDBYS = `SELECT r.application_name AS name, r.sync_state AS sync,
    pg_wal_lsn_diff(pg_current_wal_lsn(), r.flush_lsn) AS behind
  FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
  WHERE r.state IS DISTINCT FROM 'backup' AND s.slot_type IS DISTINCT FROM 'logical' ORDER BY 1`;

/**
 * Says what would be missing if a standby took over.
 * @param commit the server's setting synchronous_commit
 * @param isExpected whether a host in the address might take over
 */
export async function examineStandbys(
  ask: Ask,
  commit: string,
  isExpected: boolean,
  tell: Tell,
): Promise<void> {
  const [setting] = await ask<{ names: string }>(
    "SELECT current_setting('synchronous_standby_names', true) AS names",
  );
  const names = setting?.names ?? '';
  // Not every server that speaks PostgreSQL's protocol tells of its standbys.
  const standbys = await ask<Standby>(STANDBYS).catch((): Standby[] => []);
  const waits = names !== '' && ['on', 'remote_write', 'remote_apply', 'off'].includes(commit);
  if (names !== '' && !waits)
    tell(
      'warning',
      `It waits for no standby, although synchronous_standby_names is ${names}: synchronous_commit is ${commit}. Set it to on.`,
    );
  if (standbys.length === 0) {
    if (waits) tell('fault', waitsInVain(names));
    else if (isExpected)
      tell('warning', 'No standby follows it, so none of its other hosts could take over.');
    return;
  }
  if (standbys.every(({ sync }) => sync === null)) {
    const { length } = standbys;
    tell(
      'warning',
      `${length === 1 ? 'A standby follows' : `${length} standbys follow`} it, and this user may not know how closely: GRANT pg_monitor TO that user.`,
    );
    return;
  }
  const kept = standbys.filter(({ sync }) => sync === 'sync' || sync === 'quorum');
  if (waits && kept.length === 0) tell('fault', waitsInVain(names));
  for (const { name } of waits ? kept : [])
    tell('good', `The standby ${name} follows synchronously: nothing that was answered is missing there.`);
  const late = standbys.filter((standby) => !waits || !kept.includes(standby));
  for (const { name, behind } of late) {
    const by = `${Math.ceil((behind ?? 0) / 1024)} KB behind now`;
    if (kept.length > 0 && waits)
      tell('good', `The standby ${name} follows asynchronously (${by}): let it take over last.`);
    else
      tell(
        'warning',
        `The standby ${name} follows asynchronously (${by}): if it takes over, what was answered last may be missing. Name it in synchronous_standby_names where that may not be.`,
      );
  }
}

const waitsInVain = (names: string) =>
  `It waits for a synchronous standby that does not follow (synchronous_standby_names is ${names}), so no change is answered. Start that standby, or take it out of that setting.`;
