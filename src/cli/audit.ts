import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { printableLine } from '../../adapters/console/text.ts';
import { selectSettings } from '../core/who/everywhere.ts';
import { isSealedFile, openFile, seal, writeNew } from '../store/sealed.ts';
import { describeFault, type OutsideHead } from '../store/verify.ts';
import { asFailure, type Door, EXIT, Failure, howEncrypted, read, WrongUsage } from './door.ts';

/** The stand-alone verifier (plain JavaScript), for people who check an export without having Candour. */
interface Verifier {
  verifyFile(file: string): Promise<{ kind: 'sound' | 'broken' }>;
  verifyLines(lines: AsyncIterable<string>): Promise<{ kind: 'sound' | 'broken' }>;
  linesOf(chunks: AsyncIterable<string>): AsyncIterable<string>;
  toSentences(found: unknown): string[];
}

/** Checks the audit chain of every setting or of an export file, or writes an export. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(
    args,
    {
      setting: { type: 'string' },
      payloads: { type: 'boolean' },
      plain: { type: 'boolean' },
      head: { type: 'string', multiple: true },
    } as const,
    { least: 1, most: 2 },
  );
  const [verb, file] = positionals;
  const { head = [], ...exporting } = values;
  if (verb === 'export') {
    if (head.length > 0) throw new WrongUsage('--head is for audit verify.');
    return write(door, { file, ...exporting });
  }
  if (verb !== 'verify') throw new WrongUsage('audit knows two things to do: verify and export.');
  if (values.setting !== undefined || values.payloads || values.plain)
    throw new WrongUsage('--setting, --payloads and --plain are for audit export.');
  if (file === undefined) return verify(door, head.map(readHead));
  if (head.length > 0)
    throw new WrongUsage('--head is for the database. The heads of an export are printed: compare them.');
  return verifyExport(door, resolve(file));
}

/** `[CODE/][SEQ:]HASH` */
function readHead(words: string): OutsideHead {
  const [, code, seq, hash] = /^(?:(.+)\/)?(?:(\d+):)?([0-9a-f]{64})$/i.exec(words.trim()) ?? [];
  if (hash === undefined)
    throw new WrongUsage(
      '--head wants a head as it was sent: 64 letters and digits. Before it may stand the code of the setting and a stroke (elm/…), or the number of the row and a colon (120:…).',
    );
  return { code, seq: seq === undefined ? undefined : Number(seq), hash: hash.toLowerCase() };
}

async function verify(door: Door, heads: readonly OutsideHead[]): Promise<number> {
  const store = await door.openStore();
  try {
    const found = await store.verifyAudit(heads);
    if (found.kind !== 'sound')
      throw new Failure(`${describeFault(found)} Keep this database as it is, and compare it with a backup.`);
    door.print(
      `The audit trail is sound: ${count(found.rows, 'row')} in ${count(found.settings, 'chain')}, and ${count(found.records, 'record')} as it last said.`,
    );
    if (heads.length > 0)
      door.print(`It goes on from ${heads.length === 1 ? 'that head' : 'each of those heads'}.`);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function verifyExport(door: Door, file: string): Promise<number> {
  const script = pathToFileURL(join(door.config.root, 'scripts/verify-audit.js')).href;
  const { verifyFile, verifyLines, linesOf, toSentences } = (await import(script)) as Verifier;
  const found = await asFailure(
    (async () =>
      isSealedFile(file)
        ? verifyLines(linesOf(Readable.from(openFile(file, door.config.key)).setEncoding('utf8')))
        : verifyFile(file))(),
  );
  const sentences = toSentences(found).map(printableLine).join('\n');
  if (found.kind === 'broken') throw new Failure(sentences);
  door.print(sentences);
  return EXIT.done;
}

interface Exporting {
  file: string | undefined;
  setting?: string | undefined;
  payloads?: boolean | undefined;
  plain?: boolean | undefined;
}

async function write(
  door: Door,
  { file, setting: code, payloads = false, plain = false }: Exporting,
): Promise<number> {
  const { key } = door.config;
  // An export without payloads contains no names and anybody may check it, so it is not encrypted.
  const own = payloads && !plain ? key : undefined;
  if (own !== undefined && file === undefined)
    throw new WrongUsage(
      'With CANDOUR_KEY set, --payloads wants a FILE, which is encrypted; or add --plain.',
    );
  const store = await door.openStore();
  try {
    const setting =
      code === undefined
        ? undefined
        : (await store.read((register) => selectSettings(register, code)))[0]?.id;
    const lines = store.trail({ setting, payloads, now: door.clock(undefined)() });
    if (file === undefined) {
      for await (const line of lines) door.print(line);
      return EXIT.done;
    }
    const rows = await asFailure(writeLines(file, lines, own));
    const encryption = payloads ? `, ${howEncrypted(key, plain)}` : '.';
    const verifier = own === undefined ? 'node scripts/verify-audit.js' : 'npx candour audit verify';
    door.print(
      printableLine(
        `${count(rows, 'line')} written to ${file}${encryption} Check it with: ${verifier} ${file}`,
      ),
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/**
 * Writes the lines into a new file and returns how many there were. It never overwrites: an older export is evidence too.
 */
async function writeLines(
  file: string,
  lines: AsyncIterable<string>,
  key: Uint8Array | undefined,
): Promise<number> {
  let written = 0;
  async function* bytes() {
    for await (const line of lines) {
      written += 1;
      yield Buffer.from(`${line}\n`);
    }
  }
  await writeNew(file, key === undefined ? bytes() : seal(bytes(), key));
  return written;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
