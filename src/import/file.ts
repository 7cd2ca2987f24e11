import type { PlatformNames } from '../core/accounts/account.ts';
import { localDay } from '../core/rules/days.ts';
import type { Setting } from '../core/settings/setting.ts';
import { CHILD_COLUMNS, peopleColumns } from './columns.ts';
import { Findings } from './findings.ts';
import { type ImportOptions, importSources } from './folders.ts';
import type { Kind } from './foreign/compose.ts';
import { openSpreadsheet } from './foreign/open.ts';
import type { Question, Told } from './foreign/told.ts';
import { type Understanding, type Understood, understand } from './foreign/understand.ts';
import { digest } from './merge.ts';
import { sha256 } from './read/policies.ts';
import type { SettingFile } from './read/setting.ts';
import { slug } from './read/setting.ts';
import type { Sheets } from './reconcile.ts';
import { type ImportReport, toReport } from './report.ts';
import { readChildren, readPeople } from './rows.ts';

interface FileOptions extends Omit<ImportOptions, 'dir' | 'seal' | 'demo'> {
  told: Told;
  /** The file's name, for messages. What it is tells its content. */
  name: string;
  bytes: Uint8Array;
  /** The code of the setting; may be left out where there is one. */
  setting?: string | undefined;
}

/** What came of it; or what has to be answered before, and nothing was written. */
export type FileOutcome = { report: ImportReport } | { questions: Question[]; notes: string[] };

const LONDON = 'Europe/London';

/**
 * Imports somebody's spreadsheet of children or staff into one setting, in one transaction or not at all. What it says nothing
 * about stays as it is. What was answered is remembered for the same header.
 */
export async function importFile(options: FileOptions): Promise<FileOutcome> {
  const { store, platformNames, name, bytes, told, now } = options;
  const chosen = await chooseSetting(options);
  if ('questions' in chosen || 'report' in chosen) return chosen;
  const { file: setting, before } = chosen;
  const opened = await openSpreadsheet(bytes);
  if ('wrong' in opened) return refusal(name, opened.wrong);
  const remembered = await store.read(async (register) =>
    before ? register.imports.all(before.id) : new Map<string, string>(),
  );
  const understanding = understand({ name, grids: opened.grids }, told, {
    columns: { people: peopleColumns(platformNames), children: CHILD_COLUMNS },
    remembered: answersIn(remembered),
    today: localDay(now, before?.timezone ?? LONDON),
  });
  const notes = [...opened.notes.map((note) => `${name}: ${note}`), ...understanding.notes];
  const { wrong, questions, unused, lists } = understanding;
  const [first] = unused;
  if (wrong !== undefined || first !== undefined) return refusal(name, wrong ?? first ?? '');
  if (questions.length > 0) return { questions, notes };
  const source = {
    name: '',
    read: (findings: Findings) => {
      for (const note of notes) findings.note(note);
      return toSheets(setting, understanding, { platformNames, name, digest: sha256(bytes) }, findings);
    },
    remember: toRemember(lists),
  };
  return { report: await importSources([source], new Findings(), options) };
}

/** What was answered about headers, as it is kept beside the digests of rows. */
export function answersIn(kept: ReadonlyMap<string, string>): { get(header: string): Told | undefined } {
  return {
    get: (header) => {
      const text = kept.get(keyOf(header));
      return text === undefined ? undefined : (JSON.parse(text) as Told);
    },
  };
}

/** What of the answers about these lists is kept. */
export function toRemember(lists: readonly Understood[]): Map<string, string> {
  return new Map(
    lists
      .filter(({ remember }) => isWorth(remember))
      .map(({ key, remember }) => [keyOf(key), JSON.stringify(remember)]),
  );
}

/** Where the answers about a header are kept. */
function keyOf(header: string): string {
  return `H:${digest(header)}`;
}

function isWorth(told: Told): boolean {
  return Object.values(told).some((some) => Object.keys(some as object).length > 0);
}

async function chooseSetting({
  store,
  setting: code,
  told,
  name,
}: FileOptions): Promise<FileOutcome | { file: SettingFile; before: Setting | undefined }> {
  const settings = await store.read((register) => register.settings.all());
  const of = ({ code, name }: Pick<Setting, 'code' | 'name'>): SettingFile => ({ code, name, tenants: {} });
  if (code !== undefined) {
    const found = settings.find((setting) => setting.code.toLowerCase() === code.toLowerCase());
    return found
      ? { file: of(found), before: found }
      : refusal(name, `There is no setting with the code ${code}.`);
  }
  const [only] = settings;
  if (only && settings.length === 1) return { file: of(only), before: only };
  if (only)
    return {
      questions: [
        {
          name: 'setting',
          label: 'Which setting is it of?',
          choices: settings.map(({ code, name }) => ({ value: code, label: name })),
          suggestion: undefined,
          by: 'setting',
        },
      ],
      notes: [],
    };
  const called = told.answers.name?.trim() ?? '';
  if (slug(called) !== '')
    return { file: { code: slug(called), name: called, tenants: {} }, before: undefined };
  return {
    questions: [
      {
        name: 'name',
        label:
          'This database has no setting yet. What is yours called? (A folder with its setting.json says more of it, and can be imported first or later.)',
        choices: [],
        suggestion: undefined,
        by: 'answer',
      },
    ],
    notes: [],
  };
}

function refusal(name: string, words: string): FileOutcome {
  const findings = new Findings();
  findings.fault({ file: name, line: 1, column: 1 }, words);
  return { report: toReport([], new Map(), findings) };
}

/** The lists of a file as a folder's sheets, of which the others are not there. `digest`: SHA-256 of its content. */
export function toSheets(
  setting: SettingFile,
  { lists, faults }: Understanding,
  { platformNames, name, digest }: { platformNames: readonly PlatformNames[]; name: string; digest: string },
  findings: Findings,
): Sheets {
  for (const { words, ...place } of faults) findings.fault(place, words);
  const of = (kind: Kind): Understood | undefined => lists.find((list) => list.kind === kind);
  const [people, children] = [of('people'), of('children')];
  return {
    setting,
    people: people && readPeople(people.sheet, platformNames, findings, people.titles),
    children: children && readChildren(children.sheet, findings),
    agreements: [],
    policies: [],
    isPart: true,
    digests: () => ({ [name]: digest }),
  };
}
