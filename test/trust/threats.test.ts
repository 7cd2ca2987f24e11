import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/threats.md'), 'utf8');
const claims = document
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(-|\s*What )/.test(line))
  .map((line) => ({ line, named: /`(test\/[\w/.-]+)` “([^”]+)” \|$/.exec(line) }));

it('there are claims', () => expect(claims.length).toBeGreaterThan(35));

it.each(claims)('$line', ({ named }) => {
  const [, file = '', test = ''] = named ?? [];
  expect(existsSync(join(root, file)), `${file} is there`).toBe(true);
  expect(readFileSync(join(root, file), 'utf8')).toContain(test);
});
