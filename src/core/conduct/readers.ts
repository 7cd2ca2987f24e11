import { loadOfficers, type Officers } from '../cases/officers.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import type { ConductMatter } from './matter.ts';

/** The matters that this reader may see, newest first. Refuses a chair who may see none. */
export async function readable(
  context: Context,
): Promise<{ all: ConductMatter[]; mayReadOf: (subject: string) => boolean }> {
  const { register, setting, me, roles } = context;
  if (!(await mayRead(context))) throw notYours();
  const own = isReader(roles);
  const [only] = readersOf(await loadOfficers(context));
  const mayReadOf = (subject: string) => (own ? subject !== me.id : subject === only);
  return {
    all: (await register.conduct.all(setting.id)).filter((matter) => mayReadOf(matter.subject)),
    mayReadOf,
  };
}

function isReader(roles: Context['roles']): boolean {
  return roles.includes('manager') || roles.includes('dso');
}

/**
 * Whether this reader may see conduct matters: manager and safeguarding officer; the chair where these are one person other
 * than the chair.
 */
export async function mayRead(context: Context): Promise<boolean> {
  if (isReader(context.roles)) return true;
  const readers = readersOf(await loadOfficers(context));
  return readers.length === 1 && readers[0] !== context.me.id;
}

/** The manager and the safeguarding officer, each person once. */
export function readersOf(officers: Officers): string[] {
  return [...new Set([...officers.holders('manager'), ...officers.holders('dso')])];
}

/** The refusal that anybody gets whose role does not include the verb. */
export function notYours(): Refusal {
  return new Refusal('conduct is not among the commands for your role here. Type help to see yours.', {
    cites: ['authority'],
  });
}
