/** What stays together on a page. */
export interface Piece<T> {
  elements: readonly T[];
  /** How much of a page it takes, by each measure of the platform's. */
  sizes: readonly number[];
  /** Said again where this piece opens a page: the head of a table that goes on. It is not measured. */
  again?: readonly T[];
}

/** Fills page after page. What takes nothing by a measure, as a row of buttons has nothing to read, opens no page for it. */
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

/** The page that is shown, from 0: a page that is not there shows the last. */
export function pageAt(asked: number, count: number): number {
  return Math.min(Math.max(asked, 0), count - 1);
}

/** Which page somebody sees, from 0, in words. */
export function pageOf(at: number, count: number): string {
  return `Page ${at + 1} of ${count}`;
}
