import {
  FAMILY_RETENTION,
  type Families,
  type FamilyQuestion,
  type FamilyReply,
} from '../../core/children/family.ts';
import type { Day } from '../../core/rules/days.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { type Erasure, NO_FACTS, WHERE_RECORD } from '../erasure.ts';
import { group } from '../rows.ts';
import { type Traced, type Traces, traced } from '../trace.ts';

export const QUESTIONS = traced('family_questions', ['setting', 'id', 'asked_at'], { hasErasedOn: true });
export const FAMILY_CHILDREN = traced('family_children', ['setting', 'question', 'child'], {
  key: ['question', 'child'],
});
export const FAMILY_CARERS = traced('family_carers', ['setting', 'question', 'person'], {
  key: ['question', 'person'],
});
export const FAMILY_ANSWERS = traced(
  'family_answers',
  ['setting', 'question', 'person', 'answer', 'answered_at'],
  { key: ['question', 'person'] },
);

interface QuestionRow {
  setting: string;
  id: string;
  asked_at: string;
}

const SELECT = 'SELECT q.setting, q.id, q.asked_at FROM family_questions q';

export function families(db: Transaction, traces: Traces): Families {
  /** The questions with everything about them; there are only a few at a time. */
  async function some(rest: string, values: Value[]): Promise<FamilyQuestion[]> {
    const rows = await db.all<QuestionRow>(`${SELECT} ${rest}`, values);
    const questions: FamilyQuestion[] = [];
    for (const row of rows) questions.push(await whole(row));
    return questions;
  }

  async function whole({ setting, id, asked_at }: QuestionRow): Promise<FamilyQuestion> {
    const children = await db.all<{
      id: string;
      number: number;
      name: string;
      starts_on: Day;
      protected: number;
    }>(
      `SELECT c.id, c.number, c.name, c.starts_on, c.protected
       FROM family_children f JOIN children c ON c.setting = f.setting AND c.id = f.child
       WHERE f.setting = ? AND f.question = ? ORDER BY c.name_key, c.number`,
      [setting, id],
    );
    const carers = await db.all<{ id: string; name: string }>(
      `SELECT p.id, p.name FROM family_carers f JOIN people p ON p.setting = f.setting AND p.id = f.person
       WHERE f.setting = ? AND f.question = ? ORDER BY p.name_key, p.id`,
      [setting, id],
    );
    const asked = await db.all<{
      person: string;
      name: string;
      answer: FamilyReply | null;
      answered_at: string | null;
    }>(
      `SELECT a.person, p.name, a.answer, a.answered_at
       FROM family_answers a JOIN people p ON p.setting = a.setting AND p.id = a.person
       WHERE a.setting = ? AND a.question = ? ORDER BY p.name_key, p.id`,
      [setting, id],
    );
    return {
      setting,
      id,
      askedAt: new Date(asked_at),
      children: children.map(({ starts_on, protected: isProtected, ...child }) => ({
        ...child,
        startsOn: starts_on,
        isProtected: isProtected === 1,
      })),
      carers,
      asked: asked.map(({ answered_at, ...person }) => ({
        ...person,
        answeredAt: answered_at === null ? null : new Date(answered_at),
      })),
    };
  }

  /** Inserts a row where there is none. */
  async function put(of: Traced, values: readonly Value[]): Promise<void> {
    const isNew = await db.run(
      `INSERT INTO ${of.table} (${of.columns.join(', ')}) VALUES (${values.map(() => '?').join(', ')})
       ON CONFLICT (${['setting', ...of.key].join(', ')}) DO NOTHING`,
      values,
    );
    if (isNew > 0) traces.saved(of, values);
  }

  return {
    async ask({ setting, id, askedAt, children, carers, people }) {
      await put(QUESTIONS, [setting, id, askedAt.toISOString()]);
      for (const child of children) await put(FAMILY_CHILDREN, [setting, id, child]);
      for (const carer of carers) await put(FAMILY_CARERS, [setting, id, carer]);
      for (const person of people) await put(FAMILY_ANSWERS, [setting, id, person, null, null]);
    },
    aboutCarer: (setting, person) =>
      some(
        `JOIN family_carers f ON f.setting = q.setting AND f.question = q.id
         WHERE f.setting = ? AND f.person = ? ORDER BY q.asked_at DESC, q.id`,
        [setting, person],
      ),
    aboutChild: (setting, child) =>
      some(
        `JOIN family_children f ON f.setting = q.setting AND f.question = q.id
         WHERE f.setting = ? AND f.child = ? ORDER BY q.asked_at DESC, q.id`,
        [setting, child],
      ),
    answeredAbout: (setting, ...children) =>
      db.all<{ child: string; person: string }>(
        `SELECT f.child, a.person
         FROM json_each(?) wanted CROSS JOIN family_children f
         JOIN family_answers a ON a.setting = f.setting AND a.question = f.question
         WHERE f.setting = ? AND f.child = wanted.value
         GROUP BY f.child, a.person HAVING COUNT(*) = COUNT(a.answer) ORDER BY f.child, a.person`,
        [toJsonList(children), setting],
      ),
    askedAbout: (setting, people) =>
      db.all<{ person: string; carer: string }>(
        `SELECT DISTINCT a.person, f.person AS carer
         FROM json_each(?) wanted CROSS JOIN family_answers a
         JOIN family_carers f ON f.setting = a.setting AND f.question = a.question
         WHERE a.setting = ? AND a.person = wanted.value ORDER BY a.person, f.person`,
        [toJsonList(people), setting],
      ),
    waitingFor: (setting, person) =>
      some(
        `JOIN family_answers a ON a.setting = q.setting AND a.question = q.id
         WHERE a.setting = ? AND a.person = ? AND a.answer IS NULL ORDER BY q.asked_at, q.id`,
        [setting, person],
      ),
    waiting: (setting) =>
      some(
        `WHERE q.setting = ? AND EXISTS (
           SELECT 1 FROM family_answers a WHERE a.setting = q.setting AND a.question = q.id AND a.answer IS NULL
         ) ORDER BY q.asked_at, q.id`,
        [setting],
      ),
    async answersOf(setting, person) {
      const rows = await db.all<QuestionRow & { answer: FamilyReply; answered_at: string }>(
        `SELECT q.setting, q.id, q.asked_at, a.answer, a.answered_at
         FROM family_answers a JOIN family_questions q ON q.setting = a.setting AND q.id = a.question
         WHERE a.setting = ? AND a.person = ? AND a.answered_at IS NOT NULL ORDER BY a.answered_at DESC, q.id`,
        [setting, person],
      );
      const answers = [];
      for (const row of rows)
        answers.push({ question: await whole(row), answer: row.answer, at: new Date(row.answered_at) });
      return answers;
    },
    async answer(setting, question, person, answer, at) {
      const values = [setting, question, person, answer, at.toISOString()];
      traces.saved(FAMILY_ANSWERS, values);
      await db.run(
        `INSERT INTO family_answers (setting, question, person, answer, answered_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (setting, question, person) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at`,
        values,
      );
    },
  };
}

/** "Do you know this family?": the question with its children, its carers, and the people who were asked. */
export const FAMILIES_ERASURE: Erasure = {
  rule: FAMILY_RETENTION,
  async candidates(db, setting, ties) {
    const ids = (table: string, column: string) =>
      db.all<{ question: string; id: string }>(
        `SELECT question, ${column} AS id FROM ${table} WHERE setting = ? ORDER BY question, ${column}`,
        [setting],
      );
    const [rows, ...about] = await Promise.all([
      db.all<{ id: string }>(
        'SELECT id FROM family_questions WHERE setting = ? AND erased_on IS NULL ORDER BY id',
        [setting],
      ),
      ids('family_children', 'child'),
      ids('family_carers', 'person'),
      ids('family_answers', 'person'),
    ]);
    const [children, carers, asked] = about.map((each) => group(each, 'question', 'id'));
    return rows.map(({ id }) => {
      const linked = children?.get(id) ?? [];
      const people = [...(carers?.get(id) ?? []), ...(asked?.get(id) ?? [])];
      return {
        ...NO_FACTS,
        id,
        ref: id,
        people,
        names: [...linked, ...people],
        childrenLeaveOn: linked.map((each) => ties.children.get(each)?.leavesOn ?? null),
      };
    });
  },
  erasing: [
    { of: QUESTIONS, sql: `UPDATE family_questions SET erased_on = :on ${WHERE_RECORD}` },
    ...[FAMILY_ANSWERS, FAMILY_CARERS, FAMILY_CHILDREN].map((of) => ({
      of,
      sql: `DELETE FROM ${of.table} WHERE setting = :setting AND question = :id`,
    })),
  ],
};
