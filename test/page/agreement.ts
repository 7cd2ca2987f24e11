import type { BlockList } from 'node:net';
import { expect } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { type Http, startHttp } from '../../src/http.ts';
import { createLog } from '../../src/log.ts';
import { parentPage } from '../../src/page.ts';
import { openSetting, type TestSetting, type Variation, words } from '../support/setting.ts';

export const DSO = "Maeve O'Sullivan";

/** Elm with a signed agreement between Tom Ridley and Sarah Reed, and the page served on a port of this machine. */
export interface Served {
  elm: TestSetting;
  http: Http;
  origin: string;
  clock: { now: Date };
  answered: { count: number };
  /** A fresh link to an agreement, `B-1` unless another is named, as its officer is shown it: the key alone. */
  key(ref?: string): Promise<string>;
  /** Where a key opens, on this machine. */
  at(key: string): string;
  close(): Promise<void>;
}

export async function serveAgreement(proxies?: BlockList, variation: Variation = {}): Promise<Served> {
  const elm = await openSetting({ ...variation, app: { publicUrl: 'https://candour.test' } });
  const clock = { now: new Date('2026-11-23T10:00:00Z') };
  const answered = { count: 0 };
  const routes = parentPage({
    store: elm.store,
    calendar: createCalendar(),
    clock: () => clock.now,
    proxies,
    onAnswer: () => {
      answered.count++;
    },
  });
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes,
    readiness: async () => ({ isReady: true, words: [] }),
    log: createLog({ level: 'silent', secrets: [] }),
  });
  await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
  await elm.view(DSO, 'boundary D-1 terms="We say <b>hello</b> & mean it."');
  await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
  const origin = `http://127.0.0.1:${http.port}`;
  return {
    elm,
    http,
    origin,
    at: (key) => `${origin}/agreement?setting=${elm.id}&key=${key}`,
    clock,
    answered,
    async key(ref = 'B-1') {
      const answer = words(await elm.view(DSO, `boundary ${ref} parent_answer=page`));
      const link = /agreement\?setting=([\w-]+)&key=([0-9a-f]{64})\b/.exec(answer);
      expect(link?.[1]).toBe(elm.id);
      return link?.[2] ?? '';
    },
    async close() {
      await http.stop(50);
      await elm.close();
    },
  };
}
