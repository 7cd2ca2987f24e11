import { crc32, deflateSync } from 'node:zlib';

/**
 * The product's sign, drawn here: a speech bubble, and in it two rings that overlap, for two people who know each other.
 * The plane is a square of 1 by 1, downwards.
 */
type Point = readonly [number, number];
type Colour = readonly [number, number, number, number];

const TEAL: Colour = [11, 83, 96, 255];
const AMBER: Colour = [214, 128, 22, 255];
const WHITE: Colour = [255, 255, 255, 255];
const CLEAR: Colour = [255, 255, 255, 0];

/** The accent of the app's card in Teams. */
export const ACCENT = '#0B5360';

/** 192 by 192, in colour. */
export function colourIcon(): Uint8Array {
  return draw(192, (point) => {
    if (ring(point, [0.585, 0.44], 0.115, 0.022)) return AMBER;
    if (ring(point, [0.415, 0.44], 0.115, 0.022)) return TEAL;
    return bubble(point) < 0 ? WHITE : TEAL;
  });
}

/** 32 by 32, white on nothing. */
export function outlineIcon(): Uint8Array {
  return draw(32, ([x, y]) => {
    // Nearer to the edge than the other: there is no safe margin to keep here.
    const point: Point = [0.5 + (x - 0.5) * 0.78, 0.5 + (y - 0.5) * 0.78];
    const edge = bubble(point);
    const isLine = edge < 0 && edge > -0.05;
    const isRing = ring(point, [0.585, 0.44], 0.11, 0.02) || ring(point, [0.415, 0.44], 0.11, 0.02);
    return isLine || isRing ? WHITE : CLEAR;
  });
}

/** How far outside the bubble a point lies; below 0, inside. */
function bubble([x, y]: Point): number {
  const dx = Math.abs(x - 0.5) - 0.22;
  const dy = Math.abs(y - 0.44) - 0.13;
  const box = Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 0.12;
  return Math.min(box, tail([x, y]));
}

const TAIL: readonly Point[] = [
  [0.3, 0.6],
  [0.5, 0.6],
  [0.3, 0.83],
];

/** The bubble's tail, a triangle: the farthest of its three sides decides. */
function tail([x, y]: Point): number {
  const sides = TAIL.map(([fromX, fromY], at) => {
    const [toX, toY] = TAIL[(at + 1) % TAIL.length] ?? [0, 0];
    const length = Math.hypot(toX - fromX, toY - fromY);
    return ((x - fromX) * (fromY - toY) + (y - fromY) * (toX - fromX)) / -length;
  });
  return Math.max(...sides);
}

function ring([x, y]: Point, [centreX, centreY]: Point, radius: number, half: number): boolean {
  return Math.abs(Math.hypot(x - centreX, y - centreY) - radius) < half;
}

const FINE = 6;

/** Each pixel is the mean of thirty-six points of it. */
function draw(size: number, colourAt: (point: Point) => Colour): Uint8Array {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let point = 0; point < FINE * FINE; point++) {
        const x = (column + ((point % FINE) + 0.5) / FINE) / size;
        const y = (row + (Math.floor(point / FINE) + 0.5) / FINE) / size;
        const [r, g, b, a] = colourAt([x, y]);
        red += r;
        green += g;
        blue += b;
        alpha += a;
      }
      const at = row * (size * 4 + 1) + 1 + column * 4;
      pixels.set(
        [red, green, blue, alpha].map((sum) => Math.round(sum / (FINE * FINE))),
        at,
      );
    }
  }
  return toPng(size, pixels);
}

/** A PNG of eight bits a channel, with alpha (ISO/IEC 15948). Each row of `pixels` begins with its filter, 0. */
function toPng(size: number, pixels: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
