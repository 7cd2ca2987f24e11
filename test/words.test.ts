import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The phrases of the right column of docs/words.md, which stand between quotation marks. */
function saidNoMore(): string[] {
  const rows = readFileSync('docs/words.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows.flatMap((row) =>
    [...(row.split('|')[2] ?? '').matchAll(/“([^”]+)”/g)].map(([, phrase]) => phrase ?? ''),
  );
}

/** The code of a file without its comments. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .join('\n');
}

const FILES = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

test('the list of words has phrases, and the code has files', () => {
  expect(saidNoMore().length).toBeGreaterThan(12);
  expect(FILES.length).toBeGreaterThan(200);
});

test.each(saidNoMore())('nobody reads %s', (phrase) => {
  expect(FILES.filter((file) => codeOf(file).includes(phrase))).toEqual([]);
});
