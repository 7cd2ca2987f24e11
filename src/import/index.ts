import { whoWouldHandle } from '../core/facts/cases.ts';
import { type Calendar, localDay } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import type { Setting } from '../core/setting.ts';
import type { Register, Store } from '../core/store.ts';
import { applyPlan, refuseForbidden } from './apply.ts';
import { planSetting, readSheets, type Sheets } from './check.ts';
import { Findings } from './findings.ts';
import { loadKnown } from './known.ts';
import type { Plan } from './plan.ts';
import { findFolders, readFiles } from './read.ts';
import { type Rename, renameFlag } from './renames.ts';

export { exportSetting } from './export.ts';
export type { Rename } from './renames.ts';

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
  /** Marks the setting as the fictional one, on which no chat platform starts. */
  demo?: boolean;
}

export interface ImportReport {
  /** `file:line:column: what is wrong`; with any of these nothing was written. */
  faults: string[];
  changes: string[];
  /** Possible renames, rows that are gone, changes in chat that were kept, people joined, warnings. */
  notes: string[];
  /** Allocations that need a successor. */
  flagged: string[];
  written: boolean;
  summary: string[];
}

/** Everything is found out inside the transaction; this undoes it. */
class Undone extends Error {
  override name = 'Undone';
}

/**
 * Reads a setting's folder, or a folder of them; checks all of it, and writes it in one transaction, or nothing at all.
 * A second run of the same folder changes nothing. A dry run reports the same and writes nothing.
 */
export async function importFolder({
  store,
  calendar,
  now,
  dir,
  dryRun = false,
  overwrite = false,
  renames = [],
  demo = false,
}: ImportOptions): Promise<ImportReport> {
  const report: ImportReport = {
    faults: [],
    changes: [],
    notes: [],
    flagged: [],
    written: false,
    summary: [],
  };
  const top = new Findings();
  const folders = findFolders(dir, top);
  const renamed = new Set<Rename>();
  const prefix = (name: string) => (name === '' ? '' : `${name}/`);
  const gather = (name: string, findings: Findings) => {
    report.faults.push(...findings.faults().map((fault) => `${prefix(name)}${fault}`));
    report.notes.push(...findings.notes.map((note) => `${prefix(name)}${note}`));
  };

  // First all is checked, folder by folder; nothing of it is kept, so that memory does not grow with their number.
  const codes = new Map<string, string>();
  const ids: string[] = [];
  await store.read(async (register) => {
    for (const { name, path } of folders) {
      const findings = new Findings();
      const sheets = readSheets(readFiles(path, findings), findings);
      const before = await settingNamed(register, sheets.setting?.code, renames, renamed);
      checkCode(sheets, name, codes, findings);
      const known = await loadKnown(register, before);
      const plan = await planSetting(sheets, { known, renames, renamed, findings, now, overwrite, demo });
      // What the rules forbid is found as it is written; where nothing will be, it is asked of the register as it stands.
      if (before && findings.any) await refuseForbidden(plan, register, calendar, now, findings);
      if (before) ids.push(before.id);
      if (findings.any) gather(name, findings);
    }
  });
  for (const rename of renames.filter(
    (each) => report.faults.length === 0 && folders.length > 0 && !renamed.has(each),
  )) {
    top.fault(
      { file: renameFlag(rename.from, rename.to), line: 1, column: 1 },
      `Nobody in the register is called "${rename.from}", or nobody in the folder "${rename.to}".`,
    );
  }
  gather('', top);
  if (report.faults.length > 0) return { ...report, summary: refusal(report.faults.length) };

  try {
    await store.write(ids, async (register) => {
      for (const { name, path } of folders) {
        const findings = new Findings();
        const sheets = readSheets(readFiles(path, findings), findings);
        const before = await settingNamed(register, sheets.setting?.code, renames, renamed);
        const known = await loadKnown(register, before);
        const plan = await planSetting(sheets, { known, renames, renamed, findings, now, overwrite, demo });
        if (!findings.any) {
          if (plan.changes.length > 0 || plan.fingerprints.size > 0) {
            const { flagged } = await applyPlan(plan, register, calendar, now, findings);
            report.flagged.push(...flagged.map((line) => `${prefix(name)}${line}`));
          }
          await reportHandlers({ plan, register, now, findings, report, name: prefix(name) });
          for (const change of plan.changes) report.changes.push(`${prefix(name)}${change}`);
        }
        gather(name, findings);
      }
      if (dryRun || report.faults.length > 0) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (report.faults.length > 0)
    return { ...report, changes: [], flagged: [], summary: refusal(report.faults.length) };
  report.written = !dryRun && report.changes.length > 0;
  report.summary.push(conclusion(report.changes.length, dryRun));
  return report;
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
  if (other !== undefined)
    findings.fault(
      { file: 'setting.json', line: 1, column: 1 },
      `The code ${setting.code} is also that of ${other}: each setting needs its own.`,
    );
  codes.set(key, name);
}

interface Handling {
  plan: Plan;
  register: Register;
  now: Date;
  findings: Findings;
  report: ImportReport;
  name: string;
}

/** For each officer, who would handle a declaration of their own; a warning if nobody. */
async function reportHandlers({
  plan: { setting, counts, changes },
  register,
  now,
  findings,
  report,
  name,
}: Handling): Promise<void> {
  const officers = await whoWouldHandle({ register, setting, today: localDay(now, setting.timezone) });
  report.summary.push(
    `${name}${setting.name} (${setting.code}): ${counts.people} people, ${counts.children} children, ${counts.policies} policy files; ${changes.length === 1 ? '1 change' : `${changes.length} changes`}.`,
  );
  if (officers.length === 0)
    findings.note('Warning: nobody is manager, DSO, deputy or chair, so nobody can handle a declaration.');
  const people = new Map(officers.map(({ officer }) => [officer.id, officer.name]));
  for (const { officer, handler } of officers) {
    if (handler === undefined)
      findings.note(
        `Warning: nobody could handle a declaration by ${officer.name}: please appoint a deputy, or another officer.`,
      );
    else report.summary.push(`${name}A declaration by ${officer.name} would go to ${people.get(handler)}.`);
  }
}

function refusal(faults: number): string[] {
  return [`${faults === 1 ? 'One fault was' : `${faults} faults were`} found; nothing was written.`];
}

function conclusion(changes: number, dryRun: boolean): string {
  if (changes === 0) return dryRun ? 'Nothing would change.' : 'Nothing changed.';
  const count = changes === 1 ? '1 change' : `${changes} changes`;
  return dryRun ? `${count} would be made; nothing was written.` : `${count} made.`;
}
