import { clip } from '../talk/view.ts';
import type { OpenedFile } from './opened-file.ts';

/** How long a file waits to be taken over, in milliseconds: a day. */
const LASTS_MS = 24 * 3_600_000;
/** How many bytes of files wait at once. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Held {
  owner: string;
  handle: string;
  file: OpenedFile;
  bytes: number;
  until: number;
}

export type Shelf = ReturnType<typeof createShelf>;

/**
 * Keeps the files that were given and not taken over yet, in memory alone: the newest of each person, for a day, and the oldest go
 * first where there are too many (decision 61). Its files are found by whoever gave them.
 */
export function createShelf(clock: () => Date) {
  let held: Held[] = [];
  const tidy = () => {
    const now = clock().getTime();
    held = held.filter(({ until }) => until > now);
    const taken = () => held.reduce((sum, { bytes }) => sum + bytes, 0);
    while (held.length > 1 && taken() > MOST_BYTES) held.shift();
  };
  return {
    /** Lets go of what has waited for a day; called with every command, whoever gives it. */
    tidy,
    put(owner: string, file: OpenedFile, bytes: number): void {
      held = held.filter((each) => each.owner !== owner);
      held.push({ owner, handle: handleOf(file), file, bytes, until: clock().getTime() + LASTS_MS });
      tidy();
    },
    /** The file of this person that waits under the handle. */
    find(owner: string, handle: string): OpenedFile | undefined {
      tidy();
      return held.find((each) => each.owner === owner && each.handle === handle)?.file;
    },
    drop(owner: string, handle: string): void {
      held = held.filter((each) => each.owner !== owner || each.handle !== handle);
    },
  };
}

/** Whose a file is: a person's, in a setting. */
export function ownerOf(setting: string, person: string): string {
  return `${setting} ${person}`;
}

/** How a file is called in a form: by a digest of its content, and its name. */
export function handleOf({ digest, name }: OpenedFile): string {
  return `${digest}:${clip(name.replaceAll(/[\p{C}]/gu, ' ').trim() || 'file', 80)}`;
}

/** The name in a handle; undefined for words that are none. */
export function nameIn(handle: string): string | undefined {
  return /^[\w-]{16,64}:(.+)$/s.exec(handle)?.[1];
}
