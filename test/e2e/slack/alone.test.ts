import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workplace } from '../../support/process.ts';
import { type Api, openApi, slackUser } from '../../support/slack/api.ts';
import { openClient } from '../../support/slack/client.ts';
import { SECRET } from '../../support/slack/requests.ts';
import { freePort, launch, openSettingFolder, PEOPLE } from '../../support/slack/service.ts';
import { TENANT } from '../../support/teams/connector.ts';

const PROBE = join(import.meta.dirname, '../../support/loaded.js');
const OF_TEAMS = /\/node_modules\/(@microsoft|@azure|botbuilder|botframework|openai|adaptivecards|restify)/;
/** What nobody needs over HTTP on ordinary days: the calendar of the whole world, too. It is built into files of its own. */
const LATER = '/dist/src/later/';
const MB = 1_048_576;

let api: Api;
let workplace: Workplace;
beforeAll(async () => {
  api = await openApi();
  api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), PEOPLE.U03ZOE),
  }));
  // Of ordinary days: a deadline in the endless closure of the other tests lies in a year that only the library knows.
  workplace = await openSettingFolder((file, text) =>
    file === 'setting.json' ? JSON.stringify({ ...JSON.parse(text), closures: [] }) : text,
  );
});
afterAll(async () => {
  await workplace?.close();
  await api?.close();
});

/** Candour started, asked for one answer in Slack, and stopped: what it had loaded by then, and its memory. */
async function serve(name: string, more: Record<string, string>) {
  const file = join(workplace.folder, `${name}.json`);
  const port = await freePort();
  const began = performance.now();
  const candour = await launch(workplace, port, {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: api.url,
    NODE_OPTIONS: `--import ${PROBE}`,
    LOADED_TO: file,
    ...more,
  });
  const ms = Math.round(performance.now() - began);
  const zoe = openClient(`http://127.0.0.1:${port}/slack/events`, api, 'U03ZOE');
  expect(JSON.stringify((await zoe.type('me')).view)).toContain('Zoë Adeyemi');
  expect(await candour.stop()).toMatchObject({ code: 0 });
  const { files, heap } = JSON.parse(await readFile(file, 'utf8')) as { files: string[]; heap: number };
  process.stdout.write(
    `${name}: started in ${ms} ms, ${files.length} files loaded, ${Math.round(heap / MB)} MB held\n`,
  );
  return { files: (await Promise.all(files.map(sourcesOf))).flat(), heap };
}

/** A built file stands for all that was built into it: its map names them. */
async function sourcesOf(file: string): Promise<string[]> {
  // What joins the built files is the bundler's own, and has no map.
  if (!file.includes('/dist/src/') || file.includes(LATER) || file.endsWith('/rolldown-runtime.js'))
    return [file];
  const { sources } = JSON.parse(await readFile(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => resolve(dirname(file), source));
}

it('With Slack alone nothing of Teams’ packages is loaded, and no memory spent on them', async () => {
  const alone = await serve('Slack alone', {});
  expect(alone.files.filter((file) => OF_TEAMS.test(file))).toEqual([]);
  expect(
    alone.files.filter((file) => file.includes('/adapters/teams/')).map((file) => file.split('/').at(-1)),
  ).toEqual(['index.ts']);
  // The same look sees them where they are.
  const both = await serve('Slack and Teams', { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: TENANT });
  for (const one of ['@slack/bolt', '@microsoft/teams-ai', 'botbuilder']) {
    expect(both.files.some((file) => file.includes(`/node_modules/${one}/`))).toBe(true);
  }
  expect(alone.files.some((file) => file.includes('/node_modules/@slack/bolt/'))).toBe(true);
  expect([...alone.files, ...both.files].filter((file) => file.includes(LATER))).toEqual([]);
  expect(both.heap - alone.heap).toBeGreaterThan(5 * MB);
});
