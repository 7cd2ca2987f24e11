import { copyFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { from as copyIn } from 'pg-copy-streams';
import { moveRegister } from '../src/store/move.ts';
import { openFileToLeave } from '../src/store/sqlite/side.ts';
import { createDatabase, makeSchema, unchecked, withCluster, withServer } from './cluster.ts';
import { type Figure, median } from './figures.ts';
import { scratch } from './ours.ts';
import type { Register } from './register.ts';

/** `migrate-db` of a register from its file to PostgreSQL, with all that it compares, beside bare COPY of the same rows. */
export async function measureMove(register: Register, rounds: number): Promise<Figure[]> {
  return withCluster('migrate-db', async (cluster) => {
    const lines = await linesOf(register.file);
    const pairs: { moving: number; copying: number; rows: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const bare = await createDatabase(cluster, `bare_${round}`);
      await makeSchema(bare);
      const copying = await seconds(() => copyBare(bare, lines));
      const file = scratch('left.db');
      await copyFile(register.file, file);
      const filled = await createDatabase(cluster, `filled_${round}`);
      let rows = 0;
      const moving = await seconds(async () => {
        ({ rows } = await moveRegister(file, filled, { at: new Date() }));
      });
      pairs.push({ moving, copying, rows });
    }
    const pace = (took: 'moving' | 'copying') =>
      Math.round(median(pairs.map((pair) => pair.rows / pair[took])));
    return [
      {
        name: 'migrate-db / COPY of the same rows',
        seen: median(pairs.map(({ moving, copying }) => copying / moving)),
        words: `${pairs[0]?.rows} rows, ${pace('moving')} and ${pace('copying')} a second`,
      },
    ];
  });
}

/** A register's rows as COPY takes them, by table. */
async function linesOf(file: string): Promise<Map<string, Buffer[]>> {
  const lines = new Map<string, Buffer[]>();
  const side = openFileToLeave(file);
  for (const table of side.tables) {
    const chunks: Buffer[] = [];
    for await (const chunk of side.read(table)) chunks.push(chunk);
    lines.set(table.name, chunks);
  }
  await side.close();
  return lines;
}

async function copyBare(url: string, lines: Map<string, Buffer[]>): Promise<void> {
  await withServer(url, async (client) => {
    await unchecked(client);
    await client.query('BEGIN');
    for (const [name, chunks] of lines)
      await pipeline(chunks, client.query(copyIn(`COPY "${name}" FROM STDIN`)));
    await client.query('COMMIT');
  });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
