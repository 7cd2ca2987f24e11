import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  type Stats,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

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

/** The kind of network file system that a type number of `statfs` stands for; undefined for a local disk. */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0);
}

/** How many bytes this user may still write to that folder's disk. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** The real path of a file, links followed: SQLite keeps its log there. For a missing file, where it would be. */
export function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

/**
 * What has the database's name; undefined when nothing has. A link to a file counts as a file.
 * @throws Error when it is a folder, a device, a pipe or a socket: these are neither opened nor changed.
 */
export function lookAtFile(file: string): Stats | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return stats;
  if (stats.isDirectory())
    throw new Error(
      `${file} is a folder, and the database is a file. Set CANDOUR_DATABASE to a file in it, such as ${join(file, 'candour.db')}.`,
    );
  throw new Error(
    `${file} is a device, a pipe or a socket, and the database is a file. Set CANDOUR_DATABASE to a file, such as /var/lib/candour/candour.db.`,
  );
}

/**
 * Creates the folder (0700) of the database where it is missing.
 * @throws Error on a network file system: WAL keeps its index in shared memory, which such a disk does not share.
 */
export function prepareFolder(file: string): void {
  const folder = dirname(resolve(file));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kind = networkFileSystem(statfsSync(folder).type);
  if (kind !== undefined) {
    throw new Error(
      `The database ${file} would be on a network file system (${kind}), where records can be lost. Set CANDOUR_DATABASE to a file on a local disk.`,
    );
  }
}

/**
 * Creates the folder (0700) and the file (0600) where they are missing. Existing ones keep their modes.
 * @throws Error as `lookAtFile` and `prepareFolder` do
 */
export function prepareFile(file: string): void {
  const found = lookAtFile(file);
  prepareFolder(file);
  if (!found) closeSync(openSync(file, 'a', 0o600));
}
