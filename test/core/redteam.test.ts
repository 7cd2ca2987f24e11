import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../src/core/settings/setting.ts';
import { CHAIR, MAEVE, RUTH, ZOE } from '../support/elm.ts';
import { put } from '../support/put.ts';
import { openSetting, rowsOf, type TestSetting, type Variation, words } from '../support/setting.ts';

let elm: TestSetting;
const open = async (variation: Variation = {}) => {
  elm = await openSetting(variation);
};
afterEach(() => elm.close());

const rulesOf = async (child: string, staff: string) =>
  rowsOf(await elm.view(RUTH, `keyperson "${child}"`))
    .find(([name]) => name === staff)?.[2]
    ?.split(/, | \(/);

describe('a parent who comes to work here', () => {
  test('stays one person, so that K1 keeps them from their own child', async () => {
    await open();
    const added = await elm.view(RUTH, 'person "Laura Ashdown" roles=staff');
    expect(words(added)).toContain('counts as the same person');
    expect(words(added)).toContain('May be key person: yes');
    expect(await rulesOf('Freya Ashdown', 'Laura Ashdown')).toContain('K1');
    const refused = await elm.view(RUTH, 'assign "Freya Ashdown" "Laura Ashdown"');
    expect(refused.cites).toContain('K1');
  });

  test('is asked for the roles, and is nobody’s guess where several parents have the name', async () => {
    await open();
    expect((await elm.ask(RUTH, 'person "Ben Ashdown"')).kind).toBe('form');
    const asked = await elm.ask(RUTH, 'person "Emma Wood" roles=staff');
    expect(words(asked)).toContain('Please add the e-mail');
  });

  test('may share a name with a parent who has another address', async () => {
    await open();
    await elm.view(RUTH, 'person "Emma Wood" email=e.wood@elm.test roles=staff');
    expect(await rulesOf('Elsie Wood', 'Emma Wood')).not.toContain('K1');
  });
});

describe('what lifts a block', () => {
  test('a carer turned into a mere relative is told to the safeguarding officer', async () => {
    await open();
    await elm.submit(RUTH, 'child', {
      name: 'Isla Marsh',
      carers: 'Bethany Marsh (relative: aunt); Daniel Marsh',
    });
    expect((await elm.told(MAEVE)).map(({ title }) => title)).toContain(
      'C-2: a carer is no longer on the row',
    );
  });

  test('no declarer takes back the name of a child that has to be matched (K5)', async () => {
    await open();
    await elm.view(ZOE, 'declare "Nobody Here" friend since=2019 child="Kit Vale"');
    await elm.view(RUTH, 'child "Kit Vale" starts_on=2026-12-01 carers="Anna Vale"');
    const answer = await elm.submit(ZOE, 'update', { ref: 'D-1', child: '', note: 'x' });
    expect(words(answer)).toContain('The child cannot be changed here');
    expect(await rulesOf('Kit Vale', ZOE)).toContain('K5');
  });

  test('no declarer makes an own child of a former carer into something lighter (K2)', async () => {
    await open();
    await elm.submit(RUTH, 'child', { name: 'Mia Reed', carers: 'Mike Reed' });
    await elm.view(ZOE, 'declare "Sarah Reed" own_child');
    expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
    await elm.submit(ZOE, 'update', { ref: 'D-1', kind: 'friend', since: '2019' });
    expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
  });

  test('an arrangement that is not allowed reaches a sibling who becomes one by a shared carer (K9)', async () => {
    await open({ setting: { profile: { ...DEFAULT_PROFILE, babysitting: 'prohibited' } } });
    await elm.view(ZOE, 'arrange "Freya Ashdown" social starts_on=2026-11-24');
    await elm.submit(RUTH, 'child', {
      name: 'Freya Ashdown',
      carers: 'Laura Ashdown; Ben Ashdown; Sarah Reed',
    });
    expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
    await elm.submit(RUTH, 'child', { name: 'Freya Ashdown', carers: 'Laura Ashdown; Ben Ashdown' });
    expect(await elm.flagged('Mia Reed')).toEqual([]);
  });
});

describe('declaring on behalf of somebody', () => {
  test('tells no officer what they have declared themselves, open or closed', async () => {
    await open();
    await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-2 noted');
    await elm.view(MAEVE, 'decide D-2 closed note=over');
    const same = words(
      await elm.view(RUTH, `declare "Laura Ashdown" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const closed = words(
      await elm.view(RUTH, `declare "Sarah Reed" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const none = words(await elm.view(RUTH, `declare "Ben Ashdown" friend since=2000 on_behalf_of="${ZOE}"`));
    const bare = (said: string) => said.replaceAll(/D-\d+|Laura Ashdown|Sarah Reed|Ben Ashdown/g, '…');
    expect(bare(same)).toBe(bare(none));
    expect(same).not.toContain('D-1');
    expect(closed).not.toContain('D-2');
    const again = words(
      await elm.view(RUTH, `declare "Ben Ashdown" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    expect(again).toContain('This is declared already, as D-5');
  });

  test('tells the committee nothing about who is a parent here', async () => {
    await open();
    const known = words(await elm.view(CHAIR, `declare "Mike Reed" friend since=2000 on_behalf_of="${ZOE}"`));
    const unknown = words(
      await elm.view(CHAIR, `declare "Kit Vale" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const bare = (said: string) => said.replaceAll(/D-\d+|Mike Reed|Kit Vale/g, '…');
    expect(bare(known)).toBe(bare(unknown));
  });
});

describe('what nobody types', () => {
  test('control characters and direction overrides are refused at the door, line breaks are not', async () => {
    await open();
    for (const who of ['Eve\u001b[31m', 'Eve\u0007', 'Eve \u202Enmub', 'Eve\u0085']) {
      const answer = await elm.submit(ZOE, 'declare', { who, kind: 'friend', since: '2019' });
      expect(words(answer)).toContain('This holds a character that cannot be kept');
    }
    await elm.submit(ZOE, 'declare', {
      who: 'Eve Vale',
      kind: 'friend',
      since: '2019',
      note: 'one\ntwo\tthree',
    });
    expect(words(await elm.view(ZOE, 'declarations'))).toContain('Eve Vale');
  });
});

describe('a form of one setting', () => {
  test('takes no reference of another for its own', async () => {
    await open();
    await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
    const ended = { ended_on: '2026-11-01', reason: 'over' };
    const other = await elm.view(ZOE, {
      command: 'end',
      input: { ref: 'oak/D-1', setting: 'elm', ...ended },
      submitted: true,
    });
    expect(other.refused).toBe(true);
    expect(words(other)).toContain('not of Elm Pre-school');
    const own = await elm.view(ZOE, {
      command: 'end',
      input: { ref: 'elm/D-1', setting: 'elm', ...ended },
      submitted: true,
    });
    expect(own.refused).not.toBe(true);
  });
});

test('asking who needs a key person is audited, also where nobody does', async () => {
  await open();
  await elm.view(RUTH, 'keyperson');
  expect(await elm.audited('keyperson.listed')).toBe(1);
  await elm.change(async (register, setting) => {
    for (const each of await register.children.all(setting))
      await put(register, { children: [{ ...each, leavesOn: '2026-11-20', startsOn: '2025-09-01' }] });
  });
  expect(words(await elm.view(RUTH, 'keyperson'))).toContain('Every child has a key person');
  expect(await elm.audited('keyperson.listed')).toBe(2);
});

describe('carers typed in chat', () => {
  const carersOf = async (number: number) =>
    elm.read(async (register, setting) => {
      const found = await register.children.byNumber(setting, number);
      return register.children.carersOf(setting, found?.id ?? '');
    });

  test('a couple who share an address are two people, or it is asked', async () => {
    await open();
    const shared = 'Ann Vale <vale@families.test>; Bo Vale <vale@families.test>';
    const asked = await elm.submit(RUTH, 'child', {
      name: 'Kit Vale',
      starts_on: '2026-12-01',
      carers: shared,
    });
    expect(words(asked)).toContain("vale@families.test is Ann Vale's here");
    await elm.submit(RUTH, 'child', {
      name: 'Kit Vale',
      starts_on: '2026-12-01',
      carers: 'Ann Vale <vale@families.test>; Bo Vale',
    });
    expect((await carersOf(13)).map(({ personName }) => personName)).toEqual(['Ann Vale', 'Bo Vale']);
  });

  test('an address that is learnt keeps the next of that name apart, and is never learnt of staff', async () => {
    await open();
    const add = (name: string, carers: string) =>
      elm.submit(RUTH, 'child', { name, starts_on: '2026-12-01', carers });
    await add('Kit Vale', 'Ann Vale');
    await add('Lou Vale', 'Ann Vale <a.vale@families.test>');
    await add('Mo Vale', 'Ann Vale <another@families.test>');
    const [kit, lou, mo] = [await carersOf(13), await carersOf(14), await carersOf(15)];
    expect(lou[0]?.person).toBe(kit[0]?.person);
    expect(mo[0]?.person).not.toBe(kit[0]?.person);
    await elm.change(async (register) => {
      await put(register, { people: [{ ...(await elm.person('Colin Threadgold')), email: null }] });
    });
    await add('No Vale', 'Colin Threadgold <attacker@families.test>');
    expect((await elm.person('Colin Threadgold')).email).toBeNull();
  });
});

test('the committee learns nothing from what cannot be changed of an own child', async () => {
  await open();
  await elm.submit(RUTH, 'child', { name: 'Mia Reed', carers: 'Mike Reed' });
  await elm.view(CHAIR, 'declare "Sarah Reed" own_child');
  await elm.view(CHAIR, 'declare "Kit Vale" own_child');
  const change = (ref: string) => elm.submit(CHAIR, 'update', { ref, kind: 'friend', since: '2019' });
  const said = async (ref: string) => words(await change(ref)).replace(`About ${ref}`, 'About mine');
  const [known, unknown] = [await said('D-1'), await said('D-2')];
  expect(known).toContain('This kind cannot be changed here');
  expect(unknown).toBe(known);
});

test('a review answered while the declaration was returned can be decided', async () => {
  await open();
  await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 returned note="Since when?"');
  await elm.view(ZOE, 'confirm D-1 still_true=yes affected_child=yes');
  expect(rowsOf(await elm.view(MAEVE, 'inbox'))[0]?.[0]).toBe('D-1');
  expect((await elm.view(MAEVE, 'decide D-1 managed affected_child=yes')).refused).not.toBe(true);
  expect(rowsOf(await elm.view(MAEVE, 'inbox'))).toEqual([]);
});
