// What is dead: files, exports and packages that nothing uses. `knip --production` counts what only tests use as dead too; there
// an export that its own file uses is alive, though nobody but a test imports it.
const inProduction = process.argv.includes('--production');

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'src/start.ts!',
    'src/command.ts!',
    'src/import/apart/worker.ts!',
    'scripts/*.js!',
    'scripts/candour/candour.js!',
    'bench/*.ts!',
    // Started by bench/ as processes of their own, by their paths.
    'bench/lanes/{bolt,chat,import,teams}.ts!',
  ],
  project: ['src/**/*.ts!', 'adapters/**/*.ts!', 'test/**/*.ts', 'bench/**/*.ts!', 'scripts/*.js!'],
  // Our own command, linked for `npx candour`; what an install script of Teams' packages calls; a file that a test reads.
  ignoreDependencies: ['candour-command', 'rimraf', 'axe-core'],
  // Linux's own, with which tests fill a small disk, protect a file and make a pipe; and the proxies that a test starts, with a certificate
  // for one. Prometheus', where it is installed, reads the alert rules. What systemd is told, and what it makes of the unit.
  ignoreBinaries: [
    'mount',
    'umount',
    'chattr',
    'mkfifo',
    'pg_config',
    'locale',
    'caddy',
    'nginx',
    'openssl',
    'promtool',
    'systemd-notify',
    'systemd-analyze',
  ],
  ignoreExportsUsedInFile: inProduction || { interface: true, type: true },
};
