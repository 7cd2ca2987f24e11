import { afterEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { remind } from '../../src/core/notices/due.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../support/elm.ts';
import { put } from '../support/put.ts';
import {
  buttonsOf,
  errorOf,
  MONDAY,
  openSetting,
  rowsOf,
  type TestSetting,
  type Variation,
  words,
} from '../support/setting.ts';

// What one person records about another moves no case towards whoever recorded it.

const calendar = createCalendar();
let elm: TestSetting;
afterEach(() => elm.close());

const open = async (variation: Variation = {}) => {
  elm = await openSetting(variation);
};
const tick = (at: string) => remind({ store: elm.store, calendar, now: new Date(at) });
/** The references of the cases that an officer has. */
const inbox = async (who: string, at?: string) =>
  rowsOf(await elm.view(who, 'inbox', at))
    .map(([ref]) => ref)
    .sort();
const isRefused = async (who: string, said: string) => (await elm.view(who, said)).refused === true;
const bind = (who: string) =>
  elm.change(async (register, setting) => {
    const { id } = await elm.person(who);
    await register.accounts.bind({
      platform: 'test',
      tenant: 'elm',
      user: who,
      setting,
      person: id,
      lastUsedAt: MONDAY,
    });
  });

const OFFICERS = [MAEVE, PRIYA, RUTH, CHAIR];
/** Everything that takes hold of a case. */
const TAKES = [
  'decide D-1 noted',
  'decide D-1 closed note=x',
  'pass D-1',
  'match D-1 reject=yes',
  'boundary D-1',
];

describe('what is declared on behalf of others', () => {
  it.each(OFFICERS)('by %s recuses no other officer, and gives nobody another’s case', async (recorder) => {
    await open();
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    const handler = (await inbox(MAEVE)).includes('D-1') ? MAEVE : 'nobody';
    for (const officer of OFFICERS)
      if (officer !== recorder)
        await elm.view(recorder, `declare "Sarah Reed" friend since=2019 on_behalf_of="${officer}"`);
    expect(handler).toBe(MAEVE);
    expect(await inbox(MAEVE)).toContain('D-1');
    for (const officer of OFFICERS)
      if (officer !== MAEVE)
        for (const said of TAKES) expect(await isRefused(officer, said), `${said} by ${officer}`).toBe(true);
  });

  it.each([
    ['the DSO', MAEVE, PRIYA],
    ['the deputy', PRIYA, MAEVE],
    ['the manager', RUTH, MAEVE],
    ['the chair', CHAIR, MAEVE],
  ])('by %s of a colleague is another officer’s to decide', async (_, recorder, handler) => {
    await open();
    await elm.view(recorder, `declare "Sarah Reed" friend since=2019 on_behalf_of="${TOM}"`);
    for (const officer of OFFICERS)
      expect((await inbox(officer)).includes('D-1'), officer).toBe(officer === handler);
    for (const said of TAKES) expect(await isRefused(recorder, said), said).toBe(true);
    expect(await isRefused(handler, 'decide D-1 noted')).toBe(false);
  });

  it('recuses an officer as their own once they have confirmed it', async () => {
    await open();
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${MAEVE}"`);
    expect(await inbox(MAEVE)).toEqual(['D-1']);
    expect((await elm.told(MAEVE)).find(({ subject }) => subject === 'D-2')).toMatchObject({
      class: 'alert',
      title: 'Please check what was recorded for you (D-2)',
    });
    const form = await elm.form(MAEVE, 'confirm D-2');
    expect(form.intro).toContain(`${RUTH} has recorded D-2 on your behalf: Sarah Reed, friend, since 2019`);
    expect(form.inputs.map(({ name }) => name)).not.toContain('affected_child');
    await elm.view(MAEVE, 'confirm D-2 still_true=yes');
    expect(await inbox(MAEVE)).toEqual([]);
    expect(await inbox(PRIYA)).toEqual(['D-1', 'D-2']);
  });

  it('and found not to be so goes to an officer who did not record it, and blocks until they close it', async () => {
    await open();
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    await elm.view(MAEVE, 'decide D-1 noted');
    expect(await inbox(MAEVE)).toEqual([]);
    await elm.view(ZOE, 'confirm D-1 still_true=no');
    expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', confirmedAt: null });
    expect(await inbox(MAEVE)).toEqual(['D-1']);
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    expect(await isRefused(RUTH, 'decide D-1 closed note=x')).toBe(true);
    await elm.view(MAEVE, 'decide D-1 closed note="Not so."');
    expect(await elm.flagged('Mia Reed')).toHaveLength(0);
  });

  it('and not answered in 14 days goes to an officer again, who decides for good', async () => {
    await open();
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    await elm.view(MAEVE, 'decide D-1 noted');
    await tick('2026-12-06T10:00:00Z');
    expect(await inbox(MAEVE, '2026-12-06T10:00:00Z')).toEqual([]);
    await tick('2026-12-07T10:00:00Z');
    expect(await inbox(MAEVE, '2026-12-07T10:01:00Z')).toEqual(['D-1']);
    expect(await inbox(RUTH)).toEqual([]);
    expect((await elm.told(MAEVE)).map(({ milestone }) => milestone)).toContain('unconfirmed:2026-12-07:0');
    expect(await isRefused(MAEVE, 'decide D-1 noted')).toBe(false);
    expect(await inbox(MAEVE)).toEqual([]);
  });

  it('is confirmed in person before its officer by somebody without an account, and by nobody else', async () => {
    await open();
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    const inPerson = 'confirm D-1 still_true=yes in_person_on=2026-11-23';
    for (const who of [RUTH, PRIYA, CHAIR])
      expect(errorOf(await elm.ask(who, inPerson), 'ref'), who).toContain('no open declaration D-1');
    for (const who of [ADMIN, TOM]) expect(await isRefused(who, inPerson), who).toBe(true);
    const before = await elm.ask(MAEVE, 'confirm D-1 still_true=yes in_person_on=2026-11-22');
    expect(errorOf(before, 'in_person_on')).toContain('before it was recorded');
    await elm.view(MAEVE, inPerson);
    expect((await elm.declaration(1)).confirmedAt).not.toBeNull();
    expect((await elm.events('declaration.confirmed'))[0]?.payload).toMatchObject({
      inPersonOn: '2026-11-23',
    });
    await elm.view(RUTH, `declare "Mike Reed" friend since=2019 on_behalf_of="${TOM}"`);
    await bind(TOM);
    const own = await elm.ask(MAEVE, 'confirm D-2 still_true=yes in_person_on=2026-11-23');
    expect(errorOf(own, 'ref')).toContain('with their own account');
  });

  it('is asked for in its officer’s inbox and on their page, until it is answered, of people without an account', async () => {
    await open();
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    await elm.view(RUTH, `declare "Mike Reed" friend since=2019 on_behalf_of="${TOM}"`);
    await bind(TOM);
    const asked = async (who: string) => {
      const shown = await Promise.all(['inbox', 'me show=all'].map((said) => elm.view(who, said)));
      return shown.map((view) =>
        [...words(view).matchAll(/D-\d: what has [^?]+ told you in person\?/g)].flat(),
      );
    };
    const question = [`D-1: what has ${ZOE} told you in person?`];
    expect(new Set((await asked(MAEVE)).map((each) => each[0]))).toEqual(new Set(question));
    expect((await asked(MAEVE)).flat().join()).not.toContain('D-2');
    for (const who of [RUTH, PRIYA]) expect((await asked(who)).flat()).toEqual([]);
    expect(buttonsOf(await elm.view(MAEVE, 'me show=all')).Answer).toMatchObject({
      command: 'confirm',
      input: { ref: 'D-1' },
    });
    await elm.view(MAEVE, 'confirm D-1 still_true=no in_person_on=2026-11-23');
    expect((await asked(MAEVE)).flat()).toEqual([]);
  });

  it('is not confirmed by another officer in an officer’s name', async () => {
    await open();
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${MAEVE}"`);
    const inPerson = await elm.ask(PRIYA, 'confirm D-1 still_true=yes in_person_on=2026-11-23');
    expect(errorOf(inPerson, 'ref')).toContain('with their own account');
  });
});

describe('what is declared about an officer who is no carer', () => {
  it.each(['friend', 'partner', 'family'])('as %s chooses nobody’s judge', async (kind) => {
    await open();
    await elm.view(TOM, `declare "${MAEVE}" ${kind} since=2019`);
    await elm.view(TOM, `declare "${PRIYA}" ${kind} since=2019 none_of_these=yes`);
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    expect(await inbox(MAEVE)).toEqual(['D-1', 'D-2', 'D-3']);
  });

  it('where the officer is a carer it is the next officer’s, and other cases stay', async () => {
    await open();
    await elm.change(async (register, setting) => {
      const [{ id: child }, { id: person }] = [await elm.child('Isla Marsh'), await elm.person(MAEVE)];
      await register.children.linkAll([
        { setting, child, person, relation: 'mother', standing: 'parent', countsAs: null },
      ]);
    });
    await elm.view(TOM, `declare "${MAEVE}" friend since=2019`);
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    expect(await inbox(MAEVE)).toEqual(['D-2']);
    expect(await inbox(PRIYA)).toEqual(['D-1']);
  });
});

describe('an officer who has declared to be close to a colleague', () => {
  it.each([
    ['family', 'since=2019'],
    ['household', ''],
    ['partner', 'since=2019'],
    ['close_friend', 'since=2019'],
  ])('as %s decides no case, no hold and no matter of conduct about them', async (kind, since) => {
    await open();
    await elm.view(MAEVE, `declare "${TOM}" ${kind} ${since}`);
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(await inbox(MAEVE)).toEqual([]);
    expect(await inbox(PRIYA)).toEqual(['D-1', 'D-2']);
    expect(await isRefused(MAEVE, `hold "Mia Reed" staff="${TOM}" reason=x`)).toBe(true);
    expect(await isRefused(PRIYA, `hold "Mia Reed" staff="${TOM}" reason=x`)).toBe(false);
    expect(await isRefused(MAEVE, `unhold "Mia Reed" staff="${TOM}" reason=x`)).toBe(true);
    expect((await elm.view(MAEVE, `conduct "${TOM}" G5 confirm=yes`)).refused).toBe(true);
    await elm.view(RUTH, `conduct "${TOM}" G5 note=quokka`);
    expect(words(await elm.ask(MAEVE, 'conduct'))).not.toContain(TOM);
    expect((await elm.told(MAEVE)).filter(({ subject }) => subject.startsWith('M-'))).toEqual([]);
  });
});

/** Whoever records an absence of an officer, of those who may: the manager and the administrator. */
const RECORDERS = [RUTH, ADMIN];
const LONG = 'from=2026-11-23 to=2026-12-18';

describe('an officer whom another says to be away', () => {
  it.each(RECORDERS)('by %s keeps what waits for them, until they, or another, say so', async (recorder) => {
    await open();
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    for (const officer of [MAEVE, PRIYA, RUTH])
      if (officer !== recorder) await elm.view(recorder, `away staff="${officer}" ${LONG}`);
    expect(await inbox(MAEVE)).toEqual(['D-1']);
    for (const officer of [PRIYA, RUTH, CHAIR])
      for (const said of TAKES) expect(await isRefused(officer, said), `${said} by ${officer}`).toBe(true);
    const told = (await elm.told(MAEVE)).find(({ title }) => title === 'You are said to be away');
    expect(told).toMatchObject({ class: 'alert', button: { label: 'I am here' } });
    if (!told?.button) throw new Error('no button');
    expect((await elm.view(MAEVE, told.button.run)).title).toBe('You are here');
    await elm.view(TOM, 'declare "Mike Reed" partner since=2019');
    expect(await inbox(MAEVE)).toEqual(['D-1', 'D-2']);
    expect(words(await elm.view(ZOE, 'concern'))).not.toContain(`${MAEVE} (said to be away)`);
  });

  it('passes new cases to the next, never to the recorder while another can take them', async () => {
    await open();
    for (const officer of [MAEVE, PRIYA]) await elm.view(RUTH, `away staff="${officer}" ${LONG}`);
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019', '2026-11-23T11:00:00Z');
    expect(await inbox(CHAIR)).toEqual(['D-1']);
    for (const said of TAKES) expect(await isRefused(RUTH, said), said).toBe(true);
  });

  it.each([
    ['the absent officer', MAEVE, PRIYA],
    ['the administrator', ADMIN, PRIYA],
    ['the chair', CHAIR, PRIYA],
    ['the deputy, who gains nothing by it', PRIYA, CHAIR],
  ])('passes on what waits once %s confirms it', async (_, second, handler) => {
    await open();
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`);
    expect(await isRefused(second, `confirm "${MAEVE}" still_true=yes`)).toBe(false);
    for (const officer of [MAEVE, PRIYA, RUTH, CHAIR])
      expect((await inbox(officer)).includes('D-1'), officer).toBe(officer === handler);
  });

  it('is confirmed neither by the recorder nor by anybody who is no officer', async () => {
    await open();
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`);
    for (const who of [RUTH, TOM, ZOE])
      expect(errorOf(await elm.ask(who, `confirm "${MAEVE}" still_true=yes`), 'ref'), who).toContain(
        'Nothing in your list is called',
      );
    await elm.view(RUTH, `away staff="${TOM}" ${LONG}`);
    expect(errorOf(await elm.ask(PRIYA, `confirm "${TOM}" still_true=yes`), 'ref')).toBeDefined();
  });

  it('is here again as soon as they say so, whether it has begun or not', async () => {
    await open();
    await elm.view(RUTH, `away staff="${MAEVE}" from=2026-11-25 to=2026-12-18`);
    await elm.view(MAEVE, `confirm "${MAEVE}" still_true=no`);
    await elm.view(RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-12-18`);
    await elm.view(MAEVE, `confirm "${MAEVE}" still_true=no`, '2026-11-26T10:00:00Z');
    const { id } = await elm.person(MAEVE);
    expect(
      (await elm.read((register, setting) => register.people.absencesOf(setting, id))).map(({ from, to }) => [
        from,
        to,
      ]),
    ).toEqual([['2026-11-23', '2026-11-25']]);
  });

  it('is told where another shortens their own word, and one press lengthens it again', async () => {
    await open();
    await elm.view(MAEVE, 'away 23/11/2026 18/12/2026');
    await elm.view(RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-11-24`);
    const told = (await elm.told(MAEVE)).at(-1);
    expect(told).toMatchObject({ class: 'alert', title: 'Your absence is said to end sooner' });
    expect(told?.text).toContain(`${RUTH} has recorded that you are away until 24 Nov 2026`);
    await elm.view(MAEVE, {
      command: 'away',
      input: { ...told?.button?.run.input, to: '2026-12-18' },
      submitted: true,
    });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019', '2026-11-26T10:00:00Z');
    expect([await inbox(MAEVE), await inbox(PRIYA)]).toEqual([[], ['D-1']]);
  });

  it('has their own word counted, which nobody lengthens for them', async () => {
    await open();
    await elm.view(MAEVE, 'away 23/11/2026 24/11/2026');
    await elm.view(RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-12-18`);
    await elm.view(TOM, 'declare "Shabnam Rahman" partner since=2019', '2026-11-23T09:30:00Z');
    expect(await inbox(PRIYA, '2026-11-23T11:00:00Z')).toEqual(['D-1']);
    expect(await inbox(MAEVE, '2026-11-25T10:00:00Z')).toEqual(['D-1']);
  });
});

describe('an officer who is away by her own word, and would be back in time', () => {
  const toOneAnd = async (follows: string) => {
    await open({ without: [PRIYA, RUTH], roles: { [CHAIR]: ['chair', 'admin'] } });
    await elm.view(MAEVE, 'away from=2026-11-23 to=2026-11-24');
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    expect(await inbox(MAEVE)).toEqual(['D-1']);
    await elm.view(CHAIR, `away staff="${MAEVE}" ${follows}`);
  };

  it.each(['from=2026-11-25 to=2026-12-18', 'from=2026-11-23 to=2026-12-18'])(
    'keeps a case from the one who says that she is away for longer: %s',
    async (follows) => {
      await toOneAnd(follows);
      expect(await inbox(CHAIR)).toEqual([]);
      expect(await inbox(MAEVE)).toEqual(['D-1']);
      for (const said of TAKES) expect(await isRefused(CHAIR, said), said).toBe(true);
      await elm.view(ADMIN, `confirm "${MAEVE}" still_true=yes`);
      expect(await inbox(CHAIR)).toEqual([]);
    },
  );

  it('passes it on once she says so herself', async () => {
    await toOneAnd('from=2026-11-25 to=2026-12-18');
    await elm.view(MAEVE, `confirm "${MAEVE}" still_true=yes`);
    expect(await inbox(CHAIR)).toEqual(['D-1']);
  });
});

describe('a case that waits for an officer whom another says to be away', () => {
  it('stays, whatever its declarer changes', async () => {
    await open();
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`, '2026-11-23T11:00:00Z');
    await elm.view(TOM, 'update D-1 note=x', '2026-11-23T12:00:00Z');
    expect(await inbox(MAEVE)).toEqual(['D-1']);
  });
});

describe('a small setting goes on working', () => {
  it('of three officers, one taken ill today and recorded by another', async () => {
    await open({ without: [PRIYA] });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`, '2026-11-23T11:00:00Z');
    await elm.view(TOM, 'declare "Laura Ashdown" partner since=2019', '2026-11-23T12:00:00Z');
    expect(await inbox(CHAIR)).toEqual(['D-2']);
    expect(await inbox(RUTH)).toEqual([]);
    await elm.view(ADMIN, `confirm "${MAEVE}" still_true=yes`);
    expect(await inbox(CHAIR)).toEqual(['D-1', 'D-2']);
  });

  it('of three officers, one ill for two days: what is new waits for her', async () => {
    await open({ without: [PRIYA] });
    await elm.view(RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-11-24`);
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019', '2026-11-23T12:00:00Z');
    expect(await inbox(CHAIR)).toEqual([]);
    expect(await inbox(MAEVE)).toEqual(['D-1']);
  });

  it('of three officers, the chair a parent of the child: the recorder has it after its day, and all are told', async () => {
    await open({ without: [PRIYA] });
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`);
    await elm.view(TOM, 'declare "James Whitcombe" partner since=2019', '2026-11-23T12:00:00Z');
    expect(await inbox(MAEVE)).toEqual(['D-1']);
    const { dueOn } = await elm.declaration(1);
    const after = `${dueOn.slice(0, 8)}${Number(dueOn.slice(8)) + 1}T10:00:00Z`;
    await tick(after);
    expect(await inbox(RUTH, after)).toEqual(['D-1']);
    const told = (await elm.told())
      .filter(({ milestone }) => milestone.startsWith('taken-over'))
      .map(({ recipientName }) => recipientName);
    expect(told.sort()).toEqual([ADMIN, MAEVE].sort());
    expect(await isRefused(RUTH, 'decide D-1 noted')).toBe(false);
  });

  it('tells the absent person by whose word they are away, whether that one recorded it or agreed', async () => {
    await open({ without: [PRIYA, CHAIR] });
    await elm.view(ADMIN, `away staff="${MAEVE}" ${LONG}`);
    await elm.view(RUTH, `confirm "${MAEVE}" still_true=yes`);
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019', '2026-11-23T12:00:00Z');
    const { dueOn } = await elm.declaration(1);
    await tick(`${dueOn.slice(0, 8)}${Number(dueOn.slice(8)) + 1}T10:00:00Z`);
    const told = (await elm.told(MAEVE)).find(({ milestone }) => milestone.startsWith('taken-over'));
    expect(told?.text).toContain(`${RUTH}, by whose word you are away, now has a case`);
  });

  it('where manager and DSO are one person, taken ill', async () => {
    await open({ without: [PRIYA, RUTH], roles: { [MAEVE]: ['staff', 'manager', 'dso'] } });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(ADMIN, `away staff="${MAEVE}" ${LONG}`, '2026-11-23T11:00:00Z');
    await elm.view(TOM, 'declare "Laura Ashdown" partner since=2019', '2026-11-23T12:00:00Z');
    expect(await inbox(CHAIR)).toEqual(['D-2']);
    const { dueOn } = await elm.declaration(1);
    expect(await inbox(CHAIR, `${dueOn.slice(0, 8)}${Number(dueOn.slice(8)) + 1}T10:00:00Z`)).toEqual([
      'D-1',
      'D-2',
    ]);
  });

  it('where the one admin is the manager', async () => {
    await open({ without: [PRIYA, ADMIN], roles: { [RUTH]: ['staff', 'manager', 'admin'] } });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(RUTH, `away staff="${MAEVE}" ${LONG}`, '2026-11-23T11:00:00Z');
    expect(await inbox(RUTH)).toEqual([]);
    await elm.view(CHAIR, `confirm "${MAEVE}" still_true=yes`);
    expect(await inbox(RUTH)).toEqual([]);
    const { dueOn } = await elm.declaration(1);
    const after = `${dueOn.slice(0, 8)}${Number(dueOn.slice(8)) + 1}T10:00:00Z`;
    expect(await inbox(MAEVE, after)).toEqual([]);
    expect(await inbox(RUTH)).toEqual(['D-1']);
  });
});

const rolesOf = async (who: string) => {
  const { posts } = await elm.person(who);
  return posts.filter(({ until }) => until === null).map(({ role }) => role);
};
const toldOfOfficers = async () =>
  (await elm.told())
    .filter(({ milestone }) => milestone.startsWith('officers-changed'))
    .map(({ recipientName }) => recipientName)
    .sort();
const EVERYBODY = [RUTH, MAEVE, PRIYA, CHAIR, ADMIN, TOM];

describe('an office', () => {
  it('is given by the administrator, and DSO and chair are told', async () => {
    await open();
    for (const who of EVERYBODY)
      if (who !== ADMIN)
        expect((await elm.ask(who, `person "${ZOE}" roles=staff,deputy_dso`)).kind === 'form', who).toBe(
          who === RUTH,
        );
    expect(await rolesOf(ZOE)).toEqual(['staff']);
    await elm.view(ADMIN, `person "${ZOE}" roles=staff,deputy_dso`);
    expect(await rolesOf(ZOE)).toEqual(['staff', 'deputy_dso']);
    expect(await toldOfOfficers()).toEqual([CHAIR, MAEVE].sort());
  });

  it('has no reference that the manager writes, by which an import would find another', async () => {
    await open();
    const asked = await elm.ask(RUTH, `person "${MAEVE}" ref=P10`);
    expect(errorOf(asked, 'roles')).toContain('is changed by the administrator');
    expect((await elm.person(MAEVE)).ref).toBeNull();
  });

  it.each(['dso', 'deputy_dso', 'manager', 'chair'])(
    'of %s that the administrator gives himself waits for another officer',
    async (role) => {
      await open();
      const view = await elm.view(ADMIN, `person "${ADMIN}" roles=admin,${role}`);
      expect(view.title).toBe('Proposed');
      expect(await rolesOf(ADMIN)).toEqual(['admin']);
      expect(await isRefused(ADMIN, 'inbox')).toBe(true);
      for (const who of [ADMIN, TOM, ZOE])
        expect(errorOf(await elm.ask(who, `confirm "${ADMIN}" still_true=yes`), 'ref'), who).toBeDefined();
      expect((await elm.form(CHAIR, `confirm "${ADMIN}"`)).intro).toContain(`${ADMIN} proposes: ${ADMIN}`);
      await elm.view(CHAIR, `confirm "${ADMIN}" still_true=yes`);
      expect(await rolesOf(ADMIN)).toEqual(['admin', role]);
      expect(await toldOfOfficers()).toEqual([MAEVE]);
    },
  );

  it.each([
    ['the administrator', ADMIN],
    ['the manager', RUTH],
  ])('that %s would end waits for another, neither them nor the officer', async (_, proposer) => {
    await open();
    for (const said of ['roles=staff', 'leaves_on=2026-11-22', 'starts_on=2027-06-01']) {
      await elm.view(proposer, `person "${PRIYA}" ${said}`);
      expect(await rolesOf(PRIYA), said).toEqual(['staff', 'deputy_dso']);
      expect(await isRefused(PRIYA, 'inbox'), said).toBe(false);
      for (const who of [proposer, PRIYA, TOM])
        expect(errorOf(await elm.ask(who, `confirm "${PRIYA}" still_true=yes`), 'ref'), who).toBeDefined();
    }
    expect((await elm.told(PRIYA)).filter(({ subject }) => subject === 'officers')).toEqual([]);
    await elm.view(proposer, `person "${PRIYA}" roles=staff`);
    await elm.view(MAEVE, `confirm "${PRIYA}" still_true=yes`);
    expect(await isRefused(PRIYA, 'inbox')).toBe(true);
    expect(await isRefused(PRIYA, 'keyperson')).toBe(true);
    expect(await toldOfOfficers()).toEqual([CHAIR]);
    for (const { text } of await elm.told()) expect(text).not.toMatch(/because|reason|suspend/i);
  });

  it('ends by the administrator and an officer, or two officers; not by two administrators', async () => {
    await open({ roles: { [TOM]: ['staff', 'admin'] } });
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    expect(errorOf(await elm.ask(TOM, `confirm "${PRIYA}" still_true=yes`), 'ref')).toBeDefined();
    await elm.view(RUTH, `person "${PRIYA}" roles=staff`);
    await elm.view(TOM, `confirm "${PRIYA}" still_true=yes`);
    expect(await rolesOf(PRIYA)).toEqual(['staff']);
  });

  it('whose end is proposed waits for its answer, whatever anybody else proposes', async () => {
    await open({ roles: { [PRIYA]: ['staff', 'deputy_dso', 'admin'] } });
    await elm.view(RUTH, `person "${PRIYA}" roles=staff,admin`);
    // The person concerned proposes an office of their own, and the administrator a last day.
    await elm.view(PRIYA, `person "${PRIYA}" roles=staff,deputy_dso,admin,manager`);
    await elm.view(ADMIN, `person "${PRIYA}" leaves_on=2026-12-18`);
    const waiting = await elm.read((register, setting) => register.proposals.open(setting));
    expect(waiting.map(({ kind }) => kind).sort()).toEqual(['begins', 'ends', 'ends']);
    const [ruths] = waiting;
    await elm.view(MAEVE, `confirm office:${ruths?.id} still_true=yes`);
    expect(await rolesOf(PRIYA)).not.toContain('deputy_dso');
  });

  it('has its proposal replaced by whoever made it', async () => {
    await open();
    await elm.view(ADMIN, `person "${PRIYA}" leaves_on=2026-12-18`);
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    expect((await elm.form(MAEVE, `confirm "${PRIYA}"`)).intro).toContain('is to be works with children');
  });

  it('is given or ended by a proposal as things are when it is confirmed', async () => {
    await open();
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    // Meanwhile they hand in their notice, and work with children no more.
    await elm.change(async (register) => {
      const { posts, ...priya } = await elm.person(PRIYA);
      const without = posts.filter(({ role }) => role !== 'staff');
      await put(register, { people: [{ ...priya, posts: without, leavesOn: '2026-12-18' }] });
    });
    expect((await elm.form(MAEVE, `confirm "${PRIYA}"`)).intro).toContain('is to be without a role.');
    await elm.view(MAEVE, `confirm "${PRIYA}" still_true=yes`);
    expect(await rolesOf(PRIYA)).toEqual([]);
    expect(await elm.person(PRIYA)).toMatchObject({ leavesOn: '2026-12-18' });
  });

  it('that has ended meanwhile, with whoever had it, is neither given back nor ended again', async () => {
    await open({ roles: { [PRIYA]: ['staff', 'deputy_dso', 'manager'] } });
    await elm.view(RUTH, `person "${PRIYA}" leaves_on=2026-12-18`);
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff,deputy_dso`);
    const ofManager = (await elm.read((register, setting) => register.proposals.open(setting))).at(-1);
    await elm.view(MAEVE, `confirm office:${ofManager?.id} still_true=yes`);
    await elm.view(MAEVE, `confirm "${PRIYA}" still_true=yes`);
    expect(await rolesOf(PRIYA)).toEqual(['staff', 'deputy_dso']);
    expect(await elm.person(PRIYA)).toMatchObject({ leavesOn: '2026-12-18' });
    await elm.view(RUTH, `person "${PRIYA}" roles=staff`);
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    const [first] = await elm.read((register, setting) => register.proposals.open(setting));
    await elm.view(MAEVE, `confirm office:${first?.id} still_true=yes`);
    expect(errorOf(await elm.ask(MAEVE, `confirm "${PRIYA}" still_true=yes`), 'ref')).toContain('Nothing');
  });

  it('that is not agreed stays, and so does one that nobody answers in 14 days', async () => {
    await open();
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    await elm.view(CHAIR, `confirm "${PRIYA}" still_true=no`);
    expect(await rolesOf(PRIYA)).toEqual(['staff', 'deputy_dso']);
    expect((await elm.told(ADMIN)).at(-1)?.text).toContain('is not agreed');
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`, '2026-11-23T11:00:00Z');
    const late = await elm.ask(CHAIR, `confirm "${PRIYA}" still_true=yes`, '2026-12-08T10:00:00Z');
    expect(errorOf(late, 'ref')).toBeDefined();
  });

  it('whose end was proposed by one whose own office has ended since is not ended by one other alone', async () => {
    await open();
    await elm.view(RUTH, `person "${PRIYA}" roles=staff`);
    await elm.view(ADMIN, `person "${RUTH}" roles=staff`);
    await elm.view(MAEVE, `confirm "${RUTH}" still_true=yes`);
    expect(errorOf(await elm.ask(MAEVE, `confirm "${PRIYA}" still_true=yes`), 'ref')).toContain('Nothing');
    expect(await rolesOf(PRIYA)).toEqual(['staff', 'deputy_dso']);
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff`);
    await elm.view(MAEVE, `confirm "${PRIYA}" still_true=yes`);
    expect(await rolesOf(PRIYA)).toEqual(['staff']);
  });

  it('is given up freely, unless it is the last of its kind', async () => {
    await open({ roles: { [TOM]: ['staff', 'manager'] } });
    await elm.view(RUTH, `person "${RUTH}" roles=staff`);
    expect(await rolesOf(RUTH)).toEqual(['staff']);
    expect(await toldOfOfficers()).toEqual([CHAIR, MAEVE].sort());
    expect(errorOf(await elm.ask(TOM, `person "${TOM}" roles=staff`), 'roles')).toContain(
      'Nobody else here is manager',
    );
    expect(errorOf(await elm.ask(ADMIN, `person "${ADMIN}" roles=staff`), 'roles')).toContain('import');
  });

  it('whose change nobody could confirm is left to an import at the machine', async () => {
    await open({ without: [MAEVE, PRIYA, CHAIR], roles: { [RUTH]: ['staff', 'manager', 'admin'] } });
    const view = await elm.ask(RUTH, `person "${RUTH}" roles=staff,manager,admin,dso`);
    expect(errorOf(view, 'roles')).toContain('by people.csv and an import');
  });

  it('what else is changed of the officer takes effect at once', async () => {
    await open();
    await elm.view(ADMIN, `person "${PRIYA}" roles=staff key_person_capable=no`);
    expect((await elm.person(PRIYA)).keyPersonCapable).toBe(false);
    expect(await rolesOf(PRIYA)).toEqual(['staff', 'deputy_dso']);
  });
});

describe('a newcomer among the officers', () => {
  it('takes no open case, and has those that come later', async () => {
    await open({ roles: { [MAEVE]: ['staff'] } });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(ADMIN, `person "${ZOE}" roles=staff,dso`, '2026-11-24T10:00:00Z');
    await elm.view(TOM, 'declare "Laura Ashdown" partner since=2019', '2026-11-25T10:00:00Z');
    expect(await inbox(ZOE)).toEqual(['D-2']);
    expect(await inbox(PRIYA)).toEqual(['D-1']);
  });

  it.each<[string, string, [who: string, said: string][]]>([
    ['changed', 'waits', [[TOM, 'update D-1 note=x']]],
    ['confirmed and changed', 'waits', [[TOM, 'confirm D-1 still_true=yes affected_child=yes']]],
    [
      'returned and answered',
      'waits',
      [
        [PRIYA, 'decide D-1 returned note=x'],
        [TOM, 'update D-1 note=y'],
      ],
    ],
    ['changed', 'was decided', [[TOM, 'update D-1 note=x']]],
    ['raised', 'was decided', [[TOM, 'confirm D-1 still_true=yes affected_child=yes']]],
  ])(
    'takes no case that is %s while it waits; once it was decided, it is a new one: it %s',
    async (_, was, acts) => {
      await open({ roles: { [MAEVE]: ['staff'] } });
      await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
      if (was === 'was decided') await elm.view(PRIYA, 'decide D-1 managed note=x');
      await elm.view(ADMIN, `person "${ZOE}" roles=staff,dso`, '2026-11-24T10:00:00Z');
      for (const [who, said] of acts) await elm.view(who, said, '2026-11-25T10:00:00Z');
      const [handler, other] = was === 'waits' ? [PRIYA, ZOE] : [ZOE, PRIYA];
      expect(await inbox(handler)).toEqual(['D-1']);
      expect(await inbox(other)).toEqual([]);
    },
  );

  it('has the cases of one who has left', async () => {
    await open({ without: [CHAIR] });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(ADMIN, `person "${MAEVE}" leaves_on=2026-11-23`, '2026-11-24T10:00:00Z');
    await elm.view(PRIYA, `confirm "${MAEVE}" still_true=yes`);
    await elm.view(ADMIN, `person "${ZOE}" roles=staff,dso`, '2026-11-24T11:00:00Z');
    expect(await inbox(ZOE)).toEqual(['D-1']);
  });

  it('takes none from a deputy who was one before them, as one who becomes DSO', async () => {
    await open({ without: [MAEVE] });
    await elm.change(async (register) => {
      for (const [who, from] of [
        [PRIYA, '2020-09-01'],
        [ZOE, '2010-09-01'],
      ] as const) {
        const person = await elm.person(who);
        await put(register, { people: [{ ...person, posts: [{ role: 'deputy_dso', from, until: null }] }] });
      }
    });
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    expect(await inbox(ZOE)).toEqual(['D-1']);
    await elm.view(ADMIN, `person "${PRIYA}" roles=dso`, '2026-11-24T10:00:00Z');
    await elm.view(CHAIR, `confirm "${PRIYA}" still_true=yes`);
    expect(await rolesOf(PRIYA)).toEqual(['dso']);
    expect(await inbox(PRIYA)).toEqual([]);
    expect(await inbox(ZOE)).toEqual(['D-1']);
  });
});

describe('a check that rests on a name', () => {
  it.each([
    ['a namesake, who is this child’s carer', 'emma.l.wood@families.test'],
    ['whom it is linked to, a carer of another child', 'emma.wood@families.test'],
  ])('outlasts that a manager renames %s', async (_, email) => {
    await open();
    await elm.change(async (register, setting) => {
      const [emma] = await register.people.byEmail(setting, email);
      if (emma) await put(register, { people: [{ ...emma, ref: 'F9' }] });
    });
    await elm.view(TOM, 'declare "Emma Wood" friend since=2019 child="Elsie Wood"');
    const toms = async () =>
      rowsOf(await elm.view(RUTH, 'keyperson "Jude Harrington"')).find(([name]) => name === TOM)?.[1];
    expect(await toms()).toBe('Check first');
    await elm.view(RUTH, 'person "Jane Otherwise" ref=F9 roles=staff');
    expect(await toms()).toBe('Check first');
  });

  it.each([
    ['hired under another name, by their reference', false],
    ['who works here, too', true],
  ])('outlasts that a manager renames the parent, %s', async (_, worksHere) => {
    await open();
    await elm.view(MAEVE, 'child "Mia Reed" carers="Sarah Reed #F123 (mother); Mike Reed"');
    if (worksHere) await elm.view(RUTH, 'person "Sarah Reed" ref=F123 roles=staff');
    await elm.view(TOM, 'declare "Sara Reed" friend since=2019 none_of_these=yes');
    const toms = async () =>
      rowsOf(await elm.view(RUTH, 'keyperson "Mia Reed"')).find(([name]) => name === TOM)?.[1];
    expect(await toms()).toBe('Check first');
    await elm.view(RUTH, 'person "Jane Otherwise" ref=F123 roles=staff');
    expect(await toms()).toBe('Check first');
    expect((await elm.form(MAEVE, 'match D-1')).intro).toContain('Jane Otherwise (parent of Mia Reed)');
    expect(await isRefused(RUTH, `assign "Mia Reed" "${TOM}"`)).toBe(true);
    await elm.view(MAEVE, 'match D-1 reject=yes');
    expect(await toms()).not.toBe('Check first');
  });
});
