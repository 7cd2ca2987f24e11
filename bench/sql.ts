/** The answers of `BY_HAND`, weakest first. */
export const ANSWERS = ['yes', 'note', 'check', 'no'] as const;

const OPEN = "d.state IN ('submitted', 'returned', 'update_required', 'active', 'end_requested')";
const ABOUT = (standing: string) => `EXISTS (
  SELECT 1 FROM declarations d
  WHERE d.setting = p.setting AND d.declarer = p.id AND ${OPEN}
    AND (d.kind NOT IN ('neighbour', 'business', 'landlord', 'community', 'other') OR d.state <> 'active'
      OR d.outcome IS NULL OR d.outcome <> 'not_personal')
    AND EXISTS (SELECT 1 FROM carer_links l WHERE l.setting = d.setting AND l.child = :child
      AND l.person = d.counterpart AND l.standing ${standing} 'carer'))`;

/**
 * Who may be key person for a child on a day, in one statement written by hand, with the rules that the generated register
 * meets.
 */
export const BY_HAND = `
  SELECT p.id, p.name,
    CASE
      WHEN NOT p.key_person_capable OR (p.leaves_on IS NOT NULL AND p.leaves_on < :on)
        OR (p.starts_on IS NOT NULL AND p.starts_on > :on)
        OR EXISTS (SELECT 1 FROM carer_links k WHERE k.setting = p.setting AND k.child = :child AND k.person = p.id
          AND k.standing = 'carer')
        OR EXISTS (SELECT 1 FROM absences a WHERE a.setting = p.setting AND a.person = p.id
          AND a.starts_on <= :on AND a.ends_on >= :on)
        OR EXISTS (SELECT 1 FROM holds h WHERE h.setting = p.setting AND h.child = :child AND h.staff = p.id
          AND h.lifted_at IS NULL)
        OR ${ABOUT('=')}
        THEN 3
      WHEN EXISTS (SELECT 1 FROM declarations d
        WHERE d.setting = p.setting AND d.declarer = p.id AND ${OPEN} AND d.counterpart IS NULL
          AND EXISTS (SELECT 1 FROM carer_links l JOIN people c ON c.setting = l.setting AND c.id = l.person
            WHERE l.setting = d.setting AND l.child = :child AND c.name_key = d.counterpart_key))
        THEN 2
      WHEN EXISTS (SELECT 1 FROM policies y WHERE y.setting = p.setting AND y.state = 'adopted' AND NOT EXISTS (
          SELECT 1 FROM acknowledgements k WHERE k.setting = p.setting AND k.person = p.id AND k.root = y.root
            AND k.answer = 'acknowledge')
          AND NOT EXISTS (SELECT 1 FROM signatures s WHERE s.setting = p.setting AND s.person = p.id AND s.root = y.root))
        OR EXISTS (SELECT 1 FROM declarations d WHERE d.setting = p.setting AND d.declarer = p.id AND ${OPEN}
          AND EXISTS (SELECT 1 FROM carer_links l WHERE l.setting = d.setting AND l.child = :child
            AND l.person = d.counterpart))
        THEN 1
      ELSE 0
    END AS answer,
    (SELECT COUNT(DISTINCT b.child) FROM allocations b
      JOIN children c ON c.setting = b.setting AND c.id = b.child AND (c.leaves_on IS NULL OR c.leaves_on >= :on)
      WHERE b.setting = p.setting AND b.staff = p.id AND b.role IN ('key_person', 'co_key_person')
        AND b.starts_on <= :on AND (b.ends_on IS NULL OR b.ends_on >= :on)) AS children
  FROM posts t CROSS JOIN people p
  WHERE t.setting = :setting AND t.role = 'staff' AND p.setting = t.setting AND p.id = t.person
  ORDER BY p.name_key, p.id`;
