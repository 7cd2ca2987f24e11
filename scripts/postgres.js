// Runs a command with a PostgreSQL of its own: `node scripts/postgres.js npm test`. The command finds the address in
// CANDOUR_TEST_POSTGRES; the server and its files are removed when the command ends.
import { spawn } from 'node:child_process';
import { findPostgres, startCluster } from './cluster.js';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('Please name a command: node scripts/postgres.js npm test');
  process.exit(2);
}
if (findPostgres() === undefined) {
  console.error(
    'There is no PostgreSQL here, so nothing was run on it. On Debian: apt-get install postgresql',
  );
  process.exit(1);
}
const cluster = await startCluster({ settings: ['max_connections=200'] });
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, CANDOUR_TEST_POSTGRES: cluster.url() },
  shell: process.platform === 'win32',
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal));
child.once('error', (error) => console.error(error.message));
child.once('close', async (code) => {
  await cluster.close();
  process.exit(code ?? 1);
});
