import { whoWouldHandle } from '../core/cases/officers.ts';
import type { Asked } from '../core/children/new-families.ts';
import { type Person, type Role, rolesOn } from '../core/people/person.ts';
import { type Day, localDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { Setting } from '../core/settings/setting.ts';
import { numbersMissing } from '../core/settings/setting.ts';
import type { Register } from '../core/store.ts';
import { type Applied, NOTHING_APPLIED } from './apply.ts';
import type { Findings } from './findings.ts';
import type { Plan } from './plan.ts';

export interface ImportReport {
  /** Faults as `file:line:column: what is wrong`. If there are any, nothing was written. */
  faults: string[];
  /** Changes in words, as many as were asked for. */
  changes: string[];
  /** How many changes there are. */
  changed: number;
  /** Possible renames, rows that are gone, changes in chat that were kept, people who were joined, warnings. */
  notes: string[];
  /** Allocations that need a successor. */
  flagged: string[];
  written: boolean;
  summary: string[];
}

/** The result of one folder. */
export type Outcome = Omit<ImportReport, 'written'>;

/** Whether nothing is to be written. */
export function isIdle({ changes, fingerprints }: Plan): boolean {
  return changes.length === 0 && fingerprints.size === 0;
}

function isFaulty({ faults }: Outcome): boolean {
  return faults.length > 0;
}

export function refused(findings: Findings): Outcome {
  return {
    faults: findings.faults(),
    changes: [],
    changed: 0,
    notes: findings.notes,
    flagged: [],
    summary: [],
  };
}

/**
 * Completes a folder's result: what was changed and, for each officer, who would handle a declaration of their own, with a
 * warning if nobody would.
 */
export async function conclude(
  plan: Plan,
  register: Register,
  now: Date,
  findings: Findings,
  { flagged, asked, listed, isWritten }: Applied & { listed: number; isWritten: boolean } = {
    ...NOTHING_APPLIED,
    listed: 0,
    isWritten: false,
  },
): Promise<Outcome> {
  const { setting, counts, changes } = plan;
  const today = localDay(now, setting.timezone);
  const officers = await whoWouldHandle({ register, setting, today });
  const summary = [
    `${setting.name} (${setting.code}): ${counts.people} people, ${counts.children} children, ${counts.policies} policy files; ${changes.length === 1 ? '1 change' : `${changes.length} changes`}.`,
  ];
  if (plan.withoutCarers.length > 0) summary.push(sayWithoutCarers(plan));
  if (asked.people > 0) summary.push(sayAsked(asked, isWritten));
  const missing = numbersMissing(setting);
  if (missing.length > 0)
    findings.note(
      `setting.json: the line about concerns leaves out what is not known: the number of ${missing.join(', of ')}.`,
    );
  if (officers.length === 0)
    findings.note('Warning: nobody is manager, DSO, deputy or chair, so nobody can handle a declaration.');
  for (const warning of officers.length === 0 ? [] : vacancies(setting, officers, today))
    findings.note(warning);
  const people = new Map(officers.map(({ officer }) => [officer.id, officer.name]));
  for (const { officer, handler } of officers) {
    if (handler === undefined)
      findings.note(
        `Warning: nobody could handle a declaration by ${officer.name}: please appoint a deputy, or another officer.`,
      );
    else summary.push(`A declaration by ${officer.name} would go to ${people.get(handler)}.`);
  }
  return {
    faults: findings.faults(),
    changes: changes.slice(0, listed),
    changed: changes.length,
    notes: findings.notes,
    flagged,
    summary,
  };
}

/** Warns where nobody is DSO or chair. */
function vacancies({ titles }: Setting, officers: readonly { officer: Person }[], today: Day): string[] {
  const isHeld = (role: Role) => officers.some(({ officer }) => rolesOn(officer, today).includes(role));
  return [
    ...(isHeld('dso')
      ? []
      : [`Warning: nobody in post is ${titles.dso}, so cases go to the next in the order.`]),
    ...(isHeld('chair')
      ? []
      : [
          `Warning: nobody in post is ${titles.chair}, who adopts policies, and decides where every other officer is involved.`,
        ]),
  ];
}

function sayAsked({ people, families }: Asked, isWritten: boolean): string {
  const staff = people === 1 ? '1 member of staff' : `${people} members of staff`;
  const are = !isWritten ? 'would be' : people === 1 ? 'is' : 'are';
  return `${staff} ${are} asked whether they know ${families === 1 ? '1 new family' : `${families} new families`}.`;
}

/** Names the first of the children for whom nothing can be checked (K14); a first import takes their allocations as they stand. */
export function sayWithoutCarers({ withoutCarers: rows, isNew }: Plan): string {
  const NAMED = 5;
  const names = rows.slice(0, NAMED).map(({ name, row }) => `${clip(name)} (line ${row.line})`);
  const more = rows.length > NAMED ? [`and ${rows.length - NAMED} more`] : [];
  const held = rows.flatMap(({ held }) => Object.values(held)).filter((words) => words).length;
  const taken =
    isNew && held > 0
      ? `, and ${held === 1 ? '1 allocation is' : `${held} allocations are`} taken unchecked`
      : '';
  const count = rows.length === 1 ? '1 child' : `${rows.length} children`;
  return `No carer is on record for ${count}, so no conflict can be seen there${taken}: ${[...names, ...more].join(', ')}.`;
}

/**
 * Joins the results, folder by folder, and the findings about all of them. With a fault in any folder nothing was changed
 * anywhere.
 */
export function toReport(
  folders: readonly { name: string }[],
  outcomes: ReadonlyMap<string, Outcome>,
  whole: Findings,
  dryRun = false,
): ImportReport {
  const collect = (key: 'faults' | 'changes' | 'notes' | 'flagged' | 'summary', of = outcomes) =>
    folders.flatMap(({ name }) =>
      (of.get(name)?.[key] ?? []).map((line) => (name === '' ? line : `${name}/${line}`)),
    );
  const faults = [...collect('faults'), ...whole.faults()];
  if (faults.length > 0) {
    const faulty = new Map([...outcomes].filter(([, each]) => isFaulty(each)));
    const notes = [...whole.notes, ...collect('notes', faulty)];
    const summary = [refusal(faults.length)];
    return { faults, changes: [], changed: 0, notes, flagged: [], written: false, summary };
  }
  const changed = [...outcomes.values()].reduce((sum, outcome) => sum + outcome.changed, 0);
  return {
    faults,
    changes: collect('changes'),
    changed,
    notes: [...whole.notes, ...collect('notes')],
    flagged: collect('flagged'),
    written: !dryRun && changed > 0,
    summary: [...collect('summary'), conclusion(changed, dryRun)],
  };
}

function refusal(faults: number): string {
  return `${faults === 1 ? 'One fault was' : `${faults} faults were`} found; nothing was written.`;
}

function conclusion(changes: number, dryRun: boolean): string {
  if (changes === 0) return dryRun ? 'Nothing would change.' : 'Nothing changed.';
  const count = changes === 1 ? '1 change' : `${changes} changes`;
  return dryRun ? `${count} would be made; nothing was written.` : `${count} made.`;
}
