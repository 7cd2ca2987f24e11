import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { platformContract } from '../../contract/platforms.ts';
import { verbsContract } from '../../contract/verbs.ts';
import { visit } from '../../support/console/visitor.ts';
import { openSetting } from '../../support/setting.ts';

const from = process.cwd();
beforeAll(async () => {
  process.chdir(await mkdtemp(join(tmpdir(), 'candour-console-')));
});
afterAll(async () => {
  const folder = process.cwd();
  process.chdir(from);
  await rm(folder, { recursive: true, force: true });
});

// Whoever sits at the console is somebody of the register: there are no strangers.
platformContract(
  'the console',
  async (app) => {
    const elm = await openSetting();
    const visitor = await visit(app, elm.store, 'Zoë Adeyemi');
    return {
      ...visitor,
      close: async () => {
        await visitor.close();
        await elm.close();
      },
    };
  },
  { strangers: false },
);

verbsContract('the console', (elm, person) => visit(elm.app, elm.store, person));
