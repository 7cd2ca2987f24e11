import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);

/** The kind of network file system a number of `statfs` stands for; undefined for a local disk. */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0);
}

/**
 * Makes the folder (0700) and the file (0600) where they are missing, and closes a file that others may read.
 * @throws Error on a network file system: WAL keeps its index in shared memory, which such a disk does not share.
 */
export function prepareFile(file: string): void {
  const path = resolve(file);
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kind = networkFileSystem(statfsSync(folder).type);
  if (kind !== undefined) {
    throw new Error(
      `The database ${file} would be on a network file system (${kind}), where records can be lost. Set CANDOUR_DATABASE to a file on a local disk.`,
    );
  }
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
