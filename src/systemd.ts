import { spawn } from 'node:child_process';

/**
 * Tells systemd how the service stands, over the socket that it named in NOTIFY_SOCKET. Node cannot write to a datagram socket
 * of the file system, so systemd's own command does. Undefined once systemd has it; otherwise why it has not.
 */
export function tellSystemd(socket: string, state: 'READY=1' | 'STOPPING=1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Without a PATH of its own it is looked for in /usr/bin and /bin. No secret of the service is handed on.
    const child = spawn('systemd-notify', [state], { env: { NOTIFY_SOCKET: socket }, stdio: 'ignore' });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : `systemd-notify ended with ${code}`));
  });
}
