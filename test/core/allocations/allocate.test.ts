import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import type { Platform } from '../../../src/core/platform.ts';
import { ACKNOWLEDGE, AMINA, BETHANY, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  asView,
  buttonsOf,
  errorOf,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const platform: Platform = {
  name: 'test',
  reachesEveryone: true,
  start: async () => {},
  stop: async () => {},
  deliver: async () => ({ kind: 'sent' }),
};

const row = async (who: string, child: string, staff: string, on = '') =>
  rowsOf(await elm.view(who, `keyperson "${child}" ${on && `on=${on}`}`)).find(([name]) => name === staff);
/** Everything owed is done, so that K10 is out of the way. */
const settle = async (...people: string[]) => {
  for (const who of people) {
    await elm.view(who, ACKNOWLEDGE);
    await elm.view(who, `sign full_name="${who}" agree=yes`);
  }
};

describe('keyperson', () => {
  test('is for manager, DSO and deputy', async () => {
    for (const who of [RUTH, MAEVE, PRIYA])
      expect((await elm.view(who, 'keyperson "Mia Reed"')).refused).toBeUndefined();
    for (const who of [ZOE, 'Helen Whitcombe', 'Colin Threadgold'])
      expect(await elm.view(who, 'keyperson "Mia Reed"')).toMatchObject({
        refused: true,
        cites: ['authority'],
      });
  });

  test('names every candidate, Yes first and then fewest key children, with the columns people rely on', async () => {
    await settle(RUTH, TOM);
    const view = await elm.view(RUTH, 'keyperson "Callum McBride"');
    const table = view.blocks.find((block) => block.kind === 'table');
    if (table?.kind !== 'table') throw new Error('no table');
    expect(table.columns.slice(0, 4)).toEqual(['Name', 'Answer', 'Rules', 'Key children']);
    expect(table.rows.map((cells) => cells[0])).toEqual([
      RUTH,
      TOM,
      BETHANY,
      MAEVE,
      PRIYA,
      'Karolina Nowak',
      AMINA,
      ZOE,
      'Ellis Farrow',
      'Marcus Bell',
    ]);
    expect(table.rows.map((cells) => cells[1])).toEqual([
      'Yes',
      'Yes',
      ...Array(6).fill('Yes, with a note'),
      'No',
      'No',
    ]);
    expect(words(view)).toContain('Key person: nobody: unallocated');
  });

  test('answers for any day: a future child’s first day when none is named, and somebody who has yet to join', async () => {
    expect(words(await elm.view(RUTH, 'keyperson "Idris Rahman"'))).toContain('On: 11 Jan 2027');
    expect(await row(RUTH, 'Idris Rahman', 'Marcus Bell')).toMatchObject([
      'Marcus Bell',
      'Yes, with a note',
      'K10',
      '0',
    ]);
    expect(await row(RUTH, 'Mia Reed', 'Marcus Bell', '03/01/2027')).toMatchObject([
      'Marcus Bell',
      'No',
      'K7',
      '0',
    ]);
    expect(errorOf(await elm.ask(RUTH, 'keyperson "Mia Reed" on=someday'), 'on')).toMatch(/25\/03\/2019/);
  });

  test('K1: a parent of the child, and no other child', async () => {
    expect((await row(RUTH, 'Isla Marsh', BETHANY))?.slice(1, 3)).toEqual(['No', 'K1, K10']);
    expect((await row(RUTH, 'Mia Reed', BETHANY))?.[1]).toBe('Yes, with a note');
  });

  test('K2 reads K3 or K4 to a manager who does not handle it, and is itself to the officer who does', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" household');
    expect((await row(RUTH, 'Mia Reed', TOM))?.[2]).toBe('K4 (D-1), K10');
    expect((await row(MAEVE, 'Mia Reed', TOM))?.[2]).toBe('K2 (D-1), K10');
    await elm.view(MAEVE, 'decide D-1 noted');
    expect((await row(RUTH, 'Mia Reed', TOM))?.[2]).toBe('K3 (D-1), K10');
    expect((await row(PRIYA, 'Mia Reed', TOM))?.[2]).toBe('K3 (D-1), K10');
    expect((await row(MAEVE, 'Mia Reed', TOM))?.[2]).toBe('K2 (D-1), K10');
    expect(words(await elm.view(RUTH, 'keyperson "Mia Reed"'))).not.toMatch(/household|godparent|Sarah/i);
  });

  test('K5: a name that nobody has linked is to be checked, and K11 leaves a note', async () => {
    await elm.view('Helen Whitcombe', 'declare "Nobody Else" friend since=2019');
    await elm.change(async (register, setting) => {
      const first = await register.declarations.byNumber(setting, 1);
      if (first)
        await put(register, {
          declarations: [
            {
              ...first,
              declarer: (await elm.person(TOM)).id,
              counterpartName: 'SARAH  REED',
            },
          ],
        });
    });
    expect((await row(RUTH, 'Mia Reed', TOM))?.slice(1, 3)).toEqual(['Check first', 'K5 (D-1), K10']);
    expect(await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`)).toMatchObject({
      refused: true,
      cites: ['P4', 'K5'],
    });
    await elm.view(AMINA, 'declare "Sarah Reed" neighbour since=2019');
    await elm.view(MAEVE, 'decide D-2 not_personal');
    expect((await row(RUTH, 'Mia Reed', AMINA))?.slice(1, 3)).toEqual(['Yes, with a note', 'K10, K11 (D-2)']);
  });

  test('not personal is for the light kinds alone', async () => {
    await elm.view(AMINA, 'declare "Sarah Reed" friend since=2019');
    expect(errorOf(await elm.ask(MAEVE, 'decide D-1 not_personal'), 'outcome')).toMatch(
      /cannot be “not personal”/,
    );
  });

  test('K7, K10 and K12, where the profile says so', async () => {
    await elm.close();
    elm = await openSetting({
      setting: { profile: { babysitting: 'declare', outstanding_blocks: true, key_children_max: 2 } },
    });
    await settle(TOM);
    await elm.view(AMINA, 'away 24/11/2026 to=25/11/2026');
    expect((await row(RUTH, 'Callum McBride', TOM))?.slice(1, 3)).toEqual(['Yes, with a note', 'K12']);
    expect((await row(RUTH, 'Callum McBride', AMINA, '25/11/2026'))?.slice(1, 3)).toEqual([
      'No',
      'K7, K10, K12',
    ]);
    expect((await row(RUTH, 'Callum McBride', 'Ellis Farrow'))?.slice(1, 3)).toEqual(['No', 'K7, K10']);
    expect((await elm.view(RUTH, 'assign "Callum McBride" "Karolina Nowak"')).cites).toEqual(['P4', 'K10']);
  });

  test('a manager who is in conflict with the family sees answers without rules, may still allocate, and the next officer is told', async () => {
    await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    const view = await elm.view(RUTH, 'keyperson "Mia Reed"');
    expect(words(view)).not.toMatch(/\bK\d|D-\d/);
    expect(
      rowsOf(view)
        .find(([name]) => name === TOM)
        ?.slice(1, 3),
    ).toEqual(['No', '']);
    const refused = await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`);
    expect(refused).toMatchObject({ refused: true, cites: ['P4'] });
    expect(words(refused)).not.toMatch(/\bK\d|D-\d/);
    await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
    expect((await elm.told(MAEVE)).map((each) => each.title)).toContain(
      'KP-11: please look at this allocation',
    );
  });

  test('without a child: those who have none or need another, soonest start first, with how many may', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    const view = await elm.view(RUTH, 'keyperson');
    expect(rowsOf(view)).toEqual([
      ['Mia Reed', 'attends', 'KP-10 needs a successor by 30 Nov 2026', '7'],
      ['Callum McBride', 'attends', 'has none', '8'],
      ['Idris Rahman', 'starts 11 Jan 2027', 'has none', '9'],
    ]);
    expect(words(view)).toContain('Children with a key person: 8 of 11');
  });

  test('says so when every child has one', async () => {
    await elm.view(RUTH, `assign "Callum McBride" "${TOM}"`);
    await elm.view(RUTH, `assign "Idris Rahman" "${TOM}"`);
    expect(words(await elm.view(RUTH, 'keyperson'))).toMatch(/Every child has a key person/);
  });

  test('every answer is audited with who asked, the results, and the policies in force', async () => {
    const ruth = (await elm.person(RUTH)).id;
    const policies = ['confidentiality 1.0', 'social-media 1.0'];
    await elm.view(RUTH, 'keyperson "Mia Reed"');
    expect(await elm.events('keyperson.asked')).toMatchObject([
      { actor: ruth, subject: 'C-9', payload: { policies } },
    ]);
    await elm.view(RUTH, 'keyperson');
    const callum = await elm.read((register, id) => register.children.byNumber(id, 11));
    expect(await elm.events('keyperson.listed')).toMatchObject([{ actor: ruth, payload: { policies } }]);
    expect((await elm.events('keyperson.listed'))[0]?.payload.results).toContainEqual({
      child: callum?.id,
      may: 8,
      rules: { K7: 2, K10: 9 },
    });
  });

  test('nobody may: it is said plainly, what would change it is listed, and manager and DSO are alerted once', async () => {
    await elm.close();
    elm = await openSetting({ without: ['Karolina Nowak', BETHANY, 'Marcus Bell', PRIYA, AMINA] });
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(TOM, 'declare "Sarah Reed" neighbour since=2019');
    await elm.change(async (register) => {
      for (const who of [RUTH, MAEVE])
        await put(register, { people: [{ ...(await elm.person(who)), keyPersonCapable: false }] });
    });
    await elm.view(RUTH, `away staff="${ZOE}" from=23/11/2026 to=24/11/2026`);
    const view = await elm.view(RUTH, 'keyperson "Mia Reed"');
    const said = words(view);
    expect(said).toContain('Nobody may be key person for this child on that day (P4)');
    expect(said).toMatch(/No rule can be relaxed/);
    expect(said).toMatch(/D-1 and D-2 wait to be decided/);
    expect(said).toMatch(/Zoë Adeyemi is away until 24 Nov 2026/);
    expect(said).toMatch(/Ellis Farrow.*not marked as able to be key person/);
    const mine = buttonsOf(view);
    expect(mine['Decide D-1']).toBeUndefined();
    expect(Object.keys(mine).filter((label) => label.startsWith('Allocate'))).toEqual([]);
    const theirs = buttonsOf(await elm.view(MAEVE, 'keyperson "Mia Reed"'));
    expect(theirs['Decide D-1']).toMatchObject({ command: 'decide', input: { ref: 'D-1' } });
    const alerts = (await elm.told()).filter((each) => each.milestone.startsWith('nobody-may'));
    expect(alerts.map((each) => [each.recipientName, each.class, each.subject]).sort()).toEqual([
      [MAEVE, 'alert', 'C-9'],
      [RUTH, 'alert', 'C-9'],
    ]);
    const open = await elm.form(RUTH, buttonsOf(view)['Is Ellis Farrow able?'] ?? 'me');
    expect(open.inputs.find((each) => each.name === 'key_person_capable')?.value).toBe('no');
  });
});

describe('assign', () => {
  test('follows somebody who has left, whose allocation ended without a word', async () => {
    await elm.view(RUTH, `assign "Callum McBride" "${TOM}"`);
    await elm.view('Colin Threadgold', `person "${TOM}" leaves_on=2026-11-25`);
    expect(await elm.held('Callum McBride', '2026-12-01')).toEqual([]);
    const view = await elm.view(RUTH, `assign "Callum McBride" "${AMINA}"`, '2026-12-01T10:00:00.000Z');
    expect(view.refused).toBeUndefined();
    expect((await elm.held('Callum McBride', '2026-12-01')).map((each) => each.staffName)).toEqual([AMINA]);
  });

  test('asks for child and staff; the role is prefilled', async () => {
    const form = await elm.form(RUTH, 'assign');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['child', 'staff']);
    expect(form.inputs.find((each) => each.name === 'role')?.value).toBe('key_person');
  });

  test('is the manager’s alone', async () => {
    for (const who of [MAEVE, PRIYA, ZOE])
      expect((await elm.view(who, `assign "Callum McBride" "${TOM}"`)).cites).toEqual(['authority']);
  });

  test.each([
    ['child=Nobody', 'child', /No child of that name/],
    ['staff="Sarah Reed"', 'staff', /Nobody of that name, e-mail or reference works here/],
    ['role=boss', 'role', /Please choose one of: key_person/],
    ['from=01/11/2026', 'from', /today or later/],
    ['child="Idris Rahman" from=01/12/2026', 'from', /starts on 11 Jan 2027/],
    ['child="Rosie Blackwell"', 'from', /left|leaves/],
  ])('refuses in words: %s', async (said, field, complaint) => {
    const [first] = said.split('=');
    const rest = { child: 'child="Callum McBride" ', staff: `staff="${TOM}" ` };
    const line = Object.entries(rest)
      .filter(([name]) => name !== first && !said.includes(`${name}=`))
      .map(([, each]) => each)
      .join('');
    expect(errorOf(await elm.ask(RUTH, `assign ${line}${said}`), field)).toMatch(complaint);
  });

  test('replaces the holder of that role in one step, tells both without reasons, and once when repeated', async () => {
    const done = await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
    expect(words(done)).toContain(`Replaces: ${ZOE}`);
    expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from])).toEqual([
      [AMINA, '2026-11-23'],
    ]);
    expect((await elm.told(AMINA)).map((each) => each.title)).toEqual([
      'You are key person for one more child',
    ]);
    expect((await elm.told(ZOE)).map((each) => each.title)).toEqual(['A change among your key children']);
    expect(words(await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`))).toContain('Allocated already');
    expect(await elm.audited('allocation.made')).toBe(1);
    expect((await elm.told()).length).toBe(2);
  });

  test('a mistake is put right on the same day, and only one holds the role', async () => {
    await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
    await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`);
    for (const on of ['2026-11-22', '2026-11-23', '2026-12-01'])
      expect(
        (await elm.held('Mia Reed', on)).filter((each) => each.from <= on).map((each) => each.staffName),
      ).toEqual([on === '2026-11-22' ? ZOE : TOM]);
  });

  test('from a later day the holder stays until then; asked again for sooner, that one gives way', async () => {
    await elm.view(RUTH, `assign "Mia Reed" "${AMINA}" from=07/12/2026`);
    expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from, each.until])).toEqual([
      [ZOE, '2025-09-03', '2026-12-06'],
      [AMINA, '2026-12-07', null],
    ]);
    await elm.view(RUTH, `assign "Mia Reed" "${TOM}" from=01/12/2026`);
    expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from, each.until])).toEqual([
      [ZOE, '2025-09-03', '2026-11-30'],
      [TOM, '2026-12-01', null],
    ]);
  });

  test('a holder whose end is known gives way as well', async () => {
    await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=18/12/2026 reason=hours`);
    await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`);
    expect((await elm.held('Mia Reed')).map((each) => each.staffName)).toEqual([TOM]);
  });

  test('for a child who has yet to start it begins on the first day, with somebody who joins by then', async () => {
    await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"');
    expect((await elm.held('Idris Rahman')).map((each) => [each.staffName, each.from])).toEqual([
      ['Marcus Bell', '2027-01-11'],
    ]);
    await elm.view(RUTH, 'assign "Callum McBride" "Marcus Bell" from=04/01/2027');
    await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
    expect((await elm.held('Callum McBride'))[0]?.flaggedOn).toBeNull();
  });

  test('holds for co-key person and back-up alike, and there is no override', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    for (const role of ['key_person', 'co_key_person', 'back_up']) {
      const refused = await elm.view(RUTH, `assign "Mia Reed" "${TOM}" role=${role}`);
      expect(refused).toMatchObject({ refused: true, cites: ['P4', 'K4'] });
    }
    expect(await elm.view(RUTH, 'assign "Mia Reed" "Colin Threadgold"')).toMatchObject({
      cites: ['P4', 'K7'],
    });
    expect(await elm.audited('allocation.made')).toBe(0);
  });

  test('two at once for one child leave one holder', async () => {
    await Promise.all([
      elm.ask(RUTH, `assign "Callum McBride" "${TOM}"`),
      elm.ask(RUTH, `assign "Callum McBride" "${AMINA}"`),
    ]);
    expect((await elm.held('Callum McBride')).filter((each) => each.until === null)).toHaveLength(1);
  });
});

describe('racing', () => {
  test.each([0, 1, 2, 3, 4, 5])(
    'an allocation and a declaration at the same moment leave no conflict unmarked (%i)',
    async (round) => {
      const assign = () => elm.ask(RUTH, `assign "Callum McBride" "${TOM}"`);
      const declare = () => elm.ask(TOM, 'declare "Fiona McBride" friend since=2019');
      const [first] = await Promise.all(round % 2 === 0 ? [assign(), declare()] : [declare(), assign()]);
      expect(first).toBeDefined();
      const open = (await elm.held('Callum McBride')).filter((each) => each.staffName === TOM);
      expect(open.every((each) => each.flaggedOn !== null)).toBe(true);
    },
  );
});

describe('unassign', () => {
  test('asks for what is missing, is the manager’s alone, and refuses what is not so', async () => {
    const form = await elm.form(RUTH, `unassign "Mia Reed" "${ZOE}"`);
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'child',
      'staff',
      'on',
      'reason',
    ]);
    expect((await elm.view(MAEVE, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason=x`)).cites).toEqual([
      'authority',
    ]);
    expect(
      errorOf(await elm.ask(RUTH, `unassign "Mia Reed" "${TOM}" on=23/11/2026 reason=x`), 'staff'),
    ).toMatch(/holds no allocation/);
    expect(errorOf(await elm.ask(RUTH, `unassign "Mia Reed" "${ZOE}" on=22/11/2026 reason=x`), 'on')).toMatch(
      /today or later/,
    );
  });

  test('ends it, tells the member of staff, warns that nobody is left, and once when repeated', async () => {
    const view = await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason="fewer hours"`);
    expect(words(view)).toMatch(/then has no key person/);
    expect(await elm.held('Mia Reed', '2026-11-24')).toEqual([]);
    expect(JSON.stringify(await elm.told(ZOE))).not.toContain('hours');
    await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason="fewer hours"`);
    expect(await elm.audited('allocation.ended')).toBe(1);
    expect(await elm.told(ZOE)).toHaveLength(1);
  });

  test('never makes an allocation longer, and one that has yet to begin never begins', async () => {
    await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=30/11/2026 reason=hours`);
    await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=18/12/2026 reason=hours`);
    expect((await elm.held('Mia Reed'))[0]?.until).toBe('2026-11-30');
    await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"');
    await elm.view(RUTH, 'unassign "Idris Rahman" "Marcus Bell" on=23/11/2026 reason=moved');
    expect(await elm.held('Idris Rahman')).toEqual([]);
    expect(await elm.held('Idris Rahman', '2027-01-11')).toEqual([]);
    expect((await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"')).title).toBe('Allocated');
  });
});

describe('a child who leaves and returns', () => {
  test('a block ends with the leaving, and is there again when the child returns', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(RUTH, 'child "Mia Reed" leaves_on=27/11/2026', '2026-11-24T10:00:00Z');
    expect(words(await elm.view(ZOE, 'me', '2026-11-30T10:00:00Z'))).not.toContain('Mia Reed: key person');
    await elm.view(RUTH, 'child "Mia Reed" starts_on=11/01/2027', '2026-12-01T10:00:00Z');
    expect(await elm.held('Mia Reed', '2027-01-11')).toEqual([]);
    const refused = await elm.view(RUTH, `assign "Mia Reed" "${ZOE}"`);
    expect(refused.cites).toEqual(['P4', 'K4']);
    expect(asView(await elm.ask(RUTH, `assign "Mia Reed" "${TOM}"`)).title).toBe('Allocated');
  });
});

describe('an allocation that is marked a second time on one day', () => {
  const told = async (who: string) =>
    (await elm.told(who)).filter(({ milestone }) => milestone.startsWith('reallocation:'));
  const HOLD = `hold "Mia Reed" "${ZOE}" reason="a reason"`;
  const UNHOLD = `unhold "Mia Reed" "${ZOE}" reason="a reason"`;

  test.each<[string, [string, string], [string, string]]>([
    ['a hold, lifted and placed again', [PRIYA, HOLD], [PRIYA, UNHOLD]],
    [
      'no longer able to be key person, able, and again not',
      [RUTH, `person "${ZOE}" key_person_capable=no`],
      [RUTH, `person "${ZOE}" key_person_capable=yes`],
    ],
  ])('is told of again: %s', async (_, mark, lift) => {
    await elm.view(...mark, '2026-11-23T10:00:00Z');
    const first = (await told(RUTH)).length;
    expect(first).toBeGreaterThan(0);
    await elm.view(...mark, '2026-11-23T10:10:00Z');
    expect(await told(RUTH)).toHaveLength(first);
    await elm.view(...lift, '2026-11-23T10:20:00Z');
    await elm.view(...mark, '2026-11-23T10:30:00Z');
    expect(await told(RUTH)).toHaveLength(2 * first);
  });

  test('in one message where neither has gone yet', async () => {
    await elm.view(PRIYA, HOLD, '2026-11-23T21:00:00Z');
    await elm.view(PRIYA, UNHOLD, '2026-11-23T21:10:00Z');
    await elm.view(PRIYA, HOLD, '2026-11-23T21:20:00Z');
    const now = new Date('2026-11-24T07:05:00Z');
    await deliver({ store: elm.store, platforms: [platform], calendar: createCalendar(), now });
    expect((await told(RUTH)).map(({ state }) => state)).toEqual(['suppressed', 'sent']);
  });
});
