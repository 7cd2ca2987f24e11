import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SENTENCES } from '../../../adapters/teams/answer.ts';
import { isDrive } from '../../../adapters/teams/drives.ts';
import { createOpener } from '../../support/opened.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import { activityFrom, sentTo } from '../../support/teams/visitor.ts';

const { openFile, received } = createOpener();
let open: TeamsSetting;
/** Somewhere else: it counts who comes. */
let elsewhere: Server;
let callers = 0;
beforeAll(async () => {
  open = await openTeamsSetting({ app: { openFile } });
  elsewhere = createServer((socket: Socket) => {
    callers += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  elsewhere.close();
  await open.close();
});
beforeEach(() => {
  open.teams.peer.calls.length = 0;
  open.teams.peer.drive.clear();
  open.teams.logged.length = 0;
  received.length = 0;
  callers = 0;
});
afterEach(() => {
  for (const { body } of open.teams.peer.calls) {
    const card = body?.attachments?.[0]?.content;
    if (card?.type === 'AdaptiveCard') expect(faultsOf(card)).toEqual([]);
  }
  expect(JSON.stringify(open.teams.logged)).not.toMatch(/children|secret|kids/i);
});

const LIST = 'Bryn Holt\nCerys Vaughan\n';
const PATH = '/personal/ruth/children.csv';

const gives =
  (content: string | Uint8Array, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(200, headers).end(content);

/** A file, as Teams hands it over in the personal chat. */
function attached(downloadUrl: string, name = 'children.csv') {
  return {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    contentUrl: `https://elm-my.sharepoint.com/personal/ruth/Documents/${name}`,
    name,
    content: { downloadUrl, uniqueId: 'u-1', fileType: 'csv' },
  };
}

const onDrive = (path = PATH) => `${new URL(open.teams.peer.url).origin}${path}?tempauth=secret`;
const dropped = (first: string, attachments: unknown, more: Record<string, unknown> = {}) =>
  activityFrom(open.teams, open.who(first), { attachments, ...more });
const asked = () => open.teams.peer.calls.filter(({ path }) => path.startsWith('/personal/'));

/** Ruth drops one file, which lies on the drive as this. */
async function drops(file: (response: ServerResponse) => void) {
  open.teams.peer.drive.set(`${PATH}?tempauth=secret`, file);
  return open.at('Ruth').see(dropped('Ruth', [attached(onDrive())]));
}

describe('a file dropped into the personal chat', () => {
  it('is fetched without a word of who we are, asked about, shown, and taken over', async () => {
    const ruth = open.at('Ruth');
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
    const first = await ruth.see(dropped('Ruth', [attached(onDrive())]));
    expect(received).toEqual([{ name: 'children.csv', content: LIST }]);
    expect(asked()).toMatchObject([{ method: 'GET', authorization: undefined }]);
    expect(first.words).toContain('About children.csv');
    expect(first.fields).toMatchObject([{ name: 'row-attending', choices: ['yes', 'no'] }]);
    const shown = await ruth.answer({ 'row-attending': 'yes' });
    expect(shown.words).toContain('Bryn Holt');
    expect(shown.words).not.toContain('taken over.');
    const done = await ruth.answer({ 'row-attending': 'yes' });
    expect(done.words).toContain('2 taken over.');
  });

  it('stays with its form, on whichever page', async () => {
    const ruth = open.at('Ruth');
    const long = Array.from({ length: 25 }, (_, i) => `Child ${i + 1} ${'of many '.repeat(40)}`).join('\n');
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(long));
    await ruth.see(dropped('Ruth', [attached(onDrive())]));
    const shown = await ruth.answer({ 'row-attending': 'yes' });
    expect(shown.more).toBe(true);
    let page = shown;
    let words = shown.words;
    while (page.more) {
      page = await ruth.turn();
      words += page.words;
    }
    for (let i = 1; i <= 25; i++) expect(words).toContain(`Child ${i} of many`);
    expect(page.fields).toMatchObject([{ name: 'row-attending', value: 'yes' }]);
    expect((await ruth.answer({ 'row-attending': 'yes' })).words).toContain('25 taken over.');
    expect(received).toHaveLength(1);
  });

  it.each(['', 'upload', 'here are the new ones', 'upload what is in it'])(
    'is taken in beside the words “%s”',
    async (text) => {
      open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
      await open
        .at('Ruth')
        .see(dropped('Ruth', [{ contentType: 'text/html' }, attached(onDrive())], { text }));
      expect(received).toHaveLength(1);
    },
  );

  it.each([
    ['a command that asks for none', 'me', 'Ruth', 'My page'],
    ['a worry', 'bruises on her legs', 'Ruth', 'In danger: 999.'],
    ['nothing, by somebody who takes none over', '', 'Zoe', 'is not among the commands for your role'],
  ])('is not fetched beside %s', async (_, text, first, words) => {
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
    const shown = await open.at(first).see(dropped(first, [attached(onDrive())], { text }));
    expect(shown.words).toContain(words);
    expect([asked(), received]).toEqual([[], []]);
  });

  it('is not fetched for somebody whom the register does not know', async () => {
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
    const shown = await open.at('Nobody').see(dropped('Nobody', [attached(onDrive())]));
    expect(shown.words).toContain('does not know you yet');
    expect(asked()).toEqual([]);
  });

  it('is one of two, of which none is read', async () => {
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
    const shown = await open
      .at('Ruth')
      .see(dropped('Ruth', [attached(onDrive()), attached(onDrive(), 'more.csv')]));
    expect(shown.words).toContain('one file at a time');
    expect(asked()).toEqual([]);
  });

  it('is taken in once, however often Teams says that it was dropped', async () => {
    const ruth = open.at('Ruth');
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives('Dilys Pugh\nEirlys Pugh\n'));
    const once = dropped('Ruth', [attached(onDrive())]);
    await Promise.all([open.teams.post(once), open.teams.post(once)]);
    expect([received.length, sentTo(open.teams, ruth.who).length]).toEqual([1, 1]);
    await ruth.see({ ...once, id: 'under another id' });
    expect((await ruth.answer({ 'row-attending': 'yes' })).words).not.toContain('taken over.');
    expect((await ruth.answer({ 'row-attending': 'yes' })).words).toContain('2 taken over.');
  });
});

describe('a file that cannot be had', () => {
  const AGAIN = 'Please attach it to a new message.';
  const PAGE = 'Please attach the file from a computer.';
  const away = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/children.csv`;
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['is gone', (response) => response.writeHead(404).end(), AGAIN],
    ['is closed by now', (response) => response.writeHead(403).end(), AGAIN],
    [
      'breaks off',
      (response) =>
        response.writeHead(200, { 'content-length': '99' }).write('Bryn', () => response.destroy()),
      AGAIN,
    ],
    ['is cut off', (response) => response.destroy(), AGAIN],
    ['is a page', gives('<html>', { 'content-type': 'text/html; charset=utf-8' }), PAGE],
    ['leads elsewhere', (response) => response.writeHead(302, { location: away() }).end(), PAGE],
    ['leads in a circle', (response) => response.writeHead(302, { location: onDrive() }).end(), PAGE],
    ['leads nowhere', (response) => response.writeHead(302, { location: 'http://' }).end(), AGAIN],
    ['is empty', gives(''), 'This file is empty.'],
    ['is too large', gives(Buffer.alloc(8 * 1024 * 1024 + 1, 'x')), 'larger than 8 MB'],
  ])('%s: a sentence says what to do', async (_, file, words) => {
    const shown = await drops(file);
    expect(shown.words).toContain('This file was not taken in');
    expect(shown.words).toContain(words);
    expect(callers).toBe(0);
  });

  it('is read no further than it may be long', async () => {
    let sent = 0;
    let isCut = false;
    const shown = await drops((response) => {
      const part = Buffer.alloc(1024 * 1024, 'x');
      response.on('close', () => {
        isCut = true;
      });
      const more = () => {
        while (!isCut && sent < 200 && response.write(part)) sent += 1;
      };
      response.on('drain', more);
      more();
    });
    expect(shown.words).toContain('larger than 8 MB');
    expect(isCut).toBe(true);
    expect(sent).toBeLessThan(40);
  });

  it('is given up when it is too slow', async () => {
    const shown = await drops((response) => void response.writeHead(200).write('Bryn'));
    expect(shown.words).toContain(AGAIN);
    expect(open.teams.logged).toMatchObject([{ level: 'warn', facts: { reason: 'TimeoutError' } }]);
  });

  it('of its full length is taken in, and so is one to which the drive itself leads', async () => {
    const path = '/personal/ruth/moved.csv';
    open.teams.peer.drive.set(path, gives(Buffer.alloc(8 * 1024 * 1024, 'x')));
    const shown = await drops((response) => response.writeHead(302, { location: path }).end());
    expect(shown.words).toContain('About children.csv');
  });

  it.each([
    (port: number) => `http://127.0.0.1:${port}/children.csv`,
    (port: number) => `https://127.0.0.1:${port}/elm.sharepoint.com`,
    (port: number) => `https://elm.sharepoint.com.localhost:${port}/children.csv`,
    (port: number) => `https://elm.sharepoint.com@127.0.0.1:${port}/children.csv`,
    (port: number) => `https://127.0.0.1:${port}\\@elm.sharepoint.com/children.csv`,
    (port: number) => `${new URL(open.teams.peer.url).origin}@127.0.0.1:${port}/children.csv`,
    () => 'file:///etc/passwd',
    () => 'data:text/csv,Bryn',
    () => 'children.csv',
  ])('is sought on Microsoft’s drives alone: %s', async (address) => {
    const url = address((elsewhere.address() as AddressInfo).port);
    const shown = await open.at('Ruth').see(dropped('Ruth', [attached(url)]));
    expect(shown.words).toContain('This file was not taken in');
    expect([callers, received]).toEqual([0, []]);
  });
});

it.each([
  ['https://elm.sharepoint.com/download.aspx', true],
  ['https://elm-my.sharepoint.com/personal/ruth', true],
  ['https://elm.sharepoint.us/', true],
  ['https://elm.sharepoint-mil.us/', true],
  ['http://elm.sharepoint.com/', false],
  ['https://sharepoint.com/', false],
  ['https://elmsharepoint.com/', false],
  ['https://elm.sharepoint.com.evil.test/', false],
  ['https://elm.sharepoint.com./', false],
  ['https://evil.test/.sharepoint.com', false],
])('%s is an address of Microsoft’s drives: %s', (url, is) => {
  expect(isDrive(new URL(url))).toBe(is);
});

describe('what is no file', () => {
  const picture = { contentType: 'image/png', contentUrl: 'https://smba.test/picture' };
  it.each([
    ['a pasted picture', [picture]],
    ['a picture with its markup', [{ contentType: 'text/html', content: '<img>' }, picture]],
    ['a card', [{ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }]],
    ['a file without an address', [{ ...attached('x'), content: {} }]],
    ['a file without a name', [{ ...attached('x'), name: undefined }]],
  ])('is answered with how a file is given: %s', async (_, attachments) => {
    for (const text of [undefined, 'here it is']) {
      const shown = await open.at('Ruth').see(dropped('Ruth', attachments, { text }));
      expect(shown.words).toBe(SENTENCES.noFile);
    }
    expect(received).toEqual([]);
  });

  it.each([
    ['me', 'My page'],
    ['bruises on her legs', 'In danger: 999.'],
    ['upload', 'The file'],
  ])('does not stand in the way of “%s”', async (text, words) => {
    const shown = await open.at('Ruth').see(dropped('Ruth', [picture], { text }));
    expect(shown.words).toContain(words);
  });

  it.each([[undefined], [null], ['x'], [[null]], [[{ contentType: 7 }]], [[{ contentType: 'text/html' }]]])(
    'and no words either: attachments %j',
    async (attachments) => {
      const shown = await open.at('Ruth').see(dropped('Ruth', attachments));
      expect([SENTENCES.nothing, SENTENCES.noFile]).toContain(shown.words);
    },
  );
});

it('in a group nothing is fetched, and the answer is private', async () => {
  open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
  const ruth = open.at('Ruth');
  await ruth.type('me');
  open.teams.peer.calls.length = 0;
  const conversation = { id: 'a-group', conversationType: 'groupChat' };
  for (const text of [undefined, 'upload'])
    await open.teams.post(dropped('Ruth', [attached(onDrive())], { text, conversation }));
  expect([asked(), received]).toEqual([[], []]);
  const inGroup = open.teams.peer.calls.filter(({ path }) => path.includes('/a-group/activities'));
  expect(inGroup.map(({ body }) => body.text)).toEqual([SENTENCES.group, SENTENCES.group]);
  const [first, second] = sentTo(open.teams, ruth.who);
  expect(first?.body.text).toBe(SENTENCES.noFile);
  expect(JSON.stringify(second?.body)).toContain('Drop the file into this chat');
});

describe('the card that asks for a file', () => {
  it('says how to give it, and has nothing to send', async () => {
    const ruth = open.at('Ruth');
    const shown = await ruth.type('upload');
    expect(shown.words).toContain('Drop the file into this chat, or attach it with the paper clip.');
    expect(shown.fields).toEqual([]);
    expect(ruth.last().card?.actions.map(({ title }) => title)).toEqual(['Cancel']);
  });

  it('says what is wrong with a file that is here no more', async () => {
    const ruth = open.at('Ruth');
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives(LIST));
    await ruth.see(dropped('Ruth', [attached(onDrive())]));
    const old = ruth.pressing('Go on', { 'row-attending': 'yes' });
    open.teams.peer.drive.set(`${PATH}?tempauth=secret`, gives('Somebody else\n'));
    await ruth.see(dropped('Ruth', [attached(onDrive())]));
    const shown = await ruth.see(old);
    expect(shown.words).toContain('This file is not here any more');
    expect(shown.words).toContain('Drop the file into this chat');
    expect(ruth.last().card?.submit).toBeUndefined();
  });
});
