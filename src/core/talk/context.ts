import type { Person, Role } from '../people/person.ts';
import type { Calendar, Day } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';

/** A setting at an instant, and the register as it stands inside this transaction. */
export interface Scene {
  setting: Setting;
  now: Date;
  /** Today in the setting's timezone. */
  today: Day;
  calendar: Calendar;
  register: Register;
}

/** A scene in which somebody asks. */
export interface Context extends Scene {
  me: Person;
  /** The roles I hold today. */
  roles: Role[];
  /** `platform:tenant:user`, for the evidence rows. */
  account: string;
  /** The https address under which the world reaches this installation, if it does: pages for parents live there. */
  publicUrl: string | undefined;
  /** Packs files of text, by name, into one archive; undefined where nothing can. */
  zip: Zip | undefined;
}

export type Zip = (files: Record<string, string>) => Uint8Array;
