import { expect } from 'vitest';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import type { OpenedStore } from '../../../src/store/index.ts';

export const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Writers that never rest, and what they were answered: numbers that begin with `first`, none twice. */
export function load(store: OpenedStore, setting: string, writers: number, first = 0) {
  const answered: number[] = [];
  const refused: string[] = [];
  const bugs: unknown[] = [];
  let slowest = 0;
  let next = first;
  let isOver = false;
  async function write(): Promise<void> {
    while (!isOver) {
      const number = next++;
      const began = performance.now();
      try {
        const event = { action: 'scribe.wrote', actor: 'operator', subject: `${number}`, payload: {} };
        await store.write([setting], (register) => register.audit.append(setting, event, new Date()));
        answered.push(number);
      } catch (error) {
        if (error instanceof Refusal) refused.push(error.message);
        else bugs.push(error);
        await pause(20);
      }
      slowest = Math.max(slowest, performance.now() - began);
    }
  }
  const running = Promise.all(Array.from({ length: writers }, write));
  return {
    answered,
    refused,
    slowest: () => slowest,
    async until(count: number): Promise<void> {
      for (const late = Date.now() + 30_000; answered.length < count; await pause(10))
        if (Date.now() > late)
          throw new Error(`only ${answered.length} of ${count} were answered: ${refused.at(-1)}`);
    },
    /** Each refusal asked to try again in a moment, and nothing else was thrown. */
    async end(): Promise<void> {
      isOver = true;
      await running;
      expect(bugs).toEqual([]);
      for (const sentence of new Set(refused)) expect(sentence).toMatch(/in a moment/);
    },
  };
}
