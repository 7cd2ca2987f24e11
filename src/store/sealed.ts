import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The first bytes of a sealed backup. After them a salt of 16 bytes, then pieces. */
const MARK = Buffer.from('CANDOUR-SEALED-1');
const SALT = 16;
const TAG = 16;
/** Bytes of the backup in one piece; the last piece is shorter, or empty. */
const PIECE = 1 << 20;

/** True for a backup that only CANDOUR_KEY opens. */
export function isSealed(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const begin = Buffer.alloc(MARK.length);
    return readSync(descriptor, begin, 0, MARK.length, 0) === MARK.length && begin.equals(MARK);
  } finally {
    closeSync(descriptor);
  }
}

/** A key for this file alone, so that one key in the environment serves for much. */
function keyOf(key: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'candour backup', 32));
}

/** Each piece has its number, and whether it is the last: none can be left out, moved or cut off the end. */
function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(number, 7);
  bytes.writeUInt8(isLast ? 1 : 0, 11);
  return bytes;
}

/**
 * Encrypts a file into a new one, mode 0600: AES-256-GCM, a megabyte at a time.
 * @param key 32 bytes
 */
export async function sealFile(from: string, to: string, key: Uint8Array): Promise<void> {
  const salt = randomBytes(SALT);
  const own = keyOf(key, salt);
  await between(from, to, async (source, target) => {
    await target.write(Buffer.concat([MARK, salt]));
    for (let number = 0; ; number++) {
      const piece = await fill(source, PIECE);
      const isLast = piece.length < PIECE;
      const cipher = createCipheriv('aes-256-gcm', own, nonce(number, isLast));
      await target.write(Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]));
      if (isLast) break;
    }
    await target.sync();
  });
}

/**
 * Opens what `sealFile` made, into a new file, mode 0600.
 * @throws Error with a sentence for the operator: another key, or not as it was made.
 */
export async function unsealFile(from: string, to: string, key: Uint8Array): Promise<void> {
  await between(from, to, async (source, target) => {
    await fill(source, MARK.length);
    const own = keyOf(key, await fill(source, SALT));
    for (let number = 0; ; number++) {
      const piece = await fill(source, PIECE + TAG);
      const isLast = piece.length < PIECE + TAG;
      try {
        if (piece.length < TAG) throw new Error('cut off');
        const decipher = createDecipheriv('aes-256-gcm', own, nonce(number, isLast), { authTagLength: TAG });
        decipher.setAuthTag(piece.subarray(-TAG));
        await target.write(Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()]));
      } catch (error) {
        if (error instanceof Error && 'syscall' in error) throw error;
        const what =
          number === 0
            ? 'Either it was made with another CANDOUR_KEY, or it is damaged.'
            : 'It is damaged: restore an earlier one.';
        throw new Error(`${from} cannot be opened. ${what}`, { cause: error });
      }
      if (isLast) break;
    }
    await target.sync();
  });
}

async function between(
  from: string,
  to: string,
  work: (source: FileHandle, target: FileHandle) => Promise<void>,
): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      await work(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The next bytes, as many as there are up to `size`. */
async function fill(source: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await source.read(buffer, filled, size - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
