import { hash } from 'node:crypto';
import { type Day, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { Findings } from './findings.ts';

/** Digests of what a row said, by field. Short ones: two that collide would only hide that a cell was edited. */
export type Fingerprint = Record<string, string>;

/** Of what stood there, as the register makes its digests: 96 bits of SHA-256, the same for nothing and for null. */
export function digest(value: unknown): string {
  const said = typeof value === 'string' ? value : `\0${JSON.stringify(value ?? null)}`;
  return hash('sha256', said, 'base64url').slice(0, 16);
}

/** What becomes of one field: nothing, what the file says, or what was changed in chat since. */
type Outcome = 'same' | 'apply' | 'keep';

/** Where a row stands and whose it is, for the notes about it. */
interface Subject {
  where: string;
  name: string;
}

interface Compared<T> {
  /** Undefined: the file says nothing. */
  file: T | undefined;
  registered: T;
  show(value: T): string;
  take(value: T): void;
  /** Whether the register has nothing there that could have been said in chat. */
  isUnset?: boolean;
}

/** The fields of one row, compared three ways: the file, the register, and what the file said at the last import. */
export class Merge {
  readonly changed: string[] = [];
  /** The changes in words: `email: none → ann@elm.test`. */
  readonly words: string[] = [];
  readonly #last: Fingerprint;
  readonly #next: Fingerprint;
  readonly #overwrite: boolean;
  readonly #subject: Subject;
  readonly #findings: Findings;
  #saysTheSame = true;

  constructor(last: Fingerprint, overwrite: boolean, subject: Subject, findings: Findings) {
    this.#last = last;
    this.#next = { ...last };
    this.#overwrite = overwrite;
    this.#subject = subject;
    this.#findings = findings;
  }

  /** What stood in this field at the last import, as a digest. */
  last(field: string): string | undefined {
    return this.#last[field];
  }

  /** Whether every field says what it said at the last import, so that nothing need be remembered. */
  get saysTheSame(): boolean {
    return this.#saysTheSame;
  }

  /** Takes what the file says of one value of a record, or notes that a change in chat was kept. */
  value<T, K extends keyof T>(
    record: T,
    key: K,
    field: string,
    file: T[K] | undefined,
    show: (value: T[K]) => string,
    isUnset = record[key] === null,
  ): void {
    const take = (value: T[K]) => {
      record[key] = value;
    };
    this.field(field, { file, registered: record[key], show, take, isUnset });
  }

  /** The same of a field that is kept in another form. */
  field<T>(
    field: string,
    { file, registered, show, take, isUnset = registered === null }: Compared<T>,
  ): void {
    const outcome = this.compare(field, file, registered, isUnset);
    if (outcome === 'keep') this.noteKept(field, show(registered), show(file as T));
    if (outcome !== 'apply') return;
    this.words.push(`${field}: ${show(registered)} → ${show(file as T)}`);
    take(file as T);
  }

  /** What becomes of one field, for fields that are more than one value. */
  compare(field: string, file: unknown, registered: unknown, isUnset = registered === null): Outcome {
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

  /** Notes that a field was left as it is in the register, and how to have what the file says instead. */
  noteKept(field: string, registered: string, file: string): void {
    const { where, name } = this.#subject;
    this.#findings.note(
      `${where}: ${clip(name)}: ${field} was changed in chat since the last import and was kept: ${registered} (the file says ${file}). --overwrite takes the file's.`,
    );
  }

  /** What the register keeps for the next import. */
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

/** Lists are compared item by item. */
function isSame(file: unknown, registered: unknown): boolean {
  if (!Array.isArray(file) || !Array.isArray(registered)) return file === registered;
  return file.length === registered.length && file.every((item, at) => item === registered[at]);
}

export function showText(value: string | null): string {
  return value === null ? 'none' : clip(value);
}

export function showDate(day: Day | null): string {
  return day === null ? 'none' : showDay(day);
}

export function showDays(days: string): string {
  return days || 'not known';
}
