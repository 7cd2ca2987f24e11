import { describe, expect, it } from 'vitest';
import { newReference, toFacts, toSentence } from '../../../adapters/shared/faults.ts';
import { Refusal } from '../../../src/core/talk/refusal.ts';

describe('a fault', () => {
  it.each([
    ['of ours', new Error('there is no Sarah')],
    ['over several lines', new Error('first\n    at Sarah (file.ts:1:1)\nlast')],
    ['that has a code', Object.assign(new Error('Sarah'), { code: 'slack_webapi_platform_error' })],
    ['with a cause', new Error('Sarah', { cause: new Error('Sarah') })],
    ['thrown as a string', 'Sarah'],
    ['thrown as a thing', { note: 'Sarah' }],
  ])('%s is logged by its kind and place, never by its words', (_, error) => {
    const facts = toFacts(error);
    expect(JSON.stringify(facts)).not.toContain('Sarah');
    expect(facts.error).toBe(error instanceof Error ? 'Error' : typeof error);
    if (error instanceof Error) expect(facts.at?.join()).toContain('faults.test.ts');
  });

  it('is told by a reference that was logged', () => {
    const reported: unknown[] = [];
    const report = (error: unknown) => {
      reported.push(error);
      return '6E265920';
    };
    const error = new Error('Sarah');
    expect(toSentence(error, report)).toBe(
      'Something went wrong here, and it has been noted. Please try again. If it happens again, give this reference to whoever looks after Candour: 6E265920',
    );
    expect(toSentence(error, report, 'It was not sent.')).toMatch(/^It was not sent\. If .*6E265920$/);
    expect(reported).toEqual([error, error]);
    expect(newReference()).toMatch(/^[0-9A-F]{8}$/);
  });

  it('of the database is told in the store’s own words, and is no fault', () => {
    const report = () => expect.unreachable('it was reported');
    expect(toSentence(new Refusal('Please try again in a moment.'), report)).toBe(
      'Please try again in a moment.',
    );
  });
});
