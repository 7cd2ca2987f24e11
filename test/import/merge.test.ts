import { describe, expect, test } from 'vitest';
import { Findings } from '../../src/import/findings.ts';
import { digest, Merge } from '../../src/import/merge.ts';

describe('a digest', () => {
  // They stand in registers: another way of making them would take every cell for one that was edited.
  test.each([
    [null, 'sBjSHc6LapOK7MK7'],
    ['', '47DEQpj8HBSa-_TI'],
    ['Sarah Reed', 'ovXb5kDNILarbNFD'],
    ['Zoë Ångström', '2R_--6VNbBChNcm6'],
    [true, '87beJbaTZVjxJgbC'],
    [[], '83Csydi3NNkH0Xfv'],
    [['a x carer mother'], 'OWkNTJeOMlrpKebs'],
    ['x'.repeat(5000), 'xZ08BIDMLXHY9kbn'],
    ['C47', '9cWU7zv7rOQ3EBy0'],
    ['C328', 'UDpevkA2S7QSBYCf'],
  ])('of %j is what it always was', (value, kept) => {
    expect(digest(value)).toBe(kept);
  });
});

describe('a row that was imported before', () => {
  const merge = (last: Record<string, string>) =>
    new Merge(last, false, { where: 'people.csv:4', name: 'Ann Lee' }, new Findings());
  const last = { name: digest('Ann Lee'), roles: digest(['staff']) };

  test('says the same, whatever chat has made of it', () => {
    const row = merge(last);
    expect(row.compare('name', 'Ann Lee', 'Ann Leigh')).toBe('keep');
    expect(row.compare('roles', ['staff'], ['staff'])).toBe('same');
    expect(row.compare('ref', undefined, 'P3')).toBe('same');
    expect([row.saysTheSame, JSON.parse(row.fingerprint())]).toEqual([true, last]);
  });

  test('does not once a cell was edited, added or said for the first time', () => {
    const edited = merge(last);
    expect(edited.compare('roles', ['staff', 'dso'], ['staff'])).toBe('apply');
    const added = merge(last);
    expect(added.compare('ref', 'P3', 'P3')).toBe('same');
    const cell = merge(last);
    cell.remember('carers_cell', 'Mike Reed');
    expect([edited, added, cell].map((row) => row.saysTheSame)).toEqual([false, false, false]);
    expect(JSON.parse(added.fingerprint())).toEqual({ ...last, ref: digest('P3') });
    expect(edited.changed).toEqual(['roles']);
  });
});
