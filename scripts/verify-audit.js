// Verifies what `candour audit export` wrote: node verify-audit.js FILE
//
// Needs Node.js and nothing else: no database, no Candour. Each line of FILE is one JSON object. The first says what the
// file is; then, a setting at a time, the rows of its chain in order, and its head.
//
// A row's `hash` is the SHA-256 of the JSON text {"action","actor","at","digest","prev","seq","subject"}, keys in this order,
// no spaces. Its `prev` is the hash of the row before it; the first follows the SHA-256 of `candour:` and the setting's id.
// Its `digest` is the SHA-256 of the salt, a colon and the payload. A payload may be missing only where a later row of the
// chain, `audit.erased`, names its number. A line says nothing else, and nothing twice: two readers read the same in it.
import crypto from 'node:crypto';
import { createReadStream } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** In one call where Node.js has it (20.12). @param {string} text @returns {string} */
const sha256 = (text) =>
  crypto.hash?.('sha256', text, 'hex') ?? crypto.createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * @typedef {{kind: 'sound', settings: number, rows: number, heads: {setting: string, seq: number, hash: string}[]}
 *   | {kind: 'broken', line: number, setting: string | undefined, seq: number | undefined, reason: string}
 *   | {kind: 'sealed'}} Verification
 */

/**
 * The first bad line, or that there is none, or that the file is encrypted. `reason` is a clause about it, with its full stop.
 * @param {AsyncIterable<string>} lines
 * @returns {Promise<Verification>}
 */
export async function verifyLines(lines) {
  /** @type {{setting: string, seq: number, hash: string, missing: Map<number, number>} | undefined} */
  let chain;
  /** @type {{setting: string, seq: number, hash: string}[]} */
  const heads = [];
  let at = 0;
  let rows = 0;
  let payloads;
  /** @param {string} reason @param {number} [line] @param {number} [seq] @returns {Verification} */
  const broken = (reason, line = at, seq = undefined) => ({
    kind: 'broken',
    line,
    setting: chain?.setting,
    seq: seq ?? (chain === undefined ? undefined : chain.seq + 1),
    reason,
  });

  for await (const line of lines) {
    at += 1;
    if (at === 1 && line.startsWith('CANDOUR-SEALED-')) return { kind: 'sealed' };
    const row = parse(line);
    if (row === undefined) return broken('it is no line of an audit export.');
    if (at === 1) {
      if (row.kind !== 'candour-audit') return broken('the file does not begin as an audit export does.');
      if (row.version !== 1) return broken('it is of a later version: use the verifier that came with it.');
      payloads = row.payloads === true;
      continue;
    }
    if (line.trimEnd() !== asWritten(row)) return broken('it is not as an audit export writes it.');
    if (row.kind === 'head') {
      // A setting to which nothing has happened has a head alone.
      chain ??= {
        setting: String(row.setting),
        seq: 0,
        hash: sha256(`candour:${row.setting}`),
        missing: new Map(),
      };
      if (row.setting !== chain.setting) return broken('the head of another chain stands here.');
      const [unexplained] = chain.missing;
      if (unexplained !== undefined) {
        const [seq, where] = unexplained;
        return broken('its payload is missing, and no erasure was recorded.', where, seq);
      }
      if (row.seq !== chain.seq || row.hash !== chain.hash)
        return broken('the rows above do not lead to the head of their chain: some are missing.');
      if (heads.some(({ setting }) => setting === row.setting)) return broken('this chain has ended before.');
      heads.push({ setting: chain.setting, seq: chain.seq, hash: chain.hash });
      chain = undefined;
      continue;
    }
    if (row.kind !== 'row') return broken('it is no line of an audit export.');
    const { setting, seq, action, actor, subject, digest, prev, salt, payload } = row;
    chain ??= { setting: String(setting), seq: 0, hash: sha256(`candour:${setting}`), missing: new Map() };
    if (setting !== chain.setting) return broken('the chain before it has no head.');
    if (seq !== chain.seq + 1) return broken('it is not in its place.');
    if (sha256(JSON.stringify({ action, actor, at: row.at, digest, prev, seq, subject })) !== row.hash)
      return broken('it was changed.');
    if (prev !== chain.hash) return broken('it does not follow the row before it.');
    if (salt !== undefined || payload !== undefined) {
      if (!payloads) return broken('it has a payload, and the first line says that there is none.');
      if (sha256(`${salt}:${payload}`) !== digest) return broken('its payload was changed.');
    } else if (payloads) chain.missing.set(seq, at);
    if (action === 'audit.erased') chain.missing.delete(Number(subject));
    chain.seq = seq;
    chain.hash = String(row.hash);
    rows += 1;
  }
  at += 1;
  if (at === 1) return broken('the file is empty.', 1);
  if (chain) return broken('it is missing: the last chain has no head.');
  return { kind: 'sound', settings: heads.length, rows, heads };
}

/** What the exporter writes for a row or a head. @param {Record<string, unknown>} line */
function asWritten({ kind, setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload }) {
  if (kind === 'head') return JSON.stringify({ kind, setting, seq, hash });
  return JSON.stringify({
    kind,
    setting,
    seq,
    action,
    actor,
    subject,
    at,
    digest,
    prev,
    hash,
    salt,
    payload,
  });
}

/** @param {string} line @returns {Record<string, unknown> & {seq?: number} | undefined} */
function parse(line) {
  try {
    const value = JSON.parse(line);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} file */
export const verifyFile = (file) => verifyLines(linesOf(createReadStream(file, 'utf8')));

/**
 * Ends lines at line feeds alone: what people wrote may hold what ends them elsewhere (U+2028).
 * @param {AsyncIterable<string>} chunks
 */
export async function* linesOf(chunks) {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** @param {Verification} found */
export function toSentences(found) {
  if (found.kind === 'sealed')
    return [
      'This export is encrypted, so nothing was checked.',
      'With Candour and its CANDOUR_KEY: npx candour audit verify FILE',
      'To check it anywhere, have one made without names (leave out --payloads), or with --payloads --plain.',
    ];
  if (found.kind === 'broken') return [`Line ${found.line} is the first bad one: ${found.reason}`];
  const sound = `The export is sound: rows ${found.rows}, chains ${found.settings}. Compare the heads with what you noted before:`;
  return [sound, ...found.heads.map(({ setting, seq, hash }) => `${setting} ${seq} ${hash}`)];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) {
    process.stderr.write('Usage: node verify-audit.js FILE\n');
    process.exitCode = 2;
  } else {
    try {
      const found = await verifyFile(file);
      const out = found.kind === 'sound' ? process.stdout : process.stderr;
      out.write(`${toSentences(found).join('\n')}\n`);
      process.exitCode = found.kind === 'sound' ? 0 : 1;
    } catch (error) {
      process.stderr.write(
        `${file} cannot be read (${error instanceof Error && 'code' in error ? error.code : '?'}).\n`,
      );
      process.exitCode = 1;
    }
  }
}
