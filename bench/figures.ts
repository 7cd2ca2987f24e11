/** What was seen of one thing. */
export interface Figure {
  name: string;
  /** The figure that a floor and a goal are held against. */
  seen?: number;
  /** What is told beside it, or in its place. */
  words?: string;
  /** It failed, whatever `seen` says. */
  failed?: string;
}

interface Wanted {
  floor: number;
  goal: number;
  better: 'more' | 'less';
  /** Processor time, memory, counts: much the same however busy the machine is. Others are by the clock. */
  steady: boolean;
}

const more = (floor: number, goal: number): Wanted => ({ floor, goal, better: 'more', steady: false });
const less = (floor: number, goal: number): Wanted => ({ floor, goal, better: 'less', steady: false });
const steadyLess = (floor: number, goal: number): Wanted => ({ ...less(floor, goal), steady: true });

/** What each figure must reach. Ratios but for rows a second and the last. */
export const WANTED: Readonly<Record<string, Wanted>> = {
  // The first four are what the house reaches amid other work; the product's own floors are 0.45, 1.3, 1.5 and 2 (decision 42).
  'throughput, ours / bare': more(0.3, 0.85),
  'throughput, ours / plain': more(0.9, 2.2),
  'throughput, ours / chat': more(1, 2.3),
  'CPU per request, ours / bare': steadyLess(2.5, 1.2),
  'CPU per request, declare / bare': steadyLess(12, 6),
  'CPU per request, keyperson / bare': steadyLess(6, 3),
  'p99 at 32 connections, ours / bare': less(4, 1.5),
  'start to first answer, Slack alone / bare Bolt': less(1.8, 1.2),
  'start, with Teams / bare Bolt': less(3, 2),
  'idle memory, Slack alone / bare Bolt': steadyLess(1.4, 1.15),
  'Teams path with one transaction / empty teams-ai': more(0.4, 0.9),
  'declaration transaction / raw prepared statements': steadyLess(2, 1.1),
  'keyperson query / hand-written SQL': steadyLess(2, 1.2),
  'growth of keyperson': steadyLess(1.6, 1.05),
  'growth of a declaration': steadyLess(1.8, 1.1),
  'importing 400 settings from folders, rows/s': more(5000, 20_000),
  'audit verification, rows/s': more(100_000, 300_000),
  'answered commands missing after SIGKILL': steadyLess(0, 0),
  'CPU per request, acknowledge on PostgreSQL / SQLite': steadyLess(4, 2),
  'CPU per request, declare on PostgreSQL / SQLite': steadyLess(3, 1.4),
  'CPU per request, keyperson on PostgreSQL / SQLite': steadyLess(3, 1.3),
  'throughput on PostgreSQL, acknowledge / plain': more(0.6, 1),
  // Of 35 and 27 statements, beside four (decision 41).
  'throughput on PostgreSQL, declare / plain': more(0.25, 0.6),
  'throughput on PostgreSQL, keyperson / plain': more(0.35, 0.6),
  'CPU per request, two processes / one': steadyLess(1.3, 1.1),
  'growth of keyperson on PostgreSQL': less(1.6, 1.05),
  'growth of a declaration on PostgreSQL': less(1.8, 1.1),
  'migrate-db / COPY of the same rows': more(0.3, 0.7),
};

/** `beyond`: past its floor, and let pass for the slack. */
export type Verdict = 'goal' | 'floor' | 'beyond' | 'FAILED' | '';

/** What is by the clock may be so many times further beyond than what is steady. */
const NOISE = 4;

/** `slack`: how far beyond its floor a figure may be and still pass, 1 for not at all; for a short run, on any machine. */
export function judge({ name, seen, failed }: Figure, slack: number): Verdict {
  if (failed !== undefined) return 'FAILED';
  const wanted = WANTED[name];
  if (!wanted || seen === undefined) return '';
  const { floor, goal, better, steady } = wanted;
  const pass = slack === 1 || steady ? slack : slack * NOISE;
  if (better === 'more' ? seen >= goal : seen <= goal) return 'goal';
  if (better === 'more' ? seen >= floor : seen <= floor) return 'floor';
  return (better === 'more' ? seen * pass >= floor : seen <= floor * pass) ? 'beyond' : 'FAILED';
}

export interface Row extends Figure {
  floor?: number;
  goal?: number;
  verdict: Verdict;
}

export function toRows(figures: readonly Figure[], slack: number): Row[] {
  return figures.map((figure) => {
    const { floor, goal } = WANTED[figure.name] ?? {};
    return {
      ...figure,
      ...(floor === undefined || goal === undefined ? {} : { floor, goal }),
      verdict: judge(figure, slack),
    };
  });
}

/** Lines of equal columns. */
export function toTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    row.floor === undefined ? '' : show(row.floor),
    row.goal === undefined ? '' : show(row.goal),
    [row.seen === undefined ? '' : show(row.seen), row.words ?? '', row.failed ?? '']
      .filter((words) => words !== '')
      .join('; '),
    row.verdict,
  ]);
  const all = [['figure', 'floor', 'goal', 'seen', 'verdict'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  return all
    .map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`)
    .toSpliced(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`)
    .join('\n');
}

function show(number: number): string {
  if (number >= 1000) return String(Math.round(number));
  return Number.isInteger(number) ? String(number) : number.toFixed(2);
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}
