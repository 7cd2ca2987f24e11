/** The clauses of the policy: G general, P professional relationships, F further guidance, V the version itself. */
export type ClauseId =
  | 'G1'
  | 'G2'
  | 'G3'
  | 'G4'
  | 'G5'
  | 'G6'
  | 'P1'
  | 'P2'
  | 'P3'
  | 'P4'
  | 'P5'
  | 'P6'
  | 'P7'
  | 'P8'
  | 'P9'
  | 'F1'
  | 'V1';

/** The rules by which somebody may, or may not, be a child's key person (P4). */
export type RuleId =
  | 'K1'
  | 'K2'
  | 'K3'
  | 'K4'
  | 'K5'
  | 'K6'
  | 'K7'
  | 'K8'
  | 'K9'
  | 'K10'
  | 'K11'
  | 'K12'
  | 'K13'
  | 'K14'
  | 'K15'
  | 'K16';

/**
 * What each clause asks, in one plain sentence. Screens cite clauses by their ids so far; README's table is held to these.
 * @public
 */
export const CLAUSES: Record<ClauseId, string> = {
  G1: 'Staff who knew a parent before the child had a place say so to their manager or the safeguarding officer.',
  G2: 'Staff do not have parents on their online networks unless they knew them before the child started.',
  G3: 'Online networks are all of them: pages, social media, messaging, forums, chatrooms and games.',
  G4: 'Not following this guidance can lead to disciplinary action.',
  G5: 'Staff do not write about their work online, or discuss children, colleagues or families there.',
  G6: "Staff do not link their own pages to the setting's site, and do not use its logo.",
  P1: 'Where staff and a parent already know each other, both agree professional boundaries.',
  P2: 'The two of them do not talk about the child over social media.',
  P3: 'The child comes first, and the relationship stays outside the setting.',
  P4: 'Nobody is key person for a child with whose parent they have a personal relationship.',
  P5: 'In a safeguarding concern about such a child, that member of staff stays impartial and professional.',
  P6: "Staff do not pass a colleague's personal information on to parents.",
  P7: 'Parents raise what troubles them with the key person, the manager or the safeguarding officer.',
  P8: 'Everybody signs a confidentiality agreement, and knows that breaking it is a disciplinary matter.',
  P9: 'While the child attends, a key person sees the parents outside only professionally, such as for arranged babysitting.',
  F1: 'The guidance for safer working practice of 2015 is named as further reading; a newer edition exists (February 2022).',
  V1: 'The committee adopts this policy on a date, somebody signs it, and it is reviewed again by a date.',
};

/** The subject of each clause in a few words, for lists. */
export const CLAUSE_NAMES: Record<ClauseId, string> = {
  G1: 'making a relationship known',
  G2: 'parents on one’s networks',
  G3: 'what counts as a network',
  G4: 'keeping to this guidance',
  G5: 'writing about work',
  G6: 'own pages and the logo',
  P1: 'professional boundaries',
  P2: 'the child on social media',
  P3: 'the child comes first',
  P4: 'key person',
  P5: 'impartial in a concern',
  P6: 'a colleague’s information',
  P7: 'whom parents speak to',
  P8: 'confidentiality',
  P9: 'seeing parents outside',
  F1: 'further guidance',
  V1: 'adoption and review',
};

/** What settles a check, and who may do it, in words behind "Check first". */
export const WAYS_OUT: Partial<Record<RuleId, string>> = {
  K5: 'the officer says whether the declared name is somebody of this family, or none of these.',
  K8: 'the officer of the case says whether they may.',
  K10: 'they acknowledge the policy and sign the agreement.',
  K14: 'an officer who is not involved says that no carer is recorded on purpose, or a carer is added.',
  K15: 'they answer whether they know this family.',
  K16: 'an officer who is not involved says whether they may.',
};

/** What each rule means, for a manager: neutral words that say nothing of what was declared. */
export const RULES: Record<RuleId, string> = {
  K1: 'A parent or carer of this child.',
  K2: 'Family, household or godparent of this child or of a parent.',
  K3: 'An active declaration with this family.',
  K4: 'A declaration with this family that waits to be decided, changed or closed.',
  K5: "A declared name that may be this family's: the officer has to match or reject it first.",
  K6: "The safeguarding officer's decision not to allocate.",
  K7: 'Not in post, away, or not marked as able to be key person on that day.',
  K8: "A link with this child's family, past or present, on which the officer has the say.",
  K9: 'An arrangement with this family outside the setting.',
  K10: 'A policy not acknowledged yet, or the confidentiality agreement not signed yet.',
  K11: 'A declaration with this family that the officer found not to be personal.',
  K12: 'Already key person for as many children as the setting plans for.',
  K13: 'In on none, or only some, of the days on which the child comes.',
  K14: 'No carer of this child is on record, so nothing could be checked.',
  K15: 'Has not said yet whether they know this family.',
  K16: 'A link within the staff that the safeguarding officer looks at first.',
};
