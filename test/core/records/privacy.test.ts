import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { ALLOCATION_RETENTION } from '../../../src/core/allocations/allocation.ts';
import { HOLD_RETENTION } from '../../../src/core/allocations/hold.ts';
import { ARRANGEMENT_RETENTION } from '../../../src/core/arrangements/arrangement.ts';
import { BOUNDARY_PRIVACY } from '../../../src/core/boundaries/boundary.ts';
import { CHILD_RETENTION } from '../../../src/core/children/child.ts';
import { CONDUCT_RETENTION } from '../../../src/core/conduct/matter.ts';
import { DECLARATION_RETENTION } from '../../../src/core/declarations/declaration.ts';
import { PERSON_RETENTION } from '../../../src/core/people/person.ts';
import type { PolicyVersion } from '../../../src/core/policies/policy.ts';
import { ACKNOWLEDGEMENT_RETENTION, SIGNATURE_RETENTION } from '../../../src/core/policies/policy.ts';
import { ownRecord } from '../../../src/core/records/own-data.ts';
import { ownFiles } from '../../../src/core/records/own-data-files.ts';
import { isErased, type Privacy } from '../../../src/core/records/privacy.ts';
import { erasableOn } from '../../../src/core/records/retention.ts';
import type { Day } from '../../../src/core/rules/days.ts';
import type { Register, Rows } from '../../../src/core/store.ts';
import { ERASURES, NOUNS as STORED } from '../../../src/store/nouns/index.ts';
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
import { explain } from '../../support/put.ts';
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
  /** When it erasure: the child left on 18 December 2026, the member of staff on 1 March 2027. */
  erasableFrom: Day;
}

const OFFICERS_ALONE = 'holds and matters of conduct are left out of a copy (rules: Privacy)';
const THEIR_OWN = 'the copy is of whoever asks: a child has none';

/** A noun without an entry does not compile: what there is to erase of it, and to copy, or why there is nothing. */
const NOUNS: Readonly<Record<keyof Rows, Noun | `nothing: ${string}`>> = {
  people: {
    privacy: PERSON_RETENTION.privacy,
    row: () => ({
      ...family.staff,
      ref: 'R1',
      email: 'zoe@elm.test',
      sessions: [{ from: null, sessions: 'Mon Tue' }],
    }),
    read: (register, setting) => register.people.byId(setting, family.staff.id),
    erasableFrom: '2033-03-01',
    leftOut: {},
  },
  children: {
    privacy: CHILD_RETENTION.privacy,
    row: () => ({
      ...family.child,
      ref: 'C1',
      sessions: [{ from: null, sessions: 'Mon' }],
      lookedWith: 'Ruth Bell',
    }),
    read: (register, setting) => register.children.byId(setting, family.child.id),
    erasableFrom: '2029-12-18',
    leftOut: { ref: THEIR_OWN, name: THEIR_OWN, sessions: THEIR_OWN, lookedWith: THEIR_OWN },
  },
  carerLinks: 'nothing: ids alone, of whom nothing is left',
  absences: 'nothing: days alone, of somebody of whom nothing is left',
  proposals: 'nothing: ids, roles and days alone, of somebody of whom nothing is left',
  declarations: {
    privacy: DECLARATION_RETENTION.privacy,
    row: () => ({
      ...aDeclaration(family.staff, 1, family.mother),
      id: 'd',
      child: family.child.id,
      childName: family.child.name,
      note: 'a note',
      officerNote: 'an answer',
      endReason: 'a reason',
      earlier: [{ kind: 'family', since: '2018', networks: [], note: 'an earlier note' }],
    }),
    read: (register, setting) => register.declarations.byId(setting, 'd'),
    erasableFrom: '2029-12-18',
    leftOut: {},
  },
  arrangements: {
    privacy: ARRANGEMENT_RETENTION.privacy,
    row: () => ({
      ...anArrangement(family.staff, 1, family.child),
      id: 'a',
      note: 'a note',
      officerNote: 'an answer',
    }),
    read: async (register, setting) => (await register.arrangements.ofStaff(setting, family.staff.id))[0],
    erasableFrom: '2029-12-18',
    leftOut: {},
  },
  boundaries: {
    privacy: BOUNDARY_PRIVACY,
    row: () => ({
      ...aBoundary({ ...aDeclaration(family.staff, 1, family.mother), id: 'd' }, 1),
      id: 'b',
      staffAccount: 'slack T1 U1',
      parentTyped: 'Sarah Reed',
    }),
    read: async (register, setting) => (await register.boundaries.ofStaff(setting, family.staff.id))[0],
    erasableFrom: '2029-12-18',
    leftOut: {},
  },
  allocations: {
    privacy: ALLOCATION_RETENTION.privacy,
    row: () => ({
      ...anAllocation(family.setting.id, 1, family.child.id, family.staff.id),
      id: 'k',
      endReason: 'why',
    }),
    read: (register, setting) => register.allocations.byNumber(setting, 1),
    erasableFrom: '2029-12-18',
    leftOut: { endReason: 'what a manager wrote of an allocation is told by whoever ends it' },
  },
  holds: {
    privacy: HOLD_RETENTION.privacy,
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
    erasableFrom: '2029-12-18',
    leftOut: { reason: OFFICERS_ALONE },
  },
  conduct: {
    privacy: CONDUCT_RETENTION.privacy,
    row: () => ({
      ...aMatter(family.staff, 1, family.manager),
      id: 'm',
      note: 'a note',
      closedAt: NOW,
      outcome: 'an outcome',
    }),
    read: (register, setting) => register.conduct.byNumber(setting, 1),
    erasableFrom: '2033-03-01',
    leftOut: { note: OFFICERS_ALONE, outcome: OFFICERS_ALONE },
  },
  policies: 'nothing: what the setting adopted',
  acknowledgements: {
    privacy: ACKNOWLEDGEMENT_RETENTION.privacy,
    row: () => ({
      ...anAcknowledgement(family.staff, policy, {
        reason: 'a reason',
        answer: 'decline',
        witness: 'A witness',
      }),
      id: 'ack',
    }),
    read: async (register, setting) =>
      (await register.policies.acknowledgementsOf(setting, family.staff.id))[0],
    erasableFrom: '2033-03-01',
    leftOut: {},
  },
  signatures: {
    privacy: SIGNATURE_RETENTION.privacy,
    row: () => ({ ...aSignature(family.staff, policy, { witness: 'A witness' }), id: 'sig' }),
    read: async (register, setting) => (await register.policies.signaturesOf(setting, family.staff.id))[0],
    erasableFrom: '2033-03-01',
    leftOut: {},
  },
};
const PERSONAL = Object.entries(NOUNS).filter(
  (each): each is [keyof Rows, Noun] => typeof each[1] !== 'string',
);

const ANOTHER: Readonly<Record<string, unknown>> = {
  networks: ['instagram'],
  kind: 'other',
  since: '2017',
  sessions: [{ from: null, sessions: 'Fri' }],
  earlier: [{ kind: 'friend', since: '2016', networks: [], note: null }],
};

/** The copy of own data of somebody of whom this is in the register. */
async function copyWith(noun: keyof Rows, row: object): Promise<Record<string, string>> {
  if (noun === 'boundaries')
    await save('declarations', { ...aDeclaration(family.staff, 1, family.mother), id: 'd' });
  await save(noun, row);
  return open.store.read(async (register) => {
    const scene = { register, setting: family.setting, now: NOW, today: TODAY, calendar: createCalendar() };
    const person = await register.people.byId(family.setting.id, family.staff.id);
    if (!person) throw new Error('nobody of whom there could be a copy');
    return ownFiles(await ownRecord(scene, person));
  });
}

/** Under which the trail tells of it, as the product does: its reference, or, without letters, its id in the payload. */
function subjectOf(noun: keyof Rows, row: object & { id?: string; number?: number }): string {
  if (noun === 'children') return `C-${row.number}`;
  const stored: object = STORED[noun];
  return 'letters' in stored ? `${stored.letters}-${row.number}` : noun === 'people' ? `${row.id}` : noun;
}

const save = (noun: keyof Rows, row: object) =>
  open.store.write([family.setting.id], (register) =>
    register.record(
      family.setting.id,
      { action: 'test.saved', actor: 'operator', subject: subjectOf(noun, row), payload: {} },
      { [noun]: [row] },
      NOW,
    ),
  );

test('a noun has something to erase here where the store says how it is erased', () => {
  const erased = Object.entries(STORED).filter(([, noun]) => !noun.erasure.toString().startsWith('stay'));
  expect(PERSONAL.map(([noun]) => noun).sort()).toEqual(erased.map(([noun]) => noun).sort());
});

async function seen(): Promise<Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [noun, { read }] of PERSONAL) {
    const row = await open.store.read((register) => read(register, family.setting.id));
    all[noun] = row as Record<string, unknown>;
  }
  return all;
}
const candidates = () => open.store.read((register) => register.retention.candidates(family.setting.id));

test('personal fields, and those of others, are found when they are due, and empty once they are erased', async () => {
  const { setting } = family;
  for (const [noun, { row }] of PERSONAL) await save(noun, row());
  const before = await seen();
  const found = await candidates();
  const kinds = new Set(found.map(({ kind }) => kind));
  const all = ERASURES.map(({ rule }) => rule.kind);
  expect(all.filter((kind) => !kinds.has(kind))).toEqual(['family']);
  await open.store.write([setting.id], async (register) => {
    for (const record of found) await register.retention.erase(setting.id, record, TODAY);
    await explain(register, setting.id);
  });
  const after = await seen();
  const left = PERSONAL.flatMap(([noun, { privacy }]) =>
    Object.keys(privacy)
      .filter((key) => isErased(privacy[key] as Privacy))
      .filter((key) => JSON.stringify(after[noun]?.[key]) === JSON.stringify(before[noun]?.[key]))
      .map((key) => `${noun}.${key}: ${JSON.stringify(before[noun]?.[key])}`),
  );
  // A field that is null here shows nothing: each record has them all.
  expect(left, 'not erased; where it is null, give it a value in its row of NOUNS above').toEqual([]);
  expect(await candidates()).toEqual([]);
});

test.each(PERSONAL)(
  '%s: words that somebody wrote are no technical field',
  async (noun, { privacy, row, read }) => {
    if (noun === 'boundaries')
      await save('declarations', { ...aDeclaration(family.staff, 1, family.mother), id: 'd' });
    await save(noun, row());
    const kept = (await open.store.read((register) => read(register, family.setting.id))) as Record<
      string,
      unknown
    >;
    const words = Object.keys(privacy).filter((key) =>
      /[ @]/.test(typeof kept[key] === 'string' ? kept[key] : ''),
    );
    expect(words.filter((key) => !isErased(privacy[key] as Privacy))).toEqual([]);
  },
);

test.each(PERSONAL)(
  '%s: may be erased when the rules say, with every payload that told of it',
  async (noun, { row, erasableFrom }) => {
    const { setting, staff, child } = family;
    await save('children', { ...child, leavesOn: '2026-12-18' });
    await save('people', { ...staff, leavesOn: '2027-03-01' });
    if (noun === 'boundaries')
      await save('declarations', { ...aDeclaration(staff, 1, family.mother), id: 'd' });
    const last = { children: { leavesOn: '2026-12-18' }, people: { leavesOn: '2027-03-01' } };
    const saved = { ...row(), ...last[noun as keyof typeof last] } as object as { id: string };
    await save(noun, saved);
    const { seq } = await open.store.read((register) => register.audit.head(setting.id));
    const { erasure } = STORED[noun];
    const kind = typeof erasure === 'string' ? 'declaration' : erasure.rule.kind;
    const [record, ...more] = (await candidates()).filter(
      (candidate) => candidate.kind === kind && (candidate.id === saved.id || noun === 'boundaries'),
    );
    expect(more).toEqual([]);
    expect(record && erasableOn(record)).toBe(erasableFrom);
    const told = await open.store.read((register) =>
      register.retention.eventsOf(setting.id, record ? [record] : []),
    );
    expect(told).toContain(seq);
  },
);

describe.each(PERSONAL)('%s', (noun, { privacy, row, leftOut }) => {
  const personal = Object.keys(privacy).filter((key) => privacy[key] === 'personal');

  test.each(personal)(
    'what is said of %s is in the copy of one’s own data, or left out for a reason',
    async (key) => {
      const before = await copyWith(noun, row());
      await open.close();
      await begin();
      const after = await copyWith(noun, { ...row(), [key]: ANOTHER[key] ?? 'something else' });
      const copied = Object.hasOwn(leftOut, key)
        ? `${noun}.${key} is copied: take its reason out of leftOut`
        : `${noun}.${key} is not in core/records/own-data.ts: add it there, or a reason to leftOut`;
      for (const file of ['my-data.html', 'my-data.json'])
        expect(after[file] !== before[file], `${copied} (${file})`).toBe(!Object.hasOwn(leftOut, key));
    },
  );

  test('fields that are left out are personal', () => {
    expect(Object.keys(leftOut).filter((key) => !personal.includes(key))).toEqual([]);
  });
});
