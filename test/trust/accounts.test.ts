import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import type { Account } from '../../src/core/accounts/account.ts';
import { forget, identify, meet } from '../../src/core/accounts/identity.ts';
import { deliver } from '../../src/core/notices/deliver.ts';
import { CHILDREN, elm as files, PEOPLE, STAFF, sheet, withStore, write } from '../import/folder.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../support/elm.ts';
import { acceptingPlatform, commands } from '../support/platforms.ts';
import { errorOf, openSetting, type TestSetting, type Variation, words } from '../support/setting.ts';

// An account that is said to be somebody's reads nothing of theirs before it is known to be theirs.

const MONDAY = '2026-11-23T10:00:00Z';
const THURSDAY = '2026-11-26T10:00:00Z';
const slack = (user: string): Account => ({ platform: 'slack', tenant: 'T1', user });
const teams = (user: string): Account => ({ platform: 'teams', tenant: 't', user });

let elm: TestSetting;
let isOpen = false;
afterEach(async () => {
  if (isOpen) await elm.close();
  isOpen = false;
});

const open = async (variation: Variation = {}) => {
  elm = await openSetting({ ...variation, setting: { tenants: { slack: 'T1', teams: 't' } } });
  isOpen = true;
};
/** The first contact of an account with a verified address. */
const arrives = (account: Account, email: string) => elm.app.meet(account, email, () => true);
/** What an account is answered; undefined where nobody knows it. */
const says = async (account: Account, said: string) => {
  const identity = await elm.app.identify(account);
  return identity && elm.app.run(identity, elm.app.parse(said));
};
const standsFor = async (account: Account) => {
  const [found] = await elm.read((register) => register.accounts.find(account));
  return found && (await elm.read((register, setting) => register.people.byId(setting, found.person)))?.name;
};
/** An account that the person uses. */
const uses = async (who: string, account: Account, named = false) =>
  elm.change(async (register, setting) => {
    const { id: person } = await elm.person(who);
    await register.accounts.bind({ ...account, setting, person, lastUsedAt: new Date(MONDAY), named });
  });
const nothingWaitsFor = async (who: string, about: string) =>
  expect(errorOf(await elm.ask(who, `confirm "${about}" still_true=yes`), 'ref'), who).toBeDefined();
/** Whether somebody else of that name is meant, or their new address. */
const asksWhichOne = async (who: string, said: string) => {
  const { inputs } = await elm.form(who, said);
  expect(inputs.find(({ name }) => name === 'new')?.hint).toContain(
    'works here already, with another e-mail',
  );
};
const titles = async (who: string) => (await elm.told(who)).map(({ title }) => title);
/** What was sent to each account. */
const sent = async (at = MONDAY) => {
  const reached: string[] = [];
  for (const name of ['slack', 'teams'])
    await deliver({
      store: elm.store,
      calendar: createCalendar(),
      now: new Date(at),
      platforms: [
        acceptingPlatform({
          name,
          reachesEveryone: false,
          deliver: async ({ user }, { title }) => {
            reached.push(`${user}: ${title}`);
            return { kind: 'sent' };
          },
        }),
      ],
    });
  return reached;
};

const ENDED = 'This account stands for you no more';
const FURTHER = 'Is a further account yours?';
const WAITS = 'An account waits to be confirmed';
const CHANGED = 'Accounts have changed';

describe('a spare account', () => {
  it.each([
    ['a manager', RUTH, TOM],
    ['the administrator, for the safeguarding officer', ADMIN, MAEVE],
    ['the administrator, for himself, who uses another', ADMIN, ADMIN],
  ])('that %s names reads nothing, and its person alone lets it in', async (_, typist, person) => {
    await open();
    await uses(person, slack('UFIRST'));
    await elm.view(typist, `person "${person}" slack_user=USPARE`);
    expect(await standsFor(slack('USPARE'))).toBeUndefined();
    expect(await titles(person)).toContain(FURTHER);
    for (const who of [RUTH, MAEVE, PRIYA, CHAIR, ADMIN, TOM, ZOE])
      if (who !== person) await nothingWaitsFor(who, person);
    const asked = await elm.form(person, `confirm "${person}"`);
    expect(asked.intro).toContain('slack account USPARE is said to be yours');
    await elm.view(person, `confirm "${person}" still_true=yes`);
    expect(await standsFor(slack('USPARE'))).toBe(person);
    expect(await standsFor(slack('UFIRST'))).toBe(person);
    expect((await elm.told()).filter(({ title }) => title === CHANGED)).toHaveLength(1);
  });

  it('is shown no record and no name of a family, whatever it asks, and offered none', async () => {
    await open();
    await uses(MAEVE, slack('UFIRST'));
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    await elm.view(ADMIN, `person "${MAEVE}" slack_user=USPARE`);
    const asked = [
      ...commands.map(({ name }) => name),
      'decide D-1 noted',
      'declare "Sarah Reed" friend since=2019',
      'contacts "Mia Reed"',
      'keyperson "Mia Reed"',
      `confirm "${MAEVE}" still_true=yes`,
      'acknowledge answer=acknowledge statements=S1,S2,S3',
      'sign "Maeve O\'Sullivan" agree=yes',
      'nonsense',
    ];
    for (const said of asked) {
      const answer = await says(slack('USPARE'), said);
      if (!answer) throw new Error('nobody knows it');
      expect(answer.kind, said).toBe('view');
      expect(words(answer), said).not.toMatch(/Reed|Ridley|D-1|Marsh|Ashdown/);
    }
    expect(await elm.declaration(1)).toMatchObject({ state: 'submitted' });
    expect(await standsFor(slack('USPARE'))).toBeUndefined();
    const identity = await elm.app.identify(slack('USPARE'));
    if (!identity) throw new Error('nobody knows it');
    expect(await elm.app.suggest(identity, elm.app.parse('declare'), 'who', 'Ree')).toEqual([]);
  });

  it('gets the line about concerns, the policy, and whom to ask', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    const shown = async (said: string) => {
      const answer = await says(slack('USPARE'), said);
      return answer ? words(answer) : '';
    };
    for (const said of ['concern', 'marks on her legs', 'me'])
      expect(await shown(said)).toContain('In danger: 999');
    expect(await shown('contacts')).toContain(`manager: ${RUTH}`);
    expect(await shown('me')).toContain('confirm it in the account that you have used until now');
    expect(await shown('policy')).toContain('We look after children and each other');
    expect(await shown('policy')).not.toContain('[Acknowledge it]');
  });

  it('that its person does not know stays closed, and the safeguarding officer is told', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    await elm.view(TOM, `confirm "${TOM}" still_true=no`);
    expect(await elm.app.identify(slack('USPARE'))).toBeUndefined();
    expect(await titles(MAEVE)).toContain('An account was said to be somebody else’s');
    expect(await titles(RUTH)).toContain('The account is not confirmed');
    expect(await arrives(slack('USPARE'), 'tom@elm.test')).toBeUndefined();
    await nothingWaitsFor(TOM, TOM);
  });

  it('that comes by the address of somebody who uses another is asked about there', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    const identity = await arrives(teams('tom'), 'tom@elm.test');
    expect(identity?.memberships).toEqual([]);
    expect(await sent()).toEqual([]);
    expect(await sent('2026-11-23T12:20:00Z')).toEqual([`UFIRST: ${FURTHER}`]);
    expect((await arrives(teams('tom'), 'tom@elm.test'))?.memberships).toEqual([]);
    const [told] = (await elm.told(TOM)).filter(({ title }) => title === FURTHER);
    if (!told?.button) throw new Error('no button');
    expect((await elm.form(TOM, told.button.run)).intro).toContain('teams account tom');
    await elm.view(TOM, `confirm "${TOM}" still_true=yes`);
    expect(await standsFor(teams('tom'))).toBe(TOM);
    expect(await titles(MAEVE)).toContain(CHANGED);
  });

  it('of somebody who has none waits for another than whoever typed it, and not for its person', async () => {
    await open();
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    for (const who of [RUTH, TOM, ZOE]) await nothingWaitsFor(who, TOM);
    for (const who of [MAEVE, PRIYA, CHAIR, ADMIN]) expect(await titles(who), who).toContain(WAITS);
    expect((await elm.form(MAEVE, `confirm "${TOM}"`)).intro).toContain(`${RUTH} has written so`);
    await elm.view(MAEVE, `confirm "${TOM}" still_true=yes`);
    expect(await standsFor(slack('USPARE'))).toBe(TOM);
    expect(await titles(RUTH)).toContain('The account is confirmed');
  });

  it('of somebody who has left is nobody’s to confirm', async () => {
    await open();
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    expect((await elm.view(RUTH, `person "${TOM}" leaves_on=24/11/2026 confirm=yes`)).title).toBe('Changed');
    await elm.view(MAEVE, 'me', '2026-11-25T10:00:00Z');
    await nothingWaitsFor(MAEVE, TOM);
  });

  it('that nobody here could confirm is left to an import', async () => {
    await open({
      without: [MAEVE, PRIYA, CHAIR, ADMIN],
      roles: { [RUTH]: ['staff', 'manager', 'dso', 'admin'] },
    });
    const asked = await elm.ask(RUTH, `person "${TOM}" slack_user=USPARE`);
    expect(errorOf(asked, 'slack_user')).toContain('by people.csv and an import');
  });

  it('is not made to stay by being named, where a wrong address has let it in', async () => {
    await open();
    await uses(TOM, slack('UWRONG'));
    await elm.view(RUTH, `person "${TOM}" slack_user=UWRONG`);
    await elm.view(RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`);
    expect(await standsFor(slack('UWRONG'))).toBeUndefined();
  });
});

describe('where the account until now is of no use', () => {
  const inPerson = (who: string, day: string) => `confirm "${who}" still_true=yes in_person_on=${day}`;

  it('two who have seen the person confirm another after two working days of silence, and the first ends', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    await elm.view(RUTH, `person "${TOM}" slack_user=UNEW`);
    for (const at of [MONDAY, '2026-11-25T10:00:00Z'])
      expect(errorOf(await elm.ask(MAEVE, inPerson(TOM, '2026-11-23'), at), 'ref'), at).toBeDefined();
    expect((await elm.form(MAEVE, `confirm "${TOM}"`, THURSDAY)).intro).toContain('only if you have seen');
    expect((await elm.ask(MAEVE, `confirm "${TOM}" still_true=yes`)).kind).toBe('form');
    for (const day of ['2026-11-22', '2026-11-27'])
      expect(errorOf(await elm.ask(MAEVE, inPerson(TOM, day)), 'in_person_on'), day).toContain(
        'you saw them',
      );
    await elm.view(MAEVE, inPerson(TOM, '2026-11-26'));
    expect(await standsFor(slack('UNEW'))).toBeUndefined();
    for (const who of [MAEVE, RUTH])
      expect(errorOf(await elm.ask(who, inPerson(TOM, '2026-11-26')), 'ref'), who).toBeDefined();
    await nothingWaitsFor(ZOE, TOM);
    await elm.view(ADMIN, inPerson(TOM, '2026-11-26'));
    expect(await standsFor(slack('UNEW'))).toBe(TOM);
    expect(await standsFor(slack('UFIRST'))).toBeUndefined();
    expect(await sent('2026-11-26T10:00:00Z')).toContain(`UFIRST: ${ENDED}`);
    expect((await elm.events('account.bound')).at(-1)?.payload).toMatchObject({ inPersonOn: '2026-11-26' });
    // Whoever has found it does not come back by its address.
    expect(await arrives(slack('UFIRST'), 'tom@elm.test')).toBeUndefined();
  });

  it('whoever still uses it is asked, and nobody else', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    await elm.view(RUTH, `person "${TOM}" slack_user=UNEW`);
    await elm.store.write([], (register) =>
      register.accounts.touch(slack('UFIRST'), new Date('2026-11-25T09:00:00Z')),
    );
    expect(errorOf(await elm.ask(MAEVE, inPerson(TOM, '2026-11-26'), THURSDAY), 'ref')).toBeDefined();
    expect(errorOf(await elm.ask(TOM, `confirm "${TOM}"`), 'ref')).toBeUndefined();
  });

  it('because it was deleted: two confirm at once', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    await elm.app.forget(slack('UFIRST'));
    const identity = await arrives(slack('UNEW'), 'tom@elm.test');
    expect(identity?.memberships).toEqual([]);
    await elm.view(PRIYA, inPerson(TOM, '2026-11-23'));
    expect(await standsFor(slack('UNEW'))).toBeUndefined();
    await elm.view(CHAIR, inPerson(TOM, '2026-11-23'));
    expect(await standsFor(slack('UNEW'))).toBe(TOM);
  });

  it('because it was deactivated, and is active again: it is the same, and comes back', async () => {
    await open();
    await arrives(slack('UFIRST'), 'tom@elm.test');
    await elm.app.forget(slack('UFIRST'));
    expect(await standsFor(slack('UFIRST'))).toBeUndefined();
    await arrives(slack('UFIRST'), 'tom@elm.test');
    expect(await standsFor(slack('UFIRST'))).toBe(TOM);
  });

  it('one confirms where there is only one other', async () => {
    await open({ without: [PRIYA, RUTH, ADMIN], roles: { [MAEVE]: ['staff', 'manager', 'dso', 'admin'] } });
    await uses(MAEVE, slack('UFIRST'));
    await elm.app.forget(slack('UFIRST'));
    await arrives(slack('UNEW'), 'maeve@elm.test');
    await nothingWaitsFor(MAEVE, MAEVE);
    await elm.view(CHAIR, inPerson(MAEVE, '2026-11-23'));
    expect(await standsFor(slack('UNEW'))).toBe(MAEVE);
  });
});

describe('an address that is typed', () => {
  it('lets nobody in before another has confirmed the account at it; the one after that is confirmed from the first', async () => {
    await open();
    const added = await elm.view(RUTH, 'person "Nina Falk" roles=staff email=nina@elm.test');
    expect(words(added)).toContain(
      'shown nothing before another officer or the administrator has confirmed it',
    );
    const identity = await arrives(slack('UNINA'), 'nina@elm.test');
    expect(identity).toMatchObject({ memberships: [], waiting: [{}] });
    for (const who of [RUTH, ZOE]) await nothingWaitsFor(who, 'Nina Falk');
    expect((await elm.form(ADMIN, 'confirm "Nina Falk"')).intro).toContain(
      `it has the e-mail address nina@elm.test, which ${RUTH} has written here`,
    );
    await elm.view(ADMIN, 'confirm "Nina Falk" still_true=yes');
    expect(await standsFor(slack('UNINA'))).toBe('Nina Falk');
    expect((await arrives(teams('nina'), 'nina@elm.test'))?.memberships).toEqual([]);
    await nothingWaitsFor(ADMIN, 'Nina Falk');
    await elm.view('Nina Falk', 'confirm "Nina Falk" still_true=yes');
    expect(await standsFor(teams('nina'))).toBe('Nina Falk');
  });

  it('and is only looked at beside a used one asks nobody', async () => {
    await open();
    await uses(TOM, slack('UFIRST'));
    expect(await elm.app.meet(teams('tom'), 'tom@elm.test', () => true, 'seen')).toBeUndefined();
    expect(await elm.told(TOM)).toEqual([]);
  });

  it('for a parent who is to work here counts as typed by whoever hires them', async () => {
    await open();
    await elm.view(RUTH, 'person "Emma Wood" email=emma.wood@families.test roles=staff');
    expect((await arrives(slack('UEMMA'), 'emma.wood@families.test'))?.memberships).toEqual([]);
  });

  it('that one had typed for a parent whom another hires is not confirmed by whoever typed it', async () => {
    await open();
    await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed <spare@families.test>; Mike Reed"');
    await elm.view(ADMIN, 'person "Sarah Reed" roles=staff');
    expect((await arrives(slack('USPARE'), 'spare@families.test'))?.memberships).toEqual([]);
    await nothingWaitsFor(RUTH, 'Sarah Reed');
    await elm.view(MAEVE, 'confirm "Sarah Reed" still_true=yes');
    expect(await standsFor(slack('USPARE'))).toBe('Sarah Reed');
  });

  it('of a namesake is asked about, changes no colleague, and opens nothing of theirs', async () => {
    await open();
    await uses(TOM, slack('UTOM'));
    await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
    const said = `person "${TOM}" email=tom.two@elm.test roles=staff`;
    await asksWhichOne(RUTH, said);
    expect(await elm.person(TOM)).toMatchObject({ email: 'tom@elm.test' });
    await elm.view(RUTH, `${said} new=yes`);
    const both = (await elm.read((register, setting) => register.people.all(setting))).filter(
      ({ name }) => name === TOM,
    );
    expect(both.map(({ email }) => email).sort()).toEqual(['tom.two@elm.test', 'tom@elm.test']);
    expect(await standsFor(slack('UTOM'))).toBe(TOM);
    await arrives(slack('UTWO'), 'tom.two@elm.test');
    const [waiting] = await elm.read((register, setting) => register.accounts.waiting(setting));
    expect(waiting?.person).toBe(both.find(({ email }) => email === 'tom.two@elm.test')?.id);
    await elm.view(MAEVE, `confirm account:slack/T1/UTWO still_true=yes`);
    const answer = await says(slack('UTWO'), 'declarations');
    expect(answer && words(answer)).not.toMatch(/D-1|Reed/);
  });

  it.each([
    ['a manager', RUTH, TOM, 'tom'],
    ['the administrator', ADMIN, MAEVE, 'maeve'],
  ])('by %s over another ends what that one let in, and tells it', async (_, typist, person, first) => {
    await open();
    await arrives(slack('UFIRST'), `${first}@elm.test`);
    const asked = `person "${person}" email=new.address@elm.test`;
    await asksWhichOne(typist, asked);
    const view = await elm.view(typist, `${asked} new=no`);
    expect(words(view)).toContain('What the address until now has let in has ended');
    expect(await elm.app.identify(slack('UFIRST'))).toBeUndefined();
    expect(await sent()).toContain(`UFIRST: ${ENDED}`);
    expect(await titles(person === MAEVE ? PRIYA : MAEVE)).toContain(CHANGED);
    // It has the former address, which is nobody's now.
    expect(await arrives(slack('UFIRST'), `${first}@elm.test`)).toBeUndefined();
    // Another account needs two who have seen the person, neither of them whoever typed the address.
    expect((await arrives(slack('UOTHER'), 'new.address@elm.test'))?.memberships).toEqual([]);
    await nothingWaitsFor(typist, person);
    await elm.view(PRIYA, `confirm "${person}" still_true=yes in_person_on=2026-11-23`);
    expect(await standsFor(slack('UOTHER'))).toBeUndefined();
  });

  it('over another leaves an account that an import names, and tells it', async () => {
    await open();
    await uses(TOM, slack('UNAMED'), true);
    await elm.view(RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`);
    expect(await standsFor(slack('UNAMED'))).toBe(TOM);
    expect(await sent()).toContain('UNAMED: Your e-mail address on record has changed');
  });

  it('that is the new one of the same account needs one other word', async () => {
    await open();
    await arrives(slack('UTOM'), 'tom@elm.test');
    await elm.view(RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`);
    await arrives(slack('UTOM'), 'tom.ridley@elm.test');
    await nothingWaitsFor(RUTH, TOM);
    await elm.view(MAEVE, `confirm "${TOM}" still_true=yes`);
    expect(await standsFor(slack('UTOM'))).toBe(TOM);
  });
});

describe('that somebody had an account, which has ended, is not forgotten', () => {
  const spareNeedsTwo = async () => {
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    const seen = 'still_true=yes in_person_on=2026-11-23';
    await elm.view(PRIYA, `confirm account:slack/T1/USPARE ${seen}`);
    expect(await standsFor(slack('USPARE'))).toBeUndefined();
    await elm.view(MAEVE, `confirm account:slack/T1/USPARE ${seen}`);
    expect(await standsFor(slack('USPARE'))).toBe(TOM);
  };
  const ended = async () => {
    await open();
    await arrives(slack('UTOM'), 'tom@elm.test');
    await elm.app.forget(slack('UTOM'));
  };

  it('where it is named for a colleague', async () => {
    await ended();
    await elm.view(RUTH, `person "${ZOE}" slack_user=UTOM`);
    await elm.view(MAEVE, `confirm "${ZOE}" still_true=yes`);
    expect(await standsFor(slack('UTOM'))).toBe(ZOE);
    await spareNeedsTwo();
  });

  it('where its address is given to somebody else', async () => {
    await open();
    await arrives(slack('UTOM'), 'tom@elm.test');
    await elm.view(RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`);
    await elm.view(RUTH, 'person "Nina Falk" roles=staff email=tom@elm.test');
    await arrives(slack('UTOM'), 'tom@elm.test');
    await spareNeedsTwo();
  });

  it.each([
    ['declined', () => elm.view(PRIYA, `confirm account:slack/T1/UTOM still_true=no`)],
    ['gone again', () => elm.app.forget(slack('UTOM'))],
  ])('where it waited again, and is %s', async (_, end) => {
    await ended();
    await elm.view(RUTH, `person "${TOM}" slack_user=UTOM`);
    await end();
    await spareNeedsTwo();
  });

  it('where it waited again at its address, which has changed once more', async () => {
    await open();
    await arrives(slack('UTOM'), 'tom@elm.test');
    for (const email of ['tom.ridley@elm.test', 'tom@elm.test'])
      await elm.view(RUTH, `person "${TOM}" email=${email} new=no`);
    await arrives(slack('UTOM'), 'tom@elm.test');
    await elm.view(RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`);
    await spareNeedsTwo();
  });
});

it('an account that two confirm needs two who hold their offices then', async () => {
  await open();
  await arrives(slack('UTOM'), 'tom@elm.test');
  await elm.app.forget(slack('UTOM'));
  await elm.view(ADMIN, `person "${TOM}" slack_user=USPARE`);
  const seen = `confirm "${TOM}" still_true=yes in_person_on=2026-11-26`;
  await elm.view(RUTH, seen, THURSDAY);
  await elm.view(ADMIN, `person "${RUTH}" roles=staff`);
  await elm.view(MAEVE, `confirm "${RUTH}" still_true=yes`);
  await elm.view(PRIYA, seen);
  expect(await standsFor(slack('USPARE'))).toBeUndefined();
  await elm.view(MAEVE, seen);
  expect(await standsFor(slack('USPARE'))).toBe(TOM);
});

describe('what happens to accounts', () => {
  it('is the same for whoever comes first, the directory or its person', async () => {
    await open();
    const met = await Promise.all([
      elm.app.meet(slack('UTOM'), 'tom@elm.test', () => true, 'seen'),
      arrives(slack('UTOM'), 'tom@elm.test'),
      arrives(slack('UTOM'), 'tom@elm.test'),
    ]);
    for (const identity of met) expect(identity?.memberships).toHaveLength(1);
    expect((await arrives(slack('UTOM'), 'tom@elm.test'))?.memberships).toHaveLength(1);
    expect(await elm.audited('account.bound')).toBe(1);
  });

  it('is an event, with a trace of each row, and stands in what one is told of oneself', async () => {
    await open();
    await arrives(slack('UTOM'), 'tom@elm.test');
    await elm.view(RUTH, `person "${TOM}" slack_user=USPARE`);
    await elm.view(TOM, `confirm "${TOM}" still_true=no`);
    for (const action of ['account.bound', 'account.waits', 'account.declined'])
      expect(await elm.audited(action), action).toBe(1);
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    await elm.sql("UPDATE accounts SET state = 'bound' WHERE user_id = 'USPARE'");
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'changed', table: 'accounts' });
    await elm.sql("UPDATE accounts SET state = 'declined' WHERE user_id = 'USPARE'");
  });
});

describe('an import at the machine', () => {
  const on = withStore();
  const setting = (more: object = {}) =>
    JSON.stringify({ code: 'elm', name: 'Elm House', slack_team: 'T1', ...more });
  const [DORA, MAX, ANN, BEA] = STAFF as [string, string, string, string];
  const people = (ann: string) => sheet(PEOPLE, DORA, MAX, ann, BEA);
  const named = (user: string) => ANN.replace(/,,$/, `,${user},`);
  const nameOf = async (account: Account) => {
    const [found] = await on.store.read((register) => register.accounts.find(account));
    return (
      found && (await on.store.read((register) => register.people.byId(found.setting, found.person)))?.name
    );
  };
  const here = () => ({ store: on.store, calendar: createCalendar(), now: new Date(MONDAY) });
  const arrives = (account: Account, email: string) => meet(here(), account, email, () => true);
  const told = async () =>
    (await on.store.read((register) => register.notices.all()))
      .filter(({ subject }) => subject === 'accounts')
      .map(({ recipientName, title }) => `${recipientName}: ${title}`)
      .sort();
  afterEach(async () => expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' }));

  it('binds a new telephone at once, ends the one it takes the place of, and tells it and the safeguarding officer', async () => {
    const dir = await on.seed(files({ 'setting.json': setting(), 'people.csv': people(named('UOLD')) }));
    await identify(on.store, slack('UOLD'), new Date(MONDAY));
    write(dir, { 'people.csv': people(named('UNEW')) });
    expect((await on.run(dir)).changes).toEqual(['people.csv:4: Ann Lee: slack_user is replaced.']);
    expect(await nameOf(slack('UNEW'))).toBe('Ann Lee');
    expect(await nameOf(slack('UOLD'))).toBeUndefined();
    expect(await told()).toEqual([`Ann Lee: ${ENDED}`, `Dora Marlow: ${CHANGED}`]);
    expect(await arrives(slack('UOLD'), 'ann@elm.test')).toBeUndefined();
  });

  it('binds an account beside the one in use, which is told', async () => {
    const dir = await on.seed(files({ 'setting.json': setting() }));
    await arrives(slack('UFIRST'), 'ann@elm.test');
    write(dir, { 'people.csv': people(named('UNEW')) });
    await on.run(dir);
    expect([await nameOf(slack('UNEW')), await nameOf(slack('UFIRST'))]).toEqual(['Ann Lee', 'Ann Lee']);
    expect(await told()).toEqual(['Ann Lee: A further account stands for you', `Dora Marlow: ${CHANGED}`]);
  });

  it('of a setting that has moved to another workspace binds the same accounts there', async () => {
    const dir = await on.seed(files({ 'setting.json': setting(), 'people.csv': people(named('UANN')) }));
    write(dir, { 'setting.json': setting({ slack_team: 'T2' }) });
    expect((await on.run(dir)).changes).toEqual([
      'setting.json: elm: slackTeam is changed.',
      'setting.json: slack_team: accounts elsewhere are unbound: 1.',
      'people.csv:4: Ann Lee: slack_user is bound.',
    ]);
    expect(await nameOf({ ...slack('UANN'), tenant: 'T2' })).toBe('Ann Lee');
    expect(await nameOf(slack('UANN'))).toBeUndefined();
    expect(await told()).toEqual([`Ann Lee: ${ENDED}`, `Dora Marlow: ${CHANGED}`]);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  it('of one that has moved lets everybody in there by their address, as at the first contact', async () => {
    const dir = await on.seed(files({ 'setting.json': setting() }));
    await arrives(slack('UANN'), 'ann@elm.test');
    await forget(on.store, slack('UANN'), new Date(MONDAY));
    write(dir, { 'setting.json': setting({ slack_team: 'T2' }) });
    await on.run(dir);
    await arrives({ ...slack('UANN2'), tenant: 'T2' }, 'ann@elm.test');
    expect(await nameOf({ ...slack('UANN2'), tenant: 'T2' })).toBe('Ann Lee');
  });

  it('that corrects an address ends what the wrong one let in, tells it, and lets the right one in', async () => {
    const wrong = ANN.replace('ann@', 'bo@');
    const dir = await on.seed(files({ 'setting.json': setting(), 'people.csv': people(wrong) }));
    await arrives(slack('UBO'), 'bo@elm.test');
    expect(await nameOf(slack('UBO'))).toBe('Ann Lee');
    write(dir, { 'people.csv': people(ANN) });
    expect((await on.run(dir, { dryRun: true })).changes).toContain(
      'people.csv:4: Ann Lee: what the former address has let in ends.',
    );
    expect(await nameOf(slack('UBO'))).toBe('Ann Lee');
    await on.run(dir);
    expect(await nameOf(slack('UBO'))).toBeUndefined();
    expect(await told()).toEqual([`Ann Lee: ${ENDED}`, `Dora Marlow: ${CHANGED}`]);
    await arrives(slack('UANN'), 'ann@elm.test');
    expect(await nameOf(slack('UANN'))).toBe('Ann Lee');
  });

  it('that names an account for another person records of the first that it stands for them no more', async () => {
    const dir = await on.seed(files({ 'setting.json': setting(), 'people.csv': people(named('USHARED')) }));
    const [ann] = await on.read((register, id) => register.people.byEmail(id, 'ann@elm.test'));
    write(dir, { 'people.csv': sheet(PEOPLE, DORA, MAX, ANN, BEA.replace(/,,$/, ',USHARED,')) });
    expect((await on.run(dir)).faults).toEqual([]);
    expect(await nameOf(slack('USHARED'))).toBe('Bea Stone');
    const trail = await Readable.from(on.store.trail({ payloads: true, now: new Date(MONDAY) })).toArray();
    const ended = trail.map((line) => JSON.parse(line)).filter(({ action }) => action === 'account.unbound');
    expect(ended.map(({ subject }) => subject)).toEqual([ann?.id]);
    expect(await told()).toEqual([`Dora Marlow: ${CHANGED}`]);
  });

  it('that names an address which somebody typed lets it in', async () => {
    const dir = await on.seed(files({ 'setting.json': setting() }));
    const [ann] = await on.read((register, id) => register.people.byEmail(id, 'ann@elm.test'));
    const [max] = await on.read((register, id) => register.people.byEmail(id, 'max@elm.test'));
    await on.write(async (register, id) => {
      const event = { action: 'person.changed', actor: max?.id ?? '', subject: ann?.id ?? '', payload: {} };
      if (ann && max)
        await register.record(id, event, { people: [{ ...ann, emailTypedBy: max.id }] }, new Date(MONDAY));
    });
    expect((await arrives(slack('UANN'), 'ann@elm.test'))?.memberships).toEqual([]);
    expect((await on.run(dir)).changes).toEqual(['people.csv:4: Ann Lee: email: named by the file, too.']);
    expect((await on.run(dir)).changes).toEqual([]);
  });

  it('makes nobody a colleague by a reference that was theirs, or was typed for them in chat', async () => {
    const without = ANN.replace('P3', '');
    const dir = await on.seed(files({ 'setting.json': setting(), 'people.csv': people(without) }));
    await arrives(slack('UANN'), 'ann@elm.test');
    const [ann] = await on.read((register, id) => register.people.byEmail(id, 'ann@elm.test'));
    await on.write(async (register, id) => {
      const event = { action: 'person.changed', actor: 'max', subject: ann?.id ?? '', payload: {} };
      if (ann) await register.record(id, event, { people: [{ ...ann, ref: 'P10' }] }, new Date(MONDAY));
    });
    const nina = 'P10,Nina Falk,nina@elm.test,staff,,2026-01-05,,yes,,';
    for (const rows of [`${people(without)}${nina}\n`, sheet(PEOPLE, DORA, MAX, nina, BEA)]) {
      write(dir, { 'people.csv': rows });
      const { faults, written } = await on.run(dir);
      expect(faults.join('\n')).toContain('The reference P10 is Ann Lee’s on record');
      expect(written).toBe(false);
    }
    expect(await nameOf(slack('UANN'))).toBe('Ann Lee');
    // Of the same person it is said so.
    write(dir, { 'people.csv': sheet(PEOPLE, DORA, MAX, nina.replace('Nina', 'Ann'), BEA) });
    const changed = (await on.run(dir, { dryRun: true })).faults.filter((fault) =>
      fault.startsWith('people.csv'),
    );
    expect(changed).toEqual([]);
  });

  it('a namesake’s row is nobody’s but theirs', async () => {
    const dir = await on.seed(
      files({ 'setting.json': setting(), 'children.csv': sheet(CHILDREN, 'C1,Isla Reed,2026-09-01,,,,') }),
    );
    await arrives(slack('UANN'), 'ann@elm.test');
    write(dir, { 'people.csv': `${people(ANN)}P9,Ann Lee,ann.two@elm.test,staff,,2026-01-05,,yes,,\n` });
    expect((await on.run(dir)).faults).toEqual([]);
    await arrives(slack('UTWO'), 'ann.two@elm.test');
    const [first, second] = await Promise.all(
      [slack('UANN'), slack('UTWO')].map((account) =>
        on.store.read((register) => register.accounts.find(account)),
      ),
    );
    expect(second).toHaveLength(1);
    expect(first?.[0]?.person).not.toBe(second?.[0]?.person);
  });
});

describe('a small setting goes on working', () => {
  it('where manager and safeguarding officer are one person, with a new colleague', async () => {
    await open({ without: [PRIYA, RUTH], roles: { [MAEVE]: ['staff', 'manager', 'dso'] } });
    await elm.view(MAEVE, 'person "Nina Falk" roles=staff email=nina@elm.test');
    await arrives(slack('UNINA'), 'nina@elm.test');
    await elm.view(CHAIR, 'confirm "Nina Falk" still_true=yes');
    expect(await standsFor(slack('UNINA'))).toBe('Nina Falk');
  });

  it('where the one administrator is the manager, who changes her own address', async () => {
    await open({ without: [PRIYA, ADMIN], roles: { [RUTH]: ['staff', 'manager', 'admin'] } });
    await arrives(slack('URUTH'), 'ruth@elm.test');
    await elm.view(RUTH, `person "${RUTH}" email=ruth.hallam@elm.test new=no`);
    await arrives(slack('URUTH'), 'ruth.hallam@elm.test');
    await nothingWaitsFor(RUTH, RUTH);
    await elm.view(MAEVE, `confirm "${RUTH}" still_true=yes`);
    expect(await standsFor(slack('URUTH'))).toBe(RUTH);
  });

  it('with one officer alone, who is told that an import can do it', async () => {
    await open({
      without: [MAEVE, PRIYA, CHAIR, ADMIN],
      roles: { [RUTH]: ['staff', 'manager', 'dso', 'admin'] },
    });
    const view = await elm.view(RUTH, 'person "Nina Falk" roles=staff email=nina@elm.test');
    expect(words(view)).toContain('people.csv and an import');
    await arrives(slack('UNINA'), 'nina@elm.test');
    const shown = await says(slack('UNINA'), 'me');
    expect(shown && words(shown)).toContain('people.csv');
  });

  it('with everybody imported: each is let in at once, on the platform that they use', async () => {
    await open();
    await elm.app.meet(slack('UTOM'), 'tom@elm.test', () => true, 'seen');
    await arrives(teams('tom'), 'tom@elm.test');
    expect([await standsFor(slack('UTOM')), await standsFor(teams('tom'))]).toEqual([TOM, TOM]);
  });
});
