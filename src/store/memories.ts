import type { Memories, Memory, Remembered } from '../core/records/remembered.ts';
import { type Transaction, toJsonList } from './database.ts';
import { REMEMBERED } from './remembered.ts';
import { type Trace, tracesIn } from './trace.ts';

/** Reads the whole chain of a setting. */
export async function readMemories(db: Transaction, setting: string): Promise<Memories> {
  const events = await db.all<{ seq: number; at: string; payload: string }>(
    `SELECT seq, at, payload FROM audit WHERE setting = ? AND payload LIKE '%"rows":[{%' ORDER BY seq`,
    [setting],
  );
  const traces = events.flatMap(({ seq, at, payload }) =>
    tracesIn(payload)
      .filter(({ table }) => REMEMBERED[table] !== undefined)
      .map((trace) => ({ trace, seq: trace.at ?? seq, at })),
  );
  const moved = [...new Set(traces.flatMap(({ trace }) => trace.at ?? []))];
  // What the event of an erasure has taken over bears the instant of the event that first kept it.
  const first = new Map(
    moved.length === 0
      ? []
      : (
          await db.all<{ seq: number; at: string }>(
            `SELECT a.seq, a.at FROM json_each(?) wanted CROSS JOIN audit a
             WHERE a.setting = ? AND a.seq = CAST(wanted.value AS INTEGER) ORDER BY a.seq`,
            [toJsonList(moved), setting],
          )
        ).map(({ seq, at }) => [seq, at]),
  );
  return sortedOut(
    traces
      .map(({ trace, seq, at }) => ({ trace, seq, at: new Date(first.get(seq) ?? at) }))
      .sort((a, b) => a.seq - b.seq),
  );
}

function sortedOut(traces: readonly { trace: Trace; at: Date }[]): Memories {
  const found = Object.fromEntries(
    Object.values(REMEMBERED).flatMap((of) => (of ? [[of.noun, new Map()]] : [])),
  ) as { [Noun in keyof Remembered]: Map<string, Memory<object>[]> };
  for (const { trace, at } of traces) {
    const noun = REMEMBERED[trace.table]?.noun;
    if (noun === undefined) continue;
    const known = found[noun].get(trace.id);
    const memory = { at, was: trace.digest === null ? null : (trace.was ?? null) };
    if (known) known.push(memory);
    else found[noun].set(trace.id, [memory]);
  }
  return found as Memories;
}
