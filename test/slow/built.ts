import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';

const ROOT = join(import.meta.dirname, '../..');

/** A script and our sources in one file, in a folder of its own: whoever edits meanwhile does not change what is tested. */
export async function buildScript(input: string) {
  const folder = await mkdtemp(join(tmpdir(), 'candour-built-'));
  const script = join(folder, 'script.js');
  await build({
    cwd: ROOT,
    input,
    platform: 'node',
    external: ['better-sqlite3', 'pg', 'date-holidays'],
    output: { file: script, codeSplitting: false },
  });
  for (const each of ['migrations', 'package.json'])
    await cp(join(ROOT, each), join(folder, each), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return {
    folder,
    script,
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
