import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../src/core/talk/shown.ts';
import { aPerson, aSetting } from '../../store/fixture.ts';
import { AMINA, BETHANY, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  buttonsOf,
  errorOf,
  filled,
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

const SARAH_GOES = 'child "Mia Reed" carers="Mike Reed (father)"';
const answerOf = async (child: string, staff: string): Promise<string | undefined> =>
  rowsOf(await elm.view(RUTH, `keyperson "${child}"`)).find(([name]) => name === staff)?.[1];

/** Whether a command is refused, or comes back as a form with an error. */
async function refuses(who: string, said: string): Promise<boolean> {
  let answer = await elm.ask(who, said);
  if (answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen))
    answer = await elm.submit(who, answer.command, filled(answer));
  if (answer.kind === 'view') return answer.refused === true;
  return answer.inputs.some(({ error }) => error !== undefined);
}

describe('a carer through whom nobody is blocked goes', () => {
  const nobodyIsAsked = async () => {
    for (const officer of [MAEVE, PRIYA, RUTH, CHAIR]) {
      expect(words(await elm.view(officer, 'inbox'))).not.toContain('Mia');
      expect((await elm.told(officer)).filter(({ title }) => /row|form|carer/.test(title))).toEqual([]);
    }
  };

  test('nobody is asked, nobody is told, and nobody’s answer changes', async () => {
    const before = rowsOf(await elm.view(RUTH, 'keyperson "Mia Reed"'));
    await elm.view(RUTH, SARAH_GOES);
    expect(rowsOf(await elm.view(RUTH, 'keyperson "Mia Reed"'))).toEqual(before);
    await nobodyIsAsked();
  });

  test('though what was found not to be personal is about them: that leaves a note, and asks nobody', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" business since=2019');
    await elm.view(MAEVE, 'decide D-1 not_personal affected_child=no');
    // Nothing is touched, so that nothing is shown first.
    expect((await elm.ask(RUTH, SARAH_GOES)).kind).toBe('view');
    expect(await answerOf('Mia Reed', TOM)).toBe('Yes, with a note');
    await nobodyIsAsked();
  });

  test('nor are new families asked about who is on the form no more', async () => {
    await elm.view(RUTH, SARAH_GOES);
    await elm.view(
      RUTH,
      'child "Mia Reed" starts_on=2025-09-04 carers="Mike Reed (father); Una Holt (stepmother)"',
    );
    expect(words(await elm.ask(AMINA, 'families'))).not.toContain('Sarah Reed');
  });

  test('and once somebody is declared to know them, the officer is asked', async () => {
    await elm.view(RUTH, SARAH_GOES);
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(await answerOf('Mia Reed', TOM)).toBe('No');
    await elm.view(MAEVE, 'decide D-1 noted affected_child=no');
    expect(rowsOf(await elm.view(MAEVE, 'inbox')).map(([ref]) => ref)).toContain('D-1');
    await elm.view(MAEVE, 'match D-1 carer=former');
    expect(await answerOf('Mia Reed', TOM)).toBe('Yes, with a note');
    expect(words(await elm.view(MAEVE, 'inbox'))).not.toContain('D-1');
  });
});

describe('what became of a carer who left the form', () => {
  beforeEach(async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted affected_child=no');
    await elm.view(RUTH, SARAH_GOES);
  });

  test('is said by the case’s officer alone: not the manager, the chair, the declarer or another', async () => {
    for (const who of [RUTH, CHAIR, PRIYA, TOM, ZOE])
      expect([who, await refuses(who, 'match D-1 carer=error')]).toEqual([who, true]);
    expect(await answerOf('Mia Reed', TOM)).toBe('No');
  });

  test('is not said by an officer who knows the family: the next one is asked', async () => {
    await elm.view(MAEVE, 'declare "Mike Reed" friend since=2019');
    expect(await refuses(MAEVE, 'match D-1 carer=error')).toBe(true);
    expect(await refuses(PRIYA, 'match D-1 carer=former')).toBe(false);
    expect(await answerOf('Mia Reed', TOM)).toBe('Yes, with a note');
  });

  test('is not said by an officer who knows one of the families, be it that of a relative', async () => {
    await elm.view(
      RUTH,
      'child "Callum McBride" carers="Fiona McBride (mother); Sarah Reed (relative: aunt)"',
    );
    await elm.view(RUTH, 'child "Callum McBride" carers="Fiona McBride (mother)"');
    await elm.view(TOM, 'end D-1 ended_on=2026-11-20 reason="Over."');
    await elm.view(MAEVE, 'declare "Fiona McBride" friend since=2019');
    expect(await refuses(MAEVE, 'match D-1 carer=error')).toBe(true);
    expect([await answerOf('Mia Reed', TOM), await answerOf('Callum McBride', TOM)]).toEqual(['No', 'No']);
    expect(await refuses(PRIYA, 'match D-1 carer=error')).toBe(false);
    expect([await answerOf('Mia Reed', TOM), await answerOf('Callum McBride', TOM)]).toEqual(['Yes', 'Yes']);
  });

  test('shows what was said, and may be said anew', async () => {
    const said = await elm.view(MAEVE, 'match D-1 carer=error');
    expect(await answerOf('Mia Reed', TOM)).toBe('Yes');
    const form = await elm.form(MAEVE, buttonsOf(said)['Answer it again'] ?? 'me');
    expect(form.intro).toContain('Off the form of Mia Reed: entered in error');
    expect(form.inputs.map(({ name }) => name)).toContain('carer');
    await elm.view(MAEVE, 'match D-1 carer=parent');
    expect(await answerOf('Mia Reed', TOM)).toBe('No');
  });

  test('is asked of each child where it was said of several', async () => {
    await elm.view(RUTH, 'child "Noah Reed" starts_on=2026-11-23 carers="Sarah Reed (mother)"');
    await elm.view(RUTH, 'child "Noah Reed" carers="Mike Reed (father)"');
    await elm.view(MAEVE, 'match D-1 carer=former');
    expect(errorOf(await elm.ask(MAEVE, 'match D-1 carer=parent'), 'child')).toContain('about which child');
    await elm.view(MAEVE, 'match D-1 carer=parent child="Noah Reed"');
    expect([await answerOf('Noah Reed', TOM), await answerOf('Mia Reed', TOM)]).toEqual([
      'No',
      'Yes, with a note',
    ]);
  });

  test('renamed: it is now about the new name, and may be matched back', async () => {
    await elm.view(RUTH, 'child "Mia Reed" carers="Mike Reed (father); Sarah Holt (mother)"');
    expect(errorOf(await elm.ask(MAEVE, 'match D-1 carer=renamed person="Sarah Reed"'), 'person')).toContain(
      'the old name',
    );
    await elm.view(MAEVE, 'match D-1 carer=renamed person="Sarah Holt"');
    expect((await elm.declaration(1)).counterpart).toBe((await elm.person('Sarah Holt')).id);
    expect(words(await elm.view(MAEVE, 'inbox'))).not.toContain('D-1');
    await elm.view(MAEVE, 'match D-1 person="Sarah Reed"');
    expect(await answerOf('Mia Reed', TOM)).toBe('No');
    expect(rowsOf(await elm.view(MAEVE, 'inbox')).map(([ref]) => ref)).toContain('D-1');
  });
});

describe('a member of staff who left their own child’s form', () => {
  const LEFT = 'match child="Isla Marsh" person="Bethany Marsh" carer=';
  beforeEach(async () => {
    await elm.view(RUTH, 'child "Isla Marsh" carers="Daniel Marsh (father)"');
  });

  test('is answered for by the officer who acts for the family, and by nobody else', async () => {
    for (const who of [BETHANY, TOM, RUTH, PRIYA, CHAIR])
      expect([who, await refuses(who, `${LEFT}error`)]).toEqual([who, true]);
    await elm.view(MAEVE, 'declare "Daniel Marsh" friend since=2019');
    expect(await refuses(MAEVE, `${LEFT}error`)).toBe(true);
    expect(await answerOf('Isla Marsh', BETHANY)).toBe('No');
    expect(await refuses(PRIYA, `${LEFT}former`)).toBe(false);
    expect(await answerOf('Isla Marsh', BETHANY)).toBe('Yes, with a note');
    expect(await refuses(PRIYA, `${LEFT}parent`)).toBe(false);
    expect(await answerOf('Isla Marsh', BETHANY)).toBe('No');
  });
});

test('an officer who left their own child’s form says nothing of it, before or after it was said', async () => {
  await elm.view(RUTH, `child "Kit Ames" starts_on=2026-11-23 carers="${MAEVE}; Ed Hale"`);
  await elm.view(RUTH, 'child "Kit Ames" carers="Ed Hale"');
  const about = `match child="Kit Ames" person="${MAEVE}" carer=`;
  expect(await refuses(MAEVE, `${about}error`)).toBe(true);
  expect(await refuses(PRIYA, `${about}former`)).toBe(false);
  expect(await refuses(MAEVE, `${about}error`)).toBe(true);
  expect(await answerOf('Kit Ames', MAEVE)).toBe('Yes, with a note');
});

test('a parent who left the form and is hired: the officer who acts for the family finds it in the inbox', async () => {
  await elm.view(RUTH, SARAH_GOES);
  await elm.view(RUTH, 'person "Sarah Reed" roles=staff starts_on=2026-11-23');
  expect(rowsOf(await elm.view(MAEVE, 'inbox')).map(([ref]) => ref)).toEqual(['C-9']);
  await elm.view(MAEVE, 'match child="Mia Reed" person="Sarah Reed" carer=former');
  expect(await answerOf('Mia Reed', 'Sarah Reed')).toBe('Yes, with a note');
  expect(words(await elm.view(MAEVE, 'inbox'))).not.toContain('C-9');
});

describe('another setting', () => {
  test('has no officer here: its references and children are nobody’s', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    await elm.view(RUTH, SARAH_GOES);
    const other = 'oak';
    await elm.store.write([], async (register) => {
      await register.settings.save(aSetting({ code: other }));
    });
    const oak = await elm.store.read((register) => register.settings.byCode(other));
    const dso = aPerson(oak?.id ?? '', 'Una Oake', ['dso', 'staff']);
    await elm.store.write([oak?.id ?? ''], (register) => put(register, { people: [dso] }));
    const identity = {
      account: { platform: 'test', tenant: other, user: 'una' },
      memberships: [{ setting: oak?.id ?? '', person: dso.id }],
    };
    for (const said of [
      'match D-1 carer=error',
      'match D-1 child="Mia Reed" may=yes',
      'match child="Mia Reed" looked_with=me',
      'match child="Mia Reed" person="Sarah Reed" carer=error',
    ]) {
      const answer = await elm.app.run(identity, elm.app.parse(said));
      expect([said, words(answer)]).toEqual([said, expect.not.stringContaining('Settled')]);
      expect(words(answer)).not.toContain('Mike');
    }
    expect(await answerOf('Mia Reed', TOM)).toBe('No');
  });
});

describe('a check of K16', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(TOM, 'declare "Zoë Adeyemi" partner since=2019');
  });

  test.each([TOM, ZOE, AMINA])('is not answered by %s', async (who) => {
    expect(await refuses(who, 'match D-2 child="Mia Reed" may=yes')).toBe(true);
    expect(await answerOf('Mia Reed', TOM)).toBe('Check first');
  });

  test('is not answered by a manager who knows the family, and is by one who does not', async () => {
    await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
    expect(await refuses(RUTH, 'match D-2 child="Mia Reed" may=yes')).toBe(true);
    expect(await refuses(PRIYA, 'match D-2 child="Mia Reed" may=yes')).toBe(false);
    expect(await answerOf('Mia Reed', TOM)).toBe('Yes');
  });

  test('is not answered by an officer who is one of the couple', async () => {
    await elm.view(PRIYA, 'declare "Zoë Adeyemi" household');
    expect(await refuses(PRIYA, 'match D-3 child="Mia Reed" may=yes')).toBe(true);
    expect(await refuses(MAEVE, 'match D-3 child="Mia Reed" may=yes')).toBe(false);
  });

  test('holds for that child alone, and is no answer to what is no check', async () => {
    await elm.view(MAEVE, 'match D-2 child="Mia Reed" may=yes');
    expect(await refuses(MAEVE, 'match D-1 child="Mia Reed" may=yes')).toBe(true);
    expect(await answerOf('Mia Reed', ZOE)).toBe('No');
  });

  test('tells the chair nothing of a child’s whole name', async () => {
    const refused = words(await elm.ask(CHAIR, 'match D-1 child=C-9 may=yes'));
    expect(refused).not.toContain('Mia');
  });
});

describe('a child without carers on purpose (K14)', () => {
  const LOOKED = 'match child="Kit Ames" looked_with="The social worker"';
  beforeEach(async () => {
    await elm.view(RUTH, 'child "Kit Ames" starts_on=2026-11-23');
  });

  test('is said by an officer, not by staff, and not by an officer who knows the family', async () => {
    expect(await refuses(ZOE, LOOKED)).toBe(true);
    await elm.view(MAEVE, 'declare "Jo Ames" friend since=2019 child="Kit Ames"');
    expect(await refuses(MAEVE, LOOKED)).toBe(true);
    expect(await answerOf('Kit Ames', TOM)).toBe('Check first');
    expect(await refuses(PRIYA, LOOKED)).toBe(false);
    expect(await answerOf('Kit Ames', TOM)).toBe('Yes');
  });

  test('is not said of a child with carers, and holds until one is added', async () => {
    expect(await refuses(MAEVE, 'match child="Mia Reed" looked_with="Somebody"')).toBe(true);
    await elm.view(MAEVE, LOOKED);
    await elm.view(RUTH, 'child "Kit Ames" carers="Pat Grey"');
    expect((await elm.child('Kit Ames')).lookedWith).toBeNull();
    expect(await elm.audited('child.has_carers')).toBe(1);
  });
});
