import { beforeEach, describe, expect, test } from 'vitest';
import { put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { anAcknowledgement, aPerson, aPolicy, aSignature, NOW, TODAY, worded } from './fixture.ts';

const on = withFamily();
const { read, write } = on;
let family: typeof on.family;
let s: string;
const LATER = new Date('2026-11-23T10:00:00.000Z');

beforeEach(() => {
  family = on.family;
  s = family.setting.id;
});

describe('policy versions', () => {
  test('come back as they were saved, by id, by code and when in force', async () => {
    const old = aPolicy(s, 'SM', { version: '0', state: 'superseded' });
    const now = aPolicy(s, 'SM');
    const draft = aPolicy(s, 'SM', {
      version: '2',
      state: 'draft',
      adoptedOn: null,
      rootAdoptedOn: null,
      nextReview: null,
    });
    const other = aPolicy(s, 'CONF', { kind: 'confidentiality' });
    await write(async (r) => {
      for (const version of [old, now, draft, other]) await put(r, { policies: [version] });
    });
    expect(await read((r) => r.policies.byId(s, draft.id))).toEqual(draft);
    expect((await read((r) => r.policies.versions(s, 'SM'))).map(({ id }) => id)).toEqual(
      [old, now, draft]
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(await read((r) => r.policies.inForce(s))).toEqual([other, now]);
    expect(await read((r) => r.policies.codes(s))).toEqual(['CONF', 'SM']);
  });

  test('whose adoption waits for a second person are found, and no others', async () => {
    const decision = {
      change: 'material',
      version: '2',
      adoptedOn: TODAY,
      nextReview: TODAY,
      signatory: '"waits":{',
      signatoryRole: 'chair',
    } as const;
    const recorded = { by: family.staff.id, at: NOW.toISOString(), confirmedBy: null, waits: null };
    const undecided = { state: 'draft', adoptedOn: null, rootAdoptedOn: null } as const;
    const plain = aPolicy(s, 'SM', undecided);
    const adopted = aPolicy(s, 'SM', { recorded: { ...recorded, by: '"waits":{' } });
    const waits = aPolicy(s, 'SM', { ...undecided, recorded: { ...recorded, waits: decision } });
    const other = aPolicy(s, 'CONF', { recorded: { ...recorded, waits: decision } });
    await write(async (r) => {
      for (const version of [plain, adopted, waits, other]) await put(r, { policies: [version] });
    });
    expect(await read((r) => r.policies.proposed(s))).toEqual([other, waits]);
  });

  test('a draft’s text may change, an adopted one’s may not', async () => {
    const draft = aPolicy(s, 'SM', { state: 'draft' });
    const text = worded('Other words.');
    await write((r) => put(r, { policies: [draft] }));
    await write((r) => put(r, { policies: [{ ...draft, ...text }] }));
    const adopted = { ...draft, ...text, state: 'adopted' as const };
    await write((r) => put(r, { policies: [adopted] }));
    await expect(
      write((r) => put(r, { policies: [{ ...adopted, ...worded('Again other words.') }] })),
    ).rejects.toThrow(/cannot be changed/);
    await expect(write((r) => put(r, { policies: [{ ...adopted, text: 'Not those.' }] }))).rejects.toThrow(
      /digest/,
    );
    await write((r) => put(r, { policies: [{ ...adopted, state: 'superseded' }] }));
    expect(await read((r) => r.policies.byId(s, draft.id))).toEqual({ ...adopted, state: 'superseded' });
  });

  test('one of a code is in force', async () => {
    await write((r) => put(r, { policies: [aPolicy(s, 'SM')] }));
    await expect(write((r) => put(r, { policies: [aPolicy(s, 'SM', { version: '2' })] }))).rejects.toThrow(
      /unique/i,
    );
  });
});

describe('answers', () => {
  test('an acknowledgement is written once, and a decline is kept beside it', async () => {
    const policy = aPolicy(s, 'SM');
    await write((r) => put(r, { policies: [policy] }));
    const decline = anAcknowledgement(family.staff, policy, {
      answer: 'decline',
      statements: [],
      reason: 'Not yet.',
    });
    const first = anAcknowledgement(family.staff, policy, { at: LATER });
    for (const each of [decline, first]) await write((r) => put(r, { acknowledgements: [each] }));
    const again = anAcknowledgement(family.staff, policy);
    await expect(write((r) => put(r, { acknowledgements: [again] }))).rejects.toThrow(/unique/i);
    expect(await read((r) => r.policies.acknowledgementsOf(s, family.staff.id))).toEqual([decline, first]);
    expect(await read((r) => r.policies.acknowledgementsOf(s, family.manager.id))).toEqual([]);
  });

  test('a signature is written once', async () => {
    const policy = aPolicy(s, 'CONF', { kind: 'confidentiality' });
    await write((r) => put(r, { policies: [policy] }));
    const first = aSignature(family.staff, policy, {
      source: 'paper',
      witness: 'Ruth',
      signedOn: '2025-09-10',
    });
    await write((r) => put(r, { signatures: [first] }));
    const again = aSignature(family.staff, policy);
    await expect(write((r) => put(r, { signatures: [again] }))).rejects.toThrow(/unique/i);
    expect(await read((r) => r.policies.signaturesOf(s, family.staff.id))).toEqual([first]);
  });
});

describe('duties', () => {
  test('everyone in post owes every document in force, by code and name', async () => {
    await write(async (r) => {
      for (const code of ['SM', 'CONF']) await put(r, { policies: [aPolicy(s, code)] });
      await put(r, { policies: [aPolicy(s, 'NEW', { state: 'draft' })] });
      await put(r, { people: [aPerson(s, 'Left Already', ['staff'], { leavesOn: '2026-11-21' })] });
    });
    const duties = await read((r) => r.policies.duties(s, TODAY));
    expect(duties.map(({ code, personName }) => `${code} ${personName}`)).toEqual([
      'CONF Ruth Hallam',
      'CONF Zoë Adeyemi',
      'SM Ruth Hallam',
      'SM Zoë Adeyemi',
    ]);
    expect(duties[0]).toMatchObject({
      joinedOn: null,
      adoptedOn: '2020-03-31',
      doneAt: null,
      declinedAt: null,
      declineReason: null,
    });
  });

  test('are done by the answer that their kind asks for, on the material version', async () => {
    const policy = aPolicy(s, 'SM', { state: 'superseded' });
    const minor = aPolicy(s, 'SM', { version: '1.1', change: 'minor', root: policy.id });
    const agreement = aPolicy(s, 'CONF', { kind: 'confidentiality' });
    await write(async (r) => {
      for (const version of [policy, minor, agreement]) await put(r, { policies: [version] });
      await put(r, {
        acknowledgements: [
          anAcknowledgement(family.staff, policy, { answer: 'decline', reason: 'Not yet.' }),
        ],
      });
      await put(r, { acknowledgements: [anAcknowledgement(family.staff, policy, { at: LATER })] });
      await put(r, { acknowledgements: [anAcknowledgement(family.staff, agreement)] });
      await put(r, { signatures: [aSignature(family.manager, policy)] });
    });
    const mine = await read((r) => r.policies.dutiesOf(s, family.staff.id));
    expect(mine).toMatchObject([
      { code: 'CONF', doneAt: null, declinedAt: null },
      { code: 'SM', policy: minor.id, doneAt: LATER, declinedAt: NOW, declineReason: 'Not yet.' },
    ]);
    expect(await read((r) => r.policies.dutiesOf(s, family.manager.id))).toMatchObject([
      { code: 'CONF', doneAt: null },
      { code: 'SM', doneAt: null },
    ]);
    await write((r) => put(r, { signatures: [aSignature(family.staff, agreement, { at: LATER })] }));
    expect((await read((r) => r.policies.dutiesOf(s, family.staff.id)))[0]?.doneAt).toEqual(LATER);
    expect(
      (await read((r) => r.policies.duties(s, TODAY))).filter(({ doneAt }) => doneAt !== null),
    ).toHaveLength(2);
  });

  test.each([
    ['2020-02-29', undefined],
    ['2020-03-01', '1'],
    ['2023-05-31', '1'],
    ['2023-06-01', '1.1'],
    ['2025-12-31', '1.1'],
    ['2026-01-15', '2'],
    [TODAY, '2'],
  ])('then: of what was in force on %s', async (on, version) => {
    const first = aPolicy(s, 'SM', { state: 'superseded' });
    const minor = aPolicy(s, 'SM', {
      version: '1.1',
      change: 'minor',
      state: 'superseded',
      root: first.id,
      adoptedOn: '2023-06-01',
    });
    const second = aPolicy(s, 'SM', {
      version: '2',
      adoptedOn: '2026-01-15',
      rootAdoptedOn: '2026-01-15',
    });
    await write(async (r) => {
      for (const policy of [second, minor, first, aPolicy(s, 'NEW', { state: 'draft' })])
        await put(r, { policies: [policy] });
      await put(r, { acknowledgements: [anAcknowledgement(family.staff, first)] });
    });
    const then = await read((r) => r.policies.dutiesThen(s, on));
    const known = [first, minor, second];
    expect([...new Set(then.map(({ policy }) => known.find(({ id }) => id === policy)?.version))]).toEqual(
      version === undefined ? [] : [version],
    );
    expect(then.filter(({ doneAt }) => doneAt !== null)).toHaveLength(version?.startsWith('1') ? 1 : 0);
  });

  test.each([
    ['the person’s first day', { startsOn: '2024-01-08' }, '2024-01-08'],
    [
      'their earliest post',
      {
        posts: [
          { role: 'staff' as const, from: '2023-02-01', until: null },
          { role: 'dso' as const, from: '2022-05-01', until: '2023-01-01' },
        ],
      },
      '2022-05-01',
    ],
    [
      'nothing, when a post was always theirs',
      {
        posts: [
          { role: 'staff' as const, from: '2023-02-01', until: null },
          { role: 'dso' as const, from: null, until: null },
        ],
      },
      null,
    ],
  ])('count joining from %s', async (_from, given, joinedOn) => {
    const person = aPerson(s, 'Amina Yusuf', ['staff'], given);
    await write(async (r) => {
      await put(r, { policies: [aPolicy(s, 'SM')] });
      await put(r, { people: [person] });
    });
    expect(await read((r) => r.policies.dutiesOf(s, person.id))).toMatchObject([{ joinedOn }]);
  });

  test('a parent who does not work here owes nothing', async () => {
    await write((r) => put(r, { policies: [aPolicy(s, 'SM')] }));
    expect(await read((r) => r.policies.dutiesOf(s, family.mother.id))).toEqual([]);
  });
});
