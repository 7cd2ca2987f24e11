import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLOURS = 256;

/**
 * A PNG as the browser writes it (8-bit RGB or RGBA, not interlaced) with a palette instead: a third of its size. Colours that
 * differ by a shade become one where there are more than a palette holds.
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels } = pixelsOf(png);
  for (let bits = 8; ; bits--) {
    const mask = (0xff << (8 - bits)) & 0xff;
    const palette = new Map<number, number>();
    const lines = Buffer.alloc(height * (width + 1));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = 3 * (y * width + x);
        const colour = pixels.readUIntBE(at, 3);
        const shade = colour & (mask * 0x010101);
        const index = palette.get(shade) ?? palette.size;
        palette.set(shade, index);
        lines[y * (width + 1) + 1 + x] = index;
      }
    if (palette.size > COLOURS) continue;
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 3, 0, 0, 0], 8);
    // Bits that were dropped are filled up, so that white stays white.
    const shades = [...palette.keys()].flatMap((shade) =>
      [shade >> 16, (shade >> 8) & 0xff, shade & 0xff].map((part) => part | (part >> bits)),
    );
    return Buffer.concat([
      SIGNATURE,
      chunk('IHDR', header),
      chunk('PLTE', Buffer.from(shades)),
      chunk('IDAT', deflateSync(lines, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The pixels of a PNG, three bytes each. */
function pixelsOf(png: Buffer): { width: number; height: number; pixels: Buffer } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const size = kind === 2 ? 3 : kind === 6 ? 4 : 0;
  if (depth !== 8 || size === 0 || interlaced !== 0) throw new Error('no PNG of a kind that is known here');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * size;
  let above = Buffer.alloc(stride);
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const line = unfiltered(raw[start] ?? 0, raw.subarray(start + 1, start + 1 + stride), above, size);
    for (let x = 0; x < width; x++) line.copy(pixels, 3 * (y * width + x), x * size, x * size + 3);
    above = line;
  }
  return { width, height, pixels };
}

/** A line of pixels without its filter (PNG specification, 9: Filtering). */
function unfiltered(filter: number, filtered: Buffer, above: Buffer, size: number): Buffer<ArrayBuffer> {
  const line = Buffer.alloc(filtered.length);
  for (let at = 0; at < line.length; at++) {
    const left = at < size ? 0 : (line[at - size] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < size ? 0 : (above[at - size] ?? 0);
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    if (guess === undefined) throw new Error(`a line with an unknown filter: ${filter}`);
    line[at] = ((filtered[at] ?? 0) + guess) & 0xff;
  }
  return line;
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
