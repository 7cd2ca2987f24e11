import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/core/rules/days.ts';
import '../../support/seed.ts';
import { ACKNOWLEDGE, AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

// What `keyperson` answers at the end of a day is what it answers of that day ever after: answered from history.

const STAFF = [ZOE, TOM, AMINA];
const CARERS = ['Sarah Reed', 'Mike Reed'];
const KINDS = ['friend', 'neighbour', 'godparent', 'former_partner'];

/** What may be done in a day, by whom, and what it says of the declarations there are then. */
const ACTS: ((who: string, at: number, refs: readonly string[]) => [by: string, said: string][])[] = [
  (who, at) => [[who, `declare "${CARERS[at % 2]}" kind=${KINDS[at % 4]} since=2019 child="Mia Reed"`]],
  (who, at) => [[who, `declare "Sara Read" kind=${KINDS[at % 4]} since=2019 none_of_these=yes`]],
  (who, at, refs) => [[who, `update ${refs[at % refs.length]} kind=${KINDS[at % 4]} since=2018`]],
  (_, at, refs) => [[MAEVE, `decide ${refs[at % refs.length]} noted affected_child=no`]],
  (_, at, refs) => [[MAEVE, `decide ${refs[at % refs.length]} not_personal affected_child=no`]],
  (_, at, refs) => [[MAEVE, `decide ${refs[at % refs.length]} returned note="Which one?"`]],
  (_, at, refs) => [[MAEVE, `decide ${refs[at % refs.length]} closed note="Over."`]],
  (who, at, refs) => [[who, `end ${refs[at % refs.length]} ended_on=2026-11-20 reason="Over."`]],
  (_, at, refs) => [[MAEVE, `match ${refs[at % refs.length]} person="${CARERS[at % 2]}"`]],
  (_, at, refs) => [[MAEVE, `match ${refs[at % refs.length]} reject=yes`]],
  (_, at, refs) => [[MAEVE, `match ${refs[at % refs.length]} carer=former`]],
  (who) => [[MAEVE, `hold "Mia Reed" staff="${who}" reason="a private word"`]],
  (who) => [[MAEVE, `unhold "Mia Reed" staff="${who}" reason=settled`]],
  (_, at) => [[RUTH, `child "Mia Reed" carers="${CARERS[at % 2]} (parent)" confirm=yes`]],
  () => [[RUTH, 'child "Mia Reed" carers="Sarah Reed (mother); Mike Reed (father)" confirm=yes']],
  () => [[PRIYA, 'child "Mia Reed" carers=none confirm=yes']],
  () => [[MAEVE, 'match child="Mia Reed" looked_with="Ruth Hallam"']],
  (who, at) => [[RUTH, `person "${who}" key_person_capable=${at % 2 === 0 ? 'no' : 'yes'}`]],
  (who) => [[who, `${ACKNOWLEDGE}`]],
  (who) => [[who, `sign full_name="${who}" agree=yes`]],
  (who) => [[who, 'arrange "Mia Reed" kind=babysitting starts_on=2026-11-25']],
  (who) => [[who, `declare "${who === ZOE ? TOM : ZOE}" kind=partner since=2019`]],
];

const days = fc.array(
  fc.array(
    fc.record({ act: fc.nat({ max: ACTS.length - 1 }), who: fc.nat({ max: 2 }), at: fc.nat({ max: 23 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 2, maxLength: 7 },
);

/** Saves everybody as an import does, so that the events know them. */
const remember = (elm: TestSetting) =>
  elm.change(async (register, setting) => {
    const children = await register.children.all(setting);
    const links = await register.children.links(setting);
    await register.record(
      setting,
      { action: 'import', actor: 'import', subject: 'elm', payload: {} },
      { people: await register.people.all(setting), children, carerLinks: links },
      new Date('2026-09-01T09:00:00.000Z'),
    );
  });

const answersOf = async (elm: TestSetting, said: string, at: string) =>
  rowsOf(await elm.view(RUTH, said, at))
    .map(([name, answer, rules]) => `${name}: ${answer} ${rules}`)
    .sort();

test.each([
  [
    'a hold that was lifted since',
    [[MAEVE, `hold "Mia Reed" staff="${TOM}" reason="a private word"`]],
    'No K6',
  ],
  ['a declaration that was closed since', [[TOM, 'declare "Sarah Reed" friend since=2019']], 'No K4'],
  [
    'a name that was answered since',
    [[TOM, 'declare "Sara Read" friend since=2019 none_of_these=yes']],
    'Check first K5',
  ],
] as const)('%s counts on its day, and not before it or after', async (_, said, seen) => {
  const elm = await openSetting();
  await remember(elm);
  const toms = async (at: string, on = '') =>
    rowsOf(await elm.view(RUTH, `keyperson "Mia Reed" ${on}`, at))
      .find(([name]) => name === TOM)
      ?.slice(1, 3)
      .join(' ');
  for (const [who, typed] of said) await elm.view(who, typed, '2026-11-24T10:00:00.000Z');
  expect(await toms('2026-11-24T12:00:00.000Z')).toContain(seen);
  const at = '2026-11-26T10:00:00.000Z';
  await elm.view(MAEVE, `unhold "Mia Reed" staff="${TOM}" reason=settled`, at);
  for (const { number } of await elm.read((register, setting) => register.declarations.open(setting)))
    for (const decided of ['noted affected_child=no', 'closed note="Over."']) {
      await elm.view(MAEVE, `match D-${number} reject=yes`, at).catch(() => undefined);
      await elm.view(MAEVE, `decide D-${number} ${decided}`, at);
    }
  expect(await toms(at)).toMatch(/^Yes/);
  expect(await toms(at, 'on=2026-11-24')).toContain(seen);
  expect(await toms(at, 'on=2026-11-25')).toContain(seen);
  expect(await toms(at, 'on=2026-11-23')).toMatch(/^Yes/);
  const past = await elm.view(RUTH, 'keyperson "Mia Reed" on=2026-11-24', at);
  expect(words(past)).toContain('As it stood at the end of that day');
  expect(buttonsOf(past)).toEqual({});
  await elm.close();
});

test('of a day before the register began that is said, and its first state is taken', async () => {
  const elm = await openSetting();
  await remember(elm);
  const past = await elm.view(RUTH, 'keyperson "Mia Reed" on=2026-08-31', '2026-11-24T10:00:00.000Z');
  expect(words(past)).toContain('The register began after that day: what it said first is taken.');
  expect(words(past)).not.toContain('As it stood');
  expect(words(past)).not.toContain('K14');
  await elm.close();
});

test('what was answered at the end of a day is what is answered of that day ever after', async () => {
  await fc.assert(
    fc.asyncProperty(days, async (each) => {
      const elm = await openSetting();
      try {
        await remember(elm);
        await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019', '2026-11-23T12:00:00.000Z');
        let day = '2026-11-24';
        const then = new Map<string, string[]>();
        for (const acts of each) {
          for (const { act, who, at } of acts) {
            const refs = await elm.read(async (register, setting) =>
              (await register.declarations.all(setting)).map(({ number }) => `D-${number}`),
            );
            const steps = ACTS[act]?.(STAFF[who] ?? ZOE, at, refs.length === 0 ? ['D-1'] : refs) ?? [];
            // What is refused, or asks for more, changes nothing.
            for (const [by, said] of steps)
              await elm.view(by, said, `${day}T10:00:00.000Z`).catch(() => undefined);
          }
          then.set(day, await answersOf(elm, 'keyperson "Mia Reed"', `${day}T17:00:00.000Z`));
          day = addDays(day, 1);
        }
        for (const [on, answers] of then)
          expect(await answersOf(elm, `keyperson "Mia Reed" on=${on}`, `${day}T10:00:00.000Z`)).toEqual(
            answers,
          );
      } finally {
        await elm.close();
      }
    }),
    { numRuns: 12 },
  );
}, 240_000);
