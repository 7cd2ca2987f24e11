import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PAGE = 'docs/troubleshooting.md';

/** Errors that end a start or a command with their own words. What is wrong with a command's words is said by its kind alone. */
const THROWN = /^(Misconfigured|Failure|Unopened|Passing|Fault|Error)$/;
/** What an operator reads without its being thrown. */
const TOLD = /\b(complain|stderr\.write)$/;
/** Declarations of which every sentence is for an operator, or for somebody who will ask one. */
const WHOLE = [
  'src/config.ts schema',
  'src/core/app.ts NO_ROOM',
  'src/http.ts STOPPING',
  'src/http.ts UNREADABLE',
  'src/keys.ts unknownKeys',
  'src/main.ts AHEAD',
  'src/main.ts NOTHING_TO_START',
  'src/node.js refusal',
  'src/readiness.ts createReadiness',
  'src/store/opened.ts refusalFor',
  'src/store/postgres/faults.ts sentenceFor',
  'src/store/verify.ts describeFault',
  'adapters/shared/credentials.ts oddIn',
  'adapters/shared/faults.ts WENT_WRONG',
  'adapters/slack/index.ts faults',
  'adapters/teams/index.ts faults',
];
/** Bugs, of which a log holds the kind and the place alone; and what is said although all is well. */
const NOT_OF_THE_PAGE = [
  'The database is closed.',
  'Whoever only reads changes nothing.',
  'This transaction is over: something in it was not awaited.',
  'The transaction was rolled back by the database',
  'Something was thrown that is no error.',
  'PostgreSQL says nothing of itself.',
  'PostgreSQL says nothing of its clock.',
  'This statement gives no rows.',
  'The database does not write through to disk.',
  '…: a term that is counted from a child needs its column',
  'Written to …',
  '… of … ….',
];

/** Words as they are compared: in one line, without marks of code; `…` for what differs. */
const plain = (words: string) => words.replaceAll('`', '').replace(/\s+/g, ' ').trim();

interface Said {
  words: string;
  where: string;
}

/** Every literal of a file, and those of them that are said to an operator. */
function readSource(file: string): { all: string[]; said: Said[] } {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const declared = new Map<string, ts.Node>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      declared.set(statement.name?.text ?? '', statement);
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer) declared.set(name.getText(), initializer);
  }
  const textOf = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (!ts.isTemplateExpression(node)) return undefined;
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  };
  const said: Said[] = [];
  /** The sentences in a node, and in the functions and constants of this file that it names. */
  function collect(node: ts.Node, seen = new Set<string>()): void {
    const text = textOf(node);
    if (text !== undefined && isSentence(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      said.push({ words: plain(text), where: `${file}:${line + 1}` });
    }
    const named = ts.isIdentifier(node) ? declared.get(node.text) : undefined;
    if (named && ts.isIdentifier(node) && !ts.isClassDeclaration(named) && !seen.has(node.text)) {
      seen.add(node.text);
      collect(named, seen);
    }
    ts.forEachChild(node, (child) => collect(child, seen));
  }
  for (const [name, node] of declared) if (WHOLE.includes(`${file} ${name}`)) collect(node);
  const isOfCore = /^src\/(core|import|store\/nouns)\//.test(file);
  const all: string[] = [];
  function walk(node: ts.Node): void {
    const text = textOf(node);
    if (text !== undefined) all.push(plain(text));
    if (!isOfCore && ts.isNewExpression(node) && THROWN.test(node.expression.getText()))
      for (const argument of node.arguments ?? []) collect(argument);
    if (!isOfCore && ts.isCallExpression(node) && TOLD.test(node.expression.getText()))
      for (const argument of node.arguments) collect(argument);
    ts.forEachChild(node, walk);
  }
  walk(source);
  return { all, said };
}

/** A sentence, or the beginning of one: no key, no joining word. */
const isSentence = (words: string) =>
  /^[A-Z…“]/.test(words) && /[a-z]{2}/.test(words) && /[.?:](\s|$)/.test(words.trim());

/** The sentences in the first cells of the page's tables. */
const entries = readFileSync(join(ROOT, PAGE), 'utf8')
  .split('\n')
  .flatMap((row, at) => {
    const [, cell = ''] = /^\| (.*?) \|/.exec(row) ?? [];
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, words = '']) => ({
      words: plain(words),
      where: `${PAGE}:${at + 1}`,
    }));
  });

const sources = ['src', 'adapters']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
  .map(readSource);
const said = sources.flatMap((source) => source.said);
const literals = sources.flatMap((source) => source.all);

describe('docs/troubleshooting.md', () => {
  it('has every sentence with which a start or a command ends', () => {
    expect(said.length).toBeGreaterThan(120);
    const known = [...entries.map(({ words }) => words), ...NOT_OF_THE_PAGE];
    const missing = said.filter(({ words }) => !known.some((beginning) => words.includes(beginning)));
    expect(missing.map(({ words, where }) => `${where}: ${words}`)).toEqual([]);
  });

  it('has no sentence that nobody is told any more', () => {
    const gone = entries.filter(({ words }) => !literals.some((literal) => literal.includes(words)));
    expect(gone.map(({ words, where }) => `${where}: ${words}`)).toEqual([]);
  });

  it('has of each so much that it is recognised', () => {
    const short = entries.filter(({ words }) => words.replace(/[^A-Za-z]/g, '').length < 7);
    expect(short).toEqual([]);
  });

  it('leaves out only what there is', () => {
    const gone = [
      ...NOT_OF_THE_PAGE.filter((words) => !said.some((each) => each.words.includes(words))),
      ...WHOLE.filter((name) => !said.some(({ where }) => where.startsWith(`${name.split(' ')[0]}:`))),
    ];
    expect(gone).toEqual([]);
  });
});
