import { loadOfficers, type Officers } from '../cases/officers.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import type { ConductMatter } from './matter.ts';

/** The matters that I may see, newest first, and of whom I may see them; refused to a chair who may see none. */
export async function readable(
  context: Context,
): Promise<{ all: ConductMatter[]; mayReadOf: (subject: string) => boolean }> {
  const { register, setting, me, roles } = context;
  if (!(await mayRead(context))) throw notYours();
  const own = isReader(roles);
  const [only] = readersOf(await loadOfficers(context));
  const mayReadOf = (subject: string) => (own ? subject !== me.id : subject === only);
  return {
    all: (await register.conduct.all(setting.id)).filter((each) => mayReadOf(each.subject)),
    mayReadOf,
  };
}

function isReader(roles: Context['roles']): boolean {
  return roles.includes('manager') || roles.includes('dso');
}

/** Manager and safeguarding officer; the chair where these are one person, who is not the chair. */
export async function mayRead(context: Context): Promise<boolean> {
  if (isReader(context.roles)) return true;
  const readers = readersOf(await loadOfficers(context));
  return readers.length === 1 && readers[0] !== context.me.id;
}

/** Manager and safeguarding officer, each person once. */
export function readersOf(officers: Officers): string[] {
  return [...new Set([...officers.holders('manager'), ...officers.holders('dso')])];
}

/** The same words as to anybody whose verb it is not. */
export function notYours(): Refusal {
  return new Refusal('conduct is not among the commands for your role here. Type help to see yours.', {
    cites: ['authority'],
  });
}
