import type { Calendar } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Register, Store } from '../core/store.ts';
import { applyPlan } from './apply.ts';
import { planSetting, readSheets, type Sheets } from './check.ts';
import { Findings } from './findings.ts';
import { refuseForbidden } from './forbidden.ts';
import { loadKnown } from './known.ts';
import { findFolders, readFiles, type Seal } from './read.ts';
import { type Rename, renameFlag } from './renames.ts';
import { conclude, type ImportReport, isIdle, type Outcome, refused, toReport } from './report.ts';

export { exportSetting } from './export.ts';
export type { Seal } from './read.ts';
export type { Rename } from './renames.ts';
export type { ImportReport } from './report.ts';

export interface ImportOptions {
  store: Store;
  calendar: Calendar;
  now: Date;
  /** A setting's folder, or a folder of such folders. */
  dir: string;
  dryRun?: boolean;
  /** What was changed in chat gives way to the files. */
  overwrite?: boolean;
  renames?: readonly Rename[];
  /** So many changes are told of in words, and all are counted: what is not printed need not be held. */
  listed?: number;
  /** Marks the setting as the fictional one, on which no chat platform starts. */
  demo?: boolean;
  /** Opens files that were exported with a key; without it all files are read as they stand. */
  seal?: Seal;
}

/** Everything is found out inside the transaction; this undoes it. */
class Undone extends Error {
  override name = 'Undone';
}

/**
 * Reads a setting's folder, or a folder of them; checks all of it, and writes it in one transaction, or nothing at all.
 * A second run of the same folder changes nothing. A dry run reports the same and writes nothing.
 *
 * Of a folder nothing is held but the lines of the report, so that memory does not grow with their number: one that would
 * change something is read again to be written. The check holds nobody up, and where nothing would change that is all.
 * Where the register is empty there is nobody to hold up, and each folder is checked and written at one reading (decision 23).
 */
export async function importFolder({
  store,
  calendar,
  now,
  dir,
  dryRun = false,
  overwrite = false,
  renames = [],
  listed = Number.POSITIVE_INFINITY,
  demo = false,
  seal,
}: ImportOptions): Promise<ImportReport> {
  const top = new Findings();
  const folders = findFolders(dir, top);
  const renamed = new Set<Rename>();
  const made = new Set<string>();
  const read = async (register: Register, path: string, findings: Findings) => {
    const sheets = readSheets(readFiles(path, findings, seal), findings);
    const found = await settingNamed(register, sheets.setting?.code, renames, renamed);
    // One that another folder has just made is that folder's, whatever code this one gives itself.
    const before = found && !made.has(found.id) ? found : undefined;
    const known = await loadKnown(register, before);
    const plan = await planSetting(sheets, { known, renames, renamed, findings, now, overwrite, demo });
    return { sheets, before, plan };
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
      for (const { name } of folders) changing.set(name, undefined);
      return;
    }
    for (const { name, path } of folders) {
      const findings = new Findings();
      const { sheets, before, plan } = await read(register, path, findings);
      checkCode(sheets, name, codes, findings);
      // What the rules forbid is found as it is written; where nothing will be, it is asked of the register as it stands.
      if (before && findings.any) await refuseForbidden(plan, register, calendar, now, findings);
      if (findings.any) refuse(name, findings);
      else if (isIdle(plan)) outcomes.set(name, await conclude(plan, register, now, findings));
      else changing.set(name, before?.id);
    }
    if (changing.size === 0) besideDemo(await register.settings.all(), false, top);
  });
  for (const rename of renames.filter((each) => !isRefused && folders.length > 0 && !renamed.has(each))) {
    top.fault(
      { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
      `Nobody in the register is called "${rename.from}", or nobody in the folder "${rename.to}".`,
    );
  }
  if (top.any || isRefused) return toReport(folders, outcomes, top);

  const write = async (register: Register) => {
    // It may be carried out more than once: what an earlier attempt found is not this one's.
    let room = listed;
    let demoIsNew = false;
    isRefused = false;
    made.clear();
    for (const { name, path } of folders.filter((each) => changing.has(each.name))) {
      const findings = new Findings();
      const { sheets, plan } = await read(register, path, findings);
      checkCode(sheets, name, codes, findings);
      // All will be undone, and the rules forbid nothing of a setting that is new.
      if (isRefused && plan.isNew && !findings.any) continue;
      const flagged = findings.any ? [] : await applyPlan(plan, register, calendar, now, findings);
      if (findings.any) refuse(name, findings);
      else outcomes.set(name, await conclude(plan, register, now, findings, { flagged, listed: room }));
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
  return toReport(folders, outcomes, top, dryRun);
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

/** No platform starts on what holds the demo, so a setting of one's own beside it is worth a word, and it beside those refused. */
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
