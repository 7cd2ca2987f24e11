import type { Command } from './command.ts';
import type { Answer } from './view.ts';

/**
 * What becomes of a command. `done`: it was carried out, or what it asks for was shown. `asked`: a form came back. `refused`: an
 * expected “no”. `unavailable`: the database could not serve it, so the person was asked to try again. `failed`: a bug.
 */
export const OUTCOMES = ['done', 'asked', 'refused', 'unavailable', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The verb of what is no command. */
const UNKNOWN = 'unknown';

/** Told of each answer, in words from closed lists: nothing that anybody typed, and nobody's name. It must not throw. */
export interface AnswerObserver {
  /** Milliseconds since any one moment. */
  elapsed(): number;
  /** `verb`: a command's name, or `unknown`. `ms`: how long the answer took. */
  answered(verb: string, outcome: Outcome, platform: string, ms: number): void;
}

/** The verbs that are told of: all but the one that keeps nothing of whoever used it. */
export function verbsOf(commands: readonly Command[]): string[] {
  return [...new Set([...commands.map(verbOf), UNKNOWN])];
}

export function verbOf(command: Command | undefined): string {
  return command === undefined || command.takesAnyWords ? UNKNOWN : command.name;
}

/** Undefined for the line about concerns, of which nothing is kept: not even that somebody was shown it. */
export function outcomeOf(answer: Answer): Outcome | undefined {
  if (answer.kind === 'form') return 'asked';
  if (answer.worry) return undefined;
  return answer.refused ? 'refused' : 'done';
}
