import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOT_HERE, SCENES } from './slow/commands.ts';
import { documented, instructions } from './support/documented.ts';

const ROOT = join(import.meta.dirname, '..');
const INDEX = 'docs/README.md';
const FOLDERS = [
  '.',
  'docs',
  'docs/guides',
  'docs/papers',
  'docs/decisions',
  'adapters/console',
  'adapters/slack',
  'adapters/teams',
];
const documents = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const read = (document: string) => readFileSync(join(ROOT, document), 'utf8');
/** A document without what is shown as code, in which nothing is a link. */
const prose = (document: string) =>
  read(document)
    .replace(/^ *```[\s\S]*?^ *```/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** Where a document's links lead that stay in this repository, as written. */
const linksOf = (document: string) =>
  [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(https?|mailto):/.test(link));

/** The names by which the headings of a document are reached: as GitHub makes them. */
const headingsOf = (document: string) =>
  [
    ...read(document)
      .replace(/^ *```[\s\S]*?^ *```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

describe('the documents', () => {
  it.each(documents)('%s leads nowhere that is not there', (document) => {
    const broken = linksOf(document).filter((link) => {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path);
      if (!existsSync(target)) return true;
      if (heading === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return false;
      return !headingsOf(relative(ROOT, target)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('are all found from docs/README.md', () => {
    const found = linksOf(INDEX).map((link) =>
      relative(ROOT, resolve(ROOT, 'docs', link.split('#')[0] ?? '')),
    );
    const missing = documents.filter(
      (document) => document !== INDEX && !found.includes(document) && !found.includes(dirname(document)),
    );
    expect(missing).toEqual([]);
  });

  it('are reached from README', () => {
    expect(linksOf('README.md')).toContain(INDEX);
  });
});

describe('each command of the documents', () => {
  const commands = documented();
  const steps = SCENES.flatMap((scene) => scene.steps.flatMap(({ says }) => says));
  const rows = [...steps, ...NOT_HERE.map(([says]) => says)];
  const fits = (row: string | RegExp, command: string) =>
    typeof row === 'string' ? row === command : row.test(command);

  it('is run by test/slow/commands.test.ts, or has the reason why it cannot be', () => {
    expect(instructions().length).toBeGreaterThan(20);
    expect(commands.length).toBeGreaterThan(100);
    const unknown = commands.filter(({ command }) => !rows.some((row) => fits(row, command)));
    expect(unknown.map(({ command, where }) => `${where}: ${command}`)).toEqual([]);
  });

  it('stands in a document still', () => {
    const gone = rows.filter((row) => !commands.some(({ command }) => fits(row, command)));
    expect([...new Set(gone.map(String))]).toEqual([]);
  });
});
