import type { Profile } from '../settings/setting.ts';
import type { ArrangementKind } from './arrangement.ts';

/** What people read for each kind of arrangement outside the setting (P9). */
export const ARRANGEMENT_LABELS: Record<ArrangementKind, string> = {
  babysitting: 'Babysitting',
  tutoring: 'Tutoring',
  lift: 'Giving a lift',
  party: 'A party',
  paid_care: 'Other paid care',
  social: 'Seeing each other socially',
  other: 'Something else',
};

/** What the setting has decided about arrangements (P9), in the words for the person who arranges something. */
export const PROFILE_WORDS: Record<Profile['babysitting'], string> = {
  declare: 'Here such arrangements are recorded, and the officer looks at them.',
  approve: 'Here such arrangements wait until the officer has acknowledged them.',
  prohibited: 'Here such arrangements are not allowed.',
};
