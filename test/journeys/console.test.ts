import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outOfSupport } from '../../src/node.js';
import { hasTerminal, KEYS, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;

beforeEach(async () => {
  work = await openWorkplace();
});
afterEach(() => work.close());

/** As whoever has just installed it: no key is set. */
const TRIAL = { CANDOUR_DATABASE: '' };
const inside = () => ({ env: { CANDOUR_DATABASE: join(work.folder, 'data/demo.db') } });
const BOLD = '\u001b[1m';
const old = outOfSupport(process.versions.node);
/** All that is said on stderr: one line on a Node that is out of support. */
const ABOUT_NODE = old === undefined ? '' : `${old}\n`;
const CLOCK = 'clock 2026-11-23 10:00';

describe('npm start with commands piped in', () => {
  it('imports the demo, says who one can be, and begins as its first manager', async () => {
    const ended = await work.start({ env: TRIAL, input: '' });
    expect([ended.code, ended.stderr]).toEqual([0, ABOUT_NODE]);
    expect(ended.stdout).toContain('Willowmere Pre-school');
    expect(ended.stdout).toMatch(/Maeve O'Sullivan +staff, DSO/);
    expect(ended.stdout).toContain('You are Ruth Hallam (staff, manager).');
  });

  it('goes from a declaration to the alert, the refused allocation and who may be key person', async () => {
    const lines = [
      CLOCK,
      'keyperson Callum McBride',
      'as Karolina Nowak',
      'declare "Fiona McBride" kind=friend since=2019',
      "as Maeve O'Sullivan",
      'inbox',
      'as Ruth Hallam',
      'assign "Callum McBride" "Karolina Nowak"',
      'keyperson Callum McBride',
      'quit',
      'me',
    ];
    const { code, stdout, stderr } = await work.start({ env: TRIAL, input: lines.join('\n') });
    expect([code, stderr]).toEqual([0, ABOUT_NODE]);
    const [, before = '', declared = '', officer = '', manager = ''] = stdout.split(/^You are .*$/m);
    expect(before).toMatch(/^\[\d+\] Allocate Karolina Nowak +Yes/m);
    const ref = /D-\d{4}/.exec(declared)?.[0] ?? 'none';
    expect(declared).toContain("A message has gone to Maeve O'Sullivan");
    expect(officer).toMatch(new RegExp(`✉ .*${ref}`));
    expect(manager).toMatch(new RegExp(`K[34] \\(${ref}\\)`));
    expect(manager).toMatch(new RegExp(`^Karolina Nowak +No +K4 \\(${ref}\\)`, 'm'));
    expect(manager).not.toMatch(/Fiona|friend/i);
    expect(stdout).not.toContain('My key children');
  });

  it('answers the same input in the same way, but for the references', async () => {
    const input = `${CLOCK}\nas Amina Yusuf\ndeclare "Wei Chen" kind=friend since=2019\ndeclarations\n1\nas P02\ntick\n`;
    const first = await work.start({ env: TRIAL, input });
    const other = await openWorkplace();
    try {
      const second = await other.start({ env: TRIAL, input });
      const steady = (words: string) => words.replace(/^It is .*\d\.$/gm, '').replaceAll(/D-\d{4}/g, 'D-');
      expect(steady(second.stdout)).toBe(steady(first.stdout));
    } finally {
      await other.close();
    }
  });

  it('prints a form with its codes and an example, and takes the next line for a new command', async () => {
    const { stdout } = await work.start({ env: TRIAL, input: 'as Amina Yusuf\ndeclare\nhelp\n' });
    expect(stdout).toMatch(/Answer in one line, for example: declare who="Full Name" kind=/);
    expect(stdout).toContain('close_friend');
    expect(stdout).toContain('help shows what you may do.');
  });

  it('presses a button by its number, and says when there is none', async () => {
    const { stdout } = await work.start({ env: TRIAL, input: 'as Amina Yusuf\nhelp\n1\n99\n' });
    expect(stdout).toContain('There is no button of that number.');
    expect(stdout).toContain('(kind)');
  });

  it('refuses to be somebody who is not there, and goes on', async () => {
    const { code, stdout } = await work.start({
      env: TRIAL,
      input: 'as Nobody Atall\nas ruth hallam\nclock soon\nme\n',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Nobody of that name');
    expect(stdout).toContain('Please write the time like 2026-12-01');
  });

  it('lets time pass: what waits for the morning arrives when it is morning', async () => {
    const night = ['clock 2026-11-23 22:00', 'as Amina Yusuf', 'declare "Wei Chen" kind=friend since=2019'];
    const { stdout } = await work.start({
      env: TRIAL,
      input: [...night, 'clock 2026-11-24 09:00', 'tick'].join('\n'),
    });
    const [evening = '', morning = ''] = stdout.split('24 Nov 2026, 09:00. `tick`');
    expect(evening).not.toContain('A message has gone');
    expect(morning).toContain("A message has gone to Maeve O'Sullivan");
  });

  it('draws no colours and no control characters, whatever was declared', async () => {
    const evil = 'Eve\u001b]0;owned\u0007\u001b[2J Red';
    const { stdout } = await work.start({
      env: TRIAL,
      input: `as Amina Yusuf\ndeclare "${evil}" kind=friend since=2019\ndeclarations\n`,
    });
    expect(stdout).toContain('This holds a character that cannot be kept.');
    expect(stdout).toContain('You have declared nothing.');
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('keeps what was there, and never puts the demo beside it', async () => {
    await work.start({
      env: TRIAL,
      input: `${CLOCK}\nas Amina Yusuf\ndeclare "Wei Chen" kind=friend since=2019\n`,
    });
    const { stdout } = await work.start({ env: TRIAL, input: 'as Amina Yusuf\ndeclarations\n' });
    expect(stdout).toContain('Wei Chen');
    expect(stdout.match(/^Ruth Hallam /gm)).toHaveLength(1);
  });

  it('loses no answered declaration when it is killed', async () => {
    const child = work.launch({ env: TRIAL });
    let printed = '';
    child.stdout?.on('data', (words) => {
      printed += words;
    });
    const ended = untilEnd(child);
    const carers = [
      'Wei Chen',
      'Donna Gaskell',
      'Alice Mortimer',
      'Hazel Dacre',
      'Meera Patel',
      'Skye Tanner',
    ];
    child.stdin?.write(
      `as Zoë Adeyemi\n${carers.map((name) => `declare "${name}" kind=friend since=2019\n`).join('')}`,
    );
    const answered = () => new Set([...printed.matchAll(/Declared: (D-\d+)/g)].map((match) => match[1]));
    for (let waited = 0; answered().size < 3 && waited < 9_000; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await ended;
    expect(answered().size).toBeGreaterThanOrEqual(3);
    const { stdout } = await work.candour(['say', '--as', 'Zoë Adeyemi', 'declarations'], inside());
    for (const reference of answered()) expect(stdout).toContain(reference);
    expect((await work.candour(['audit', 'verify'], inside())).code).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('stops in order on %s', async (signal) => {
    const child = work.launch({ env: TRIAL });
    const ended = untilEnd(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    expect(existsSync(`${inside().env.CANDOUR_DATABASE}-wal`)).toBe(true);
    child.kill(signal);
    expect((await ended).code).toBe(0);
    // The last connection removes the log as it is closed.
    expect(existsSync(`${inside().env.CANDOUR_DATABASE}-wal`)).toBe(false);
  });
});

describe('several at once', () => {
  it('get a reference each, and leave one sound chain', async () => {
    await work.start({ env: TRIAL, input: '' });
    const pairs = [
      ['Zoë Adeyemi', 'Wei Chen'],
      ['Amina Yusuf', 'Donna Gaskell'],
      ['Tom Ridley', 'Alice Mortimer'],
      ['Karolina Nowak', 'Hazel Dacre'],
      ['Bethany Marsh', 'Meera Patel'],
      ['Sandra Pickering', 'Skye Tanner'],
    ] as const;
    const said = await Promise.all(
      pairs.map(([as, who]) =>
        work.candour(
          ['say', '--as', as, '--json', 'declare', `"${who}"`, 'kind=friend', 'since=2019'],
          inside(),
        ),
      ),
    );
    expect(said.map(({ code, stderr }) => [code, stderr])).toEqual(pairs.map(() => [0, '']));
    const references = said.map(({ stdout }) => /"Reference","(D-\d+)"/.exec(stdout)?.[1]);
    expect(new Set(references).size).toBe(6);
    expect((await work.candour(['audit', 'verify'], inside())).code).toBe(0);
  });
});

const terminal = hasTerminal();
if (!terminal)
  console.error('SKIPPED: the console at a terminal. It needs python3, whose pty module plays the terminal.');

describe.skipIf(!terminal)('the console at a terminal', () => {
  it('asks a form question by question, and asks again in place what was wrong', async () => {
    const person = work.terminal({ columns: 100, rows: 40 }, { env: TRIAL });
    await person.see('Ruth Hallam (staff, manager) ›');
    person.type(`as Tom Ridley${KEYS.enter}`);
    await person.see('Tom Ridley (staff) ›');
    person.type(`declare${KEYS.enter}`);
    await person.see('Whom do you know?');
    person.type('Alice Mort');
    await person.see('Alice Mortimer, mother of Ivy Mortimer');
    person.type(KEYS.enter);
    await person.see('How do you know them?');
    person.type(`${KEYS.down}${KEYS.down}${KEYS.enter}`);
    await person.see(/About one child\?[\s\S]*no answer/);
    person.type(KEYS.enter);
    await person.see('Since when?');
    person.type(`whenever${KEYS.enter}`);
    await person.see('On which networks');
    person.type(`${KEYS.down}${KEYS.space}${KEYS.enter}`);
    await person.see('Anything the safeguarding officer');
    person.type(KEYS.enter);
    await person.see('(Y/n)');
    person.type(KEYS.enter);
    const again = await person.see(
      /! “whenever” is no date that I can read. Please write a year[\s\S]*Since when\?[\s\S]*\) whenever/,
    );
    expect(again).not.toContain('How do you know them?');
    person.type(`\u0015${'2019'}${KEYS.enter}`);
    const done = await person.see('Tom Ridley (staff) ›');
    expect(done).toMatch(/D-\d{4}/);
    person.type(`declarations${KEYS.enter}`);
    expect(await person.see('Tom Ridley (staff) ›')).toMatch(/Alice Mortimer.*Mar|Alice Mortimer.*2019/);
    person.type(`quit${KEYS.enter}`);
    expect(await person.ended).toBe(0);
  });

  it('closes the database when the window is closed', async () => {
    const person = work.terminal({ columns: 100, rows: 40 }, { env: TRIAL });
    await person.see('›');
    expect(existsSync(`${inside().env.CANDOUR_DATABASE}-wal`)).toBe(true);
    await person.hangUp();
    await vi.waitFor(() => expect(existsSync(`${inside().env.CANDOUR_DATABASE}-wal`)).toBe(false), {
      timeout: 8_000,
    });
  });

  it.each([
    ['Esc', KEYS.escape],
    ['Ctrl-C', KEYS.interrupt],
  ])('lets one leave a form with %s, and the programme with Ctrl-D', async (_, key) => {
    const person = work.terminal({ columns: 100, rows: 40 }, { env: TRIAL });
    await person.see('›');
    person.type(`declare${KEYS.enter}`);
    await person.see('Whom do you know?');
    person.type(key);
    await person.see('Nothing was sent.');
    person.type(`me${KEYS.enter}`);
    await person.see('My key children');
    person.type(KEYS.end);
    expect(await person.ended).toBe(0);
  });

  it('loses nothing that is typed before it is asked for, and ends after it', async () => {
    const person = work.terminal({ columns: 100, rows: 40 }, { env: TRIAL });
    await person.see('›');
    person.type(`keyperson Callum McBride${KEYS.enter}`);
    person.type(`as Amina Yusuf${KEYS.enter}m`);
    await person.see('Amina Yusuf (staff) › m');
    person.type(`e${KEYS.enter}${KEYS.end}`);
    expect(await person.ended).toBe(0);
    expect(person.raw()).toContain('My key children');
  });

  it('draws in colours, unless NO_COLOR says otherwise, and no wider than the window', async () => {
    const person = work.terminal({ columns: 34, rows: 40 }, { env: { ...TRIAL, NO_COLOR: '1' } });
    await person.see('›');
    person.type(`keyperson Callum McBride${KEYS.enter}`);
    const shown = await person.see(/Key children: \d[\s\S]*›/);
    // A message that goes meanwhile is written over the prompt, and the prompt anew with what was typed.
    const drawn = shown
      .split('\r\n')
      .map((line) => line.split('\r').at(-1) ?? '')
      .filter((line) => !line.includes('›'));
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.filter((line) => [...line].length > 34)).toEqual([]);
    expect(person.raw()).not.toContain(BOLD);
    const other = work.terminal({ columns: 34, rows: 40 }, { env: TRIAL });
    await other.see('›');
    expect(other.raw()).toContain(BOLD);
  });
});
