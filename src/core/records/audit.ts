/** Something that happened, for the audit chain of its setting. `payload` may be erased later; the rest is opaque ids. */
export interface AuditEvent {
  action: string;
  /** Person id, or `operator`, `clock` or `import`. */
  actor: string;
  /** Id or reference of what it happened to. */
  subject: string;
  payload: Record<string, unknown>;
}

export interface AuditTrail {
  append(setting: string, event: AuditEvent, at: Date): Promise<void>;
  /** Erases the payloads of these events, each erasure an event of its own; the chain still verifies. */
  erase(setting: string, seqs: readonly number[], actor: string, at: Date): Promise<void>;
  /** The chain's last hash, hexadecimal. */
  head(setting: string): Promise<{ seq: number; hash: string }>;
}
