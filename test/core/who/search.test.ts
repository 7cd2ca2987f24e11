import { describe, expect, test } from 'vitest';
import { nameParts } from '../../../src/core/rules/name-parts.ts';
import { shownRelation } from '../../../src/core/who/relations.ts';
import { isBegun, search } from '../../../src/core/who/search.ts';

/** A parent, and the children of whom they are what. */
const of = (name: string, ...children: [string, string | null][]) => ({
  is: name,
  name: nameParts(name),
  of: children.map(([child, relation]) => ({ child: nameParts(child), relation })),
});

const CARERS = [
  of('Sarah Reed', ['Noah Reed', 'mother']),
  of('Mike Reed', ['Noah Reed', 'stepfather']),
  of('Sharon Fox', ['Tia Fox', 'mum']),
  of('Vicky Fox', ['Tia Fox', null]),
  of('Meg Pike (née Coe)', ['James Pike', 'mother']),
  of('Joan Harker', ['Mabel Oakes', 'foster carer']),
  of('Nadia Iqbal', ['Maryam Iqbal', 'mother'], ['Muhammad Iqbal', 'mother']),
];

describe('whom words fit, and who is like them', () => {
  test.each<[string, string[], string[]?, string[]?]>([
    ['Sarah', ['Sarah Reed']],
    ['Reed', ['Sarah Reed', 'Mike Reed']],
    ['Mrs Fox', ['Sharon Fox', 'Vicky Fox']],
    ['Noah’s mum', ['Sarah Reed']],
    ["Noah's mother", ['Sarah Reed']],
    ["Noah Reed's dad", ['Mike Reed']],
    ["Noah's parent", ['Sarah Reed', 'Mike Reed']],
    ["noah's carer", ['Sarah Reed', 'Mike Reed']],
    ["Tia's dad", ['Sharon Fox', 'Vicky Fox']],
    ["Tia's mum", ['Sharon Fox']],
    ["James' mum", ['Meg Pike (née Coe)']],
    ['mum of Tia', ['Sharon Fox']],
    ['the mum of Tia Fox', ['Sharon Fox']],
    ['Sarah Reed, mother of Noah Reed', ['Sarah Reed']],
    ['Sarah, Noah’s mum', ['Sarah Reed']],
    ['Sarah (Noah’s mum)', ['Sarah Reed']],
    ['Sarah Reed / Noah', ['Sarah Reed']],
    ['Sarah Noah', ['Sarah Reed']],
    ['Mabel’s foster carer', ['Joan Harker']],
    ['Maryam’s mum', ['Nadia Iqbal']],
    ['Coe', ['Meg Pike (née Coe)']],
    ['Megan Pike', [], ['Meg Pike (née Coe)']],
    ['Sara Reed', [], ['Sarah Reed'], ['Mike Reed']],
    ['Megan, mum of James', [], ['Meg Pike (née Coe)']],
    ['Una, mum of James', [], [], ['Meg Pike (née Coe)']],
    ['Una Fox', [], [], ['Sharon Fox', 'Vicky Fox']],
    ['Kim Nobody', []],
    ["Zed's mum", []],
    ['Noah', []],
    ['Noah Reed', [], [], ['Sarah Reed', 'Mike Reed']],
    ['!!', []],
  ])('“%s”: %j', (said, fits, close = [], faint = []) => {
    expect(search(said, CARERS)).toEqual({ fits, close, faint });
  });
});

describe('what is typed so far begins words of the parent’s name and the child’s', () => {
  test.each<[string, boolean]>([
    ['', true],
    ['sar', true],
    ['ree', true],
    ['noa', true],
    ['noah sar', true],
    ['mrs re', true],
    ['noah’s m', false],
    ['noah’s mum', true],
    ['sarah mother of noah', true],
    ['arah', false],
    ['fox', false],
  ])('“%s”: %s', (typed, expected) => {
    expect(isBegun(typed, [nameParts('Sarah Reed'), nameParts('Noah Reed')])).toBe(expected);
  });
});

test.each([
  ['mother', 'mother'],
  ['Mum', 'mother'],
  ['dad', 'father'],
  ['foster carer', 'carer'],
  ['foster mother', 'parent'],
  ['stepfather', 'parent'],
  ['birth mother', 'parent'],
  ['adoptive father', 'parent'],
  ['relative: aunt', 'aunt'],
  ['grandmother', 'grandmother'],
  [null, 'parent'],
  ['?', 'parent'],
])('a relation of %s is shown as %s', (relation, shown) => {
  expect(shownRelation(relation)).toBe(shown);
});
