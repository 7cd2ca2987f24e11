import type { Declarations, MatchDecision } from '../../core/declarations/declaration.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { type Traces, traced } from '../trace.ts';

export const PASSES = traced('passes', ['setting', 'case_ref', 'person', 'passed_at'], {
  key: ['case_ref', 'person'],
});
export const VERDICTS = traced(
  'verdicts',
  ['setting', 'declaration', 'candidate', 'verdict', 'given_by', 'given_at'],
  { key: ['declaration', 'candidate'] },
);
export const CLEARANCES = traced(
  'clearances',
  ['setting', 'declaration', 'child', 'may', 'given_by', 'given_at'],
  { key: ['declaration', 'child'] },
);
export const OPENINGS = traced('openings', ['setting', 'declaration', 'opened_at', 'reader'], {
  key: ['declaration', 'opened_at', 'reader'],
});

interface MatchDecisionRow {
  setting: string;
  declaration: string;
  candidate: string;
  verdict: MatchDecision['answer'];
  given_by: string;
  given_at: string;
}

interface ClearanceRow {
  setting: string;
  declaration: string;
  child: string;
  may: number;
  given_by: string;
  given_at: string;
}

function fromMatchDecisionRow(row: MatchDecisionRow): MatchDecision {
  return {
    setting: row.setting,
    declaration: row.declaration,
    candidate: row.candidate,
    answer: row.verdict,
    by: row.given_by,
    at: new Date(row.given_at),
  };
}

/** What officers do with a declaration: pass it on, match its names, open it. */
export function casework(
  db: Transaction,
  traces: Traces,
): Pick<
  Declarations,
  | 'pass'
  | 'passes'
  | 'decideMatch'
  | 'withdrawMatchDecision'
  | 'matchDecisionsOn'
  | 'clear'
  | 'withdrawClearances'
  | 'clearancesFor'
  | 'opened'
  | 'openings'
> {
  return {
    async pass(setting, caseRef, person, at) {
      const values = [setting, caseRef, person, at.toISOString()];
      const isNew = await db.run(
        `INSERT INTO passes (setting, case_ref, person, passed_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (setting, case_ref, person) DO NOTHING`,
        values,
      );
      if (isNew > 0) traces.saved(PASSES, values);
    },
    async passes(setting) {
      const rows = await db.all<{ case_ref: string; person: string }>(
        'SELECT case_ref, person FROM passes WHERE setting = ? ORDER BY case_ref, person',
        [setting],
      );
      return rows.map((row) => ({ caseRef: row.case_ref, person: row.person }));
    },
    async decideMatch({ setting, declaration, candidate, answer, by, at }) {
      const values = [setting, declaration, candidate, answer, by, at.toISOString()];
      traces.saved(VERDICTS, values);
      await db.run(
        `INSERT INTO verdicts (setting, declaration, candidate, verdict, given_by, given_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, declaration, candidate) DO UPDATE SET
           verdict = excluded.verdict, given_by = excluded.given_by, given_at = excluded.given_at`,
        values,
      );
    },
    async withdrawMatchDecision(setting, declaration, candidate) {
      const gone = await db.run(
        'DELETE FROM verdicts WHERE setting = ? AND declaration = ? AND candidate = ?',
        [setting, declaration, candidate],
      );
      if (gone > 0) traces.deleted(VERDICTS, setting, declaration, candidate);
    },
    async matchDecisionsOn(setting, declaration) {
      const rows = await db.all<MatchDecisionRow>(
        `SELECT setting, declaration, candidate, verdict, given_by, given_at FROM verdicts
         WHERE setting = ? AND declaration = ? ORDER BY given_at, candidate`,
        [setting, declaration],
      );
      return rows.map(fromMatchDecisionRow);
    },
    async clear({ setting, declaration, child, may, by, at }) {
      const values = [setting, declaration, child, Number(may), by, at.toISOString()];
      traces.saved(CLEARANCES, values);
      await db.run(
        `INSERT INTO clearances (setting, declaration, child, may, given_by, given_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, declaration, child) DO UPDATE SET
           may = excluded.may, given_by = excluded.given_by, given_at = excluded.given_at`,
        values,
      );
    },
    async withdrawClearances(setting, declaration) {
      const gone = await db.all<{ child: string }>(
        'SELECT child FROM clearances WHERE setting = ? AND declaration = ? AND may = 1 ORDER BY child',
        [setting, declaration],
      );
      for (const { child } of gone) {
        await db.run('DELETE FROM clearances WHERE setting = ? AND declaration = ? AND child = ?', [
          setting,
          declaration,
          child,
        ]);
        traces.deleted(CLEARANCES, setting, declaration, child);
      }
    },
    async clearancesFor(setting, ...children) {
      const rows = await db.all<ClearanceRow>(
        `SELECT k.setting, k.declaration, k.child, k.may, k.given_by, k.given_at
         FROM json_each(?) wanted CROSS JOIN clearances k
         WHERE k.setting = ? AND k.child = wanted.value ORDER BY k.given_at, k.declaration`,
        [toJsonList(children), setting],
      );
      return rows.map(({ may, given_by, given_at, ...row }) => ({
        ...row,
        may: may === 1,
        by: given_by,
        at: new Date(given_at),
      }));
    },
    async opened(setting, declaration, reader, at) {
      const values = [setting, declaration, at.toISOString(), reader];
      const isNew = await db.run(
        `INSERT INTO openings (setting, declaration, opened_at, reader) VALUES (?, ?, ?, ?)
         ON CONFLICT (setting, declaration, opened_at, reader) DO NOTHING`,
        values,
      );
      if (isNew > 0) traces.saved(OPENINGS, values);
    },
    async openings(setting, declaration) {
      const rows = await db.all<{ reader: string; reader_name: string; opened_at: string }>(
        `SELECT o.reader, p.name AS reader_name, o.opened_at
         FROM openings o JOIN people p ON p.setting = o.setting AND p.id = o.reader
         WHERE o.setting = ? AND o.declaration = ? ORDER BY o.opened_at, o.reader`,
        [setting, declaration],
      );
      return rows.map((row) => ({
        reader: row.reader,
        readerName: row.reader_name,
        at: new Date(row.opened_at),
      }));
    },
  };
}
