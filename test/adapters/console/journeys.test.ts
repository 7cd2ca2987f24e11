import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createSession } from '../../../adapters/console/session.ts';
import { journeysContract } from '../../contract/journeys.ts';
import type { Visitor } from '../../contract/platforms.ts';
import { visit } from '../../support/console/visitor.ts';
import { MONDAY } from '../../support/setting.ts';

const from = process.cwd();
beforeAll(async () => {
  process.chdir(await mkdtemp(join(tmpdir(), 'candour-console-')));
});
afterAll(async () => {
  const folder = process.cwd();
  process.chdir(from);
  await rm(folder, { recursive: true, force: true });
});

journeysContract('the console', async (elm) => {
  const session = createSession({
    app: elm.app,
    store: elm.store,
    clock: { now: () => MONDAY, set: () => undefined },
    settle: async () => undefined,
    tick: async () => undefined,
    report: () => '0A1B2C3D',
    screen: () => ({ width: Number.POSITIVE_INFINITY, colour: false }),
  });
  await session.begin();
  const shown = new Map<string, string[]>();
  const seats = new Map<string, Visitor>();
  return {
    platform: session.platform,
    async seat(person) {
      const visitor = await visit(elm.app, elm.store, person);
      seats.set(person, visitor);
      return visitor;
    },
    // Whom one becomes reads what has come to them since they were last here, each once.
    async delivered(person) {
      const { lines } = await session.enter(`as ${person}`);
      const fresh = lines.join('\n').split('✉ ').slice(1);
      const all = [...(shown.get(person) ?? []), ...fresh];
      shown.set(person, all);
      return all;
    },
    openLast: async (person) => (await seats.get(person)?.type(`as ${person}`))?.buttons ?? [],
    close: async () => undefined,
  };
});
