// A PostgreSQL for tests: a cluster in a temporary folder, on a unix socket that only this user may use.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';
const ANSWERS_MS = 30_000;
const ENDS_MS = 10_000;
/** A cluster that is slow to be made counts as failed. */
const MADE_MS = 60_000;

/** The folder of initdb and postgres, of the newest version installed; undefined where there is none. */
export function findPostgres() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'));
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const folders = [...newest, ...(asked.status === 0 ? [asked.stdout.trim()] : [])];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL refuses to run as root: there it runs as the user that Debian creates for it, and ends with this process. */
const AS_POSTGRES = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig=QUIT', '--'];
const isRoot = process.getuid?.() === 0;

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function asOwner(command, args) {
  return isRoot ? ['setpriv', [...AS_POSTGRES, command, ...args]] : [command, args];
}

/** @param {string} name */
function idOf(name) {
  const [user, group] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (user?.status !== 0 || group?.status !== 0)
    throw new Error('PostgreSQL does not run as root, and there is no user “postgres” for it to run as.');
  return { uid: Number(user.stdout), gid: Number(group.stdout) };
}

/** @type {[string, string[]]} */
const NEW = ['initdb', ['-U', 'candour', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']];

/**
 * @param {Upstream} upstream
 * @param {string} name
 * @returns {[string, string[]]}
 */
const copying = ({ folder }, name) => [
  'pg_basebackup',
  [
    `--dbname=host=${folder} user=candour application_name=${name}`,
    ...['--write-recovery-conf', '--checkpoint=fast', '--create-slot', `--slot=${name}`],
  ],
];

/** Where a cluster that is up listens. @typedef {{ folder: string }} Upstream */

/**
 * Starts a new cluster. `durable`: each commit is flushed to disk, as in service; without, it is quicker. `standbyOf`: it begins
 * as a copy of that cluster, which has to be up, and follows it through a replication slot; `name` is what the other calls it.
 * @param {{ durable?: boolean, settings?: string[], standbyOf?: Upstream, name?: string }} [options] settings such as `max_connections=50`
 */
export async function startCluster({ durable = false, settings = [], standbyOf, name = 'standby' } = {}) {
  const bin = findPostgres();
  if (bin === undefined) throw new Error('There is no PostgreSQL here: apt-get install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'candour-postgres-'));
  if (isRoot) {
    const { uid, gid } = idOf('postgres');
    chownSync(folder, uid, gid);
  }
  const data = join(folder, 'data');
  const [tool, args] = standbyOf ? copying(standbyOf, name) : NEW;
  const made = spawnSync(...asOwner(join(bin, tool), ['-D', data, '--no-sync', ...args]), {
    encoding: 'utf8',
    cwd: folder,
    timeout: MADE_MS,
  });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${tool} failed: ${made.stderr || made.error}`);
  }
  const given = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
    ...settings,
  ];
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;

  async function start() {
    const options = given.flatMap((setting) => ['-c', setting]);
    const child = spawn(...asOwner(join(/** @type {string} */ (bin), 'postgres'), ['-D', data, ...options]), {
      stdio: 'ignore',
      cwd: folder,
    });
    server = child;
    child.once('exit', () => {
      if (server === child) server = undefined;
    });
    const ready = join(/** @type {string} */ (bin), 'pg_isready');
    for (const until = Date.now() + ANSWERS_MS; Date.now() < until; ) {
      if (spawnSync(ready, ['-h', folder, '-q']).status === 0) return;
      if (child.exitCode !== null) break;
      await new Promise((resume) => setTimeout(resume, 50));
    }
    throw new Error('The new PostgreSQL does not answer.');
  }

  /**
   * SIGINT ends it after its transactions are rolled back, SIGKILL at once.
   * @param {NodeJS.Signals} signal
   */
  async function end(signal = 'SIGINT') {
    const child = server;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), ENDS_MS);
    await ended;
    clearTimeout(late);
  }

  /** Makes a standby a primary, and waits until it is one. */
  function promote() {
    const args = ['promote', '-D', data, '-w', '-t', '30'];
    const done = spawnSync(...asOwner(join(/** @type {string} */ (bin), 'pg_ctl'), args), {
      encoding: 'utf8',
      cwd: folder,
    });
    if (done.status !== 0) throw new Error(`pg_ctl promote failed: ${done.stdout}${done.stderr}`);
  }

  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const atExit = () => {
    server?.kill('SIGQUIT');
    clear();
  };
  process.on('exit', atExit);
  await start();
  return {
    folder,
    /** @param {string} database */
    url: (database = 'postgres') => `postgres:///${database}?host=${encodeURIComponent(folder)}&user=candour`,
    /** The server's first process; undefined while it is down. */
    pid: () => server?.pid,
    start,
    end,
    promote,
    async close() {
      await end();
      process.off('exit', atExit);
      clear();
    },
  };
}
