import { expect, test } from 'vitest';
import { loadAdapters } from '../adapters/index.ts';
import { toConfig } from '../src/config.ts';

const all = await loadAdapters();

test.each([
  ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
  ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
  ['SLACK_SIGNIN_SECRET', 'SLACK_SIGNING_SECRET'],
  ['CANDOUR_SLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
  ['CANDOUR_SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
  ['TEAMS_CLIENT_ID', 'TEAMS_TENANT_ID'],
  ['TEAMS_PASSWORD', 'TEAMS_APP_PASSWORD'],
  ['TEAMS_TENANT', 'TEAMS_TENANT_ID'],
  ['CANDOUR_DATABSE', 'CANDOUR_DATABASE'],
  ['CANDOUR_DB', 'CANDOUR_DATABASE'],
  ['CANDOUR_PUBLIC', 'CANDOUR_PUBLIC_URL'],
  ['candour_key', 'CANDOUR_KEY'],
])('%s is told of, with %s as the nearest key, and without its value', (name, nearest) => {
  expect(toConfig({ [name]: 'a secret' }).unknownKeys(all)).toEqual([
    `${name} is no key of Candour; did you mean ${nearest}?`,
  ]);
});

test('keys that are known, empty or another programme’s are passed over', () => {
  const known = { CANDOUR_KEY: Buffer.alloc(32).toString('base64'), SLACK_BOT_TOKEN: 'x', TEAMS_APP_ID: 'x' };
  const others = {
    PATH: '/bin',
    SLACKWARE_HOME: '/',
    CLIENT_NAME: 'x',
    TENANT: 'x',
    TENANT_NAME: 'x',
    CANDOUR: '1',
    _CANDOUR: '1',
    SLACK_BOT_TOKN: '',
    'SLACK_\u001b[31m': 'x',
  };
  expect(toConfig({ ...known, ...others }).unknownKeys(all)).toEqual([]);
});
