import type { Day, Nation } from '../rules/days.ts';
import type { NotInFolder } from './folder.ts';

export { NATIONS, type Nation } from '../rules/days.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** A period in which the setting is closed, both days included. */
export interface Closure {
  from: Day;
  to: Day;
  why: string;
}

/** A time of day in which routine messages may be delivered, as local `HH:MM`. */
export interface DeliveryWindow {
  days: Weekday[];
  from: string;
  to: string;
}

/** What the setting has decided where the policy leaves it a choice. */
export interface Profile {
  /** Arrangements outside the setting (P9): declared, approved by an officer, or not allowed. */
  babysitting: 'declare' | 'approve' | 'prohibited';
  /** What comes of a policy not acknowledged or the agreement not signed (K10): listed, or `check`, or `no`. */
  unsigned: 'listed' | 'check' | 'no';
  /** What comes of not having said whether one knows the family (K15). */
  unanswered: 'listed' | 'check';
  /** Whether an adoption waits for the word of another officer or the admin, where there is one. */
  second_approval: boolean;
  /** K12 leaves a note above this number of key children. */
  key_children_max: number;
}

/** What the setting calls its officers: "DSL" for DSO, say. */
export interface Titles {
  dso: string;
  deputy_dso: string;
  manager: string;
  chair: string;
}

/** One pre-school. An officer of one setting sees nothing of another. */
export interface Setting {
  id: string;
  code: string;
  name: string;
  timezone: string;
  nation: Nation;
  closures: Closure[];
  deliveryWindows: DeliveryWindow[];
  /** The adult-harm contact's telephone number; in England the LADO's. */
  ladoPhone: string | null;
  /** What the adult-harm contact is called here; null: as the framework calls them. */
  ladoTitle: string | null;
  socialCarePhone: string | null;
  socialCareOutOfHours: string | null;
  whistleblowingPhone: string | null;
  /** Whose early years framework applies; null: that of the nation. */
  framework: Framework | null;
  /** The id of the setting's tenant (workspace, organisation) on each platform that has one, by the platform's name. */
  tenants: Readonly<Record<string, string>>;
  titles: Titles;
  profile: Profile;
  /** The day of the first import; acknowledgements fall due at the earliest 21 days after it (rules: Time). */
  firstImportOn: Day;
  /** True for the demo: no chat platform starts on a database that holds it. */
  demo: boolean;
  /** Who is told the head of the audit chain each week, beside the admin: a person's name or e-mail address. */
  witness: string | null;
  /** The setting's own telephone number: parents, and whoever asks for their data, may ring it. */
  phone: string | null;
}

export const FRAMEWORKS = ['england', 'wales', 'scotland', 'northern-ireland'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** The bodies that take a concern, by whose framework applies. */
export const BODIES: Record<Framework, { socialCare: string; adultHarm: string }> = {
  england: {
    socialCare: 'children’s social care',
    adultHarm: 'the local authority’s designated officer (LADO)',
  },
  wales: {
    socialCare: 'children’s social services',
    adultHarm: 'the local authority’s designated officer for safeguarding',
  },
  scotland: { socialCare: 'children’s social work', adultHarm: 'the council’s child protection team' },
  'northern-ireland': { socialCare: 'the Trust’s Gateway team', adultHarm: 'the Trust’s Gateway team' },
};

export function frameworkOf({ framework, nation }: Pick<Setting, 'framework' | 'nation'>): Framework {
  return framework ?? (nation === 'england-and-wales' ? 'england' : nation);
}

/** What the adult-harm contact is called here. */
export function adultHarmContact(setting: Pick<Setting, 'ladoTitle' | 'framework' | 'nation'>): string {
  return setting.ladoTitle ?? BODIES[frameworkOf(setting)].adultHarm;
}

/** What the line about concerns would say, were it known. */
export function numbersMissing(setting: Setting): string[] {
  const known: [string | null, string][] = [
    [setting.socialCarePhone, 'children’s social care (social_care_phone)'],
    [setting.socialCareOutOfHours, 'its number for nights and weekends (social_care_out_of_hours)'],
    [setting.ladoPhone, `${adultHarmContact(setting)} (lado_phone)`],
    [setting.whistleblowingPhone, 'whistleblowing (whistleblowing_phone)'],
  ];
  return known.filter(([number]) => number === null).map(([, what]) => what);
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
  unsigned: 'listed',
  unanswered: 'listed',
  second_approval: false,
  key_children_max: 8,
};

export interface Settings {
  byId(id: string): Promise<Setting | undefined>;
  byCode(code: string): Promise<Setting | undefined>;
  all(): Promise<Setting[]>;
  /** Inserts or updates a setting; a new one gets the head of its audit chain. */
  save(setting: Setting): Promise<void>;
}

/**
 * What the folder said at the last import, so that an import can tell what was changed in chat since from what was changed
 * in the folder. A fingerprint contains digests of cells, never their content. Keys: `P:` a person, `C:` a child, `V:` a
 * policy version, each followed by its id. `H:` and the digest of a list's header: what was answered about that header.
 */
export interface Imports {
  /** Every fingerprint of the setting, by key. */
  all(setting: string): Promise<Map<string, string>>;
  keep(setting: string, fingerprints: ReadonlyMap<string, string>): Promise<void>;
  /** How much there is of each kind that the folder has no place for. */
  notInFolder(setting: string, today: Day): Promise<Map<NotInFolder, number>>;
}
