import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformNames } from '../../core/accounts/account.ts';
import { ROLES, type Role } from '../../core/people/person.ts';
import { type Entry, readEmail, readRoles } from '../../core/rules/entries.ts';
import { tidy, toCode } from '../../core/rules/names.ts';
import { toCsv } from '../../core/talk/csv.ts';
import { CHILD_COLUMNS, peopleColumns } from '../../import/columns.ts';
import { Findings } from '../../import/findings.ts';
import { readFiles } from '../../import/read/folder.ts';
import { readChildrenFile, readPeopleFile } from '../../import/reconcile.ts';
import { nameKey, type PersonRow } from '../../import/rows.ts';
import type { Answers, Question, Questions } from './question.ts';

interface Officer {
  role: Role;
  title: string;
  why: string;
  /** The roles that such a person usually holds. */
  usual: string;
  isNeeded: boolean;
}

/** Those without whom a setting does not work, and the chair, whom not every setting has. */
function officers(titles: { dso: string; manager: string }): Officer[] {
  return [
    {
      role: 'manager',
      title: titles.manager,
      why: 'The manager allocates key persons.',
      usual: 'staff; manager',
      isNeeded: true,
    },
    {
      role: 'dso',
      title: titles.dso,
      why: 'The safeguarding officer is told of each declaration, and decides it.',
      usual: 'staff; dso',
      isNeeded: true,
    },
    {
      role: 'chair',
      title: 'chair',
      why: 'The chair adopts policies, and handles what concerns the others.',
      usual: 'chair',
      isNeeded: false,
    },
  ];
}

/** Somebody who is to stand in `people.csv`: the cells, by column. */
type Cells = Record<string, string>;

/** Asks who works here: a file, and whoever it lacks; or name by name. */
export function* askPeople(
  answers: Answers,
  titles: { dso: string; manager: string },
  names: readonly PlatformNames[],
): Questions {
  const get = (id: string) => answers.get(`people.${id}`) ?? '';
  yield {
    id: 'people.file',
    ask: 'Is there a spreadsheet of your staff and committee?',
    why: 'A CSV file with the columns of people.csv (name,email,roles,…) is copied as it is.',
    type: 'Type where the file is, or nothing to type the people here.',
    default: '',
    read: (said) => readFile(said, 'people.csv', ['name', 'roles'], names),
  };
  const fromFile = rowsOf(get('file'), names);
  const roleMissing = ({ role }: Officer) => !fromFile.some((cells) => rolesIn(cells).includes(role));
  for (const { role, title, why, usual, isNeeded } of officers(titles).filter(roleMissing)) {
    yield {
      id: `people.${role}.name`,
      ask: `Who is the ${title}?`,
      why,
      type: isNeeded
        ? 'Type first name and surname.'
        : 'Type first name and surname, or nothing where there is none.',
      read: (said) =>
        said === '' && isNeeded ? { wrong: `${why} Please type a name.` } : readCell('name', said, names),
      ...(isNeeded ? {} : { default: '' }),
    };
    const name = get(`${role}.name`);
    // Somebody with another hat: what else is known of them was asked before.
    if (name === '' || isTwice(name, role, answers, names)) continue;
    yield email(role, answers, names);
    yield roles(role, usual, names);
  }
  if (get('file') !== '') return;
  for (let number = 1; ; number++) {
    yield {
      id: `people.${number}.name`,
      ask: 'Who else works or helps here?',
      why: 'Everybody who works with children can be a key person, and declares whom they know.',
      type: 'Type first name and surname, or nothing where there is nobody else.',
      default: '',
      read: (said) => {
        const bare = peopleOf(answers, names).find(
          (cells) => nameKey(cells.name ?? '') === nameKey(said) && !cells.email && !cells.ref,
        );
        return said !== '' && bare
          ? {
              wrong: `${bare.name} is there already, without an e-mail address. Please add a middle name or an initial, or type nothing.`,
            }
          : readCell('name', said, names);
      },
    };
    if (get(`${number}.name`) === '') return;
    yield email(String(number), answers, names);
    yield roles(String(number), 'staff', names);
  }
}

function email(who: string, answers: Answers, names: readonly PlatformNames[]): Question {
  const name = answers.get(`people.${who}.name`) ?? '';
  return {
    id: `people.${who}.email`,
    ask: `What is the e-mail address of ${name}?`,
    why: 'By it the chat knows who is writing: the address with which they sign in there.',
    type: 'Type it, or nothing where they have no account.',
    default: '',
    read: (said) => {
      const with_ = new Map(answers).set(`people.${who}.email`, said);
      const all = peopleOf(with_, names);
      const at = all.findIndex(({ from }) => from === who);
      const wrong = faultOf(peopleFile(all), at + 2, names);
      return wrong === undefined ? { value: said } : { wrong };
    },
  };
}

function roles(who: string, usual: string, names: readonly PlatformNames[]): Question {
  return {
    id: `people.${who}.roles`,
    ask: 'Which roles do they hold?',
    why: 'Roles say who may do and see what.',
    type: `Type them with ; between: ${ROLES.join(', ')}.`,
    default: usual,
    read: (said) => readCell('roles', said, names),
  };
}

/** Reads one cell of `people.csv` as the import does. */
function readCell(column: 'name' | 'roles', said: string, names: readonly PlatformNames[]): Entry<string> {
  if (said === '') return { value: '' };
  if (column === 'name' && 'value' in readEmail(said))
    return { wrong: 'This is an e-mail address, which is asked for next. Please type the name here.' };
  const row = { name: 'A B', [column]: said };
  const wrong = faultOf(toCsv([Object.keys(row), Object.values(row)]), 2, names);
  return wrong === undefined ? { value: tidy(said) } : { wrong };
}

/** The first fault that the import finds in that line, without its place. */
function faultOf(text: string, line: number, names: readonly PlatformNames[]): string | undefined {
  const findings = new Findings();
  readPeopleFile(text, names, findings);
  const place = new RegExp(`^people\\.csv:${line}:\\d+: `);
  return findings
    .faults()
    .find((fault) => place.test(fault))
    ?.replace(place, '');
}

/** Whether that officer stands in the file, or was named for an office before. */
function isTwice(name: string, role: Role, answers: Answers, names: readonly PlatformNames[]): boolean {
  const before = new Map(answers);
  before.delete(`people.${role}.name`);
  return peopleOf(before, names).some((cells) => nameKey(cells.name ?? '') === nameKey(name));
}

/** Everybody who was named, in order; `from` says where. Somebody who was named for two offices stands there once. */
function peopleOf(answers: Answers, names: readonly PlatformNames[]): (Cells & { from: string })[] {
  const all = rowsOf(answers.get('people.file') ?? '', names);
  for (const [id, name] of answers) {
    const who = /^people\.(\w+)\.name$/.exec(id)?.[1];
    if (who === undefined || name === '') continue;
    const isOfficer = (ROLES as readonly string[]).includes(who);
    const known = isOfficer ? all.find((cells) => nameKey(cells.name ?? '') === nameKey(name)) : undefined;
    const said = answers.get(`people.${who}.roles`) ?? '';
    const held = [
      ...(known ? rolesIn(known) : []),
      ...rolesIn({ roles: said }),
      ...(isOfficer ? [who as Role] : []),
    ];
    const roles = ROLES.filter((role) => held.includes(role)).join(';');
    if (known) known.roles = roles;
    else all.push({ from: who, name, email: answers.get(`people.${who}.email`) ?? '', roles });
  }
  return all;
}

function rowsOf(text: string, names: readonly PlatformNames[]): (Cells & { from: string })[] {
  const rows: PersonRow[] = text === '' ? [] : (readPeopleFile(text, names, new Findings()) ?? []);
  return rows.map(({ row }) => ({
    ...Object.fromEntries(
      peopleColumns(names).flatMap((column) => {
        const cell = row.cell(column);
        return cell === undefined ? [] : [[column, cell] as const];
      }),
    ),
    from: 'file',
  }));
}

function rolesIn({ roles = '' }: Cells): Role[] {
  const read = readRoles(roles);
  return 'value' in read ? read.value : [];
}

/** `people.csv` of these people. */
function peopleFile(people: readonly Cells[]): string {
  const columns = ['ref', 'line_manager', 'starts_on', 'leaves_on', 'key_person_capable', 'days'];
  const used = new Set(people.flatMap((cells) => Object.keys(cells)));
  used.delete('from');
  const rest = [...used].filter((column) => !['name', 'email', 'roles', ...columns].includes(column));
  const all = [
    ...['ref'].filter((column) => used.has(column)),
    ...['name', 'email', 'roles'],
    ...columns.slice(1).filter((column) => used.has(column)),
    ...rest,
  ];
  return toCsv([all, ...people.map((cells) => all.map((column) => cells[column] ?? ''))]);
}

/** `people.csv` of the answers: the file as it was, where nobody was typed besides. */
export function toPeopleFile(answers: Answers, names: readonly PlatformNames[]): string {
  const file = answers.get('people.file') ?? '';
  const hasTyped = [...answers].some(([id, value]) => /^people\.\w+\.name$/.test(id) && value !== '');
  return file !== '' && !hasTyped ? file : peopleFile(peopleOf(answers, names));
}

/** Asks for the children: a file, or none yet. */
export function* askChildren(names: readonly PlatformNames[]): Questions {
  yield {
    id: 'children.file',
    ask: 'Is there a spreadsheet of the children?',
    why: 'A CSV file with the columns of children.csv (name,starts_on,carers,…) is copied as it is. In chat, the manager can add children one by one, too.',
    type: 'Type where the file is, or nothing to begin without children.',
    default: '',
    read: (said) => readFile(said, 'children.csv', ['name', 'starts_on'], names),
  };
}

/** `children.csv` of the answers: with its header alone where there is no file yet. */
export function toChildrenFile(answers: Answers): string {
  return answers.get('children.file') || toCsv([CHILD_COLUMNS]);
}

/**
 * Reads a spreadsheet through the import's own checks, and gives its text; nothing for an empty line. A file with other columns is
 * left to `candour import FILE`.
 */
function readFile(
  said: string,
  name: 'people.csv' | 'children.csv',
  columns: readonly string[],
  names: readonly PlatformNames[],
): Entry<string> {
  const path = said.replace(/^(["'])(.*)\1$/, '$2').trim();
  if (path === '') return { value: '' };
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    return { wrong: `There is no file ${path}. Please look where it is, or type nothing.` };
  const bytes = readFileSync(path);
  if (!isOurs(bytes.toString('utf8'), columns))
    return {
      wrong: `${path} does not have the columns ${columns.join(' and ')} of ${name}. Type nothing here, and when all is set up: npx candour import ${path}`,
    };
  const findings = new Findings();
  const text = decode(bytes, name, findings);
  if (text !== undefined && name === 'people.csv') readPeopleFile(text, names, findings);
  if (text !== undefined && name === 'children.csv') readChildrenFile(text, findings);
  const faults = findings.faults().filter((fault) => fault.startsWith(name));
  return faults.length > 0 || text === undefined
    ? {
        wrong: [...faults, 'Please mend this in the file and type its name again, or type nothing.'].join(
          '\n',
        ),
      }
    : { value: text };
}

/** Whether the first line that says anything names these columns. */
function isOurs(text: string, columns: readonly string[]): boolean {
  const header = text
    .split(/\r?\n/)
    .find((line) => line.replace(/[\s,;\ufeff]/g, '') !== '' && !/^\ufeff?sep=/i.test(line));
  const cells = (header ?? '')
    .replace('\ufeff', '')
    .split(/[,;\t]/)
    .map((cell) => toCode(cell.replaceAll('"', '')));
  return columns.every((column) => cells.includes(column));
}

/** The bytes as text, by the import's own reading of a folder. */
function decode(
  bytes: Uint8Array,
  name: 'people.csv' | 'children.csv',
  findings: Findings,
): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'candour-init-'));
  try {
    writeFileSync(join(folder, name), bytes, { mode: 0o600 });
    const files = readFiles(folder, findings);
    return name === 'people.csv' ? files.people : files.children;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
