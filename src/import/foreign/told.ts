import { ROLES, type Role } from '../../core/people/person.ts';
import { readTitles } from '../../core/people/titles.ts';
import { fold, toCode } from '../../core/rules/names.ts';
import { type Field, headerKey, type Meaning } from './headers.ts';

/** What somebody has said about a file: on the command line, in a form, or of an earlier file with the same header. */
export interface Told {
  /** What a column means, by `headerKey`: one of `TARGETS`. */
  columns: Record<string, string>;
  /** The roles behind a job title, by its folded words. */
  titles: Record<string, Role[]>;
  /** `sheet`, `holds`, `attending`, `carers`, `name`. */
  answers: Record<string, string>;
}

export const NOTHING_TOLD: Told = { columns: {}, titles: {}, answers: {} };

/** A question about a file, for a form as well as for a command line. */
export interface Question {
  name: string;
  label: string;
  choices: { value: string; label: string }[];
  /** What is answered most often. */
  suggestion: string | undefined;
  /** How the command line answers it: a word for a field, the meaning of a column or a job title, or the setting's code. */
  by: 'answer' | 'map' | 'setting';
}

/** The fields that one column can be by what was said of it, or by its code. */
export const FIELDS: readonly Field[] = [
  'ref',
  'name',
  'forename',
  'surname',
  'known_as',
  'email',
  'roles',
  'line_manager',
  'starts_on',
  'leaves_on',
  'status',
  'key_person_capable',
  'key_person',
  'co_key_person',
  'back_up',
  'days',
  'protected',
];

/** What a column can be said to be. */
export const TARGETS: readonly string[] = [...FIELDS, 'carers', 'mother', 'father', 'nothing'];

/** What a column is by what was said of it. */
export function meaningTold(target: string, header: string): Meaning | undefined {
  if (target === 'nothing') return { is: 'private' };
  if (target === 'carers')
    return { is: 'carer', who: `told:${headerKey(header)}`, part: 'name', relation: null };
  if (target === 'mother' || target === 'father')
    return { is: 'carer', who: target, part: 'name', relation: target };
  const field = FIELDS.find((field) => field === target);
  return field && { is: 'field', field, owner: undefined, rank: -2 };
}

/**
 * Reads `Their column=name` or `Room Leader=staff`: what stands on the right tells which of the two it is.
 * @throws Error with a sentence
 */
export function readMap(words: string): Pick<Told, 'columns' | 'titles'> {
  const at = words.lastIndexOf('=');
  const [left, right] = [words.slice(0, at).trim(), words.slice(at + 1).trim()];
  const code = toCode(right);
  if (at > 0 && left !== '' && TARGETS.includes(code))
    return { columns: { [headerKey(left)]: code }, titles: {} };
  const roles = readTitles(right);
  const isRoles = code === 'none' || (roles.roles.length > 0 && roles.unknown.length === 0);
  if (at > 0 && left !== '' && isRoles) return { columns: {}, titles: { [fold(left)]: roles.roles } };
  throw new Error(
    `--map wants "Their column=ours" or "Job title=role", not “${words}”. Ours are ${TARGETS.join(', ')}; the roles are ${ROLES.join(', ')}, none.`,
  );
}

/** Joins what was said; the later counts. */
export function joinTold(some: readonly Partial<Told>[]): Told {
  return {
    columns: Object.assign({}, ...some.map(({ columns }) => columns)) as Told['columns'],
    titles: Object.assign({}, ...some.map(({ titles }) => titles)) as Told['titles'],
    answers: Object.assign({}, ...some.map(({ answers }) => answers)) as Told['answers'],
  };
}
