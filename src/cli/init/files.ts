import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file in the making beside its target: hidden, so that an import passes it over, and replaced when it was left behind. */
const partOf = (path: string) => join(dirname(path), `.${basename(path).replace(/^\./, '')}.new`);

/**
 * Writes a new file, readable by its owner alone: whole, or not at all.
 * @returns false where there is one already, which is left as it is
 */
export function writeNew(path: string, text: string): boolean {
  const part = partOf(path);
  writeFileSync(part, text, { mode: 0o600, flush: true });
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // A disk without second names.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(String(code))) throw error;
    if (isThere(path)) return false;
    renameSync(part, path);
    return true;
  } finally {
    rmSync(part, { force: true });
  }
}

/** Replaces a file of this command's own, readable by its owner alone: whole, or not at all. */
export function replace(path: string, text: string): void {
  const part = partOf(path);
  writeFileSync(part, text, { mode: 0o600, flush: true });
  renameSync(part, path);
}

/** Whether anything has that name, also a link that leads nowhere. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  return isThere(path) ? readFileSync(path, 'utf8') : undefined;
}
