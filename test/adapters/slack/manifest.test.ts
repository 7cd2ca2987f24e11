import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapter } from '../../../adapters/slack/index.ts';
import { EVENTS, PATHS, SCOPES, SHORTCUTS } from '../../../adapters/slack/manifest.ts';
import { commandNamed, commands } from '../../support/platforms.ts';

const CONFIG = { version: '0', host: '127.0.0.1', port: 3000, processes: 1 };

async function made(env: Record<string, string>, publicUrl?: string, command?: string) {
  const manifest = await adapter.manifest?.({
    env,
    config: { ...CONFIG, publicUrl },
    command,
    now: new Date(),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the manifest as Slack reads it.
  return JSON.parse(String(manifest?.content)) as any;
}

/** What each event needs, as Slack documents it. */
const NEEDS: Record<string, string> = {
  'message.im': 'im:history',
  user_change: 'users:read',
  team_join: 'users:read',
};

describe('The manifest', () => {
  it('names every verb, asks for every scope and subscribes to every event that the listeners need', async () => {
    const manifest = await made({ SLACK_APP_TOKEN: 'xapp-1' });
    expect(manifest.oauth_config.scopes.bot).toEqual([...SCOPES]);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...EVENTS]);
    for (const event of EVENTS) if (NEEDS[event]) expect(SCOPES).toContain(NEEDS[event]);
    const [slash] = manifest.features.slash_commands;
    for (const { name } of commands) expect(slash.usage_hint.split(' | ')).toContain(name);
    expect(SCOPES).toContain('commands');
    for (const { command } of SHORTCUTS) expect(commandNamed(command)?.name).toBe(command);
  });

  it('keeps to the lengths that Slack allows, and lets people come back to the bot’s messages', async () => {
    const { display_information, features } = await made({});
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    expect(display_information.long_description.length).toBeGreaterThanOrEqual(174);
    expect(display_information.long_description.length).toBeLessThanOrEqual(4000);
    for (const { name, description, callback_id } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
      expect(callback_id.length).toBeLessThanOrEqual(255);
    }
    const [slash] = features.slash_commands;
    expect(slash.command).toMatch(/^\/[a-z]{1,31}$/);
    expect(slash.description.length).toBeLessThanOrEqual(2000);
    expect(slash.usage_hint.length).toBeLessThanOrEqual(1000);
    expect(features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
  });

  it('needs no address in Socket Mode, and names ours over HTTP', async () => {
    const socket = await made({ SLACK_APP_TOKEN: 'xapp-1' }, 'https://candour.example.org');
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(socket)).not.toContain('example.org');
    const http = await made({ SLACK_SIGNING_SECRET: 'x' }, 'https://candour.example.org');
    const url = `https://candour.example.org${PATHS.events}`;
    expect(http.settings.socket_mode_enabled).toBe(false);
    expect([http.features.slash_commands[0].url, http.settings.event_subscriptions.request_url]).toEqual([
      url,
      url,
    ]);
    expect(http.settings.interactivity).toEqual({
      is_enabled: true,
      request_url: url,
      message_menu_options_url: url,
    });
    expect(http.oauth_config.redirect_urls).toBeUndefined();
    const several = await made(
      { SLACK_SIGNING_SECRET: 'x', SLACK_CLIENT_ID: '1' },
      'https://candour.example.org',
    );
    expect(several.oauth_config.redirect_urls).toEqual([`https://candour.example.org${PATHS.redirect}`]);
  });

  it('takes the command’s name as it is chosen', async () => {
    expect((await made({}, undefined, 'elm')).features.slash_commands[0].command).toBe('/elm');
    expect((await made({}, undefined, '/elm')).features.slash_commands[0].command).toBe('/elm');
  });
});

describe('The configuration', () => {
  it.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' }],
    [
      {
        SLACK_SIGNING_SECRET: 's',
        SLACK_CLIENT_ID: '1',
        SLACK_CLIENT_SECRET: '2',
        CANDOUR_KEY: Buffer.alloc(32).toString('base64'),
      },
    ],
  ])('is whole with %o', (env) => {
    expect(adapter.isConfigured(env)).toBe(true);
    expect(adapter.faults(env)).toEqual([]);
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'xoxb-'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xoxb-1' }, 'xapp-'],
    [{ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' }, 'are swapped'],
    [{ SLACK_BOT_TOKEN: '"xoxb-1"', SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN holds a quotation mark'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: '‘xapp-1’' }, 'SLACK_APP_TOKEN holds a quotation mark'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1 2', SLACK_APP_TOKEN: 'xapp-1' }, 'a space or a line break'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1\u00a02', SLACK_APP_TOKEN: 'xapp-1' }, 'a space or a line break'],
    [{ SLACK_BOT_TOKEN: 'xoxb–1–2', SLACK_APP_TOKEN: 'xapp-1' }, 'such as a long dash'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1…', SLACK_APP_TOKEN: 'xapp-1' }, 'only a part of it is shown'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '******' }, 'only a part of it is shown'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_CLIENT_ID: '1', SLACK_SIGNING_SECRET: 's' }, 'only one'],
    [{ SLACK_CLIENT_ID: '1', SLACK_SIGNING_SECRET: 's' }, 'CANDOUR_KEY'],
    [{ SLACK_CLIENT_ID: '1', SLACK_APP_TOKEN: 'xapp-1' }, 'over HTTP'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', CANDOUR_KEY: 'short' }, '32 bytes'],
  ])('says of %o what is missing', (env, word) => {
    expect(adapter.isConfigured(env)).toBe(true);
    const said = adapter.faults(env).join(' ');
    expect(said).toContain(word);
    // What is odd is not also said to begin wrongly, and no value is repeated.
    if (/holds|shown/.test(word)) expect(said).not.toContain('does not begin');
    expect(said).not.toMatch(/xoxb-1|xapp-1/);
  });

  it('is nobody’s wish when only a key for something else is set', () => {
    expect(adapter.isConfigured({ CANDOUR_KEY: 'x' })).toBe(false);
    expect(adapter.isConfigured({})).toBe(false);
  });
});

describe('The README', () => {
  const folder = join(import.meta.dirname, '../../../adapters/slack');
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');

  it('has a line for every file, and for no other', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const rooms = readme.slice(readme.indexOf('## The rooms'), readme.indexOf('**Tests.**'));
    const listed = [...rooms.matchAll(/`([a-z]+\.ts)`/g)].map(([, name]) => name);
    expect(listed.sort()).toEqual(files.sort());
  });

  it('names every key', () => {
    for (const { name } of adapter.keys) expect(readme).toContain(`\`${name}\``);
  });
});
