import { isUtf8 } from 'node:buffer';

/** Decoded text, with `\n` at every line's end and without a byte order mark, and what was not as it should be. */
export interface Decoded {
  text: string;
  note: string | undefined;
}

/**
 * The signs of Windows-1252 at 0x80 to 0x9f; elsewhere it is Latin-1. Spaces: no sign, so that a file which has these is in yet
 * another encoding. (The decoder of some Nodes takes Windows-1252 for Latin-1 here, too.)
 */
const SIGNS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Decodes what a spreadsheet saves as text: UTF-8, UTF-16 of either order, or Windows-1252. Undefined: it is none of these. */
export function decodeText(bytes: Uint8Array): Decoded | undefined {
  const order = utf16Of(bytes);
  if (order !== undefined)
    return decoded(
      new TextDecoder(order).decode(bytes),
      'is in UTF-16, which Excel calls “Unicode Text”, and was read as that.',
    );
  if (isUtf8(bytes))
    return bytes.includes(0) ? undefined : decoded(new TextDecoder().decode(bytes), undefined);
  const text = fromWindows(bytes);
  if (text === undefined) return undefined;
  return decoded(
    text,
    'is not in UTF-8, and was read as Windows-1252, as older programs save it: please look at the names with accents.',
  );
}

function fromWindows(bytes: Uint8Array): string | undefined {
  const signOf = (byte: number) => SIGNS[byte - 0x80];
  if (bytes.some((byte) => byte === 0 || signOf(byte) === ' ')) return undefined;
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (sign) => signOf(sign.charCodeAt(0)) ?? '');
}

function decoded(text: string, note: string | undefined): Decoded {
  return { text: text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'), note };
}

/** Recognised by its byte order mark, or by the zero bytes that Latin letters have in UTF-16. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 200);
  const zeros = (odd: number) => start.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  if (start.length < 4 || zeros(0) + zeros(1) < start.length / 3) return undefined;
  return zeros(1) > zeros(0) ? 'utf-16le' : 'utf-16be';
}
