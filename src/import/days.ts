import type { Day } from '../core/rules/days.ts';
import { readSessions, type SessionsFrom, withSessions } from '../core/rules/sessions.ts';

/** The sessions that were said last, in the spelling of a cell; empty where none are known. */
export function daysNow(history: readonly SessionsFrom[]): string {
  return history.at(-1)?.sessions ?? '';
}

/** The history with the sessions of a cell from that day on (null: since always). */
export function withDays(history: readonly SessionsFrom[], cell: string, from: Day | null): SessionsFrom[] {
  const read = readSessions(cell);
  return withSessions(history, from, 'value' in read ? read.value : []);
}
