import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadAdapters } from '../../adapters/index.ts';
import { adapter as teams } from '../../adapters/teams/index.ts';
import { createCalendar } from '../../src/calendar.ts';
import type { Door } from '../../src/cli/door.ts';
import { envText } from '../../src/cli/init/draft.ts';
import { run as runInit } from '../../src/cli/init/index.ts';
import { askPlatform, PLATFORMS } from '../../src/cli/init/platform.ts';
import { guessClosures } from '../../src/cli/init/terms.ts';
import { stopwatch } from '../../src/clock.ts';
import { faultsOf, keys, toConfig } from '../../src/config.ts';
import { NATIONS } from '../../src/core/rules/days.ts';
import { createUploads } from '../../src/given.ts';
import { openStore } from '../../src/store/index.ts';
import { toZip } from '../../src/zip.ts';
import { hasTerminal, KEYS, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';
import { type Api, openApi, slackUser } from '../support/slack/api.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let work: Workplace;
beforeEach(async () => {
  work = await openWorkplace();
});
afterEach(() => work.close());

const CHILDREN = 'name,starts_on,carers\nNoah Reed,2026-09-01,Sarah Reed (mother)\n';
const TOKENS = { SLACK_APP_TOKEN: 'xapp-1-A0-1-secretest', SLACK_BOT_TOKEN: 'xoxb-1-2-secretest' };

/** What is typed, in order, with the words of the question that it answers. */
const SETTING: [RegExp, string][] = [
  [/called\?/, 'Willow Lane Pre-school'],
  [/nation/, ''],
  [/framework/, ''],
  [/time zone/, ''],
  [/safeguarding officer called/, 'DSL'],
  [/manager called/, ''],
  [/the setting itself/, '01632 960300'],
  [/by day/, '01632 960310'],
  [/nights/, '01632 960311'],
  [/LADO/, '01632 960842'],
  [/whistleblowing/, ''],
];
const CLOSURES = guessClosures(
  'england-and-wales',
  new Date().toISOString().slice(0, 10),
  createCalendar(),
).map(({ why }): [RegExp, string] => [new RegExp(why), '']);
const MORE: [RegExp, string][] = [
  [/another day/, '01/09/2027, training'],
  [/another day/, ''],
];
const PEOPLE: [RegExp, string][] = [
  [/staff and committee/, ''],
  [/the manager\?/, 'Ann Lee'],
  [/e-mail address of Ann Lee/, 'ann@willow.test'],
  [/roles/, ''],
  [/the DSL\?/, 'Bea Orr'],
  [/e-mail address of Bea Orr/, 'bea@willow.test'],
  [/roles/, ''],
  [/the chair\?/, 'Cleo Park'],
  [/e-mail address of Cleo Park/, ''],
  [/roles/, ''],
  [/else/, 'Dev Shah'],
  [/e-mail address of Dev Shah/, ''],
  [/roles/, ''],
  [/else/, ''],
];
const REST: [RegExp, string][] = [
  [/the children/, 'kids.csv'],
  [/policies/, ''],
];
const ALONE: [RegExp, string][] = [[/staff chat/, '']];
const WHOLE = [...SETTING, ...CLOSURES, ...MORE, ...PEOPLE, ...REST, ...ALONE];

const typed = (answers: readonly (readonly [RegExp, string])[]) =>
  answers.map(([, line]) => `${line}\n`).join('');
const init = (answers: readonly (readonly [RegExp, string])[], env: Record<string, string> = {}) =>
  work.candour(['init'], { input: typed(answers), env });

/** Every file that was made, by path, but for the database and the key, which is drawn at random. */
function made(): Record<string, string> {
  const all = readdirSync(work.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    all
      .filter(({ name }) => !name.startsWith('candour.db'))
      .map(({ parentPath, name }) => {
        const file = join(parentPath, name);
        const text = readFileSync(file, 'utf8').replace(/^(CANDOUR_KEY)=.+$/m, '$1=…');
        return [file.slice(work.folder.length + 1), text] as const;
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The files of a conversation that nobody interrupted. */
let whole: Record<string, string>;
beforeAll(async () => {
  work = await openWorkplace();
  writeFileSync(join(work.folder, 'kids.csv'), CHILDREN);
  expect((await init(WHOLE)).code).toBe(0);
  whole = made();
  await work.close();
});

const root = join(import.meta.dirname, '../..');
afterEach(() => process.chdir(root));

/** The same command in this process, in the same folder: to be begun and ended many times. */
async function here() {
  process.chdir(work.folder);
  const config = toConfig({ CANDOUR_DATABASE: work.database });
  const run = async (answers: readonly (readonly [RegExp, string])[]) => {
    let stderr = '';
    const door: Door = {
      config,
      keys,
      outOfSupport: undefined,
      print: () => {},
      complain: (text) => {
        stderr += text;
      },
      screen: () => ({ width: Number.POSITIVE_INFINITY, colour: false }),
      clock: () => () => new Date(),
      stopwatch,
      calendar: async () => createCalendar(),
      zip: async () => toZip,
      uploads: async () => createUploads([]),
      log: async () => ({ debug() {}, info() {}, warn() {}, error() {} }),
      report: async (error) => {
        throw error;
      },
      openStore: () => openStore(work.database),
      bringUp: async () => undefined,
      pending: async () => [],
      unknownKeys: async () => [],
      adapters: async () => (await loadAdapters()).map((adapter) => ({ adapter, env: {} })),
      platformNames: loadAdapters,
      faultsOf,
      conversation: () => ({
        input: Readable.from([typed(answers)]) as unknown as NodeJS.ReadStream,
        output: new PassThrough() as unknown as NodeJS.WriteStream,
      }),
      anew: () => door,
    };
    const code = await runInit(door, []);
    return { code, stderr };
  };
  return { run };
}

describe('candour init with its answers piped in', () => {
  beforeEach(() => writeFileSync(join(work.folder, 'kids.csv'), CHILDREN));

  it('leads from an empty folder to an answer about a key person', async () => {
    const { code, stdout, stderr } = await init(WHOLE);
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/FAULT/)]);
    let at = 0;
    for (const [question] of WHOLE) {
      const found = stdout.slice(at).search(question);
      expect(found, `${question} in order`).toBeGreaterThanOrEqual(0);
      at += found + 1;
    }
    const setting = JSON.parse(readFileSync(join(work.folder, 'setting/setting.json'), 'utf8'));
    expect(setting).toMatchObject({
      code: 'willow-lane-pre-school',
      nation: 'england-and-wales',
      timezone: 'Europe/London',
      titles: { dso: 'DSL', deputy_dso: 'deputy DSL', manager: 'manager' },
      lado_phone: '01632 960842',
    });
    expect(setting.closures).toHaveLength(CLOSURES.length + 1);
    expect(setting.closures).toContainEqual({ from: '2027-09-01', to: '2027-09-01', why: 'training' });
    expect(stdout).toMatch(/Still missing, .*: whistleblowing_phone\./);
    expect(stdout).toMatch(/a guess .* cannot be known/s);
    expect(stdout).toContain('willow-lane-pre-school (Willow Lane Pre-school): 4 people in post');
    const asked = await work.candour(['say', '--as', 'Ann Lee', 'keyperson "Noah Reed"']);
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(asked.stdout).toMatch(/^Dev Shah +Yes/m);
    const contacts = await work.candour(['say', '--as', 'Dev Shah', 'contacts "Noah Reed"']);
    expect(contacts.stdout).toMatch(/^DSL: +Bea Orr/m);
  });

  it('keeps what it writes to its owner, and makes a key that is printed nowhere', async () => {
    const { stdout, stderr } = await init(WHOLE);
    for (const path of ['.env', 'setting/setting.json', 'setting/people.csv', 'setting/children.csv'])
      expect(statSync(join(work.folder, path)).mode & 0o777, path).toBe(0o600);
    const { CANDOUR_KEY = '' } = parseEnv(readFileSync(join(work.folder, '.env'), 'utf8'));
    expect(Buffer.from(CANDOUR_KEY, 'base64')).toHaveLength(32);
    expect(stdout + stderr).not.toContain(CANDOUR_KEY);
    expect(stdout).toContain('Keep a copy of that line somewhere else');
    // It is the key that is used from then on.
    expect(stdout).toContain('Backups and exports are encrypted with CANDOUR_KEY.');
  });

  it('makes drafts of the starter policy under the name of the setting', async () => {
    await init(WHOLE);
    const texts = readdirSync(join(work.folder, 'setting/policies')).map((name) =>
      readFileSync(join(work.folder, 'setting/policies', name), 'utf8'),
    );
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).not.toMatch(/Willowmere|adopted_on|Helen Whitcombe/);
    expect(texts.join()).toContain('between Willow Lane Pre-school and everybody');
    // The demo's numbers are nobody's: a number that was not given is left to be filled in.
    expect(texts.join()).not.toContain('01632 960312');
    expect(texts.join()).toContain('our local authority, [number].');
    const asked = await work.candour(['say', '--as', 'Dev Shah', 'policy']);
    expect(asked.stdout).toContain('No policy has been adopted here yet.');
  });

  it('goes on after an end at every question, with the same files in the end', async () => {
    const { run } = await here();
    for (const [index, answer] of WHOLE.entries()) {
      const next = WHOLE[index + 1]?.[0];
      const { code, stderr } = await run([answer]);
      expect(code, `${answer[0]} ${stderr}`).toBe(next ? 3 : 0);
      if (!next) break;
      expect(stderr).toMatch(
        /^It ended at “.*”\. What was answered before is kept; to go on from there: npx candour init$/,
      );
      expect(stderr).toMatch(next);
    }
    expect(made()).toEqual(whole);
  });

  it('goes on wherever it was ended before', async () => {
    const ends = fc.uniqueArray(fc.integer({ min: 0, max: WHOLE.length }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(ends, async (at) => {
        for (const name of readdirSync(work.folder))
          rmSync(join(work.folder, name), { recursive: true, force: true });
        writeFileSync(join(work.folder, 'kids.csv'), CHILDREN);
        const { run } = await here();
        let from = 0;
        for (const end of at.sort((one, other) => one - other)) {
          await run(WHOLE.slice(from, end));
          from = end;
        }
        expect((await run(WHOLE.slice(from))).code).toBe(0);
        expect(made()).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it('leaves whole files when it is killed, and goes on', async () => {
    const child = work.begin(['init']);
    const ended = untilEnd(child);
    let seen = '';
    const waits = new Promise<void>((resolve) =>
      child.stdout?.on('data', (words: string) => {
        seen += words;
        if (seen.includes('Who is the DSL?')) resolve();
      }),
    );
    const until = WHOLE.findIndex(([question]) => question.source.includes('the DSL'));
    child.stdin?.write(typed(WHOLE.slice(0, until)));
    await waits;
    child.kill('SIGINT');
    await ended;
    expect(JSON.parse(readFileSync(join(work.folder, 'setting/setting.json'), 'utf8')).name).toBe(
      'Willow Lane Pre-school',
    );
    expect(existsSync(join(work.folder, 'setting/people.csv'))).toBe(false);
    expect((await init(WHOLE.slice(until))).code).toBe(0);
    expect(made()).toEqual(whole);
  });

  it('changes nothing when all is there, and says so', async () => {
    await init(WHOLE);
    const before = made();
    const { code, stdout } = await init([]);
    expect(code).toBe(0);
    expect(stdout.match(/is there already, and stays as it is/g)).toHaveLength(5);
    expect(made()).toEqual(before);
  });

  it.each(['setting.json', 'people.csv', 'children.csv', 'policies/own.md', '.env'])(
    'never changes a %s that is there, and asks for the rest',
    async (name) => {
      const own: Record<string, string> = {
        'setting.json': '{"name": "Oak", "code": "oak",   "titles": {"dso": "DSL"}}',
        'people.csv': 'name,roles,email\nAnn Lee,manager; staff,\nBea Orr,dso;chair,\nDev Shah,staff,\n',
        'children.csv': CHILDREN,
        'policies/own.md': '---\ncode: SM\ntitle: Ours\nversion: 1\n---\n\nBe open.\n',
        '.env': '# ours\nCANDOUR_LOG=warn\n',
      };
      mkdirSync(join(work.folder, 'setting/policies'), { recursive: true });
      const path = join(work.folder, name === '.env' ? name : `setting/${name}`);
      writeFileSync(path, own[name] ?? '');
      const asked: Record<string, [RegExp, string][]> = {
        'setting.json': [...PEOPLE, ...REST, ...ALONE],
        'people.csv': [...SETTING, ...CLOSURES, ...MORE, ...REST, ...ALONE],
        'children.csv': WHOLE.filter(([question]) => !question.source.includes('the children')),
        'policies/own.md': WHOLE.filter(([question]) => question.source !== 'policies'),
        '.env': WHOLE.slice(0, -1),
      };
      const { code, stderr } = await (await here()).run(asked[name] ?? []);
      expect(code, stderr).toBe(0);
      expect(readFileSync(path, 'utf8')).toBe(own[name]);
    },
  );

  it('asks again, in the words of the import, after an answer that is wrong', async () => {
    const wrong: Record<string, [string, RegExp]> = {
      'called\\?': ['', /! The name is missing\./],
      nation: ['france', /! Please type one of: 1 england-and-wales/],
      'time zone': ['BST', /! "BST" names no place, so its clocks may not be yours\./],
      'by day': ['0'.repeat(61), /! This holds 60 characters at most\./],
      'Christmas holidays': ['24/12/2026 to 1/12/2026', /! This closure ends before it begins\./],
      'Easter holidays': ['soon', /! "soon" is not a date: please write it like 25\/03\/2019/],
      'the manager\\?': ['', /! The manager allocates key persons\. Please type a name\./],
      'address of Ann Lee': ['ann@willow', /! "ann@willow" is not an e-mail address/],
      'the DSL': ['bea@willow.test', /! This is an e-mail address, which is asked for next\./],
      'address of Bea Orr': ['ann@willow.test', /! "ann@willow.test" is also the e-mail address in line 2/],
      'address of Dev': ['dev at willow', /! "dev at willow" is not an e-mail address/],
      'the children': ['no-such.csv', /! There is no file no-such\.csv\./],
      'staff and committee': [
        'kids.csv',
        /! kids\.csv does not have the columns name and roles of people\.csv\./,
      ],
      'staff chat': ['fax', /! Please type one of: 1 slack/],
    };
    let told = 0;
    const answers = WHOLE.flatMap(([question, line]) => {
      const found = Object.entries(wrong).find(([words]) => question.source.includes(words));
      if (found) told += 1;
      return found
        ? [[question, found[1][0]] as const, [question, line] as const]
        : [[question, line] as const];
    });
    expect(told).toBe(Object.keys(wrong).length);
    const { code, stdout, stderr } = await init(answers);
    expect(code, stderr).toBe(0);
    for (const [, words] of Object.values(wrong)) expect(stdout).toMatch(words);
    expect(made()).toEqual(whole);
  });

  it('takes a file of people, and asks for the officers whom it lacks', async () => {
    writeFileSync(
      join(work.folder, 'staff.csv'),
      'name,roles,days\nAnn Lee,staff;manager,Mon Tue\nDev Shah,staff,\n',
    );
    const people: [RegExp, string][] = [
      [/staff and committee/, '"staff.csv"'],
      [/the DSL/, 'Bea Orr'],
      [/e-mail/, 'bea@willow.test'],
      [/roles/, ''],
      [/the chair/, 'Ann Lee'],
    ];
    const { code, stderr } = await init([...SETTING, ...CLOSURES, ...MORE, ...people, ...REST, ...ALONE]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(work.folder, 'setting/people.csv'), 'utf8')).toBe(
      'name,email,roles,days\nAnn Lee,,"staff;manager;chair",Mon Tue\nDev Shah,,staff,\nBea Orr,bea@willow.test,"staff;dso",\n',
    );
  });

  it('copies a file of people that lacks nobody as it is', async () => {
    const text = 'Roles,Name\nstaff;manager,Ann Lee\n"dso, chair",Bea Orr\n';
    writeFileSync(join(work.folder, 'staff.csv'), text);
    const answers: [RegExp, string][] = [
      ...SETTING,
      ...CLOSURES,
      ...MORE,
      [/committee/, 'staff.csv'],
      ...REST,
      ...ALONE,
    ];
    const { code, stderr } = await init(answers);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(work.folder, 'setting/people.csv'), 'utf8')).toBe(text);
  });

  it('says the faults of a file with their places, and takes it once they are mended', async () => {
    writeFileSync(join(work.folder, 'staff.csv'), 'name,roles,starts_on\nAnn Lee,cook,31/02/2024\n');
    const { code, stdout } = await init([...SETTING, ...CLOSURES, ...MORE, [/committee/, 'staff.csv']]);
    expect(code).toBe(3);
    expect(stdout).toContain('! people.csv:2:3: "31/02/2024" cannot be: there is no 31 February');
  });

  it('stops at a setting.json that cannot be read', async () => {
    mkdirSync(join(work.folder, 'setting'));
    writeFileSync(join(work.folder, 'setting/setting.json'), '{"name": }');
    const { code, stderr } = await init([]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/setting\.json:1:\d+: This is not JSON.*\nPlease mend this/s);
  });

  it('names the folder where it is not the usual one', async () => {
    const { code, stderr } = await work.candour(['init', 'our folder'], { input: 'Oak\n' });
    expect(code).toBe(3);
    expect(stderr).toContain('npx candour init "our folder"\n');
    expect((await work.candour(['init', 'kids.csv'])).stderr).toBe(
      'kids.csv is a file: please name a folder.\n',
    );
  });
});

describe('candour init for Slack', () => {
  let api: Api;
  const SLACK: [RegExp, string][] = [
    [/staff chat/, 'slack'],
    [/app-level token/, 'xoxb-wrong'],
    [/app-level token/, `“${TOKENS.SLACK_APP_TOKEN}”`],
    [/app-level token/, TOKENS.SLACK_APP_TOKEN],
    [/bot token/, TOKENS.SLACK_BOT_TOKEN],
  ];
  const answers = () => [...WHOLE.slice(0, -1), ...SLACK];

  beforeEach(async () => {
    api = await openApi();
    writeFileSync(join(work.folder, 'kids.csv'), CHILDREN);
  });
  afterEach(() => api.close());

  it('asks for each key, checks it, and sends the safeguarding officer a test message', async () => {
    const members = [slackUser('UBEA', 'bea@willow.test')];
    api.on('users.list', { ok: true, members, response_metadata: { next_cursor: '' } });
    const { stdout, stderr } = await init([...answers(), [/Send a test/, '']], { SLACK_API_URL: api.url });
    const words = stdout + stderr;
    expect(words).toContain('! SLACK_APP_TOKEN does not begin with xapp-.');
    expect(words).toContain('! There is a character in this that SLACK_APP_TOKEN cannot have (U+201C)');
    expect(words).toContain('A test message has gone to Bea Orr.');
    expect(api.faults).toEqual([]);
    expect(api.of('chat.postMessage').map(({ fields }) => fields.get('channel'))).toEqual(['DUBEA']);
    expect(api.of('chat.postMessage')[0]?.fields.get('text')).toContain('A test by whoever sets up Candour');
    for (const token of Object.values(TOKENS)) expect(stdout + stderr).not.toContain(token);
    const env = parseEnv(readFileSync(join(work.folder, '.env'), 'utf8'));
    expect(env).toEqual({ ...TOKENS, CANDOUR_KEY: expect.any(String) });
    expect(readdirSync(work.folder).filter((name) => name.startsWith('.env'))).toEqual(['.env']);
  });

  it('says what could not be sent, and why', async () => {
    const unknown = await init([...answers(), [/Send a test/, '']], { SLACK_API_URL: api.url });
    expect(unknown.stdout).toContain(
      'Nothing could be sent to Bea Orr: Slack does not know them yet. Their address in people.csv',
    );
    api.on('users.list', {
      ok: true,
      members: [slackUser('UBEA', 'bea@willow.test')],
      response_metadata: { next_cursor: '' },
    });
    api.on('chat.postMessage', { ok: false, error: 'messages_tab_disabled' });
    const refused = await init([[/Send a test/, '']], { SLACK_API_URL: api.url });
    expect(refused.stdout).toContain('Nothing could be sent to Bea Orr (messages_tab_disabled).');
  });

  it('keeps keys beside .env, to its owner, when it is ended among them', async () => {
    const first = answers().slice(0, -1);
    expect((await init(first, { SLACK_API_URL: api.url })).code).toBe(3);
    const part = join(work.folder, '.env.part');
    expect(statSync(part).mode & 0o777).toBe(0o600);
    expect(parseEnv(readFileSync(part, 'utf8'))).toEqual({ SLACK_APP_TOKEN: TOKENS.SLACK_APP_TOKEN });
    const files = readdirSync(join(work.folder, 'setting')).filter((name) => !name.endsWith('policies'));
    for (const name of files)
      expect(readFileSync(join(work.folder, 'setting', name), 'utf8')).not.toContain('secretest');
    const after = await init([...SLACK.slice(-1), [/Send a test/, 'no']], { SLACK_API_URL: api.url });
    expect(after.stdout).not.toContain('app-level token');
    expect(existsSync(part)).toBe(false);
    expect(parseEnv(readFileSync(join(work.folder, '.env'), 'utf8'))).toMatchObject(TOKENS);
    expect(api.of('chat.postMessage')).toEqual([]);
  });
});

describe.skipIf(!hasTerminal())('candour init at a terminal', () => {
  it('asks by prompts, complains in place, and keeps what was answered at Ctrl-C', async () => {
    const terminal = work.terminal({ columns: 100, rows: 40 }, {}, ['init']);
    await terminal.see('What is your setting called?');
    terminal.type(KEYS.enter);
    await terminal.see('! The name is missing.');
    terminal.type(`Oak Nursery${KEYS.enter}`);
    await terminal.see('In which nation is it?');
    terminal.type(KEYS.down + KEYS.enter);
    await terminal.see('Whose early years framework applies?');
    terminal.type(KEYS.interrupt);
    await terminal.see('What was answered before is kept; to go on from there: npx candour init');
    await terminal.ended;
    const again = work.terminal({ columns: 100, rows: 40 }, {}, ['init']);
    const seen = await again.see('Whose early years framework applies?');
    expect(seen).toContain('This goes on where it was ended');
    expect(seen).not.toContain('What is your setting called?');
    again.type(KEYS.enter);
    await again.see('Europe/London');
    expect(readFileSync(join(work.folder, 'setting/.init.json'), 'utf8')).toContain(
      '"setting.framework": "scotland"',
    );
    await again.hangUp();
  });
});

describe('what init has ready', () => {
  it('has the steps of every platform, and asks for keys that there are', async () => {
    const adapters = await loadAdapters();
    expect(Object.keys(PLATFORMS)).toEqual(adapters.map(({ name }) => name));
    for (const adapter of adapters) {
      const known = [...adapter.keys, ...keys];
      for (const { name, isSecret } of PLATFORMS[adapter.name]?.keys ?? [])
        expect(known.find((key) => key.name === name)?.secret, name).toBe(isSecret);
      // With these keys, whatever they hold, none is missing.
      const env = Object.fromEntries((PLATFORMS[adapter.name]?.keys ?? []).map(({ name }) => [name, 'x']));
      expect(adapter.faults(env).filter((fault) => /missing|^Set /.test(fault))).toEqual([]);
    }
  });

  it('checks the keys of Teams in the words of those who read them', () => {
    const questions = [
      ...askPlatform(new Map([['platform.which', 'teams']]), [teams], { faultsOf }, () => {}),
    ];
    const read = (id: string, said: string) => questions.find((each) => each.id === `env.${id}`)?.read(said);
    expect(questions).toHaveLength(5);
    expect(read('CANDOUR_PUBLIC_URL', 'candour')).toEqual({
      wrong: expect.stringContaining('CANDOUR_PUBLIC_URL is a whole address'),
    });
    expect(read('TEAMS_APP_ID', '1234')).toEqual({
      wrong: expect.stringContaining('TEAMS_APP_ID is an ID such as'),
    });
    expect(read('TEAMS_APP_PASSWORD', 'abc def')).toEqual({ wrong: expect.stringContaining('(a space)') });
    expect(read('TEAMS_APP_PASSWORD', '')).toEqual({
      wrong: 'TEAMS_APP_PASSWORD is needed. Please copy it.',
    });
    const id = '12345678-90ab-cdef-1234-567890abcdef';
    for (const [name, said] of [
      ['CANDOUR_PUBLIC_URL', 'https://candour.example.org'],
      ['TEAMS_APP_ID', id],
      ['TEAMS_TENANT_ID', id],
      ['TEAMS_APP_PASSWORD', 'a~b#c.d-e$f'],
    ] as const)
      expect(read(name, said), name).toEqual({ value: said });
  });

  it('writes every key so that it is read back as it is', () => {
    const value = fc.stringMatching(/^[!-~]{1,40}$/).filter((each) => !/["'`\\]/.test(each));
    fc.assert(
      fc.property(value, (KEY) => {
        expect(parseEnv(envText({ KEY, CANDOUR_LOG: 'warn' }))).toEqual({ KEY, CANDOUR_LOG: 'warn' });
      }),
    );
  });

  it('guesses closures of the coming year, in order, none twice, in every nation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NATIONS),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (nation, date) => {
          const today = date.toISOString().slice(0, 10);
          const guessed = guessClosures(nation, today, createCalendar());
          // Between two Easters more than a year can pass.
          expect(guessed.length).toBeGreaterThanOrEqual(4);
          expect(new Set(guessed.map(({ id }) => id)).size).toBe(guessed.length);
          for (const { from, to } of guessed) {
            expect(from <= to).toBe(true);
            expect(to >= today).toBe(true);
          }
          expect(guessed.map(({ from }) => from)).toEqual(guessed.map(({ from }) => from).sort());
        },
      ),
    );
  });

  it('guesses the terms that the demo has', () => {
    expect(
      guessClosures('england-and-wales', '2026-09-20', createCalendar()).map(({ from, to }) => [from, to]),
    ).toEqual([
      ['2026-10-26', '2026-10-30'],
      ['2026-12-21', '2027-01-01'],
      ['2027-02-15', '2027-02-19'],
      ['2027-03-26', '2027-04-09'],
      ['2027-05-31', '2027-06-04'],
      ['2027-07-22', '2027-09-01'],
    ]);
  });
});
