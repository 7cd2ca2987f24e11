import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const GOLDEN = join(import.meta.dirname, 'golden');
/** How much of a line is shown on either side of where it first differs, in characters. */
const AROUND = 160;

/** What was recorded under that name; undefined where nothing was. */
export function recorded(name: string): string | undefined {
  return goldenFiles().includes(`${name}.jsonl`) ? readFileSync(pathOf(name), 'utf8') : undefined;
}

export function keep(name: string, said: string): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), said);
}

export function drop(name: string): void {
  rmSync(pathOf(name));
}

/** The names of everything that is recorded. */
export function allRecorded(): string[] {
  return goldenFiles().map((file) => file.replace(/\.jsonl$/, ''));
}

/** Where it differs, and no more: the first such line, from a little before the first such character. */
export function firstDifference(name: string, said: string, golden: string): string {
  const [is, was] = [said.split('\n'), golden.split('\n')];
  const found = is.findIndex((words, place) => words !== was[place]);
  const line = found === -1 ? is.length : found;
  const [now = '(nothing)', before = '(nothing)'] = [is[line], was[line]];
  let from = 0;
  while (from < now.length && now[from] === before[from]) from += 1;
  const shown = (words: string) => words.slice(Math.max(0, from - AROUND), from + AROUND);
  return [
    `test/transcripts/golden/${name}.jsonl:${line + 1}:${from + 1} differs`,
    `  recorded: ${shown(before)}`,
    `  said now: ${shown(now)}`,
  ].join('\n');
}

function pathOf(name: string): string {
  return join(GOLDEN, `${name}.jsonl`);
}

function goldenFiles(): string[] {
  mkdirSync(GOLDEN, { recursive: true });
  return readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(GOLDEN, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
