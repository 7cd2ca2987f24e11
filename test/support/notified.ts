import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const RECEIVER = `
import array, os, socket, sys
hears = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
hears.bind(sys.argv[1])
print('bound', flush=True)
while True:
    data, ancillary, _, _ = hears.recvmsg(4096, socket.CMSG_SPACE(64))
    for _, _, files in ancillary:
        for file in array.array('i', files): os.close(file)
    for line in data.decode().split('\\n'): print(line, flush=True)
`;

/** Whether systemd's own command and Python are there. */
export const canNotify = ['systemd-notify', 'python3'].every(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** A datagram socket in this folder, as systemd makes one, and what it has been told. */
export async function openNotified(
  folder: string,
): Promise<{ socket: string; heard: string[]; close(): void }> {
  const socket = join(folder, 'notify');
  const child: ChildProcess = spawn('python3', ['-c', RECEIVER, socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard: string[] = [];
  let words = '';
  await new Promise<void>((bound, failed) => {
    child.once('error', failed);
    child.once('close', (code) => failed(new Error(`the receiver ended with ${code}`)));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (words + chunk).split('\n');
      words = lines.pop() ?? '';
      // Whoever tells waits behind a barrier until it has been read.
      heard.push(...lines.filter((line) => !['', 'bound', 'BARRIER=1'].includes(line)));
      bound();
    });
  });
  return { socket, heard, close: () => child.kill('SIGKILL') };
}
