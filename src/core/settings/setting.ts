import type { Day, Nation } from '../rules/days.ts';

export { NATIONS, type Nation } from '../rules/days.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A run of days on which the setting is closed, both included. */
export interface Closure {
  from: Day;
  to: Day;
  why: string;
}

/** A time of day in which routine messages may reach people, as local `HH:MM`. */
export interface DeliveryWindow {
  days: Weekday[];
  from: string;
  to: string;
}

/** What the setting has decided where the policy leaves it a choice. */
export interface Profile {
  /** Arrangements outside the setting (P9): declared, approved by an officer, or not allowed. */
  babysitting: 'declare' | 'approve' | 'prohibited';
  /** K10 answers `no` instead of a note. */
  outstanding_blocks: boolean;
  /** K12: above this many key children, a note. */
  key_children_max: number;
}

/** What the setting calls its officers: "DSL" for DSO, say. */
export interface Titles {
  dso: string;
  deputy_dso: string;
  manager: string;
  chair: string;
}

/** One pre-school. An officer of one sees nothing of another. */
export interface Setting {
  id: string;
  code: string;
  name: string;
  timezone: string;
  nation: Nation;
  closures: Closure[];
  deliveryWindows: DeliveryWindow[];
  ladoPhone: string | null;
  slackTeam: string | null;
  teamsTenant: string | null;
  titles: Titles;
  profile: Profile;
  /** The day it was first imported; acknowledgements fall due no earlier than 21 days after (rules: Time). */
  firstImportOn: Day;
  /** True for the demo folder: no chat platform starts on a database that holds it. */
  demo: boolean;
}

export const DEFAULT_WINDOWS: DeliveryWindow[] = [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '08:45' },
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '12:15', to: '13:15' },
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '15:30', to: '17:30' },
];
export const DEFAULT_TITLES: Titles = {
  dso: 'DSO',
  deputy_dso: 'deputy DSO',
  manager: 'manager',
  chair: 'chair',
};

export const DEFAULT_PROFILE: Profile = {
  babysitting: 'declare',
  outstanding_blocks: false,
  key_children_max: 8,
};

export interface Settings {
  byId(id: string): Promise<Setting | undefined>;
  byCode(code: string): Promise<Setting | undefined>;
  all(): Promise<Setting[]>;
  /** Inserts or updates; a new setting gets its audit chain head. */
  save(setting: Setting): Promise<void>;
}
