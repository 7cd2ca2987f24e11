import type { CaseFacts } from '../../core/rules/routing.ts';
import type { Register } from '../../core/store.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { countsAs, OPEN } from './matching.ts';

interface ConcernedRow {
  declaration: string;
  child: string;
  carer: string;
  carer_key: string;
}

type OfficerRow = Omit<CaseFacts['officers'][number], 'counterpartKey'> & { counterpart_key: string };

/** Whether the person holds, held or will hold an officer's role; the core looks at the day. Takes the setting. */
const isOfficer = (person: string) =>
  `EXISTS (SELECT 1 FROM posts o WHERE o.setting = ? AND o.person = ${person}
     AND o.role IN ('manager', 'dso', 'deputy_dso', 'chair'))`;

/** The children to whom the counterpart has or had any link: nobody handles a case about a family that they have left. */
const concerned = (
  declarations: string,
  those: string,
) => `SELECT k.declaration, k.child, p.id AS carer, p.name_key AS carer_key
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

/** Declarations of an officer, about an officer, and with an officer's name that is not linked yet. */
const OF_OFFICERS = `SELECT d.declarer, d.counterpart, d.counterpart_key, d.child, d.kind, d.state, d.outcome
  FROM declarations d
  WHERE d.setting = ? AND ${OPEN}
    AND (
      ${isOfficer('d.declarer')}
      OR (d.counterpart IS NOT NULL AND ${isOfficer('d.counterpart')})
      OR (d.counterpart IS NULL AND EXISTS (
        SELECT 1 FROM people p
        WHERE p.setting = ? AND p.name_key = d.counterpart_key AND ${isOfficer('p.id')}
      ))
    )
  ORDER BY d.submitted_at, d.id`;

export function caseFacts(db: Transaction): Register['caseFacts'] {
  return async (setting, about) => {
    const ids = toJsonList(about ?? []);
    const concerned =
      about === undefined
        ? await db.all<ConcernedRow>(CONCERNED, [setting, setting])
        : about.length === 0
          ? []
          : await db.all<ConcernedRow>(CONCERNED_BY_THESE, [ids, setting, ids, setting]);
    const officers = await db.all<OfficerRow>(OF_OFFICERS, Array<string>(5).fill(setting));
    return {
      concerned: concerned.map(({ declaration, child, carer, carer_key }) => ({
        declaration,
        child,
        carer,
        carerKey: carer_key,
      })),
      officers: officers.map(({ counterpart_key, ...row }) => ({ ...row, counterpartKey: counterpart_key })),
    };
  };
}
