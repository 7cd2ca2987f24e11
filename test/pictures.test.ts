import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const ROOMS = [
  '.',
  'docs',
  'docs/guides',
  'docs/papers',
  'docs/decisions',
  'adapters/slack',
  'adapters/teams',
];
const DOCUMENTS = ROOMS.flatMap((room) =>
  readdirSync(join(root, room))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(room, name)),
);
/** What a picture weighs at most, so that a page with several of them opens on a telephone; bytes. */
const HEAVIEST = 60_000;
/** Alternative text says what is to be seen, not that something is. */
const SHORTEST_WORDS = 12;

interface Shown {
  document: string;
  /** From the root. */
  path: string;
  alt: string;
}

/** The pictures of a document: Markdown's own, and those with a width, which are HTML. */
function picturesOf(document: string): Shown[] {
  const text = readFileSync(join(root, document), 'utf8');
  const shown = (path: string, alt: string) => ({ document, path: join(dirname(document), path), alt });
  return [
    ...Array.from(text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g), ([, alt = '', path = '']) => shown(path, alt)),
    ...Array.from(text.matchAll(/<img\b[^>]*>/g), ([tag]) =>
      shown(/ src="([^"]+)"/.exec(tag)?.[1] ?? '', / alt="([^"]*)"/.exec(tag)?.[1] ?? ''),
    ),
  ];
}

const all = DOCUMENTS.flatMap(picturesOf);
const drawn = readdirSync(join(root, 'docs/pictures'));

describe('the pictures in the documents', () => {
  it('are few, and README shows two or three', () => {
    expect(new Set(all.map(({ path }) => path)).size).toBeLessThanOrEqual(8);
    const first = all.filter(({ document }) => document === 'README.md');
    expect([2, 3]).toContain(first.length);
  });

  it.each(all)('$path, in $document, is there, light, and said in words', ({ path, alt }) => {
    const file = join(root, path);
    expect(readFileSync(file).subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(statSync(file).size).toBeLessThan(HEAVIEST);
    expect(alt.split(/\s+/).length, alt).toBeGreaterThanOrEqual(SHORTEST_WORDS);
  });

  it('are all named by some document', () => {
    const named = new Set(all.map(({ path }) => path));
    const pngs = drawn.filter((name) => name.endsWith('.png')).map((name) => join('docs/pictures', name));
    expect(pngs.filter((path) => !named.has(path))).toEqual([]);
    expect(pngs.length).toBeGreaterThan(0);
  });

  it('have the same alternative text wherever they are shown', () => {
    for (const { path, alt } of all)
      for (const other of all.filter((each) => each.path === path)) expect(other.alt, path).toBe(alt);
  });
});
