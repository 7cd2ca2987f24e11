import { closeSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printableLine } from '../../adapters/console/text.ts';
import { fold } from '../core/rules/names.ts';
import type { OpenedStore } from '../store/index.ts';
import { type Door, EXIT, Failure, read, told, WrongUsage } from './door.ts';

/** The verifier that stands alone, as plain JavaScript, for whoever has no Candour. */
interface Verifier {
  verifyFile(file: string): Promise<{ kind: 'sound' } | { kind: 'broken' }>;
  toSentences(found: unknown): string[];
}

/** Checks the audit chain of every setting, or an export of it; or makes one. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(
    args,
    { setting: { type: 'string' }, payloads: { type: 'boolean' } } as const,
    { least: 1, most: 2 },
  );
  const [verb, file] = positionals;
  if (verb === 'export') return write(door, file, values.setting, values.payloads === true);
  if (verb !== 'verify') throw new WrongUsage('audit knows two things to do: verify and export.');
  if (values.setting !== undefined || values.payloads)
    throw new WrongUsage('--setting and --payloads are for audit export.');
  return file === undefined ? verify(door) : verifyExport(door, resolve(file));
}

async function verify(door: Door): Promise<number> {
  const store = await door.openStore();
  try {
    const found = await store.verifyAudit();
    if (found.kind === 'broken') {
      throw new Failure(
        `The audit chain of ${found.code} is broken at row ${found.seq}: ${found.reason} Keep this database as it is, and compare it with a backup.`,
      );
    }
    door.print(`The audit trail is sound: ${count(found.rows, 'row')} in ${count(found.settings, 'chain')}.`);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function verifyExport(door: Door, file: string): Promise<number> {
  const script = pathToFileURL(join(door.config.root, 'scripts/verify-audit.js')).href;
  const { verifyFile, toSentences } = (await import(script)) as Verifier;
  const found = await told(verifyFile(file));
  const sentences = toSentences(found).map(printableLine).join('\n');
  if (found.kind === 'broken') throw new Failure(sentences);
  door.print(sentences);
  return EXIT.done;
}

async function write(
  door: Door,
  file: string | undefined,
  code: string | undefined,
  payloads: boolean,
): Promise<number> {
  const store = await door.openStore();
  try {
    const setting = code === undefined ? undefined : await idOf(store, code);
    const lines = store.trail({ setting, payloads, now: door.clock(undefined)() });
    if (file === undefined) {
      for (const line of lines) door.print(line);
      return EXIT.done;
    }
    const rows = await told((async () => writeLines(file, lines))());
    door.print(
      printableLine(
        `${count(rows, 'line')} written to ${file}. Check it anywhere with: node scripts/verify-audit.js ${file}`,
      ),
    );
    if (payloads) door.print("It holds people's names and notes: keep it where only you can read it.");
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function idOf(store: OpenedStore, code: string): Promise<string> {
  const all = await store.read((register) => register.settings.all());
  const found = all.find((setting) => fold(setting.code) === fold(code));
  if (found) return found.id;
  throw new Failure(`There is no setting ${code}. There are: ${all.map((each) => each.code).join(', ')}.`);
}

/** Into a new file: an export that stands there already is evidence, too. */
function writeLines(file: string, lines: Iterable<string>): number {
  const descriptor = openSync(file, 'wx', 0o600);
  let written = 0;
  try {
    for (const line of lines) {
      writeSync(descriptor, `${line}\n`);
      written += 1;
    }
  } finally {
    closeSync(descriptor);
  }
  return written;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
