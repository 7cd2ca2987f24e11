import { hash } from 'node:crypto';
import { clip } from '../core/rules/entries.ts';
import type { Findings } from './findings.ts';

/** Digests of what a row said, by field. Short ones: two that collide would only hide that a cell was edited. */
export type Fingerprint = Record<string, string>;

/** Of what stood there, as the register makes its digests: 96 bits of SHA-256, the same for nothing and for null. */
export function digest(value: unknown): string {
  const said = typeof value === 'string' ? value : `\0${JSON.stringify(value ?? null)}`;
  return hash('sha256', said, 'base64url').slice(0, 16);
}

/** What becomes of one field: nothing, the folder's word, or what was changed in chat since. */
export type Outcome = 'same' | 'apply' | 'keep';

/** The fields of one row, compared three ways: the folder, the register, and what the folder said last. */
export class Settling {
  readonly changed: string[] = [];
  readonly #last: Fingerprint;
  readonly #next: Fingerprint;
  readonly #overwrite: boolean;
  #saysTheSame = true;

  constructor(last: Fingerprint, overwrite: boolean) {
    this.#last = last;
    this.#next = { ...last };
    this.#overwrite = overwrite;
  }

  /** What stood in this field last, as a digest. */
  last(field: string): string | undefined {
    return this.#last[field];
  }

  /** Whether every field says what it said last, so that nothing need be kept. */
  get saysTheSame(): boolean {
    return this.#saysTheSame;
  }

  /**
   * `file` undefined: the folder says nothing. `isUnset`: the register has nothing there that could have been said in chat.
   */
  field(field: string, file: unknown, registered: unknown, isUnset = registered === null): Outcome {
    if (file === undefined) return 'same';
    const outcome = isSame(file, registered) ? 'same' : this.#judge(field, file, registered, isUnset);
    if (outcome !== 'keep') this.remember(field, file);
    if (outcome === 'apply') this.changed.push(field);
    return outcome;
  }

  /** Remembers what stood in a cell, whatever became of it. */
  remember(field: string, file: unknown): void {
    const said = digest(file);
    if (said !== this.#last[field]) this.#saysTheSame = false;
    this.#next[field] = said;
  }

  /** As it is to be kept. */
  fingerprint(): string {
    return JSON.stringify(this.#next);
  }

  #judge(field: string, file: unknown, registered: unknown, isUnset: boolean): Outcome {
    if (this.#overwrite) return 'apply';
    const last = this.#last[field];
    if (last === undefined) return isUnset ? 'apply' : 'keep';
    return digest(file) !== last && digest(registered) === last ? 'apply' : 'keep';
  }
}

/** Lists by what they hold. */
function isSame(file: unknown, registered: unknown): boolean {
  if (!Array.isArray(file) || !Array.isArray(registered)) return file === registered;
  return file.length === registered.length && file.every((each, at) => each === registered[at]);
}

/** Says that a field was left as chat has it, and how to have the folder's word instead. */
export function noteKept(
  findings: Findings,
  where: string,
  name: string,
  field: string,
  registered: string,
  file: string,
): void {
  findings.note(
    `${where}: ${clip(name)}: ${field} was changed in chat since the last import and was kept: ${registered} (the file says ${file}). --overwrite takes the file's.`,
  );
}
