import { beforeEach, describe, expect, test } from 'vitest';
import { type Declaration, type MatchDecision, STATES } from '../../src/core/declarations/declaration.ts';
import { concerning as concerningOf, openMatches } from '../../src/core/declarations/matches.ts';
import type { Register } from '../../src/core/store.ts';
import { put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { aChild, aDeclaration, aFamily, anArrangement, aPerson, aSetting, NOW, TODAY } from './fixture.ts';

const on = withFamily();
const { read, write } = on;
let family: typeof on.family;
let s: string;
const insert = (...declarations: Declaration[]) =>
  write(async (r) => {
    for (const declaration of declarations) await put(r, { declarations: [declaration] });
  });

beforeEach(() => {
  family = on.family;
  s = family.setting.id;
});

describe('a declaration', () => {
  test('comes back as it was made, every field of it', async () => {
    const { staff, mother, child, manager } = family;
    const full: Declaration = {
      ...aDeclaration(staff, 1, mother),
      child: child.id,
      childName: child.name,
      note: 'We were at school together.',
      state: 'active',
      outcome: 'managed',
      decidedAt: NOW,
      decidedBy: manager.id,
      officerNote: 'No visits.',
      affectedChild: false,
      nextReview: '2027-05-22',
      raisedAt: NOW,
      endedOn: TODAY,
      endReason: 'moved',
      onBehalfBy: manager.id,
      confirmedAt: NOW,
      voidProposedBy: staff.id,
      resumes: 4,
    };
    await insert(full);
    expect(await read((r) => r.declarations.byNumber(s, 1))).toEqual(full);
    expect(await read((r) => r.declarations.byId(s, full.id))).toEqual(full);
    const other = aSetting();
    await write((r) => r.settings.save(other));
    expect(await read((r) => r.declarations.byNumber(other.id, 1))).toBeUndefined();
  });

  test('is changed by a save, and keeps the name that was declared', async () => {
    const { staff, mother } = family;
    const made = aDeclaration(staff, 1, 'Sara Read', { childName: 'Barney' });
    await insert(made);
    expect(await read((r) => r.declarations.byId(s, made.id))).toEqual(made);
    const linked = {
      ...made,
      counterpart: mother.id,
      state: 'active' as const,
      affectedChild: true,
      networks: [],
    };
    await write((r) => put(r, { declarations: [linked] }));
    expect(await read((r) => r.declarations.byId(s, made.id))).toEqual({ ...linked, version: 2 });
  });

  test('is listed for its declarer newest first, and for both ends while it is open', async () => {
    const { staff, manager, mother } = family;
    await insert(
      aDeclaration(staff, 1, mother, { state: 'closed' }),
      aDeclaration(staff, 2, 'Ann Other'),
      aDeclaration(mother, 3, staff, { state: 'active' }),
      aDeclaration(staff, 4, mother, { state: 'active' }),
      aDeclaration(manager, 5, 'Ann Other'),
    );
    const numbers = async (work: (r: Register) => Promise<Declaration[]>) =>
      (await read(work)).map(({ number }) => number);
    expect(await numbers((r) => r.declarations.ofDeclarer(s, staff.id))).toEqual([4, 2, 1]);
    expect(await numbers((r) => r.declarations.involving(s, staff.id))).toEqual([2, 3, 4]);
    expect(await numbers((r) => r.declarations.about(s, mother.id))).toEqual([4]);
    expect(await numbers((r) => r.declarations.open(s))).toEqual([2, 3, 4, 5]);
  });

  test('waits for an officer when submitted, when its end is asked for, when raised, when proposed as void', async () => {
    const { staff } = family;
    await insert(
      ...STATES.map((state, index) =>
        aDeclaration(staff, index + 1, 'Ann Other', { state, dueOn: `2026-12-0${9 - index}` }),
      ),
      aDeclaration(staff, 8, 'Ann Other', { state: 'active', raisedAt: NOW, dueOn: '2026-11-01' }),
      aDeclaration(staff, 9, 'Ann Other', { state: 'active', voidProposedBy: staff.id, dueOn: '2026-12-31' }),
      aDeclaration(staff, 10, 'Ann Other', { state: 'void', voidProposedBy: staff.id }),
    );
    const waiting = await read((r) => r.declarations.undecided(s));
    expect(waiting.map(({ number, state }) => [number, state])).toEqual([
      [8, 'active'],
      [5, 'end_requested'],
      [1, 'submitted'],
      [9, 'active'],
    ]);
  });
});

describe('what concerns a child', () => {
  const concerning = async (child: string) =>
    (
      await read(async (r) =>
        concerningOf({ register: r, setting: family.setting }, await r.children.byIds(s, [child])),
      )
    ).map(({ declaration, touch }) => [declaration.number, touch]);

  test('declarations about each person linked to it, by the standing of the link', async () => {
    const { staff, mother, father, child } = family;
    const aunt = aPerson(s, 'Aunt Reed');
    await write(async (r) => {
      await put(r, { people: [aunt] });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: child.id,
            person: aunt.id,
            relation: 'aunt',
            standing: 'relative',
            countsAs: null,
          },
        ],
      });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: child.id,
            person: father.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
      });
    });
    await insert(
      aDeclaration(staff, 1, mother),
      aDeclaration(staff, 2, father),
      aDeclaration(staff, 3, aunt),
    );
    expect(await concerning(child.id)).toEqual([
      [1, 'carer'],
      [2, 'former'],
      [3, 'relative'],
    ]);
  });

  test('a declaration that names the child, one row a touch', async () => {
    const { staff, mother, child } = family;
    await insert(aDeclaration(staff, 1, mother, { child: child.id, childName: child.name }));
    expect(await concerning(child.id)).toEqual([
      [1, 'carer'],
      [1, 'child'],
    ]);
  });

  test('an unlinked name equal to, or closely like, a current carer’s, or the child’s', async () => {
    const { staff, child } = family;
    await insert(
      aDeclaration(staff, 1, 'SARAH  REED'),
      aDeclaration(staff, 2, 'mike oreed'),
      aDeclaration(staff, 3, 'Ann Other', { childName: 'bárnaby-reed' }),
      aDeclaration(staff, 4, 'Sara Reed', { childName: 'Barney Reed' }),
      aDeclaration(staff, 5, '—', { childName: '—' }),
    );
    expect(await concerning(child.id)).toEqual([
      [1, 'name'],
      [2, 'name'],
      [3, 'name'],
      [4, 'name'],
    ]);
  });

  test('a former carer’s name reaches nothing', async () => {
    const { staff, father, child } = family;
    await write((r) =>
      put(r, {
        carerLinks: [
          {
            setting: s,
            child: child.id,
            person: father.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
      }),
    );
    await insert(aDeclaration(staff, 1, "Mike O'Reed"));
    expect(await concerning(child.id)).toEqual([]);
  });

  test('a name that the officer rejected for this carer or this child, until that is withdrawn', async () => {
    const { staff, mother, child, manager } = family;
    const about = aDeclaration(staff, 1, 'Sarah Reed', { childName: 'Barnaby Reed' });
    await insert(about);
    const verdict: MatchDecision = {
      setting: s,
      declaration: about.id,
      candidate: mother.id,
      answer: 'rejected',
      by: manager.id,
      at: NOW,
    };
    await write((r) => r.declarations.decideMatch(verdict));
    expect(await concerning(child.id)).toEqual([[1, 'name']]);
    await write((r) => r.declarations.decideMatch({ ...verdict, candidate: child.id }));
    expect(await concerning(child.id)).toEqual([]);
    expect(await read((r) => r.declarations.matchDecisionsOn(s, about.id))).toHaveLength(2);
    await write((r) => r.declarations.withdrawMatchDecision(s, about.id, mother.id));
    expect(await concerning(child.id)).toEqual([[1, 'name']]);
  });

  test.each(STATES)('in state %s', async (state) => {
    await insert(
      aDeclaration(family.staff, 1, family.mother, { state }),
      aDeclaration(family.staff, 2, 'Sarah Reed', { state }),
    );
    const expected =
      state === 'closed' || state === 'void'
        ? []
        : [
            [1, 'carer'],
            [2, 'name'],
          ];
    expect(await concerning(family.child.id)).toEqual(expected);
  });

  test('reaches a sibling of the same carer, and no child of another setting', async () => {
    const sibling = aChild(s, 2, 'Ada Reed');
    await write(async (r) => {
      await put(r, { children: [sibling] });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: sibling.id,
            person: family.mother.id,
            relation: null,
            standing: 'carer',
            countsAs: null,
          },
        ],
      });
    });
    await insert(aDeclaration(family.staff, 1, family.mother));
    expect(await concerning(sibling.id)).toEqual([[1, 'carer']]);
    const elsewhere = await aFamily(on.store);
    expect(await read((r) => r.declarations.reaching(elsewhere.setting.id, elsewhere.child.id))).toEqual([]);
  });
});

describe('open matches', () => {
  const matches = (on?: string) =>
    read(async (r) =>
      (await openMatches({ register: r, setting: family.setting }, on)).map((each) => [
        each.declaration.number,
        each.candidateKind,
        each.candidateName,
      ]),
    );

  test('every person and child of that name, until there is a verdict', async () => {
    const { staff, mother, manager } = family;
    const namesake = aChild(s, 2, 'Barnaby Reed');
    await write((r) => put(r, { children: [namesake] }));
    const about = aDeclaration(staff, 1, 'sarah reed', { childName: 'barnaby reed' });
    await insert(
      about,
      aDeclaration(staff, 2, 'Ann Other'),
      aDeclaration(staff, 3, 'Sarah Reed', { state: 'closed' }),
      aDeclaration(staff, 4, mother),
    );
    expect(await matches()).toEqual([
      [1, 'person', 'Sarah Reed'],
      [1, 'child', 'Barnaby Reed'],
      [1, 'child', 'Barnaby Reed'],
    ]);
    for (const candidate of [mother.id, namesake.id]) {
      await write((r) =>
        r.declarations.decideMatch({
          setting: s,
          declaration: about.id,
          candidate,
          answer: 'rejected',
          by: manager.id,
          at: NOW,
        }),
      );
    }
    expect(await matches()).toEqual([[1, 'child', 'Barnaby Reed']]);
  });

  test('with a day, only families that are still here', async () => {
    await write((r) => put(r, { children: [{ ...family.child, leavesOn: TODAY }] }));
    await insert(aDeclaration(family.staff, 1, 'Sarah Reed', { childName: 'Barnaby Reed' }));
    expect(await matches(TODAY)).toHaveLength(2);
    expect(await matches('2026-11-23')).toEqual([]);
    expect(await matches()).toHaveLength(2);
  });
});

describe('casework', () => {
  test('passing on is kept once, by case', async () => {
    const { manager, staff } = family;
    await write(async (r) => {
      await r.declarations.pass(s, 'D-2', manager.id, NOW);
      await r.declarations.pass(s, 'D-2', manager.id, NOW);
      await r.declarations.pass(s, 'A-1', staff.id, NOW);
    });
    expect(await read((r) => r.declarations.passes(s))).toEqual([
      { caseRef: 'A-1', person: staff.id },
      { caseRef: 'D-2', person: manager.id },
    ]);
  });

  test('a verdict comes back as it was given last', async () => {
    const { staff, mother, manager } = family;
    const about = aDeclaration(staff, 1, 'Sarah Reed');
    await insert(about);
    const verdict: MatchDecision = {
      setting: s,
      declaration: about.id,
      candidate: mother.id,
      answer: 'rejected',
      by: manager.id,
      at: NOW,
    };
    await write((r) => r.declarations.decideMatch(verdict));
    await write((r) => r.declarations.decideMatch({ ...verdict, answer: 'matched' }));
    expect(await read((r) => r.declarations.matchDecisionsOn(s, about.id))).toEqual([
      { ...verdict, answer: 'matched' },
    ]);
  });

  test('every opening is kept, first to last', async () => {
    const { staff, mother, manager } = family;
    const about = aDeclaration(staff, 1, mother);
    await insert(about);
    const later = new Date(NOW.getTime() + 1000);
    await write(async (r) => {
      await r.declarations.opened(s, about.id, manager.id, later);
      await r.declarations.opened(s, about.id, manager.id, NOW);
      await r.declarations.opened(s, about.id, manager.id, NOW);
    });
    expect(await read((r) => r.declarations.openings(s, about.id))).toEqual([
      { reader: manager.id, readerName: 'Ruth Hallam', at: NOW },
      { reader: manager.id, readerName: 'Ruth Hallam', at: later },
    ]);
  });
});

describe('case facts', () => {
  test('pair each open declaration with the current carers of every child it concerns', async () => {
    const { staff, mother, father, child } = family;
    const sibling = aChild(s, 2, 'Ada Reed');
    const aunt = aPerson(s, 'Aunt Reed');
    await write(async (r) => {
      await put(r, { children: [sibling] });
      await put(r, { people: [aunt] });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: sibling.id,
            person: mother.id,
            relation: null,
            standing: 'carer',
            countsAs: null,
          },
        ],
      });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: sibling.id,
            person: father.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
      });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: sibling.id,
            person: aunt.id,
            relation: null,
            standing: 'relative',
            countsAs: null,
          },
        ],
      });
    });
    const byCarer = aDeclaration(staff, 1, mother);
    const byFormer = aDeclaration(staff, 2, aunt);
    const byChild = aDeclaration(staff, 3, 'Ann Other', { child: child.id, childName: child.name });
    await insert(byCarer, byFormer, byChild, aDeclaration(staff, 4, mother, { state: 'void' }));
    const { concerned } = await read((r) => r.caseFacts(s));
    const named = (declaration: Declaration) =>
      concerned
        .filter((each) => each.declaration === declaration.id)
        .map((each) => `${each.child === child.id ? 'Barnaby' : 'Ada'}: ${each.carerName}`)
        .sort();
    expect(named(byCarer)).toEqual(['Ada: Sarah Reed', "Barnaby: Mike O'Reed", 'Barnaby: Sarah Reed']);
    expect(named(byFormer)).toEqual(['Ada: Sarah Reed']);
    expect(named(byChild)).toEqual(["Barnaby: Mike O'Reed", 'Barnaby: Sarah Reed']);
    expect(concerned).toHaveLength(6);
  });

  test('list open declarations of officers, none about them, and the officers who are parents', async () => {
    const { staff, manager, mother } = family;
    const past = aPerson(s, 'Past Chair', [], {
      posts: [{ role: 'chair', from: null, until: '2024-01-01' }],
    });
    await write((r) => put(r, { people: [past] }));
    await insert(
      aDeclaration(manager, 1, mother),
      aDeclaration(staff, 2, manager, { child: family.child.id, childName: family.child.name }),
      aDeclaration(staff, 3, 'ruth hallam'),
      aDeclaration(staff, 4, mother),
      aDeclaration(manager, 5, mother, { kind: 'neighbour', state: 'active', outcome: 'not_personal' }),
      aDeclaration(manager, 6, mother, { state: 'closed' }),
      aDeclaration(past, 7, mother, { state: 'active', outcome: 'noted' }),
    );
    const own = { earlier: [], onBehalfBy: null, confirmedAt: null, notThese: [] };
    const UNDECIDED = { ...own, child: null, kind: 'friend', state: 'submitted', outcome: null };
    const { officers, parents } = await read((r) => r.caseFacts(s));
    expect(parents).toEqual([]);
    expect(officers).toEqual([
      { ...UNDECIDED, declarer: manager.id, counterpart: mother.id, counterpartName: 'Sarah Reed' },
      {
        ...own,
        declarer: manager.id,
        counterpart: mother.id,
        counterpartName: 'Sarah Reed',
        child: null,
        kind: 'neighbour',
        state: 'active',
        outcome: 'not_personal',
      },
      {
        ...UNDECIDED,
        declarer: past.id,
        counterpart: mother.id,
        counterpartName: 'Sarah Reed',
        state: 'active',
        outcome: 'noted',
      },
    ]);
    await write((r) =>
      r.children.linkAll([
        {
          setting: s,
          child: family.child.id,
          person: manager.id,
          relation: 'aunt',
          standing: 'parent',
          countsAs: null,
        },
      ]),
    );
    expect((await read((r) => r.caseFacts(s))).parents).toEqual([manager.id]);
  });

  test('list what was recorded on behalf of somebody and not confirmed', async () => {
    const { staff, manager, mother } = family;
    const onBehalfBy = manager.id;
    const waits = aDeclaration(staff, 1, mother, { onBehalfBy });
    await insert(
      waits,
      aDeclaration(staff, 2, mother, { onBehalfBy, confirmedAt: new Date() }),
      aDeclaration(staff, 3, mother, { onBehalfBy, state: 'closed' }),
      aDeclaration(staff, 4, mother),
    );
    expect((await read((r) => r.declarations.unconfirmed(s))).map(({ id }) => id)).toEqual([waits.id]);
  });
});

describe('arrangements', () => {
  test('come back as they were made and saved', async () => {
    const made = anArrangement(family.staff, 3, family.child, { note: 'Fridays' });
    await write((r) => put(r, { arrangements: [made] }));
    expect(await read((r) => r.arrangements.byNumber(s, 3))).toEqual(made);
    expect(await read((r) => r.arrangements.undecided(s))).toEqual([made]);
    const decided = {
      ...made,
      state: 'acknowledged' as const,
      decidedAt: NOW,
      decidedBy: family.manager.id,
      officerNote: 'Fine.',
      endedOn: TODAY,
    };
    await write((r) => put(r, { arrangements: [decided] }));
    expect(await read((r) => r.arrangements.byNumber(s, 3))).toEqual({ ...decided, version: 2 });
    expect(await read((r) => r.arrangements.undecided(s))).toEqual([]);
    expect(await read((r) => r.arrangements.ofStaff(s, family.staff.id))).toEqual([
      { ...decided, version: 2 },
    ]);
  });

  test('of a family are those about any child who shares a current carer, declared or acknowledged', async () => {
    const { staff, mother, father, child } = family;
    const [sibling, half, stranger] = [
      aChild(s, 2, 'Ada Reed'),
      aChild(s, 3, 'Bea Reed'),
      aChild(s, 4, 'Cora Lane'),
    ];
    await write(async (r) => {
      for (const each of [sibling, half, stranger]) await put(r, { children: [each] });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: sibling.id,
            person: mother.id,
            relation: null,
            standing: 'carer',
            countsAs: null,
          },
        ],
      });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: half.id,
            person: father.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
      });
      await put(r, { arrangements: [anArrangement(staff, 1, sibling)] });
      await put(r, { arrangements: [anArrangement(staff, 2, child, { state: 'acknowledged' })] });
      await put(r, { arrangements: [anArrangement(staff, 3, child, { state: 'ended' })] });
      await put(r, { arrangements: [anArrangement(staff, 4, half)] });
      await put(r, { arrangements: [anArrangement(staff, 5, stranger)] });
    });
    const numbers = async (...of: string[]) =>
      (await read((r) => r.arrangements.ofFamily(s, ...of))).map(({ family, arrangement }) => [
        of.indexOf(family),
        arrangement.number,
      ]);
    const [first, second, third] = [
      [0, 1],
      [0, 2],
      [0, 5],
    ];
    expect(await numbers(child.id)).toEqual([first, second]);
    expect(await numbers(sibling.id)).toEqual([first, second]);
    expect(await numbers(stranger.id)).toEqual([third]);
    expect((await numbers(sibling.id, stranger.id, child.id)).sort()).toEqual([
      [0, 1],
      [0, 2],
      [1, 5],
      [2, 1],
      [2, 2],
    ]);
  });
});
