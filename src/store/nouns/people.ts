import {
  type Absence,
  PERSON_RETENTION,
  type People,
  type Person,
  type Role,
} from '../../core/people/person.ts';
import type { Day } from '../../core/rules/days.ts';
import { fold } from '../../core/rules/names.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { type Erasure, NO_FACTS, WHERE_RECORD } from '../erasure.ts';
import { saved } from '../noun.ts';
import { addRows } from '../rows.ts';
import { GONE, instant, type Row, table, text } from '../table.ts';
import { type Traces, traced } from '../trace.ts';
import { ACCOUNTS } from './accounts.ts';

export const PEOPLE = traced(
  'people',
  [
    'setting',
    'id',
    'ref',
    'name',
    'name_key',
    'email',
    'email_key',
    'starts_on',
    'leaves_on',
    'key_person_capable',
    'line_manager',
    'sessions',
    'email_typed_by',
  ],
  { hasErasedOn: true },
);
export const POSTS = traced('posts', ['setting', 'person', 'position', 'role', 'starts_on', 'ends_on'], {
  key: ['person', 'position'],
});

/** A person and one of their posts; the post's columns are null for somebody who has none. */
export interface PersonRow {
  setting: string;
  id: string;
  ref: string | null;
  name: string;
  email: string | null;
  starts_on: Day | null;
  leaves_on: Day | null;
  key_person_capable: number;
  line_manager: string | null;
  sessions: string;
  email_typed_by: string | null;
  role: Role | null;
  post_from: Day | null;
  post_until: Day | null;
}

const COLUMNS = `p.setting, p.id, p.ref, p.name, p.email, p.starts_on, p.leaves_on, p.key_person_capable, p.line_manager, p.sessions, p.email_typed_by,
  t.role, t.starts_on AS post_from, t.ends_on AS post_until`;
const THEIR_POSTS = 'posts t ON t.setting = p.setting AND t.person = p.id';
const BY_NAME = 'ORDER BY p.name_key, p.id, t.position';

/**
 * In post on a day: the post is in force on it, and so is the latest stay, unless the post is of an earlier one. Takes the day
 * four times.
 */
export const IN_POST_ON = `EXISTS (
    SELECT 1 FROM posts n
    WHERE n.setting = p.setting AND n.person = p.id
      AND (n.starts_on IS NULL OR n.starts_on <= ?) AND (n.ends_on IS NULL OR n.ends_on >= ?)
      AND (((p.starts_on IS NULL OR p.starts_on <= ?) AND (p.leaves_on IS NULL OR p.leaves_on >= ?)) OR n.ends_on < p.starts_on)
  )`;

/** The rows of one person must follow one another. */
function fromRows(rows: PersonRow[]): Person[] {
  const people: Person[] = [];
  let person: Person | undefined;
  for (const row of rows) {
    if (person?.id !== row.id) {
      person = {
        setting: row.setting,
        id: row.id,
        ref: row.ref,
        name: row.name,
        email: row.email,
        startsOn: row.starts_on,
        leavesOn: row.leaves_on,
        keyPersonCapable: row.key_person_capable === 1,
        lineManager: row.line_manager,
        sessions: JSON.parse(row.sessions),
        posts: [],
        emailTypedBy: row.email_typed_by,
      };
      people.push(person);
    }
    if (row.role !== null) person.posts.push({ role: row.role, from: row.post_from, until: row.post_until });
  }
  return people;
}

export const ABSENCES = table<Absence>(
  'absences',
  'b',
  {
    setting: text('setting'),
    id: text('id'),
    person: text('person'),
    from: text('starts_on'),
    to: text('ends_on'),
    recordedBy: text('recorded_by'),
    recordedAt: instant('recorded_at'),
    confirmedBy: text('confirmed_by'),
    withdrawnAt: instant('withdrawn_at'),
  },
  { hasErasedOn: false },
);

/** E-mail addresses are compared without regard to case. */
function emailKey(email: string | null): string | null {
  return email === null || email.trim() === '' ? null : email.trim().toLowerCase();
}

const whoever = (where: string) =>
  `SELECT ${COLUMNS} FROM people p LEFT JOIN ${THEIR_POSTS} WHERE ${where} ${BY_NAME}`;
const BY_ID = whoever('p.setting = ? AND p.id = ?');

function people(db: Transaction, traces: Traces): People {
  const some = async (where: string, values: Value[]) =>
    fromRows(await db.all<PersonRow>(whoever(where), values));

  return {
    byId: async (setting, id) => fromRows(await db.all<PersonRow>(BY_ID, [setting, id]))[0],
    byName: (setting, key) =>
      some('p.setting = ? AND p.name_key = ? AND p.erased_on IS NULL', [setting, key]),
    byEmail: (setting, email) => some('p.setting = ? AND p.email_key = ?', [setting, emailKey(email)]),
    byRef: async (setting, ref) => (await some('p.setting = ? AND p.ref = ?', [setting, ref]))[0],
    async inPost(setting, on) {
      const rows = await db.all<PersonRow>(
        `SELECT ${COLUMNS} FROM posts t CROSS JOIN people p
         WHERE t.setting = ? AND p.setting = t.setting AND p.id = t.person AND ${IN_POST_ON} ${BY_NAME}`,
        [setting, on, on, on, on],
      );
      return fromRows(rows);
    },
    async employed(setting, ids) {
      const rows = await db.all<PersonRow>(
        `SELECT ${COLUMNS} FROM ${ids ? 'json_each(?) wanted CROSS JOIN' : ''} posts t CROSS JOIN people p
         WHERE t.setting = ? ${ids ? 'AND t.person = wanted.value' : ''}
           AND p.setting = t.setting AND p.id = t.person ${BY_NAME}`,
        ids ? [toJsonList(ids), setting] : [setting],
      );
      return fromRows(rows);
    },
    all: (setting) => some('p.setting = ?', [setting]),
    async add(people) {
      await addRows(db, PEOPLE, people.map(toRow), traces);
      await addRows(db, POSTS, people.flatMap(toPostRows), traces);
    },
    async absencesOn(setting, on, until = on) {
      const rows = await db.all<Row>(
        `SELECT ${ABSENCES.columns} FROM absences b
         WHERE setting = ? AND ends_on >= ? AND starts_on <= ? AND withdrawn_at IS NULL ORDER BY starts_on, id`,
        [setting, on, until],
      );
      return rows.map(ABSENCES.fromRow);
    },
    async absencesOf(setting, person) {
      const rows = await db.all<Row>(
        `SELECT ${ABSENCES.columns} FROM absences b
         WHERE setting = ? AND person = ? AND withdrawn_at IS NULL ORDER BY starts_on, id`,
        [setting, person],
      );
      return rows.map(ABSENCES.fromRow);
    },
  };
}

function toRow(person: Person): Value[] {
  return [
    person.setting,
    person.id,
    person.ref,
    person.name,
    fold(person.name),
    person.email,
    emailKey(person.email),
    person.startsOn,
    person.leavesOn,
    person.keyPersonCapable ? 1 : 0,
    person.lineManager,
    JSON.stringify(person.sessions),
    person.emailTypedBy,
  ];
}

function toPostRows({ setting, id, posts }: Person): Value[][] {
  return posts.map(({ role, from, until }, position) => [setting, id, position, role, from, until]);
}

/** Saves a new or changed person, with all their posts. */
async function savePerson(db: Transaction, person: Person, traces: Traces): Promise<void> {
  await addRows(
    db,
    PEOPLE,
    [toRow(person)],
    traces,
    `ON CONFLICT (setting, id) DO UPDATE SET
       ref = excluded.ref, name = excluded.name, name_key = excluded.name_key, email = excluded.email,
       email_key = excluded.email_key, starts_on = excluded.starts_on, leaves_on = excluded.leaves_on,
       key_person_capable = excluded.key_person_capable, line_manager = excluded.line_manager,
       sessions = excluded.sessions, email_typed_by = excluded.email_typed_by`,
  );
  await savePosts(db, person, traces);
}

/** Saves the posts in the order of the list, and deletes those beyond its end. */
async function savePosts(db: Transaction, person: Person, traces: Traces): Promise<void> {
  await addRows(
    db,
    POSTS,
    toPostRows(person),
    traces,
    `ON CONFLICT (setting, person, position) DO UPDATE SET
       role = excluded.role, starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
  );
  const gone = await db.all<{ position: number }>(
    'DELETE FROM posts WHERE setting = ? AND person = ? AND position >= ? RETURNING position',
    [person.setting, person.id, person.posts.length],
  );
  for (const { position } of gone) traces.deleted(POSTS, person.setting, person.id, position);
}

/** The stored answers to a person's commands are deleted within days of each. */
const PEOPLE_ERASURE: Erasure = {
  rule: PERSON_RETENTION,
  async candidates(_db, _setting, { people, children, childrenOf }) {
    return [...people]
      .filter(([, { isErased }]) => !isErased)
      .map(([id, { leftOn, works }]) => ({
        ...NO_FACTS,
        id,
        ref: id,
        subjects: [id],
        people: [id],
        childrenLeaveOn: childrenOf(id).map((child) => children.get(child)?.leavesOn ?? null),
        leftOn,
        inPost: works,
      }));
  },
  erasing: [
    {
      of: PEOPLE,
      sql: `UPDATE people SET erased_on = :on, name = '${GONE} ' || id, name_key = 'erased' || REPLACE(id, '-', ''),
        ref = NULL, email = NULL, email_key = NULL, sessions = '[]' ${WHERE_RECORD}`,
    },
    // The chats of accounts that stand for nobody else. They are found by the accounts, which go next.
    {
      of: null,
      sql: `DELETE FROM conversations WHERE (platform, tenant, user_id) IN (
        SELECT a.platform, a.tenant, a.user_id FROM accounts a
        WHERE a.setting = :setting AND a.person = :id AND NOT EXISTS (
          SELECT 1 FROM accounts o WHERE o.platform = a.platform AND o.tenant = a.tenant AND o.user_id = a.user_id
            AND (o.setting <> :setting OR o.person <> :id)))`,
    },
    { of: ACCOUNTS, sql: 'DELETE FROM accounts WHERE setting = :setting AND person = :id' },
    { of: null, sql: "DELETE FROM imports WHERE setting = :setting AND key = 'P:' || :id" },
  ],
};

export const PERSON_NOUN = {
  table: 'people',
  asked: people,
  save: savePerson,
  readsFirst: true as const,
  erasure: PEOPLE_ERASURE,
};

export const ABSENCE_NOUN = {
  ...saved(ABSENCES),
  erasure: 'stay: days alone, of somebody of whom nothing is left' as const,
};
