import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../src/core/identifier.ts';
import { rehearseRetention, retain, retainSetting } from '../../src/core/records/retain.ts';
import { ZOE } from '../support/elm.ts';
import { put, putSent } from '../support/put.ts';
import { MONDAY, openSetting, type TestSetting } from '../support/setting.ts';
import { everythingIn } from '../support/store.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

/** Words that stand nowhere else. */
const NOTE = 'quokka-seventeen';

async function setting() {
  const found = await elm.read((register, id) => register.settings.byId(id));
  if (!found) throw new Error('no Elm');
  return found;
}

async function leaves(name: string, on: string) {
  await elm.change(async (register, id) => {
    const child = (await register.children.all(id)).find((each) => each.name === name);
    if (!child) throw new Error(`no ${name}`);
    await put(register, { children: [{ ...child, leavesOn: on }] });
  });
}

const at = (day: string) => new Date(`${day}T12:00:00.000Z`);
const erase = async (day: string) =>
  retainSetting({ store: elm.store, now: at(day) }, await setting(), 'operator');
const rehearse = async (day: string) =>
  rehearseRetention({ store: elm.store, now: at(day) }, await setting());

/** A friendship with Mia's mother, whose only child leaves in July 2027. */
async function declared() {
  await elm.view(ZOE, `declare "Sarah Reed" friend since=2019 note=${NOTE}`);
  await elm.view("Maeve O'Sullivan", `decide D-1 managed note=${NOTE}-too`);
  await leaves('Mia Reed', '2027-07-21');
}

describe('three years after the last linked child has left', () => {
  test('a declaration stays to the day, and then its words are nowhere, its number stays, and the chain verifies', async () => {
    await declared();
    expect(await everythingIn(elm)).toContain(NOTE);
    expect((await erase('2030-07-20')).gone.map(({ ref }) => ref)).not.toContain('D-1');
    expect(await everythingIn(elm)).toContain(NOTE);
    const { gone } = await erase('2030-07-21');
    expect(gone.find(({ ref }) => ref === 'D-1')).toMatchObject({ kind: 'declaration', on: '2030-07-21' });
    for (const words of [NOTE, 'Sarah Reed', 'Mia Reed'])
      expect(await everythingIn(elm)).not.toContain(words);
    const left = await elm.read((register, id) => register.declarations.byNumber(id, 1));
    expect(left).toMatchObject({ number: 1, state: 'closed', counterpart: null, child: null, note: null });
    expect(await elm.audited('declaration.erased')).toBe(1);
    expect(await elm.audited('declaration.submitted')).toBe(1);
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });

  test('a payload that was deleted without an event of its own is still detected', async () => {
    await declared();
    await erase('2030-07-21');
    const [row] = await elm.sql<{ seq: number; salt: string; payload: string }>(
      'SELECT seq, salt, payload FROM audit WHERE payload IS NOT NULL ORDER BY seq DESC LIMIT 1',
    );
    if (!row) throw new Error('no payload');
    const { seq, salt, payload } = row;
    await elm.sql('UPDATE audit SET salt = NULL, payload = NULL WHERE seq = ?', seq);
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'broken', seq });
    await elm.sql('UPDATE audit SET salt = ?, payload = ? WHERE seq = ?', salt, payload, seq);
  });

  test('a sibling who stays keeps it', async () => {
    await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
    await leaves('Freya Ashdown', '2027-07-21');
    expect((await erase('2033-01-01')).gone.map(({ ref }) => ref)).not.toContain('D-1');
  });

  test('who works here stays in the register, however long ago their own child left', async () => {
    await leaves('Isla Marsh', '2027-07-21');
    await erase('2033-01-01');
    expect(await elm.person('Bethany Marsh')).toMatchObject({ email: 'bethany@elm.test' });
    expect(await everythingIn(elm)).not.toContain('Daniel Marsh');
  });

  test('erased records are not found again, and a second night does nothing', async () => {
    await declared();
    await erase('2030-07-21');
    const rows = (await elm.store.verifyAudit()) as { rows: number };
    expect(await erase('2030-07-22')).toMatchObject({ gone: [], messages: 0 });
    expect(await elm.store.verifyAudit()).toMatchObject({ rows: rows.rows });
  });
});

describe('a rehearsal', () => {
  test('names all that the night then erases, and writes nothing', async () => {
    await declared();
    const before = await everythingIn(elm);
    const would = await rehearse('2030-07-21');
    expect(await everythingIn(elm)).toBe(before);
    const did = await erase('2030-07-21');
    expect(would.gone.map(({ kind, ref }) => `${kind} ${ref}`).sort()).toEqual(
      did.gone.map(({ kind, ref }) => `${kind} ${ref}`).sort(),
    );
    expect(would.messages).toBe(did.messages);
    expect(JSON.stringify(would)).not.toMatch(/Reed|Zo|quokka/);
  });
});

const hold = async (person: string | null) => {
  const id = newId(MONDAY);
  await elm.change(async (register, setting) => {
    await register.retention.place({
      setting,
      id,
      person,
      why: 'a claim',
      placedAt: MONDAY,
      liftedAt: null,
    });
  });
  return id;
};

describe('a legal hold', () => {
  test.each([
    ['the declarer', ZOE],
    ['the parent', 'Sarah Reed'],
    ['the other parent of the child', 'Mike Reed'],
    ['the whole setting', null],
  ])('on %s keeps the declaration until it is released', async (_, name) => {
    await declared();
    const id = await hold(name === null ? null : (await elm.person(name)).id);
    const report = await erase('2030-07-21');
    expect(report.held.map(({ ref }) => ref)).toContain('D-1');
    expect(await everythingIn(elm)).toContain(NOTE);
    expect(await everythingIn(elm)).toContain('Sarah Reed');
    await elm.change((register, setting) => register.retention.lift(setting, id, at('2030-07-22')));
    expect((await erase('2030-07-22')).gone.map(({ ref }) => ref)).toContain('D-1');
    expect(await everythingIn(elm)).not.toContain(NOTE);
  });

  test('on one person keeps no record about others, and on a setting keeps every record', async () => {
    await declared();
    await hold((await elm.person('Tom Ridley')).id);
    expect((await rehearse('2030-07-21')).gone.map(({ ref }) => ref)).toContain('D-1');
    await hold(null);
    expect(await rehearse('2030-07-21')).toMatchObject({ gone: [], messages: 0 });
  });

  test('stands once', async () => {
    await hold(null);
    const again = elm.change(async (register, setting) => {
      const placed = await register.retention.place({
        setting,
        id: newId(MONDAY),
        person: null,
        why: 'again',
        placedAt: MONDAY,
        liftedAt: null,
      });
      expect(placed).toBe(false);
    });
    await again;
  });
});

describe('words and evidence', () => {
  test('a message loses its words after 90 days, and is never told twice', async () => {
    await declared();
    const [message] = await elm.told("Maeve O'Sullivan");
    if (!message) throw new Error('nobody was told');
    await elm.change((register, setting) => putSent(register, setting, [message], MONDAY));
    await erase('2027-02-20');
    expect((await elm.told()).find(({ id }) => id === message.id)?.title).toBe(message.title);
    expect((await erase('2027-02-21')).messages).toBe(1);
    expect((await elm.told()).find(({ id }) => id === message.id)).toMatchObject({
      title: 'Erased',
      text: '',
    });
    expect(await elm.read((register) => register.notices.wasQueued(message))).toBe(true);
  });

  test('an answer to a policy is erased six years after its giver left, and still counts as given', async () => {
    await elm.view('Ellis Farrow', 'sign full_name="Ellis Farrow" agree=yes');
    const done = await elm.read(async (register, id) =>
      register.policies.signaturesOf(id, (await elm.person('Ellis Farrow')).id),
    );
    expect(done).toHaveLength(1);
    // He leaves on 25 March 2027.
    expect((await erase('2033-03-24')).gone.map(({ kind }) => kind)).not.toContain('signature');
    expect((await erase('2033-03-25')).gone.map(({ kind }) => kind)).toContain('signature');
    // The answer to the form is forgotten after three days, by the tick.
    await elm.change(async (register) => void (await register.intents.purge(new Date('2033-03-25'))));
    expect(await everythingIn(elm)).not.toContain('Ellis Farrow');
    expect(await everythingIn(elm)).toContain(done[0]?.id ?? '?');
  });
});

describe('records without a term in the rules', () => {
  const DSO = "Maeve O'Sullivan";

  test('a conduct matter is erased six years after its subject left, as their signatures are', async () => {
    await elm.view(DSO, `conduct "Ellis Farrow" clause=G5 note=${NOTE}`);
    await elm.view(DSO, `conduct "Ellis Farrow" clause=G5 ref=M-1 outcome=${NOTE}-too`);
    await elm.view(DSO, `conduct "Tom Ridley" clause=G5 note="who stays"`);
    // He leaves on 25 March 2027.
    expect((await erase('2033-03-24')).gone.map(({ ref }) => ref)).not.toContain('M-1');
    expect(await everythingIn(elm)).toContain(NOTE);
    const { gone } = await erase('2033-03-25');
    expect(gone.find(({ ref }) => ref === 'M-1')).toMatchObject({ kind: 'conduct', on: '2033-03-25' });
    expect(gone.map(({ ref }) => ref)).not.toContain('M-2');
    // The minute's tick forgets what was kept for repeated deliveries.
    await elm.change(async (register) => void (await register.intents.purge(at('2033-03-26'))));
    for (const words of [NOTE, 'Ellis Farrow']) expect(await everythingIn(elm)).not.toContain(words);
    expect(await elm.audited('conduct.erased')).toBe(1);
    const { intro } = await elm.form(DSO, 'conduct', at('2033-03-26'));
    expect(intro).toContain('M-2');
    expect(intro).not.toContain('M-1');
    expect(await rehearse('2033-03-26')).toMatchObject({ gone: [] });
  });

  test('answers about a family go three years after its last child left, and it may be asked about anew', async () => {
    const carers = 'Nadia Iqbal (mother)';
    await elm.view('Ruth Hallam', `child "Maryam Iqbal" starts_on=24/11/2026 carers="${carers}"`);
    await elm.view(ZOE, 'family "Maryam Iqbal" nothing');
    await leaves('Maryam Iqbal', '2027-07-21');
    const answers = async () =>
      elm.read(async (register, id) => register.families.answersOf(id, (await elm.person(ZOE)).id));
    const kinds = async (day: string) => (await erase(day)).gone.map(({ kind }) => kind);
    expect(await kinds('2030-07-20')).not.toContain('family');
    expect(await answers()).toHaveLength(1);
    expect(await kinds('2030-07-21')).toContain('family');
    expect(await answers()).toEqual([]);
    expect(await everythingIn(elm)).not.toContain('Iqbal');
    expect(await elm.audited('family.erased')).toBe(1);
    expect(await elm.audited('family.answered')).toBe(1);
    expect(await elm.events('family.answered')).toEqual([]);
  });

  test.each([ZOE, 'Nadia Iqbal', null])('stays under a legal hold on %s', async (name) => {
    await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=24/11/2026 carers="Nadia Iqbal"');
    await leaves('Maryam Iqbal', '2027-07-21');
    await hold(name === null ? null : (await elm.person(name)).id);
    const report = await erase('2030-07-21');
    expect(report.gone.map(({ kind }) => kind)).not.toContain('family');
    expect(report.held.map(({ kind }) => kind)).toContain('family');
  });
});

describe('at night', () => {
  const night = (day: string) => retain({ store: elm.store, now: at(day) });

  test('each setting is looked at once in its day', async () => {
    await declared();
    await elm.read(async () => {});
    await night('2026-11-24');
    const due = await elm.read((register) => register.retention.due(at('2026-11-24'), 10));
    expect(due).toEqual([]);
    expect(await elm.read((register) => register.retention.due(at('2026-11-25'), 10))).toHaveLength(1);
  });

  test('nothing is erased by a clock that has leapt, until the operator says that it is right', async () => {
    await declared();
    await night('2026-11-24');
    expect(await night('2031-01-01')).toEqual([]);
    expect(await night('2031-01-02')).toEqual([]);
    expect(await everythingIn(elm)).toContain(NOTE);
    await erase('2031-01-02');
    expect(await everythingIn(elm)).not.toContain(NOTE);
  });

  test('a clock set back does not put the night off', async () => {
    await night('2031-01-01');
    expect(await elm.read((register) => register.retention.due(at('2026-11-25'), 10))).toHaveLength(1);
  });
});
