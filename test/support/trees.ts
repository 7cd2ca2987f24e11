import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A migration to come. */
export const NEXT = '0900_next.sql';

/** Another checkout, built, with a migration to come in these of its folders. Returns where it is. */
export function makeTree(tree: string, folders: readonly string[]): string {
  mkdirSync(join(tree, 'dist'), { recursive: true });
  for (const each of ['package.json', 'migrations', 'demo', 'dist/src'])
    cpSync(join(ROOT, each), join(tree, each), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'junction');
  const sql = 'CREATE TABLE next (id TEXT NOT NULL PRIMARY KEY) STRICT;';
  for (const folder of folders) writeFileSync(join(tree, folder, NEXT), sql);
  return tree;
}
