import type { Client } from 'pg';
import { analyse, copyRegister, createDatabase, unchecked, withCluster, withServer } from './cluster.ts';
import type { Figure } from './figures.ts';
import { measureVerbs, toGrowth } from './inside.ts';
import { scratch } from './ours.ts';
import { makeRegister, type Size } from './register.ts';

/** Columns that a copy of a setting must have for itself, beside its id. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  settings: ['id', 'code', 'code_key'],
  accounts: ['setting', 'user_id'],
};
const ALONE = ['schema_migrations', 'policy_texts'];

/**
 * The verbs on PostgreSQL in a small register and in one as large as England: `template`, of which the server makes `times`
 * settings for each. By the clock, since the server's work counts.
 */
export async function measureGrowthOnPostgres(
  small: Size,
  template: Size,
  times: number,
  [rounds, asks]: readonly [number, number],
): Promise<Figure[]> {
  return withCluster('growth on PostgreSQL', async (cluster) => {
    const seen: Awaited<ReturnType<typeof measureVerbs>>[] = [];
    const told: string[] = [];
    for (const [name, size, copies] of [
      ['small', small, 1],
      ['england', template, times],
    ] as const) {
      const register = await makeRegister(scratch(`${name}.db`), size, new Date());
      const url = await createDatabase(cluster, name);
      await copyRegister(register, url);
      const began = performance.now();
      const people = await withServer(url, async (client) => {
        if (copies > 1) await multiply(client, copies);
        const { rows } = await client.query<{ n: string }>(
          'SELECT (SELECT COUNT(*) FROM people) + (SELECT COUNT(*) FROM children) AS n',
        );
        return Number(rows[0]?.n);
      });
      const seconds = Math.round((performance.now() - began) / 1000);
      told.push(`${people} people in ${size.settings * copies} settings, in ${seconds} s`);
      seen.push(await measureVerbs(url, register, rounds, asks, 'clock'));
    }
    return [
      ...toGrowth(seen, ' on PostgreSQL', 'by the clock'),
      { name: 'registers made on PostgreSQL', words: told.join('; ') },
    ];
  });
}

/** Every setting with all its rows, again and again, until there are `times` of each. */
async function multiply(client: Client, times: number): Promise<void> {
  await unchecked(client);
  await client.query('SET synchronous_commit = off');
  const { rows: tables } = await client.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS table, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY table_name`,
  );
  for (const { table, columns } of tables) {
    if (ALONE.includes(table)) continue;
    const own = OWN[table] ?? ['setting'];
    const values = columns.map((column) => (own.includes(column) ? `${column} || '-' || copy` : column));
    await client.query(
      `INSERT INTO ${table} (${columns.join(', ')})
       SELECT ${values.join(', ')} FROM ${table} CROSS JOIN generate_series(2, ${times}) AS copy`,
    );
  }
  await analyse(client);
}
