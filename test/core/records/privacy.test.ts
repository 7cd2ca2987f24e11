import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { ALLOCATION_KEPT } from '../../../src/core/allocations/allocation.ts';
import { HOLD_KEPT } from '../../../src/core/allocations/hold.ts';
import { ARRANGEMENT_KEPT } from '../../../src/core/arrangements/arrangement.ts';
import { BOUNDARY_PRIVACY } from '../../../src/core/boundaries/boundary.ts';
import { CHILD_KEPT } from '../../../src/core/children/child.ts';
import { CONDUCT_KEPT } from '../../../src/core/conduct/matter.ts';
import { DECLARATION_KEPT } from '../../../src/core/declarations/declaration.ts';
import { PERSON_KEPT } from '../../../src/core/people/person.ts';
import type { PolicyVersion } from '../../../src/core/policies/policy.ts';
import { ACKNOWLEDGEMENT_KEPT, SIGNATURE_KEPT } from '../../../src/core/policies/policy.ts';
import { ownRecord } from '../../../src/core/records/own-data.ts';
import { isErased, type Privacy } from '../../../src/core/records/privacy.ts';
import type { Register, Rows } from '../../../src/core/store.ts';
import { GOING, NOUNS as STORED } from '../../../src/store/nouns/index.ts';
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
let policy: PolicyVersion;
async function begin(): Promise<void> {
  open = await openTestStore();
  family = await aFamily(open.store);
  policy = aPolicy(family.setting.id, 'SM');
  await save('policies', policy);
}
beforeEach(begin);
afterEach(() => open.close());

interface Noun {
  privacy: Readonly<Record<string, Privacy>>;
  /** A record about the member of staff who asks for their data; of children and carers, one of the family. */
  row(): object;
  read(register: Register, setting: string): Promise<object | undefined>;
  /** What personal fields the copy leaves out, and why. */
  leftOut: Readonly<Record<string, string>>;
}

const OFFICERS_ALONE = 'holds and matters of conduct are left out of a copy (rules: Privacy)';
const THEIR_OWN = 'the copy is of whoever asks: a child has none';

/** A noun without an entry does not compile: what there is to erase of it, and to copy, or why there is nothing. */
const NOUNS: Readonly<Record<keyof Rows, Noun | `nothing: ${string}`>> = {
  people: {
    privacy: PERSON_KEPT.privacy,
    row: () => ({ ...family.staff, ref: 'R1' }),
    read: (register, setting) => register.people.byId(setting, family.staff.id),
    leftOut: {},
  },
  children: {
    privacy: CHILD_KEPT.privacy,
    row: () => ({ ...family.child, ref: 'C1' }),
    read: (register, setting) => register.children.byId(setting, family.child.id),
    leftOut: { ref: THEIR_OWN, name: THEIR_OWN },
  },
  carerLinks: 'nothing: ids alone, of whom nothing is left',
  absences: 'nothing: days alone, of somebody of whom nothing is left',
  declarations: {
    privacy: DECLARATION_KEPT.privacy,
    row: () => ({
      ...aDeclaration(family.staff, 1, family.mother),
      id: 'd',
      endReason: 'why',
      note: 'a note',
    }),
    read: (register, setting) => register.declarations.byId(setting, 'd'),
    leftOut: {},
  },
  arrangements: {
    privacy: ARRANGEMENT_KEPT.privacy,
    row: () => ({ ...anArrangement(family.staff, 1, family.child), id: 'a' }),
    read: async (register, setting) => (await register.arrangements.ofStaff(setting, family.staff.id))[0],
    leftOut: {},
  },
  boundaries: {
    privacy: BOUNDARY_PRIVACY,
    row: () => ({ ...aBoundary({ ...aDeclaration(family.staff, 1, family.mother), id: 'd' }, 1), id: 'b' }),
    read: async (register, setting) => (await register.boundaries.ofStaff(setting, family.staff.id))[0],
    leftOut: {},
  },
  allocations: {
    privacy: ALLOCATION_KEPT.privacy,
    row: () => ({
      ...anAllocation(family.setting.id, 1, family.child.id, family.staff.id),
      id: 'k',
      endReason: 'why',
    }),
    read: (register, setting) => register.allocations.byNumber(setting, 1),
    leftOut: { endReason: 'what a manager wrote of an allocation is told by whoever ends it' },
  },
  holds: {
    privacy: HOLD_KEPT.privacy,
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
    read: async (register, setting) => (await register.holds.ofChild(setting, family.child.id))[0],
    leftOut: { reason: OFFICERS_ALONE },
  },
  conduct: {
    privacy: CONDUCT_KEPT.privacy,
    row: () => ({
      ...aMatter(family.staff, 1, family.manager),
      id: 'm',
      closedAt: NOW,
      outcome: 'an outcome',
    }),
    read: (register, setting) => register.conduct.byNumber(setting, 1),
    leftOut: { note: OFFICERS_ALONE, outcome: OFFICERS_ALONE },
  },
  policies: 'nothing: what the setting adopted',
  acknowledgements: {
    privacy: ACKNOWLEDGEMENT_KEPT.privacy,
    row: () => ({
      ...anAcknowledgement(family.staff, policy, { reason: 'a reason', answer: 'decline' }),
      id: 'ack',
    }),
    read: async (register, setting) =>
      (await register.policies.acknowledgementsOf(setting, family.staff.id))[0],
    leftOut: {},
  },
  signatures: {
    privacy: SIGNATURE_KEPT.privacy,
    row: () => ({ ...aSignature(family.staff, policy, { witness: 'A witness' }), id: 'sig' }),
    read: async (register, setting) => (await register.policies.signaturesOf(setting, family.staff.id))[0],
    leftOut: {},
  },
};
const PERSONAL = Object.entries(NOUNS).filter(
  (each): each is [keyof Rows, Noun] => typeof each[1] !== 'string',
);

const ANOTHER: Readonly<Record<string, unknown>> = { networks: ['instagram'], kind: 'other', since: '2017' };

/** The copy of own data of somebody of whom this is in the register. */
async function copyWith(noun: keyof Rows, row: object): Promise<string> {
  if (noun === 'boundaries')
    await save('declarations', { ...aDeclaration(family.staff, 1, family.mother), id: 'd' });
  await save(noun, row);
  return open.store.read(async (register) => {
    const scene = { register, setting: family.setting, now: NOW, today: TODAY, calendar: createCalendar() };
    const person = await register.people.byId(family.setting.id, family.staff.id);
    return JSON.stringify(person && (await ownRecord(scene, person)));
  });
}

const save = (noun: keyof Rows, row: object) =>
  open.store.write([family.setting.id], (register) => put(register, { [noun]: [row] }));

test('a noun has something to erase here where the store says how it goes', () => {
  const goes = Object.entries(STORED).filter(([, noun]) => !noun.goes.toString().startsWith('stay'));
  expect(PERSONAL.map(([noun]) => noun).sort()).toEqual(goes.map(([noun]) => noun).sort());
});

test('what is personal, or of others, is found when its time has come, and gone once it is erased', async () => {
  const { setting } = family;
  for (const [noun, { row }] of PERSONAL) await save(noun, row());
  const seen = async () => {
    const all: Record<string, Record<string, unknown>> = {};
    for (const [noun, { read }] of PERSONAL)
      all[noun] = (await open.store.read((register) => read(register, setting.id))) as Record<
        string,
        unknown
      >;
    return all;
  };
  const candidates = () => open.store.read((register) => register.retention.candidates(setting.id));
  const before = await seen();
  const found = await candidates();
  const kinds = new Set(found.map(({ kind }) => kind));
  expect(GOING.map(({ kept }) => kept.kind).filter((kind) => !kinds.has(kind) && kind !== 'family')).toEqual(
    [],
  );
  await open.store.write([setting.id], async (register) => {
    for (const record of found) await register.retention.erase(setting.id, record, TODAY);
  });
  const after = await seen();
  for (const [noun, { privacy }] of PERSONAL) {
    const erased = Object.keys(privacy).filter((key) => isErased(privacy[key] as Privacy));
    const told = erased.filter((key) => before[noun]?.[key] !== null);
    const left = told.filter(
      (key) => JSON.stringify(after[noun]?.[key]) === JSON.stringify(before[noun]?.[key]),
    );
    expect([noun, left, told.length > 0]).toEqual([noun, [], true]);
  }
  expect(await candidates()).toEqual([]);
});

describe.each(PERSONAL)('%s', (noun, { privacy, row, leftOut }) => {
  const personal = Object.keys(privacy).filter((key) => privacy[key] === 'personal');

  test.each(personal)(
    'what is said of %s is in the copy of one’s own data, or left out for a reason',
    async (key) => {
      const before = await copyWith(noun, row());
      await open.close();
      await begin();
      const after = await copyWith(noun, { ...row(), [key]: ANOTHER[key] ?? 'something else' });
      expect([key, after !== before]).toEqual([key, !Object.hasOwn(leftOut, key)]);
    },
  );

  test('what is left out is personal', () => {
    expect(Object.keys(leftOut).filter((key) => !personal.includes(key))).toEqual([]);
  });
});
