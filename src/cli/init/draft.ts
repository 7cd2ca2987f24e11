import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { Failure } from '../door.ts';
import { readIfThere, replace } from './files.ts';
import type { Answers } from './question.ts';

const KEY = 'env.';
const shape = z.record(z.string(), z.string());

/**
 * The answers of steps that are not written yet. They are on disk after each question, so that a conversation that was ended goes on
 * where it was: those about the setting in its folder, the keys beside `.env`.
 */
export class Draft {
  readonly answers: Answers;
  readonly #file: string;
  readonly #keys = resolve('.env.part');

  /** @throws Failure where a former draft cannot be read */
  constructor(dir: string) {
    this.#file = join(dir, '.init.json');
    const text = readIfThere(this.#file);
    let kept: Record<string, string> = {};
    try {
      if (text !== undefined) kept = shape.parse(JSON.parse(text));
    } catch {
      throw new Failure(
        `${this.#file}, which holds what was answered before, cannot be read. Delete it to answer anew.`,
      );
    }
    const keys = Object.entries(parseEnv(readIfThere(this.#keys) ?? ''));
    this.answers = new Map([
      ...Object.entries(kept),
      ...keys.map(([name, value]) => [KEY + name, value ?? ''] as const),
    ]);
  }

  /** Keeps an answer, on disk. */
  keep(id: string, value: string): void {
    this.answers.set(id, value);
    if (id.startsWith(KEY)) replace(this.#keys, envText(this.keys()));
    else this.#save();
  }

  /** Takes out the answers of a step that is written, and deletes the file with the last of them. */
  drop(step: string): void {
    for (const id of [...this.answers.keys()]) if (id.startsWith(`${step}.`)) this.answers.delete(id);
    if (step === 'env') rmSync(this.#keys, { force: true });
    if (this.#plain().length === 0) rmSync(this.#file, { force: true });
    else this.#save();
  }

  /** The keys of `.env` that were answered; an empty answer is none. */
  keys(): Record<string, string> {
    const all = [...this.answers].filter(([id]) => id.startsWith(KEY));
    return Object.fromEntries(all.map(([id, value]) => [id.slice(KEY.length), value]));
  }

  #plain(): [string, string][] {
    return [...this.answers].filter(([id]) => !id.startsWith(KEY));
  }

  #save(): void {
    replace(this.#file, `${JSON.stringify(Object.fromEntries(this.#plain()), null, 2)}\n`);
  }
}

/** Lines of a `.env`. A value is quoted where it would be read otherwise. */
export function envText(keys: Readonly<Record<string, string>>): string {
  const quote = (value: string) => {
    if (/^[\w.~:/@+=,-]*$/.test(value)) return value;
    const mark = ["'", '`', '"'].find((each) => !value.includes(each)) ?? "'";
    return `${mark}${value}${mark}`;
  };
  return Object.entries(keys)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
}
