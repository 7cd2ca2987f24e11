import { describe, expect, it } from 'vitest';
import { plainWords } from '../../../adapters/teams/words.ts';

const recipient = { id: '28:bot', name: 'Candour' };
const mention = (id: string, text: string) => ({ type: 'mention', text, mentioned: { id, name: 'x' } });

describe('what was typed', () => {
  it.each([
    ['declare Sarah', 'declare Sarah'],
    ['  /declare Sarah \n', '/declare Sarah'],
    ['declare\u00a0Sarah\u00a0Reed', 'declare Sarah Reed'],
    ['declare&nbsp;Sarah &amp; Co', 'declare Sarah & Co'],
    ['<p>declare <strong>Sarah</strong>&nbsp;Reed</p>', 'declare Sarah Reed'],
    ['<div>one</div><div>two</div>', 'one\ntwo'],
    ['note="a <3 b, 1 < 2"', 'note="a <3 b, 1 < 2"'],
    ['declare \u200bSarah\ufeff', 'declare Sarah'],
    ['declare „Sarah Reed‟', 'declare "Sarah Reed"'],
    ['declare O’Brien', 'declare O’Brien'],
    ['&lt;b&gt;not markup&lt;/b&gt;', '<b>not markup</b>'],
    ['Zoë 👩‍👧', 'Zoë 👩‍👧'],
    ['', ''],
  ])('%j reads as %j', (text, words) => {
    expect(plainWords({ text, entities: [], recipient })).toBe(words);
  });

  it('leaves the bot’s own mention out, and keeps a colleague’s name', () => {
    const entities = [mention('28:bot', '<at>Candour</at>'), mention('29:sarah', '<at>Sarah Reed</at>')];
    const text = '<at>Candour</at>&nbsp;declare <at>Sarah Reed</at> friend';
    expect(plainWords({ text, entities, recipient })).toBe('declare Sarah Reed friend');
  });

  it('keeps a name that looks like a pattern', () => {
    const entities = [mention('28:bot', '<at>Candour (.*</at>')];
    expect(plainWords({ text: '<at>Candour (.*</at> me', entities, recipient })).toBe('me');
  });
});
