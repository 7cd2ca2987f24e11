import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startHttp } from '../../src/http.ts';
import { createLog } from '../../src/log.ts';

test('a request whose head never ends is ended when its time is over', async () => {
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [],
    readiness: async () => ({ isReady: true, words: [] }),
    log: createLog({ level: 'silent', secrets: [] }),
  });
  try {
    const began = performance.now();
    const socket = connect(http.port, '127.0.0.1', () =>
      socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n'),
    );
    // One more line every second, so that the connection is never idle.
    const drip = setInterval(() => socket.write('x-more: 1\r\n'), 1000);
    socket.on('error', () => {});
    await new Promise((resolve) => {
      socket.on('data', () => {});
      socket.once('close', resolve);
    });
    clearInterval(drip);
    const seconds = (performance.now() - began) / 1000;
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(14);
  } finally {
    await http.stop(0);
  }
}, 40_000);
