import { isUtf8 } from 'node:buffer';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from '../findings.ts';
import { decodeText } from '../foreign/text.ts';

/** The text files of one setting's folder. A file that is missing or cannot be read as text is undefined. */
export interface Files {
  setting: string | undefined;
  people: string | undefined;
  children: string | undefined;
  agreements: string | undefined;
  /** By path within the folder: `policies/social-media.md`. */
  policies: Map<string, string>;
}

/** Opens files that were exported with a key. Sealed files are recognised by their content, not by their name. */
export interface Seal {
  isSealed(bytes: Uint8Array): boolean;
  /** @throws Error with a sentence: there is no key, the key is another one, or the file was changed */
  open(bytes: Uint8Array): Buffer;
}

/** The ending of the name of a file that was exported with a key. */
export const SEALED = '.sealed';

const LARGEST = 64 * 1024 * 1024;
const ADVICE = 'Please save it again as "CSV UTF-8 (comma delimited)", or as UTF-8 text.';

/** The folders to import: `dir` itself, or each of its folders that holds a setting. `name` is empty for `dir` itself. */
export function findFolders(dir: string, findings: Findings): { name: string; path: string }[] {
  const here = { file: dir, line: 1, column: 1 };
  const kind = statSync(dir, { throwIfNoEntry: false });
  if (!kind?.isDirectory()) {
    findings.fault(
      here,
      kind ? 'This is a file: please name the folder that holds it.' : 'There is no such folder.',
    );
    return [];
  }
  if (looksLikeSetting(dir)) return [{ name: '', path: dir }];
  const folders = readdirSync(dir, { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.name.startsWith('.') &&
        statSync(join(dir, entry.name), { throwIfNoEntry: false })?.isDirectory(),
    )
    .map((entry) => ({ name: entry.name, path: join(dir, entry.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const settings = folders.filter(({ path }) => looksLikeSetting(path));
  for (const { name } of folders.filter((folder) => settings.length > 0 && !settings.includes(folder))) {
    findings.note(`${name}: left out, for it holds neither setting.json nor people.csv nor children.csv.`);
  }
  if (settings.length === 0)
    findings.fault(
      here,
      'There is no setting.json, people.csv or children.csv in this folder or in the folders in it.',
    );
  return settings;
}

function looksLikeSetting(dir: string): boolean {
  return ['setting.json', 'people.csv', 'children.csv'].some((name) =>
    [name, name + SEALED].some((name) => statSync(join(dir, name), { throwIfNoEntry: false })?.isFile()),
  );
}

export function readFiles(dir: string, findings: Findings, seal?: Seal): Files {
  const kinds = new Map<string, 'sealed' | 'plain'>();
  const read = (name: string, needed: boolean) => readText(dir, name, needed, findings, seal, kinds);
  const policies = new Map<string, string>();
  const shelf = statSync(join(dir, 'policies'), { throwIfNoEntry: false });
  const names = shelf?.isDirectory()
    ? readdirSync(join(dir, 'policies'))
        .filter((name) => !name.startsWith('.'))
        .map((name) => (name.endsWith(SEALED) ? name.slice(0, -SEALED.length) : name))
        .sort()
    : [];
  for (const name of new Set(names)) {
    const path = `policies/${name}`;
    if (!/\.md$/i.test(name))
      findings.note(`${path}: left out, for policies are read from files that end in .md.`);
    else {
      const text = read(path, true);
      if (text !== undefined) policies.set(path, text);
    }
  }
  const files = {
    setting: read('setting.json', true),
    people: read('people.csv', true),
    children: read('children.csv', true),
    agreements: read('agreements.csv', false),
    policies,
  };
  refuseMixed(kinds, findings);
  return files;
}

/**
 * Refuses a mixture of sealed and plain files: without the key nobody can change a sealed file, but they could replace it
 * by a plain one.
 */
function refuseMixed(kinds: ReadonlyMap<string, 'sealed' | 'plain'>, findings: Findings): void {
  if (new Set(kinds.values()).size < 2) return;
  for (const [file, kind] of kinds) {
    if (kind === 'plain')
      findings.fault(
        { file, line: 1, column: 1 },
        'This file is not encrypted, and others beside it are: anybody may have put it there. To change a setting, export it with --plain.',
      );
  }
}

/** Decodes text, with `\n` at every line's end and without a byte order mark. */
function readText(
  dir: string,
  name: string,
  needed: boolean,
  findings: Findings,
  seal: Seal | undefined,
  kinds: Map<string, 'sealed' | 'plain'>,
): string | undefined {
  const there = [name, name + SEALED].filter((name) => existsSync(join(dir, name)));
  const file = there[0] ?? name;
  const path = join(dir, file);
  const fault = (words: string, line = 1, column = 1) => {
    findings.fault({ file, line, column }, words);
    return undefined;
  };
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind) return needed ? fault('This file is missing.') : undefined;
  if (there.length > 1) return fault(`${name}${SEALED} lies beside it: please keep one of the two.`);
  // A fault quotes what it reads: of a file elsewhere nobody should read a line here.
  if (lstatSync(path).isSymbolicLink())
    return fault('This is a link to another file. Please put the file itself here.');
  if (!kind.isFile()) return fault('This is a folder, where a file is expected.');
  if (kind.size > LARGEST)
    return fault('This file is larger than 64 MB, which is more than a setting could need.');
  let bytes: Buffer = readFileSync(path);
  const sealed = seal !== undefined && (file.endsWith(SEALED) || seal.isSealed(bytes));
  kinds.set(file, sealed ? 'sealed' : 'plain');
  if (sealed) {
    try {
      bytes = seal.open(bytes);
    } catch (error) {
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      return fault(error.message);
    }
  }
  const lenient = name.endsWith('.csv') ? decodeText(bytes) : undefined;
  if (lenient) {
    if (lenient.note !== undefined) findings.note(`${file}: this file ${lenient.note}`);
    return lenient.text;
  }
  if (isUtf16(bytes)) return fault(`This file is in UTF-16 (Excel calls that "Unicode Text"). ${ADVICE}`);
  if (!isUtf8(bytes)) {
    const { line, column } = firstBadByte(bytes);
    return fault(
      `There is a character here that is not UTF-8, as if saved by an older program. ${ADVICE}`,
      line,
      column,
    );
  }
  const text = bytes.toString('utf8');
  return (text.startsWith('\uFEFF') ? text.slice(1) : text).replace(/\r\n?/g, '\n');
}

/** Recognised by its byte order mark, or by the zero bytes that Latin letters have in UTF-16. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.subarray(0, 200);
  return start.length >= 4 && start.filter((byte) => byte === 0).length >= start.length / 3;
}

function firstBadByte(bytes: Buffer): { line: number; column: number } {
  let line = 1;
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, from);
    const row = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!isUtf8(row)) {
      const cells = row.toString('latin1').split(',');
      return { line, column: cells.findIndex((cell) => !isUtf8(Buffer.from(cell, 'latin1'))) + 1 || 1 };
    }
    if (end < 0) return { line, column: 1 };
    line++;
    from = end + 1;
  }
}
