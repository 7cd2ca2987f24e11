import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressOf } from '../../../adapters/slack/given.ts';
import { SCOPES } from '../../../adapters/slack/manifest.ts';
import type { OpenedFile, UploadPlan } from '../../../src/core/uploads/opened-file.ts';
import { type Api, openApi } from '../../support/slack/api.ts';
import { type Client, wordsOf } from '../../support/slack/client.ts';
import { type Elm, openElm, USERS } from '../../support/slack/elm.ts';
import { sendEvent } from '../../support/slack/requests.ts';

/** A name that may stand in no line of the log. */
const NAME = 'Zebedee.csv';
const BYTES = Buffer.from('Name,Start\r\nZebedee Smith,2026-09-01\r\n');
const MOST = 8 * 1024 * 1024;

let elm: Elm;
/** What was opened, and taken over. */
const opened: { name: string; bytes: Uint8Array }[] = [];
let taken = new Set<string>();
/** How many were opened in all, so that each is another. */
let count = 0;
let fails: (() => never) | undefined;

/** A file of which one thing is not certain. */
async function openFile(name: string, bytes: Uint8Array): Promise<OpenedFile> {
  opened.push({ name, bytes: Uint8Array.from(bytes) });
  fails?.();
  count += 1;
  const isCertain = bytes.length > BYTES.length;
  const digest = createHash('sha256').update(`${count}`).update(bytes).digest('base64url');
  const question = {
    name: 'attending',
    label: 'Do they attend today?',
    choices: ['yes', 'no'].map((value) => ({ value, label: value })),
    suggestion: undefined,
  };
  return {
    name,
    digest,
    read: async (_, answers) => {
      const attending = isCertain ? 'yes' : answers.get('attending');
      const plan: UploadPlan = {
        questions: [],
        isOpen: false,
        notes: [],
        faults: [],
        changes: ['Zebedee is new.'],
        summary: ['1 child'],
        digest: `${digest} ${attending}`,
        write: async () => {
          // More than once: it is tried first, and rolled back.
          taken.add(`${digest} ${attending}`);
          return { faults: [], summary: ['1 child is new.'] };
        },
      };
      return {
        questions: isCertain ? [] : [question],
        notes: [],
        ...(attending === undefined ? {} : { holds: ['children'] as const, plan: async () => plan }),
      };
    },
  };
}

beforeAll(async () => {
  elm = await openElm({ openFile });
});
afterAll(async () => {
  await elm.close();
});
beforeEach(() => {
  opened.length = 0;
  elm.api.fetched.length = 0;
  taken = new Set();
});
afterEach(() => {
  fails = undefined;
  for (const method of ['files.info', 'auth.test']) elm.api.off(method);
  expect(elm.api.faults).toEqual([]);
  expect(JSON.stringify(elm.lines)).not.toMatch(/Zebedee/);
});

type Told = Record<string, unknown>;
type Give = Parameters<Api['hold']>[1];

/** A file as Slack tells of it. */
function slackFile(more: Told = {}, give: Give = BYTES): Told {
  const address = elm.api.hold(NAME, give);
  return {
    id: 'F1',
    name: NAME,
    mimetype: 'text/csv',
    size: BYTES.length,
    mode: 'hosted',
    is_external: false,
    url_private: address.replace('download/', ''),
    url_private_download: address,
    ...more,
  };
}

/** Somebody drops files into their chat with Candour, with words beside them or none. Returns what they are answered. */
async function drop(user: string, files: Told[], text = '') {
  const before = elm.dm(user).length;
  await sendEvent(elm.url, {
    type: 'message',
    subtype: 'file_share',
    channel_type: 'im',
    channel: `D${user}`,
    user,
    ts: `${Math.random()}`,
    text,
    files,
  });
  await elm.api.until(() => elm.dm(user).length > before);
  const view = { blocks: JSON.parse(elm.dm(user).at(before)?.fields.get('blocks') ?? '[]') };
  return { view, words: wordsOf({ view }) };
}

/** A window in which somebody has given a file, not sent yet. */
async function given(...files: Told[]): Promise<Client> {
  const ruth = elm.client(USERS.manager);
  await ruth.type('upload');
  ruth.attach(...files);
  return ruth;
}

const fromSlack = { path: `/files-pri/T1-F1/download/${NAME}`, token: 'xoxb-1' };

describe('A file that is dropped into the messages', () => {
  it.each(['', 'Here are our children', 'upload'])(
    'with the words “%s” is what its form is about',
    async (text) => {
      const { view } = await drop(USERS.manager, [slackFile()], text);
      expect(opened).toEqual([{ name: NAME, bytes: Uint8Array.from(BYTES) }]);
      expect(elm.api.fetched).toEqual([fromSlack]);
      const ruth = elm.client(USERS.manager);
      ruth.see(view, 'message');
      expect(wordsOf(await ruth.press('Open the form'))).toContain(`About ${NAME}`);
      await ruth.fill({ [questionOf(ruth)]: 'no' });
      expect(wordsOf(await ruth.submit())).toContain('Zebedee is new.');
      expect(wordsOf(await ruth.submit())).toContain('1 child is new.');
      expect([...taken]).toEqual([expect.stringMatching(/ no$/)]);
      expect(elm.api.fetched).toHaveLength(1);
      expect(ruth.faults).toEqual([]);
    },
  );

  it('is taken over from a window that asks nothing', async () => {
    const certain = Buffer.concat([BYTES, BYTES]);
    const { view } = await drop(USERS.manager, [slackFile({ size: certain.length }, certain)]);
    const ruth = elm.client(USERS.manager);
    ruth.see(view, 'message');
    expect(wordsOf(await ruth.press('Open the form'))).toContain('Zebedee is new.');
    expect(wordsOf(await ruth.submit())).toContain('1 child is new.');
    expect(taken.size).toBe(1);
  });

  it.each<[string, string, string, number, RegExp]>([
    ['of somebody who may not', USERS.staff, '', 1, /not among the commands for your role/],
    ['of a stranger', 'UNOBODY', '', 1, /To be added/],
    ['beside a worry', USERS.manager, 'Zebedee has bruises, see the photograph', 1, /In danger: 999/],
    ['beside a worry of a stranger', 'UNOBODY', 'Zebedee has bruises', 1, /To be added/],
    ['beside a command', USERS.manager, 'declare', 1, /Declare a relationship/],
    ['beside another', USERS.manager, '', 2, /one file at a time/],
  ])('%s is not fetched', async (_, user, text, many, answered) => {
    const photograph = slackFile({ mimetype: 'image/jpeg' });
    const { words } = await drop(user, Array(many).fill(photograph), text);
    expect(words).toMatch(answered);
    expect([elm.api.fetched, opened]).toEqual([[], []]);
  });

  it('into a channel is not fetched, whether Candour is spoken to or not', async () => {
    const whispered = elm.api.of('chat.postEphemeral').length;
    const posted = elm.api.of('chat.postMessage').length;
    const said = { channel: 'CROOM', user: USERS.manager, ts: '7.1', files: [slackFile()] };
    await sendEvent(elm.url, {
      ...said,
      type: 'message',
      subtype: 'file_share',
      channel_type: 'channel',
      text: '',
    });
    await sendEvent(elm.url, { ...said, type: 'app_mention', text: '<@UBOT>' });
    await elm.api.until(() => elm.api.of('chat.postEphemeral').length > whispered);
    expect([elm.api.fetched, opened]).toEqual([[], []]);
    expect(elm.api.of('chat.postMessage').length).toBe(posted);
  });
});

describe('A file that is given in a window', () => {
  it('is read when the window is sent, and what it asks is asked in it', async () => {
    const ruth = await given(slackFile());
    const asked = await ruth.submit();
    expect([opened.length, elm.api.fetched]).toEqual([1, [fromSlack]]);
    expect(wordsOf(asked)).toContain('Do they attend today?');
    // Nothing is answered yet: the window comes back, and is still about the file.
    await ruth.submit();
    await ruth.fill({ [questionOf(ruth)]: 'yes' });
    expect(wordsOf(await ruth.submit())).toContain('Zebedee is new.');
    expect(wordsOf(await ruth.submit())).toContain('1 child is new.');
    expect([taken.size, elm.api.fetched.length]).toEqual([1, 1]);
    expect(ruth.faults).toEqual([]);
  });

  it('is asked for again where none was given', async () => {
    const ruth = elm.client(USERS.manager);
    await ruth.type('upload');
    expect((await ruth.submit()).errors).toEqual({ 'file~file': 'Please answer this.' });
    expect(opened).toEqual([]);
  });

  it('is not taken back by a window that is sent without another', async () => {
    const ruth = elm.client(USERS.manager);
    const value = JSON.stringify({ c: 'upload', i: { file: `${'a'.repeat(43)}:old.csv` } });
    const button = { type: 'button', action_id: 'run.0', value, text: { type: 'plain_text', text: 'Go on' } };
    ruth.see({ blocks: [{ type: 'actions', elements: [button] }] }, 'message');
    await ruth.press('Go on');
    expect(Object.values((await ruth.submit()).errors)).toEqual([
      expect.stringContaining('not here any more'),
    ]);
  });

  it.each([
    ['and its form comes all the same', undefined, 'Do they attend today?'],
    [
      'and a failure is told all the same',
      () => {
        throw new Error('Zebedee');
      },
      'give this reference',
    ],
  ])('may take longer than Slack waits, %s', async (_, breaks, told) => {
    fails = breaks;
    const slow = (response: ServerResponse) => void setTimeout(() => response.end(BYTES), 2900);
    const ruth = await given(slackFile({}, slow));
    const before = elm.api.calls.length;
    const begun = Date.now();
    const shown = await ruth.submit();
    expect(Date.now() - begun).toBeLessThan(2900);
    expect(shown.errors).toEqual({ 'file~file': expect.stringContaining('comes by itself') });
    const { fields } = await elm.api.next(before, ['views.update']);
    expect(fields.get('view_id')).toBe(ruth.submission().view.id);
    expect(wordsOf({ view: JSON.parse(fields.get('view') ?? '') })).toContain(told);
  });
});

describe('A workspace that has not granted files:read', () => {
  beforeEach(() => {
    const scopes = SCOPES.filter((scope) => scope !== 'files:read');
    elm.api.on('auth.test', { ok: true, team_id: 'T1', headers: { 'x-oauth-scopes': scopes.join(',') } });
  });

  it('is told what to do by upload, which asks for no file', async () => {
    const screen = await elm.client(USERS.manager).type('upload');
    expect(wordsOf(screen)).toMatch(/files:read.*whoever looks after Candour.*candour doctor/s);
    expect(JSON.stringify(screen.view)).not.toContain('file_input');
  });

  it('has all else', async () => {
    expect(wordsOf(await elm.client(USERS.manager).type('declare'))).toContain('Declaring is no accusation');
  });
});

describe('A file that cannot be had', () => {
  const SIGN_IN = /page for signing in.*files:read.*whoever looks after Candour/s;
  const NOT_NOW = /did not hand over the file just now/;
  const answers = (status: number, headers: Record<string, string> = {}, body: string | Buffer = BYTES) => {
    return (response: ServerResponse) => void response.writeHead(status, headers).end(body);
  };
  const html = '\uFEFF\n <!DOCTYPE html><title>Sign in</title>';
  /** More than Slack has said, without an end. */
  const endless = (response: ServerResponse) => {
    const part = Buffer.alloc(1024 * 1024, 'x');
    const more = () => {
      while (!response.destroyed && response.write(part));
    };
    response.on('drain', more);
    more();
  };
  const torn = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('Name', () => response.destroy());
  };

  it.each<[string, Told, Give, RegExp]>([
    [
      'Slack answers with the page for signing in',
      {},
      answers(200, { 'content-type': 'text/html; charset=utf-8' }),
      SIGN_IN,
    ],
    [
      'Slack answers with a page under another name',
      {},
      answers(200, { 'content-type': 'application/octet-stream' }, html),
      SIGN_IN,
    ],
    ['Slack sends elsewhere', {}, answers(302, { location: '/files-pri/T1-F1/download/elsewhere' }), SIGN_IN],
    ['Slack refuses the token', {}, answers(403), SIGN_IN],
    ['it is gone meanwhile', {}, answers(404), /not in Slack any more/],
    ['Slack is away', {}, answers(503), NOT_NOW],
    ['Slack answers in part', {}, answers(206), NOT_NOW],
    ['the line is cut', {}, torn, NOT_NOW],
    ['it is longer than Slack has said', {}, endless, /larger than 8 MB/],
    [
      'it turns out to be too large',
      { size: undefined },
      answers(200, { 'content-length': String(MOST + 1) }, ''),
      /larger than 8 MB/,
    ],
  ])('is refused in words: %s', async (_, more, give, said) => {
    const { words } = await drop(USERS.manager, [slackFile(more, give)]);
    expect(words).toMatch(said);
    expect([elm.api.fetched, opened]).toEqual([[fromSlack], []]);
  });

  it.each<[string, Told, RegExp]>([
    ['too large', { size: MOST + 1 }, /larger than 8 MB/],
    ['only a link', { mode: 'external', is_external: true }, /only a link/],
    ['only a link, by its flag', { is_external: true }, /only a link/],
    ['deleted', { mode: 'tombstone' }, /not in Slack any more/],
    [
      'hidden',
      { mode: 'hidden_by_limit', url_private: undefined, url_private_download: undefined },
      /than its plan keeps/,
    ],
    ['a page of Slack’s', { mode: 'quip' }, /page of its own/],
    ['a web page', { mimetype: 'text/html' }, /This is a web page/],
    ['of no address that is one', { url_private_download: 'files.slack.com/x' }, /is elsewhere/],
  ])('is not fetched where it is %s', async (_, more, said) => {
    const { words } = await drop(USERS.manager, [slackFile(more)]);
    expect(words).toMatch(said);
    expect([elm.api.fetched, opened]).toEqual([[], []]);
  });

  it('is fetched from nobody else, who is not shown the token', async () => {
    const other = await openApi();
    try {
      const address = other.hold(NAME, BYTES);
      const { words } = await drop(USERS.manager, [slackFile({ url_private_download: address })]);
      expect(words).toMatch(/is elsewhere/);
      expect([other.fetched, elm.api.fetched, opened]).toEqual([[], [], []]);
    } finally {
      await other.close();
    }
  });

  it('is refused in a window as well', async () => {
    const ruth = await given(slackFile({ mode: 'external' }));
    expect(wordsOf(await ruth.submit())).toMatch(/only a link/);
  });
});

describe('A file of which Slack tells little', () => {
  const NOWHERE = { url_private: undefined, url_private_download: undefined };
  const LITTLE = { ...NOWHERE, mode: 'file_access', file_access: 'check_file_info', size: 0 };

  it.each<[string, Told]>([
    ['of a shared channel', LITTLE],
    ['without an address', NOWHERE],
  ])('is asked for first: %s', async (_, little) => {
    elm.api.on('files.info', { ok: true, file: slackFile() });
    const before = elm.api.of('files.info').length;
    await drop(USERS.manager, [slackFile(little)]);
    const asked = elm.api.of('files.info').slice(before);
    expect(asked.map(({ fields }) => fields.get('file'))).toEqual(['F1']);
    expect([opened.length, elm.api.fetched]).toEqual([1, [fromSlack]]);
  });

  it('is fetched from its other address where it has none for downloads', async () => {
    const told = slackFile();
    await drop(USERS.manager, [
      { ...told, url_private: told.url_private_download, url_private_download: undefined },
    ]);
    expect([opened.length, elm.api.fetched]).toEqual([1, [fromSlack]]);
  });

  it.each<[string, Told, RegExp]>([
    ['may not be asked for', { ok: false, error: 'missing_scope' }, /files:read/],
    ['is unknown', { ok: false, error: 'file_not_found' }, /not in Slack any more/],
    ['was deleted', { ok: false, error: 'file_deleted' }, /not in Slack any more/],
    ['is another workspace’s', { ok: true, file: { id: 'F1', mode: 'file_access' } }, /another workspace/],
    ['still has no address', { ok: true, file: { id: 'F1', mode: 'hosted' } }, /is elsewhere/],
    [
      'turns out to be too large',
      { ok: true, file: { id: 'F1', mode: 'hosted', size: MOST + 1 } },
      /larger than 8 MB/,
    ],
    ['cannot be asked for now', { ok: false, error: 'internal_error' }, /just now/],
  ])('is refused in words where it %s', async (_, info, said) => {
    elm.api.on('files.info', info);
    const { words } = await drop(USERS.manager, [slackFile(LITTLE)]);
    expect(words).toMatch(said);
    expect([elm.api.fetched, opened]).toEqual([[], []]);
  });
});

describe('The token', () => {
  const SLACK = 'https://slack.com/api/';
  it.each([
    ['https://files.slack.com/files-pri/T1-F1/download/a.csv', true],
    ['https://FILES.slack.com:443/files-pri/T1-F1/a.csv', true],
    ['http://files.slack.com/a', false],
    ['https://files.slack.com:8443/a', false],
    ['https://files.slack.com./a', false],
    ['https://slack.com/a', false],
    ['https://files.slack.com.example.test/a', false],
    ['https://example.test/files.slack.com/a', false],
    ['https://xfiles.slack.com/a', false],
    ['https://files.slack.com@example.test/a', false],
    ['https://files.slack.com%2F@example.test/a', false],
    ['https://somebody:word@files.slack.com/a', false],
    ['https://files.slack.com\\@example.test/a', true],
    ['https://example.test\\@files.slack.com/a', false],
    ['https://example.test#@files.slack.com/a', false],
    ['https://example.test?@files.slack.com/a', false],
    ['blob:https://files.slack.com/a', false],
    ['data:text/csv,Name', false],
    ['file://files.slack.com/etc/passwd', false],
    ['//files.slack.com/a', false],
    ['http://127.0.0.1/a', false],
    ['', false],
  ])('is sent to %s: %s', (told, isSent) => {
    const address = addressOf(told, SLACK);
    expect(address !== undefined).toBe(isSent);
    // Where it is sent, that is the host to which the request goes.
    if (address) expect([address.protocol, address.host]).toEqual(['https:', 'files.slack.com']);
  });

  it.each([
    'https://slack.com/api/',
    'https://127.0.0.1.example.test/api/',
    'https://example.test/127.0.0.1/',
  ])('is sent to no other host because the API is %s', (api) => {
    expect(addressOf(new URL('/files-pri/a', api).href, api)).toBeUndefined();
    expect(addressOf('https://files.slack.com/a', api)).toBeDefined();
  });
});

function questionOf({ screen }: Client): string {
  const asked = Object.keys(screen.values).map((block) => block.split('~')[0] ?? '');
  return asked.find((name) => name !== 'file') ?? '';
}
