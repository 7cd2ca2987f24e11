import type { BoundAccount } from '../core/accounts/account.ts';
import type { Allocation, AllocationRole } from '../core/allocations/allocation.ts';
import type { Child, NewLink } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import type { PolicyVersion, Signature } from '../core/policies/policy.ts';
import type { Day } from '../core/rules/days.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { FilePosition } from './findings.ts';
import type { Settling } from './settle.ts';

/** A row as it will be saved, and as it is in the register. */
export interface Saved<T> {
  after: T;
  before: T | undefined;
  fields: readonly string[];
}

export interface Allocating {
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

export interface Binding {
  person: string;
  platform: string;
  tenant: string;
  user: string;
  /** The account that the folder bound before, which this one replaces. */
  replaces: string | undefined;
}

/** What an import changes in one setting. Nothing of it is written yet. */
export interface Plan {
  setting: Setting;
  isNew: boolean;
  settingChanged: boolean;
  people: Saved<Person>[];
  children: Saved<Child>[];
  links: NewLink[];
  /** The carers who are no longer on a child's row, by child. */
  carersLost: Map<string, string[]>;
  /** Allocations that end, with their last days set. */
  endings: Allocation[];
  allocating: Allocating[];
  policies: PolicyVersion[];
  signatures: Signature[];
  bindings: Binding[];
  /** Accounts of a workspace or tenant that is no longer the setting's own. */
  unbinding: BoundAccount[];
  fingerprints: Map<string, Settling>;
  /** Children whose allocations must be checked against P4 again. */
  touched: Set<string>;
  /** SHA-256 of each file, by name. */
  digests(): Record<string, string>;
  counts: { people: number; children: number; policies: number };
  changes: string[];
}
