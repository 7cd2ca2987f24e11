import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { ACKNOWLEDGE, AMINA, BETHANY, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { enrolMore } from '../../support/nursery.ts';
import { put } from '../../support/put.ts';
import { buttonsOf, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const row = async (who: string, child: string, staff: string, on = '') =>
  rowsOf(await elm.view(who, `keyperson "${child}" ${on && `on=${on}`}`)).find(([name]) => name === staff);
/** Everything owed is done, so that K10 is out of the way. */
const settle = async (...people: string[]) => {
  for (const who of people) {
    await elm.view(who, ACKNOWLEDGE);
    await elm.view(who, `sign full_name="${who}" agree=yes`);
  }
};

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
    BETHANY,
    MAEVE,
    PRIYA,
    RUTH,
    'Karolina Nowak',
    AMINA,
    TOM,
    ZOE,
    'Ellis Farrow',
    'Marcus Bell',
  ]);
  expect(table.rows.map((cells) => cells[1])).toEqual([...Array(8).fill('Yes'), 'No', 'No']);
  expect(words(view)).toContain('Key person: nobody yet');
});

test('a manager allocates beside each row that may be, and a row that may not is told by its colour', async () => {
  await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
  const view = await elm.view(RUTH, 'keyperson "Callum McBride"');
  const at = view.blocks.findIndex((block) => block.kind === 'table');
  const [table, beside] = view.blocks.slice(at);
  if (table?.kind !== 'table' || beside?.kind !== 'buttons') throw new Error('no table with its buttons');
  const able = table.rows.filter(([, answer]) => answer === 'Yes').map(([name]) => `Allocate ${name}`);
  expect(able).toHaveLength(7);
  expect(beside.ofRows).toBe(true);
  expect(beside.buttons.map(({ label }) => label)).toEqual(able);
  expect(table.tones).toEqual([...Array(7).fill('good'), ...Array(3).fill('bad')]);
  expect(Object.keys(buttonsOf(await elm.view(MAEVE, 'keyperson "Callum McBride"'))).join()).not.toContain(
    'Allocate',
  );
});

test('those who may not are folded together; a check, which somebody can settle, is not', async () => {
  for (const who of [TOM, AMINA]) await elm.view(who, 'declare "Fiona McBride" friend since=2019');
  await elm.view(ZOE, 'declare "Fiona MacBride" friend since=2019 none_of_these=yes');
  const view = await elm.view(RUTH, 'keyperson "Callum McBride"');
  const table = view.blocks.find((block) => block.kind === 'table');
  if (table?.kind !== 'table') throw new Error('no table');
  const answers = table.rows.map(([, answer]) => answer);
  expect(answers.indexOf('Check first')).toBe(5);
  expect(table.foldedFrom).toBe(6);
  expect(answers.slice(6)).toEqual(['No', 'No', 'No', 'No']);
  expect(table.tones?.slice(4, 7)).toEqual(['good', 'check', 'bad']);
});

test('answers for any day: a future child’s first day when none is named, and somebody who has yet to join', async () => {
  expect(words(await elm.view(RUTH, 'keyperson "Idris Rahman"'))).toContain('On: 11 Jan 2027');
  expect(await row(RUTH, 'Idris Rahman', 'Marcus Bell')).toMatchObject([
    'Marcus Bell',
    'Yes',
    'K10, K15',
    '0',
  ]);
  expect(await row(RUTH, 'Mia Reed', 'Marcus Bell', '03/01/2027')).toMatchObject([
    'Marcus Bell',
    'No',
    'K7, K15',
    '0',
  ]);
  expect(errorOf(await elm.ask(RUTH, 'keyperson "Mia Reed" on=someday'), 'on')).toMatch(/25\/03\/2019/);
});

test('K1: a parent of the child, and no other child', async () => {
  expect((await row(RUTH, 'Isla Marsh', BETHANY))?.slice(1, 3)).toEqual(['No', 'K1, K10']);
  expect((await row(RUTH, 'Mia Reed', BETHANY))?.[1]).toBe('Yes');
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
    setting: {
      profile: { ...DEFAULT_PROFILE, unsigned: 'no', key_children_max: 2 },
    },
  });
  await settle(TOM);
  await elm.view(AMINA, 'away 24/11/2026 to=25/11/2026');
  expect((await row(RUTH, 'Callum McBride', TOM))?.slice(1, 3)).toEqual(['Yes, with a note', 'K12, K15']);
  expect((await row(RUTH, 'Callum McBride', AMINA, '25/11/2026'))?.slice(1, 3)).toEqual([
    'No',
    'K7, K10, K12, K15',
  ]);
  expect((await row(RUTH, 'Callum McBride', 'Ellis Farrow'))?.slice(1, 3)).toEqual(['No', 'K7, K10, K15']);
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
  expect((await elm.told(MAEVE)).map((each) => each.title)).toContain('Please look at an allocation (KP-11)');
});

test('on one’s own row no rule is shown, so that a hold looks like any other reason', async () => {
  await elm.view(PRIYA, 'hold "Mia Reed" staff="Ruth Hallam" reason="Between us."');
  const shown = await elm.view(RUTH, 'keyperson "Mia Reed"');
  expect(
    rowsOf(shown)
      .find(([name]) => name === RUTH)
      ?.slice(1, 3),
  ).toEqual(['No', '']);
  expect(words(shown)).not.toContain('K6');
  expect(words(await elm.view(RUTH, 'assign "Mia Reed" staff="Ruth Hallam"'))).not.toContain('K6');
  expect(words(await elm.view(MAEVE, 'keyperson "Mia Reed"'))).toContain('K6');
});

test('without a child: those who have none or need another, soonest start first, with how many may', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  const view = await elm.view(RUTH, 'keyperson');
  expect(rowsOf(view)).toEqual([
    ['Mia Reed', 'attends', 'needs a new key person by 30 Nov 2026 (KP-10)', '7'],
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
    rules: { K7: 2, K10: 9, K15: 10 },
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

test('asking who needs a key person is audited, also where nobody does', async () => {
  await elm.view(RUTH, 'keyperson');
  expect(await elm.audited('keyperson.listed')).toBe(1);
  await elm.change(async (register, setting) => {
    for (const each of await register.children.all(setting))
      await put(register, { children: [{ ...each, leavesOn: '2026-11-20', startsOn: '2025-09-01' }] });
  });
  expect(words(await elm.view(RUTH, 'keyperson'))).toContain('Every child has a key person');
  expect(await elm.audited('keyperson.listed')).toBe(2);
});

test('a nursery of 200: every child without one is listed with its button, and how many attend is true', async () => {
  await enrolMore(elm, { attending: 110, later: 80 });
  const view = await elm.view(RUTH, 'keyperson');
  expect(rowsOf(view)).toHaveLength(192);
  expect(words(view)).toContain('111 of these attend now; 81 start later.');
  expect(words(view)).toContain('Children with a key person: 9 of 201');
  const ofRows = view.blocks.flatMap((block) =>
    block.kind === 'buttons' && block.ofRows ? block.buttons : [],
  );
  expect(ofRows.map(({ label }) => label)).toEqual(rowsOf(view).map(([name]) => name));
  expect(
    rowsOf(view)
      .map((cells) => cells[1])
      .slice(110, 112),
  ).toEqual(['attends', 'starts 1 Dec 2026']);
});

test('about any child: a button of the list and of where I stand opens the form', async () => {
  for (const said of ['keyperson', 'me']) {
    const open = buttonsOf(await elm.view(RUTH, said))[
      said === 'me' ? 'Who may be key person?' : 'Ask about another child'
    ];
    const form = await elm.form(RUTH, open ?? 'help');
    expect(form).toMatchObject({ command: 'keyperson' });
    expect(form.inputs.find(({ name }) => name === 'child')?.widget.kind).toBe('child');
  }
  expect(words(await elm.submit(RUTH, 'keyperson', { child: 'Freya Ashdown' }))).toContain('Freya Ashdown');
  expect(words(await elm.submit(RUTH, 'keyperson', { child: '' }))).toContain('Children with a key person');
});

test('those who may come first; the rest may be folded, and every candidate stays a row', async () => {
  await enrolMore(elm, { attending: 1, later: 0 });
  for (const who of [TOM, ZOE, AMINA]) await elm.view(who, 'declare "Fiona McBride" friend since=2019');
  const view = await elm.view(RUTH, 'keyperson "Callum McBride"');
  expect(rowsOf(view).map((cells) => cells[1])).toEqual([...Array(5).fill('Yes'), ...Array(5).fill('No')]);
  expect(view.blocks.find((block) => block.kind === 'table')).toMatchObject({ foldedFrom: 5 });
  const nobody = await elm.view(RUTH, 'keyperson "Pupil 001"');
  expect(nobody.blocks.find((block) => block.kind === 'table')).not.toHaveProperty('foldedFrom');
});

test('says from when the child needs somebody else, since its key person is to be away for long or to leave', async () => {
  await elm.view(RUTH, `away staff="${ZOE}" from=30/11/2026 to=11/12/2026`);
  await elm.view(RUTH, `person "${ZOE}" leaves_on=2027-01-29`);
  for (const said of ['keyperson "Isla Marsh"', 'keyperson "Isla Marsh" on=2026-11-30']) {
    const shown = words(await elm.view(RUTH, said));
    expect(shown).toContain(
      `The child needs a stand-in from 30 Nov 2026 until 11 Dec 2026: ${AMINA} (back-up) acts.`,
    );
    expect(shown).toContain('The child needs a new key person from 30 Jan 2027.');
  }
  expect(words(await elm.view(RUTH, 'keyperson "Freya Ashdown"'))).not.toContain('The child needs');
});

test('a past day is answered with who held the roles then', async () => {
  await elm.view(RUTH, `assign "Mia Reed" "${AMINA}" from=2026-11-24`);
  const then = words(await elm.view(RUTH, 'keyperson "Mia Reed" on=2026-11-23', '2026-12-01T10:00:00.000Z'));
  expect(then).toContain(`Key person: ${ZOE}`);
  expect(then).not.toContain(`Key person: ${AMINA}`);
});
