import { spawnSync } from 'node:child_process';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO, type Ended, openWorkplace, type Workplace } from '../support/process.ts';
import { said } from './contract.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const AT = '2026-11-23T10:00:00Z';
let work: Workplace;

beforeAll(async () => {
  work = await openWorkplace();
  const imported = await work.candour(['import', DEMO, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => work.close());

const say = (as: string, ...rest: string[]) => work.candour(['say', '--as', as, '--at', AT, ...rest]);

/** The one line of JSON, checked. */
function json({ stdout }: Ended) {
  expect(stdout.match(/\n/g)).toHaveLength(1);
  return said.parse(JSON.parse(stdout));
}

describe('say', () => {
  it.each([
    ['Ruth Hallam', ''],
    ['Ruth Hallam', 'me'],
    ['Ruth Hallam', 'help'],
    ['Ruth Hallam', 'keyperson Callum McBride'],
    ['Ruth Hallam', 'keyperson'],
    ['Ruth Hallam', 'outstanding'],
    ["Maeve O'Sullivan", 'inbox'],
    ['Helen Whitcombe', 'due'],
    ['Zoë Adeyemi', 'policy'],
    ['Zoë Adeyemi', 'mydata'],
    ['Zoë Adeyemi', 'contacts Callum McBride'],
    ['Zoë Adeyemi', 'concern about somebody'],
  ])('answers %s: “%s” with a view that keeps the contract', async (as, text) => {
    const ended = await say(as, '--json', text);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(
      text === 'mydata' ? /^Saved here as candour-my-data-[\d-]+\.zip\.\n$/ : /^$/,
    );
    expect(json(ended).kind).toBe('view');
  });

  it.each([
    ['Zoë Adeyemi', 'dance', 2],
    ['Zoë Adeyemi', 'hello there', 2],
    ['Zoë Adeyemi', 'decalre', 2],
    ['Helen Whitcombe', '"declare"', 2],
    ['Zoë Adeyemi', 'worried', 0],
    ['Zoë Adeyemi', 'concern about what I saw', 0],
    ['Zoë Adeyemi', 'child told me daddy hurts her', 0],
    ['Zoë Adeyemi', 'brusies on her legs', 0],
  ])('%s: “%s” ends with %i, and its view is on stdout all the same', async (as, text, code) => {
    const ended = await say(as, '--json', text);
    expect([ended.code, ended.stderr]).toEqual([code, '']);
    expect(json(ended).kind).toBe('view');
    const bare = await say(as, text);
    expect(bare.code).toBe(code);
    expect(bare.stdout).toContain('999');
  });

  it('asks about a worry in an answer before it keeps it, and goes on where it is none', async () => {
    const whole = [
      '--json',
      '--answer',
      'who=Fiona McBride',
      '--answer',
      'kind=friend',
      '--answer',
      'since=2019',
    ];
    const worry = ['--answer', 'note=I saw her dad hit her', 'declare'];
    const ended = await say('Tom Ridley', ...whole, ...worry);
    expect(ended.code).toBe(3);
    const form = json(ended);
    if (form.kind !== 'form') throw new Error('a view came');
    expect(form.buttons?.map(({ label }) => label)).toEqual(['It is about a child’s safety']);
    const sign = form.inputs.find(({ name }) => name === 'something_else')?.value;
    const done = await say('Tom Ridley', ...whole, '--answer', `something_else=${sign}`, ...worry);
    expect(done.code).toBe(0);
  });

  it('gives a form and exit code 3 while answers are missing', async () => {
    const ended = await say('Zoë Adeyemi', '--json', 'declare');
    expect(ended.code).toBe(3);
    const form = json(ended);
    expect(form).toMatchObject({ kind: 'form', command: 'declare' });
    expect(form.kind === 'form' && form.inputs.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['who', 'kind', 'child', 'since', 'networks', 'note']),
    );
  });

  it('prints a form as words, with the codes that may be chosen and a line that would answer it', async () => {
    const { code, stdout } = await say('Zoë Adeyemi', 'declare');
    expect(code).toBe(3);
    expect(stdout).toContain('close_friend');
    expect(stdout).toMatch(/declare who="Full Name" kind=/);
  });

  it('sends the form with any --answer, and gives it back with what is wrong', async () => {
    const ended = await say(
      'Zoë Adeyemi',
      '--json',
      '--answer',
      'who=Donna Gaskell',
      '--answer',
      'kind=cousin',
      'declare',
    );
    expect(ended.code).toBe(3);
    const form = json(ended);
    const errors = form.kind === 'form' ? form.inputs.filter((each) => each.error !== undefined) : [];
    expect(errors.map(({ name }) => name)).toContain('kind');
  });

  it('takes the same field twice for several values', async () => {
    const answers = ['who=Wei Chen', 'kind=friend', 'since=2019', 'networks=facebook', 'networks=whatsapp'];
    const ended = await say(
      'Zoë Adeyemi',
      '--json',
      ...answers.flatMap((each) => ['--answer', each]),
      'declare',
    );
    expect(ended.code, ended.stdout).toBe(0);
    const driver = new Driver(work.database, { readonly: true });
    const kept = JSON.stringify(driver.prepare('SELECT networks FROM declarations').all());
    driver.close();
    expect(kept).toContain('facebook');
    expect(kept).toContain('whatsapp');
  });

  it('keeps everything behind the first = of an answer', async () => {
    const ended = await say(
      'Tom Ridley',
      '--json',
      '--answer',
      'who=A=B',
      '--answer',
      'kind=own_child',
      'declare',
    );
    expect(ended.stdout).toContain('A=B');
  });

  it('gives a refusal as exit code 1, words on stderr, and JSON on stdout all the same', async () => {
    const ended = await say('Zoë Adeyemi', '--json', 'keyperson Callum McBride');
    expect(ended.code).toBe(1);
    expect(json(ended)).toMatchObject({ kind: 'view', refused: true, cites: expect.any(Array) });
    expect(ended.stderr.trim()).not.toBe('');
    const bare = await say('Zoë Adeyemi', 'keyperson Callum McBride');
    expect([bare.code, bare.stdout]).toEqual([1, '']);
    expect(bare.stderr.trim()).not.toBe('');
  });

  it.each(['ruth hallam', 'RUTH.HALLAM@willowmere.test', 'P01', ' Ruth  Hallam '])(
    'knows who “%s” is',
    async (as) => {
      const { code, stdout } = await say(as, 'me');
      expect(code).toBe(0);
      expect(stdout).toContain('Ruth Hallam');
    },
  );

  it.each([
    ['nobody of that name', ['--as', 'Nobody Atall', 'me'], 1, /Nobody of that name/],
    ['a parent who does not work here', ['--as', 'Wei Chen', 'me'], 1, /works here/],
    [
      'a setting that is not there',
      ['--as', 'Ruth Hallam', '--setting', 'oak', 'me'],
      1,
      /No setting is called oak.*willow/,
    ],
    ['nobody at all', ['me'], 2, /--as/],
    ['an empty name', ['--as', ' ', 'me'], 2, /--as/],
    ['an unknown option', ['--as', 'Ruth Hallam', '--shout', 'me'], 2, /shout/],
    ['an answer without a field', ['--as', 'Ruth Hallam', '--answer', 'friend', 'declare'], 2, /field=value/],
    ['a time that is none', ['--as', 'Ruth Hallam', '--at', 'tomorrow', 'me'], 2, /--at wants/],
  ])('says what to do about %s', async (_, args, code, words) => {
    const ended = await work.candour(['say', ...args]);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(words);
  });

  it('takes the setting by its code, in any case', async () => {
    expect((await say('Ruth Hallam', '--setting', 'WILLOW', 'me')).code).toBe(0);
  });

  it('sees the clock that it is given', async () => {
    const declared = await work.candour([
      'say',
      '--as',
      'Karolina Nowak',
      '--at',
      '2026-11-25',
      '--json',
      'declare',
      'Hazel Dacre',
      'kind=neighbour',
      'since=always',
    ]);
    expect(declared.code, declared.stdout).toBe(0);
    const outbox = await work.candour(['outbox', '--json']);
    const reference = /[A-Z]-\d+/.exec(declared.stdout)?.[0];
    const alert = outbox.stdout.split('\n').find((line) => line.includes(`"${reference}"`));
    expect(JSON.parse(alert ?? '{}').created_at).toBe('2026-11-25T12:00:00.000Z');
  });

  it('prints colours only where they are asked for', async () => {
    const ESC = '\u001b';
    expect((await work.candour(['say', '--as', 'P01', 'me'])).stdout).not.toContain(ESC);
    expect((await work.candour(['say', '--as', 'P01', 'me'], { env: { CI: 'true' } })).stdout).not.toContain(
      ESC,
    );
    expect(
      (await work.candour(['say', '--as', 'P01', 'me'], { env: { FORCE_COLOR: '1' } })).stdout,
    ).toContain(ESC);
    const both = await work.candour(['say', '--as', 'P01', 'me'], {
      env: { FORCE_COLOR: '1', NO_COLOR: '1' },
    });
    expect(both.stdout).not.toContain(ESC);
  });

  it('keeps to a narrow terminal', async () => {
    const { stdout } = await work.candour(['say', '--as', 'P01', 'keyperson', 'Callum', 'McBride'], {
      env: { COLUMNS: '36' },
    });
    const widest = Math.max(...stdout.split('\n').map((line) => [...line].length));
    expect(widest).toBeLessThanOrEqual(36);
    expect(stdout).toContain('Key children: ');
  });

  it('keeps and prints no escape sequence that somebody declared', async () => {
    const evil = 'Eve\u001b]0;owned\u0007\u001b[31m Red';
    const declared = await say(
      'Amina Yusuf',
      '--answer',
      `who=${evil}`,
      '--answer',
      'kind=friend',
      '--answer',
      'since=2019',
      'declare',
    );
    expect(declared.code).toBe(1);
    expect(declared.stderr).toContain('This holds a character that cannot be kept.');
    const listed = await say('Amina Yusuf', 'declarations');
    for (const said of [declared.stdout, declared.stderr, listed.stdout, listed.stderr])
      expect(said).not.toMatch(/[^\P{Cc}\n]/u);
    expect(listed.stdout).toContain('You have declared nothing.');
  });

  it('starts in a few times what Node itself takes: half a second on a quiet machine', async () => {
    const bare: number[] = [];
    const ours: number[] = [];
    for (let i = 0; i < 4; i++) {
      const began = performance.now();
      spawnSync(process.execPath, ['-e', '0']);
      bare.push(performance.now() - began);
      ours.push((await say('Ruth Hallam', 'keyperson Callum McBride')).ms);
    }
    // Seen: 6. Loading what no command line needs (a platform's SDK, every prompt) makes it 20 and more.
    expect(Math.min(...ours) / Math.min(...bare)).toBeLessThan(14);
  });
});

describe('before anything is imported', () => {
  it('say tells to import, and makes no database', async () => {
    const bare = await openWorkplace();
    try {
      for (const args of [['say', '--as', 'Ruth Hallam', 'me'], ['outbox'], ['tick'], ['audit', 'verify']]) {
        const ended = await bare.candour(args);
        expect([ended.code, ended.stdout]).toEqual([1, '']);
        expect(ended.stderr).toContain('npx candour import');
      }
    } finally {
      await bare.close();
    }
  });
});
