import type { ServerResponse } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../src/core/platform.ts';
import { type Http, startHttp } from '../src/http.ts';
import { createLog } from '../src/log.ts';
import type { Readiness } from '../src/readiness.ts';

const lines: string[] = [];
const log = createLog({ level: 'debug', secrets: [], write: (line) => lines.push(line) });
let http: Http | undefined;
let readiness: Readiness | undefined;

async function start(routes: Route[] = []): Promise<string> {
  readiness = { isReady: true, words: [] };
  lines.length = 0;
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes,
    log,
    readiness: async () => {
      if (readiness === undefined) throw new Error('no database');
      return readiness;
    },
  });
  return `http://127.0.0.1:${http.port}`;
}

afterEach(async () => {
  await http?.stop(0);
  http = undefined;
});

const answering = (path: string, text: string): Route => ({
  method: 'POST',
  path,
  handle: (_, response) => {
    (response as ServerResponse).end(text);
  },
});

describe('a web server without readiness', () => {
  it('has no health addresses, and its own route is asked in one way only', async () => {
    const route: Route = { ...answering('/metrics', 'figures'), method: 'GET' };
    http = await startHttp({ host: '127.0.0.1', port: 0, routes: [route], log });
    const base = `http://127.0.0.1:${http.port}`;
    const statuses = ['/metrics', '/metrics?a=b', '/metrics/', '/', '/healthz', '/readyz'].map(
      async (path) => (await fetch(base + path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 404, 404, 404, 404]);
    const posted = await fetch(`${base}/metrics`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('the web server', () => {
  it('says that it runs, and whether it is ready', async () => {
    const base = await start();
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const ready = async () => {
      const answer = await fetch(`${base}/readyz?probe=1`);
      return [answer.status, await answer.text()];
    };
    expect(await ready()).toEqual([200, 'ok\n']);
    readiness = { isReady: true, words: ['slack has not been reached since noon.'] };
    expect(await ready()).toEqual([200, 'ok\nslack has not been reached since noon.\n']);
    readiness = { isReady: false, words: ['The disk is full.'] };
    expect(await ready()).toEqual([503, 'not ready\nThe disk is full.\n']);
    readiness = undefined;
    expect(await ready()).toEqual([503, 'not ready\nThe database does not answer.\n']);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it('hands a platform what is its own, and nothing else', async () => {
    const base = await start([answering('/slack/events', 'slack'), answering('/api/messages', 'teams')]);
    expect(await (await fetch(`${base}/slack/events`, { method: 'POST' })).text()).toBe('slack');
    expect(await (await fetch(`${base}/api/messages?x=1`, { method: 'POST' })).text()).toBe('teams');
    const wrong = await fetch(`${base}/slack/events`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    for (const path of ['/', '/slack/events/', '/slack', '/constructor', '//slack/events']) {
      expect((await fetch(base + path, { method: 'POST' })).status).toBe(404);
    }
  });

  it('answers a fault with a reference, and logs it without the words of the error', async () => {
    const base = await start([
      {
        method: 'POST',
        path: '/broken',
        handle: async () => {
          throw new Error('Sarah Reed');
        },
      },
    ]);
    const answer = await fetch(`${base}/broken`, { method: 'POST' });
    const [, reference] = /reference (\w+)/.exec(await answer.text()) ?? [];
    expect(answer.status).toBe(500);
    expect(lines.join('')).toContain(reference);
    expect(lines.join('')).not.toContain('Sarah');
  });

  it('reads a body as far as a platform says', async () => {
    const base = await start([
      {
        method: 'POST',
        path: '/read',
        handle: async (_, response, read) => {
          (response as ServerResponse).end(String(await read(6)));
        },
      },
    ]);
    const send = async (body: string | ReadableStream) => {
      const sent = { method: 'POST', body, duplex: 'half' as const };
      const answer = await fetch(`${base}/read`, sent);
      return [await answer.text(), answer.headers.get('connection')];
    };
    const unannounced = (...parts: string[]) => new Blob(parts).stream();
    expect(await send('Zoë 7')).toEqual(['Zoë 7', 'keep-alive']);
    expect(await send(unannounced('Zo', 'ë 7'))).toEqual(['Zoë 7', 'keep-alive']);
    expect(await send('')).toEqual(['', 'keep-alive']);
    expect(await send('Zoë 17')).toEqual(['undefined', 'close']);
    expect(await send(unannounced('Zoë', ' 17'))).toEqual(['undefined', 'close']);
  });

  it('logs nothing of a client that disconnects during a request', async () => {
    let left: unknown;
    const base = await start([
      {
        method: 'POST',
        path: '/read',
        handle: async (_, response, read) => {
          await read(100).catch((error: unknown) => {
            left = error;
            throw error;
          });
          (response as ServerResponse).end();
        },
      },
    ]);
    const sent = request(`${base}/read`, { method: 'POST', headers: { 'content-length': 50 } });
    sent.on('error', () => undefined);
    sent.write('half');
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    await vi.waitFor(() => expect(left).toBeInstanceOf(Error));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines).toEqual([]);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it('finishes requests under way before it stops, and accepts no new ones', async () => {
    let finish = () => {};
    let arrived = () => {};
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const base = await start([
      {
        method: 'POST',
        path: '/slow',
        handle: async (_, response) => {
          arrived();
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          (response as ServerResponse).end('done');
        },
      },
    ]);
    const answer = fetch(`${base}/slow`, { method: 'POST' });
    await underWay;
    const stopped = http?.stop(5_000);
    await expect(fetch(`${base}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe('done');
    await stopped;
  });

  it('waits no longer than it may', async () => {
    const base = await start([{ method: 'POST', path: '/never', handle: () => {} }]);
    const sent = request(`${base}/never`, { method: 'POST' });
    const broken = new Promise((resolve) => sent.once('error', resolve));
    sent.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await http?.stop(100);
    expect(performance.now() - began).toBeLessThan(2_000);
    await broken;
  });

  it('survives a request that is none', async () => {
    const base = await start();
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const answer = await new Promise<string>((resolve) => {
      let words = '';
      socket.on('data', (chunk) => {
        words += chunk;
      });
      socket.on('close', () => resolve(words));
    });
    expect(answer).toContain('400');
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});
