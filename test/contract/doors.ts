import type { Platform } from '../../src/core/platform.ts';
import type { Visitor } from './platforms.ts';

/** A platform with people of the register in front of it. */
export interface Doors {
  platform: Platform;
  /** Seats somebody of that name. */
  seat(person: string): Promise<Visitor>;
  /** The words of each message that this person's platform has shown them unasked, oldest first. */
  delivered(person: string): Promise<string[]>;
  /** Puts the last of them in front of this visitor, and gives the labels of its buttons. */
  openLast(person: string): Promise<string[]>;
  /** What stands in the place of this person's messages that were rewritten, in the order of rewriting; where a platform can. */
  rewritten?(person: string): Promise<{ words: string; hasButton: boolean }[]>;
  close(): Promise<void>;
}
