import type { Memories } from './remembered.ts';

/** An event of a setting's audit chain. `payload` may be erased later; the other fields are opaque ids. */
export interface AuditEvent {
  action: string;
  /** Person id, or `operator`, `clock` or `import`. */
  actor: string;
  /** Id or reference of the thing that the event is about. */
  subject: string;
  payload: Record<string, unknown>;
}

export interface RecordedEvent extends Pick<AuditEvent, 'action' | 'actor'> {
  at: Date;
}

export interface AuditTrail {
  append(setting: string, event: AuditEvent, at: Date): Promise<void>;
  /** Erases the payloads of these events. Each erasure is an event of its own, and the chain still verifies. */
  erase(setting: string, seqs: readonly number[], actor: string, at: Date): Promise<void>;
  /** The events of one thing from an instant on, oldest first. */
  of(setting: string, subject: string, since: Date): Promise<RecordedEvent[]>;
  /** The number and the hash (hexadecimal) of the chain's last event. */
  head(setting: string): Promise<{ seq: number; hash: string }>;
  /** What the events remember of records, but for payloads that are erased. Reads the whole chain. */
  memories(setting: string): Promise<Memories>;
}
