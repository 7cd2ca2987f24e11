import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readsLikeAWorry } from '../../../src/core/home/worry.ts';

/** What staff of a nursery would type, one a line. */
function lines(name: string): string[] {
  const text = readFileSync(new URL(`./worry/${name}.txt`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

function measure(worries: readonly string[], everyday: readonly string[]) {
  const missed = worries.filter((line) => !readsLikeAWorry(line));
  const wrongly = everyday.filter((line) => readsLikeAWorry(line));
  const found = worries.length - missed.length;
  return { recall: found / worries.length, precision: found / (found + wrongly.length), missed, wrongly };
}

function print(what: string, worries: readonly string[], everyday: readonly string[]) {
  const { recall, precision } = measure(worries, everyday);
  const rounded = `recall ${recall.toFixed(3)} of ${worries.length}, precision ${precision.toFixed(3)} beside ${everyday.length}`;
  console.info(`${what}: ${rounded}`);
}

test('of what staff type, worries are found and everyday words are left alone', () => {
  const worries = lines('worries');
  const everyday = lines('everyday');
  print('worries', worries, everyday);
  expect(Math.min(worries.length, everyday.length)).toBeGreaterThanOrEqual(200);
  const { recall, precision, missed, wrongly } = measure(worries, everyday);
  expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.95);
  expect(precision, wrongly.join('\n')).toBeGreaterThanOrEqual(0.95);
});

// These lists were written before the phrases and are measured alone: nothing is asked of them.
test('the lists held out are measured', () => {
  print('held out', lines('held-out-worries'), lines('held-out-everyday'));
  print('signs and notes held out', lines('held-out-signs'), lines('held-out-notes'));
});

describe('a worry is found', () => {
  test.each([
    'worried about Tia',
    'marks on her legs',
    'he hit me',
    'flinched',
    "doesn't want to go home",
    'smelt of drink at pick-up',
    'not collected',
    'left alone',
    'touched',
    'a secret',
    "something isn't right",
    'disclosure',
    'brusies',
    'child told me daddy hurts her',
  ])('%s', (said) => {
    expect(readsLikeAWorry(said)).toBe(true);
    expect(readsLikeAWorry(said.toUpperCase())).toBe(true);
    expect(readsLikeAWorry(`  ${said.replaceAll("'", '’')}!! `)).toBe(true);
    expect(readsLikeAWorry(`declare "Sarah Reed" friend note="${said}"`)).toBe(true);
  });
});

describe('no worry', () => {
  test.each([
    '',
    '…',
    'hit the deadline',
    'bruised apple',
    'declare "Louise Pain" friend since=2019',
    'Louise Pain',
    'worried about the form',
    'hurt my back, off tomorrow',
    'He was amused on the cruise',
    'married with two finches',
  ])('%s', (said) => expect(readsLikeAWorry(said)).toBe(false));
});

test('one slip in a strong word is forgiven, and two are not', () => {
  for (const said of ['brusies', 'bruse', 'abuesd', 'negelct', 'safegaurding', 'flinchd', 'disclousre'])
    expect(readsLikeAWorry(said), said).toBe(true);
  for (const said of ['brsueis', 'sfegaurdng']) expect(readsLikeAWorry(said), said).toBe(false);
});
