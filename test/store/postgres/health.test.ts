import pg from 'pg';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findPostgres, startCluster } from '../../../scripts/cluster.js';
import { bringUp, examineServer, openStore } from '../../../src/store/index.ts';
import { makeDatabase, openServer } from '../../support/postgres.ts';

const server = await openServer();
afterAll(() => server?.close());

describe.skipIf(!server)('what doctor says of a server', () => {
  let url: string;
  beforeEach(async () => {
    if (!server) return;
    url = await makeDatabase(server, 'candour_health');
    await (await openStore(url)).close();
  });

  async function outside(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  const findings = async (processes?: number) =>
    (await examineServer(url, () => new Date(), processes)).map(({ kind, text }) => `${kind}: ${text}`);

  test('how many connections its processes use, and that there is room for them', async () => {
    expect(await findings()).toContainEqual(
      expect.stringMatching(/^good: .*one process of Candour uses up to 10\.$/),
    );
    expect(await findings(3)).toContainEqual(
      expect.stringMatching(/^good: .*3 processes of Candour use up to 30\.$/),
    );
    expect(await findings(1000)).toContainEqual(
      expect.stringMatching(
        /^warning: .*It takes \d+ connections .*1000 processes of Candour use up to 10000: leave room/,
      ),
    );
    await outside('ALTER DATABASE candour_health CONNECTION LIMIT 12');
    expect(await findings()).toContainEqual(expect.stringMatching(/^warning: .*It takes 12 connections/));
  });

  test('that a table was made by something else, and sorts otherwise', async () => {
    const sorts = expect.stringMatching(/^fault: .*Its table people was not made by Candour/);
    expect(await findings()).not.toContainEqual(sorts);
    await outside('ALTER TABLE people ALTER COLUMN name TYPE text COLLATE "default"');
    expect(await findings()).toContainEqual(sorts);
  });

  test('that the server itself would answer before a change is kept', async () => {
    await outside('ALTER DATABASE candour_health SET synchronous_commit = off');
    expect(await findings()).toContainEqual(expect.stringMatching(/^warning: .*synchronous_commit is off/));
  });

  test('one that was made read-only is not opened, and nothing is changed in it', async () => {
    await outside('ALTER DATABASE candour_health SET default_transaction_read_only = on');
    await expect(openStore(url)).rejects.toThrow(/25006.*made read-only .*Name the primary/);
    await expect(bringUp(url)).rejects.toThrow(/25006/);
  });
});

test.skipIf(findPostgres() === undefined)(
  'doctor says that a server waits for a standby that does not follow, or does not wait for one that might',
  async () => {
    const cluster = await startCluster({ settings: ['synchronous_standby_names=two'] });
    try {
      const findings = async () =>
        (await examineServer(cluster.url(), () => new Date())).map(({ kind, text }) => `${kind}: ${text}`);
      expect(await findings()).toContainEqual(
        expect.stringMatching(/^fault: .*does not follow \(synchronous_standby_names is two\), so no change/),
      );
      const client = new pg.Client({ connectionString: cluster.url() });
      await client.connect();
      await client.query('SET synchronous_commit = local');
      await client.query('ALTER DATABASE postgres SET synchronous_commit = local');
      await client.end();
      expect(await findings()).toContainEqual(
        expect.stringMatching(/^warning: .*waits for no standby, although .* synchronous_commit is local/),
      );
    } finally {
      await cluster.close();
    }
  },
  30_000,
);
