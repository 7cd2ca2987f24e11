import { Refusal } from '../../src/core/talk/refusal.ts';

/** A short reference that a person can read out, and that stands in the log beside the error. */
export function newReference(): string {
  return crypto.randomUUID().slice(0, 8).toUpperCase();
}

/**
 * What a log may hold of an error: its kind, its code, and where it was thrown. Never its message, which may quote what
 * somebody wrote. The stack begins with the message, which may run over several lines and look like anything.
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

/** What somebody is told of a fault that the log knows under this reference. */
export function withReference(reference: string, sentence = WENT_WRONG): string {
  return `${sentence} If it happens again, give this reference to whoever looks after Candour: ${reference}`;
}

/**
 * What somebody is told of whatever was thrown while they were answered: the store's own sentence, met before a command was
 * begun, where it is away or a newer Candour is about to start; else a sentence with the reference that `report` logged.
 */
export function toSentence(error: unknown, report: (error: unknown) => string, sentence?: string): string {
  return error instanceof Refusal ? error.message : withReference(report(error), sentence);
}
