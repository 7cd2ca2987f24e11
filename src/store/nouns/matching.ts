import { DECLARATION_STATES } from '../../core/declarations/states.ts';
import { openStates } from '../../core/rules/states.ts';
import { toSqlList } from '../rows.ts';

/** Of a declaration `d`. As a list of equals, so that the index by state serves. */
export const OPEN = `d.state IN ${toSqlList(openStates(DECLARATION_STATES))}`;

/** As what a link counts: as before while its change is unsettled, and as a carer where an officer said it is still a parent. */
export const countsAs = (link: string) =>
  `COALESCE(${link}.counts_as, CASE ${link}.standing WHEN 'parent' THEN 'carer' ELSE ${link}.standing END)`;

/** The officer has said that a declared name is not this candidate. */
const rejected = (declaration: string, candidate: string) =>
  `EXISTS (SELECT 1 FROM verdicts v WHERE v.setting = ${declaration}.setting AND v.declaration = ${declaration}.id
     AND v.candidate = ${candidate}.id AND v.verdict = 'rejected')`;

/**
 * Ids of declarations that reach one of several children, which of them, and how: about somebody linked to it, naming it, or by a
 * name alone (K5). Takes children and setting four times.
 */
export const REACHING = `
  SELECT l.child AS reached, a.id, ${countsAs('l')} AS touch
  FROM json_each(?) wanted CROSS JOIN carer_links l JOIN declarations a ON a.setting = l.setting AND a.counterpart = l.person
  WHERE l.setting = ? AND l.child = wanted.value AND ${countsAs('l')} <> 'error'
  UNION
  SELECT b.child, b.id, 'child' FROM json_each(?) wanted CROSS JOIN declarations b
  WHERE b.setting = ? AND b.child = wanted.value
  UNION
  SELECT l.child, e.id, 'name'
  FROM json_each(?) wanted CROSS JOIN carer_links l
  JOIN people p ON p.setting = l.setting AND p.id = l.person
  JOIN declarations e ON e.setting = p.setting AND e.counterpart IS NULL AND e.counterpart_key = p.name_key
  WHERE l.setting = ? AND l.child = wanted.value AND ${countsAs('l')} = 'carer' AND p.name_key <> '' AND NOT ${rejected('e', 'p')}
  UNION
  SELECT c.id, f.id, 'name'
  FROM json_each(?) wanted CROSS JOIN children c
  JOIN declarations f ON f.setting = c.setting AND f.child IS NULL AND f.child_key = c.name_key
  WHERE c.setting = ? AND c.id = wanted.value AND c.name_key <> '' AND NOT ${rejected('f', 'c')}`;

const NO_VERDICT = (candidate: string) =>
  `NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.setting = d.setting AND v.declaration = d.id
     AND v.candidate = ${candidate}.id)`;

/**
 * Ids of open declarations whose unlinked name equals that of a current carer or of a child, without a verdict. Takes,
 * twice, the setting and the day on or after which the child attends.
 */
export const UNMATCHED = `
  SELECT d.id, p.id AS candidate, p.name AS candidate_name, 'person' AS candidate_kind
  FROM declarations d
  JOIN people p ON p.setting = d.setting AND p.name_key = d.counterpart_key
  WHERE d.setting = ? AND ${OPEN} AND d.counterpart IS NULL AND d.counterpart_key <> '' AND ${NO_VERDICT('p')}
    AND EXISTS (
      SELECT 1 FROM carer_links l JOIN children c ON c.setting = l.setting AND c.id = l.child
      WHERE l.setting = p.setting AND l.person = p.id AND ${countsAs('l')} = 'carer'
        AND (c.leaves_on IS NULL OR c.leaves_on >= ?)
    )
  UNION ALL
  SELECT d.id, c.id, c.name, 'child'
  FROM declarations d
  JOIN children c ON c.setting = d.setting AND c.name_key = d.child_key
  WHERE d.setting = ? AND ${OPEN} AND d.child IS NULL AND d.child_key <> '' AND ${NO_VERDICT('c')}
    AND (c.leaves_on IS NULL OR c.leaves_on >= ?)`;
