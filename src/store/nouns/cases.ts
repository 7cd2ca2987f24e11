import type { CaseFacts } from '../../core/rules/routing.ts';
import type { Register } from '../../core/store.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { group } from '../rows.ts';
import { countsAs, OPEN } from './matching.ts';

interface ConcernedRow {
  declaration: string;
  child: string;
  carer: string;
  carer_name: string;
}

type OfficerRow = Omit<
  CaseFacts['officers'][number],
  'counterpartName' | 'notThese' | 'earlier' | 'onBehalfBy' | 'confirmedAt'
> & {
  id: string;
  counterpart_name: string;
  earlier: string;
  on_behalf_by: string | null;
  confirmed_at: string | null;
};

const OFFICERS_POST = "o.role IN ('manager', 'dso', 'deputy_dso', 'chair')";

/** Whether the person holds, held or will hold an officer's role; the core looks at the day. Takes the setting. */
const isOfficer = (person: string) =>
  `EXISTS (SELECT 1 FROM posts o WHERE o.setting = ? AND o.person = ${person} AND ${OFFICERS_POST})`;

/** The children to whom the counterpart has or had any link: nobody handles a case about a family that they have left. */
const concerned = (
  declarations: string,
  those: string,
) => `SELECT k.declaration, k.child, p.id AS carer, p.name AS carer_name
  FROM (
    SELECT d.setting, d.id AS declaration, d.child FROM ${declarations}
    WHERE d.setting = ? AND ${those} AND d.child IS NOT NULL
    UNION
    SELECT d.setting, d.id, l.child
    FROM ${declarations} JOIN carer_links l ON l.setting = d.setting AND l.person = d.counterpart
    WHERE d.setting = ? AND ${those}
  ) k
  JOIN carer_links c ON c.setting = k.setting AND c.child = k.child AND ${countsAs('c')} = 'carer'
  JOIN people p ON p.setting = c.setting AND p.id = c.person
  ORDER BY k.declaration, k.child, p.id`;
const CONCERNED = concerned('declarations d', OPEN);
const CONCERNED_BY_THESE = concerned(
  'json_each(?) wanted CROSS JOIN declarations d',
  `d.id = wanted.value AND ${OPEN}`,
);

/** Declarations of an officer. */
const OF_OFFICERS = `SELECT d.id, d.declarer, d.counterpart, d.counterpart_name, d.child, d.kind, d.earlier, d.state, d.outcome,
    d.on_behalf_by, d.confirmed_at
  FROM declarations d
  WHERE d.setting = ? AND ${OPEN} AND ${isOfficer('d.declarer')}
  ORDER BY d.submitted_at, d.id`;

const PARENTS = `SELECT DISTINCT o.person FROM posts o
  JOIN carer_links c ON c.setting = o.setting AND c.person = o.person AND ${countsAs('c')} = 'carer'
  WHERE o.setting = ? AND ${OFFICERS_POST}
  ORDER BY o.person`;

export function caseFacts(db: Transaction): Register['caseFacts'] {
  return async (setting, about) => {
    const ids = toJsonList(about ?? []);
    const [concerned, officers, parents] = await Promise.all([
      about === undefined
        ? db.all<ConcernedRow>(CONCERNED, [setting, setting])
        : about.length === 0
          ? []
          : db.all<ConcernedRow>(CONCERNED_BY_THESE, [ids, setting, ids, setting]),
      db.all<OfficerRow>(OF_OFFICERS, [setting, setting]),
      db.all<{ person: string }>(PARENTS, [setting]),
    ]);
    const notThese = await rejectedOf(
      db,
      setting,
      officers.filter(({ counterpart }) => counterpart === null).map(({ id }) => id),
    );
    return {
      concerned: concerned.map(({ declaration, child, carer, carer_name }) => ({
        declaration,
        child,
        carer,
        carerName: carer_name,
      })),
      officers: officers.map(({ id, counterpart_name, earlier, on_behalf_by, confirmed_at, ...row }) => ({
        ...row,
        counterpartName: counterpart_name,
        notThese: notThese.get(id) ?? [],
        earlier: JSON.parse(earlier),
        onBehalfBy: on_behalf_by,
        confirmedAt: confirmed_at === null ? null : new Date(confirmed_at),
      })),
      parents: parents.map(({ person }) => person),
    };
  };
}

/** Whom another officer has said that the name of these declarations is not, by declaration; nothing is asked of none. */
async function rejectedOf(
  db: Transaction,
  setting: string,
  declarations: readonly string[],
): Promise<Map<string, string[]>> {
  if (declarations.length === 0) return new Map();
  const rows = await db.all<{ declaration: string; candidate: string }>(
    `SELECT v.declaration, v.candidate FROM json_each(?) wanted CROSS JOIN verdicts v
     WHERE v.setting = ? AND v.declaration = wanted.value AND v.verdict = 'rejected'
     ORDER BY v.declaration, v.candidate`,
    [toJsonList(declarations), setting],
  );
  return group(rows, 'declaration', 'candidate');
}
