import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OUTCOMES, verbsOf } from '../../src/core/talk/outcome.ts';
import { read } from '../support/exposition.ts';
import { commands } from '../support/platforms.ts';
import type { Workplace } from '../support/process.ts';
import { type Api, openApi, slackUser } from '../support/slack/api.ts';
import { SECRET, sendCommand } from '../support/slack/requests.ts';
import { freePort, launch, openSettingFolder } from '../support/slack/service.ts';
import { type LocalCloud, openLocalCloud, TENANT } from '../support/teams/connector.ts';
import { unsigned } from '../support/teams/service.ts';
import { somebody, visit } from '../support/teams/visitor.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const EMAILS: Record<string, string> = {
  UZOE: 'zoe.adeyemi@willowmere.test',
  UMAEVE: 'maeve.osullivan@willowmere.test',
};
/** The setting, a child and what is typed: none of it may show. */
const NAMES = /numbat|quokka|Zo[eë]|Maeve|UZOE|UMAEVE|\bT1\b|aaaaaaaa-bbbb|Ashdown|D-\d{4}/i;
const BUILT = join(import.meta.dirname, '../../dist/src');
/** Stands in what is built where prom-client is. */
const LIBRARY = 'node_modules/prom-client/lib/registry.js';
const PROBE = pathToFileURL(join(import.meta.dirname, '../support/loaded.js')).href;

let work: Workplace;
let api: Api;
let peer: LocalCloud;

beforeAll(async () => {
  api = await openApi();
  api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), EMAILS[fields.get('user') ?? '']),
  }));
  peer = await openLocalCloud();
  work = await openSettingFolder((file, text) => {
    if (file === 'setting.json')
      return text.replace('"willow"', '"numbat"').replace('{', '{"slack_team": "T1",');
    return text.replace('Freya Ashdown', 'Quokka Numbat');
  });
});
afterAll(async () => {
  await work.close();
  await peer.close();
  await api.close();
});

const both = () => ({
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: api.url,
  TEAMS_DEVELOPMENT: '1',
  TEAMS_TENANT_ID: TENANT,
});

type Line = Record<string, unknown>;
const linesOf = (said: string): Line[] =>
  said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

/** The service with metrics, and what both say. */
async function start() {
  const port = await freePort();
  const candour = await launch(work, port, { ...both(), CANDOUR_METRICS: '127.0.0.1:0' });
  const started = linesOf(candour.said()).find(({ msg }) => msg === 'started');
  const address = `http://127.0.0.1:${started?.metrics}`;
  return {
    ...candour,
    address,
    say: (user: string, text: string) => sendCommand(`http://127.0.0.1:${port}/slack/events`, { user, text }),
    text: async () => (await fetch(`${address}/metrics`)).text(),
    figures: async () => read(await (await fetch(`${address}/metrics`)).text()),
    lines: () => linesOf(candour.said()),
  };
}

describe('The service with CANDOUR_METRICS', () => {
  it('counts what Slack and Teams ask, logs a line for each, and names nobody in either', async () => {
    const candour = await start();
    const zoe = somebody('zoe', 3);
    peer.roster.set(zoe.id, { email: EMAILS.UZOE ?? '', userRole: 'user', aadObjectId: zoe.aad });
    await candour.say('UZOE', 'me');
    await candour.say('UMAEVE', 'me');
    await candour.say('UZOE', 'declare');
    expect((await candour.say('UZOE', 'declare "Laura Ashdown" friend since=2019')).text).toMatch(/D-\d{4}/);
    await candour.say('UZOE', 'inbox');
    await candour.say('UZOE', 'Quokka Numbat is no command');
    await candour.say('UMAEVE', 'keyperson "Quokka Numbat"');
    await candour.say('UZOE', 'concern about Quokka');
    await visit(unsigned(peer, candour.port), zoe).type('help');

    const response = await fetch(`${candour.address}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    const { series, value, figures } = read(text);
    const answered = (verb: string, outcome: string, platform = 'slack') =>
      value('candour_answers_total', { verb, outcome, platform });
    expect([
      answered('me', 'done'),
      answered('declare', 'asked'),
      answered('declare', 'done'),
      answered('inbox', 'refused'),
      answered('unknown', 'done'),
      answered('keyperson', 'done'),
    ]).toEqual([2, 1, 1, 1, 1, 1]);
    const inTeams = series('candour_answers_total').filter(({ labels }) => labels.platform === 'teams');
    expect(inTeams.reduce((sum, each) => sum + each.value, 0)).toBe(1);
    expect(value('candour_answer_seconds_count', { platform: 'slack' })).toBe(7);
    expect(value('candour_write_seconds_count')).toBeGreaterThan(0);
    expect([value('candour_database_up'), value('candour_database_has_room')]).toEqual([1, 1]);
    expect(value('candour_database_free_bytes')).toBeGreaterThan(0);
    expect(value('candour_messages', { state: 'queued' })).toBeGreaterThanOrEqual(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);

    // Every label is from a closed list.
    const closed: Record<string, readonly string[]> = {
      verb: verbsOf(commands),
      outcome: [...OUTCOMES, 'sent', 'later', 'never'],
      platform: ['slack', 'teams'],
      state: ['queued', 'failed', 'dead'],
      cause: ['away', 'refused'],
      level: ['warn', 'error'],
    };
    for (const { name, labels } of figures) {
      if (name === 'candour_build_info') continue;
      for (const [label, said] of Object.entries(labels))
        if (label === 'le') expect(said).toMatch(/^([\d.]+|\+Inf)$/);
        else expect(closed[label], `${name} ${label}`).toContain(said);
    }

    const answers = candour.lines().filter(({ msg }) => msg === 'answered');
    expect(answers.map(({ verb, outcome, platform }) => `${platform} ${verb} ${outcome}`)).toEqual([
      'slack me done',
      'slack me done',
      'slack declare asked',
      'slack declare done',
      'slack inbox refused',
      'slack unknown done',
      'slack keyperson done',
      expect.stringMatching(/^teams help /),
    ]);
    for (const line of answers) {
      expect(Object.keys(line).sort()).toEqual(['level', 'ms', 'msg', 'outcome', 'platform', 'time', 'verb']);
      expect(line.level).toBe('info');
      expect(Number.isInteger(line.ms)).toBe(true);
    }
    expect(text).not.toMatch(NAMES);
    expect(candour.said()).not.toMatch(NAMES);
    // Of a concern nothing is kept, in no line and no figure.
    expect(text + candour.said()).not.toContain('concern');
    expect((await candour.stop()).code).toBe(0);
  });

  it('shows them at their own address alone, to whoever asks in the one way', async () => {
    const candour = await start();
    const world = `http://127.0.0.1:${candour.port}`;
    expect((await fetch(`${world}/metrics`)).status).toBe(404);
    const statuses = ['/', '/healthz', '/readyz', '/slack/events', '/metrics/all'].map(
      async (path) => (await fetch(candour.address + path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404, 404]);
    const posted = await fetch(`${candour.address}/metrics`, { method: 'POST', body: 'anything' });
    expect(posted.status).toBe(405);
    // Asked again and again, it stops all the same.
    await Promise.all(Array.from({ length: 20 }, () => candour.text()));
    expect((await candour.stop()).code).toBe(0);
    await expect(fetch(`${candour.address}/metrics`)).rejects.toThrow();
  });

  it('shows an outage, the alert that waits, and both mended', async () => {
    const candour = await start();
    // Slack knows Maeve, so that there is somebody to alert.
    await candour.say('UMAEVE', 'me');
    await candour.say('UZOE', 'me');
    const posting = ['chat.postMessage', 'conversations.open', 'auth.test'];
    for (const method of posting) api.on(method, { status: 503 });
    expect((await candour.say('UZOE', 'declare "Anna Away" neighbour since=2020')).text).toMatch(/D-\d{4}/);
    const away = { platform: 'slack', cause: 'away' };
    await vi.waitFor(
      async () => expect((await candour.figures()).value('candour_platform_outages', away)).toBe(1),
      10_000,
    );
    await vi.waitFor(async () => {
      const { value } = await candour.figures();
      expect(value('candour_messages', { state: 'failed' })).toBeGreaterThan(0);
      expect(value('candour_oldest_alert_seconds')).toBeGreaterThan(0);
      expect(value('candour_log_lines_total', { level: 'warn' })).toBeGreaterThan(0);
      expect(value('candour_deliveries_total', { platform: 'slack', outcome: 'later' })).toBeGreaterThan(0);
    }, 15_000);
    for (const method of posting) api.off(method);
    await candour.say('UZOE', 'declare "Bert Away" neighbour since=2020');
    await vi.waitFor(async () => {
      const { value } = await candour.figures();
      expect(value('candour_platform_outages', away)).toBe(0);
      expect(value('candour_oldest_alert_seconds')).toBe(0);
    }, 15_000);
    expect((await candour.text()) + candour.said()).not.toMatch(/Away|Anna|Bert/);
    await candour.stop();
  });
});

describe('An address for metrics that cannot be had', () => {
  it('ends the start in a sentence, as the port of the service does', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const ended = await work.start({
      env: { ...both(), CANDOUR_PORT: '0', CANDOUR_METRICS: `127.0.0.1:${port}` },
    });
    other.close();
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /^The metrics cannot be served on 127\.0\.0\.1:\d+ \(EADDRINUSE\)\. Set CANDOUR_METRICS to .*free\.$/m,
    );
  });

  it.each([
    // Starting again helps where the address may come with its network, and nowhere else.
    ['127.0.0.1:4711', /has the port of CANDOUR_PORT/, 78],
    ['everywhere', /is an address and a port/, 78],
    ['203.0.113.7:9464', /cannot be served on 203\.0\.113\.7:9464 \(EADDRNOTAVAIL\)/, 1],
  ])('%s', async (address, sentence, code) => {
    const env = { ...both(), CANDOUR_PORT: '4711', CANDOUR_METRICS: address };
    const ended = await work.start({ env });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(sentence);
  });
});

describe('Without CANDOUR_METRICS', () => {
  it('nothing of the metrics is loaded, and no second address is listened on', async () => {
    const to = join(work.folder, 'loaded.json');
    const ofThem = readdirSync(BUILT)
      .map((name) => join(BUILT, name))
      .filter((file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes(LIBRARY));
    expect(ofThem).toHaveLength(1);
    const loaded = async (given: Record<string, string>) => {
      const port = await freePort();
      const candour = await launch(work, port, {
        ...both(),
        ...given,
        NODE_OPTIONS: `--import=${PROBE}`,
        LOADED_TO: to,
      });
      expect((await candour.stop()).code).toBe(0);
      const { files } = JSON.parse(readFileSync(to, 'utf8')) as { files: string[] };
      const started = linesOf(candour.said()).find(({ msg }) => msg === 'started');
      return {
        isLoaded: files.some((file) => ofThem.includes(file)),
        isServed: started?.metrics !== undefined,
      };
    };
    expect(await loaded({})).toEqual({ isLoaded: false, isServed: false });
    expect(await loaded({ CANDOUR_METRICS: '127.0.0.1:0' })).toEqual({ isLoaded: true, isServed: true });
  });
});
