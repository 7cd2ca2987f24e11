import { closingBracket, isNone, isPlain, readDoubtful } from '../rules/doubtful.ts';
import { clip, readEmail, readName, readRef } from '../rules/entries.ts';
import { tidy } from '../rules/names.ts';
import type { Standing } from './child.ts';

/** One carer as written on a child's row. */
export interface CarerEntry {
  name: string;
  email: string | null;
  ref: string | null;
  relation: string | null;
  /** `relative` where the relation begins with that word: the person is linked to the child (K8) without being a carer. */
  standing: Exclude<Standing, 'former'>;
}

export interface Carers {
  entries: CarerEntry[];
  wrong: string[];
  /** How doubtful words were read. */
  notes: string[];
  /** `none`: there is no carer, on purpose. */
  isNone: boolean;
}

/**
 * Reads `Sarah Reed (mother); Mike Reed <mike@families.test> #F123 (father)`. E-mail, reference and relation are optional.
 * A name that stands in double quotes, with quotes in it doubled, is taken as it is; any other that is written in another
 * form is read where that can be done in one way (`readDoubtful`). A relation that begins with `relative` (`relative: aunt`)
 * links a relative who is not a carer. `child`: the child's name as written.
 */
export function parseCarers(text: string, child = ''): Carers {
  const carers: Carers = { entries: [], wrong: [], notes: [], isNone: isNone(text) };
  if (carers.isNone) return carers;
  for (const part of splitParts(text)) {
    const strict = parseCarer(part);
    const isSure =
      part.startsWith('"') ||
      ('value' in strict && !part.includes('\n') && isPlain(strict.value.name, strict.value.relation));
    const doubtful = isSure ? undefined : readDoubtful(part, child);
    if (doubtful === undefined) {
      if ('wrong' in strict) carers.wrong.push(strict.wrong);
      else if (isSure || !/[,&/+|:=@\d\n]/.test(strict.value.name)) carers.entries.push(strict.value);
      else carers.wrong.push(`"${clip(part)}": this is no name. ${WRITE_IT}`);
      continue;
    }
    if ('wrong' in doubtful) {
      carers.wrong.push(`${doubtful.wrong} ${WRITE_IT}`);
      continue;
    }
    const { people, leftOut } = doubtful;
    const entries = people.flatMap(({ name, ...rest }): CarerEntry[] => {
      const read = NOT.test(name) ? { wrong: `nobody is called “not”. ${WRITE_IT}` } : readName(name);
      if ('wrong' in read) carers.wrong.push(`"${clip(part)}": ${read.wrong}`);
      return 'wrong' in read ? [] : [{ ...rest, name: read.value, standing: standingOf(rest.relation) }];
    });
    carers.entries.push(...entries);
    const isAsWritten =
      leftOut.length === 0 && entries.length === 1 && 'value' in strict && isSame(strict.value, entries[0]);
    if (!isAsWritten) carers.notes.push(howRead(part, entries, leftOut));
    for (const { name } of entries)
      if (!/\s/.test(name))
        carers.notes.push(
          `"${clip(name)}" is one name alone: whoever declares both will hardly be found by it. Please add the other.`,
        );
  }
  return carers;
}

/** `NOT Al Orr`: whether he is a parent who must not collect the child, or none, is not for us to say. */
const NOT = /^(?:not|never|except)\s/i;
const WRITE_IT =
  'Please write it like Mike Reed <mike@families.test> #F123 (father), and separate people with a semicolon.';

function howRead(part: string, entries: readonly CarerEntry[], leftOut: readonly string[]): string {
  if (entries.length === 0) return `${leftOut.join('; ')}, and was left out.`;
  return [`"${clip(part)}" is read as ${entries.map(plainly).join('; ')}`, ...leftOut].join('; ').concat('.');
}

function isSame(one: CarerEntry, other: CarerEntry | undefined): boolean {
  return (
    one.name === other?.name &&
    one.email === other.email &&
    one.ref === other.ref &&
    one.relation === other.relation
  );
}

/** Writes carers in the form that `parseCarers` reads, with a name in quotes where it would be read otherwise. */
export function showCarers(entries: readonly CarerEntry[]): string {
  return entries
    .map((entry) => {
      const plain = plainly(entry);
      const { entries: back, notes } = parseCarers(plain);
      const isRead = !/[;()<>#"]/.test(entry.name) && back.length === 1 && isSame(entry, back[0]);
      return isRead && notes.length === 0
        ? plain
        : plainly({ ...entry, name: `"${entry.name.replaceAll('"', '""')}"` });
    })
    .join('; ');
}

function plainly({ name, email, ref, relation }: CarerEntry): string {
  return [
    name,
    email === null ? '' : ` <${email}>`,
    ref === null ? '' : ` #${ref}`,
    relation === null ? '' : ` (${relation})`,
  ].join('');
}

export function standingOf(relation: string | null): CarerEntry['standing'] {
  return relation !== null && /^relative\b/i.test(relation) ? 'relative' : 'carer';
}

/** Splits at each `;` outside quotes and parentheses. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') depth++;
    else if (sign === ')') depth = Math.max(0, depth - 1);
    else if (sign === ';' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parseCarer(part: string): { value: CarerEntry } | { wrong: string } {
  const wrong = (words: string) => ({ wrong: `"${clip(part)}": ${words}` });
  const { name: said, rest: after } = splitName(part);
  let rest = after;
  let email: string | null = null;
  let ref: string | null = null;
  let relation: string | null = null;
  while (rest !== '') {
    if (relation !== null) return wrong('nothing may follow the relation; separate carers with a semicolon.');
    if (rest.startsWith('<')) {
      const end = rest.indexOf('>');
      if (end < 0) return wrong('the e-mail address opens with < and is not closed with >.');
      if (email !== null) return wrong('there are two e-mail addresses; please keep one.');
      const read = readEmail(rest.slice(1, end));
      if ('wrong' in read) return wrong(read.wrong);
      email = read.value;
      rest = rest.slice(end + 1).trim();
    } else if (rest.startsWith('#')) {
      const [found = ''] = /^#\s?[^\s<(]*/u.exec(rest) ?? [];
      if (ref !== null) return wrong('there are two references; please keep one.');
      const read = readRef(found.slice(1));
      if ('wrong' in read) return wrong(read.wrong);
      ref = read.value;
      rest = rest.slice(found.length).trim();
    } else if (rest.startsWith('(')) {
      const end = closingBracket(rest);
      if (end < 0) return wrong('the relation opens with ( and is not closed with ).');
      relation = tidy(rest.slice(1, end)) || null;
      if (relation !== null && [...relation].length > 100)
        return wrong('a relation holds 100 characters at most.');
      rest = rest.slice(end + 1).trim();
    } else
      return wrong(
        'please write it like Mike Reed <mike@families.test> #F123 (father), and separate carers with a semicolon.',
      );
  }
  const name = readName(said);
  if ('wrong' in name) return wrong(name.wrong);
  if (/[<>()]/.test(name.value) && !part.startsWith('"'))
    return wrong('there is a bracket without its other half.');
  return { value: { name: name.value, email, ref, relation, standing: standingOf(relation) } };
}

function splitName(part: string): { name: string; rest: string } {
  if (part.startsWith('"')) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(part);
    if (quoted)
      return { name: (quoted[1] ?? '').replaceAll('""', '"'), rest: part.slice(quoted[0].length).trim() };
  }
  const at = part.search(/[<(#]/);
  return at < 0 ? { name: part, rest: '' } : { name: part.slice(0, at), rest: part.slice(at) };
}
