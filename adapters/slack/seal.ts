import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A secret cannot be decrypted with this key: it was encrypted with another one, or it was changed. */
export class Unsealable extends Error {
  override name = 'Unsealable';
}

/**
 * Encrypts a secret for storing: AES-256-GCM. `about` is bound in, so that it decrypts for nothing else.
 * @param key 32 bytes
 */
export function seal(secret: string, about: string, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return ['v1', iv, cipher.getAuthTag(), sealed]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
    .join('.');
}

/** @throws Unsealable */
export function unseal(words: string, about: string, key: Buffer): string {
  const [version, iv = '', tag = '', sealed = ''] = words.split('.');
  if (version !== 'v1') throw new Unsealable('sealed in an unknown way');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    throw new Unsealable('cannot be opened with this CANDOUR_KEY');
  }
}
