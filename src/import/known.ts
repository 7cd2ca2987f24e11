import type { BoundAccount } from '../core/accounts/account.ts';
import type { Allocation } from '../core/allocations/allocation.ts';
import type { CarerLink, Child } from '../core/children/child.ts';
import type { Person } from '../core/people/person.ts';
import type { PolicyVersion, Signature } from '../core/policies/policy.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Register } from '../core/store.ts';
import { grouped } from './rows.ts';
import type { Fingerprint } from './settle.ts';

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
  accountsOf(person: string): Promise<BoundAccount[]>;
  signaturesOf(person: string): Promise<Signature[]>;
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
      signaturesOf: async () => [],
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
    signaturesOf: (person) => register.policies.signaturesOf(id, person),
  };
}
