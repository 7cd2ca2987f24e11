import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSocket } from '../../../adapters/slack/socket.ts';
import { type Api, openApi } from '../../support/slack/api.ts';

const lines: string[] = [];
const write = (_: Record<string, unknown>, message: string) => void lines.push(message);
const log = { debug: write, info: write, warn: write, error: write };
let api: Api;
afterEach(async () => {
  lines.length = 0;
  await api.close();
});

describe('Socket Mode', () => {
  it('says which token Slack refuses, so that whoever starts it learns of it', async () => {
    api = await openApi();
    api.on('apps.connections.open', { ok: false, error: 'invalid_auth' });
    const socket = createSocket('xapp-1', { SLACK_API_URL: api.url }, log);
    await expect(socket.start()).rejects.toThrow('Slack refuses SLACK_APP_TOKEN (invalid_auth)');
    await socket.stop();
  });

  it('tells of a token that Slack refuses later, once, and as long as that lasts', async () => {
    api = await openApi();
    api.on('apps.connections.open', { status: 503 });
    const socket = createSocket('xapp-1', { SLACK_API_URL: api.url }, log);
    await socket.start();
    expect(socket.isRefused()).toBe(false);
    api.on('apps.connections.open', { ok: false, error: 'token_revoked' });
    await vi.waitFor(() => expect(socket.isRefused()).toBe(true), 8000);
    const before = api.of('apps.connections.open').length;
    await api.until(() => api.of('apps.connections.open').length > before, 12_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lines.filter((line) => line.startsWith('Slack refuses SLACK_APP_TOKEN'))).toHaveLength(1);
    await socket.stop();
  }, 20_000);

  it('starts while Slack is away, and goes on trying until it is stopped', async () => {
    api = await openApi();
    api.on('apps.connections.open', { status: 503 });
    const socket = createSocket('xapp-1', { SLACK_API_URL: api.url }, log);
    expect(socket.isAway()).toBe(false);
    await socket.start();
    expect(socket.isAway()).toBe(true);
    await api.until(() => api.of('apps.connections.open').length >= 2, 5000);
    await socket.stop();
    const tried = api.of('apps.connections.open').length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(api.of('apps.connections.open').length).toBe(tried);
  });
});
