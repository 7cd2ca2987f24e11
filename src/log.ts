import { pino } from 'pino';
import type { Log } from './core/platform.ts';
import { StoreFull } from './core/store.ts';
import { adviceOn } from './open.ts';

interface LogOptions {
  level: string;
  /** Struck out wherever they appear. */
  secrets: readonly string[];
  write?: (line: string) => void;
}

/** JSON lines on stderr. Callers pass ids, counts and names of things, never what people wrote. */
export function createLog({ level, secrets, write = (line) => process.stderr.write(line) }: LogOptions): Log {
  const hidden = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const strike = (line: string) => hidden.reduce((kept, secret) => kept.replaceAll(secret, '[hidden]'), line);
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
 * What a log may hold of an error: its kind, its code and where it was thrown. The message only where the system or the
 * database wrote it (it then has a code): our own may quote what somebody typed.
 */
export function toFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // The stack begins with the message, which may run over several lines and look like anything.
  const at = (error.stack ?? '')
    .replace(error.message, () => '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().slice(3));
  const advice = error instanceof StoreFull ? { advice: adviceOn(error.code) } : {};
  return {
    error: error.name,
    ...(code === undefined ? {} : { code, message: error.message }),
    ...advice,
    at,
  };
}

/** A short reference that a person can read out, and that stands in the log beside the error. */
export function newReference(): string {
  return crypto.randomUUID().slice(0, 8).toUpperCase();
}

/** Logs what a command was refused for when the database could not serve it just then. */
export function refusedByDatabase(log: Log): (error: unknown) => void {
  return (error) =>
    log.warn({ reference: newReference(), ...toFacts(error) }, 'the database refused a command');
}

/** Logs a command that was refused because nothing more fits on the disk. */
export function refusedByDisk(log: Log): (error: StoreFull) => void {
  return (error) => log.error({ reference: newReference(), ...toFacts(error) }, 'a command was refused');
}
