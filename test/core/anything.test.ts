import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesFor, dayFor } from '../../src/core/allocations/candidates.ts';
import { mustBeReplaced } from '../../src/core/rules/eligibility.ts';
import { ELM_CHILDREN, ELM_PEOPLE } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

const people = ELM_PEOPLE.filter((each) => each.from === undefined).map((each) => each.name);
const children = ELM_CHILDREN.map((each) => each.name);
const carers = [
  ...new Set(ELM_CHILDREN.flatMap((each) => each.carers.map((carer) => carer.replace(/ <.*/, '')))),
];

const anybody = fc.constantFrom(...people);
const practitioner = fc.constantFrom('Zoë Adeyemi', 'Tom Ridley', 'Amina Yusuf');
const officer = fc.constantFrom("Maeve O'Sullivan", "Maeve O'Sullivan", 'Priya Raman-Clarke', 'Ruth Hallam');
const manager = fc.constantFrom('Ruth Hallam', 'Ruth Hallam', 'Ruth Hallam', 'Colin Threadgold');
const child = fc.constantFrom(...children);
const carer = fc.oneof(fc.constantFrom(...carers), fc.constantFrom('Peter Lund', 'Anna Lund'));
const kind = fc.constantFrom('friend', 'household', 'own_child', 'neighbour', 'godparent', 'other');
const ref = fc.integer({ min: 1, max: 5 }).map((n) => `D-${n}`);
const yes = fc.constantFrom('yes', 'no');
const day = fc.constantFrom('23/11/2026', '24/11/2026', '01/12/2026', '11/01/2027');
const outcome = fc.constantFrom('noted', 'not_personal', 'managed', 'returned', 'closed', 'void');
const role = fc.constantFrom('key_person', 'back_up');
const posts = fc.constantFrom('staff', 'admin', 'staff,dso', 'chair');

type Said = fc.Arbitrary<[string, string]>;
const by = (who: fc.Arbitrary<string>, ...parts: fc.Arbitrary<string>[]) => ({
  as: (line: (...said: string[]) => string): Said =>
    fc.tuple(who, fc.tuple(...parts)).map(([name, values]) => [name, line(...values)]),
});

/** What people at Elm may think of saying, mostly those whose business it is. */
const said: { weight: number; arbitrary: Said }[] = [
  {
    weight: 5,
    arbitrary: by(practitioner, carer, kind).as((who, how) => `declare "${who}" ${how} since=2019`),
  },
  {
    weight: 1,
    arbitrary: by(anybody, carer, child).as(
      (who, about) => `declare "${who}" friend since=2026 child="${about}"`,
    ),
  },
  {
    weight: 1,
    arbitrary: by(officer, practitioner, carer).as(
      (whom, who) => `declare "${who}" friend since=2020 on_behalf_of="${whom}"`,
    ),
  },
  {
    weight: 1,
    arbitrary: by(officer, carer, kind).as(
      (who, how) => `declare "${who}" ${how} since=2019 networks=facebook`,
    ),
  },
  { weight: 6, arbitrary: by(officer, ref, outcome).as((which, what) => `decide ${which} ${what} note=so`) },
  { weight: 2, arbitrary: by(practitioner, ref, kind).as((which, how) => `update ${which} kind=${how}`) },
  {
    weight: 2,
    arbitrary: by(practitioner, ref).as((which) => `end ${which} ended_on=20/11/2026 reason=over`),
  },
  {
    weight: 1,
    arbitrary: by(practitioner, ref, yes, yes).as((which, one, other) => `confirm ${which} ${one} ${other}`),
  },
  { weight: 1, arbitrary: by(officer, ref).as((which) => `pass ${which}`) },
  { weight: 2, arbitrary: by(officer, ref, carer).as((which, who) => `match ${which} person="${who}"`) },
  { weight: 1, arbitrary: by(officer, ref).as((which) => `match ${which} reject`) },
  {
    weight: 5,
    arbitrary: by(manager, child, practitioner, role).as(
      (about, who, what) => `assign "${about}" "${who}" role=${what}`,
    ),
  },
  {
    weight: 1,
    arbitrary: by(manager, child, anybody, day).as(
      (about, who, from) => `assign "${about}" "${who}" from=${from}`,
    ),
  },
  {
    weight: 1,
    arbitrary: by(manager, child, practitioner, day).as(
      (about, who, on) => `unassign "${about}" "${who}" on=${on} reason=hours`,
    ),
  },
  {
    weight: 2,
    arbitrary: by(manager, child, carer).as((about, who) => `child "${about}" carers="${who} (mother)"`),
  },
  {
    weight: 2,
    arbitrary: by(manager, child, practitioner).as(
      (about, who) => `child "${about}" carers="${who} (father)"`,
    ),
  },
  { weight: 1, arbitrary: by(manager, child, day).as((about, on) => `child "${about}" starts_on=${on}`) },
  { weight: 1, arbitrary: by(manager, child).as((about) => `child "${about}" leaves_on=27/11/2026`) },
  {
    weight: 1,
    arbitrary: by(manager, carer, carer).as(
      (name, who) => `child "${name}" starts_on=24/11/2026 carers="${who}"`,
    ),
  },
  {
    weight: 2,
    arbitrary: by(manager, practitioner, yes).as((who, able) => `person "${who}" key_person_capable=${able}`),
  },
  {
    weight: 2,
    arbitrary: by(manager, practitioner, posts).as((who, roles) => `person "${who}" roles=${roles}`),
  },
  {
    weight: 1,
    arbitrary: by(manager, anybody).as((who) => `away staff="${who}" from=23/11/2026 to=24/11/2026`),
  },
  { weight: 1, arbitrary: by(officer, child).as((about) => `keyperson "${about}"`) },
  {
    weight: 1,
    arbitrary: by(anybody, fc.constantFrom('me', 'inbox', 'declarations', 'keyperson', 'due', 'help')).as(
      (verb) => verb,
    ),
  },
  { weight: 1, arbitrary: by(anybody, fc.string({ unit: 'grapheme', maxLength: 40 })).as((line) => line) },
];

/** No allocation that the rules forbid is unmarked, and none is marked without cause (P4). */
async function expectEveryConflictMarked(elm: TestSetting, after: string): Promise<void> {
  await elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no setting');
    const today = '2026-11-23';
    for (const allocation of await register.allocations.open(id, today)) {
      const about = await register.children.byId(id, allocation.child);
      if (!about) throw new Error('no child');
      const on = [dayFor(about, today), allocation.from].sort().at(-1) ?? today;
      const found = (await candidatesFor({ register, setting, today }, about, on)).find(
        (each) => each.person.id === allocation.staff,
      );
      const forbidden = found === undefined || mustBeReplaced(found.result);
      const rules = found?.result.reasons.map((reason) => reason.id).join();
      expect(
        allocation.flaggedOn !== null,
        `KP-${allocation.number} ${allocation.staffName} for ${allocation.childName} (${rules}) after ${after}`,
      ).toBe(forbidden);
    }
  });
}

test('whatever people say, in whatever order, no conflict is left unmarked and no secret reaches a lock screen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(...said), { minLength: 10, maxLength: 40, size: 'max' }),
      async (day) => {
        const elm = await openSetting();
        try {
          for (const [who, words] of day) {
            await elm.ask(who, words);
            await expectEveryConflictMarked(elm, `${who}: ${words}`);
          }
        } finally {
          await elm.close();
        }
      },
    ),
    { numRuns: Number(process.env.CANDOUR_RUNS ?? 10) },
  );
}, 60_000);
