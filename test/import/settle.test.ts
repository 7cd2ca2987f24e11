import { describe, expect, test } from 'vitest';
import { digest, Settling } from '../../src/import/settle.ts';

describe('a digest', () => {
  // They stand in registers: another way of making them would take every cell for one that was edited.
  test.each([
    [null, 'fw31oy3h84h'],
    ['', 'ztntfp9zloz'],
    ['Sarah Reed', '16j8eoo1nxxk84'],
    ['Zoë Ångström', '1ebnf2n1ji29tw'],
    [true, '1jabkgj1ngaulj'],
    [[], '3wcozn1ayi6iw'],
    [['a x carer mother'], '105nsfe1rqfxbt'],
    ['x'.repeat(5000), 'r0nrad8z5h7m'],
    ['C47', '7clrofy878t'],
    ['C328', 'vtg40hxpi7b'],
  ])('of %j is what it always was', (value, kept) => {
    expect(digest(value)).toBe(kept);
  });
});

describe('a row that was imported before', () => {
  const last = { name: digest('Ann Lee'), roles: digest(['staff']) };

  test('says the same, whatever chat has made of it', () => {
    const row = new Settling(last, false);
    expect(row.field('name', 'Ann Lee', 'Ann Leigh')).toBe('keep');
    expect(row.field('roles', ['staff'], ['staff'])).toBe('same');
    expect(row.field('ref', undefined, 'P3')).toBe('same');
    expect([row.saysTheSame, JSON.parse(row.fingerprint())]).toEqual([true, last]);
  });

  test('does not once a cell was edited, added or said for the first time', () => {
    const edited = new Settling(last, false);
    expect(edited.field('roles', ['staff', 'dso'], ['staff'])).toBe('apply');
    const added = new Settling(last, false);
    expect(added.field('ref', 'P3', 'P3')).toBe('same');
    const cell = new Settling(last, false);
    cell.remember('carers_cell', 'Mike Reed');
    expect([edited, added, cell].map((row) => row.saysTheSame)).toEqual([false, false, false]);
    expect(JSON.parse(added.fingerprint())).toEqual({ ...last, ref: digest('P3') });
    expect(edited.changed).toEqual(['roles']);
  });
});
