import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEVER_USED } from '../../../src/core/accounts/account.ts';
import type { Person } from '../../../src/core/people/person.ts';
import { createUploads } from '../../../src/given.ts';
import { ADMIN, AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { platformNames } from '../../support/platforms.ts';
import { put } from '../../support/put.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';
import { given, uploading } from '../../support/uploads.ts';
import { xlsx } from '../../support/xlsx.ts';

// What `person`, `child` and `assign` would not do for whoever gives a file, the file does not do either (decision 61).

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: createUploads(platformNames) });
});
afterEach(() => elm.close());
const { give, send, take } = uploading(() => elm);

const DIFFERS = 'Where it differs from what was changed here in chat';

/** Changes what is on record of somebody, before the test begins. */
async function alter(name: string, change: Partial<Person>): Promise<void> {
  const person = await elm.person(name);
  await elm.change((register) => put(register, { people: [{ ...person, ...change }] }));
}

describe('offices and addresses', () => {
  it('nobody who returns is given an office back that had ended', async () => {
    await alter(TOM, {
      leavesOn: '2026-07-21',
      posts: [
        { role: 'staff', from: '2020-09-01', until: null },
        { role: 'manager', from: '2020-09-01', until: '2026-07-21' },
      ],
    });
    const list = given('staff.csv', `Staff name,Start date\n${TOM},2026-11-24\n`);
    expect(words(await take(RUTH, list, { [DIFFERS]: 'file' }))).toContain('Taken over');
    const { posts } = await elm.person(TOM);
    expect(posts.filter(({ from }) => from === '2026-11-24')).toEqual([
      { role: 'staff', from: '2026-11-24', until: null },
    ]);
  });

  it.each([MAEVE, TOM])(
    '%s learns no address from a child’s carers beside the list of staff',
    async (who) => {
      await alter(who, { email: null });
      const book = xlsx({
        Staff: [
          ['Name', 'Job title'],
          [who, 'Staff'],
        ],
        Children: [
          ['Child', 'Start', 'Carers'],
          ['Nell Archer', '2026-09-07', `${who} <other@families.test>`],
        ],
      });
      expect(words(await take(RUTH, given('ours.xlsx', book), { [DIFFERS]: 'here' }))).toContain(
        'Taken over',
      );
      expect((await elm.person(who)).email).toBeNull();
    },
  );

  it('nobody is given the address of somebody else who works here', async () => {
    await alter(MAEVE, { ref: 'R1' });
    const list = given('staff.csv', 'Name,Ref,Job title,Work email\nZed Vole,Z9,Staff,maeve@elm.test\n');
    const view = await take(RUTH, list, { 'Is “Zed Vole” the one on record?': 'no' });
    expect(words(view)).toMatch(/Line 2: Somebody else here has this e-mail address/);
    await expect(elm.person('Zed Vole')).rejects.toThrow('no Zed Vole');
  });

  it.each([
    ['yes', /“Amina Yusuf” and “Tom Ridley”: Both are in the register already, as two people/],
    ['no', /This e-mail address is Amina Yusuf’s on record/],
  ])(
    'colleagues do not exchange their names by exchanged addresses, where %s is said',
    async (is, refused) => {
      const { id } = await elm.person(TOM);
      const list = `Name,Job title,Work email\n${TOM},Staff,amina@elm.test\n${AMINA},Staff,tom@elm.test\n`;
      const view = await take(RUTH, given('staff.csv', list), {
        'Is “Tom Ridley” the one on record?': is,
        'Is “Amina Yusuf” the one on record?': is,
        [DIFFERS]: 'file',
      });
      expect(words(view)).toMatch(refused);
      expect((await elm.person(TOM)).id).toBe(id);
    },
  );

  it('a colleague is renamed by the address once it is said that it is they', async () => {
    const { id } = await elm.person(TOM);
    const list = given('staff.csv', 'Name,Job title,Work email\nTom Vale,Staff,tom@elm.test\n');
    await take(RUTH, list, { 'Is “Tom Vale” the one on record?': 'yes', [DIFFERS]: 'file' });
    expect((await elm.person('Tom Vale')).id).toBe(id);
  });

  it.each([
    ['new', 'Sally Archer', 'Nell Archer,2026-09-07,Sally Archer <sally@families.test>'],
    ['known', 'Sarah Reed', 'Mia Reed,2025-09-03,Sarah Reed <sarah@families.test>; Mike Reed'],
  ])('the address of a %s parent is known as typed, as by child', async (_, parent, row) => {
    await take(RUTH, given('ours.csv', `Child,Start,Carers\n${row}\n`));
    expect(await elm.person(parent)).toMatchObject({
      email: `${parent.slice(0, 5).toLowerCase()}@families.test`,
      emailTypedBy: (await elm.person(RUTH)).id,
    });
  });

  it.each<[about: string, named: boolean, cell: string, state: string, told: RegExp]>([
    [
      'was let in by the address until now',
      false,
      '',
      'readdressed',
      /this account was let in by the one until now/,
    ],
    ['is named in the file', false, 'UTOM', 'readdressed', /this account was let in by the one until now/],
    [
      'was named by somebody',
      true,
      '',
      'bound',
      /Your e-mail address on record has changed\. If you did not expect this/,
    ],
  ])(
    'a changed address ends and tells an account as person does: one that %s',
    async (_, named, cell, state, told) => {
      const { id } = await elm.person(TOM);
      await elm.change((register, setting) =>
        register.accounts.save({
          ...{ platform: 'slack', tenant: 'T1', user: 'UTOM', setting, person: id, named, state: 'bound' },
          ...{ lastUsedAt: NEVER_USED, recordedBy: null, waitsSince: null, seenBy: null, hasStood: true },
        }),
      );
      const list = `Name,Job title,Work email,slack_user\n${TOM},Staff,tom.new@elm.test,${cell}\n`;
      await take(RUTH, given('staff.csv', list), {
        'Is Tom Ridley the one on record?': 'yes',
        [DIFFERS]: 'file',
      });
      expect((await elm.person(TOM)).email).toBe('tom.new@elm.test');
      const accounts = await elm.read((register, setting) => register.accounts.knownOf(setting, id));
      expect(accounts.map(({ user, state }) => [user, state])).toEqual([['UTOM', state]]);
      expect((await elm.told(TOM)).map(({ text }) => text).join('\n')).toMatch(told);
      expect(await elm.told(MAEVE)).toContainEqual(
        expect.objectContaining({ title: expect.stringMatching(/account/i) }),
      );
    },
  );
});

describe('allocations', () => {
  const holding = (who: string) =>
    given('ours.csv', `Child,Start,Key person\nCallum McBride,2026-11-02,${who}\n`);

  it.each([
    ['allocates', PRIYA, holding(TOM)],
    ['ends an allocation', MAEVE, given('ours.csv', 'Child,Start,Key person\nMia Reed,2025-09-03,\n')],
  ])('nobody but a manager %s', async (_, who, file) => {
    const read = words(await give(who, file));
    expect(read).toContain('passed over: the manager allocates');
    await take(who, file, { [DIFFERS]: 'file' });
    expect(await elm.held('Callum McBride')).toEqual([]);
    expect((await elm.held('Mia Reed')).map(({ until }) => until)).toEqual([null]);
  });

  it('a manager who is conflicted for the family is told no reason, and the officer of what she allocates', async () => {
    await elm.view(ZOE, 'declare "Fiona McBride" friend since=2019');
    await elm.view(RUTH, 'declare "Fiona McBride" friend since=2019');
    for (const who of [ZOE, RUTH]) {
      const said = words(await take(RUTH, holding(who)));
      expect(said).toContain(`${who} may not be key person of Callum McBride. Ask keyperson who may.`);
      expect(said).not.toMatch(/K\d|D-\d/);
    }
    expect(words(await take(RUTH, holding(TOM)))).toContain('Taken over');
    expect((await elm.told(MAEVE)).map(({ title }) => title)).toContainEqual(
      expect.stringContaining('Please look at an allocation'),
    );
  });

  it('a manager is told, in words, whose key person is to be replaced', async () => {
    const list = given('staff.csv', `Staff name,Job title,key_person_capable\n${ZOE},Staff,no\n`);
    const said = words(await take(RUTH, list, { [DIFFERS]: 'file' }));
    expect(said).toMatch(/KP-10: Zoë Adeyemi as key person of Mia Reed is to be replaced/);
  });

  it('a manager learns of a hold on herself no more than of anything else', async () => {
    await elm.view(MAEVE, `hold "Callum McBride" "${RUTH}" reason="for now"`);
    const said = words(await take(RUTH, holding(RUTH)));
    expect(said).toContain(`${RUTH} may not be key person of Callum McBride. Ask keyperson who may.`);
  });
});

describe('a child who left and is begun anew', () => {
  const gone = 'Child,Ref,Start,Leaves,Carers\nMia Reed,OLD,2025-09-03,2026-11-20,Sarah Reed; Mike Reed\n';
  const anew = (carers: string) =>
    given('anew.csv', `Child,Ref,Start,Carers\nMia Reed,NEW,2026-11-23,${carers}\n`);
  const same = 'Is Mia Reed the one on record?';
  const yes = { [same]: 'yes', 'Is “Sara Reed” the one on record?': 'yes' };
  const kept = async () =>
    (await elm.read((register, id) => register.children.all(id))).filter(({ name }) => name === 'Mia Reed');

  it.each(['Sarah Reed', 'Sara Reed'])('with %s is the same child, so that a hold holds', async (carer) => {
    await elm.view(MAEVE, `hold "Mia Reed" "${TOM}" reason="for now"`);
    await take(RUTH, given('gone.csv', gone), { [DIFFERS]: 'file' });
    const refused = await take(RUTH, anew(carer), { [same]: 'no', [DIFFERS]: 'file' });
    expect(words(refused)).toMatch(/Line 2: Mia Reed is on record under the reference OLD/);
    expect(await kept()).toHaveLength(1);
    expect(words(await take(RUTH, anew(carer), { ...yes, [DIFFERS]: 'file' }))).toContain('Taken over');
    expect(await kept()).toMatchObject([{ number: 9, ref: 'NEW', startsOn: '2026-11-23', leavesOn: null }]);
  });

  it('is another child with carers of their own', async () => {
    await take(RUTH, given('gone.csv', gone), { [DIFFERS]: 'file' });
    await take(RUTH, anew('Wanda Vane'), { [same]: 'no' });
    expect(await kept()).toHaveLength(2);
  });
});

describe('an administrator', () => {
  /** All that is said, from the file to its being taken back, without the name. */
  async function heard(name: string, list: string): Promise<string> {
    const said: string[] = [];
    let answer = await give(ADMIN, given('staff.csv', `${list.replace('NAME', name)}\n`));
    for (let turn = 0; turn < 4 && answer.kind === 'form'; turn++) {
      said.push(words(answer));
      answer = await send(ADMIN, answer);
    }
    said.push(words(answer), words(await elm.ask(ADMIN, { command: 'upload', input: { undo: 'yes' } })));
    return said.join('\n').replaceAll(name, 'NAME');
  }

  it.each([
    ['with a role', 'Staff name,Job title,Work email\nNAME,Staff,'],
    ['without one', 'Staff name,Work email\nNAME,'],
    ['with an address', 'Staff name,Job title,Work email\nNAME,Staff,other@elm.test'],
  ])('hears the same of a parent and of nobody, %s', async (_, list) => {
    expect(await heard('Mike Reed', list)).toBe(await heard('Zack Void', list));
  });

  it.each([
    ['address', 'Staff name,Job title,Work email\nAnna Bloom,Staff,emma.wood@families.test\n'],
    [
      'address with the first name',
      'Staff name,Job title,Work email\nEmma Bloom,Staff,emma.wood@families.test\n',
    ],
    ['reference', 'Staff name,Ref,Job title\nAnna Bloom,F7,Staff\n'],
  ])('is not told, and changes nothing, by a parent’s %s', async (_, list) => {
    await alter('Mike Reed', { ref: 'F7' });
    const answer = await give(ADMIN, given('staff.csv', list));
    expect(words(answer)).toContain('is somebody else’s here. Please write another');
    expect(words(answer)).not.toMatch(/Wood|Mike/);
  });

  it('who works with children, too, is told no more', async () => {
    await alter(ADMIN, {
      posts: ['staff', 'admin'].map((role) => ({ role, from: null, until: null })) as Person['posts'],
    });
    const view = await give(ADMIN, given('staff.csv', 'Staff name,Job title\nMike Reed,Staff\n'));
    expect(words(view)).not.toContain('parent or carer');
  });

  it('is told of no child whose key person is to be replaced', async () => {
    const list = given('staff.csv', `Staff name,Job title,key_person_capable\n${ZOE},Staff,no\n`);
    const said = words(await take(ADMIN, list, { [DIFFERS]: 'file' }));
    expect(said).toContain('1 member of staff changed');
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    expect(said).not.toMatch(/Reed|KP-/);
  });
});
