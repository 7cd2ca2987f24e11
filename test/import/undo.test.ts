import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/core/accounts/account.ts';
import { NEVER_USED } from '../../src/core/accounts/account.ts';
import type { Child } from '../../src/core/children/child.ts';
import { remind } from '../../src/core/notices/due.ts';
import { toRedraws } from '../../src/core/notices/redraw.ts';
import type { Person } from '../../src/core/people/person.ts';
import { retainSetting } from '../../src/core/records/retain.ts';
import { type Calendar, localDay } from '../../src/core/rules/days.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Register } from '../../src/core/store.ts';
import { Refusal } from '../../src/core/talk/refusal.ts';
import { importFolder, undoImport } from '../../src/import/index.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import {
  aDeclaration,
  aMatter,
  anAcknowledgement,
  anAllocation,
  anArrangement,
  aPerson,
} from '../store/fixture.ts';
import { platformNames } from '../support/platforms.ts';
import { explain, put, putSent } from '../support/put.ts';
import { openTestStore } from '../support/store.ts';
import {
  AGREEMENT,
  CHILDREN,
  type Contents,
  elm,
  folder,
  NOW,
  PEOPLE,
  STAFF,
  sheet,
  TODAY,
  withStore,
} from './folder.ts';

const calendar: Calendar = { isBankHoliday: () => false };
const on = withStore();
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** Takes the last import of Elm House back, inside a transaction of its own. */
async function undoIn(register: Register, now: Date): Promise<string[]> {
  const setting = await register.settings.byCode('elm');
  if (!setting) throw new Error('no setting');
  const scene = { setting, now, today: localDay(now, setting.timezone), calendar, register };
  return (await undoImport(scene, 'operator')).summary;
}
const undo = (now = later(30), store: OpenedStore = on.store) =>
  store.write([], (register) => undoIn(register, now));

/** All that an import may write, and what has not been sent. */
async function everything(register: Register, setting: string) {
  const { tables, unsent } = (await register.lastImports.before(setting)) as unknown as {
    tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
    unsent: ReadonlySet<string>;
  };
  return {
    tables: Object.fromEntries([...tables].map(([table, rows]) => [table, Object.fromEntries(rows)])),
    unsent: [...unsent],
  };
}

const ISLA =
  'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone';
const TOM = 'C2,Tom Vale,2026-09-01,,Vera Vale (mother),Bea Stone,';
const ZOE = 'P5,Zoe Quinn,zoe@elm.test,staff,,2026-11-02,,yes,U5,';
const NOAH = 'C3,Noah Park,2026-11-02,,Jin Park (mother),Zoe Quinn,';
const DRAFT = AGREEMENT.replace('version: 2', 'version: 3').replace(/adopted_on.*\n/, '');

const NEWER = AGREEMENT.replace('version: 2', 'version: 3').replace('2025-09-09', '2026-09-09');

const TEAM = JSON.stringify({ code: 'elm', name: 'Elm House', slack_team: 'T1' });

const first = () => elm({ 'children.csv': sheet(CHILDREN, ISLA, TOM) });
const second = (over: Contents = {}) =>
  elm({
    'people.csv': sheet(PEOPLE, ...STAFF, ZOE),
    'children.csv': sheet(CHILDREN, ISLA.replace('Ann Lee,Bea Stone', 'Bea Stone,'), TOM, NOAH),
    'policies/conf3.md': DRAFT,
    ...over,
  });

/** The first import, and the second one ten minutes later. */
async function imported(contents = second(), between: () => Promise<void> = async () => undefined) {
  await on.seed(first());
  await between();
  const before = await on.read(everything);
  const report = await on.run(folder(contents), { now: later(10) });
  expect(report.faults).toEqual([]);
  return { before, report };
}

describe('an import that is taken back', () => {
  test('leaves everything as it was, in a chain that is sound, and says what it did', async () => {
    const { before, report } = await imported();
    expect(await undo()).toEqual([
      'Elm House (elm): the import of 23 Nov 2026 at 10:10 is taken back.',
      'Gone again: 2 people, 1 child, 1 link to a carer, 2 allocations, 1 version of a policy.',
      'As before it: 2 allocations.',
    ]);
    expect(await on.read(everything)).toEqual(before);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    const again = await on.run(folder(second()), { now: later(40) });
    expect([again.faults, again.changes]).toEqual([[], report.changes]);
  });

  test('is one event, and of what is gone no event says anything more', async () => {
    await imported();
    const noah = await on.read(
      async (register, setting) => (await register.children.byName(setting, 'noahpark'))[0],
    );
    await undo();
    const lines: string[] = [];
    for await (const line of on.store.trail({ payloads: true, now: NOW })) lines.push(line);
    const events = lines.map(
      (line) => JSON.parse(line) as { action?: string; actor?: string; payload?: string },
    );
    expect(events.filter(({ action }) => action === 'import.undone')).toMatchObject([{ actor: 'operator' }]);
    const digests = events.filter(
      ({ action, payload }) =>
        action !== 'import.undone' && payload?.includes(`"id":"${noah?.id}","table":"children"`),
    );
    expect(digests).toEqual([]);
  });

  test('is not there a second time', async () => {
    await imported();
    await undo();
    const before = await on.read(everything);
    await expect(undo()).rejects.toThrow(/^There is nothing to take back/);
    expect(await on.read(everything)).toEqual(before);
  });

  test.each([
    ['a first import', async () => void (await on.seed(first())), 30],
    ['one of the day before yesterday', async () => void (await imported()), 25 * 60],
    [
      'one that an import has followed, of which nothing is left to do',
      async () => {
        await imported();
        await on.run(folder(second()), { now: later(20) });
        await undo();
      },
      40,
    ],
  ])('%s is not taken back', async (_, work, minutes) => {
    await work();
    await expect(undo(later(minutes))).rejects.toThrow(/^There is nothing to take back/);
  });

  test('is the last one that changed something', async () => {
    await imported();
    const between = await on.read(everything);
    const dir = folder(
      second({ 'children.csv': sheet(CHILDREN, ISLA, TOM, NOAH, 'C4,Ada Moon,2026-11-02,,Eve Moon,,') }),
    );
    await on.run(dir, { now: later(20) });
    await on.run(dir, { now: later(25) });
    expect((await undo())[1]).toBe('Gone again: 1 person, 1 child, 1 link to a carer, 2 allocations.');
    expect(await on.read(everything)).toEqual(between);
  });

  test.each<[string, Contents]>([
    ['a draft that was adopted, in place of the text in force', second({ 'policies/conf3.md': NEWER })],
    [
      'an account that went from one to another',
      second({
        'setting.json': TEAM,
        'people.csv': sheet(
          PEOPLE,
          ...STAFF.map((row) => row.replace('Lee,ann@elm.test,staff,Max Arden,2020-01-06,,yes,', '$&U5')),
          ZOE.replace('U5', 'U6'),
        ),
      }),
    ],
    ['a workspace that the setting left', second({ 'setting.json': TEAM.replace('T1', 'T2') })],
  ])('puts back %s', async (_, contents) => {
    await imported(second({ 'setting.json': TEAM }));
    const before = await on.read(everything);
    const report = await on.run(folder(contents), { now: later(20) });
    expect([report.faults, report.written]).toEqual([[], true]);
    expect(await on.read(everything)).not.toEqual(before);
    await undo();
    expect(await on.read(everything)).toEqual(before);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });

  test('gives the number of a child who is gone to no other: sent messages still name it', async () => {
    await imported();
    const number = async () =>
      (await on.read((register, setting) => register.children.byName(setting, 'noahpark')))[0]?.number;
    const then = await number();
    await undo();
    await on.run(folder(second()), { now: later(40) });
    expect([then, await number()]).toEqual([3, 4]);
  });

  test('takes with it the messages that are not sent, and leaves those that were', async () => {
    await imported();
    const all = () => on.store.read((register) => register.notices.all());
    const [sent, ...others] = (await all()).filter(({ subject }) => subject !== 'none');
    if (!sent) throw new Error('nobody is told anything');
    expect(others.length).toBeGreaterThan(0);
    await on.write((register, setting) => putSent(register, setting, [sent], later(11)));
    await undo();
    expect((await all()).map(({ id }) => id)).toEqual([sent.id]);
    await remind({ store: on.store, calendar, now: later(31) });
    expect((await all()).filter(({ text }) => text.includes('Noah')).length).toBe(0);
  });

  test('settles the messages that were sent about it, and whatever waits about it is not sent', async () => {
    await imported();
    // The reminders of the day come on top, such as those about a child without a key person.
    await remind({ store: on.store, calendar, now: later(11) });
    const all = () => on.store.read((register) => register.notices.all());
    const sent = await all();
    const asked = sent.filter(({ content }) => content.kind === 'newcomers');
    expect(asked.length).toBeGreaterThan(0);
    await on.write(async (register, setting) => {
      await putSent(register, setting, asked, later(12));
      for (const { id, recipient } of asked) {
        await register.sentMessages.keep({
          setting,
          id: `m-${id}`,
          recipient,
          account: U5,
          at: { chat: 'D1', handle: id },
          notices: [id],
          open: [id],
          sentAt: later(12),
          attempts: 0,
        });
      }
    });
    const people = await on.read((register, setting) => register.people.all(setting));
    await undo();
    await remind({ store: on.store, calendar, now: later(40) });
    const standing = await on.read((register, setting) => register.sentMessages.ofSetting(setting));
    // Zoe Quinn was asked about Isla Reed too, and is gone with all that was written to her.
    const zoe = people.find(({ name }) => name === 'Zoe Quinn')?.id;
    const others = asked.filter(({ recipient }) => recipient !== zoe);
    expect(standing.map(({ recipient, open }) => [recipient, open])).toEqual(
      others.map(({ recipient }) => [recipient, []]),
    );
    const redraws = await toRedraws(on.store, calendar, standing, later(41));
    for (const { message } of redraws) expect(JSON.stringify(message)).toContain('This has been settled');
    const gone = new Set(await goneSince(people));
    for (const { state, subject, recipient, content } of await all())
      if (state !== 'sent')
        expect([subject, recipient, JSON.stringify(content)].filter((words) => gone.has(words))).toEqual([]);
  });

  test('that fails half-way has done nothing', async () => {
    await imported();
    const before = await on.read(everything);
    const half = on.store.write([], async (register) => {
      await undoIn(register, later(30));
      throw new Error('the power is gone');
    });
    await expect(half).rejects.toThrow('the power is gone');
    expect(await on.read(everything)).toEqual(before);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    expect(await undo()).toHaveLength(3);
  });

  test('is forgotten after a day, and when somebody whom it names is erased', async () => {
    const isKept = () =>
      on.read(async (register, setting) => (await register.lastImports.find(setting)) !== undefined);
    await imported();
    await remind({ store: on.store, calendar, now: later(24 * 60) });
    expect(await isKept()).toBe(true);
    await remind({ store: on.store, calendar, now: later(24 * 60 + 11) });
    expect(await isKept()).toBe(false);
  });

  test('is forgotten when somebody whom it names is erased', async () => {
    await imported(
      second({
        'people.csv': sheet(PEOPLE, ...STAFF, 'P5,Old Hand,,staff,,2010-01-04,2012-07-20,no,,'),
        'children.csv': sheet(CHILDREN, ISLA, TOM),
      }),
    );
    const setting = await on.read((register) => register.settings.byCode('elm'));
    if (!setting) throw new Error('no setting');
    const { gone } = await retainSetting({ store: on.store, now: later(20) }, setting, 'clock');
    expect(gone.map(({ kind }) => kind)).toEqual(['person']);
    await expect(undo()).rejects.toThrow(/^There is nothing to take back/);
  });
});

/** The ids of those people who are not there any more. */
async function goneSince(people: readonly Person[]): Promise<string[]> {
  const left = new Set(
    (await on.read((register, setting) => register.people.all(setting))).map(({ id }) => id),
  );
  return people.map(({ id }) => id).filter((id) => !left.has(id));
}

/** What somebody does after the import. */
interface Elm {
  register: Register;
  setting: string;
  zoe: Person;
  jin: Person;
  ann: Person;
  max: Person;
  noah: Child;
  isla: Child;
}

async function after(work: (elm: Elm) => Promise<unknown>): Promise<void> {
  await on.write(async (register, setting) => {
    const person = async (name: string) => {
      const [found] = await register.people.byName(setting, fold(name));
      if (!found) throw new Error(`nobody is called ${name}`);
      return found;
    };
    const child = async (name: string) => {
      const [found] = await register.children.byName(setting, fold(name));
      if (!found) throw new Error(`no child is called ${name}`);
      return found;
    };
    await work({
      register,
      setting,
      zoe: await person('Zoe Quinn'),
      jin: await person('Jin Park'),
      ann: await person('Ann Lee'),
      max: await person('Max Arden'),
      noah: await child('Noah Park'),
      isla: await child('Isla Reed'),
    });
    await explain(register, setting);
  });
}

const U5: Account = { platform: 'slack', tenant: 'T1', user: 'U5' };
const U9: Account = { platform: 'teams', tenant: 'T2', user: 'U9' };
const bound = (setting: string, person: string, account: Account, lastUsedAt: Date) => ({
  ...account,
  setting,
  person,
  lastUsedAt,
  named: false,
  state: 'bound' as const,
  recordedBy: null,
  waitsSince: null,
  seenBy: null,
  hasStood: true,
});

describe('what was built on an import', () => {
  test.each<[string, string, (elm: Elm) => Promise<unknown>]>([
    [
      'somebody new was changed in chat',
      'Zoe Quinn: what is kept of them has been changed since.',
      ({ register, zoe }) => put(register, { people: [{ ...zoe, keyPersonCapable: false }] }),
    ],
    [
      'somebody new got an office',
      'Zoe Quinn: their roles have been changed since.',
      ({ register, zoe }) =>
        put(register, {
          people: [{ ...zoe, posts: [...zoe.posts, { role: 'deputy_dso', from: TODAY, until: null }] }],
        }),
    ],
    [
      'somebody new became a line manager',
      'Ann Lee: what is kept of them has been changed since.',
      ({ register, ann, zoe }) => put(register, { people: [{ ...ann, lineManager: zoe.id }] }),
    ],
    [
      'a child was changed in chat',
      'Noah Park: what is kept of the child has been changed since.',
      ({ register, noah }) => put(register, { children: [{ ...noah, protected: true }] }),
    ],
    [
      'a child got another carer',
      'Noah Park: the carers have been changed since.',
      ({ register, setting, noah, max }) =>
        put(register, {
          carerLinks: [
            { setting, child: noah.id, person: max.id, relation: null, standing: 'carer', countsAs: null },
          ],
        }),
    ],
    [
      'a parent was declared',
      'Jin Park: something has been recorded since that rests on what it brought.',
      ({ register, ann, jin }) => put(register, { declarations: [aDeclaration(ann, 900, jin)] }),
    ],
    [
      'a child was declared',
      'Noah Park: something has been recorded since that rests on what it brought.',
      ({ register, ann, noah }) =>
        put(register, {
          declarations: [aDeclaration(ann, 900, 'Somebody Else', { child: noah.id, childName: noah.name })],
        }),
    ],
    [
      'somebody new declared',
      'Zoe Quinn: something has been recorded since that rests on what it brought.',
      ({ register, zoe }) => put(register, { declarations: [aDeclaration(zoe, 900, 'Somebody Else')] }),
    ],
    [
      'an arrangement was made',
      'Noah Park: something has been recorded since that rests on what it brought.',
      ({ register, ann, noah }) => put(register, { arrangements: [anArrangement(ann, 900, noah)] }),
    ],
    [
      'a hold was placed',
      'Noah Park: something has been recorded since that rests on what it brought.',
      ({ register, setting, ann, max, noah }) =>
        put(register, {
          holds: [
            {
              setting,
              id: 'h1',
              child: noah.id,
              staff: ann.id,
              reason: 'a reason',
              placedBy: max.id,
              placedAt: NOW,
              liftedAt: null,
            },
          ],
        }),
    ],
    [
      'a matter of conduct was opened',
      'Zoe Quinn: something has been recorded since that rests on what it brought.',
      ({ register, zoe, max }) => put(register, { conduct: [aMatter(zoe, 900, max)] }),
    ],
    [
      'a child got another key person',
      'Noah Park: who is key person, co-key person or back-up has been changed since.',
      ({ register, setting, ann, noah }) =>
        put(register, { allocations: [anAllocation(setting, 900, noah.id, ann.id, { role: 'back_up' })] }),
    ],
    [
      'an allocation that it made has ended',
      'Isla Reed: who is key person, co-key person or back-up has been changed since.',
      async ({ register, setting, isla }) => {
        const [allocation] = await register.allocations.ofChild(setting, isla.id, TODAY);
        if (!allocation) throw new Error('nobody is allocated');
        await put(register, { allocations: [{ ...allocation, until: TODAY, endReason: 'Another comes.' }] });
      },
    ],
    [
      'somebody new acknowledged a policy',
      'Somebody has acknowledged, signed or declined a policy that it brought, or what was signed on paper has been changed.',
      async ({ register, setting, zoe }) => {
        const [policy] = await register.policies.versions(setting, 'SM');
        if (!policy) throw new Error('no policy');
        await put(register, { acknowledgements: [anAcknowledgement(zoe, policy)] });
      },
    ],
    [
      'a draft was adopted',
      'CONF 3: the policy has been changed or adopted since.',
      async ({ register, setting }) => {
        const draft = (await register.policies.versions(setting, 'CONF')).find(
          ({ state }) => state === 'draft',
        );
        if (!draft) throw new Error('no draft');
        await put(register, { policies: [{ ...draft, title: 'Another title' }] });
      },
    ],
    [
      'somebody new was absent',
      'Zoe Quinn: an absence has been recorded since.',
      ({ register, setting, zoe }) =>
        put(register, {
          absences: [
            {
              setting,
              id: 'a1',
              person: zoe.id,
              from: TODAY,
              to: TODAY,
              recordedBy: null,
              recordedAt: NOW,
              confirmedBy: null,
              withdrawnAt: null,
            },
          ],
        }),
    ],
    [
      'a family question was answered',
      'Somebody has answered since whether they know a family, or was asked about it anew.',
      async ({ register, setting, ann, noah }) => {
        const [question] = await register.families.aboutChild(setting, noah.id);
        await register.families.answer(setting, question?.id ?? '', ann.id, 'nothing', NOW);
      },
    ],
    [
      'the account that it named was used',
      'Zoe Quinn has used Candour since, or did something in it.',
      ({ register }) => register.accounts.touch(U5, later(20)),
    ],
    [
      'an account that was found by its address was used',
      'Zoe Quinn has used Candour since, or did something in it.',
      ({ register, setting, zoe }) => register.accounts.save(bound(setting, zoe.id, U9, later(20))),
    ],
    [
      'somebody new did something at the command line',
      'Zoe Quinn has used Candour since, or did something in it.',
      ({ register, setting, zoe }) =>
        register.record(
          setting,
          { action: 'rights.read', actor: zoe.id, subject: zoe.id, payload: {} },
          {},
          NOW,
        ),
    ],
    [
      'a legal hold stands on somebody new',
      'Jin Park: a legal hold stands, so nothing of theirs may go.',
      ({ register, setting, jin }) =>
        register.retention.place({
          setting,
          id: 'l1',
          person: jin.id,
          why: 'a claim',
          placedAt: NOW,
          liftedAt: null,
        }),
    ],
    [
      'a legal hold stands on the setting',
      'A legal hold stands on the whole setting, so nothing of it may go.',
      ({ register, setting }) =>
        register.retention.place({
          setting,
          id: 'l1',
          person: null,
          why: 'a claim',
          placedAt: NOW,
          liftedAt: null,
        }),
    ],
  ])('%s: it is refused, and nothing is changed', async (_, sentence, work) => {
    await imported(second({ 'setting.json': TEAM }));
    await after(work);
    const before = await on.read(everything);
    const refused = await undo().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect((refused as Refusal).message.split('\n')).toEqual([
      'The import cannot be taken back any more.',
      sentence,
      'Please correct by hand what is wrong.',
    ]);
    expect(await on.read(everything)).toEqual(before);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });

  test.each<[string, (elm: Elm) => Promise<unknown>]>([
    [
      'an account that was found by its address and never used',
      ({ register, setting, zoe }) => register.accounts.save(bound(setting, zoe.id, U9, NEVER_USED)),
    ],
    [
      'an answer to somebody who only looked',
      ({ register, setting, zoe }) =>
        register.intents.keep(setting, zoe.id, 'k', { kind: 'view', title: 'Help', blocks: [] }, NOW),
    ],
    [
      'what others did with others',
      async ({ register, setting, ann, max }) => {
        await put(register, { declarations: [aDeclaration(ann, 900, 'Somebody Else')] });
        await put(register, { people: [aPerson(setting, 'Ivo Hart', ['staff'], { lineManager: max.id })] });
      },
    ],
  ])('is not %s', async (_, work) => {
    await imported();
    await after(work);
    expect((await undo())[0]).toMatch(/is taken back\.$/);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
    const left = await on.read((register, setting) => register.people.all(setting));
    expect(left.map(({ name }) => name)).not.toContain('Zoe Quinn');
  });

  test('is not that somebody goes on using an account that stood before, and that the file names now', async () => {
    await on.seed({ ...first(), 'setting.json': TEAM });
    const ann = await on.read((register, setting) => register.people.byRef(setting, 'P3'));
    await on.write(async (register, setting) => {
      await register.accounts.save(bound(setting, ann?.id ?? '', U5, NOW));
      await explain(register, setting);
    });
    const before = await on.read(everything);
    const named = STAFF.map((row) =>
      row.replace('Lee,ann@elm.test,staff,Max Arden,2020-01-06,,yes,', '$&U5'),
    );
    const report = await on.run(
      folder({ ...first(), 'setting.json': TEAM, 'people.csv': sheet(PEOPLE, ...named) }),
      {
        now: later(10),
      },
    );
    expect([report.faults, report.changes.length]).toEqual([[], 1]);
    await on.write((register) => register.accounts.touch(U5, later(20)));
    await undo();
    const { accounts } = (await on.read(everything)).tables;
    expect(Object.values(accounts ?? {})).toMatchObject(
      Object.values(before.tables.accounts ?? {}).map((row) => ({
        ...(row as object),
        last_used_at: later(20).toISOString(),
      })),
    );
  });

  test('is a code that another setting has taken', async () => {
    const renamed = second({ 'setting.json': JSON.stringify({ code: 'oak', name: 'Oak House' }) });
    await on.seed(first());
    const report = await on.run(folder(renamed), { now: later(10), renames: [{ from: 'elm', to: 'oak' }] });
    expect(report.faults).toEqual([]);
    await on.seed(first());
    const taking = on.store.write([], async (register) => {
      const setting = await register.settings.byCode('oak');
      if (!setting) throw new Error('no setting');
      return undoImport({ setting, now: later(30), today: TODAY, calendar, register }, 'operator');
    });
    await expect(taking).rejects.toThrow(
      'The code elm, which this setting had before, is another setting’s now.',
    );
  });
});

describe('a block', () => {
  const SARAH_TOO = TOM.replace('(mother)', '(mother); Sarah Reed <sarah@families.test> (aunt)');
  const carers = (...rows: string[]) => elm({ 'children.csv': sheet(CHILDREN, ...rows) });

  test.each([
    ['through a carer whom the import linked', carers(ISLA, SARAH_TOO), 'Tom Vale'],
    [
      'of a child who is new by it',
      carers(ISLA, TOM, 'C4,Ivo Reed,2026-11-02,,Sarah Reed <sarah@families.test>,,'),
      'Ivo Reed',
    ],
  ])('%s is not lifted', async (_, contents, name) => {
    await imported(contents, () => on.declare('Sarah Reed'));
    const before = await on.read(everything);
    await expect(undo()).rejects.toThrow(`${name}: somebody may not be key person because of`);
    expect(await on.read(everything)).toEqual(before);
  });

  test.each([
    ['was declared since about somebody who was here', async () => on.declare('Sarah Reed')],
    ['was nobody’s', async () => undefined],
  ])('that %s, and hangs on nothing that it brought, hinders nothing', async (what, work) => {
    await imported();
    await work();
    await undo();
    const [allocation] = await on.read(async (register, setting) => {
      const [isla] = await register.children.byName(setting, 'islareed');
      return (await register.allocations.ofChild(setting, isla?.id ?? '', TODAY)).filter(
        (each) => each.role === 'key_person',
      );
    });
    // Ann Lee is Isla Reed's key person again, and must not stay it where she has declared a carer meanwhile.
    expect(allocation?.staffName).toBe('Ann Lee');
    expect(allocation?.flaggedOn).toBe(what.startsWith('was declared') ? TODAY : null);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });
});

describe('whatever was imported', () => {
  const person = fc.record({
    ref: fc.constantFrom('P5', 'P6', 'P7', ''),
    name: fc.constantFrom('Zoe Quinn', 'Ivo Hart', 'Sarah Reed', 'Ann Lee-Hart'),
    email: fc.constantFrom('', 'zoe@elm.test', 'ivo@elm.test'),
    roles: fc.constantFrom('staff', 'staff;deputy_dso', 'chair'),
    leaves: fc.constantFrom('', '2027-07-20', '2026-10-30'),
    capable: fc.constantFrom('yes', 'no'),
    slack: fc.constantFrom('', 'U5', 'U6'),
  });
  const child = fc.record({
    name: fc.constantFrom('Noah Park', 'Ada Moon', 'Isla Reed', 'Ivo Vale'),
    starts: fc.constantFrom('2026-09-01', '2026-11-02', '2027-01-04'),
    carers: fc.constantFrom(
      'Jin Park (mother)',
      'Sarah Reed <sarah@families.test> (mother)',
      'Vera Vale; Karl Vale',
      '',
    ),
    key: fc.constantFrom('', '', '', 'Ann Lee', 'Dora Marlow'),
  });
  const contents = fc
    .record({
      name: fc.constantFrom('Elm House', 'Elm Pre-school'),
      team: fc.constantFrom({}, { slack_team: 'T1' }, { slack_team: 'T2' }),
      staff: fc.shuffledSubarray(STAFF.slice(2)),
      edited: fc.constantFrom(
        (row: string) => row,
        (row: string) => row.replace('ann@elm.test', 'ann.lee@elm.test').replace(',yes,', ',no,'),
        (row: string) =>
          row.replace('Bea Stone', 'Bea Stone-Hart').replace(',2020-01-06,,', ',2020-01-06,2027-07-20,'),
      ),
      people: fc.uniqueArray(person, {
        maxLength: 2,
        comparator: (a, b) =>
          a.name === b.name || a.ref === b.ref || a.email === b.email || a.slack === b.slack,
      }),
      isla: fc.constantFrom(
        ISLA,
        ISLA.replace('Ann Lee,Bea Stone', 'Bea Stone,'),
        ISLA.replace('; Mike Reed (father)', ''),
        ISLA.replace('2026-09-01,', '2026-10-01,2027-07-20'),
      ),
      children: fc.array(child, { maxLength: 3 }),
      policy: fc.constantFrom({}, { 'policies/conf-new.md': NEWER }, { 'policies/conf-new.md': DRAFT }),
      papers: fc.constantFrom(
        {},
        {
          'agreements.csv': 'person,code,version,signed_on,witness\nBea Stone,CONF,2,2025-10-01,Max Arden\n',
        },
      ),
    })
    .map(({ name, team, staff, edited, people, isla, children, policy, papers }) =>
      elm({
        'setting.json': JSON.stringify({ code: 'elm', name, ...team }),
        'people.csv': sheet(
          PEOPLE,
          ...STAFF.slice(0, 2),
          ...staff.map(edited),
          ...people.map(({ ref, name, email, roles, leaves, capable, slack }) =>
            [ref, name, email, roles, '', '2020-01-06', leaves, capable, slack, ''].join(','),
          ),
        ),
        'children.csv': sheet(
          CHILDREN,
          isla,
          ...children.map(({ name, starts, carers, key }, at) =>
            [`C${at + 2}`, name, starts, '', carers, key, ''].join(','),
          ),
        ),
        'policies/conf.md': AGREEMENT,
        ...policy,
        ...papers,
      }),
    );

  test('it is as before once it is taken back, or refused and as it was; and imported again it changes the same', async () => {
    const seen = { undone: 0 };
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (files, isDeclared) => {
        const { store, close } = await openTestStore();
        try {
          const mine = onStore(store);
          await mine.run(elm(), 0);
          if (isDeclared) await mine.declare();
          const before = await mine.everything();
          const report = await mine.run(files, 10);
          if (!report.written) return;
          const then = await mine.everything();
          const refused = await undo(later(30), store).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(await store.verifyAudit()).toMatchObject({ kind: 'sound' });
          if (refused !== undefined) {
            expect((refused as Error).message).toContain('somebody may not be key person');
            expect(isDeclared).toBe(true);
            expect(await mine.everything()).toEqual(then);
            return;
          }
          seen.undone += 1;
          expect(await mine.everything()).toEqual(before);
          expect((await mine.run(files, 40)).changes).toEqual(report.changes);
          expect(await store.verifyAudit()).toMatchObject({ kind: 'sound' });
        } finally {
          await close();
        }
      }),
      { numRuns: 30 },
    );
    expect(seen.undone).toBeGreaterThan(5);
  });
});

/** The import and the rest on another store. */
function onStore(store: OpenedStore) {
  const read = async <T>(work: (register: Register, setting: string) => Promise<T>) =>
    store.read(async (register) => work(register, (await register.settings.byCode('elm'))?.id ?? ''));
  return {
    everything: () => read(everything),
    run: (contents: Contents, minutes: number) =>
      importFolder({ store, calendar, platformNames, now: later(minutes), dir: folder(contents) }),
    /** Of somebody who is nobody's key person, so that nothing else follows. */
    async declare() {
      const [setting, dora, sarah] = await read(async (register, setting) => [
        setting,
        await register.people.byRef(setting, 'P1'),
        (await register.people.byName(setting, 'sarahreed'))[0],
      ]);
      if (!dora || !sarah) throw new Error('nobody of that name');
      const given = { state: 'active', outcome: 'noted', since: '2026-10' } as const;
      await store.write([setting], (register) =>
        put(register, { declarations: [aDeclaration(dora, 1, sarah, given)] }),
      );
    },
  };
}
