import { strToU8, zipSync } from 'fflate';

/** Files of text, by name, as one zip; the same files give the same bytes. */
export function toZip(files: Record<string, string>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: '1980-01-01T12:00:00' });
}
