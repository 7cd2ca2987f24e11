import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import { Refusal } from '../talk/refusal.ts';
import { allFound, type Named, settingsNamed } from './match.ts';
import { resolve, type Scope } from './resolve.ts';

// Finds people for the command line, where a name may belong to any setting.

/** A person or child who was found, and the setting whose register has them. */
export interface Placed<T> {
  setting: Setting;
  is: T;
}

/** The setting of that code or name; every setting where none is named. */
export async function selectSettings(register: Register, said: string | undefined): Promise<Setting[]> {
  const known = await register.settings.all();
  const found = said === undefined ? known : settingsNamed(said, known);
  if (said === undefined || found.length > 0) return found;
  throw new Refusal(`No setting is called ${said}. There are: ${known.map(({ code }) => code).join(', ')}.`);
}

/** Everybody in these settings whom the words fit. */
export async function resolveIn<T extends Named>(
  register: Register,
  settings: readonly Setting[],
  said: string,
  scope: Scope<T>,
): Promise<Placed<T>[]> {
  const found: Placed<T>[] = [];
  for (const setting of settings) {
    for (const is of allFound(await resolve({ register, setting }, said, scope))) found.push({ setting, is });
  }
  return found;
}

/**
 * The only one found. Throws a Refusal where there is none or several, because the command line has no form to choose from.
 */
export async function onlyOf<T extends Named>(
  register: Register,
  found: readonly Placed<T>[],
  scope: Scope<T>,
): Promise<Placed<T>> {
  const [only, ...others] = found;
  if (only === undefined) throw new Refusal(scope.none);
  if (others.length === 0) return only;
  const lines: string[] = [];
  for (const { setting, is } of found) {
    const label = await scope.label({ register, setting }, is);
    lines.push([label, setting.code, is.ref ?? [], scope.value(is)].flat().join(', '));
  }
  throw new Refusal(
    `That fits several people: ${lines.join('; ')}. Please name one by e-mail, reference or the id at the end, or add --setting CODE.`,
  );
}
