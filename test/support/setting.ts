import { deepStrictEqual } from 'node:assert';
import { Readable } from 'node:stream';
import { createCalendar } from '../../src/calendar.ts';
import type { Allocation, AllocationRole } from '../../src/core/allocations/allocation.ts';
import { type App, type AppOptions, createApp, type Identity } from '../../src/core/app.ts';
import { awaits } from '../../src/core/arrangements/states.ts';
import { awaits as awaitsSignature } from '../../src/core/boundaries/states.ts';
import { parseCarers } from '../../src/core/children/carers.ts';
import type { Child, NewLink } from '../../src/core/children/child.ts';
import type { Declaration } from '../../src/core/declarations/declaration.ts';
import { isUndecided } from '../../src/core/declarations/states.ts';
import { newId } from '../../src/core/identifier.ts';
import { milestoneOf, type NoticeRow } from '../../src/core/notices/notice.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { PolicyVersion } from '../../src/core/policies/policy.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import type { Register, Store } from '../../src/core/store.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { FINDINGS } from '../../src/core/talk/shown.ts';
import {
  type Answer,
  type Block,
  differenceLines,
  type Form,
  type Input,
  type View,
} from '../../src/core/talk/view.ts';
import type { OpenedStore, StoreOptions } from '../../src/store/index.ts';
import { aChild, anAllocation, aPerson, aPolicy, aSetting, NOW, worded } from '../store/fixture.ts';
import { ELM_CHILDREN, ELM_PEOPLE, STATEMENTS } from './elm.ts';
import { platformNames } from './platforms.ts';
import { explained, put } from './put.ts';
import { expectFitToShow, expectLockScreenKeepsSecrets } from './shown.ts';
import { ofOneSetting } from './statements.ts';
import { type Beginning, openTestStore, type TestStore } from './store.ts';

/** A Monday morning in term. */
export const MONDAY = new Date('2026-11-23T10:00:00.000Z');

const calendar = createCalendar();

export type ToldRow = NoticeRow & { milestone: string };

export interface TestSetting {
  app: App;
  store: OpenedStore;
  file: string;
  /** What CANDOUR_DATABASE would say. */
  database: string;
  sql: TestStore['sql'];
  /** The id of the setting asked for last, or of the only one. */
  id: string;
  /** Somebody says something, in words or as a form would. `at` moves the clock for good. */
  ask(who: string, said: string | Invocation, at?: Date | string): Promise<Answer>;
  /** As `ask`; what is shown before anything is done is sent as it stands. Fails where the answer is another form. */
  view(who: string, said: string | Invocation, at?: Date | string): Promise<View>;
  /** As `ask`; fails where the answer is a view. */
  form(who: string, said: string | Invocation, at?: Date | string): Promise<Form>;
  /** A form is sent with these answers; what is shown before anything is done is sent as it stands. */
  submit(who: string, command: string, input: Input, at?: Date | string): Promise<Answer>;
  /** Every notice, oldest first, with its milestone as `outbox` shows it; or those to one person. */
  told(who?: string): Promise<ToldRow[]>;
  person(name: string): Promise<Person>;
  identity(who: string): Promise<Identity>;
  child(name: string): Promise<Child>;
  /** A child's allocations in force on a day or later: on the first Monday where none is given. */
  held(child: string, on?: string): Promise<Allocation[]>;
  /** Those of them that need a successor. */
  flagged(child: string): Promise<Allocation[]>;
  /** The codes of the documents that somebody has yet to answer. */
  owed(who: string): Promise<string[]>;
  /** `D-1` as it stands. */
  declaration(number: number): Promise<Declaration>;
  /** Who has opened `D-1`. */
  openings(number: number): Promise<string[]>;
  /** Reads the register. */
  read<T>(work: (register: Register, setting: string) => Promise<T>): Promise<T>;
  /** Changes the register behind everybody's back. */
  change(work: (register: Register, setting: string) => Promise<void>): Promise<void>;
  /** How often an action stands in the audit chain. */
  audited(action: string): Promise<number>;
  /** The events of an action, oldest first, with what their payloads hold; without those whose payload is erased. */
  events(action: string): Promise<{ actor: string; subject: string; payload: Record<string, unknown> }[]>;
  /** Checks what every test must keep to: nothing secret on a lock screen, the audit chain whole, no forbidden allocation unmarked. */
  close(): Promise<void>;
}

export interface Variation {
  /** Changes the setting before it is saved. */
  setting?: Partial<Setting>;
  /** Roles other than those of ELM_PEOPLE, by name. */
  roles?: Record<string, Person['posts'][number]['role'][]>;
  /** People left out. */
  without?: string[];
  /** What the installation lends: an address, ways to pack and to open files, platforms. */
  app?: Pick<AppOptions, 'publicUrl' | 'zip' | 'perMinute' | 'openFile' | 'undoImport' | 'observer'> &
    Partial<Pick<AppOptions, 'platformNames'>>;
  /** How the store is opened. */
  store?: StoreOptions;
  /** Nothing adopted: no policy, no agreement. */
  noPolicies?: true;
}

/** Elm Pre-school in a real store of its own, and a way to speak with it. */
export async function openSetting(variation: Variation = {}): Promise<TestSetting> {
  const { store, file, database, sql, close } = await openTestStore(variation.store, beginning(variation));
  const setting = await store.read(async (register) => (await register.settings.all())[0] as Setting);
  // Identifiers drawn from here on sort behind those that the store holds, which another test may have drawn.
  drawIdsFrom(new Date(NOW.getTime() + 1000));
  let now = MONDAY;
  const app = createApp({ store, calendar, clock: () => now, platformNames, ...variation.app });

  const person = async (name: string): Promise<Person> => {
    const found = (await store.read((register) => register.people.all(setting.id))).find(
      (each) => each.name === name,
    );
    if (!found) throw new Error(`no ${name} in the register`);
    return found;
  };
  const child = async (name: string): Promise<Child> => {
    const children = await store.read((register) => register.children.all(setting.id));
    const found = children.find((each) => each.name === name);
    if (!found) throw new Error(`no ${name} in the register`);
    return found;
  };
  const held = async (name: string, on = '2026-11-23'): Promise<Allocation[]> => {
    const { id } = await child(name);
    return store.read((register) => register.allocations.ofChild(setting.id, id, on));
  };
  const declaration = async (number: number): Promise<Declaration> => {
    const found = await store.read((register) => register.declarations.byNumber(setting.id, number));
    if (!found) throw new Error(`no D-${number}`);
    return found;
  };
  const identity = async (who: string): Promise<Identity> => ({
    account: { platform: 'test', tenant: 'elm', user: who },
    memberships: [{ setting: setting.id, person: (await person(who)).id }],
  });
  const ask: TestSetting['ask'] = async (who, said, at) => {
    if (at !== undefined) now = new Date(at);
    const invocation = typeof said === 'string' ? app.parse(said) : said;
    const whose = await identity(who);
    const answer = await ofOneSetting(() => app.run(whose, invocation));
    expectFitToShow(answer);
    return answer;
  };

  const looked = async (who: string, answer: Answer): Promise<Answer> =>
    answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen)
      ? ask(who, { command: answer.command, input: filled(answer), submitted: true })
      : answer;

  return {
    app,
    store,
    file,
    database,
    sql,
    id: setting.id,
    ask,
    person,
    identity,
    child,
    held,
    flagged: async (name) => (await held(name)).filter(({ flaggedOn }) => flaggedOn !== null),
    owed: async (who) => {
      const { id } = await person(who);
      const duties = await store.read((register) => register.policies.dutiesOf(setting.id, id));
      return duties.filter(({ doneAt }) => doneAt === null).map(({ code }) => code);
    },
    declaration,
    openings: async (number) => {
      const { id } = await declaration(number);
      const openings = await store.read((register) => register.declarations.openings(setting.id, id));
      return openings.map(({ readerName }) => readerName);
    },
    view: async (who, said, at) => asView(await looked(who, await ask(who, said, at))),
    form: async (who, said, at) => asForm(await ask(who, said, at)),
    submit: async (who, command, input, at) =>
      looked(who, await ask(who, { command, input, submitted: true }, at)),
    told: async (who) => {
      const rows = await store.read((register) => register.notices.all());
      const all = rows.map((row) => ({ ...row, milestone: milestoneOf(row) }));
      return who === undefined ? all : all.filter((each) => each.recipientName === who);
    },
    read: (work) => store.read((register) => work(register, setting.id)),
    change: (work) =>
      store.write([setting.id], (register) =>
        explained(register, setting.id, () => work(register, setting.id)),
      ),
    audited: async (action) => {
      const [row] = await sql<{ n: number }>('SELECT COUNT(*) AS n FROM audit WHERE action = ?', action);
      return Number(row?.n);
    },
    events: async (action) =>
      (await Readable.from(store.trail({ payloads: true, now })).toArray())
        .map((line) => JSON.parse(line))
        .filter((row) => row.action === action)
        .filter((row) => row.payload !== undefined)
        .map(({ actor, subject, payload }) => ({ actor, subject, payload: JSON.parse(payload) })),
    async close() {
      await expectLockScreenKeepsSecrets(store);
      await expectAwaitedIsKept(store);
      const verified = await store.verifyAudit();
      await close();
      if (verified.kind !== 'sound')
        throw new Error(`the audit chain does not verify: ${JSON.stringify(verified)}`);
    },
  };
}

/** What the register finds by the column `awaits` is what the law says of each record. */
async function expectAwaitedIsKept(store: Store): Promise<void> {
  await store.read(async ({ settings, declarations, arrangements, boundaries }) => {
    const ids = (records: { id: string }[]) => records.map(({ id }) => id).sort();
    for (const { id } of await settings.all()) {
      const open = await declarations.open(id);
      deepStrictEqual(ids(await declarations.undecided(id)), ids(open.filter(isUndecided)));
      const arranged = await arrangements.open(id);
      deepStrictEqual(
        ids(await arrangements.undecided(id)),
        ids(arranged.filter((each) => awaits(each) !== null)),
      );
      const agreed = (await Promise.all(open.map((each) => boundaries.ofDeclaration(id, each.id)))).flat();
      deepStrictEqual(
        ids(await boundaries.unsigned(id)),
        ids(agreed.filter((each) => awaitsSignature(each) !== null)),
      );
    }
  });
}

/** A form's answers as it stands, with what it carries unseen. */
export function filled(form: Form): Input {
  return Object.fromEntries(
    form.inputs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
}

export function asView(answer: Answer): View {
  if (answer.kind === 'view') return answer;
  const errors = answer.inputs.filter((each) => each.error).map((each) => `${each.name}: ${each.error}`);
  throw new Error(`a form of ${answer.command} came instead of a view: ${errors.join('; ')}`);
}

export function asForm(answer: Answer): Form {
  if (answer.kind === 'form') return answer;
  throw new Error(`a view came instead of a form: ${answer.title}: ${words(answer)}`);
}

/** All that somebody reads in an answer. */
export function words(answer: Answer): string {
  if (answer.kind === 'form') {
    const inputs = answer.inputs.flatMap((each) => [each.label, each.hint ?? '', each.error ?? '']);
    return [answer.title, answer.intro ?? '', ...inputs].join('\n');
  }
  return [answer.title, ...answer.blocks.map(wordsOf)].join('\n');
}

function wordsOf(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'heading':
      return block.text;
    case 'facts':
      return block.facts.map((pair) => pair.join(': ')).join('\n');
    case 'list':
      return block.items.join('\n');
    case 'table':
      return [block.columns, ...block.rows].map((cells) => cells.join(' | ')).join('\n');
    case 'difference':
      return differenceLines(block).join('\n');
    case 'meter':
      return `${block.label}: ${block.done} of ${block.total}`;
    case 'buttons':
      return block.buttons.map((each) => `[${each.label}]`).join(' ');
  }
}

/** The complaint above a field. */
export function errorOf(answer: Answer, field: string): string | undefined {
  return asForm(answer).inputs.find((each) => each.name === field)?.error;
}

/** The rows of an answer's table. */
export function rowsOf(answer: Answer): string[][] {
  return asView(answer).blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
}

/** The buttons of an answer, by label. */
export function buttonsOf(answer: Answer): Record<string, Invocation> {
  const all = asView(answer).blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  return Object.fromEntries(all.map(({ label, run }) => [label, { command: run.command, input: run.input }]));
}

function elm(given: Partial<Setting> = {}): Setting {
  const own = { code: 'elm', ladoPhone: '01632 960842', tenants: {}, firstImportOn: '2026-11-09' };
  return aSetting({ ...own, ...given });
}

/** The next identifiers are of this instant or later ones, whatever was drawn before: an instant that is long past starts anew. */
function drawIdsFrom(instant: Date): void {
  newId(new Date(0));
  newId(instant);
}

/** What the store holds. `app` and `store` change nothing of it; all else is part of its name. */
function beginning(variation: Variation): Beginning {
  return {
    name: JSON.stringify({ ...variation, app: undefined, store: undefined }),
    async fill(store) {
      drawIdsFrom(NOW);
      const setting = elm(variation.setting);
      await store.write([], async (register) => {
        await register.settings.save(setting);
      });
      await store.write([setting.id], (register) =>
        explained(register, setting.id, () => fill(register, setting, variation)),
      );
    },
  };
}

/** Its rows go in a table at a time: row by row, PostgreSQL would wait for a test ten times longer. */
async function fill(register: Register, setting: Setting, variation: Variation): Promise<void> {
  const ids = new Map<string, string>();
  const people: Person[] = [];
  const children: Child[] = [];
  const links: NewLink[] = [];
  const held: { child: string; staff: string; role: AllocationRole; from: string }[] = [];
  for (const { name, roles, capable = true, from = '2020-09-01', until = null } of ELM_PEOPLE) {
    if (variation.without?.includes(name)) continue;
    const [first = ''] = name.split(' ');
    const person = aPerson(setting.id, name, [], {
      email: `${first.normalize('NFD').replace(/\W/g, '').toLowerCase()}@elm.test`,
      startsOn: from,
      leavesOn: until,
      keyPersonCapable: capable,
      posts: (variation.roles?.[name] ?? roles).map((role) => ({ role, from, until: null })),
    });
    ids.set(name, person.id);
    people.push(person);
  }
  for (const { name, starts = '2025-09-03', leaves = null, carers, held: holders = [] } of ELM_CHILDREN) {
    const child = aChild(setting.id, children.length + 1, name, { startsOn: starts, leavesOn: leaves });
    children.push(child);
    for (const entry of parseCarers(carers.join('; ')).entries) {
      const key = entry.email ?? entry.name;
      let id = ids.get(key);
      if (id === undefined) {
        const carer = aPerson(setting.id, entry.name, [], { email: entry.email });
        id = carer.id;
        ids.set(key, id);
        people.push(carer);
      }
      const { relation, standing } = entry;
      links.push({ setting: setting.id, child: child.id, person: id, relation, standing, countsAs: null });
    }
    for (const [name, role] of holders) {
      const staff = ids.get(name);
      if (staff !== undefined) held.push({ child: child.id, staff, role, from: starts });
    }
  }
  await register.people.add(people);
  await register.children.add(children);
  await register.children.linkAll(links);
  const numbers = await register.drawNumbers(setting.id, 'KP', held.length);
  await register.allocations.addFirst(
    held.map(({ child, staff, role, from }, at) =>
      anAllocation(setting.id, numbers[at] as number, child, staff, { role, from }),
    ),
  );
  if (variation.noPolicies) return;
  await put(register, {
    policies: [
      document(setting, {
        code: 'social-media',
        title: 'Social media and relationships',
        kind: 'policy',
        statements: STATEMENTS,
        nextReview: '2020-03',
      }),
    ],
  });
  await put(register, {
    policies: [
      document(setting, {
        code: 'confidentiality',
        title: 'Confidentiality agreement',
        kind: 'confidentiality',
        nextReview: '2027-03',
      }),
    ],
  });
}

/** A version in force, adopted in March 2019. */
export function document(
  setting: Pick<Setting, 'id'>,
  given: Partial<PolicyVersion> & Pick<PolicyVersion, 'code' | 'title' | 'kind'>,
): PolicyVersion {
  const text = given.text ?? `${given.title}.\n\nWe look after children and each other.`;
  return aPolicy(setting.id, given.code, {
    version: '1.0',
    ...worded(text),
    statements: [],
    adoptedOn: '2019-03-25',
    adoptedAt: 'a committee meeting',
    reviewedOn: '2019-03',
    nextReview: null,
    signatory: 'Helen Whitcombe',
    rootAdoptedOn: '2019-03-25',
    recorded: null,
    ...given,
  });
}

/** Puts a draft of a document into the register. */
export async function draft(
  elm: TestSetting,
  code: string,
  kind: PolicyVersion['kind'],
  version: string,
  text = `A new text of ${code}.`,
): Promise<void> {
  const none = {
    adoptedOn: null,
    adoptedAt: null,
    reviewedOn: null,
    signatory: null,
    signatoryRole: null,
    rootAdoptedOn: null,
  };
  const statements = kind === 'policy' ? STATEMENTS : [];
  await elm.change((register, id) => {
    const given = { code, kind, statements, title: 'A new text', text, version, state: 'draft' } as const;
    return put(register, { policies: [document({ id }, { ...given, ...none })] });
  });
}
