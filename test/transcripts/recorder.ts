import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { render } from '../../adapters/console/render.ts';
import { inModal } from '../../adapters/slack/answer.ts';
import { toMessages } from '../../adapters/slack/render.ts';
import { toMessage } from '../../adapters/teams/deliver.ts';
import { toCard } from '../../adapters/teams/render.ts';
import { createCalendar } from '../../src/calendar.ts';
import { type Door, Failure, WrongUsage } from '../../src/cli/door.ts';
import { commands } from '../../src/cli/help.ts';
import { parseInstant } from '../../src/clock.ts';
import { toConfig } from '../../src/config.ts';
import type { Adapter, Message } from '../../src/core/platform.ts';
import { Refusal } from '../../src/core/talk/refusal.ts';
import { FINDINGS } from '../../src/core/talk/shown.ts';
import type { Answer, Input } from '../../src/core/talk/view.ts';
import { createUploads } from '../../src/given.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { toZip } from '../../src/zip.ts';
import { platformNames } from '../support/platforms.ts';
import { drawInOrder } from '../support/store.ts';
import type { Ran, Said, Scene, Step } from './scene.ts';

const ROOT = join(import.meta.dirname, '../..');
const calendar = createCalendar();
/** In memory where there is such a folder: nothing here is about what outlives a power cut. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A database to begin a scene with, the instant at which it was left, and what stood in it by then. */
export interface Register {
  file: string;
  now: string;
  told: ReadonlySet<string>;
  /** How many events each setting's chain had. */
  audited: ReadonlyMap<string, number>;
}

/** Where a scene is played: a folder of its own, with a database in it. */
class Stage {
  readonly folder = realpathSync(mkdtempSync(join(PLACE, 'candour-transcript-')));
  readonly file = join(this.folder, 'candour.db');
  readonly lines: string[] = [];
  now: string;
  private store: OpenedStore | undefined;
  private shown: Answer | undefined;
  private readonly heard: string[] = [];
  private readonly refused: string[] = [];
  private readonly scene: Pick<Scene, 'env' | 'platform'>;
  private readonly seen = new Map<string, string>();

  constructor(now: string, scene: Pick<Scene, 'env' | 'platform'> = {}) {
    this.now = now;
    this.scene = scene;
  }

  async play(step: Step): Promise<void> {
    this.now = step.at ?? this.now;
    if (step.kind === 'said') await this.say(step);
    else await this.run(step);
  }

  private async say(step: Said & { again?: true }): Promise<void> {
    const { as, text, answers = {}, setting, drawn } = step;
    const given = Object.entries(answers).flatMap(([name, value]) => {
      const said = typeof value === 'function' ? value(this.shownLast()) : value;
      return [said].flat().map((each) => [name, each] as const);
    });
    const { exit, out, err } = await this.command('say', [
      '--as',
      as,
      '--json',
      ...(setting === undefined ? [] : ['--setting', setting]),
      ...given.flatMap(([name, value]) => ['--answer', `${name}=${value}`]),
      '--',
      text,
    ]);
    const head = {
      at: this.now,
      as,
      setting,
      say: text,
      answers: given.length > 0 ? given : undefined,
      exit,
    };
    this.lines.push(JSON.stringify(head), ...out, ...err.map((line) => JSON.stringify({ err: line })));
    this.noteFiles();
    if (out[0] === undefined) return;
    this.shown = JSON.parse(out[0]) as Answer;
    if (drawn) this.draw(this.shown, text, Object.fromEntries(given));
    // What is shown before it is done has been read, and is said again.
    const { shown } = this;
    if (shown.kind === 'form' && shown.intro?.startsWith(FINDINGS.unseen) && step.again !== true)
      await this.say({ ...step, again: true });
  }

  private shownLast(): Answer {
    if (!this.shown) throw new Error('nothing was shown yet');
    return this.shown;
  }

  private draw(answer: Answer, text: string, input: Input): void {
    const invocation = { command: text.split(' ')[0] || 'me', input };
    const { lines } = render(answer, { width: 80, colour: false });
    this.lines.push(JSON.stringify({ console: lines }));
    this.lines.push(JSON.stringify({ slack_modal: inModal(answer, invocation) }));
    if (answer.kind === 'view')
      for (const message of toMessages(answer)) this.lines.push(JSON.stringify({ slack_message: message }));
    this.lines.push(JSON.stringify({ teams: toCard(answer, invocation) }));
  }

  private async run({ args: given, files = {}, quietly }: Ran): Promise<void> {
    for (const [name, words] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      if (words === null) rmSync(path, { force: true });
      else writeFileSync(path, words);
      this.seen.set(name, this.fingerprint(name));
    }
    const told = given.some((arg) => typeof arg === 'function') ? await this.told() : [];
    const rows = told.map((line) => JSON.parse(line) as Record<string, string>);
    const args = given.map((arg) => (typeof arg === 'function' ? arg(rows) : arg));
    const [name = '', ...rest] = args;
    const { exit, out, err } = await this.command(name, rest);
    if (quietly) return;
    this.lines.push(JSON.stringify({ at: this.now, run: args, exit }));
    for (const line of out.flatMap((said) => said.split('\n')))
      this.lines.push(line.startsWith('{"') ? line : JSON.stringify({ out: line }));
    for (const line of err) this.lines.push(JSON.stringify({ err: line }));
    this.lines.push(...this.heard.splice(0), ...this.refused.splice(0).sort());
    this.noteFiles();
  }

  /** A word of the command line in this process, on the scene's own store, clock and folder. */
  async command(name: string, args: readonly string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const before = process.cwd();
    process.chdir(this.folder);
    let exit: number;
    try {
      const command = commands[name];
      if (!command) throw new Error(`no command ${name}`);
      const { run } = await command.load();
      exit = await run(await this.door(out, err), args);
    } catch (error) {
      const isRefused = error instanceof Failure || error instanceof Refusal;
      if (!isRefused && !(error instanceof WrongUsage)) throw error;
      err.push(error.message);
      exit = isRefused ? 1 : 2;
    } finally {
      process.chdir(before);
    }
    return { exit, out, err };
  }

  private async door(out: string[], err: string[]): Promise<Door> {
    const config = toConfig({ CANDOUR_DATABASE: this.file, ...this.scene.env });
    const { platform } = this.scene;
    const used: Adapter[] = platform ? [this.post(platform)] : platformNames;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const door: Door = {
      config: { ...config, root: ROOT, version: '1.2.3' },
      keys: [],
      outOfSupport: undefined,
      print: (text) => void out.push(text),
      complain: (text) => void err.push(text),
      screen: () => ({ width: 100, colour: false }),
      clock: (instant) => () => parsed(instant ?? this.now),
      stopwatch: { elapsed: () => 0, sleep },
      calendar: async () => calendar,
      zip: async () => toZip,
      uploads: async () => createUploads(platformNames),
      log: async () => log,
      report: async (error) => {
        throw error;
      },
      openStore: async () => {
        this.store ??= await openStore(this.file, {
          migrationsDir: join(ROOT, 'migrations'),
          drawNumber: drawInOrder,
        });
        return { ...this.store, close: async () => {} };
      },
      bringUp: async () => undefined,
      pending: async () => [],
      platformNames: async () => platformNames,
      unknownKeys: async () => [],
      adapters: async () => used.map((adapter) => ({ adapter, env: config.part(adapter) })),
      faultsOf: () => [],
      conversation: () => ({ input: process.stdin, output: process.stdout }),
      anew: () => door,
    };
    return door;
  }

  /** A platform that keeps what it is handed, and answers for each of its users as the scene says. */
  private post(users: Record<string, 'sent' | 'later' | 'never'>): Adapter {
    const deliver = async (to: string, message: Message) => {
      const kind = users[to] ?? 'sent';
      if (kind === 'sent') {
        this.heard.push(JSON.stringify({ delivered: { to, ...message } }));
        this.heard.push(JSON.stringify({ teams: toMessage(message) }));
        return { kind } as const;
      }
      // In which order what has failed is tried again, and joined, is left to chance.
      const lines = message.text.split('\n').sort();
      this.refused.push(JSON.stringify({ refused: { to, kind, title: message.title, lines } }));
      return { kind, reason: 'the platform says no' } as const;
    };
    return {
      name: 'slack',
      title: 'Slack',
      tenantKey: 'slack_team',
      userField: 'slack_user',
      toId: (said) => said,
      keys: [],
      isConfigured: () => true,
      faults: () => [],
      create: async () => ({
        name: 'slack',
        start: async () => {},
        stop: async () => {},
        pace: { perAccount: 1_000_000, perTenant: 1_000_000 },
        deliver: async ({ user }, message) => deliver(user, message),
      }),
    };
  }

  /** What has been written into the folder since: text as lines, a zip by what is in it, anything else by its digest. */
  private noteFiles(): void {
    for (const name of this.names()) {
      const fingerprint = this.fingerprint(name);
      if (this.seen.get(name) === fingerprint) continue;
      this.seen.set(name, fingerprint);
      const bytes = readFileSync(join(this.folder, name));
      const held: Record<string, Uint8Array> = name.endsWith('.zip') ? unzipSync(bytes) : { '': bytes };
      for (const [inside, content] of Object.entries(held).sort()) {
        const file = [name, inside].filter(Boolean).join('/');
        this.lines.push(JSON.stringify({ file, ...contentOf(file, content) }));
      }
    }
  }

  private names(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((name) => !/\.db(-shm|-wal)?$/.test(name))
      .sort();
  }

  private fingerprint(name: string): string {
    const found = statSync(join(this.folder, name), { throwIfNoEntry: false });
    return found ? `${found.mtimeMs}:${found.size}` : '';
  }

  /** Everything that was told to anybody, a line each. When one that failed is tried again is partly left to chance. */
  async told(): Promise<string[]> {
    const lines = (await this.command('outbox', ['--json'])).out.filter((line) => line.startsWith('{'));
    return lines.map((line) => {
      const row = JSON.parse(line) as Record<string, unknown>;
      return row.state === 'failed' && 'not_before' in row
        ? JSON.stringify({ ...row, not_before: 'later' })
        : line;
    });
  }

  /** What stands in the audit chains, in order: the setting, and action and subject of each event. */
  async audited(): Promise<{ setting: string; event: string }[]> {
    const file = join(this.folder, 'trail.jsonl');
    await this.command('audit', ['export', file]);
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"kind":"row"'))
      .map((line) => JSON.parse(line) as { setting: string; action: string; subject: string });
    rmSync(file);
    return rows.map(({ setting, action, subject }) => ({ setting, event: `${action} ${subject}` }));
  }

  /** Ends what is open, so that the database is one file. */
  async close(): Promise<void> {
    await this.store?.close();
    this.store = undefined;
  }

  async leave(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ids of one millisecond keep their order only where one process makes them in a row. */
function aSecondAfter(instant: string): string {
  return new Date(Date.parse(instant) + 1000).toISOString();
}

/** Turns come at once, and nobody is given up on: what is waited for longer never ends by itself. */
function sleep(ms: number): Promise<void> {
  return ms < 1000 ? Promise.resolve() : new Promise(() => {});
}

function parsed(words: string): Date {
  const instant = parseInstant(words);
  if (!instant) throw new WrongUsage(`${words} is no instant`);
  return instant;
}

function contentOf(file: string, bytes: Uint8Array): Record<string, unknown> {
  if (/\.(png|sealed)$/.test(file)) return { sha256: createHash('sha256').update(bytes).digest('hex') };
  return { lines: strFromU8(bytes).split('\n') };
}

/** A register made by these steps; gone with the process's `leave`. */
export async function build(now: string, steps: readonly Step[], from?: Register): Promise<Register> {
  const stage = new Stage(from ? aSecondAfter(now) : now);
  made.push(stage);
  if (from) copyFileSync(from.file, stage.file);
  for (const step of steps) {
    stage.lines.length = 0;
    await stage.play(step);
    const exits = stage.lines.map((line) => (JSON.parse(line) as { exit?: number }).exit);
    if (exits.findLast((exit) => exit !== undefined) !== 0)
      throw new Error(`this step of a register was not done: ${stage.lines.join('\n')}`);
  }
  const told = new Set(await stage.told());
  const audited = new Map<string, number>();
  for (const { setting } of await stage.audited()) audited.set(setting, (audited.get(setting) ?? 0) + 1);
  await stage.close();
  return { file: stage.file, now: stage.now, told, audited };
}

const made: Stage[] = [];
export async function leaveAll(): Promise<void> {
  for (const stage of made.splice(0)) await stage.leave();
}

/** Plays a scene on a copy of the register, and gives its transcript. */
export async function record(scene: Scene, register: Register): Promise<string> {
  const stage = new Stage(aSecondAfter(register.now), scene);
  try {
    copyFileSync(register.file, stage.file);
    for (const step of scene.steps) await stage.play(step);
    for (const line of await stage.told()) if (!register.told.has(line)) stage.lines.push(`{"told":${line}}`);
    const before = new Map(register.audited);
    const audit = (await stage.audited()).filter(({ setting }) => {
      const left = before.get(setting) ?? 0;
      before.set(setting, left - 1);
      return left <= 0;
    });
    stage.lines.push(JSON.stringify({ audit: audit.map(({ event }) => event) }));
    return canonical(stage.lines.join('\n'), stage.folder);
  } finally {
    await stage.leave();
  }
}

/** What is drawn by chance, by the order in which it first appears; and no path of this machine. */
function canonical(text: string, folder: string): string {
  const numbered = (what: string) => {
    const known = new Map<string, string>();
    return (found: string): string => {
      const name = known.get(found) ?? `${what}-${known.size + 1}`;
      known.set(found, name);
      return name;
    };
  };
  const head = numbered('chain');
  const token = numbered('token');
  const shown = numbered('shown');
  const digests = [...text.matchAll(/"name":"shown"[^}]*\}[^}]*"value":"([\w-]{16})"/g)].map(
    ([, found]) => found,
  );
  return `${[...new Set(digests)]
    .reduce<string>((words, found = '') => words.replaceAll(found, shown(found)), text)
    .replaceAll(folder, '.')
    .replaceAll(ROOT, '(root)')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, numbered('id'))
    .replace(
      /\b(head(?: of the audit chain:)?) ([0-9a-f]{64})/g,
      (_, words: string, found: string) => `${words} ${head(found)}`,
    )
    .replace(/\bkey=([0-9a-f]{64})/g, (_, found: string) => `key=${token(found)}`)}\n`;
}
