// Packs files into a tar archive (POSIX ustar), whose bytes depend on nothing but what is given.
const BLOCK = 512;

/**
 * @typedef {{ name: string, data: Uint8Array, isProgramme?: boolean }} Packed
 * @param {Packed[]} files in the order in which they are to be packed; names with `/`
 * @param {number} seconds when all of them were last changed, since 1970
 * @throws Error where a name is too long for the format
 */
export function pack(files, seconds) {
  const parts = files.flatMap(({ name, data, isProgramme }) => {
    const rest = (BLOCK - (data.length % BLOCK)) % BLOCK;
    return [header(name, data.length, isProgramme ? 0o755 : 0o644, seconds), data, Buffer.alloc(rest)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** @type {(name: string, size: number, mode: number, seconds: number) => Buffer} */
function header(name, size, mode, seconds) {
  const [prefix, last] = split(name);
  const block = Buffer.alloc(BLOCK);
  const octal = (/** @type {number} */ value, /** @type {number} */ length) =>
    `${value.toString(8).padStart(length, '0')}\0`;
  block.write(last, 0);
  block.write(octal(mode, 7), 100);
  // Owner and group: root, which whoever unpacks as another user is not.
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(seconds, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${octal(sum, 6)} `, 148);
  return block;
}

/**
 * A name of more than 100 bytes is cut at a slash.
 * @param {string} name
 */
function split(name) {
  const bytes = (/** @type {string} */ text) => Buffer.byteLength(text);
  if (bytes(name) <= 100) return ['', name];
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
    const [prefix, last] = [name.slice(0, at), name.slice(at + 1)];
    if (bytes(last) <= 100 && bytes(prefix) <= 155) return [prefix, last];
  }
  throw new Error(`The path ${name} is too long for an archive: shorten it.`);
}
