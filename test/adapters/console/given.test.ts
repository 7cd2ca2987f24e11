import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultAt, fileAt } from '../../../adapters/console/files.ts';
import { answerForm } from '../../../adapters/console/form.ts';
import { visit } from '../../support/console/visitor.ts';
import { RUTH, ZOE } from '../../support/elm.ts';
import { createOpener } from '../../support/opened.ts';
import { asForm, openSetting, type TestSetting } from '../../support/setting.ts';

const LIST = 'Bryn Holt\nCerys Vaughan\n';
const MOST = 8 * 1024 * 1024;
const { openFile, received } = createOpener();
let elm: TestSetting;
let folder: string;
/** How many files were written: each is another one. */
let files = 0;
beforeAll(async () => {
  elm = await openSetting({ app: { openFile } });
  folder = await mkdtemp(join(tmpdir(), 'candour-given-'));
  await writeFile(join(folder, 'children.csv'), LIST);
  await writeFile(join(folder, 'large.csv'), Buffer.alloc(MOST + 1, 'x'));
  await writeFile(join(folder, 'closed.csv'), LIST);
  await chmod(join(folder, 'closed.csv'), 0);
  await mkdir(join(folder, 'a folder'));
  spawnSync('mkfifo', [join(folder, 'a pipe')]);
});
afterAll(async () => {
  await elm.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  received.length = 0;
});

const at = (name: string) => join(folder, name);
const isRoot = process.getuid?.() === 0;

/** What cannot be read, and what is said of it. */
const UNREAD: [string, string, RegExp][] = [
  ['what is not there', 'nothing.csv', /“.*nothing\.csv” is not there\. Please check the path\.$/],
  ['what is below a file', 'children.csv/more.csv', /is not there\. Please check the path\.$/],
  ['a folder', 'a folder', /is a folder\. Please name a file in it\.$/],
  ['a pipe', 'a pipe', /is a device or a pipe\. Please name a file\.$/],
  ['a name that is too long', 'x'.repeat(300), /cannot be read \(ENAMETOOLONG\)/],
  ...(isRoot ? [] : ([['a closed file', 'closed.csv', /may not be read by whoever/]] as never[])),
];

describe('a path', () => {
  it.each(UNREAD)('of %s says why there is no file', async (_, name, words) => {
    expect(await faultAt(at(name))).toMatch(words);
    expect(await fileAt(at(name)).read(MOST)).toEqual({ wrong: expect.stringMatching(words) });
  });

  it.each(['', ' ', '""'])('that is empty (%j) is asked for', async (typed) => {
    expect(await faultAt(typed)).toBe('Please type the path of a file.');
  });

  it('of a device is refused, and so is one that nobody can mean', async () => {
    expect(await faultAt('/dev/zero')).toContain('is a device or a pipe');
    expect(await faultAt('a\0b')).toContain('cannot be read');
  });

  it.each(['children.csv', '"children.csv"', "'children.csv'", ' children.csv '])(
    'may be typed as %j',
    async (typed) => {
      const file = fileAt(typed.replace('children.csv', at('children.csv')));
      expect(file.name).toBe('children.csv');
      expect(Buffer.from((await file.read(MOST)) as Uint8Array).toString()).toBe(LIST);
    },
  );

  it('begins at home behind a ~', async () => {
    const typed = `~/${relative(homedir(), at('children.csv'))}`;
    expect(await faultAt(typed)).toBeUndefined();
    expect(await faultAt('~')).toContain(`“${homedir()}” is a folder`);
    expect(await faultAt('~nobody')).toContain('“~nobody” is not there');
  });

  it('of a file that is too long is read no further', async () => {
    expect(await fileAt(at('large.csv')).read(MOST)).toEqual({
      wrong: expect.stringContaining('larger than 8 MB'),
    });
    expect(await fileAt(at('large.csv')).read(MOST + 1)).toHaveLength(MOST + 1);
  });
});

describe('upload, in one line', () => {
  it.each([
    (path: string) => `upload ${path}`,
    (path: string) => `upload "${path}"`,
    (path: string) => `upload file=${path}`,
    (path: string) => `upload file="${path}"`,
    (path: string) => `/candour upload ${path}`,
  ])('hands the file over, shows what it would do, and does it: %s', async (line) => {
    const ruth = await visit(elm.app, elm.store, RUTH);
    for (const name of ['one.csv', 'Our list, 2026.csv']) {
      files += 1;
      await writeFile(at(name), `Child ${files}\n`);
      const asked = await ruth.type(line(at(name)));
      expect(asked.words).toContain(`About ${name}`);
      expect(asked.fields).toMatchObject([{ name: 'row-attending' }]);
      const answer = /Answer in one line, for example: (upload .*)$/m.exec(asked.words)?.[1] ?? '';
      const shown = await ruth.type(answer);
      expect(shown.words).toContain(`Child ${files}`);
      expect(shown.words).toContain(answer);
      expect((await ruth.type(answer)).words).toContain('1 taken over.');
      // It has been taken over.
      const again = await ruth.type(answer);
      expect(again.words).toContain('This file is not here any more');
      expect(again.words).not.toContain('now:');
    }
    expect(received.map(({ name }) => name)).toEqual(['one.csv', 'Our list, 2026.csv']);
  });

  it('does nothing before it was shown, and does it once it was', async () => {
    const ruth = await visit(elm.app, elm.store, RUTH);
    await writeFile(at('fresh.csv'), 'Dilys Pugh\n');
    const asked = await ruth.type(`upload ${at('fresh.csv')} row-attending=yes`);
    expect(asked.words).toContain('Dilys Pugh');
    expect(asked.words).not.toContain('Taken over');
    expect((await ruth.type(`upload ${at('fresh.csv')} row-attending=yes`)).words).toContain('1 taken over.');
  });

  it.each(UNREAD)('says why %s is not read', async (_, name, words) => {
    const ruth = await visit(elm.app, elm.store, RUTH);
    const shown = await ruth.type(`upload "${at(name)}"`);
    expect(shown.words).toContain('This file was not taken in');
    expect(shown.words.trim().split('\n').at(-1)).toMatch(words);
    expect(received).toEqual([]);
  });

  it('asks for a path where none was typed, and says how to answer', async () => {
    const ruth = await visit(elm.app, elm.store, RUTH);
    const shown = await ruth.type('upload');
    expect(shown.words).toContain('the path of a file, like ~/Documents/children.xlsx');
    expect(shown.words).toContain('for example: upload file=children.xlsx');
  });

  it('reads nothing for somebody who takes no files over', async () => {
    const zoe = await visit(elm.app, elm.store, ZOE);
    const shown = await zoe.type(`upload ${at('nothing.csv')}`);
    expect(shown.words).toContain('is not among the commands for your role');
    expect(shown.words).not.toContain('is not there');
  });

  it('is no other command’s answer', async () => {
    const zoe = await visit(elm.app, elm.store, ZOE);
    const shown = await zoe.type(`declare "Sarah Reed" kind=friend file=${at('children.csv')}`);
    expect(shown.words).toContain('There is no “file” here.');
    expect(received).toEqual([]);
  });
});

it('the form asks for a path, again where there is no file, and hands it over', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  // Each question would end it, as it cannot end a terminal.
  output.end = () => output;
  let seen = '';
  let all = '';
  output.setEncoding('utf8').on('data', (words: string) => {
    seen += words;
    all += words;
  });
  const until = async (words: string) => {
    for (let waited = 0; !seen.includes(words); waited += 10) {
      if (waited > 10_000) throw new Error(`no “${words}” in ${seen}`);
      await sleep(10);
    }
    seen = seen.slice(seen.indexOf(words) + words.length);
  };
  const identity = await elm.identity(RUTH);
  const form = asForm(await elm.app.run(identity, elm.app.parse('upload')));
  const answered = answerForm(form, {
    input: input as never,
    output: output as never,
    signal: new AbortController().signal,
    screen: () => ({ width: 200, colour: false }),
    run: (invocation) => elm.app.run(identity, invocation),
    suggest: async () => [],
  });
  await until('The file * (its path)');
  input.write(`${at('nothing.csv')}\r`);
  await until('is not there. Please check the path.');
  input.write('\u0015');
  await writeFile(at('asked.csv'), 'Eirlys Pugh\n');
  input.write(`${at('asked.csv')}\r`);
  await until('Do they attend today? *');
  expect(all).not.toContain('Please answer this.');
  input.write('\r');
  await until('Eirlys Pugh');
  await until('Do they attend today? *');
  input.write('\r');
  const view = await answered;
  expect(JSON.stringify(view)).toContain('1 taken over.');
  expect(received).toEqual([{ name: 'asked.csv', content: 'Eirlys Pugh\n' }]);
});
