import type { Role } from '../people/person.ts';

/** What people read for each role, where the setting has no title of its own. */
export const ROLE_LABELS: Record<Role, string> = {
  staff: 'works with children',
  manager: 'manager',
  dso: 'designated safeguarding officer',
  deputy_dso: 'deputy safeguarding officer',
  chair: 'chair',
  admin: 'administrator',
};
