import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later } from '../scripts/later.js';

const ROOT = join(import.meta.dirname, '..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-build-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Builds a few lines that set `made` and `used`, as the service is built, and runs them; `loaded` is what came of a package. */
async function run(packageName: string, lines: string): Promise<Record<string, unknown>> {
  const input = join(folder, 'input.js');
  await writeFile(
    input,
    `import { createRequire } from 'node:module';
    const cache = createRequire(import.meta.url).cache;
    const loaded = () => Object.keys(cache).some((file) => file.includes('/node_modules/${packageName}/'));
    let used;
    ${lines}
    console.log(JSON.stringify({ before, used, after: loaded() }));`,
  );
  await build({
    cwd: ROOT,
    input,
    platform: 'node',
    plugins: [later],
    output: { file: join(folder, 'output.js') },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'output.js')]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('What is built loads what is seldom used when it is used, and then it works:', {
  timeout: 60_000,
}, () => {
  it('tokens for Teams', async () => {
    const seen = await run(
      '@azure/msal-node',
      `import { MsalAppCredentials } from 'botframework-connector';
      const before = loaded();
      const tenant = 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000';
      used = new MsalAppCredentials('app', 'password', tenant, 'scope').clientApplication.constructor.name;`,
    );
    expect(seen).toEqual({ before: false, used: 'ConfidentialClientApplication', after: true });
  });

  it('an answer that is recognised in words', async () => {
    const seen = await run(
      '@microsoft/recognizers-text-number',
      `import { PromptCultureModels, recognizeChoices } from 'botbuilder-dialogs';
      const before = loaded();
      const [found] = recognizeChoices('the second one', ['red', 'blue']);
      used = [found.resolution.value, PromptCultureModels.German.locale];`,
    );
    expect(seen).toEqual({ before: false, used: ['blue', 'de-de'], after: true });
  });

  it('Slack’s Socket Mode', async () => {
    const seen = await run(
      'undici',
      `import { createServer } from 'node:http';
      import { SocketModeReceiver } from '@slack/bolt';
      const server = createServer((_, response) => response.end(JSON.stringify({ ok: true, url: 'ws://127.0.0.1:' + port })));
      await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address();
      const clientOptions = { slackApiUrl: 'http://127.0.0.1:' + port + '/' };
      const before = loaded();
      const { client } = new SocketModeReceiver({ appToken: 'xapp-1', installerOptions: { clientOptions } });
      client.start().catch(() => {});
      used = await new Promise((connected) => server.on('upgrade', ({ headers }) => connected(headers.upgrade)));
      setImmediate(() => process.exit(0));`,
    );
    expect(seen).toEqual({ before: false, used: 'websocket', after: true });
  });
});
