import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tables that every machine has whole, and why. All others are spread by their setting. */
export const DIRECTORY: Readonly<Record<string, string>> = {
  settings: 'which settings there are',
  accounts: 'which people an account stands for, in whichever settings',
  policy_texts: 'a text is kept once for all settings that adopted it',
  installations: 'of a workspace, which may hold several settings',
  conversations: 'of an account, which may have a place in no setting',
  answered_activities: 'of a platform',
  schema_migrations: 'of the database',
};

const SCHEMA = readFileSync(join(import.meta.dirname, '../../migrations/0001_register.sql'), 'utf8');

/** The tables that are spread by setting. */
export const SPREAD = [...SCHEMA.matchAll(/^CREATE TABLE (\w+)/gm)]
  .map(([, name = '']) => name)
  .filter((name) => !(name in DIRECTORY));

/** In one line, with the placeholders of either engine as `?`. */
export const asOneLine = (sql: string) => sql.replace(/\s+/g, ' ').replace(/\$\d+/g, '?').trim();
/** Whether it reads or writes rows. */
export const isOfRows = (sql: string) => /^(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(sql);

/** Words, numbers, texts, placeholders and signs of a statement. */
function tokensOf(sql: string): string[] {
  return sql.match(/'(?:[^']|'')*'|[\w]+(?:\.[\w]+)?|\?|<>|<=|>=|\|\||[^\s]/g) ?? [];
}

/** The tokens of the parentheses that open at `start`, without them. */
function inside(tokens: string[], start: number): string[] {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    if (tokens[at] === '(') depth += 1;
    if (tokens[at] === ')') depth -= 1;
    if (depth === 0) return tokens.slice(start + 1, at);
  }
  throw new Error(`No end: ${tokens.slice(start).join(' ')}`);
}

/** What begins another clause, and so is nobody's name. */
const CLAUSE = /^(FROM|JOIN|ON|WHERE|SET|ORDER|GROUP|LIMIT|RETURNING|HAVING|CROSS|LEFT|INNER|VALUES|UNION)$/;
const isWord = (token = '') => /^\w+$/.test(token) && !CLAUSE.test(token);

/** The subqueries in brackets, however deep. */
function selectsIn(tokens: string[]): string[][] {
  if (tokens[0] === 'SELECT') return [tokens];
  const found: string[][] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at] !== '(') continue;
    const within = inside(tokens, at);
    found.push(...selectsIn(within));
    at += within.length + 1;
  }
  return found;
}

/** Where a UNION outside all brackets is. */
function unionIn(tokens: string[]): number | undefined {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0 && token === 'UNION') return at;
  }
  return undefined;
}

/** Whose setting it is: `p.setting` p's, `setting` that of the only one there is. `?` is a value. */
function ownerOf(token: string, only: string | undefined): string | undefined {
  if (token === '?') return token;
  return token === 'setting' ? only : /^(\w+)\.setting$/.exec(token)?.[1];
}

/** What a part of a statement reads, and which of those are named equal in their settings. */
interface Part {
  sources: Map<string, string>;
  /** `into`: the table of a LEFT JOIN, whose ON leaves all others as they are. */
  equal: { one: string; other: string; into: string | undefined }[];
  /** An EXISTS that always holds is joined with what is around it. A planner takes any other subquery by itself. */
  joined: string[][];
  alone: string[][];
}

/**
 * Parts of a statement that meet several settings: `people p`, where nothing says which setting's people.
 * @param known the tables of which each row is one setting's
 */
export function unnamed(sql: string, known: string[]): string[] {
  const missing: string[] = [];

  /** @param outer names of the parts around it whose setting is named */
  function look(tokens: string[], outer: ReadonlySet<string>): void {
    const at = unionIn(tokens);
    if (at !== undefined) {
      look(tokens.slice(0, at), outer);
      look(tokens.slice(at + (tokens[at + 1] === 'ALL' ? 2 : 1)), outer);
      return;
    }
    const part = readPart(tokens);
    const named = new Set([...outer].filter((name) => !part.sources.has(name)));
    named.add('?');
    for (let before = -1; before < named.size; ) {
      before = named.size;
      for (const { one, other, into } of part.equal) {
        if (named.has(one) && (into ?? other) === other) named.add(other);
        if (named.has(other) && (into ?? one) === one) named.add(one);
      }
    }
    named.delete('?');
    for (const [name, table] of part.sources)
      if (known.includes(table) && !named.has(name)) missing.push(`${table} ${name}`);
    for (const each of part.joined) look(each, named);
    for (const each of part.alone) look(each, new Set());
  }

  /** Its own words: conditions in brackets, in a CASE, beside an OR and behind a NOT do not always hold. */
  function readPart(tokens: string[]): Part {
    const part: Part = { sources: new Map(), equal: [], joined: [], alone: [] };
    const found: Part['equal'] = [];
    let clause = '';
    let conditions: [string, string][] = [];
    let exist: string[][] = [];
    let mayFail = false;
    let cases = 0;
    let optional: string | undefined;
    const close = () => {
      const into = clause === 'ON' ? optional : undefined;
      if (!mayFail) found.push(...conditions.map(([one, other]) => ({ one, other, into })));
      (mayFail ? part.alone : part.joined).push(...exist);
      conditions = [];
      exist = [];
      mayFail = false;
    };
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at] as string;
      if (token === '(') {
        const within = inside(tokens, at);
        const holds = tokens[at - 1] === 'EXISTS' && clause === 'WHERE' && cases === 0;
        (holds ? exist : part.alone).push(...selectsIn(within));
        at += within.length + 1;
        // A subquery's own parts are looked at by themselves.
        const alias = tokens[at + 1];
        if (within[0] === 'SELECT' && /^(FROM|JOIN)$/.test(clause) && isWord(alias))
          conditions.push([`${alias}.setting`, '?']);
        continue;
      }
      if (CLAUSE.test(token)) {
        close();
        clause = token;
      }
      const begins = /^(FROM|JOIN|UPDATE)$/.test(token) || (token === ',' && clause === 'FROM');
      const [table = '', alias = ''] = tokens.slice(at + 1);
      if (begins && isWord(table) && alias !== '(') part.sources.set(isWord(alias) ? alias : table, table);
      if (token === 'JOIN')
        optional = tokens[at - 1] === 'LEFT' ? (isWord(alias) ? alias : table) : undefined;
      if (token === 'INTO') {
        part.sources.set(table, table);
        const columns = inside(tokens, at + 2);
        const values = inside(tokens, tokens.indexOf('VALUES') + 1);
        if (values[columns.indexOf('setting')] === '?') conditions.push([`${table}.setting`, '?']);
      }
      if (token === 'CASE') cases += 1;
      if (token === 'END') cases -= 1;
      if (token === 'OR' && cases === 0) mayFail = true;
      if (token === 'NOT' && !/^(EXISTS|IN|LIKE|NULL)$/.test(tokens[at + 1] ?? '')) mayFail = true;
      if (token === '=' && /^(ON|WHERE)$/.test(clause) && cases === 0)
        conditions.push([tokens[at - 1] ?? '', tokens[at + 1] ?? '']);
    }
    close();
    const only = part.sources.size === 1 ? [...part.sources.keys()][0] : undefined;
    for (const { one, other, into } of found) {
      const [owner, another] = [ownerOf(one, only), ownerOf(other, only)];
      if (owner !== undefined && another !== undefined) part.equal.push({ one: owner, other: another, into });
    }
    return part;
  }

  look(tokensOf(sql), new Set());
  return missing;
}
