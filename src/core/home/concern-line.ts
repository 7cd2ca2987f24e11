import { bySeniority } from '../cases/officers.ts';
import { isOwnAbsence, OFFICER_ORDER, type Person, type Role, rolesOn } from '../people/person.ts';
import { adultHarmContact, BODIES, frameworkOf, type Setting } from '../settings/setting.ts';
import type { Context } from '../talk/context.ts';

type Reader = Pick<Context, 'register' | 'setting' | 'today' | 'me'>;

/** The line about concerns as one line. */
export async function concernLine(reader: Reader): Promise<string> {
  return (await concernLines(reader)).join(' ');
}

/**
 * The line about concerns, in its parts: whom to tell, now (rules: The line about concerns). It records nothing, names nobody to
 * themselves, and is otherwise the same for everybody. What is not known is left out.
 */
export async function concernLines({ register, setting, today, me }: Reader): Promise<string[]> {
  const [people, absences] = await Promise.all([
    register.people.inPost(setting.id, today),
    register.people.absencesOn(setting.id, today),
  ]);
  const away = new Map<string, 'own word' | 'said to be'>();
  for (const absence of absences)
    if (away.get(absence.person) !== 'own word')
      away.set(absence.person, isOwnAbsence(absence) ? 'own word' : 'said to be');
  const listed: Listed[] = people
    .filter(({ id }) => id !== me.id && away.get(id) !== 'own word')
    .sort(bySeniority)
    .map((person) => ({ person, roles: rolesOn(person, today), isSaidAway: away.has(person.id) }));
  return [
    'In danger: 999.',
    aboutAChild(setting, firstPresent(holders(listed, OFFICER_ORDER.slice(0, 3)), 2)),
    aboutAnAdult(setting, listed),
    setting.whistleblowingPhone !== null && `Not heard: whistleblowing, ${setting.whistleblowingPhone}.`,
  ].filter((part) => part !== false);
}

/** Somebody in post who is not away by their own word. */
interface Listed {
  person: Person;
  roles: Role[];
  /** Somebody else has recorded that they are away. */
  isSaidAway: boolean;
}

/** Holders of these roles, in the order of the roles; each person once. */
function holders(listed: readonly Listed[], roles: readonly Role[]): Listed[] {
  return [...new Set(roles.flatMap((role) => listed.filter((each) => each.roles.includes(role))))];
}

/** The first so many who are not said to be away, with those before them who are. */
function firstPresent(listed: readonly Listed[], most: number): Listed[] {
  const first: Listed[] = [];
  for (const each of listed) {
    if (first.filter(({ isSaidAway }) => !isSaidAway).length === most) break;
    first.push(each);
  }
  return first;
}

function nameOf({ person, isSaidAway }: Listed, title?: string): string {
  const marks = [title, isSaidAway && 'said to be away'].filter(Boolean);
  return marks.length === 0 ? person.name : `${person.name} (${marks.join(', ')})`;
}

function either(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

function aboutAChild(setting: Setting, named: readonly Listed[]): string {
  const { socialCare } = BODIES[frameworkOf(setting)];
  const { socialCarePhone: day, socialCareOutOfHours: night } = setting;
  const numbers = [day, night && `nights and weekends ${night}`].filter(Boolean);
  const ring = (words: string) => [words, ...numbers].join(', ');
  if (named.length === 0) return `Worried about a child: ${ring(`ring ${socialCare} now`)}.`;
  const tell = `tell ${either(named.map((each) => nameOf(each)))} now`;
  return `Worried about a child: ${tell}; ${ring(`you may also ring ${socialCare} yourself`)}.`;
}

/** The manager; for a matter about them, the chair or the adult-harm contact. One who is not there makes way for the next. */
function aboutAnAdult(setting: Setting, listed: readonly Listed[]): string {
  const { titles, ladoPhone } = setting;
  const contact = [adultHarmContact(setting), ladoPhone].filter(Boolean).join(', ');
  const first = (role: Role) => firstPresent(holders(listed, [role]), 1);
  const managers = first('manager').map((each) => nameOf(each, titles.manager));
  const chairs = first('chair')
    .filter(({ roles }) => !roles.includes('manager'))
    .map((each) => nameOf(each, titles.chair));
  const about = 'About an adult who works or volunteers here';
  if (managers.length > 0)
    return `${about}: ${either(managers)}. If it is about them, or you are the ${titles.manager}: ${either([...chairs, contact])}.`;
  if (chairs.length > 0) return `${about}: ${either(chairs)}. If it is about them: ${contact}.`;
  return `${about}: ${contact}.`;
}
