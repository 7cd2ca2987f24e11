import type { Traced } from '../trace.ts';
import { ACCOUNTS } from './accounts.ts';
import { ALLOCATIONS } from './allocations.ts';
import { ACKNOWLEDGEMENTS, SIGNATURES } from './answers.ts';
import { ARRANGEMENTS } from './arrangements.ts';
import { AGREEMENTS, LINKS } from './boundaries.ts';
import { CLEARANCES, OPENINGS, PASSES, VERDICTS } from './casework.ts';
import { CARER_LINKS, CHILDREN, ENROLMENTS } from './children.ts';
import { MATTERS } from './conduct.ts';
import { DECLARATIONS } from './declarations.ts';
import { FAMILY_ANSWERS, FAMILY_CARERS, FAMILY_CHILDREN, QUESTIONS } from './families.ts';
import { HOLDS } from './holds.ts';
import { ABSENCES, PEOPLE, POSTS } from './people.ts';
import { POLICIES } from './policies.ts';
import { PROPOSALS } from './proposals.ts';
import { LEGAL_HOLDS } from './retention.ts';
import { SETTINGS } from './settings.ts';

/** Every table of which the audit trail keeps traces, with what one row is, in words. */
export const TRACED: readonly { of: Traced; is: string }[] = [
  { of: SETTINGS, is: 'the setting' },
  { of: PEOPLE, is: 'a person' },
  { of: POSTS, is: 'a role of a person' },
  { of: ACCOUNTS, is: 'whom an account stands for' },
  { of: ABSENCES.traced, is: 'an absence' },
  { of: PROPOSALS.traced, is: 'a proposed change of office' },
  { of: CHILDREN, is: 'a child' },
  { of: ENROLMENTS, is: 'an enrolment of a child' },
  { of: CARER_LINKS, is: 'the link of a child to a carer' },
  { of: ALLOCATIONS.traced, is: 'an allocation' },
  { of: HOLDS.traced, is: 'a hold' },
  { of: DECLARATIONS.traced, is: 'a declaration' },
  { of: VERDICTS, is: 'the officer’s match of a declaration' },
  { of: CLEARANCES, is: 'the officer’s answer to a check of a declaration' },
  { of: OPENINGS, is: 'an opening of a declaration' },
  { of: PASSES, is: 'the passing on of a case' },
  { of: ARRANGEMENTS.traced, is: 'an arrangement' },
  { of: AGREEMENTS.traced, is: 'a boundary agreement' },
  { of: LINKS, is: 'a one-time link' },
  { of: MATTERS.traced, is: 'a conduct matter' },
  { of: QUESTIONS, is: 'a question about a family' },
  { of: FAMILY_CHILDREN, is: 'a child of a question about a family' },
  { of: FAMILY_CARERS, is: 'a carer of a question about a family' },
  { of: FAMILY_ANSWERS, is: 'an answer about a family' },
  { of: POLICIES, is: 'a version of a policy' },
  { of: ACKNOWLEDGEMENTS.traced, is: 'an acknowledgement' },
  { of: SIGNATURES.traced, is: 'a signature' },
  { of: LEGAL_HOLDS, is: 'a legal hold' },
];
