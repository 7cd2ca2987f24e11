import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { loadOfficers } from '../../../src/core/cases/officers.ts';
import { loadReminderFacts, type ReminderFacts } from '../../../src/core/notices/facts.ts';
import { AMINA, BETHANY, MAEVE, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting } from '../../support/setting.ts';

const calendar = createCalendar();

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Sarah Reed" kind=friend since=2019');
  await elm.view(TOM, 'declare "Laura Ashdown" kind=godparent since=2019');
  await elm.view(AMINA, 'declare "Fiona McBride" kind=neighbour since=2019');
  await elm.view(MAEVE, 'decide D-2 outcome=managed');
  await elm.view(MAEVE, 'decide D-3 outcome=noted');
  await elm.view(TOM, 'end D-2 ended_on=2026-11-20 reason="Over."');
  await elm.view(MAEVE, 'boundary D-3');
  await elm.view(BETHANY, 'arrange "Mia Reed" kind=lift starts_on=2026-12-05');
});
afterEach(() => elm.close());

const look = <T>(work: (facts: ReminderFacts) => Promise<T>, ...about: string[]) =>
  elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no setting');
    return work(
      await loadReminderFacts(
        register,
        setting,
        calendar,
        MONDAY,
        about.length === 0 ? undefined : new Set(about),
      ),
    );
  });

it('about some subjects are the same as those in the facts about all', async () => {
  const refs = ['D-1', 'D-2', 'D-3', 'A-1', 'B-1'];
  const all = await look(async ({ casesWithNotices: toldCases, unsigned }) => ({
    cases: await toldCases(),
    unsigned: await unsigned(),
  }));
  expect(all.cases.map(({ ref }) => ref)).toEqual(['D-1', 'D-2', 'A-1']);
  expect(all.cases.every(({ line, notices: told }) => line.length > 0 && told.length > 0)).toBe(true);
  expect(all.unsigned).toMatchObject([{ agreement: { number: 1 }, declaration: { number: 3 } }]);
  for (const about of [...refs.map((ref) => [ref]), refs, ['A-1', 'D-2'], ['SM', 'KP-1', 'C-1']]) {
    const some = await look(
      async ({ casesWithNotices: toldCases, unsigned }) => ({
        cases: await toldCases(),
        unsigned: await unsigned(),
      }),
      ...about,
    );
    expect(some.cases).toEqual(all.cases.filter(({ ref }) => about.includes(ref)));
    expect(some.unsigned).toEqual(all.unsigned.filter(() => about.includes('B-1')));
  }
});

it('undecided cases are the same, in the same order, as in the register', async () => {
  await elm.view(TOM, 'declare "Fiona McBride" kind=neighbour since=2019');
  await elm.change(async (register, id) => {
    const [first, , third, fourth] = await register.declarations.open(id);
    if (!first || !third || !fourth) throw new Error('some are missing');
    await put(register, { declarations: [{ ...first, dueOn: '2026-12-24' }] });
    await put(register, { declarations: [{ ...third, raisedAt: MONDAY, dueOn: '2026-12-01' }] });
    await put(register, {
      declarations: [
        {
          ...fourth,
          state: 'active',
          outcome: 'noted',
          voidProposedBy: third.declarer,
        },
      ],
    });
  });
  const told = await elm.read(async (register, id) =>
    (await register.declarations.undecided(id)).map(({ number }) => `D-${number}`),
  );
  expect([...told].sort()).toEqual(['D-1', 'D-2', 'D-3', 'D-4']);
  const cases = await look(async (facts) => (await facts.cases()).map(({ ref }) => ref));
  expect(cases.filter((ref) => ref.startsWith('D-'))).toEqual(told);
});

it('officers loaded for some declarations tell of no other whose it is', async () => {
  const [first, second] = [await elm.declaration(1), await elm.declaration(2)];
  await elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no setting');
    const scene = { register, setting, today: '2026-11-23' };
    const whole = await loadOfficers(scene);
    const officers = await loadOfficers(scene, [first.id]);
    expect(officers.ofDeclaration(first)).toBe(whole.ofDeclaration(first));
    expect(officers.managersFor(first)).toEqual(whole.managersFor(first));
    expect(() => officers.ofDeclaration(second)).toThrow(/was not asked about this declaration/);
    expect(() => officers.managersFor(second)).toThrow(/was not asked about this declaration/);
    expect(() => officers.hasAnother(second, [])).toThrow(/was not asked about this declaration/);
  });
});
