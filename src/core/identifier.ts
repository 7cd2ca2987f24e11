let made = { time: Number.NaN, count: 0, prefix: '' };
// Drawn many at a time: an import makes a hundred thousand.
const CHANCE = new Uint8Array(6 * 512);
let drawn = CHANCE.length;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (byte: number) => HEX[byte & 0xff] as string;

/**
 * A new identifier: UUIDv7, so that it sorts by the time of its making, and those of one millisecond by the order in which
 * this process made them (a count of 26 bits; 48 remain to chance).
 */
export function newId(now: Date): string {
  const time = now.getTime();
  if (time === made.time) made.count += 1;
  else {
    const digits = time.toString(16).padStart(12, '0');
    made = { time, count: 0, prefix: `${digits.slice(0, 8)}-${digits.slice(8)}-` };
  }
  const { count, prefix } = made;
  const version = hex(0x70 | ((count >>> 22) & 0x0f)) + hex(count >>> 14);
  const variant = hex(0x80 | ((count >>> 8) & 0x3f)) + hex(count);
  return `${prefix}${version}-${variant}-${byChance()}`;
}

/** 48 bits, hexadecimal. */
function byChance(): string {
  if (drawn === CHANCE.length) {
    crypto.getRandomValues(CHANCE);
    drawn = 0;
  }
  let digits = '';
  for (const end = drawn + 6; drawn < end; drawn++) digits += HEX[CHANCE[drawn] as number];
  return digits;
}
