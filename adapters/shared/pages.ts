/** What stays together on a page. */
interface Piece<T> {
  elements: readonly T[];
  /** Its size, by each measure of the platform. */
  sizes: readonly number[];
  /** Repeated where this piece opens a page: the head of a table that goes on. Its size is not counted. */
  again?: readonly T[];
}

/** The headed sections that a page has at most: a few clauses of a policy. */
export const SECTIONS_A_PAGE = 5;

/**
 * Fills page after page. A piece without a size by some measure, such as a row of buttons among characters, opens no page
 * because of it.
 */
export function inPages<T>(pieces: readonly Piece<T>[], most: readonly number[]): T[][] {
  const pages: T[][] = [];
  let page: T[] = [];
  let held = most.map(() => 0);
  for (const { elements, sizes, again = [] } of pieces) {
    const isFull = most.some((limit, i) => (sizes[i] ?? 0) > 0 && (held[i] ?? 0) + (sizes[i] ?? 0) > limit);
    if (page.length > 0 && isFull) {
      pages.push(page);
      page = [...again];
      held = most.map(() => 0);
    }
    page.push(...elements);
    held = held.map((sum, i) => sum + (sizes[i] ?? 0));
  }
  return [...pages, page];
}

/** The page that is shown, from 0. A page beyond the end gives the last. */
export function pageAt(asked: number, count: number): number {
  return Math.min(Math.max(asked, 0), count - 1);
}

/** “Page 2 of 3”; `at` counts from 0. */
export function pageOf(at: number, count: number): string {
  return `Page ${at + 1} of ${count}`;
}

export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}
