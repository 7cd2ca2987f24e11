/** All bytes of what comes in parts; undefined where there are more than `most`, of which no more is read. */
export async function readWhole(
  parts: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Uint8Array | undefined> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > most) return undefined;
    read.push(part);
  }
  return Buffer.concat(read, length);
}
