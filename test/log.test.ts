import { describe, expect, it } from 'vitest';
import { counted, createLog, logAnswers, toFacts } from '../src/log.ts';

describe('the log', () => {
  it('never holds the value of a secret, wherever it stands', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', secrets: ['pa"ss\\word'], write: (line) => lines.push(line) });
    log.info(
      { headers: { authorization: 'Bearer pa"ss\\word' }, plain: 'pa"ss\\word' },
      'the pa"ss\\word was wrong',
    );
    const written = lines.join('');
    expect(written.match(/\[hidden\]/g)).toHaveLength(3);
    expect(written).not.toContain('word","');
    expect(() => JSON.parse(written)).not.toThrow();
  });

  it('keeps to its level', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'warn', secrets: [], write: (line) => lines.push(line) });
    log.info({}, 'quiet');
    log.warn({ count: 2 }, 'loud');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', count: 2, msg: 'loud' });
  });

  it('says of an answer its verb, how it went and how long it took, in one line', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', secrets: [], write: (line) => lines.push(line) });
    logAnswers(log)('declare', 'asked', 'slack', 12.4);
    const [line] = lines.map((each) => JSON.parse(each));
    const { time, ...facts } = line;
    expect(lines).toHaveLength(1);
    expect(facts).toEqual({
      level: 'info',
      verb: 'declare',
      outcome: 'asked',
      ms: 12,
      platform: 'slack',
      msg: 'answered',
    });
  });

  it('counts its warnings and errors, also those that its level leaves out', () => {
    const lines: string[] = [];
    const told: string[] = [];
    const plain = createLog({ level: 'error', secrets: [], write: (line) => lines.push(line) });
    const log = counted(plain, (level) => told.push(level));
    for (const level of ['debug', 'info', 'warn', 'error', 'warn'] as const) log[level]({}, level);
    expect(told).toEqual(['warn', 'error', 'warn']);
    expect(lines).toHaveLength(1);
  });

  it('says of an error of ours where it was, and not what it quotes', () => {
    const facts = toFacts(new Error('view title of 170 characters: Sarah Reed'));
    expect(JSON.stringify(facts)).not.toContain('Sarah');
    expect(facts).toMatchObject({
      error: 'Error',
      at: [expect.stringContaining('log.test.ts'), ...(facts.at as string[]).slice(1)],
    });
  });

  it('says of an error of the system what the system said', () => {
    const error = Object.assign(new Error('disk is full'), { code: 'ENOSPC' });
    expect(toFacts(error)).toMatchObject({ code: 'ENOSPC', message: 'disk is full' });
  });

  it('leaves out of the stack a message of several lines', () => {
    expect(JSON.stringify(toFacts(new Error('one\nSarah Reed\n  at home with Sarah')))).not.toContain(
      'Sarah',
    );
  });
});
