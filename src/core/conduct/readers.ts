import { loadOfficers, type Officers } from '../cases/officers.ts';
import type { Person } from '../people/person.ts';
import type { Context } from '../talk/context.ts';
import { MY_COMMANDS } from '../talk/dispatch.ts';
import { Refusal } from '../talk/refusal.ts';
import type { ConductMatter } from './matter.ts';

type Subject = Pick<Person, 'id' | 'name'>;

/**
 * The matters that this reader may see, newest first: none about themselves, nor about somebody to whom they have declared to
 * be close. Refuses a chair who may see none.
 */
export async function readable(
  context: Context,
): Promise<{ all: ConductMatter[]; mayReadOf: (subject: Subject) => boolean }> {
  const { register, setting, me } = context;
  const officers = await loadOfficers(context);
  if (!(await mayRead(context, officers))) throw notYours();
  const mayReadOf = (subject: Subject) => readersOf(officers, subject).includes(me.id);
  return {
    all: (await register.conduct.all(setting.id)).filter(({ subject, subjectName }) =>
      mayReadOf({ id: subject, name: subjectName }),
    ),
    mayReadOf,
  };
}

/** Whether this person may see conduct matters about anybody. */
export async function mayRead(context: Context, officers?: Officers): Promise<boolean> {
  const { me, roles } = context;
  if (roles.includes('manager') || roles.includes('dso')) return true;
  if (!roles.includes('chair')) return false;
  const known = officers ?? (await loadOfficers(context));
  return known.people.some((subject) => readersOf(known, subject).includes(me.id));
}

/**
 * Who sees matters about that person, each person once: the manager and the safeguarding officer, without the subject and those
 * close to them; the chair, under the same conditions, where these leave nobody, or neither office is held.
 */
export function readersOf(officers: Officers, subject: Subject): string[] {
  const uninvolved = (role: 'manager' | 'dso' | 'chair') =>
    officers.holders(role).filter((person) => person !== subject.id && !officers.isCloseTo(person, subject));
  const readers = new Set([...uninvolved('manager'), ...uninvolved('dso')]);
  return readers.size > 0 ? [...readers] : uninvolved('chair');
}

/** The refusal that anybody gets whose role does not include the verb. */
export function notYours(): Refusal {
  return new Refusal('conduct is not among the commands for your role here.', {
    cites: ['authority'],
    ways: [MY_COMMANDS],
  });
}
