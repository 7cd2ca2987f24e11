import { pino } from 'pino';
import { newReference, toFacts as toPlainFacts } from '../adapters/shared/faults.ts';
import type { Log } from './core/platform.ts';
import { StoreFull } from './core/store.ts';
import type { AnswerObserver } from './core/talk/outcome.ts';
import { adviceOn } from './store/advice.ts';

export { newReference };

interface LogOptions {
  level: string;
  /** Values that are replaced by [hidden] wherever they appear in a line. */
  secrets: readonly string[];
  write?: (line: string) => void;
}

/** Writes JSON lines to stderr. Callers pass ids, counts and names of things, never what people wrote. */
export function createLog({ level, secrets, write = (line) => process.stderr.write(line) }: LogOptions): Log {
  const hidden = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const strike = (line: string) => hidden.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(strike(line)) },
  );
}

/**
 * What may be logged of an error: its name, its code and where it was thrown. Its message is logged only where it has a
 * code, because the system or the database wrote it; the messages of our own errors may quote what somebody typed.
 */
export function toFacts(error: unknown): Record<string, unknown> {
  const facts = toPlainFacts(error);
  const said = error instanceof Error && facts.code !== undefined ? { message: error.message } : {};
  const advice = error instanceof StoreFull ? { advice: adviceOn(error.code) } : {};
  return { ...facts, ...said, ...advice };
}

/** The same log, which tells besides of each line of these two levels, whether it is written or not. */
export function counted(log: Log, tell: (level: 'warn' | 'error') => void): Log {
  const telling = (level: 'warn' | 'error') => (facts: Record<string, unknown>, message: string) => {
    tell(level);
    log[level](facts, message);
  };
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.info(facts, message),
    warn: telling('warn'),
    error: telling('error'),
  };
}

/** A line for each answer. */
export function logAnswers(log: Log): AnswerObserver['answered'] {
  return (verb, outcome, platform, ms) =>
    log.info({ verb, outcome, ms: Math.round(ms), platform }, 'answered');
}

/** Logs a command that was refused because the database could not serve it at that moment. */
export function refusedByDatabase(log: Log): (error: unknown) => void {
  return (error) =>
    log.warn({ reference: newReference(), ...toFacts(error) }, 'the database refused a command');
}

/** Logs a command that was refused because the disk is full. */
export function refusedByDisk(log: Log): (error: StoreFull) => void {
  return (error) => log.error({ reference: newReference(), ...toFacts(error) }, 'a command was refused');
}
