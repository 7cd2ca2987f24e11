import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { candidatesFor, candidatesForAll, dayFor } from '../../../src/core/allocations/candidates.ts';
import { recheck } from '../../../src/core/allocations/recheck.ts';
import { newId } from '../../../src/core/identifier.ts';
import type { Register } from '../../../src/core/store.ts';
import { AMINA, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting } from '../../support/setting.ts';

const TODAY = '2026-11-23';
const calendar = createCalendar();

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

/** The register, noting what it is asked. */
function noting(register: Register, asked: string[]): Register {
  const noted = (noun: string) => ({
    get: (calls: object, verb: string) =>
      typeof Reflect.get(calls, verb) !== 'function'
        ? Reflect.get(calls, verb)
        : (...values: unknown[]) => {
            asked.push(`${noun}.${verb}`);
            return Reflect.get(calls, verb)(...values);
          },
  });
  return new Proxy(register, {
    get: (nouns, noun: string) => new Proxy(Reflect.get(nouns, noun), noted(noun)),
  });
}

const scene = async (register: Register, id: string) => {
  const setting = await register.settings.byId(id);
  if (!setting) throw new Error('no setting');
  return { register, setting, today: TODAY, now: MONDAY, calendar };
};

/** Something of each kind that decides, on several families, some of it to come. */
async function fill(): Promise<void> {
  await elm.view(ZOE, 'declare "Sarah Reed" kind=friend since=2019');
  await elm.view(TOM, 'declare "laura ASHDOWN" kind=godparent since=2019');
  await elm.view(AMINA, 'declare "Petra Lind" kind=neighbour since=2019');
  await elm.view(AMINA, 'arrange "Idris Rahman" kind=babysitting starts_on=2027-02-01');
  await elm.view(MAEVE, `hold "Theo Cole" staff="${RUTH}" reason="Not at present."`);
  const [zoe, ruth] = [await elm.person(ZOE), await elm.person(RUTH)];
  await elm.change(async (register, setting) => {
    for (const [person, from, to] of [
      [zoe.id, TODAY, '2026-11-27'],
      [ruth.id, '2027-01-11', '2027-01-15'],
    ] as const)
      await put(register, {
        absences: [
          {
            setting,
            id: newId(MONDAY),
            person,
            from,
            to,
            recordedBy: null,
            recordedAt: new Date(0),
            confirmedBy: null,
            withdrawnAt: null,
          },
        ],
      });
    // Somebody of a name that is declared already becomes a carer (K5).
    const petra = { ...zoe, id: newId(MONDAY), name: 'Petra Lind', ref: null, email: null, posts: [] };
    const callum = await elm.child('Callum McBride');
    await put(register, { people: [petra] });
    await put(register, {
      carerLinks: [
        {
          setting,
          child: callum.id,
          person: petra.id,
          relation: null,
          standing: 'carer',
          countsAs: null,
        },
      ],
    });
  });
}

test('several children are answered as each of them is, with the same questions', async () => {
  await fill();
  await elm.read(async (register, id) => {
    const asked: string[] = [];
    const from = await scene(noting(register, asked), id);
    const children = await register.children.present(id, TODAY);
    expect(children.length).toBeGreaterThan(10);
    asked.length = 0;
    const all = await candidatesForAll(
      from,
      children.map((child) => ({ child, on: dayFor(child, TODAY) })),
    );
    expect(asked).toHaveLength(12);
    const each = [];
    for (const child of children) each.push(await candidatesFor(from, child, dayFor(child, TODAY)));
    expect(all).toEqual(each);
    const fired = new Set(all.flat().flatMap(({ result }) => result.reasons.map((reason) => reason.id)));
    expect([...fired].sort()).toEqual(['K1', 'K10', 'K15', 'K2', 'K4', 'K5', 'K6', 'K7', 'K9']);
    asked.length = 0;
    expect(await candidatesForAll(from, [])).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('allocations are looked at anew with the same questions, however many children they are of', async () => {
  await fill();
  await elm.change(async (register, id) => {
    const asked: string[] = [];
    const from = await scene(noting(register, asked), id);
    const children = (await register.children.present(id, TODAY)).map((child) => child.id);
    asked.length = 0;
    // Everything stands marked as it should since the commands: nothing is to be changed.
    expect(await recheck(from, children)).toEqual([]);
    expect(asked).toHaveLength(14);
    asked.length = 0;
    expect(await recheck(from, [])).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('newly marked allocations are told in the order in which their children were asked about', async () => {
  const children: string[] = [];
  for (const name of ['Theo Cole', 'Isla Marsh', 'Mia Reed']) children.push((await elm.child(name)).id);
  const zoe = await elm.person(ZOE);
  await elm.change(async (register, id) => {
    await put(register, { people: [{ ...zoe, keyPersonCapable: false }] });
    const marked = await recheck(await scene(register, id), children);
    expect(marked.map(({ childName }) => childName)).toEqual(['Theo Cole', 'Isla Marsh', 'Mia Reed']);
  });
});
