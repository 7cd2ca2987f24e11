import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, connect, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { toProxies } from '../../src/proxy.ts';
import { type Served, serveAgreement } from '../page/agreement.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const NAME = 'candour.example.org';

interface Running {
  folder: string;
  http: number;
  https: number;
  stop(): Promise<void>;
}

type Changes = readonly (readonly [string | RegExp, string])[];

/** The file of deploy/ with what this machine has otherwise: each replacement must find something. */
function adapted(file: string, changes: Changes): string {
  return changes.reduce(
    (words, [from, to]) => {
      const changed = words.replaceAll(from, to);
      expect(changed, `deploy/${file} has no ${from}`).not.toBe(words);
      return changed;
    },
    readFileSync(join(DEPLOY, file), 'utf8'),
  );
}

interface Proxy {
  name: string;
  programme: string;
  isThere: boolean;
  /** What each line that cares for the link would be without that care: the test must see the link that is then kept. */
  careless: Changes;
  start(at: Ports & { folder: string }, changes: Changes): ChildProcess;
}

interface Ports {
  http: number;
  https: number;
  upstream: number;
}

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

const caddy: Proxy = {
  name: 'Caddyfile',
  programme: 'caddy',
  isThere: has('caddy', 'version'),
  careless: [
    ['^/agreement|', ''],
    ['|[?]', ''],
    ['request>headers>Referer delete', ''],
    ['resp_headers>Location delete', ''],
  ],
  start({ folder, http, https, upstream }, changes) {
    const own = `admin off\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n\thttp_port ${http}\n\thttps_port ${https}`;
    const config = adapted(this.name, [
      [/^\{\n/gm, `{\n\t${own}\n`],
      [`\n${NAME} {\n`, `\n${NAME} {\n\ttls internal\n`],
      ['127.0.0.1:3000', `127.0.0.1:${upstream}`],
      ...changes,
    ]);
    writeFileSync(join(folder, 'Caddyfile'), config);
    // systemd keeps what a service says on standard error: here a file does.
    const log = openSync(join(folder, 'caddy.log'), 'a');
    return spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ['ignore', log, log],
    });
  },
};

const nginx: Proxy = {
  name: 'nginx.conf',
  programme: 'nginx',
  isThere: has('nginx', '-v') && has('openssl', 'version'),
  careless: [
    ['candour.log candour;', 'candour.log;'],
    ['~^/agreement', '~^/agreements'],
    ['candour-error.log crit;', 'candour-error.log;'],
    ['access_log off;', ''],
    ['error_log /dev/null;', ''],
  ],
  start({ folder, http, https, upstream }, changes) {
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-nodes',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-days',
        '2',
      ],
      ...[
        '-subj',
        `/CN=${NAME}`,
        '-keyout',
        join(folder, 'privkey.pem'),
        '-out',
        join(folder, 'fullchain.pem'),
      ],
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    const site = adapted(this.name, [
      [/^\tlisten \[::\]:.*\n/gm, ''],
      ['listen 80;', `listen 127.0.0.1:${http};`],
      ['listen 443 ssl;', `listen 127.0.0.1:${https} ssl;`],
      [`/etc/letsencrypt/live/${NAME}/`, `${folder}/`],
      ['/var/log/nginx/', `${folder}/`],
      ['127.0.0.1:3000', `127.0.0.1:${upstream}`],
      ...changes,
    ]);
    writeFileSync(join(folder, 'site.conf'), site);
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    // As Debian's: its own logs are where a site says nothing else.
    const main = `${process.getuid?.() === 0 ? 'user root;' : ''}
      daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
      events { worker_connections 64; }
      http {
        access_log ${folder}/access.log;
        ${places.map((place) => `${place}_temp_path ${folder}/${place};`).join(' ')}
        include ${folder}/site.conf;
      }`;
    writeFileSync(join(folder, 'main.conf'), main);
    return spawn('nginx', ['-p', folder, '-c', join(folder, 'main.conf')], { stdio: 'ignore' });
  },
};

function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createSocketServer().listen(0, '127.0.0.1'));
  return Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.once('listening', () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => resolve(port));
          });
        }),
    ),
  );
}

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function begin(proxy: Proxy, upstream: number, changes: Changes = []): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-proxy-'));
  const [http = 0, https = 0] = await freePorts(2);
  const child = proxy.start({ folder, http, https, upstream }, changes);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  stops.push(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (let tries = 0; !(await answers(https)); tries++) {
    if (tries === 200 || child.exitCode !== null) throw new Error(`${proxy.programme}: ${allIn(folder)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { folder, http, https, stop };
}

const answers = (port: number) =>
  ask(port, '/').then(
    () => true,
    () => false,
  );

interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asking = {},
): Promise<{ status: number; words: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port, path, method, servername: NAME, rejectUnauthorized: false },
        headers: { host: NAME, ...headers },
        agent: false,
      },
      (response) => {
        let words = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          words += part;
        });
        // The answer may be cut off on purpose.
        response.on('close', () => resolve({ status: response.statusCode ?? 0, words }));
        response.on('error', () => {});
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The head of what is answered to these bytes, without TLS. */
function say(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
      // nginx waits for the rest of a body that it does not want.
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** All that the proxy has written below its folder. */
function allIn(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

const form = (fields: Record<string, string>): Asking => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

async function serve(): Promise<Served & { stop(): Promise<void> }> {
  const served = await serveAgreement(toProxies('127.0.0.1'));
  stops.push(() => served.close());
  return { ...served, stop: () => served.http.stop(50) };
}

/** In the place of Candour: hangs up at once, or in the middle of an answer. */
async function breaking(port: number, after: 'nothing' | 'a part'): Promise<Server> {
  const server = createServer((_, response) => {
    if (after === 'nothing') return void response.destroy();
    response.writeHead(200, { 'content-length': 1000 });
    response.write('<p>Please', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** Opens the link in every way that it may be opened, with Candour there, breaking off and away. */
async function openEverywhere({ http, https }: Running, served: Awaited<ReturnType<typeof serve>>) {
  const key = await served.key();
  const link = `/agreement?setting=${served.elm.id}&key=${key}`;
  const whole = `https://${NAME}${link}`;
  const statuses: Record<string, number> = {};
  const note = async (what: string, asked: Promise<{ status: number }>) => {
    statuses[what] = await asked.then(
      ({ status }) => status,
      () => 0,
    );
  };
  const page = await ask(https, link);
  expect(page.words).toContain('Please type your child’s first name');
  await note('a head alone', ask(https, link, { method: 'HEAD' }));
  await note('a form', ask(https, '/agreement', form({ setting: served.elm.id, key, child: 'Mia' })));
  await note('what is too long', ask(https, link, { ...form({}), body: Buffer.alloc(2_000_000, 'a') }));
  expect(await say(http, `GET ${link} HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`)).toContain(
    whole,
  );
  await say(http, `POST ${link} HTTP/1.1\r\nHost: ${NAME}\r\nContent-Length: 2000000\r\n\r\n`);
  await say(https, `GET ${link} HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
  const everyWay = async (when: string) => {
    await note(`${when}: the link`, ask(https, link));
    await note(`${when}: the link, its mark encoded`, ask(https, link.replace('?', '%3F')));
    await note(`${when}: the link with a slash too many`, ask(https, link.replace('?', '/?')));
    await note(`${when}: the link with two slashes`, ask(https, `/${link}`));
    await note(
      `${when}: what a browser asks beside it`,
      ask(https, '/favicon.ico', { headers: { referer: whole } }),
    );
  };
  await everyWay('there');
  const port = served.http.port;
  await served.stop();
  await everyWay('away');
  for (const after of ['nothing', 'a part'] as const) {
    const server = await breaking(port, after);
    await everyWay(`breaks off after ${after}`);
    await new Promise((resolve) => server.close(resolve));
  }
  return { key, statuses };
}

/** What docs/deployment.md puts into the file where there are several processes: the lines that begin so. */
function forSeveral(beginning: string, ports: readonly number[]): string {
  const words = readFileSync(join(DEPLOY, '../docs/deployment.md'), 'utf8');
  const fence = words.split(/^```\w*\n/m).find((lines) => lines.startsWith(beginning));
  if (fence === undefined) throw new Error(`docs/deployment.md shows nothing that begins with ${beginning}`);
  return ports.reduce(
    (lines, port, at) => lines.replace(`10.0.0.1${at + 1}:3000`, `127.0.0.1:${port}`),
    fence,
  );
}

/** Before 2.6.3 Caddy has another name for what holds a request until a process has taken it. */
function ofThisCaddy(lines: string): string {
  const [, second = 0, third = 0] = (
    /(\d+)\.(\d+)\.(\d+)/.exec(String(spawnSync('caddy', ['version']).stdout)) ?? []
  )
    .slice(1)
    .map(Number);
  return second * 1000 + third < 6003 ? lines.replace('request_buffers 1MB', 'buffer_requests') : lines;
}

const SEVERAL: Record<string, (ports: readonly number[]) => Changes> = {
  Caddyfile: (ports) => [
    [`\treverse_proxy 127.0.0.1:${ports[0]}\n`, ofThisCaddy(forSeveral('\treverse_proxy', ports))],
  ],
  'nginx.conf': (ports) => [
    [/^map /gm, `${forSeveral('upstream', ports)}\nmap `],
    [`\t\tproxy_pass http://127.0.0.1:${ports[0]};\n`, forSeveral('\t\tproxy_pass', ports)],
  ],
};

/** In the place of a process: answers with its name how much it was sent. */
async function receiving(name: string): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((asked, response) => {
    let bytes = 0;
    asked.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    asked.on('end', () => response.end(`${name} ${bytes}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  stops.push(close);
  return { port: (server.address() as AddressInfo).port, close };
}

describe.each([caddy, nginx])('deploy/$name', (proxy) => {
  if (!proxy.isThere) console.warn(`SKIPPED: without ${proxy.programme} nobody tries deploy/${proxy.name}.`);

  it.skipIf(!proxy.isThere)('leads a parent to their page, and no log keeps the link', async () => {
    const served = await serve();
    const running = await begin(proxy, served.http.port);
    const { key, statuses } = await openEverywhere(running, served);
    expect(statuses).toMatchObject({
      'a head alone': 200,
      'a form': 200,
      'there: the link': 200,
      'there: the link, its mark encoded': 404,
      'there: the link with a slash too many': 404,
      'there: what a browser asks beside it': 404,
      'away: the link': 502,
      'away: what a browser asks beside it': 502,
      'breaks off after nothing: the link': 502,
      'breaks off after a part: the link': 200,
    });
    await running.stop();
    const written = allIn(running.folder);
    expect(written).not.toContain(key);
    // It has been written what became of it, or nothing would be shown by that.
    expect(written).toMatch(/\/agreement\b.*\b200\b/);
    expect(written).toMatch(/\/agreement\b.*\b502\b/);
    expect(written).toMatch(/\/favicon\.ico\b.*\b502\b/);
  });

  it.skipIf(!proxy.isThere).each(proxy.careless)('would keep the link without %s', async (line, without) => {
    const served = await serve();
    const running = await begin(proxy, served.http.port, [[line, without]]);
    const { key } = await openEverywhere(running, served);
    await running.stop();
    expect(allIn(running.folder)).toContain(key);
  });

  it.skipIf(!proxy.isThere)('says whose a request is, whatever they say themselves', async () => {
    const served = await serve();
    const { https } = await begin(proxy, served.http.port);
    const statuses: number[] = [];
    for (let at = 0; at < 31; at++) {
      const headers = { 'x-forwarded-for': `203.0.113.${at}` };
      statuses.push((await ask(https, '/agreement', { headers })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 404), 429]);
  });

  it.skipIf(!proxy.isThere)('with two processes behind it, sends nobody to one that has ended', async () => {
    const [first, second] = [await receiving('first'), await receiving('second')];
    const changes = SEVERAL[proxy.name]?.([first.port, second.port]) ?? [];
    const { https } = await begin(proxy, first.port, changes);
    const post = async () => {
      const { status, words } = await ask(https, '/slack/events', { ...form({}), body: 'a'.repeat(3000) });
      return `${status} ${words}`;
    };
    const posted = async (count: number) => {
      const answers = new Set<string>();
      for (let at = 0; at < count; at++) answers.add(await post());
      return [...answers].sort();
    };
    expect(await posted(20)).toEqual(['200 first 3000', '200 second 3000']);
    await first.close();
    expect(await posted(20)).toEqual(['200 second 3000']);
  });
});
