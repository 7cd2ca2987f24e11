import type { PlatformNames } from '../core/accounts/account.ts';
import type { Calendar } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Register, Store } from '../core/store.ts';
import { applyPlan, NOTHING_APPLIED, refuseForbidden } from './apply.ts';
import { Findings, type Rename, renameFlag } from './findings.ts';
import { NOTHING_TOLD, type Told } from './foreign/told.ts';
import { loadKnown } from './plan.ts';
import { findFolders, readFiles, type Seal } from './read/folder.ts';
import { planSetting, readSheets, type Sheets } from './reconcile.ts';
import { conclude, type ImportReport, isIdle, type Outcome, refused, toReport } from './report.ts';
import { undoable } from './undo.ts';

export interface ImportOptions {
  store: Store;
  calendar: Calendar;
  /** The platforms whose accounts and tenants the files may name. */
  platformNames: readonly PlatformNames[];
  now: Date;
  /** A setting's folder, or a folder with several of them. */
  dir: string;
  dryRun?: boolean;
  /** Replaces what was changed in chat by what the files say. */
  overwrite?: boolean;
  renames?: readonly Rename[];
  /**
   * How many changes are described in words. All are counted; more descriptions than will be printed would only take
   * memory.
   */
  listed?: number;
  /** Marks the setting as the demo, on which no chat platform starts. */
  demo?: boolean;
  /** Opens files that were exported with a key. Without it files are read as they are. */
  seal?: Seal;
  /** What was said of the columns and titles of the lists. */
  told?: Told;
}

/** Something to import into one setting. */
export interface Source {
  /** Stands before each line of the report; empty where there is one source. */
  name: string;
  read(findings: Findings): Sheets;
  /** What is remembered for the next import beside the digests, by key. */
  remember?: ReadonlyMap<string, string>;
}

/** Thrown to roll back the transaction of a dry run, or of an import in which a fault was found. */
class Undone extends Error {
  override name = 'Undone';
}

/**
 * Reads a setting's folder, or a folder with several of them, checks everything, and writes it all in one transaction or
 * not at all. Importing the same folder again changes nothing. A dry run gives the same report and writes nothing.
 */
export async function importFolder(options: ImportOptions): Promise<ImportReport> {
  const { platformNames, now, dir, seal, told = NOTHING_TOLD } = options;
  const top = new Findings();
  const sources = findFolders(dir, top).map(
    ({ name, path }): Source => ({
      name,
      read: (findings) => readSheets(readFiles(path, findings, seal), platformNames, { told, now }, findings),
    }),
  );
  return importSources(sources, top, options);
}

/**
 * Imports from these sources, all or nothing.
 *
 * Of each source only the report's lines stay in memory, so that memory does not grow with the number of folders: a folder
 * that changes something is read a second time in order to write it. The check only reads, so that nobody has to wait for
 * it; where nothing changes, the import ends there. An empty register has nobody who could wait: there each folder is checked
 * and written at one reading (decision 49).
 */
export async function importSources(
  sources: readonly Source[],
  top: Findings,
  {
    store,
    calendar,
    platformNames,
    now,
    dryRun = false,
    overwrite = false,
    renames = [],
    listed = Number.POSITIVE_INFINITY,
    demo = false,
  }: Omit<ImportOptions, 'dir'>,
): Promise<ImportReport> {
  const renamed = new Set<Rename>();
  /** The settings that this import has made. */
  const made = new Set<string>();
  const read = async (register: Register, source: Source, findings: Findings, isWritten = false) => {
    const sheets = source.read(findings);
    const found = await settingNamed(register, sheets.setting?.code, renames, renamed);
    // A setting that another folder of this import has made is that folder's, even if this one has the same code.
    const before = found && !made.has(found.id) ? found : undefined;
    const known = await loadKnown(register, before);
    const plan = await planSetting(sheets, {
      known,
      renames,
      renamed,
      findings,
      now,
      overwrite,
      isWritten,
      demo,
      platformNames,
    });
    const news = [...(source.remember ?? [])].filter(([key, text]) => known.fingerprints.get(key) !== text);
    return { sheets, before, plan, news };
  };

  const codes = new Map<string, string>();
  const outcomes = new Map<string, Outcome>();
  const changing = new Map<string, string | undefined>();
  let isRefused = false;
  const refuse = (name: string, findings: Findings) => {
    outcomes.set(name, refused(findings));
    isRefused = true;
  };
  await store.read(async (register) => {
    if (renames.length === 0 && (await register.settings.all()).length === 0) {
      for (const { name } of sources) changing.set(name, undefined);
      return;
    }
    for (const source of sources) {
      const { name } = source;
      const findings = new Findings();
      const { sheets, before, plan, news } = await read(register, source, findings);
      checkCode(sheets, name, codes, findings);
      // Applying the plan finds allocations that the rules forbid. Where faults mean that nothing will be applied, they are
      // looked for in the register as it is.
      if (before && findings.any) await refuseForbidden(plan, register, calendar, now, findings);
      if (findings.any) refuse(name, findings);
      else if (isIdle(plan) && news.length === 0)
        outcomes.set(name, await conclude(plan, register, now, findings));
      else changing.set(name, before?.id);
    }
    if (changing.size === 0) besideDemo(await register.settings.all(), false, top);
  });
  for (const rename of renames.filter((rename) => !isRefused && sources.length > 0 && !renamed.has(rename))) {
    top.fault(
      { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
      `Nobody in the register is called "${rename.from}", or nobody in the folder "${rename.to}".`,
    );
  }
  if (top.any || isRefused) return toReport(sources, outcomes, top);

  const write = async (register: Register) => {
    // The transaction may be run more than once, so its results start afresh here.
    let room = listed;
    let demoIsNew = false;
    isRefused = false;
    made.clear();
    for (const source of sources.filter(({ name }) => changing.has(name))) {
      const { name } = source;
      const findings = new Findings();
      const { sheets, plan, news } = await read(register, source, findings, !dryRun);
      checkCode(sheets, name, codes, findings);
      // The transaction will be rolled back, and in a new setting the rules forbid no allocation.
      if (isRefused && plan.isNew && !findings.any) continue;
      const apply = async () => {
        const applied = await applyPlan(plan, register, calendar, now, findings);
        if (news.length > 0) await register.imports.keep(plan.setting.id, new Map(news));
        return applied;
      };
      const applied = findings.any ? NOTHING_APPLIED : await undoable(plan, register, now, apply);
      if (findings.any) refuse(name, findings);
      else {
        outcomes.set(
          name,
          await conclude(plan, register, now, findings, { ...applied, listed: room, isWritten: !dryRun }),
        );
      }
      if (plan.isNew) made.add(plan.setting.id);
      room = Math.max(0, room - plan.changes.length);
      if (demo) demoIsNew = plan.isNew;
    }
    besideDemo(await register.settings.all(), demoIsNew, top);
    if (dryRun || top.any || isRefused) throw new Undone();
  };
  try {
    if (changing.size > 0)
      await store.write(
        [...changing.values()].filter((id) => id !== undefined),
        write,
      );
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return toReport(sources, outcomes, top, dryRun);
}

async function settingNamed(
  register: Register,
  code: string | undefined,
  renames: readonly Rename[],
  renamed: Set<Rename>,
): Promise<Setting | undefined> {
  if (code === undefined) return undefined;
  const found = await register.settings.byCode(code);
  if (found) return found;
  const rename = renames.find(({ to }) => fold(to) === fold(code));
  const old = rename && (await register.settings.byCode(rename.from));
  if (rename && old) {
    renamed.add(rename);
    return old;
  }
  return undefined;
}

function checkCode({ setting }: Sheets, name: string, codes: Map<string, string>, findings: Findings): void {
  if (!setting) return;
  const key = fold(setting.code);
  const other = codes.get(key);
  if (other !== undefined && other !== name)
    findings.fault(
      { file: 'setting.json', line: 1, column: 1 },
      `The code ${setting.code} is also that of ${other}: each setting needs its own.`,
    );
  codes.set(key, name);
}

/** Warns of a real setting in the same database as the demo: no platform starts on a database that holds the demo. */
function besideDemo(settings: readonly Setting[], demoIsNew: boolean, findings: Findings): void {
  if (new Set(settings.map(({ demo }) => demo)).size < 2) return;
  if (demoIsNew)
    findings.fault(
      { file: 'setting.json', line: 1, column: 1 },
      'This is the demo, and the database holds a setting of your own: no platform would start on it any more. Set CANDOUR_DATABASE to another file for the demo.',
    );
  else
    findings.note(
      'Warning: this database holds the demo, whose people are invented, so no platform starts on it. Set CANDOUR_DATABASE to another file and import your own setting there.',
    );
}
