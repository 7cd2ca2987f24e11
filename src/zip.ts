import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** Files of text, by name, as one zip; the same files give the same bytes. */
export function toZip(files: Record<string, string>): Uint8Array {
  // It makes its tables as it is loaded, and hardly any start comes to a zip.
  const { strToU8, zipSync } = load('fflate') as typeof import('fflate');
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: '1980-01-01T12:00:00' });
}
