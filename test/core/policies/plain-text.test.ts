import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/core/policies/plain-text.ts';

describe('a policy in plain text', () => {
  it.each([
    ['## G1 Tell us', 'G1 Tell us'],
    ['# Closed #', 'Closed'],
    ['a *parent* is **any** parent', 'a parent is any parent'],
    ['_so_ and __so__', 'so and so'],
    ['- one\n- two', '• one\n• two'],
    ['* one', '• one'],
    ['[guidance](https://example.org/a)', 'guidance (https://example.org/a)'],
    ['[https://example.org](https://example.org)', 'https://example.org'],
    ['---', ''],
    ['> said', 'said'],
    ['`code`', 'code'],
    ['2 * 3 * 4 and key_person_capable', '2 * 3 * 4 and key_person_capable'],
    ['one\r\n\r\n\r\n\r\ntwo', 'one\n\ntwo'],
    ['#hashtag and 5# are no headings', '#hashtag and 5# are no headings'],
  ])('%j reads %j', (markdown, words) => {
    expect(plain(markdown)).toBe(words);
  });

  it('stays fast on what is made to be slow', () => {
    // Its own processor time: the machine may be busy with others.
    const began = process.cpuUsage();
    plain(`${'*'.repeat(20_000)}\n${'['.repeat(20_000)}\n${'_a'.repeat(10_000)}\n${'# '.repeat(10_000)}`);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
