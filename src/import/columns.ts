import type { PlatformNames } from '../core/accounts/account.ts';

// The columns of each spreadsheet, in the order in which an export writes them.

/** The columns of people.csv; the last ones name accounts, one for each platform. */
export function peopleColumns(platformNames: readonly PlatformNames[]): string[] {
  const own = [
    'ref',
    'name',
    'email',
    'roles',
    'line_manager',
    'starts_on',
    'leaves_on',
    'key_person_capable',
    'days',
  ];
  return [...own, ...platformNames.map(({ userField }) => userField)];
}

export const CHILD_COLUMNS = [
  'ref',
  'name',
  'starts_on',
  'leaves_on',
  'carers',
  'key_person',
  'co_key_person',
  'back_up',
  'days',
  'protected',
] as const;

export const AGREEMENT_COLUMNS = ['person', 'code', 'version', 'signed_on', 'witness'] as const;

/** Columns that a later edition will read. */
export const LATER_COLUMNS: readonly string[] = ['room'];
