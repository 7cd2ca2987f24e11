import type { BoundAccount, KnownAccount, PlatformNames } from '../core/accounts/account.ts';
import type { Allocation, AllocationRole } from '../core/allocations/allocation.ts';
import type { CarerLink, Child, NewLink } from '../core/children/child.ts';
import type { Declaration } from '../core/declarations/declaration.ts';
import type { Person } from '../core/people/person.ts';
import { answerTo, type Paper } from '../core/policies/on-paper.ts';
import type { Acknowledgement, Answered, PolicyVersion, Signature } from '../core/policies/policy.ts';
import type { Day } from '../core/rules/days.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Register } from '../core/store.ts';
import type { Carer } from './carers.ts';
import type { FilePosition, Findings, Rename } from './findings.ts';
import { digest, type Fingerprint, type Merge } from './merge.ts';
import { type ChildRow, grouped, type PersonRow } from './rows.ts';

/** A row as it will be saved, and as it is in the register. */
export interface Saved<T> {
  after: T;
  before: T | undefined;
  fields: readonly string[];
}

interface Allocating {
  child: string;
  staff: string;
  role: AllocationRole;
  from: Day;
  until: Day | null;
  place: FilePosition;
  /** The words for this allocation in a fault. */
  label: string;
  /** True on later imports, which refuse a forbidden allocation. A first import accepts and marks it. */
  refuseForbidden: boolean;
}

interface Binding {
  person: string;
  platform: string;
  tenant: string;
  user: string;
  /** The account that the folder bound before, which this one replaces. */
  replaces: string | undefined;
}

/** What an import changes in one setting. Nothing of it is written yet. */
export interface Plan {
  /** Who is recorded to have done it: whoever gave the file in chat, or `import` at the machine. */
  actor: string;
  setting: Setting;
  isNew: boolean;
  settingChanged: boolean;
  people: Saved<Person>[];
  children: Saved<Child>[];
  links: NewLink[];
  /** The carers who are no longer on a child's row, by child. */
  carersLost: Map<string, string[]>;
  /** Whose offices, or address as an officer, a file in chat would change, and leaves. */
  officersLeft: string[];
  /** The rows of children for whom no carer is on record, and of those whose carers' cell was emptied. */
  withoutCarers: ChildRow[];
  emptied: ChildRow[];
  /** Allocations that end, with their last days set. */
  endings: Allocation[];
  allocating: Allocating[];
  policies: PolicyVersion[];
  papers: Paper[];
  bindings: Binding[];
  /** Accounts that end: of a workspace or tenant that is no longer the setting's own, or let in by a former address. */
  ending: { accounts: KnownAccount[]; why: 'moved' | 'address' }[];
  fingerprints: Map<string, Merge>;
  /** Children whose allocations must be checked against P4 again. */
  touched: Set<string>;
  /** SHA-256 of each file, by name. */
  digests(): Record<string, string>;
  counts: { people: number; children: number; policies: number };
  changes: string[];
}

/** The register of one setting before the import; everything is empty for a new setting. */
export interface Known {
  setting: Setting | undefined;
  people: Person[];
  children: Child[];
  links: CarerLink[];
  /** All allocations, past ones included, by child. */
  allocations: Map<string, Allocation[]>;
  policies: PolicyVersion[];
  fingerprints: Map<string, string>;
  /** A fingerprint in its parts; empty where there is none. */
  fingerprint(key: string): Fingerprint;
  /** The accounts that are bound to a person. */
  accountsOf(person: string): Promise<BoundAccount[]>;
  /** All that is known of a person's accounts. */
  knownAccountsOf(person: string): Promise<KnownAccount[]>;
  /** What this person has acknowledged or signed of that material version. */
  answerTo(person: string, version: PolicyVersion): Promise<Acknowledgement | Signature | undefined>;
  answered(): Promise<Answered[]>;
  /** Open declarations about this person. */
  declarationsAbout(person: string): Promise<Declaration[]>;
}

const EVER = '0001-01-01';

export async function loadKnown(register: Register, setting: Setting | undefined): Promise<Known> {
  if (!setting) {
    return {
      setting,
      people: [],
      children: [],
      links: [],
      allocations: new Map(),
      policies: [],
      fingerprints: new Map(),
      fingerprint: () => ({}),
      accountsOf: async () => [],
      knownAccountsOf: async () => [],
      answerTo: async () => undefined,
      answered: async () => [],
      declarationsAbout: async () => [],
    };
  }
  const { id } = setting;
  const policies: PolicyVersion[] = [];
  for (const code of await register.policies.codes(id))
    policies.push(...(await register.policies.versions(id, code)));
  const fingerprints = await register.imports.all(id);
  const parts = new Map<string, Fingerprint>();
  return {
    setting,
    people: await register.people.all(id),
    children: await register.children.all(id),
    links: await register.children.links(id),
    allocations: grouped(await register.allocations.open(id, EVER), ({ child }) => child),
    policies,
    fingerprints,
    fingerprint(key) {
      const text = fingerprints.get(key);
      const known = parts.get(key) ?? (text === undefined ? {} : (JSON.parse(text) as Fingerprint));
      parts.set(key, known);
      return known;
    },
    accountsOf: (person) => register.accounts.ofPerson(id, person),
    knownAccountsOf: (person) => register.accounts.knownOf(id, person),
    answerTo: (person, version) => answerTo(register, version, person),
    answered: () => register.policies.answered(id),
    declarationsAbout: (person) => register.declarations.about(id, person),
  };
}

/** One human of the folder, in whatever roles, and their person in the register. */
export interface Human {
  key: string;
  name: string;
  ref: string | null;
  email: string | null;
  row: PersonRow | undefined;
  carer: Carer | undefined;
  known: Person | undefined;
}

export interface Identities {
  humans: Human[];
  ofCarer: Map<Carer, Human>;
  /** Renames that were used. */
  renamed: Set<Rename>;
}

/** What planning reads and writes. */
export interface Scope {
  known: Known;
  identities: Identities;
  plan: Plan;
  findings: Findings;
  now: Date;
  today: Day;
  overwrite: boolean;
  /** Whether the import will be written if there is no fault: what it does is said, not what it would do. */
  isWritten: boolean;
  platformNames: readonly PlatformNames[];
  /**
   * Who gave the file in chat, where it counts as typed by them; undefined at the machine. Then it gives no office, changes neither an
   * officer nor an account, and an address waits for another's word.
   */
  typedBy: string | undefined;
  /** True where people.csv cannot be read. */
  isUnreadable: boolean;
  /** Whether the files list people, and children. Who is not in a list that is not there is not gone. */
  says: { people: boolean; children: boolean; policies: boolean };
}

/** Whether a child's carers are written otherwise than at the last import. */
export function isCellEdited({ known: child, row }: ChildRow, known: Pick<Known, 'fingerprint'>): boolean {
  const last = child && known.fingerprint(`C:${child.id}`).carers_cell;
  return last === undefined || last !== digest(row.cell('carers'));
}
