import { unzipSync } from 'fflate';
import { Refused } from './tasks.ts';

/** The most that the parts of one file may hold, unpacked. */
const LARGEST = 96 * 1024 * 1024;
const MOST_PARTS = 2000;
/** How many times its size a part may unpack to; repeated cells reach some forty. */
const RATIO = 400;

/**
 * Unpacks those parts of an Office file that `wanted` names, after a look at its directory: how many parts, and how large, it
 * says that it has. No part unpacks to more than it said.
 * @throws Refused
 */
export function unpack(bytes: Uint8Array, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  let parts = 0;
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        parts++;
        total += originalSize;
        if (parts > MOST_PARTS || total > LARGEST || originalSize > Math.max(size, 2048) * RATIO)
          throw new Refused(
            'This file unpacks to far more than a list or a policy could hold, and was not read. Please copy what matters into a new file, and save that.',
          );
        return wanted(name);
      },
    });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('This file is damaged: it cannot be unpacked. Please save it again.');
  }
}
