import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { addDays } from '../src/core/rules/days.ts';
import { fold } from '../src/core/rules/names.ts';
import { DEFAULT_PROFILE, DEFAULT_TITLES, DEFAULT_WINDOWS } from '../src/core/settings/setting.ts';
import type { Transaction } from '../src/store/database.ts';
import { openStore } from '../src/store/index.ts';
import { auditTrail, genesis } from '../src/store/nouns/audit.ts';
import { TRACED } from '../src/store/nouns/traced.ts';
import { returned } from '../src/store/trace.ts';
import { firstName, lastName } from './names.ts';
import { TEAM, TENANT } from './requests.ts';

/** The demo's folder, from bench/ as from dist/bench/bench/. */
export const ROOT = ['..', '../../..']
  .map((up) => join(import.meta.dirname, up))
  .find((folder) => existsSync(join(folder, 'package.json'))) as string;

/** How large a register is. All settings have the same size, but for the first few (`asked`). */
export interface Size {
  settings: number;
  staff: number;
  children: number;
  /** How many settings, the first ones, have 15 staff and 60 children in registers of every size: these are asked. */
  asked: number;
  /** The share of staff who have acknowledged the policy already, from 0 to 1. */
  acknowledged: number;
}

export interface Placed {
  id: string;
  code: string;
  staff: { id: string; name: string; slack: string; teams: string }[];
  children: { id: string; number: number }[];
  /** Ids of carers, as a picker sends them: a name may fit several people. */
  carers: string[];
}

/** The generated settings that may be asked, with their people. */
export interface Register {
  file: string;
  size: Size;
  /** Rows of people and children, carers included. */
  rows: number;
  settings: Placed[];
}

/** How many settings `Register` lists at most: nobody asks all of 60,000. */
const LISTED = 400;
const ROLES = ['manager', 'dso', 'deputy_dso', 'chair'] as const;
const KINDS = ['friend', 'neighbour', 'close_friend', 'family', 'community'] as const;
const STATES = ['submitted', 'active', 'active', 'closed', 'end_requested'] as const;
/** The statements of the demo's policy, which everybody acknowledges. */
export const STATEMENTS = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8'];

/** Pseudo-random numbers, the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes the database and fills it directly, past every check. The result is the same for the same size and day. */
export async function makeRegister(file: string, size: Size, now: Date): Promise<Register> {
  const store = await openStore(file);
  await store.close();
  const driver = new Driver(file);
  driver.pragma('journal_mode = OFF');
  driver.pragma('synchronous = OFF');
  driver.pragma('cache_size = -400000');
  const write = writer(driver, now);
  const listed: Placed[] = [];
  let rows = 0;
  const asked = Math.min(size.asked, size.settings);
  const others = size.settings - asked;
  driver.exec('BEGIN');
  for (let index = 0; index < size.settings; index++) {
    const staff = index < asked ? 15 : share(size.staff - asked * 15, others, index - asked);
    const children = index < asked ? 60 : share(size.children - asked * 60, others, index - asked);
    const placed = write(index, staff, children, size.acknowledged);
    rows += staff + children + placed.carers.length;
    if (listed.length < LISTED) listed.push(placed);
  }
  // Larger ones are never verified.
  if (size.settings <= LISTED) await keepTraces(driver, now);
  driver.exec('COMMIT');
  driver.close();
  return { file, size, rows, settings: listed };
}

/** The driver as a transaction of the store, which never waits. */
export function transactionOf(driver: Driver.Database): Transaction {
  const known = new Map<string, Driver.Statement<unknown[]>>();
  const prepared = (sql: string) => {
    const statement = known.get(sql) ?? driver.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  const get = async <Row>(sql: string, values: readonly unknown[]) => prepared(sql).get(values) as Row;
  return {
    get,
    hold: get,
    all: async <Row>(sql: string, values: readonly unknown[]) => prepared(sql).all(values) as Row[],
    run: async (sql, values) => prepared(sql).run(values).changes,
  };
}

/** An event for the rows of each setting, as an import has it, so that the register verifies. */
async function keepTraces(driver: Driver.Database, now: Date): Promise<void> {
  const db = transactionOf(driver);
  const heads = await db.all<{ setting: string; look_at: string }>(
    'SELECT setting, look_at FROM chain_heads',
    [],
  );
  for (const { setting, look_at } of heads) {
    const { trail, traces } = auditTrail(db);
    for (const { of } of TRACED) {
      const rows = await db.all<Record<string, string | number | null>>(
        `SELECT ${returned(of)} FROM ${of.table} WHERE ${of.setting} = ?`,
        [setting],
      );
      for (const row of rows) traces.changed(of, row);
    }
    await trail.append(
      setting,
      { action: 'import.saved', actor: 'import', subject: setting, payload: {} },
      now,
    );
    await db.run('UPDATE chain_heads SET look_at = ? WHERE setting = ?', [look_at, setting]);
  }
}

/** The share of one index when `all` is divided evenly; the remainder goes to the first. */
function share(all: number, among: number, index: number): number {
  return Math.floor(all / among) + (index < all % among ? 1 : 0);
}

function writer(driver: Driver.Database, now: Date) {
  const random = seeded(20_261_122);
  const today = now.toISOString().slice(0, 10);
  const at = now.toISOString();
  // Every account was used a moment ago, however long the bench runs: otherwise its use would be written again.
  const used = new Date(now.getTime() + 3_600_000).toISOString();
  const tomorrow = `${addDays(today, 1)}T04:00:00.000Z`;
  const sm = readFileSync(join(ROOT, 'demo/policies/social-media-and-relationships.md'), 'utf8');
  const conf = readFileSync(join(ROOT, 'demo/policies/confidentiality.md'), 'utf8');
  for (const text of [sm, conf])
    driver.prepare('INSERT INTO policy_texts VALUES (?, ?)').run(hash('sha256', text, 'hex'), text);
  let made = 0;
  const newId = () => {
    made += 1;
    return `0197e2a0-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
  };
  /** `constant`: columns that are alike in every row, each with its value in SQL. */
  const insert = (table: string, columns: string, constant: Readonly<Record<string, string>> = {}) => {
    const names = [columns, ...Object.keys(constant)].join(', ');
    const marks = [...columns.split(',').map(() => '?'), ...Object.values(constant)].join(', ');
    return driver.prepare(`INSERT INTO ${table} (${names}) VALUES (${marks})`);
  };
  const into = {
    setting: insert(
      'settings',
      'id, code, code_key, name, timezone, nation, closures, delivery_windows, tenants, titles, profile, first_import_on, demo',
    ),
    head: insert('chain_heads', 'setting, seq, hash, look_at, looked_at, retain_at'),
    person: insert(
      'people',
      'setting, id, ref, name, name_key, email, email_key, starts_on, key_person_capable',
      { sessions: "'[]'" },
    ),
    post: insert('posts', 'setting, person, position, role'),
    account: insert('accounts', 'setting, platform, tenant, user_id, person, last_used_at'),
    shown: insert('intents', 'setting, key, person, answer, kept_at'),
    told: insert('notices', 'setting, id, recipient, occasion, created_at, not_before, sent_at', {
      subject: "'families'",
      kind: "'everybody'",
      data: "'{}'",
      class: "'routine'",
      title: "'Erased'",
      text: "'Erased'",
      state: "'sent'",
      attempts: '1',
    }),
    absence: insert('absences', 'setting, id, person, starts_on, ends_on, recorded_at'),
    child: insert('children', 'setting, id, number, name, name_key, starts_on, first_starts_on', {
      protected: '0',
      sessions: "'[]'",
    }),
    enrolment: insert('enrolments', 'setting, child, starts_on'),
    link: insert('carer_links', 'setting, child, person, relation, standing'),
    allocation: insert('allocations', 'setting, id, number, child, staff, role, starts_on'),
    hold: insert('holds', 'setting, id, child, staff, reason, placed_by, placed_at'),
    declaration: insert(
      'declarations',
      'setting, id, number, declarer, counterpart, counterpart_name, counterpart_key, kind, since, networks, state, outcome, submitted_at, due_on, version, awaits, open_since',
      { earlier: "'[]'" },
    ),
    policy: insert(
      'policies',
      'setting, id, code, title, kind, version, change, sha256, statements, adopted_on, next_review, state, root, root_adopted_on',
    ),
    acknowledgement: insert(
      'acknowledgements',
      'setting, id, person, root, version, sha256, answer, statements, answered_at, account, source',
    ),
    signature: insert(
      'signatures',
      'setting, id, person, root, version, sha256, name_typed, source, witness, signed_on, signed_at, account',
    ),
  };
  const ticked = STATEMENTS.map((id) => ({ id, text: `I keep to what ${id} says.` }));
  const statements = JSON.stringify(ticked);
  const documents = [
    { code: 'SM', kind: 'policy', sha256: hash('sha256', sm, 'hex'), statements },
    { code: 'CONF', kind: 'confidentiality', sha256: hash('sha256', conf, 'hex'), statements: '[]' },
  ];

  return (index: number, staffCount: number, childCount: number, acknowledged: number): Placed => {
    const setting = newId();
    const code = `s${index + 1}`;
    into.setting.run(
      setting,
      code,
      code,
      `Pre-school ${index + 1}`,
      'Europe/London',
      'england-and-wales',
      '[{"from":"2026-12-21","to":"2027-01-01","why":"Christmas"}]',
      JSON.stringify(DEFAULT_WINDOWS),
      '{}',
      JSON.stringify(DEFAULT_TITLES),
      JSON.stringify(DEFAULT_PROFILE),
      addDays(today, -400),
      0,
    );
    into.head.run(setting, 0, genesis(setting), tomorrow, at, tomorrow);
    const roots = documents.map(({ code: name, kind, sha256, statements: said }) => {
      const id = newId();
      const adopted = addDays(today, -10);
      const review = addDays(today, 300);
      into.policy.run(
        setting,
        id,
        name,
        `Policy ${name}`,
        kind,
        '1',
        'material',
        sha256,
        said,
        adopted,
        review,
        'adopted',
        id,
        adopted,
      );
      return { id, sha256 };
    });
    const staff = Array.from({ length: staffCount }, (_, i) => addStaff(i));
    const carers: { id: string; name: string }[] = [];
    const children: Placed['children'] = [];
    for (let number = 1; number <= childCount; number++) addChild(number);
    const declared = Math.ceil(staffCount / 2);
    for (let number = 1; number <= declared; number++) declare(number);
    const away = staff.at(-1)?.id ?? '';
    into.absence.run(setting, newId(), away, addDays(today, -2), addDays(today, 5), `${today}T00:00:00.000Z`);
    into.hold.run(setting, newId(), children[0]?.id, staff.at(-2)?.id, 'A reason.', staff[1]?.id, at);
    return { id: setting, code, staff, children, carers: carers.map(({ id }) => id) };

    function addStaff(i: number) {
      const id = newId();
      const name = `${firstName(i + index)} ${lastName(i * 7 + index)}`;
      const email = `p${made}@${code}.test`;
      into.person.run(setting, id, `P${i + 1}`, name, fold(name), email, email, addDays(today, -1000 - i), 1);
      into.post.run(setting, id, 0, 'staff');
      const role = ROLES[i];
      if (role) into.post.run(setting, id, 1, role);
      const slack = `U${made.toString(36).toUpperCase()}`;
      const teams = `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`;
      into.account.run(setting, 'slack', TEAM, slack, id, used);
      into.account.run(setting, 'teams', TENANT, teams, id, at);
      // Everybody has been shown the policy, so that an acknowledgement in one line is carried out.
      const words = [
        'acknowledge',
        id,
        'SM',
        documents[0]?.sha256,
        ...ticked.map((each) => `${each.id}: ${each.text}`),
      ];
      const digest = hash('sha256', JSON.stringify(words), 'base64url').slice(0, 16);
      into.shown.run(
        setting,
        `shown:acknowledge:${digest}`,
        id,
        '{"kind":"view","title":"Shown","blocks":[]}',
        at,
      );
      // In service everybody was asked once, long ago, whom they know among the families (K15).
      if (index < LISTED) into.told.run(setting, newId(), id, addDays(today, -400), at, at, at);
      if (random() < acknowledged) {
        const [root] = roots;
        into.acknowledgement.run(
          setting,
          newId(),
          id,
          root?.id,
          root?.id,
          root?.sha256,
          'acknowledge',
          JSON.stringify(STATEMENTS),
          at,
          'slack:bench',
          'chat',
        );
      }
      if (random() < 0.9) {
        const root = roots[1];
        into.signature.run(
          setting,
          newId(),
          id,
          root?.id,
          root?.id,
          root?.sha256,
          name,
          'paper',
          'A witness',
          today,
          at,
          'paper',
        );
      }
      return { id, name, slack, teams };
    }

    function addCarer(family: string) {
      const id = newId();
      const name = `${firstName(carers.length * 3 + index)} ${family}`;
      into.person.run(setting, id, null, name, fold(name), null, null, null, 0);
      carers.push({ id, name });
      return id;
    }

    function addChild(number: number): void {
      const id = newId();
      const sibling = number > 1 && random() < 0.2;
      const family = sibling ? (carers.at(-1)?.name.split(' ').at(-1) ?? '') : lastName(number + index * 3);
      const name = `${firstName(number * 5 + index)} ${family}`;
      const startsOn = addDays(today, number % 30 === 0 ? 20 : -300);
      into.child.run(setting, id, number, name, fold(name), startsOn, startsOn);
      into.enrolment.run(setting, id, startsOn);
      const parents = sibling
        ? [carers.at(-1)?.id ?? '']
        : [addCarer(family), ...(random() < 0.4 ? [addCarer(family)] : [])];
      for (const person of parents) into.link.run(setting, id, person, 'parent', 'carer');
      children.push({ id, number });
      // One child in twenty has no key person yet.
      if (number % 20 !== 0) {
        const holder = staff[number % staffCount]?.id;
        into.allocation.run(setting, newId(), number, id, holder, 'key_person', startsOn);
      }
    }

    function declare(number: number): void {
      const declarer = staff[(number * 2) % staffCount];
      const carer = carers[Math.floor(random() * carers.length)];
      const unlinked = number % 7 === 0;
      const state = STATES[number % STATES.length] ?? 'active';
      const outcome = state === 'active' || state === 'end_requested' ? 'noted' : null;
      into.declaration.run(
        setting,
        newId(),
        number,
        declarer?.id,
        unlinked ? null : carer?.id,
        carer?.name,
        fold(carer?.name ?? ''),
        KINDS[number % KINDS.length],
        '2019',
        '["whatsapp"]',
        state,
        outcome,
        at,
        addDays(today, 2),
        1,
        state === 'active' ? null : 'officer',
        at,
      );
    }
  };
}
