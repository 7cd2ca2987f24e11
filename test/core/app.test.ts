import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { createApp, type Identity } from '../../src/core/app.ts';
import { newId } from '../../src/core/identifier.ts';
import { createUploads } from '../../src/given.ts';
import { aPerson } from '../store/fixture.ts';
import { ZOE } from '../support/elm.ts';
import { platformNames } from '../support/platforms.ts';
import { put } from '../support/put.ts';
import { asForm, asView, filled, MONDAY, openSetting, type TestSetting, words } from '../support/setting.ts';
import { expectFitToShow } from '../support/shown.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

/** A second setting in the same installation, in which Zoë is the manager. */
async function alsoAtOak(): Promise<{ zoe: Identity; oak: string }> {
  const oak = newId(MONDAY);
  const first = await elm.read((register, setting) => register.settings.byId(setting));
  if (!first) throw new Error('no Elm');
  await elm.store.write([], (register) =>
    register.settings.save({
      ...first,
      id: oak,
      code: 'oak',
      name: 'Oak Nursery',
      ladoPhone: '01632 960111',
    }),
  );
  const manager = aPerson(oak, ZOE, ['manager'], { email: 'zoe@elm.test', keyPersonCapable: true });
  await elm.store.write([oak], (register) => put(register, { people: [manager] }));
  const here = await elm.identity(ZOE);
  return {
    oak,
    zoe: { account: here.account, memberships: [...here.memberships, { setting: oak, person: manager.id }] },
  };
}

describe('a person in two settings', () => {
  const run = async (who: Identity, said: string) => {
    const answer = await elm.app.run(who, elm.app.parse(said));
    expectFitToShow(answer);
    return answer;
  };

  test('is asked which, keeps what was said, and the form that follows asks as if nothing had been sent', async () => {
    const { zoe } = await alsoAtOak();
    const which = asForm(await run(zoe, 'declare "Sarah Reed"'));
    expect(which.title).toBe('Which setting?');
    const input = Object.fromEntries(
      which.inputs.filter((each) => each.value !== undefined).map((each) => [each.name, each.value ?? '']),
    );
    const next = asForm(
      await elm.app.run(zoe, {
        command: which.command,
        input: { ...input, setting: 'elm' },
        submitted: true,
      }),
    );
    expect(next.inputs.find((each) => each.name === 'who')?.value).toBe('Sarah Reed');
    expect(next.inputs.filter((each) => each.error)).toEqual([]);
    expect(next.inputs.find((each) => each.name === 'setting')?.value).toBe('elm');
  });

  test('gives a file once, whichever setting is meant', async () => {
    const { zoe } = await alsoAtOak();
    const app = createApp({
      store: elm.store,
      calendar: createCalendar(),
      clock: () => MONDAY,
      platformNames,
      ...createUploads(platformNames),
    });
    let reads = 0;
    const file = {
      name: 'list.csv',
      read: async () => {
        reads += 1;
        return new TextEncoder().encode('Child,Start,Carers\nOtto Vane,2026-11-30,Wanda Vane\n');
      },
    };
    const which = asForm(await app.run(zoe, { command: 'upload', input: {}, files: [file] }));
    expect(which.title).toBe('Which setting?');
    const chosen = { command: 'upload', input: { ...filled(which), setting: 'oak' }, submitted: true };
    expect(asForm(await app.run(zoe, chosen)).intro).toContain('Otto Vane is new');
    // At Elm she may not.
    const elsewhere = { ...chosen, input: { ...chosen.input, setting: 'elm' } };
    expect(asView(await app.run(zoe, elsewhere)).refused).toBe(true);
    expect(reads).toBe(1);
  });

  test('may name the setting, and every button then goes back to it', async () => {
    const { zoe } = await alsoAtOak();
    const me = asView(await run(zoe, 'me setting=oak'));
    expect(words(me)).toContain(`${ZOE}, Oak Nursery`);
    const buttons = me.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
    expect(buttons.length).toBeGreaterThan(0);
    for (const { run: next } of buttons) expect(next.input.setting).toBe('oak');
  });

  test('may name it in a reference, and has the authority of that place alone', async () => {
    const { zoe } = await alsoAtOak();
    asView(await run(zoe, 'declare "Sarah Reed" friend since=2019 setting=elm'));
    expect(words(await run(zoe, 'update elm/D-1 note="met at school"'))).toMatch(/Changed: D-1/);
    expect(words(await run(zoe, 'update oak/D-1 note="x"'))).toMatch(/no open declaration D-1/);
    expect(asView(await run(zoe, 'keyperson setting=elm')).cites).toEqual(['authority']);
    expect(asView(await run(zoe, 'keyperson setting=oak')).refused).toBeUndefined();
  });

  test('a setting of another name is asked about again', async () => {
    const { zoe } = await alsoAtOak();
    const form = asForm(await run(zoe, 'me setting=ash'));
    expect(form.inputs[0]?.error).toBe('Please choose one of these.');
  });

  test('hears whom to speak to about a child at once, without being asked which', async () => {
    const { zoe } = await alsoAtOak();
    for (const said of ['concern Mia has a bruise', 'a bruise']) {
      const shown = words(await run(zoe, said));
      expect(shown).toContain("tell Maeve O'Sullivan or Priya Raman-Clarke now");
      expect(shown).toContain('01632 960111');
    }
  });
});

test('somebody of one setting is told nothing of another that exists', async () => {
  await alsoAtOak();
  const oak = words(await elm.view(ZOE, 'me setting=oak'));
  expect(oak).toBe(words(await elm.view(ZOE, 'me setting=nowhere')));
});

describe('who is who', () => {
  const account = { platform: 'slack', tenant: 'T1', user: 'U1' };

  test('a stranger is nobody, and is met once by an e-mail that only one person in post here has', async () => {
    expect(await elm.app.identify(account)).toBeUndefined();
    expect(await elm.app.meet(account, 'nobody@elm.test', () => true)).toBeUndefined();
    const met = await elm.app.meet(account, 'ZOE@elm.test', () => true);
    expect(met?.memberships).toHaveLength(1);
    expect((await elm.app.identify(account))?.memberships).toEqual(
      met?.memberships.map((each) => expect.objectContaining(each)),
    );
    expect(await elm.audited('account.bound')).toBe(1);
    await elm.app.forget(account);
    expect(await elm.app.identify(account)).toBeUndefined();
    expect(await elm.audited('account.unbound')).toBe(1);
  });

  test('nobody is met in a setting that is not open to the account', async () => {
    expect(await elm.app.meet(account, 'zoe@elm.test', () => false)).toBeUndefined();
  });

  test('a parent who does not work here is not met', async () => {
    expect(await elm.app.meet(account, 'emma.wood@families.test', () => true)).toBeUndefined();
  });

  test('who has left keeps no authority', async () => {
    const late = await elm.view(
      'Ellis Farrow',
      'declare "Sarah Reed" friend since=2019',
      '2027-04-01T10:00:00Z',
    );
    expect(late).toMatchObject({ refused: true, cites: ['authority'] });
  });
});

describe('pickers', () => {
  const suggest = async (who: string, command: string, field: string, typed: string) =>
    elm.app.suggest(await elm.identity(who), { command, input: {} }, field, typed);

  test('offer families to those who work with children', async () => {
    expect(await suggest(ZOE, 'declare', 'who', 'sarah')).toEqual([
      { value: expect.any(String), label: 'Sarah Reed, parent of Mia Reed' },
    ]);
    expect(await suggest(ZOE, 'declare', 'child', 'mia')).toEqual([{ value: 'C-9', label: 'Mia Reed' }]);
  });

  test('offer no families to a committee member or an administrator', async () => {
    for (const who of ['Helen Whitcombe', 'Colin Threadgold']) {
      expect(await suggest(who, 'declare', 'who', 'sarah')).toEqual([]);
      expect(await suggest(who, 'declare', 'child', 'mia')).toEqual([]);
      const form = await elm.form(who, 'declare');
      expect(form.inputs.find((each) => each.name === 'who')?.widget).toMatchObject({ suggest: false });
    }
  });

  test('offer nothing for what is not a question', async () => {
    expect(await suggest(ZOE, 'declare', 'constructor', 'x')).toEqual([]);
    expect(await suggest(ZOE, 'nothing', 'who', 'x')).toEqual([]);
  });
});

test('after a commit it is told who may see something new, and not before', async () => {
  const seen: string[][] = [];
  const due: boolean[] = [];
  let now = MONDAY;
  const app = createApp({
    store: elm.store,
    calendar: createCalendar(),
    clock: () => now,
    platformNames,
    onCommit: (_, people, isDue) => {
      seen.push([...people]);
      due.push(isDue);
    },
  });
  await app.run(await elm.identity(ZOE), app.parse('declare "Sarah Reed"'));
  expect(seen).toEqual([]);
  await app.run(await elm.identity(ZOE), app.parse('declare "Sarah Reed" friend since=2019'));
  const ids = await Promise.all(
    [ZOE, "Maeve O'Sullivan", 'Ruth Hallam'].map(async (name) => (await elm.person(name)).id),
  );
  expect(seen).toHaveLength(1);
  expect(new Set(seen[0])).toEqual(new Set(ids));
  for (const _ of ['shown', 'signed'])
    await app.run(await elm.identity(ZOE), app.parse('sign full_name="Zoë Adeyemi" agree=yes'));
  // Nobody is told of a signature: nothing is to be delivered.
  expect(due).toEqual([true, false]);
  // In the evening nobody is told before seven: the minute finds that then.
  now = new Date('2026-11-23T21:00:00Z');
  await app.run(await elm.identity(ZOE), app.parse('declare "Daniel Reed" friend since=2019'));
  expect(due).toEqual([true, false, false]);
});

test('takes no reference of another for its own', async () => {
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
