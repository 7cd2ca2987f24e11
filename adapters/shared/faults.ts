import { Refusal } from '../../src/core/talk/refusal.ts';

/** A short reference that a person can read out, and that is logged with the error. */
export function newReference(): string {
  return crypto.randomUUID().slice(0, 8).toUpperCase();
}

/**
 * What a log may hold of an error: its kind, its code, and where it was thrown. Never its message, which may quote what
 * people wrote. The stack begins with the message, which may have several lines and look like anything.
 */
export function toFacts(error: unknown): { error: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const at = (error.stack ?? '')
    .replace(error.message, () => '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().slice(3));
  return { error: error.name, ...code, at };
}

const WENT_WRONG = 'Something went wrong here, and it has been noted. Please try again.';

/** The sentence about an error that is logged under this reference. */
export function withReference(reference: string, sentence = WENT_WRONG): string {
  return `${sentence} If it happens again, give this reference to whoever looks after Candour: ${reference}`;
}

/**
 * The sentence for a person whose command threw. Where the database is away, or a newer Candour is about to start, it is
 * the store's own; for a bug it has the reference that `report` logged.
 */
export function toSentence(error: unknown, report: (error: unknown) => string, sentence?: string): string {
  return error instanceof Refusal ? error.message : withReference(report(error), sentence);
}
