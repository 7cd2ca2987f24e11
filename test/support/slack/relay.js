// Runs the local Slack where nothing but this test can reach it: it listens on all interfaces, so it gets a network of its
// own (`unshare -n`), whose only doors are two sockets in a folder. `in.sock` leads to it, and what it sends to its request
// URL comes out at `out.sock`. Plain JavaScript, because plain node runs it.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const [binary, config, folder, port, requestPort] = process.argv.slice(2);

/** @param {() => import('node:net').Socket} open */
const through = (open) =>
  createServer((here) => {
    const there = open();
    here.pipe(there).pipe(here);
    const end = () => {
      here.destroy();
      there.destroy();
    };
    here.on('error', end).on('close', end);
    there.on('error', end).on('close', end);
  });

through(() => connect(Number(port), '127.0.0.1')).listen(join(folder, 'in.sock'));
through(() => connect(join(folder, 'out.sock'))).listen(Number(requestPort), '127.0.0.1');
const slack = spawn(binary, ['--config', config, '--port', port, '--base-host', '127.0.0.1'], {
  stdio: 'inherit',
});
slack.on('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => slack.kill(signal));
