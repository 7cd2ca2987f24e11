import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { sameName } from '../core/who/match.ts';
import type { Findings } from './findings.ts';
import { distance } from './read/spelling.ts';

interface Named {
  name: string;
  ref: string | null;
  email?: string | null;
}

/**
 * Whether one row may be the other under a new name: the same name or address, half of the words, the first day and one
 * word, or nearly all letters agree.
 */
function resembles(
  a: Named & { startsOn?: string | null },
  b: Named & { startsOn?: string | null },
): boolean {
  if (sameName(a.name, b.name)) return true;
  if (a.email && b.email && a.email.toLowerCase() === b.email.toLowerCase()) return true;
  const [one, other] = [words(a.name), words(b.name)];
  const shared = one.filter((word) => other.includes(word)).length;
  const likeness = shared / Math.max(one.length, other.length, 1);
  if (likeness >= 0.5) return true;
  if (a.startsOn && a.startsOn === b.startsOn && shared > 0) return true;
  const [x, y] = [fold(a.name), fold(b.name)];
  return distance(x.slice(0, 60), y.slice(0, 60)) <= Math.floor(Math.min(x.length, y.length) / 4);
}

/** Whether a new name at the same address may be the same person's: the first name is the same, or short for it. */
export function keepsFirstName(a: string, b: string): boolean {
  const [one = '', other = ''] = [words(a)[0], words(b)[0]];
  return one !== '' && other !== '' && (one.startsWith(other) || other.startsWith(one));
}

/** Whether a carer who came to a row may be one who went from it: the names are alike, or the first name stayed. */
export function isPerhapsRenamed(old: string, fresh: string): boolean {
  return keepsFirstName(old, fresh) || isNear(old, fresh);
}

/** Whether each word of one name is within a letter of a word of the other. */
function isNear(one: string, other: string): boolean {
  const [some, others] = [words(one), words(other)];
  return some.length === others.length && some.every((word, at) => distance(word, others[at] ?? '') <= 1);
}

function words(name: string): string[] {
  return name
    .split(/[\s-]+/u)
    .map(fold)
    .filter((word) => word !== '');
}

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
    findings.noteLeft(
      old.name,
      old.wasImported
        ? `${file}: ${label} is no longer in the file; nothing was deleted.`
        : `${file}: ${label} was added in chat and is not in the file; kept.`,
    );
    for (const fresh of arrived.filter((each) => resembles(old, each)).slice(0, 3)) {
      findings.note(
        `${file}:${fresh.line}: possible rename: ${label} may now be ${clip(fresh.name)}; if so, add ${findings.rename(old.name, fresh.name)}.`,
      );
    }
  }
}
