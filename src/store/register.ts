import { hash } from 'node:crypto';
import type { AuditTrail } from '../core/records/audit.ts';
import type { Register } from '../core/store.ts';
import type { Transaction } from './database.ts';
import { accounts } from './nouns/accounts.ts';
import { allocations } from './nouns/allocations.ts';
import { arrangements } from './nouns/arrangements.ts';
import { auditTrail } from './nouns/audit.ts';
import { boundaries } from './nouns/boundaries.ts';
import { caseFacts } from './nouns/cases.ts';
import { children } from './nouns/children.ts';
import { conduct } from './nouns/conduct.ts';
import { conversations } from './nouns/conversations.ts';
import { dailyChecks } from './nouns/daily-checks.ts';
import { declarations } from './nouns/declarations.ts';
import { families } from './nouns/families.ts';
import { imports } from './nouns/fingerprints.ts';
import { holds } from './nouns/holds.ts';
import { installations } from './nouns/installations.ts';
import { intents } from './nouns/intents.ts';
import { notices } from './nouns/notices.ts';
import { people } from './nouns/people.ts';
import { policies } from './nouns/policies.ts';
import { retention } from './nouns/retention.ts';
import { type DrawNumber, settings } from './nouns/settings.ts';
import { recorder } from './record.ts';

/** Everything remembered, as one transaction sees it. */
export function createRegister(
  db: Transaction,
  audit: AuditTrail = auditTrail(db).trail,
  draw?: DrawNumber,
): Register {
  return new Remembered(db, audit, draw);
}

/** Each noun is made when it is first asked for: a command asks for a few of them, and there are thousands of commands. */
class Remembered implements Register {
  readonly audit: AuditTrail;
  readonly caseFacts: Register['caseFacts'];
  readonly record: Register['record'];
  readonly notified = new Set<string>();
  private readonly db: Transaction;
  private readonly made: Partial<Register> = {};

  private readonly draw: DrawNumber | undefined;

  constructor(db: Transaction, audit: AuditTrail, draw: DrawNumber | undefined) {
    this.db = db;
    this.draw = draw;
    this.audit = audit;
    this.caseFacts = caseFacts(db);
    this.record = recorder(db, audit, this.notified);
  }

  digest(words: string): string {
    return hash('sha256', words, 'base64url').slice(0, 16);
  }

  get settings() {
    this.made.settings ??= settings(this.db, this.draw);
    return this.made.settings;
  }

  get people() {
    this.made.people ??= people(this.db);
    return this.made.people;
  }

  get accounts() {
    this.made.accounts ??= accounts(this.db);
    return this.made.accounts;
  }

  get children() {
    this.made.children ??= children(this.db);
    return this.made.children;
  }

  get allocations() {
    this.made.allocations ??= allocations(this.db);
    return this.made.allocations;
  }

  get holds() {
    this.made.holds ??= holds(this.db);
    return this.made.holds;
  }

  get declarations() {
    this.made.declarations ??= declarations(this.db);
    return this.made.declarations;
  }

  get arrangements() {
    this.made.arrangements ??= arrangements(this.db);
    return this.made.arrangements;
  }

  get boundaries() {
    this.made.boundaries ??= boundaries(this.db);
    return this.made.boundaries;
  }

  get conduct() {
    this.made.conduct ??= conduct(this.db);
    return this.made.conduct;
  }

  get families() {
    this.made.families ??= families(this.db);
    return this.made.families;
  }

  get policies() {
    this.made.policies ??= policies(this.db);
    return this.made.policies;
  }

  get notices() {
    this.made.notices ??= notices(this.db, this.notified);
    return this.made.notices;
  }

  get intents() {
    this.made.intents ??= intents(this.db);
    return this.made.intents;
  }

  get imports() {
    this.made.imports ??= imports(this.db);
    return this.made.imports;
  }

  get conversations() {
    this.made.conversations ??= conversations(this.db);
    return this.made.conversations;
  }

  get dailyChecks() {
    this.made.dailyChecks ??= dailyChecks(this.db);
    return this.made.dailyChecks;
  }

  get retention() {
    this.made.retention ??= retention(this.db);
    return this.made.retention;
  }

  get installations() {
    this.made.installations ??= installations(this.db);
    return this.made.installations;
  }
}
