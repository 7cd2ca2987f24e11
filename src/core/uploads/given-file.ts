/** A file that came with a command, as the platform hands it over. */
export interface GivenFile {
  /** Its name, for messages; nothing else is told by it. */
  name: string;
  /** Its size in bytes, where the platform says it. */
  size?: number;
  /**
   * Its content; or a sentence for whoever gave it, where it cannot be had. `most`: how many bytes are taken in; of a longer one no more
   * is read. Called only for somebody who may use the command.
   */
  read(most: number): Promise<Uint8Array | { wrong: string }>;
}

/** What is said of a file that is longer than what is taken in. */
export const TOO_LARGE =
  'This file is larger than 8 MB, and a list or a policy never should be. Please copy what matters into a new file, without pictures, and give that.';
