import { constants, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, parse } from 'node:path';
import type { Invocation } from '../../src/core/talk/parse.ts';
import type { ViewFile } from '../../src/core/talk/view.ts';
import { type GivenFile, TOO_LARGE } from '../../src/core/uploads/given-file.ts';
import { nameIn } from '../../src/core/uploads/shelf.ts';
import { withReference } from '../shared/faults.ts';
import { readWhole } from '../shared/whole.ts';

/** The highest number that is put behind a file's name. */
const MOST = 99;

/**
 * Writes a file of an answer into this folder, readable by nobody else, without replacing anything. Gives the file's name.
 * @throws Error of the file system where the folder cannot be written to
 */
export function saveFile(file: ViewFile, folder: string): string {
  const { name, ext } = parse(basename(file.name));
  const bytes = file.bytes();
  for (let number = 1; ; number++) {
    const called = number === 1 ? `${name}${ext}` : `${name}-${number}${ext}`;
    try {
      writeFileSync(join(folder, called), bytes, { flag: 'wx', mode: 0o600 });
      return called;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken || number === MOST) throw error;
    }
  }
}

/** As `saveFile`, into the current folder. Gives a sentence that says what became of it. */
export function saveHere(file: ViewFile, report: (error: unknown) => string): string {
  try {
    return `Saved here as ${saveFile(file, process.cwd())}.`;
  } catch (error) {
    return withReference(report(error), 'The file could not be saved here.');
  }
}

/**
 * What was typed, with the file whose path was typed for it; the handle of a file that waits is no path. A line that answers more than
 * which file it is stands for a form that is sent.
 */
export function withFile(invocation: Invocation): Invocation {
  const { file, ...others } = invocation.input;
  if (typeof file !== 'string' || file.trim() === '') return invocation;
  const isHandle = nameIn(file) !== undefined;
  return {
    ...invocation,
    ...(isHandle ? {} : { files: [fileAt(file)] }),
    ...(isHandle || Object.keys(others).length > 0 ? { submitted: true } : {}),
  };
}

/** The file at a path that somebody typed, in quotation marks or not. `~` is the home folder. */
export function fileAt(typed: string): GivenFile {
  const path = toPath(typed);
  return {
    name: basename(path),
    read: async (most) => {
      const wrong = await faultAt(typed);
      if (wrong !== undefined) return { wrong };
      try {
        // What has become a pipe meanwhile is not waited for.
        const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
        return (await readWhole(handle.createReadStream(), most)) ?? { wrong: TOO_LARGE };
      } catch (error) {
        return { wrong: unreadable(path, error) };
      }
    },
  };
}

/** Why there is no file to be read at a path, as a sentence; undefined where there is one. */
export async function faultAt(typed: string): Promise<string | undefined> {
  const path = toPath(typed);
  if (path === '') return 'Please type the path of a file.';
  try {
    const found = await stat(path);
    if (found.isDirectory()) return `“${path}” is a folder. Please name a file in it.`;
    if (!found.isFile()) return `“${path}” is a device or a pipe. Please name a file.`;
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    await handle.close();
    return undefined;
  } catch (error) {
    return unreadable(path, error);
  }
}

function toPath(typed: string): string {
  const path = typed.trim().replace(/^(["'])(.*)\1$/s, '$2');
  return path.replace(/^~(?=$|[\\/])/, homedir);
}

/** @throws what is no error of the file system */
function unreadable(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `“${path}” is not there. Please check the path.`;
  if (code === 'EACCES' || code === 'EPERM')
    return `“${path}” may not be read by whoever runs Candour. Please put it where it may.`;
  return `“${path}” cannot be read (${code}). Please name another file.`;
}
