import { clip } from '../core/rules/entries.ts';
import type { Findings } from './findings.ts';
import { renameFlag, resembles } from './renames.ts';

/** Notes what is in the register but no longer in the folder, and which new row it may have been renamed to. */
export function noteGone(
  file: string,
  gone: readonly {
    name: string;
    ref: string | null;
    email?: string | null;
    startsOn?: string | null;
    wasImported: boolean;
  }[],
  arrivals: () => readonly {
    name: string;
    ref: string | null;
    email?: string | null;
    startsOn?: string | null;
    line: number;
  }[],
  findings: Findings,
): void {
  if (gone.length === 0) return;
  const arrived = arrivals();
  for (const old of gone) {
    const label = old.ref === null ? clip(old.name) : `${clip(old.name)} (${old.ref})`;
    findings.note(
      old.wasImported
        ? `${file}: ${label} is no longer in the file; nothing was deleted.`
        : `${file}: ${label} was added in chat and is not in the file; kept.`,
    );
    for (const fresh of arrived.filter((each) => resembles(old, each)).slice(0, 3)) {
      findings.note(
        `${file}:${fresh.line}: possible rename: ${label} may now be ${clip(fresh.name)}; if so, add ${renameFlag(old.name, fresh.name)}.`,
      );
    }
  }
}
