import type { Person, Role } from '../people/person.ts';
import type { Calendar, Day } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';

/** A setting at an instant, and the register as this transaction sees it. */
export interface Scene {
  setting: Setting;
  now: Date;
  /** Today in the setting's timezone. */
  today: Day;
  calendar: Calendar;
  register: Register;
}

/** A scene with the person who asks. */
export interface Context extends Scene {
  me: Person;
  /** The roles I hold today. */
  roles: Role[];
  /** `platform:tenant:user`, for the evidence rows. */
  account: string;
  /** The public https address of this installation, for parents' pages; undefined where there is none. */
  publicUrl: string | undefined;
  /** Packs text files, by name, into one archive; undefined where that is not available. */
  zip: Zip | undefined;
}

export type Zip = (files: Record<string, string>) => Uint8Array;
