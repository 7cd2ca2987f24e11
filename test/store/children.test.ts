import { beforeEach, describe, expect, test } from 'vitest';
import { put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { aChild, anAllocation, aSetting, NOW, TODAY } from './fixture.ts';

const on = withFamily();
const { read, write } = on;
let family: typeof on.family;
let s: string;

beforeEach(() => {
  family = on.family;
  s = family.setting.id;
});

describe('children', () => {
  test('come back as they were saved, by id, number, name and reference', async () => {
    const child = aChild(s, 7, 'Élodie Marsh', { ref: 'C07', leavesOn: '2027-07-20' });
    await write((r) => put(r, { children: [child] }));
    expect(await read((r) => r.children.byId(s, child.id))).toEqual(child);
    expect(await read((r) => r.children.byNumber(s, 7))).toEqual(child);
    expect(await read((r) => r.children.byName(s, 'elodiemarsh'))).toEqual([child]);
    expect(await read((r) => r.children.byRef(s, 'C07'))).toEqual(child);
    const other = aSetting();
    await write((r) => r.settings.save(other));
    expect(await read((r) => r.children.byNumber(other.id, 7))).toBeUndefined();
  });

  test('are present until their last day, those who will start too', async () => {
    const left = aChild(s, 2, 'Ada Reed', { leavesOn: '2026-11-21' });
    const leaving = aChild(s, 3, 'Bea Reed', { leavesOn: TODAY });
    const coming = aChild(s, 4, 'Cora Reed', { startsOn: '2027-01-04' });
    await write(async (r) => {
      for (const child of [left, leaving, coming]) await put(r, { children: [child] });
    });
    expect((await read((r) => r.children.present(s, TODAY))).map(({ name }) => name)).toEqual([
      'Barnaby Reed',
      'Bea Reed',
      'Cora Reed',
    ]);
    expect(await read((r) => r.children.all(s))).toHaveLength(4);
  });

  test('a start that moves stays one enrolment', async () => {
    const moved = { ...family.child, startsOn: '2025-10-01' };
    await write((r) => put(r, { children: [moved] }));
    expect(await read((r) => r.children.byId(s, moved.id))).toEqual({
      ...moved,
      firstStartsOn: '2025-10-01',
    });
  });

  test('a child who left and returns keeps the first start, and their allocations end with their leaving', async () => {
    const { child, staff, manager } = family;
    const held = anAllocation(s, 1, child.id, staff.id);
    const ended = anAllocation(s, 2, child.id, manager.id, { role: 'back_up', until: '2026-01-01' });
    await write(async (r) => {
      await put(r, { allocations: [held] });
      await put(r, { allocations: [ended] });
      await put(r, { children: [{ ...child, leavesOn: '2026-07-20' }] });
    });
    expect((await read((r) => r.allocations.byNumber(s, 1)))?.until).toBeNull();
    expect(await read((r) => r.allocations.ofChild(s, child.id, '2026-07-21'))).toEqual([]);

    const back = { ...child, startsOn: '2026-09-03', leavesOn: null };
    await write((r) => put(r, { children: [back] }));
    expect(await read((r) => r.children.byId(s, child.id))).toEqual({ ...back, firstStartsOn: '2025-09-03' });
    expect((await read((r) => r.allocations.byNumber(s, 1)))?.until).toBe('2026-07-20');
    expect((await read((r) => r.allocations.byNumber(s, 2)))?.until).toBe('2026-01-01');

    await write((r) => put(r, { children: [{ ...back, startsOn: '2026-10-05' }] }));
    expect(await read((r) => r.children.byId(s, child.id))).toMatchObject({
      startsOn: '2026-10-05',
      firstStartsOn: '2025-09-03',
    });
  });

  test('many are added at once with their enrolments, carers and first allocations', async () => {
    const { staff, mother } = family;
    const many = Array.from({ length: 18 }, (_, index) =>
      aChild(s, index + 100, `Child ${index}`, { ref: `M${index}`, leavesOn: '2027-07-20' }),
    );
    const links = many.map(({ id }) => ({ setting: s, child: id, person: mother.id, relation: null }));
    await write(async (r) => {
      await r.children.add(many);
      await r.children.linkAll(
        links.map((link) => ({ ...link, standing: 'former' as const, countsAs: null })),
      );
      await r.children.linkAll(
        links.map((link) => ({ ...link, standing: 'carer' as const, countsAs: null })),
      );
      await r.allocations.addFirst(many.map(({ id, number }) => anAllocation(s, number, id, staff.id)));
      // Who returns has what they held ended with their leaving.
      for (const child of many)
        await put(r, { children: [{ ...child, startsOn: '2027-09-01', leavesOn: null }] });
    });
    for (const child of many) {
      expect(await read((r) => r.children.byRef(s, child.ref ?? ''))).toMatchObject({
        id: child.id,
        number: child.number,
        firstStartsOn: child.startsOn,
      });
      expect(await read((r) => r.children.linksOf(s, child.id))).toMatchObject([
        { person: mother.id, standing: 'carer', countsAs: null },
      ]);
      expect(await read((r) => r.allocations.byNumber(s, child.number))).toMatchObject({
        child: child.id,
        staff: staff.id,
        until: '2027-07-20',
      });
    }
  });

  test('links tell of both ends, and a second link changes the first', async () => {
    const { child, mother, father } = family;
    const link = {
      setting: s,
      child: child.id,
      person: father.id,
      relation: 'father',
      standing: 'former' as const,
      countsAs: null,
    };
    await write((r) => put(r, { carerLinks: [link] }));
    const carers = await read((r) => r.children.linksOf(s, child.id));
    expect(carers).toEqual([
      { ...link, personName: "Mike O'Reed" },
      {
        setting: s,
        child: child.id,
        person: mother.id,
        personName: 'Sarah Reed',
        relation: 'mother',
        standing: 'carer',
        countsAs: null,
      },
    ]);
    expect(await read((r) => r.children.links(s))).toEqual(carers);
    expect(await read((r) => r.children.ofPerson(s, father.id))).toEqual([
      { child, standing: 'former', countsAs: null, relation: 'father' },
    ]);
  });
});

describe('allocations', () => {
  test('come back as they were added, with the names of both', async () => {
    const { child, staff } = family;
    const added = anAllocation(s, 5, child.id, staff.id, {
      role: 'back_up',
      flaggedOn: TODAY,
      dueOn: '2026-11-27',
    });
    await write((r) => put(r, { allocations: [added] }));
    const there = { ...added, childName: 'Barnaby Reed', childNumber: 1, staffName: 'Zoë Adeyemi' };
    expect(await read((r) => r.allocations.byNumber(s, 5))).toEqual(there);
    expect(await read((r) => r.allocations.ofChild(s, child.id, TODAY))).toEqual([there]);
    expect(await read((r) => r.allocations.ofStaff(s, staff.id, TODAY))).toEqual([there]);
    expect(await read((r) => r.allocations.open(s, TODAY))).toEqual([there]);
    const ended = { ...added, flaggedOn: null, dueOn: null, until: TODAY, endReason: 'moved' };
    await write((r) => put(r, { allocations: [ended] }));
    expect(await read((r) => r.allocations.byNumber(s, 5))).toEqual({
      ...there,
      flaggedOn: null,
      dueOn: null,
      until: TODAY,
      endReason: 'moved',
    });
    expect(await read((r) => r.allocations.open(s, TODAY))).toHaveLength(1);
    expect(await read((r) => r.allocations.open(s, '2026-11-23'))).toEqual([]);
  });

  test('a child has one allocation of a role without an end, whoever saves it', async () => {
    const { child, staff, manager } = family;
    await write((r) => put(r, { allocations: [anAllocation(s, 1, child.id, staff.id)] }));
    await expect(
      write((r) => put(r, { allocations: [anAllocation(s, 2, child.id, manager.id)] })),
    ).rejects.toThrow(/unique/i);
    await write((r) =>
      put(r, { allocations: [anAllocation(s, 3, child.id, manager.id, { role: 'back_up' })] }),
    );
  });

  test('end without a word when the member of staff leaves', async () => {
    const { child, staff } = family;
    await write((r) => put(r, { allocations: [anAllocation(s, 1, child.id, staff.id)] }));
    await write((r) => put(r, { people: [{ ...staff, leavesOn: TODAY }] }));
    expect(await read((r) => r.allocations.ofChild(s, child.id, TODAY))).toHaveLength(1);
    expect(await read((r) => r.allocations.ofChild(s, child.id, '2026-11-23'))).toEqual([]);
    // Counted as if they had stayed: whoever asks knows who has left.
    expect(await read((r) => r.allocations.keyChildren(s, ['2026-11-23']))).toEqual(
      new Map([['2026-11-23', new Map([[staff.id, 1]])]]),
    );
  });

  test('key children are counted once, back-ups not, and only on their days', async () => {
    const { child, staff, manager } = family;
    const second = aChild(s, 2, 'Ada Reed');
    await write(async (r) => {
      await put(r, { children: [second] });
      await put(r, { allocations: [anAllocation(s, 1, child.id, staff.id, { until: '2026-11-30' })] });
      await put(r, { allocations: [anAllocation(s, 2, child.id, staff.id, { role: 'co_key_person' })] });
      await put(r, { allocations: [anAllocation(s, 3, second.id, staff.id, { from: '2026-12-01' })] });
      await put(r, { allocations: [anAllocation(s, 4, second.id, manager.id, { role: 'back_up' })] });
    });
    const counted = new Map([
      [TODAY, new Map([[staff.id, 1]])],
      ['2026-12-01', new Map([[staff.id, 2]])],
    ]);
    const days = [...counted.keys()];
    expect(await read((r) => r.allocations.keyChildren(s, days))).toEqual(counted);
    expect(await read((r) => r.allocations.keyChildren(s, days, [staff.id]))).toEqual(counted);
    expect(await read((r) => r.allocations.keyChildren(s, [TODAY], [manager.id]))).toEqual(
      new Map([[TODAY, new Map()]]),
    );
  });
});

describe('children in need', () => {
  const inNeed = (on: string) =>
    read(async (r) =>
      (await r.allocations.childrenInNeed(s, on)).map(({ child, flagged }) => [
        child.number,
        flagged?.number ?? null,
      ]),
    );

  test.each([
    ['no allocation', {}, undefined, [[1, null]]],
    ['a key person', {}, {}, []],
    ['a back-up alone', {}, { role: 'back_up' as const }, [[1, null]]],
    ['a key person whose time is over', {}, { until: '2026-11-21' }, [[1, null]]],
    ['a key person on the last day', {}, { until: TODAY }, []],
    ['a key person who begins tomorrow', {}, { from: '2026-11-23' }, [[1, null]]],
    ['a flagged key person', {}, { flaggedOn: '2026-11-20' }, [[1, 1]]],
    ['a child who has left', { leavesOn: '2026-11-21' }, undefined, []],
    [
      'a child to come with a key person from the start',
      { startsOn: '2027-01-04' },
      { from: '2027-01-04' },
      [],
    ],
    [
      'a child to come whose key person ends before',
      { startsOn: '2027-01-04' },
      { until: '2026-12-31' },
      [[1, null]],
    ],
  ])('%s', async (_case, child, allocation, expected) => {
    await write(async (r) => {
      await put(r, { children: [{ ...family.child, ...child }] });
      if (allocation)
        await put(r, { allocations: [anAllocation(s, 1, family.child.id, family.staff.id, allocation)] });
    });
    expect(await inNeed(TODAY)).toEqual(expected);
  });

  test('a key person who leaves before the child starts is none', async () => {
    await write(async (r) => {
      await put(r, { children: [{ ...family.child, startsOn: '2027-01-04' }] });
      await put(r, {
        allocations: [anAllocation(s, 1, family.child.id, family.staff.id, { from: '2027-01-04' })],
      });
      await put(r, { people: [{ ...family.staff, leavesOn: '2026-12-31' }] });
    });
    expect(await inNeed(TODAY)).toEqual([[1, null]]);
  });

  test('a flagged key person with a successor named for a later day needs no other', async () => {
    await write(async (r) => {
      await put(r, {
        allocations: [
          anAllocation(s, 1, family.child.id, family.staff.id, {
            flaggedOn: '2026-11-20',
            until: '2026-11-30',
          }),
        ],
      });
      await put(r, {
        allocations: [anAllocation(s, 2, family.child.id, family.manager.id, { from: '2026-12-01' })],
      });
    });
    expect(await inNeed(TODAY)).toEqual([]);
  });

  test('the flagged one is whole, and the soonest start comes first', async () => {
    const first = aChild(s, 2, 'Ada Reed', { startsOn: '2025-01-06' });
    const flagged = anAllocation(s, 9, first.id, family.staff.id, {
      from: '2025-01-06',
      flaggedOn: '2026-11-20',
      dueOn: '2026-11-27',
    });
    await write(async (r) => {
      await put(r, { children: [first] });
      await put(r, { allocations: [flagged] });
    });
    expect(await read((r) => r.allocations.childrenInNeed(s, TODAY))).toEqual([
      {
        child: first,
        flagged: { ...flagged, childName: 'Ada Reed', childNumber: 2, staffName: 'Zoë Adeyemi' },
      },
      { child: family.child, flagged: null },
    ]);
  });
});

test('a hold comes back with its reason, and with the day it was lifted', async () => {
  const { child, staff, manager } = family;
  const hold = {
    setting: s,
    id: 'h1',
    child: child.id,
    staff: staff.id,
    reason: 'ask me',
    placedBy: manager.id,
    placedAt: NOW,
    liftedAt: null,
  };
  await write((r) => put(r, { holds: [hold] }));
  expect(await read((r) => r.holds.ofChild(s, child.id))).toEqual([hold]);
  const later = new Date('2026-11-23T10:00:00.000Z');
  await write((r) => put(r, { holds: [{ ...hold, liftedAt: later }] }));
  expect(await read((r) => r.holds.ofChild(s, child.id))).toEqual([{ ...hold, liftedAt: later }]);
});
