import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { ALLOCATION_PRIVACY } from '../../../src/core/allocations/allocation.ts';
import { HOLD_PRIVACY } from '../../../src/core/allocations/hold.ts';
import { ARRANGEMENT_PRIVACY } from '../../../src/core/arrangements/arrangement.ts';
import { BOUNDARY_PRIVACY } from '../../../src/core/boundaries/boundary.ts';
import { CHILD_PRIVACY } from '../../../src/core/children/child.ts';
import { CONDUCT_PRIVACY } from '../../../src/core/conduct/matter.ts';
import { DECLARATION_PRIVACY } from '../../../src/core/declarations/declaration.ts';
import { PERSON_PRIVACY } from '../../../src/core/people/person.ts';
import { ACKNOWLEDGEMENT_PRIVACY, SIGNATURE_PRIVACY } from '../../../src/core/policies/policy.ts';
import { ownRecord } from '../../../src/core/records/own-data.ts';
import { isErased, type Privacy } from '../../../src/core/records/privacy.ts';
import type { RecordKind, RetentionCandidate } from '../../../src/core/records/retention.ts';
import type { Register, Rows } from '../../../src/core/store.ts';
import {
  aBoundary,
  aDeclaration,
  aFamily,
  aMatter,
  anAcknowledgement,
  anAllocation,
  anArrangement,
  aPolicy,
  aSignature,
  NOW,
  TODAY,
} from '../../store/fixture.ts';
import { put } from '../../support/put.ts';
import { openTestStore } from '../../support/store.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let family: Awaited<ReturnType<typeof aFamily>>;
beforeEach(async () => {
  open = await openTestStore();
  family = await aFamily(open.store);
});
afterEach(() => open.close());

interface Noun {
  privacy: Readonly<Record<string, Privacy>>;
  /** A record about the member of staff who asks for their data. */
  row(): object;
  /** What personal fields the copy leaves out, and why. */
  leftOut: Readonly<Record<string, string>>;
}

const OFFICERS_ALONE = 'holds and matters of conduct are left out of a copy (rules: Privacy)';

const NOUNS: Readonly<Partial<Record<keyof Rows, Noun>>> = {
  declarations: {
    privacy: DECLARATION_PRIVACY,
    row: () => ({ ...aDeclaration(family.staff, 1, family.mother), id: 'd' }),
    leftOut: {},
  },
  arrangements: {
    privacy: ARRANGEMENT_PRIVACY,
    row: () => ({ ...anArrangement(family.staff, 1, family.child), id: 'a' }),
    leftOut: {},
  },
  boundaries: {
    privacy: BOUNDARY_PRIVACY,
    row: () => ({ ...aBoundary({ ...aDeclaration(family.staff, 1, family.mother), id: 'd' }, 1), id: 'b' }),
    leftOut: {},
  },
  allocations: {
    privacy: ALLOCATION_PRIVACY,
    row: () => ({ ...anAllocation(family.setting.id, 1, family.child.id, family.staff.id), id: 'k' }),
    leftOut: { endReason: 'what a manager wrote of an allocation is told by whoever ends it' },
  },
  holds: {
    privacy: HOLD_PRIVACY,
    row: () => ({
      setting: family.setting.id,
      id: 'h',
      child: family.child.id,
      staff: family.staff.id,
      reason: 'a reason',
      placedBy: family.manager.id,
      placedAt: NOW,
      liftedAt: null,
    }),
    leftOut: { reason: OFFICERS_ALONE },
  },
  conduct: {
    privacy: CONDUCT_PRIVACY,
    row: () => ({
      ...aMatter(family.staff, 1, family.manager),
      id: 'm',
      closedAt: NOW,
      outcome: 'an outcome',
    }),
    leftOut: { note: OFFICERS_ALONE, outcome: OFFICERS_ALONE },
  },
};

const ANOTHER: Readonly<Record<string, unknown>> = { networks: ['instagram'], kind: 'other', since: '2017' };

async function copy(): Promise<string> {
  return open.store.read(async (register) => {
    const scene = { register, setting: family.setting, now: NOW, today: TODAY, calendar: createCalendar() };
    const person = await register.people.byId(family.setting.id, family.staff.id);
    return JSON.stringify(person && (await ownRecord(scene, person)));
  });
}

const save = (noun: keyof Rows, row: object) =>
  open.store.write([family.setting.id], (register) => put(register, { [noun]: [row] }));

/** Records whose erasure is written by hand, as they are and once they are erased. */
const BY_HAND: Readonly<
  Record<string, { kind: RecordKind; privacy: Readonly<Record<string, Privacy>>; read: Read }>
> = {
  people: {
    kind: 'person',
    privacy: PERSON_PRIVACY,
    read: (register, setting) => register.people.byId(setting, family.mother.id),
  },
  children: {
    kind: 'child',
    privacy: CHILD_PRIVACY,
    read: (register, setting) => register.children.byId(setting, family.child.id),
  },
  acknowledgements: {
    kind: 'acknowledgement',
    privacy: ACKNOWLEDGEMENT_PRIVACY,
    read: async (register, setting) =>
      (await register.policies.acknowledgementsOf(setting, family.staff.id))[0],
  },
  signatures: {
    kind: 'signature',
    privacy: SIGNATURE_PRIVACY,
    read: async (register, setting) => (await register.policies.signaturesOf(setting, family.staff.id))[0],
  },
};
type Read = (register: Register, setting: string) => Promise<object | undefined>;

test.each(Object.entries(BY_HAND))(
  '%s: what is personal, or of others, is gone once it is erased',
  async (_, { kind, privacy, read }) => {
    const { setting, staff, mother, child } = family;
    await save('people', { ...mother, ref: 'R1', email: 'sarah@families.test' });
    await save('children', { ...child, ref: 'C1' });
    await save('policies', aPolicy(setting.id, 'SM'));
    await open.store.write([setting.id], async ({ policies }) => {
      const [policy] = await policies.inForce(setting.id);
      if (!policy) throw new Error('no policy');
      await policies.acknowledge(anAcknowledgement(staff, policy, { reason: 'a reason', answer: 'decline' }));
      await policies.sign(aSignature(staff, policy, { witness: 'A witness' }));
    });
    const seen = () =>
      open.store.read((register) => read(register, setting.id)) as Promise<Record<string, unknown>>;
    const before = await seen();
    await open.store.write([setting.id], (register) =>
      register.retention.erase(setting.id, { kind, id: String(before.id) } as RetentionCandidate, TODAY),
    );
    const after = await seen();
    const erased = Object.keys(privacy).filter((key) => isErased(privacy[key] as Privacy));
    expect(erased.filter((key) => JSON.stringify(after[key]) === JSON.stringify(before[key]))).toEqual([]);
    expect(erased.filter((key) => before[key] === null)).toEqual([]);
  },
);

/** In which kind of record the rows of each noun go in their time, or why they stay: a noun without an entry does not compile. */
const GOES: Readonly<Record<keyof Rows, RecordKind | `stays: ${string}`>> = {
  people: 'person',
  children: 'child',
  carerLinks: 'stays: ids alone, of whom nothing is left',
  absences: 'stays: days alone, of somebody of whom nothing is left',
  declarations: 'declaration',
  arrangements: 'arrangement',
  boundaries: 'declaration',
  conduct: 'conduct',
  holds: 'hold',
  allocations: 'allocation',
  policies: 'stays: what the setting adopted',
};

test('everything that is to go in its time is found when that has come, and has nothing left to find afterwards', async () => {
  const { setting, staff } = family;
  for (const noun of Object.keys(NOUNS) as (keyof Rows)[]) {
    const made = NOUNS[noun];
    if (made) await save(noun, made.row());
  }
  const kinds = (found: readonly { kind: RecordKind }[]) => new Set(found.map(({ kind }) => kind));
  const candidates = () => open.store.read((register) => register.retention.candidates(setting.id));
  const wanted = Object.values(GOES).filter((kind): kind is RecordKind => !kind.startsWith('stays'));
  const found = await candidates();
  expect(wanted.filter((kind) => !kinds(found).has(kind))).toEqual([]);
  await open.store.write([setting.id], async (register) => {
    for (const record of found) await register.retention.erase(setting.id, record, TODAY);
  });
  const left = JSON.stringify([
    await open.store.read((register) => register.declarations.ofDeclarer(setting.id, staff.id)),
    await open.store.read((register) => register.arrangements.ofStaff(setting.id, staff.id)),
    await open.store.read((register) => register.boundaries.ofStaff(setting.id, staff.id)),
    await open.store.read((register) => register.holds.ofChild(setting.id, family.child.id)),
  ]);
  expect(left).not.toMatch(/Sarah|Barnaby|Zoë|a reason|facebook|greet each other/);
  expect(await candidates()).toEqual([]);
});

describe.each(Object.entries(NOUNS) as [keyof Rows, Noun][])('%s', (noun, { privacy, row, leftOut }) => {
  const personal = Object.keys(privacy).filter((key) => privacy[key] === 'personal');

  test.each(personal)(
    'what is said of %s is in the copy of one’s own data, or left out for a reason',
    async (key) => {
      if (noun === 'boundaries')
        await save('declarations', { ...aDeclaration(family.staff, 1, family.mother), id: 'd' });
      await save(noun, row());
      const before = await copy();
      await save(noun, { ...row(), [key]: ANOTHER[key] ?? 'something else' });
      const isThere = (await copy()) !== before;
      expect([key, isThere]).toEqual([key, !Object.hasOwn(leftOut, key)]);
    },
  );

  test('what is left out is personal', () => {
    expect(Object.keys(leftOut).filter((key) => !personal.includes(key))).toEqual([]);
  });
});
