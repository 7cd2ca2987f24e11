import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** The first bytes of a sealed file. A salt of 16 bytes follows, then pieces. */
const MARK = Buffer.from('CANDOUR-SEALED-1');
const HEAD = MARK.length + 16;
const TAG = 16;
/** Bytes in one piece; the last piece is shorter, or empty. */
const PIECE = 1 << 20;
const WITHOUT = 'Set CANDOUR_KEY to the key it was made with, and try again.';

/** True of bytes that only CANDOUR_KEY opens. */
export function isSealed(bytes: Uint8Array): boolean {
  return MARK.equals(bytes.subarray(0, MARK.length));
}

export function isSealedFile(file: string): boolean {
  return isSealed(headOf(file));
}

/** Derives a key for this file alone, so that one key in the environment serves for many files. */
function keyOf(key: Uint8Array, head: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, head.subarray(MARK.length), 'candour backup', 32));
}

/** The nonce holds the piece's number and whether it is the last: no piece can be left out, moved or cut off the end. */
function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(number, 7);
  bytes.writeUInt8(isLast ? 1 : 0, 11);
  return bytes;
}

/** Bytes, available at once or as they arrive. */
type Stream = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Encrypts bytes as they arrive: AES-256-GCM, a megabyte at a time.
 * @param key 32 bytes
 */
export async function* seal(plain: Stream, key: Uint8Array): AsyncGenerator<Buffer> {
  const head = Buffer.concat([MARK, randomBytes(HEAD - MARK.length)]);
  const own = keyOf(key, head);
  const pieces = createPieces(PIECE);
  const sealed = ({ piece, number, isLast }: Piece) => {
    const cipher = createCipheriv('aes-256-gcm', own, nonce(number, isLast));
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  };
  yield head;
  for await (const bytes of plain) yield* pieces.add(bytes).map(sealed);
  yield sealed(pieces.end());
}

/** As `seal`, of bytes that are available at once. */
export async function sealBytes(plain: Uint8Array, key: Uint8Array): Promise<Buffer> {
  const sealed: Buffer[] = [];
  for await (const bytes of seal([plain], key)) sealed.push(bytes);
  return Buffer.concat(sealed);
}

/** Sealed bytes that do not open. The message is a clause that says why, with its full stop. */
class Unopened extends Error {
  override name = 'Unopened';
}

function* unseal(head: Uint8Array, rest: Iterable<Uint8Array>, key: Uint8Array): Generator<Buffer> {
  const own = keyOf(key, head);
  for (const { piece, number, isLast } of inPieces(rest, PIECE + TAG)) {
    let plain: Buffer;
    try {
      if (!isSealed(head) || piece.length < TAG) throw new Error('cut off');
      const decipher = createDecipheriv('aes-256-gcm', own, nonce(number, isLast), { authTagLength: TAG });
      decipher.setAuthTag(piece.subarray(-TAG));
      plain = Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()]);
    } catch (cause) {
      throw new Unopened(
        number === 0
          ? 'Either it was made with another CANDOUR_KEY, or it is damaged.'
          : 'It is damaged: use an earlier one.',
        { cause },
      );
    }
    yield plain;
  }
}

/**
 * Decrypts what `seal` made.
 * @throws Error that says what to do: no key, another key, or altered bytes.
 */
export function openBytes(sealed: Uint8Array, key: Uint8Array | undefined): Buffer {
  if (key === undefined) throw new Error(`This is encrypted. ${WITHOUT}`);
  try {
    return Buffer.concat([...unseal(sealed.subarray(0, HEAD), [sealed.subarray(HEAD)], key)]);
  } catch (error) {
    if (error instanceof Unopened) throw new Error(`This cannot be opened. ${error.message}`);
    throw error;
  }
}

/**
 * As `openBytes`, of a file of any length, a piece at a time. Each piece is genuine; whether the file is complete is known
 * only after the last one.
 */
export function* openFile(file: string, key: Uint8Array | undefined): Generator<Buffer> {
  if (key === undefined) throw new Error(`${file} is encrypted. ${WITHOUT}`);
  try {
    yield* unseal(headOf(file), contentOf(file, HEAD), key);
  } catch (error) {
    if (error instanceof Unopened) throw new Error(`${file} cannot be opened. ${error.message}`);
    throw error;
  }
}

/**
 * Encrypts a file into a new one, mode 0600, and opens that again.
 * @throws Error where it does not give back what was sealed
 */
export async function sealFile(from: string, to: string, key: Uint8Array): Promise<void> {
  await writeNew(to, seal(contentOf(from), key));
  if (digestOf(openFile(to, key)) !== digestOf(contentOf(from)))
    throw new Error(`${to} does not give back what was written to it. Please look at its disk.`);
}

function digestOf(content: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const bytes of content) hash.update(bytes);
  return hash.digest('base64');
}

/** Decrypts what `sealFile` made into a new file, mode 0600. */
export async function unsealFile(from: string, to: string, key: Uint8Array | undefined): Promise<void> {
  await writeNew(to, openFile(from, key));
}

/** Writes a new file, mode 0600, and resolves when it is on disk. Leaves nothing behind when it fails. */
export async function writeNew(file: string, content: Stream): Promise<void> {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    for await (const bytes of content) writeAll(descriptor, bytes);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(descriptor, bytes, written, bytes.length - written);
}

function headOf(file: string): Buffer {
  for (const bytes of contentOf(file)) return bytes.subarray(0, HEAD);
  return Buffer.alloc(0);
}

function* contentOf(file: string, from = 0): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    for (let at = from; ; ) {
      const buffer = Buffer.allocUnsafe(1 << 16);
      const length = readSync(descriptor, buffer, 0, buffer.length, at);
      if (length === 0) return;
      at += length;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

interface Piece {
  piece: Buffer;
  number: number;
  isLast: boolean;
}

/** The same bytes in pieces of this size; the last is shorter, or empty. */
function* inPieces(chunks: Iterable<Uint8Array>, size: number): Generator<Piece> {
  const pieces = createPieces(size);
  for (const chunk of chunks) yield* pieces.add(chunk);
  yield pieces.end();
}

function createPieces(size: number) {
  let number = 0;
  let parts: Uint8Array[] = [];
  let held = 0;
  return {
    add(chunk: Uint8Array): Piece[] {
      const full: Piece[] = [];
      let rest = chunk;
      while (held + rest.length >= size) {
        const cut = size - held;
        full.push({ piece: Buffer.concat([...parts, rest.subarray(0, cut)]), number, isLast: false });
        number += 1;
        rest = rest.subarray(cut);
        parts = [];
        held = 0;
      }
      parts.push(rest);
      held += rest.length;
      return full;
    },
    end: (): Piece => ({ piece: Buffer.concat(parts), number, isLast: true }),
  };
}
