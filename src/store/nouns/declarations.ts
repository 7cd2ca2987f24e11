import { BOUNDARY_PRIVACY } from '../../core/boundaries/boundary.ts';
import {
  DECLARATION_RETENTION,
  type Declaration,
  type Declarations,
  kindsOf,
  type Touch,
} from '../../core/declarations/declaration.ts';
import { awaits } from '../../core/declarations/states.ts';
import type { Day } from '../../core/rules/days.ts';
import { fold } from '../../core/rules/names.ts';
import { isOneHome } from '../../core/rules/relationship.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { type Erasure, LAST_INSTANT, NO_FACTS, WHERE_RECORD } from '../erasure.ts';
import { saved } from '../noun.ts';
import { group } from '../rows.ts';
import {
  flag,
  GONE,
  instant,
  joined,
  list,
  NOBODY,
  number,
  type Row,
  table,
  text,
  version,
} from '../table.ts';
import type { Traces } from '../trace.ts';
import { AGREEMENTS, LINKS } from './boundaries.ts';
import { casework } from './casework.ts';
import { NAMESAKES, OPEN, REACHING, UNLINKED } from './matching.ts';

export const DECLARATIONS = table<Declaration>(
  'declarations',
  'd',
  {
    setting: text('setting'),
    id: text('id'),
    version,
    number: number('number'),
    declarer: text('declarer'),
    declarerName: joined('w.name'),
    counterpart: text('counterpart'),
    counterpartName: text('counterpart_name', GONE),
    child: text('child'),
    childName: text('child_name'),
    kind: text('kind', 'other'),
    since: text('since'),
    networks: list('networks'),
    note: text('note'),
    state: text('state'),
    outcome: text('outcome'),
    submittedAt: instant('submitted_at'),
    dueOn: text('due_on'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    officerNote: text('officer_note'),
    affectedChild: flag('affected_child'),
    nextReview: text('next_review'),
    raisedAt: instant('raised_at'),
    askedAt: instant('asked_at'),
    endedOn: text('ended_on'),
    endReason: text('end_reason'),
    onBehalfBy: text('on_behalf_by'),
    confirmedAt: instant('confirmed_at'),
    voidProposedBy: text('void_proposed_by'),
    resumes: number('resumes'),
    earlier: list('earlier'),
    openSince: instant('open_since'),
  },
  {
    derived: {
      counterpart_key: { of: ({ counterpartName }) => fold(counterpartName), gone: NOBODY },
      child_key: { of: ({ childName }) => (childName === null ? null : fold(childName)), gone: null },
      awaits: { of: awaits, gone: null },
    },
  },
);
const COLUMNS = DECLARATIONS.columns;
/** The declarer. `CROSS JOIN` before it keeps the planner's order: from the few ids found to their rows. */
const DECLARER = 'people w ON w.setting = d.setting AND w.id = d.declarer';

function declarations(db: Transaction, traces: Traces): Declarations {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<Row>(`SELECT ${COLUMNS} FROM declarations d JOIN ${DECLARER} ${rest}`, values)).map(
      DECLARATIONS.fromRow,
    );

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE d.setting = ? AND d.number = ?', [setting, number]))[0],
    byId: async (setting, id) => (await some('WHERE d.setting = ? AND d.id = ?', [setting, id]))[0],
    async ofCases(setting, numbers, boundaries) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS} FROM (
           SELECT n.id FROM json_each(?) wanted CROSS JOIN declarations n WHERE n.setting = ? AND n.number = CAST(wanted.value AS INTEGER)
           UNION
           SELECT b.declaration FROM json_each(?) wanted CROSS JOIN boundaries b WHERE b.setting = ? AND b.number = CAST(wanted.value AS INTEGER)
         ) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id ORDER BY d.submitted_at, d.id`,
        [toJsonList(numbers), setting, toJsonList(boundaries), setting, setting],
      );
      return rows.map(DECLARATIONS.fromRow);
    },
    ofDeclarer: (setting, declarer) =>
      some('WHERE d.setting = ? AND d.declarer = ? ORDER BY d.submitted_at DESC, d.id DESC', [
        setting,
        declarer,
      ]),
    async reaching(setting, ...children) {
      const ids = toJsonList(children);
      const rows = await db.all<Row & { reached: string; touch: Touch }>(
        `SELECT ${COLUMNS}, r.reached, r.touch FROM (${REACHING}) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id AND ${OPEN} ORDER BY d.submitted_at, d.id, r.touch`,
        [ids, setting, ids, setting, ids, setting, ids, setting, setting],
      );
      return rows.map((row) => ({
        child: row.reached,
        declaration: DECLARATIONS.fromRow(row),
        touch: row.touch,
      }));
    },
    involving: (setting, person) =>
      some(
        `WHERE d.setting = ? AND d.id IN (
           SELECT m.id FROM declarations m WHERE m.setting = ? AND m.declarer = ?
           UNION SELECT o.id FROM declarations o WHERE o.setting = ? AND o.counterpart = ?
         ) AND ${OPEN} ORDER BY d.submitted_at, d.id`,
        [setting, setting, person, setting, person],
      ),
    about: (setting, counterpart) =>
      some(`WHERE d.setting = ? AND d.counterpart = ? AND ${OPEN} ORDER BY d.submitted_at, d.id`, [
        setting,
        counterpart,
      ]),
    undecided: (setting) =>
      some(
        "WHERE d.setting = ? AND d.awaits IN ('officer', 'second') ORDER BY d.due_on, d.submitted_at, d.id",
        [setting],
      ),
    all: (setting) =>
      some('WHERE d.setting = ? AND d.erased_on IS NULL ORDER BY d.submitted_at, d.id', [setting]),
    unconfirmed: (setting) =>
      some(
        `WHERE d.setting = ? AND d.on_behalf_by IS NOT NULL AND d.confirmed_at IS NULL AND ${OPEN}
         ORDER BY d.submitted_at, d.id`,
        [setting],
      ),
    open: (setting) => some(`WHERE d.setting = ? AND ${OPEN} ORDER BY d.submitted_at, d.id`, [setting]),
    async unlinked(setting) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS} FROM declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND ${OPEN} AND ${UNLINKED} ORDER BY d.submitted_at, d.id`,
        [setting],
      );
      if (rows.length === 0) return [];
      const answers = await db.all<{ declaration: string; candidate: string; verdict: string }>(
        `SELECT v.declaration, v.candidate, v.verdict FROM json_each(?) wanted CROSS JOIN verdicts v
         WHERE v.setting = ? AND v.declaration = wanted.value ORDER BY v.declaration, v.candidate`,
        [toJsonList(rows.map(({ id }) => id as string)), setting],
      );
      const isAlike = ({ verdict }: { verdict: string }) => verdict === 'alike';
      const alike = group(answers.filter(isAlike), 'declaration', 'candidate');
      const answered = group(
        answers.filter((answer) => !isAlike(answer)),
        'declaration',
        'candidate',
      );
      return rows.map((row) => ({
        declaration: DECLARATIONS.fromRow(row),
        answered: answered.get(row.id as string) ?? [],
        alike: alike.get(row.id as string) ?? [],
      }));
    },
    async namesakes(setting) {
      const rows = await db.all<Row & { candidate: string; candidate_name: string; children: string }>(
        `SELECT ${COLUMNS}, m.candidate, m.candidate_name, m.child AS children
         FROM (${NAMESAKES}) m CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = m.id AND ${OPEN} ORDER BY d.submitted_at, d.id, m.candidate, m.child`,
        [setting, setting, setting],
      );
      const found = new Map<string, Awaited<ReturnType<Declarations['namesakes']>>[number]>();
      for (const row of rows) {
        const key = `${row.id} ${row.candidate}`;
        const known = found.get(key);
        if (known) known.children.push(row.children);
        else
          found.set(key, {
            declaration: DECLARATIONS.fromRow(row),
            candidate: row.candidate,
            candidateName: row.candidate_name,
            children: [row.children],
          });
      }
      return [...found.values()];
    },
    async amongStaff(setting) {
      const rows = await db.all<Row & { colleague: string }>(
        `SELECT ${COLUMNS}, c.colleague FROM (
           SELECT a.id, a.counterpart AS colleague FROM declarations a
           WHERE a.setting = ? AND (a.kind IN ('partner', 'household') OR a.earlier <> '[]') AND a.counterpart IS NOT NULL
           UNION
           SELECT b.id, p.id FROM declarations b JOIN people p ON p.setting = b.setting AND p.name_key = b.counterpart_key
           WHERE b.setting = ? AND (b.kind IN ('partner', 'household') OR b.earlier <> '[]') AND b.counterpart IS NULL
         ) c
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = c.id AND ${OPEN}
           AND EXISTS (SELECT 1 FROM posts t WHERE t.setting = d.setting AND t.person = c.colleague)
         ORDER BY d.submitted_at, d.id, c.colleague`,
        [setting, setting, setting],
      );
      return rows
        .map((row) => ({ declaration: DECLARATIONS.fromRow(row), colleague: row.colleague }))
        .filter(({ declaration }) => kindsOf(declaration).some(isOneHome));
    },
    ...casework(db, traces),
  };
}

interface DeclarationTies {
  id: string;
  number: number;
  declarer: string;
  counterpart: string | null;
  child: string | null;
  state: Declaration['state'];
  ended_on: Day | null;
  decided_at: string | null;
}

/**
 * Erases its boundary agreements too. An open declaration is closed first, so that nobody finds it waiting and writes into
 * it.
 */
const DECLARATIONS_ERASURE: Erasure = {
  rule: DECLARATION_RETENTION,
  async candidates(db, setting, { children, people, childrenOf, carersOf }) {
    const [rows, agreements] = await Promise.all([
      db.all<DeclarationTies>(
        `SELECT id, number, declarer, counterpart, child, state, ended_on, decided_at FROM declarations
         WHERE setting = ? AND erased_on IS NULL ORDER BY submitted_at, id`,
        [setting],
      ),
      db.all<{ declaration: string; number: number }>(
        'SELECT declaration, number FROM boundaries WHERE setting = ? ORDER BY drafted_at, id',
        [setting],
      ),
    ]);
    const agreed = group(agreements, 'declaration', 'number');
    return rows.map(({ id, number, declarer, counterpart, child, state, ended_on, decided_at }) => {
      const linked = [
        ...new Set([
          ...(child === null ? [] : [child]),
          ...(counterpart === null ? [] : childrenOf(counterpart)),
        ]),
      ];
      const isOver = state === 'closed' || state === 'void';
      const named = [declarer, ...(counterpart === null ? [] : [counterpart])];
      return {
        ...NO_FACTS,
        id,
        ref: `D-${number}`,
        subjects: [`D-${number}`, ...(agreed.get(id) ?? []).map((agreement) => `B-${agreement}`)],
        people: [...named, ...carersOf(linked)],
        names: [...named, ...linked],
        childrenLeaveOn: linked.map((each) => children.get(each)?.leavesOn ?? null),
        closedOn: isOver ? (ended_on ?? decided_at?.slice(0, 10) ?? null) : null,
        leftOn: people.get(declarer)?.leftOn ?? null,
      };
    });
  },
  erasing: [
    {
      of: LINKS,
      sql: `UPDATE boundary_links SET spent_at = COALESCE(spent_at, :on || '${LAST_INSTANT}')
     WHERE setting = :setting AND boundary IN (
       SELECT b.id FROM boundaries b WHERE b.setting = :setting AND b.declaration = :id)`,
    },
    {
      of: AGREEMENTS.traced,
      sql: `UPDATE boundaries SET state = 'ended', version = version + 1, ended_on = COALESCE(ended_on, :on),
       ${AGREEMENTS.erasing(BOUNDARY_PRIVACY)} WHERE setting = :setting AND declaration = :id`,
    },
    {
      of: DECLARATIONS.traced,
      sql: `UPDATE declarations SET state = CASE WHEN state = 'void' THEN state ELSE 'closed' END, version = version + 1,
       ended_on = COALESCE(ended_on, :on), next_review = NULL, raised_at = NULL, void_proposed_by = NULL,
       erased_on = :on, ${DECLARATIONS.erasing(DECLARATION_RETENTION.privacy)} ${WHERE_RECORD}`,
    },
  ],
};

export const DECLARATION_NOUN = {
  ...saved(DECLARATIONS),
  letters: 'D' as const,
  asked: declarations,
  erasure: DECLARATIONS_ERASURE,
};
