import { beforeEach, describe, expect, test } from 'vitest';
import { drawByChance } from '../../src/store/references.ts';
import { explain, put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { aChild, aPerson, aSetting, NOW, TODAY } from './fixture.ts';

const on = withFamily();
const { read, write } = on;
let family: typeof on.family;
let s: string;

beforeEach(() => {
  family = on.family;
  s = family.setting.id;
});

describe('settings', () => {
  test('come back as they were saved, by id and by code in any case', async () => {
    expect(await read((r) => r.settings.byId(s))).toEqual(family.setting);
    expect(await read((r) => r.settings.byCode(family.setting.code.toUpperCase()))).toEqual(family.setting);
    expect(await read((r) => r.settings.byCode('nowhere'))).toBeUndefined();
  });

  test('are changed by a second save, which begins no second chain', async () => {
    await write((r) => r.audit.append(s, { action: 'a', actor: 'operator', subject: 's', payload: {} }, NOW));
    const head = await read((r) => r.audit.head(s));
    await on.store.write([], (r) => r.settings.save({ ...family.setting, name: 'Oak', demo: true }));
    expect(await read((r) => r.settings.all())).toEqual([{ ...family.setting, name: 'Oak', demo: true }]);
    expect(await read((r) => r.audit.head(s))).toEqual(head);
  });

  test('draw a reference by chance, never one that the setting has had, the longer the more there are', () => {
    const taken = new Set<number>();
    const draw = () => {
      const number = drawByChance(taken);
      expect(taken.has(number)).toBe(false);
      taken.add(number);
      return number;
    };
    const first = Array.from({ length: 2000 }, draw);
    expect(first.every((number) => number >= 1000 && number <= 9999)).toBe(true);
    expect(first).not.toEqual([...first].sort((a, b) => a - b));
    const later = Array.from({ length: 18_000 }, draw);
    expect(later.every((number) => number >= 10_000 && number <= 99_999)).toBe(true);
    expect(String(draw())).toHaveLength(6);
  });

  test.each(['D', 'A', 'B', 'M', 'KP'] as const)('%s: several at once are all different', async (letters) => {
    const numbers = await write((r) => r.drawNumbers(s, letters, 50));
    expect(new Set(numbers).size).toBe(50);
  });
});

describe('people', () => {
  test('are added many at once as they are one by one', async () => {
    const many = Array.from({ length: 35 }, (_, index) =>
      aPerson(s, `Person ${index}`, index % 3 === 0 ? [] : ['staff', 'dso'], { ref: `M${index}` }),
    );
    await write((r) => r.people.add(many));
    for (const person of many) expect(await read((r) => r.people.byRef(s, person.ref ?? ''))).toEqual(person);
  });

  test('come back as they were saved, posts in their order', async () => {
    const person = aPerson(s, 'Amina Yusuf', [], {
      ref: 'P9',
      email: 'Amina@Elm.test',
      startsOn: '2020-01-06',
      leavesOn: '2027-01-01',
      keyPersonCapable: true,
      lineManager: family.manager.id,
      posts: [
        { role: 'staff', from: '2020-01-06', until: null },
        { role: 'deputy_dso', from: null, until: '2024-01-01' },
      ],
    });
    await write((r) => put(r, { people: [person] }));
    expect(await read((r) => r.people.byId(s, person.id))).toEqual(person);
    expect(await read((r) => r.people.byRef(s, 'P9'))).toEqual(person);
    expect(await read((r) => r.people.byEmail(s, 'AMINA@elm.test'))).toEqual([person]);
    expect(await read((r) => r.people.byName(s, 'aminayusuf'))).toEqual([person]);
    const fewer = {
      ...person,
      name: 'Amina Khan',
      email: null,
      posts: [{ role: 'chair' as const, from: null, until: null }],
    };
    await write((r) => put(r, { people: [fewer] }));
    expect(await read((r) => r.people.byId(s, person.id))).toEqual(fewer);
    expect(await read((r) => r.people.byName(s, 'aminayusuf'))).toEqual([]);
    expect(await read((r) => r.people.byEmail(s, 'amina@elm.test'))).toEqual([]);
  });

  test('nobody is found in another setting', async () => {
    const other = aSetting();
    await write((r) => r.settings.save(other));
    expect(await read((r) => r.people.byId(other.id, family.staff.id))).toBeUndefined();
    expect(await read((r) => r.people.byName(other.id, 'sarahreed'))).toEqual([]);
    expect(await read((r) => r.people.all(other.id))).toEqual([]);
  });

  test('a null e-mail is nobody’s e-mail', async () => {
    expect(await read((r) => r.people.byEmail(s, ''))).toEqual([]);
  });

  test.each([
    ['before the start', { startsOn: '2026-12-01' }, false],
    ['on the first day', { startsOn: TODAY }, true],
    ['on the last day', { leavesOn: TODAY }, true],
    ['after leaving', { leavesOn: '2026-11-21' }, false],
    [
      'when the post has ended',
      { posts: [{ role: 'staff' as const, from: null, until: '2026-11-21' }] },
      false,
    ],
    [
      'when the post begins later',
      { posts: [{ role: 'staff' as const, from: '2026-11-23', until: null }] },
      false,
    ],
    [
      'with one post of two in force',
      {
        posts: [
          { role: 'staff' as const, from: null, until: '2026-01-01' },
          { role: 'dso' as const, from: TODAY, until: null },
        ],
      },
      true,
    ],
  ])('in post %s: with every post they held', async (_when, given, expected) => {
    const person = aPerson(s, 'Nina Nowak', ['staff'], given);
    await write((r) => put(r, { people: [person] }));
    const found = (await read((r) => r.people.inPost(s, TODAY))).filter(({ id }) => id === person.id);
    expect(found).toEqual(expected ? [person] : []);
    expect((await read((r) => r.people.employed(s))).map(({ name }) => name)).toContain('Nina Nowak');
  });

  test('those in post come by name, parents are among all and not among the employed', async () => {
    expect((await read((r) => r.people.inPost(s, TODAY))).map(({ name }) => name)).toEqual([
      'Ruth Hallam',
      'Zoë Adeyemi',
    ]);
    expect((await read((r) => r.people.employed(s))).map(({ name }) => name)).toEqual([
      'Ruth Hallam',
      'Zoë Adeyemi',
    ]);
    expect(await read((r) => r.people.all(s))).toHaveLength(4);
  });

  test('carers and relatives are listed with their children who are here or will be, as they count', async () => {
    const left = aChild(s, 2, 'Ada Reed', { leavesOn: '2026-07-20' });
    const coming = aChild(s, 3, 'Bea Reed', { startsOn: '2027-01-04', protected: true });
    const unsettled = aPerson(s, 'Una Unsettled');
    const past = aPerson(s, 'Sally Past');
    const former = aPerson(s, 'Sam Former');
    await write(async (r) => {
      for (const child of [left, coming]) {
        await put(r, { children: [child] });
        await put(r, {
          carerLinks: [
            {
              setting: s,
              child: child.id,
              person: family.mother.id,
              relation: null,
              standing: 'carer',
              countsAs: null,
            },
          ],
        });
      }
      await put(r, { people: [past] });
      await put(r, { people: [former] });
      await put(r, { people: [unsettled] });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: coming.id,
            person: unsettled.id,
            relation: 'aunt',
            standing: 'former',
            countsAs: 'carer',
          },
        ],
      });
      await put(r, {
        carerLinks: [
          {
            setting: s,
            child: left.id,
            person: past.id,
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
            child: coming.id,
            person: former.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
      });
    });
    const kinships = await read((r) => r.children.kinships(s, TODAY));
    expect(
      kinships.map(({ personName, childName, childNumber }) => [personName, childName, childNumber]),
    ).toEqual([
      ["Mike O'Reed", 'Barnaby Reed', 1],
      ['Sarah Reed', 'Barnaby Reed', 1],
      ['Sarah Reed', 'Bea Reed', 3],
      ['Una Unsettled', 'Bea Reed', 3],
    ]);
    expect(kinships.at(-1)).toEqual({
      person: unsettled.id,
      personName: 'Una Unsettled',
      relation: 'aunt',
      standing: 'carer',
      child: coming.id,
      childNumber: 3,
      childName: 'Bea Reed',
      isProtected: true,
    });
  });

  test('absences hold on their first and last day', async () => {
    const absence = {
      setting: s,
      id: 'a1',
      person: family.staff.id,
      from: '2026-11-20',
      to: TODAY,
      recordedBy: null,
      recordedAt: new Date('2026-11-20T09:00:00Z'),
      confirmedBy: null,
      withdrawnAt: null,
    };
    await write((r) => put(r, { absences: [absence] }));
    expect(await read((r) => r.people.absencesOn(s, TODAY))).toEqual([absence]);
    expect(await read((r) => r.people.absencesOn(s, '2026-11-20'))).toEqual([absence]);
    expect(await read((r) => r.people.absencesOn(s, '2026-11-19'))).toEqual([]);
    expect(await read((r) => r.people.absencesOn(s, '2026-11-23'))).toEqual([]);
    expect(await read((r) => r.people.absencesOf(s, family.staff.id))).toEqual([absence]);
    expect(await read((r) => r.people.absencesOf(s, family.manager.id))).toEqual([]);
  });
});

describe('accounts', () => {
  const account = { platform: 'slack', tenant: 'T1', user: 'U1' };

  test('are bound once a setting, moved on by use, and known when they have ended', async () => {
    const other = aSetting();
    const there = aPerson(other.id, 'Zoë Adeyemi', ['staff']);
    const first = { ...account, setting: s, person: family.staff.id, lastUsedAt: NOW, named: false };
    const second = { ...account, setting: other.id, person: there.id, lastUsedAt: NOW, named: false };
    const later = { ...first, lastUsedAt: new Date('2026-11-23T10:00:00.000Z') };
    await write(async (r) => {
      await r.settings.save(other);
      await put(r, { people: [there] });
      for (const bound of [first, second, later]) await r.accounts.bind(bound);
      for (const each of [s, other.id]) await explain(r, each);
    });
    const both = [later, second].sort((a, b) => (a.setting < b.setting ? -1 : 1));
    expect(await read((r) => r.accounts.find(account))).toEqual(both);
    expect(await read((r) => r.accounts.find({ ...account, tenant: 'T2' }))).toEqual([]);
    expect(await read((r) => r.accounts.find({ ...account, platform: 'teams' }))).toEqual([]);
    const [known] = (await read((r) => r.accounts.known(account))).filter(({ setting }) => setting === s);
    if (!known) throw new Error('nothing is known of it');
    await write(async (r) => {
      await r.accounts.save({ ...known, state: 'waiting', waitsSince: NOW, recordedBy: family.manager.id });
      await explain(r, s);
    });
    expect(await read((r) => r.accounts.find(account))).toEqual([second]);
    expect(await read((r) => r.accounts.ofPerson(s, family.staff.id))).toEqual([]);
    expect(await read((r) => r.accounts.ofPeople(s, [family.staff.id]))).toEqual([]);
    expect(await read((r) => r.accounts.waiting(s))).toMatchObject([{ state: 'waiting', waitsSince: NOW }]);
    await write(async (r) => {
      await r.accounts.save({ ...known, state: 'gone', lastUsedAt: NOW });
      await explain(r, s);
    });
    expect(await read((r) => r.accounts.waiting(s))).toEqual([]);
    expect(await read((r) => r.accounts.knownOf(s, family.staff.id))).toEqual([{ ...known, state: 'gone' }]);
    await write(async (r) => {
      await r.accounts.remove(known);
      await explain(r, s);
    });
    expect(await read((r) => r.accounts.known(account))).toMatchObject([second]);
  });

  test('are bound to nobody who is not there', async () => {
    const bound = { ...account, setting: s, lastUsedAt: NOW, named: false };
    const elsewhere = aSetting();
    await write((r) => r.settings.save(elsewhere));
    await expect(write((r) => r.accounts.bind({ ...bound, person: 'nobody' }))).rejects.toThrow('not there');
    const { id: person } = family.staff;
    await expect(write((r) => r.accounts.bind({ ...bound, setting: elsewhere.id, person }))).rejects.toThrow(
      'not there',
    );
    expect(await read((r) => r.accounts.find(account))).toEqual([]);
  });

  test('of one person come last used first', async () => {
    const older = { ...account, setting: s, person: family.staff.id, lastUsedAt: NOW, named: false };
    const newer = { ...older, user: 'U2', lastUsedAt: new Date('2026-11-23T10:00:00.000Z') };
    await write(async (r) => {
      await r.accounts.bind(older);
      await r.accounts.bind(newer);
      await explain(r, s);
    });
    expect(await read((r) => r.accounts.ofPerson(s, family.staff.id))).toEqual([newer, older]);
  });
});

test('an answer is kept under its key, given again, and forgotten when old', async () => {
  const answer = { kind: 'view' as const, title: 'Done', blocks: [] };
  await write((r) => r.intents.keep(s, family.staff.id, 'k1', answer, NOW));
  await write((r) => r.intents.keep(s, family.staff.id, 'k1', { ...answer, title: 'Other' }, NOW));
  expect(await read((r) => r.intents.find(s, family.staff.id, 'k1'))).toEqual(answer);
  expect(await read((r) => r.intents.find(s, family.manager.id, 'k1'))).toBeUndefined();
  expect(await write((r) => r.intents.purge(NOW))).toBe(0);
  expect(await write((r) => r.intents.purge(new Date(NOW.getTime() + 1)))).toBe(1);
  expect(await read((r) => r.intents.find(s, family.staff.id, 'k1'))).toBeUndefined();
});

test('a platform’s delivery is known as answered, until it is old', async () => {
  await write((r) => r.conversations.answered('a1', NOW));
  for (const key of ['a1', 'a2'])
    await write((r) => r.conversations.answered(key, new Date(NOW.getTime() + 9000)));
  expect(await read((r) => r.conversations.isAnswered('a1'))).toBe(true);
  expect(await write((r) => r.conversations.purge(NOW))).toBe(0);
  expect(await write((r) => r.conversations.purge(new Date(NOW.getTime() + 1)))).toBe(1);
  expect(await read((r) => r.conversations.isAnswered('a1'))).toBe(false);
  expect(await read((r) => r.conversations.isAnswered('a2'))).toBe(true);
});

test('whose record is erased has no chat left, unless their account stands for somebody else too', async () => {
  const other = aSetting();
  const there = aPerson(other.id, 'Zoë Adeyemi', ['staff']);
  const account = (user: string) => ({ platform: 'teams', tenant: 'E1', user });
  const bound = { lastUsedAt: NOW, named: false };
  await write(async (r) => {
    await r.settings.save(other);
    await put(r, { people: [there] });
    await r.accounts.bind({ ...account('alone'), ...bound, setting: s, person: family.staff.id });
    await r.accounts.bind({ ...account('both'), ...bound, setting: s, person: family.staff.id });
    await r.accounts.bind({ ...account('both'), ...bound, setting: other.id, person: there.id });
    await r.accounts.bind({ ...account('else'), ...bound, setting: s, person: family.manager.id });
    for (const user of ['alone', 'both', 'else'])
      await r.conversations.keep({
        ...account(user),
        id: `chat ${user}`,
        serviceUrl: 'https://teams.test',
        bot: 'B',
        usedAt: NOW,
      });
    for (const each of [s, other.id]) await explain(r, each);
  });
  await write(async (r) => {
    const record = (await r.retention.candidates(s)).find(({ id }) => id === family.staff.id);
    if (!record) throw new Error('nobody to erase');
    await r.retention.erase(s, record, TODAY);
    await explain(r, s);
  });
  const left = await read((r) =>
    Promise.all(['alone', 'both', 'else'].map((user) => r.conversations.find(account(user)))),
  );
  expect(left.map((chat) => chat?.id)).toEqual([undefined, 'chat both', 'chat else']);
});
