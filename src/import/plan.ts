import type { BoundAccount } from '../core/accounts/account.ts';
import type { Allocation, AllocationRole } from '../core/allocations/allocation.ts';
import type { CarerLink, Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import type { PolicyVersion, Signature } from '../core/policies/policy.ts';
import type { Day } from '../core/rules/days.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { FilePosition } from './findings.ts';
import type { Settling } from './settle.ts';

/** An entity as it will stand, and as it stands. */
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
  /** Said when the rules forbid it. */
  label: string;
  /** On the first import it is taken and marked; later it is refused. */
  refuseForbidden: boolean;
}

export interface Binding {
  person: string;
  platform: string;
  tenant: string;
  user: string;
  /** What the folder bound before, in its place. */
  replaces: string | undefined;
}

/** What an import would do to one setting. Nothing in it is written yet. */
export interface Plan {
  setting: Setting;
  isNew: boolean;
  settingChanged: boolean;
  people: Saved<Person>[];
  children: Saved<Child>[];
  links: Omit<CarerLink, 'personName'>[];
  /** By child, the carers who vanished from its row. */
  carersLost: Map<string, string[]>;
  /** Allocations that end, with their last days. */
  endings: Allocation[];
  allocating: Allocating[];
  policies: PolicyVersion[];
  signatures: Signature[];
  bindings: Binding[];
  /** Accounts of a workspace or tenant that is not the setting's own any more. */
  unbinding: BoundAccount[];
  fingerprints: Map<string, Settling>;
  /** Children whose allocations have to be asked P4 again. */
  touched: Set<string>;
  /** SHA-256 of each file, by name. */
  digests(): Record<string, string>;
  counts: { people: number; children: number; policies: number };
  changes: string[];
}
