import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { type Door, EXIT, WrongUsage } from '../../src/cli/door.ts';
import { run } from '../../src/cli/say.ts';
import { RUTH, ZOE } from '../support/elm.ts';
import { createOpener } from '../support/opened.ts';
import { platformNames } from '../support/platforms.ts';
import { MONDAY, openSetting, type TestSetting } from '../support/setting.ts';
import { said } from './contract.ts';

const LIST = 'Bryn Holt\nCerys Vaughan\n';
const { openFile, received } = createOpener();
let elm: TestSetting;
let folder: string;
beforeAll(async () => {
  elm = await openSetting();
  folder = await mkdtemp(join(tmpdir(), 'candour-say-'));
});
afterAll(async () => {
  await elm.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  received.length = 0;
});

const at = (name: string) => join(folder, name);
async function put(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(at(name), content);
  return at(name);
}

/** `candour say`, with nothing in memory from the call before. */
async function say(as: string, text: string, answers: string[] = [], ...more: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const door = {
    config: { publicUrl: undefined },
    clock: () => () => MONDAY,
    openStore: async () => ({ ...elm.store, close: async () => {} }),
    print: (words: string) => void out.push(words),
    complain: (words: string) => void err.push(words),
    screen: () => ({ width: 1_000, colour: false }),
    calendar: async () => createCalendar(),
    platformNames: async () => platformNames,
    zip: async () => () => new Uint8Array(),
    uploads: async () => ({ openFile, undoImport: async () => undefined }),
  } as unknown as Door;
  const args = ['--as', as, ...more, ...answers.flatMap((each) => ['--answer', each]), text];
  const code = await run(door, args).catch((error: unknown) => {
    if (!(error instanceof WrongUsage)) throw error;
    err.push(error.message);
    return EXIT.usage;
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('say with --answer file=@PATH', () => {
  it('asks about the file, shows what it would do, and does it, each time with the file again', async () => {
    const file = `file=@${await put('children.csv', LIST)}`;
    const asked = await say(RUTH, 'upload', [file]);
    expect([asked.code, asked.err]).toEqual([EXIT.waits, '']);
    expect(asked.out).toContain('About children.csv');
    expect(asked.out).not.toContain('Please answer this.');
    expect(asked.out).toContain(`: --answer row-attending=yes --answer ${file}`);
    const shown = await say(RUTH, 'upload', [file, 'row-attending=yes']);
    expect(shown.code).toBe(EXIT.waits);
    expect(shown.out).toContain('Bryn Holt');
    expect(shown.out).toContain(`: --answer row-attending=yes --answer ${file}`);
    const done = await say(RUTH, 'upload', [file, 'row-attending=yes']);
    expect([done.code, done.err]).toEqual([EXIT.done, '']);
    expect(done.out).toContain('2 taken over.');
    expect(received).toHaveLength(3);
  });

  it('keeps the contract of --json, and asks for the file as such', async () => {
    const { code, out } = await say(RUTH, 'upload', [], '--json');
    const form = said.parse(JSON.parse(out));
    expect(code).toBe(EXIT.waits);
    expect(form.kind === 'form' && form.inputs[0]).toMatchObject({ name: 'file', widget: { kind: 'file' } });
    const file = `file=@${await put('json.csv', 'Gwen Pugh\n')}`;
    expect(said.parse(JSON.parse((await say(RUTH, 'upload', [file], '--json')).out)).kind).toBe('form');
  });

  it('prints how a file is given', async () => {
    const { out } = await say(RUTH, 'upload');
    expect(out).toContain(': --answer file=@children.xlsx');
  });

  it.each([
    ['nothing.csv', 'is not there'],
    ['', 'Please type the path of a file.'],
    ['.', 'is a folder'],
    ['/dev/null', 'is a device or a pipe'],
  ])('of “%s” is used wrongly, and says why', async (path, words) => {
    const given = path.startsWith('/') || path === '' ? path : at(path);
    const { code, out, err } = await say(RUTH, 'upload', [`file=@${given}`]);
    expect([code, out, err]).toEqual([EXIT.usage, '', expect.stringContaining(words)]);
  });

  it('takes in no file that is too large, none without the @, and one at a time', async () => {
    const large = await say(RUTH, 'upload', [
      `file=@${await put('large.csv', Buffer.alloc(8 * 1024 * 1024 + 1, 'x'))}`,
    ]);
    expect([large.code, large.err]).toEqual([EXIT.failed, expect.stringContaining('larger than 8 MB')]);
    const path = await put('children.csv', LIST);
    const bare = await say(RUTH, 'upload', [`file=${path}`]);
    expect(bare.code).toBe(EXIT.waits);
    expect(bare.out).toContain('Please give the file itself');
    const two = await say(RUTH, 'upload', [`file=@${path}`, `file=@${path}`]);
    expect([two.code, two.err]).toEqual([EXIT.failed, expect.stringContaining('one file at a time')]);
    expect(received).toEqual([]);
  });

  it('is for somebody who may take files over', async () => {
    const { code, err } = await say(ZOE, 'upload', [`file=@${await put('children.csv', LIST)}`]);
    expect([code, err]).toEqual([EXIT.failed, expect.stringContaining('is not among the commands')]);
    expect(received).toEqual([]);
  });
});

describe('--answer', () => {
  it('takes an @ for a word in any other question', async () => {
    const { code } = await say(ZOE, 'declare', [
      'who=Sarah Reed',
      'kind=friend',
      'since=2019',
      'note=@nothing.csv',
    ]);
    expect(code).toBe(EXIT.done);
    expect((await elm.declaration(1)).note).toBe('@nothing.csv');
  });

  it.each(['row-attending=yes', 'row-2026-day=Mon', 'a1=b', 'A_b=c'])('understands %s', async (answer) => {
    expect((await say(RUTH, 'me', [answer])).err).not.toContain('wants field=value');
  });

  it.each(['row-attending', '=yes', '1=yes', 'a b=c'])('refuses %s', async (answer) => {
    expect(await say(RUTH, 'me', [answer])).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('--answer wants field=value'),
    });
  });
});
