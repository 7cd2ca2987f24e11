import type { Accounts } from './accounts/account.ts';
import type { Conversations } from './accounts/conversation.ts';
import type { Installations } from './accounts/installation.ts';
import type { Allocations, NewAllocation } from './allocations/allocation.ts';
import type { Hold, Holds } from './allocations/hold.ts';
import type { Arrangement, Arrangements } from './arrangements/arrangement.ts';
import type { Boundaries, BoundaryAgreement } from './boundaries/boundary.ts';
import type { Child, Children, NewLink } from './children/child.ts';
import type { Families } from './children/family.ts';
import type { ConductMatter, ConductMatters } from './conduct/matter.ts';
import type { Declaration, Declarations } from './declarations/declaration.ts';
import type { DailyChecks } from './notices/daily-check.ts';
import type { Notices } from './notices/notice.ts';
import type { SentMessages } from './notices/sent-message.ts';
import type { Absence, People, Person } from './people/person.ts';
import type { Proposal, Proposals } from './people/proposal.ts';
import type { Acknowledgement, Policies, PolicyVersion, Signature } from './policies/policy.ts';
import type { AuditEvent, AuditTrail } from './records/audit.ts';
import type { Retention } from './records/retention.ts';
import type { CaseFacts } from './rules/routing.ts';
import type { LastImports } from './settings/last-import.ts';
import type { Imports, Settings } from './settings/setting.ts';
import type { View } from './talk/view.ts';

/** The answers already given to a form or a delivery, so that a repeat gets the same answer and has no second effect. */
export interface Intents {
  find(setting: string, person: string, key: string): Promise<View | undefined>;
  keep(setting: string, person: string, key: string, answer: View, at: Date): Promise<void>;
  /** Deletes answers older than that. */
  purge(before: Date): Promise<number>;
}

/**
 * Every noun whose rows `record` saves, in that order: its row type, its queries, and the letters of its references. A new
 * noun does not compile until `store/nouns/index.ts` says how it is stored.
 */
export interface Nouns {
  people: { row: Person; asked: People };
  children: { row: Child; asked: Children };
  carerLinks: { row: NewLink };
  absences: { row: Absence };
  proposals: { row: Proposal; asked: Proposals };
  declarations: { row: Declaration; asked: Declarations; letters: 'D' };
  arrangements: { row: Arrangement; asked: Arrangements; letters: 'A' };
  boundaries: { row: BoundaryAgreement; asked: Boundaries; letters: 'B' };
  conduct: { row: ConductMatter; asked: ConductMatters; letters: 'M' };
  holds: { row: Hold; asked: Holds };
  allocations: { row: NewAllocation; asked: Allocations; letters: 'KP' };
  policies: { row: PolicyVersion; asked: Policies };
  acknowledgements: { row: Acknowledgement };
  signatures: { row: Signature };
}

/** The rows that a change saves, by noun: new and changed ones. */
export type Rows = { readonly [Noun in keyof Nouns]: readonly Nouns[Noun]['row'][] };

type Letters<Of> = Of extends { letters: infer Letters } ? Letters : never;
/** The letters of references whose numbers are drawn at random. Children are counted instead. */
export type ReferenceLetters = Letters<Nouns[keyof Nouns]>;

type Asked = {
  [Noun in keyof Nouns as Nouns[Noun] extends { asked: unknown } ? Noun : never]: Nouns[Noun] extends {
    asked: infer Asked;
  }
    ? Asked
    : never;
};

/** Everything that is stored, as seen inside one transaction. The setting's id is the first argument of every call. */
export interface Register extends Asked {
  /**
   * The people for whom this transaction has queued messages, each with the earliest instant at which one may leave, and those
   * whose own entry it changed (undefined).
   */
  readonly notified: ReadonlyMap<string, Date | undefined>;
  settings: Settings;
  accounts: Accounts;
  families: Families;
  notices: Notices;
  sentMessages: SentMessages;
  audit: AuditTrail;
  /**
   * Saves these rows together with the event that explains them and a digest of each row: nothing is changed without an
   * event.
   */
  record(setting: string, event: AuditEvent, rows: Partial<Rows>, at: Date): Promise<void>;
  /**
   * A number for a new reference of these letters: drawn at random, never used before in the setting, so that it counts
   * nothing and has no order (rules: Who and what).
   */
  drawNumber(setting: string, letters: ReferenceLetters): Promise<number>;
  /** Draws several numbers at once. */
  drawNumbers(setting: string, letters: ReferenceLetters, count: number): Promise<number[]>;
  /** The state of what a reference such as `D-4711` names, as it is kept; undefined where there is none. */
  stateOf(setting: string, ref: string): Promise<string | undefined>;
  intents: Intents;
  imports: Imports;
  lastImports: LastImports;
  conversations: Conversations;
  dailyChecks: DailyChecks;
  retention: Retention;
  installations: Installations;
  /** @param about ids of the declarations to which the facts about declarations are limited */
  caseFacts(setting: string, about?: readonly string[]): Promise<CaseFacts>;
  /** The first 96 bits of the SHA-256 of the words, as 16 characters. */
  digest(words: string): string;
}

/** The disk is full: the whole `write` was rolled back. */
export class StoreFull extends Error {
  override name = 'StoreFull';
  /** The error code of the database or the disk. */
  readonly code: string;

  constructor(code: string) {
    super('There is no room left where the register is kept.');
    this.code = code;
  }
}

export interface Store {
  /** Runs `work` on a consistent snapshot, without writing. */
  read<T>(work: (register: Register) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction that first locks the audit chain heads of these settings (ids; none for what belongs to
   * no setting), and resolves once it is on disk. `work` awaits nothing but the register. Anything thrown rolls back.
   * @throws StoreFull
   */
  write<T>(settings: readonly string[], work: (register: Register) => Promise<T>): Promise<T>;
  /**
   * How many writes of the clock's are worth asking for at once: those on a file share a commit, on a server each takes a
   * connection that a command may want.
   */
  readonly atOnce: number;
  close(): Promise<void>;
}
