import { adapter } from '../../../adapters/slack/index.ts';
import type { App } from '../../../src/core/app.ts';
import type { Log, Platform } from '../../../src/core/platform.ts';
import type { Store } from '../../../src/core/store.ts';
import { startHttp } from '../../../src/http.ts';
import { openTestStore } from '../store.ts';
import { openApi } from './api.ts';
import { openClient } from './client.ts';
import { SECRET } from './requests.ts';

export interface Line {
  level: string;
  facts: Record<string, unknown>;
  message: string;
}

interface Given {
  app: App;
  store?: Store;
  env?: Record<string, string>;
  clock?: () => Date;
  publicUrl?: string;
  processes?: number;
  /** Methods that Slack refuses from the start, and its word for it. */
  api?: Record<string, string>;
}

/** The whole adapter over HTTP behind the real web server, with Slack's Web API beside it. */
export async function openRoom({
  app,
  store,
  env = {},
  clock = () => new Date(),
  publicUrl,
  processes = 1,
  api: refused = {},
}: Given) {
  const api = await openApi();
  for (const [method, error] of Object.entries(refused)) api.on(method, { ok: false, error });
  const own = store ? undefined : await openTestStore();
  const kept = store ?? own?.store;
  if (!kept) throw new Error('no store');
  const lines: Line[] = [];
  const write = (level: string) => (facts: Record<string, unknown>, message: string) =>
    void lines.push({ level, facts, message });
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const platform: Platform = await adapter.create({
    app,
    store: kept,
    env: { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: api.url, ...env },
    log,
    clock,
    config: { version: '0', host: '127.0.0.1', port: 0, processes, publicUrl },
  });
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: platform.routes ?? [],
    readiness: async () => ({ isReady: true, words: [] }),
    log,
  });
  await platform.start();
  const base = `http://127.0.0.1:${http.port}`;
  return {
    api,
    lines,
    platform,
    base,
    url: `${base}/slack/events`,
    client: (user: string) => openClient(`${base}/slack/events`, api, user),
    async close() {
      await platform.stop();
      await http.stop(1000);
      await api.close();
      await own?.close();
    },
  };
}

export type Room = Awaited<ReturnType<typeof openRoom>>;
