import { createRequire } from 'node:module';

/** Packs text files, by name, into one zip; the same files give the same bytes. */
export function toZip(files: Record<string, string>): Uint8Array {
  // Loaded on first use: fflate builds its tables when it is loaded, and few runs need a zip.
  const { strToU8, zipSync } = createRequire(import.meta.url)('fflate') as typeof import('fflate');
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: '1980-01-01T12:00:00' });
}
