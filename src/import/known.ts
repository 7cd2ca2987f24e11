import type { Allocation, CarerLink, Child } from '../core/child.ts';
import type { BoundAccount, Person } from '../core/person.ts';
import type { PolicyVersion, Signature } from '../core/policy.ts';
import type { Setting } from '../core/setting.ts';
import type { Register } from '../core/store.ts';

/** The register of one setting as it stands before an import; all empty for one it has never seen. */
export interface Known {
  setting: Setting | undefined;
  people: Person[];
  children: Child[];
  links: CarerLink[];
  /** Every allocation ever, by child. */
  allocations: Map<string, Allocation[]>;
  policies: PolicyVersion[];
  fingerprints: Map<string, string>;
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
      accountsOf: async () => [],
      signaturesOf: async () => [],
    };
  }
  const { id } = setting;
  const policies: PolicyVersion[] = [];
  for (const code of await register.policies.codes(id))
    policies.push(...(await register.policies.versions(id, code)));
  const allocations = new Map<string, Allocation[]>();
  for (const allocation of await register.allocations.open(id, EVER)) {
    allocations.set(allocation.child, [...(allocations.get(allocation.child) ?? []), allocation]);
  }
  return {
    setting,
    people: await register.people.all(id),
    children: await register.children.all(id),
    links: await register.children.links(id),
    allocations,
    policies,
    fingerprints: await register.imports.all(id),
    accountsOf: (person) => register.accounts.ofPerson(id, person),
    signaturesOf: (person) => register.policies.signaturesOf(id, person),
  };
}
