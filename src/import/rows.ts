import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import type { Row } from './csv.ts';
import type { Findings } from './findings.ts';

/** Reports a value that stands in one column of two rows although it must be unique. */
export function twice<T extends { row: Row }>(
  rows: readonly T[],
  column: string,
  of: (row: T) => string | null,
  what: string,
  findings: Findings,
): void {
  const first = new Map<string, T>();
  for (const row of rows) {
    const value = of(row)?.toLowerCase();
    if (value === undefined) continue;
    const before = first.get(value);
    if (before)
      findings.fault(
        row.row.place(column),
        `"${clip(value)}" is also the ${what} in line ${before.row.line}: each row needs its own.`,
      );
    else first.set(value, row);
  }
}

/** Reports rows of one name that nothing tells apart. */
export function namesakes<T extends { row: Row; name: string; key: string }>(
  rows: readonly T[],
  isBare: (row: T) => boolean,
  needs: string,
  findings: Findings,
): void {
  for (const same of grouped(rows, ({ key }) => key).values()) {
    if (same.length < 2) continue;
    for (const bare of same.filter(isBare)) {
      const others = same.filter((other) => other !== bare).map((each) => each.row.line);
      findings.fault(
        bare.row.place('name'),
        `"${clip(bare.name)}" also stands in line ${others.join(', ')}: please give each ${needs} to tell them apart.`,
      );
    }
  }
}

export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * A name and the key by which it is compared. A missing or wrong name, which is already a fault, gets a key that equals no
 * other.
 */
export function named({ line }: Row, name: string | null | undefined): { name: string; key: string } {
  return name ? { name, key: fold(name) } : { name: '', key: `line ${line}` };
}
