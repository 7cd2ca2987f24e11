import { DECLARATION_STATES } from '../../core/declarations/states.ts';
import { openStates } from '../../core/rules/states.ts';
import { toSqlList } from '../rows.ts';

/** Open declarations `d`. The states are written as a list, so that the index by state is used. */
export const OPEN = `d.state IN ${toSqlList(openStates(DECLARATION_STATES))}`;

/** As what a link counts: as before while its change is unsettled, and as a carer where an officer said it is still a parent. */
export const countsAs = (link: string) =>
  `COALESCE(${link}.counts_as, CASE ${link}.standing WHEN 'parent' THEN 'carer' ELSE ${link}.standing END)`;

/** An officer has said that the declaration means, or does not mean, this person. */
const answered = (declaration: string, person: string, answer?: 'matched') =>
  `EXISTS (SELECT 1 FROM verdicts v WHERE v.setting = ${declaration}.setting AND v.declaration = ${declaration}.id
     AND v.candidate = ${person}.id${answer === undefined ? " AND v.verdict <> 'alike'" : ` AND v.verdict = '${answer}'`})`;

/**
 * Ids of declarations that reach one of several children, which of them, and how: about somebody linked to it, naming it, or
 * about somebody who has the name of one of its carers, or had it until that changed, unless an officer has said whom it means (K5).
 * Takes children and setting four times.
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
  JOIN people q ON q.setting = p.setting AND q.name_key = p.name_key AND q.id <> p.id
  JOIN declarations e ON e.setting = q.setting AND e.counterpart = q.id
  WHERE l.setting = ? AND l.child = wanted.value AND ${countsAs('l')} = 'carer' AND p.name_key <> ''
    AND NOT ${answered('e', 'p')} AND NOT ${answered('e', 'q', 'matched')}
  UNION
  SELECT l.child, e.id, 'name'
  FROM json_each(?) wanted CROSS JOIN carer_links l
  JOIN verdicts h ON h.setting = l.setting AND h.candidate = l.person AND h.verdict = 'alike'
  JOIN declarations e ON e.setting = h.setting AND e.id = h.declaration
  JOIN people q ON q.setting = e.setting AND q.id = e.counterpart
  WHERE l.setting = ? AND l.child = wanted.value AND ${countsAs('l')} = 'carer' AND NOT ${answered('e', 'q', 'matched')}`;

/**
 * Declarations about somebody, and who has their name, or had it until that changed, and is a carer of a child, where no officer has
 * said whom it means. Takes the setting twice.
 */
export const NAMESAKES = `
  SELECT e.id, p.id AS candidate, p.name AS candidate_name, l.child
  FROM declarations e
  JOIN people q ON q.setting = e.setting AND q.id = e.counterpart
  JOIN people p ON p.setting = q.setting AND p.name_key = q.name_key AND p.id <> q.id
  JOIN carer_links l ON l.setting = p.setting AND l.person = p.id
  WHERE e.setting = ? AND e.counterpart IS NOT NULL AND p.name_key <> '' AND ${countsAs('l')} = 'carer'
    AND NOT ${answered('e', 'p')} AND NOT ${answered('e', 'q', 'matched')}
  UNION
  SELECT e.id, p.id, p.name, l.child
  FROM verdicts h
  JOIN declarations e ON e.setting = h.setting AND e.id = h.declaration
  JOIN people q ON q.setting = e.setting AND q.id = e.counterpart
  JOIN people p ON p.setting = h.setting AND p.id = h.candidate
  JOIN carer_links l ON l.setting = p.setting AND l.person = p.id
  WHERE h.setting = ? AND h.verdict = 'alike' AND ${countsAs('l')} = 'carer' AND NOT ${answered('e', 'q', 'matched')}`;

/**
 * Of a declaration `d`: it gives a name that is linked to nobody. A child that was declared as the counterpart is linked: its
 * name stands in both places.
 */
export const UNLINKED = `((d.counterpart IS NULL AND (d.child IS NULL OR d.counterpart_key <> d.child_key))
  OR (d.child IS NULL AND d.child_name IS NOT NULL))`;
