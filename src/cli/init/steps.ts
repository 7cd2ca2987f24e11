import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PlatformNames } from '../../core/accounts/account.ts';
import type { Adapter } from '../../core/platform.ts';
import { localDay } from '../../core/rules/days.ts';
import { DEFAULT_TITLES } from '../../core/settings/setting.ts';
import { Findings } from '../../import/findings.ts';
import { SEALED } from '../../import/read/folder.ts';
import { readSetting, type SettingFile } from '../../import/read/setting.ts';
import { type Door, Failure } from '../door.ts';
import type { Conversation } from './ask.ts';
import { type Draft, envText } from './draft.ts';
import { isThere, writeNew } from './files.ts';
import { askChildren, askPeople, toChildrenFile, toPeopleFile } from './people.ts';
import { askPlatform, PLATFORMS } from './platform.ts';
import { askPolicies, starterPolicies } from './policies.ts';
import type { Questions } from './question.ts';
import { askSetting, missingNumbers, toSettingFile } from './setting.ts';

/** What the steps are given. */
export interface Place {
  door: Door;
  dir: string;
  draft: Draft;
  platformNames: readonly PlatformNames[];
  calendar: Awaited<ReturnType<Door['calendar']>>;
  adapters: Awaited<ReturnType<Door['adapters']>>;
  talk: Conversation;
}

/** A part of the conversation, at whose end its files are written. */
interface Step {
  /** The beginning of its questions' ids. */
  name: string;
  title: string;
  /** What is said where its files are there already and nothing is asked; undefined where it has to be asked. */
  known(place: Place): string | undefined;
  questions(place: Place): Questions;
  write(place: Place): void;
}

const kept = (dir: string, name: string) =>
  isThere(join(dir, name)) || isThere(join(dir, name + SEALED))
    ? `${join(dir, name)} is there already, and stays as it is.`
    : undefined;

/** Every step, in the order in which they are asked. */
export const STEPS: readonly Step[] = [
  {
    name: 'setting',
    title: 'Your setting',
    known: ({ dir }) => kept(dir, 'setting.json'),
    questions: ({ draft, calendar, platformNames, door }) =>
      askSetting(draft.answers, {
        calendar,
        platformNames,
        today: localDay(door.clock(undefined)(), 'Europe/London'),
      }),
    write: ({ dir, draft, talk }) => {
      writeFile(dir, 'setting.json', toSettingFile(draft.answers), talk);
      const missing = missingNumbers(draft.answers);
      if (missing !== undefined) talk.tell(missing);
    },
  },
  {
    name: 'people',
    title: 'The people',
    known: ({ dir }) => kept(dir, 'people.csv'),
    questions: ({ dir, draft, platformNames }) =>
      askPeople(draft.answers, { ...DEFAULT_TITLES, ...readOwn(dir, platformNames).titles }, platformNames),
    write: ({ dir, draft, platformNames, talk }) =>
      writeFile(dir, 'people.csv', toPeopleFile(draft.answers, platformNames), talk),
  },
  {
    name: 'children',
    title: 'The children',
    known: ({ dir }) => kept(dir, 'children.csv'),
    questions: ({ platformNames }) => askChildren(platformNames),
    write: ({ dir, draft, talk }) => writeFile(dir, 'children.csv', toChildrenFile(draft.answers), talk),
  },
  {
    name: 'policies',
    title: 'The policies',
    known: ({ dir }) => {
      const folder = join(dir, 'policies');
      const isFull =
        isThere(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).some(isVisible));
      return isFull ? `${folder} is there already, and stays as it is.` : undefined;
    },
    questions: () => askPolicies(),
    write: ({ dir, draft, platformNames, door, talk }) => {
      if (draft.answers.get('policies.which') === 'none') return;
      mkdirSync(join(dir, 'policies'), { recursive: true, mode: 0o700 });
      const texts = starterPolicies(door.config.root, readOwn(dir, platformNames));
      for (const [path, text] of texts) writeFile(dir, path, text, talk);
    },
  },
  {
    name: 'platform',
    title: 'The platform and its keys',
    known: () =>
      isThere('.env')
        ? `${resolve('.env')} is there already, and stays as it is. .env.example explains each key that it may hold.`
        : undefined,
    questions: function* ({ draft, adapters, door, talk }) {
      const configured = adapters.filter(({ adapter, env }) => adapter.isConfigured(env));
      if (configured.length > 0) return;
      const all: Adapter[] = adapters.map(({ adapter }) => adapter);
      yield* askPlatform(draft.answers, all, door, (text) => talk.tell(`\n${text}`));
    },
    write: writeKeys,
  },
];

const isVisible = (name: string) => !name.startsWith('.');

/** Writes `.env`, with a key of its own where there is none. */
function writeKeys({ draft, door, talk }: Place): void {
  const wanted = PLATFORMS[draft.answers.get('platform.which') ?? '']?.keys ?? [];
  const answered = draft.keys();
  const keys = Object.fromEntries(wanted.map(({ name }) => [name, answered[name] ?? '']));
  if (door.config.key === undefined) keys.CANDOUR_KEY = randomBytes(32).toString('base64');
  if (Object.keys(keys).length === 0) return;
  if (!writeNew(resolve('.env'), envText(keys))) return;
  talk.tell(`Written: ${resolve('.env')}, for you alone to read.`);
  if (keys.CANDOUR_KEY === undefined) return;
  talk.tell(
    'CANDOUR_KEY was made for you and stands in that file. Backups and exports are encrypted with it. Keep a copy of that line somewhere else, such as a password safe: without it nothing that it encrypted opens again.',
  );
}

function writeFile(dir: string, name: string, text: string, talk: Conversation): void {
  const path = join(dir, name);
  talk.tell(writeNew(path, text) ? `Written: ${path}` : `${path} is there already, and stays as it is.`);
}

/**
 * The setting as its file has it.
 * @throws Failure with each fault, where the import would not read it
 */
function readOwn(dir: string, platformNames: readonly PlatformNames[]): SettingFile {
  const path = join(dir, 'setting.json');
  if (!isThere(path))
    throw new Failure(
      `${path} is encrypted, as an export is. To bring that setting in: npx candour import ${dir}`,
    );
  const findings = new Findings();
  const setting = readSetting(readFileSync(path, 'utf8'), platformNames, findings);
  if (setting) return setting;
  throw new Failure([...findings.faults(), 'Please mend this, and type the same command again.'].join('\n'));
}
