import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { loadReminderFacts } from '../../../src/core/notices/facts.ts';
import { dueNow } from '../../../src/core/notices/table.ts';
import { retainSetting } from '../../../src/core/records/retain.ts';
import { AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';
import { everythingIn } from '../../support/store.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: { publicUrl: 'https://candour.test' } });
});
afterEach(() => elm.close());

/** Words that stand nowhere else: written while the record was open, and tried once it is erased. */
const BEFORE = 'quokka-seventeen';
const AFTER = 'numbat-eighteen';
const AT = (day: string) => new Date(`${day}T12:00:00.000Z`);

type Said = [who: string, words: string];

/**
 * One record that nobody ever closed, and everything that could be tried with it years later. All are about Poppy Stanton
 * (C-7) and her mother, or about Ellis Farrow. Her half-brother Theo goes with her, or stays: then she stays in the register, too.
 */
interface Open {
  table: string;
  /** What is erased: `kind ref`, a part of it. */
  gone: RegExp;
  /** Named in inbox, due list and reminders while it is open. */
  ref?: string;
  theo: 'leaves' | 'stays';
  opened: Said[];
  tried: Said[];
  /** What its row says of its state. */
  over: Record<string, unknown>;
}

const declared: Said = [TOM, `declare "Gemma Fairweather" friend since=2019 note=${BEFORE}`];
const ofDeclaration: Said[] = [
  ...['noted', 'not_personal', 'managed', 'returned', 'closed', 'void'].map(
    (outcome): Said => [MAEVE, `decide D-1 ${outcome} note=${AFTER}`],
  ),
  [TOM, `update D-1 note=${AFTER}`],
  [TOM, `end D-1 ended_on=2030-01-01 reason=${AFTER}`],
  [TOM, 'confirm D-1 still_true=no affected_child=yes'],
  [MAEVE, 'match D-1 person="Laura Ashdown"'],
  [MAEVE, 'match D-1 reject=yes'],
  [MAEVE, `boundary D-1 terms=${AFTER}`],
  [MAEVE, 'pass D-1'],
];
const ofBoundary: Said[] = [
  ...ofDeclaration,
  [MAEVE, `boundary B-1 terms=${AFTER}`],
  [MAEVE, 'boundary B-1 parent_answer=paper parent_signed_on=2030-01-01'],
  [MAEVE, 'boundary B-1 parent_answer=page'],
  [MAEVE, 'boundary B-1 parent_answer=declined'],
  [TOM, 'boundary B-1 agree=yes'],
  [TOM, 'boundary B-1 agree=no'],
  [MAEVE, 'pass B-1'],
];
const arranged: Said = [
  AMINA,
  `arrange "Poppy Stanton" kind=babysitting starts_on=2026-12-01 note=${BEFORE}`,
];
const ofArrangement: Said[] = [
  [MAEVE, `decide A-1 acknowledged note=${AFTER}`],
  [MAEVE, `decide A-1 declined note=${AFTER}`],
  [AMINA, 'end A-1 ended_on=2030-01-01'],
  [MAEVE, 'pass A-1'],
];
/** The register says no more of a child than it needs to: what names her is refused, or finds nobody. */
const ofChild: Said[] = [
  [MAEVE, `hold C-7 "${ZOE}" reason=${AFTER}`],
  [RUTH, `assign C-7 "${AMINA}" reason=${AFTER}`],
  [AMINA, `arrange C-7 kind=babysitting starts_on=2030-09-01 note=${AFTER}`],
  [RUTH, `child C-7 starts_on=2030-09-01 leaves_on= carers="${AFTER} Stanton"`],
];

const declaration = (over: Partial<Open> = {}): Open => ({
  table: 'declarations',
  gone: /^declaration D-1$/,
  ref: 'D-1',
  theo: 'leaves',
  opened: [declared],
  tried: ofDeclaration,
  over: { state: 'closed', next_review: null },
  ...over,
});
const agreement = (opened: Said[]): Open => ({
  table: 'boundaries',
  gone: /^declaration D-1$/,
  ref: 'B-1',
  theo: 'leaves',
  opened: [declared, [MAEVE, `boundary D-1 terms=${BEFORE}`], ...opened],
  tried: ofBoundary,
  over: { state: 'ended', ended_on: '2030-07-21' },
});
const arrangement = (opened: Said[], theo: Open['theo']): Open => ({
  table: 'arrangements',
  gone: /^arrangement A-1$/,
  ref: 'A-1',
  theo,
  opened: [arranged, ...opened],
  tried: ofArrangement,
  over: { state: 'ended', ended_on: '2030-07-21' },
});

const OPEN: Record<string, Open> = {
  'a declaration, never decided': declaration(),
  'a declaration of a name, waiting to be matched': declaration({
    opened: [
      [
        TOM,
        `declare "Gemma Fairwether" friend child="Poppy Stanton" since=2019 note=${BEFORE} none_of_these=yes`,
      ],
    ],
  }),
  'a declaration, returned': declaration({
    opened: [declared, [MAEVE, `decide D-1 returned note=${BEFORE}`]],
  }),
  'a declaration, noted': declaration({ opened: [declared, [MAEVE, `decide D-1 noted note=${BEFORE}`]] }),
  'a declaration, said at its review to have affected the child': declaration({
    opened: [
      declared,
      [MAEVE, `decide D-1 managed note=${BEFORE}`],
      [TOM, 'confirm D-1 still_true=yes affected_child=yes'],
    ],
  }),
  'a declaration, asked to end': declaration({
    opened: [declared, [TOM, `end D-1 ended_on=2026-11-20 reason=${BEFORE}`]],
  }),
  'a declaration, proposed as void': declaration({
    opened: [declared, [MAEVE, `decide D-1 void note=${BEFORE}`]],
  }),
  'a boundary agreement, signed by nobody': agreement([]),
  'a boundary agreement, waiting for the parent': agreement([
    [TOM, 'boundary B-1 agree=yes'],
    [MAEVE, 'boundary B-1 parent_answer=page'],
  ]),
  'a boundary agreement, declined by the parent': agreement([
    [TOM, 'boundary B-1 agree=yes'],
    [MAEVE, 'boundary B-1 parent_answer=declined'],
  ]),
  'a boundary agreement, in force': agreement([
    [TOM, 'boundary B-1 agree=yes'],
    [MAEVE, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-20'],
  ]),
  'an arrangement, never decided': arrangement([], 'leaves'),
  'an arrangement, never decided, of a child who is kept': arrangement([], 'stays'),
  'an arrangement, acknowledged, of a child who is kept': arrangement(
    [[MAEVE, `decide A-1 acknowledged note=${BEFORE}`]],
    'stays',
  ),
  'a hold, never lifted': {
    table: 'holds',
    gone: /^hold C-7$/,
    theo: 'leaves',
    opened: [[MAEVE, `hold "Poppy Stanton" "${ZOE}" reason=${BEFORE}`]],
    tried: [[MAEVE, `unhold C-7 "${ZOE}" reason=${AFTER}`], ...ofChild],
    over: { lifted_at: '2030-07-21T23:59:59.999Z' },
  },
  'a hold, never lifted, of a child who is kept': {
    table: 'holds',
    gone: /^hold C-7$/,
    theo: 'stays',
    opened: [[MAEVE, `hold "Poppy Stanton" "${ZOE}" reason=${BEFORE}`]],
    tried: [[MAEVE, `unhold C-7 "${ZOE}" reason=${AFTER}`]],
    over: { lifted_at: '2030-07-21T23:59:59.999Z' },
  },
  'an allocation that needs a successor': {
    table: 'allocations',
    gone: /^allocation KP-/,
    ref: 'KP-',
    theo: 'leaves',
    opened: [[MAEVE, `hold "Poppy Stanton" "${ZOE}" reason=${BEFORE}`]],
    tried: [[RUTH, `unassign C-7 "${ZOE}" on=2030-08-01 reason=${AFTER}`], ...ofChild],
    over: { ends_on: '2027-07-21', flagged_on: null, due_on: null },
  },
  'an allocation that was to end long after the child left': {
    table: 'allocations',
    gone: /^allocation KP-/,
    ref: 'KP-',
    theo: 'stays',
    opened: [[RUTH, `unassign C-7 "${ZOE}" on=2035-01-01 reason=${BEFORE}`]],
    tried: [[RUTH, `unassign C-7 "${ZOE}" on=2030-08-01 reason=${AFTER}`]],
    over: { ends_on: '2027-07-21' },
  },
  'a matter of conduct, never closed': {
    table: 'conduct_matters',
    gone: /^conduct M-1$/,
    ref: 'M-1',
    theo: 'stays',
    opened: [[MAEVE, `conduct "Ellis Farrow" clause=G5 note=${BEFORE}`]],
    tried: [
      [MAEVE, `conduct "Ellis Farrow" clause=G5 ref=M-1 outcome=${AFTER}`],
      [RUTH, `conduct "Ellis Farrow" clause=G5 ref=M-1 note=${AFTER}`],
    ],
    over: { outcome: 'Erased', closed_at: '2033-03-25T23:59:59.999Z' },
  },
  'a question about a family, never answered': {
    table: 'family_questions',
    gone: /^family /,
    theo: 'leaves',
    opened: [[RUTH, `child "Poppy Stanton" carers="Gemma Fairweather; Luke Stanton; ${BEFORE} Fairweather"`]],
    tried: [[TOM, 'family C-7 declare'], [TOM, 'families'], ...ofChild],
    over: {},
  },
};

/** All that the database holds of one table. */
const stored = (table: string) => elm.sql<Record<string, unknown>>(`SELECT * FROM ${table}`);
/** Its events, oldest first. */
const events = () => elm.sql<{ action: string }>('SELECT action FROM audit ORDER BY seq');

const isStored = async (word: string) => (await everythingIn(elm)).includes(word);

/** What every officer sees waiting, and what anybody would be reminded of. */
async function waiting(day: string): Promise<string> {
  const lists: string[] = [];
  for (const who of [MAEVE, PRIYA, RUTH])
    for (const said of ['inbox', 'due']) lists.push(words(await elm.view(who, said, AT(day))));
  const reminders = await elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no Elm');
    return dueNow(await loadReminderFacts(register, setting, createCalendar(), AT(day)));
  });
  return [...lists, JSON.stringify(reminders)].join('\n');
}

async function erase(day: string): Promise<string[]> {
  const setting = await elm.read((register, id) => register.settings.byId(id));
  if (!setting) throw new Error('no Elm');
  const { gone } = await retainSetting({ store: elm.store, now: AT(day) }, setting, 'clock');
  return gone.map(({ kind, ref }) => `${kind} ${ref}`);
}

describe('a record that is still open when it is due', () => {
  test.each(Object.entries(OPEN))(
    '%s: is closed, then erased, and nobody can write into it any more',
    async (_, { table, gone, ref, theo, opened, tried, over }) => {
      for (const [who, said] of opened) expect((await elm.view(who, said)).refused, said).not.toBe(true);
      await elm.change(async (register, id) => {
        for (const child of await register.children.all(id))
          if (child.name === 'Poppy Stanton' || (child.name === 'Theo Cole' && theo === 'leaves'))
            await put(register, { children: [{ ...child, leavesOn: '2027-07-21' }] });
      });
      // Keeps Poppy's mother, and with her Poppy, for as long as Theo is here.
      if (theo === 'stays') await elm.view(TOM, 'declare "Gemma Fairweather" neighbour since=2019');
      const day = table === 'conduct_matters' ? '2033-03-25' : '2030-07-21';
      expect(await isStored(BEFORE)).toBe(true);

      const erased = (await erase(day)).join('\n');
      expect(
        erased.split('\n').some((each) => gone.test(each)),
        erased,
      ).toBe(true);
      expect(await isStored(BEFORE)).toBe(false);
      const row = async () =>
        (await stored(table)).filter(({ erased_on, terms }) => erased_on === day || terms === 'Erased');
      const before = await row();
      expect(before.length).toBeGreaterThan(0);
      for (const each of before) expect(each).toMatchObject(over);
      expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });

      if (ref !== undefined) expect(await waiting(day)).not.toMatch(new RegExp(`\\b${ref}`));
      const told = (await elm.told()).length;
      const known = (await events()).length;
      for (const [who, said] of tried) await elm.ask(who, said, AT(day));
      expect(await row()).toEqual(before);
      expect(await isStored(AFTER)).toBe(false);
      expect((await elm.told()).slice(told)).toEqual([]);
      // That somebody has read the register of conduct, in which it stands no more, is kept as ever.
      const since = (await events()).slice(known);
      expect(since.filter(({ action }) => action !== 'conduct.read')).toEqual([]);
      expect((await stored('boundary_links')).filter(({ spent_at }) => spent_at === null)).toEqual([]);

      expect(await erase(day)).toEqual([]);
      expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    },
  );

  test('so is one that was erased and left open, with what has been written into it since', async () => {
    await elm.view(...arranged);
    await elm.view(MAEVE, `hold "Poppy Stanton" "${ZOE}" reason=${BEFORE}`);
    await elm.change(async (register, id) => {
      for (const child of await register.children.all(id))
        if (child.name === 'Poppy Stanton' || child.name === 'Theo Cole')
          await put(register, { children: [{ ...child, leavesOn: '2027-07-21' }] });
    });
    await erase('2030-07-21');
    await elm.sql("UPDATE arrangements SET state = 'declined', officer_note = ?, ended_on = NULL", AFTER);
    await elm.sql('UPDATE holds SET lifted_at = NULL');
    expect(await erase('2030-07-22')).toEqual(['arrangement A-1', 'hold C-7']);
    expect(await isStored(AFTER)).toBe(false);
    expect(await stored('holds')).toMatchObject([{ lifted_at: '2030-07-22T23:59:59.999Z' }]);
    expect(await erase('2030-07-23')).toEqual([]);
  });
});
