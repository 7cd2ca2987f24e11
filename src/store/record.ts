import { hash } from 'node:crypto';
import type { Register, Rows } from '../core/store.ts';
import type { Transaction, Value } from './database.ts';
import { ALLOCATIONS, saveAllocation } from './nouns/allocations.ts';
import { ARRANGEMENTS } from './nouns/arrangements.ts';
import { canonical } from './nouns/audit.ts';
import { AGREEMENTS } from './nouns/boundaries.ts';
import { linkAll, saveChild } from './nouns/children.ts';
import { MATTERS } from './nouns/conduct.ts';
import { DECLARATIONS } from './nouns/declarations.ts';
import { HOLDS } from './nouns/holds.ts';
import { ABSENCES, savePerson } from './nouns/people.ts';
import { savePolicy } from './nouns/policies.ts';
import type { Table } from './table.ts';

/** What the trail keeps of a row that was saved: its columns, in the order in which they came to be, and a digest of them. */
interface Trace {
  table: string;
  id: string;
  /** How many columns the noun had then. */
  columns: number;
  digest: string;
}

/** How the rows of a noun are saved, and traced in the payload of their event. */
interface Saver<Noun> {
  save(db: Transaction, row: Noun): Promise<void>;
  trace(row: Noun): Trace;
}

type Savers = { readonly [Noun in keyof Rows]: Saver<Rows[Noun][number]> };

const of = <Noun extends { id: string }>(table: Table<Noun>): Saver<Noun> => ({
  save: (db, row) => table.save(db, row),
  trace: (row) => trace(table.name, row.id, table.held(row)),
});

function trace(table: string, id: string, held: readonly (Value | object)[]): Trace {
  return { table, id, columns: held.length, digest: hash('sha256', canonical(held), 'hex') };
}

/** In the order in which they are saved: what others point to comes first. */
const SAVERS: Savers = {
  people: {
    save: savePerson,
    trace: ({ setting, id, ref, name, email, startsOn, leavesOn, keyPersonCapable, lineManager, posts }) =>
      trace('people', id, [
        setting,
        id,
        ref,
        name,
        email,
        startsOn,
        leavesOn,
        Number(keyPersonCapable),
        lineManager,
        posts,
      ]),
  },
  children: {
    save: saveChild,
    trace: ({ setting, id, number, ref, name, startsOn, leavesOn }) =>
      trace('children', id, [setting, id, number, ref, name, startsOn, leavesOn]),
  },
  carerLinks: {
    save: (db, link) => linkAll(db, [link]),
    trace: ({ setting, child, person, relation, standing }) =>
      trace('carer_links', `${child}/${person}`, [setting, child, person, relation, standing]),
  },
  absences: of(ABSENCES),
  declarations: of(DECLARATIONS),
  arrangements: of(ARRANGEMENTS),
  boundaries: of(AGREEMENTS),
  conduct: of(MATTERS),
  holds: of(HOLDS),
  allocations: {
    save: saveAllocation,
    trace: (row) => trace('allocations', row.id, ALLOCATIONS.held({ ...row, ...NAMELESS })),
  },
  policies: {
    save: savePolicy,
    trace: ({ setting, id, code, version, sha256, state, root }) =>
      trace('policies', id, [setting, id, code, version, sha256, state, root]),
  },
};

/** What an allocation is read with, and does not hold itself. */
const NAMELESS = { childName: '', childNumber: 0, staffName: '' };

/** @param notified takes in whose own entry is changed */
export function recorder(
  db: Transaction,
  audit: Register['audit'],
  notified: Set<string>,
): Register['record'] {
  return async (setting, event, rows, at) => {
    const traces: Trace[] = [];
    for (const noun of READ_FIRST) {
      const { saved, traced } = saveAll(db, noun, rows);
      await saved;
      traces.push(...traced);
    }
    const others = (Object.keys(SAVERS) as (keyof Rows)[])
      .filter((noun) => !READ_FIRST.includes(noun))
      .map((noun) => saveAll(db, noun, rows));
    traces.push(...others.flatMap(({ traced }) => traced));
    for (const { id } of rows.people ?? []) notified.add(id);
    const payload = traces.length === 0 ? event.payload : { ...event.payload, rows: traces };
    // Writes go out in this order, and their answers are awaited together.
    await Promise.all([
      ...others.map(({ saved }) => saved),
      audit.append(setting, { ...event, payload }, at),
    ]);
  };
}

/** Nouns whose saving reads something first; the others' writes go out at once. */
const READ_FIRST: readonly (keyof Rows)[] = ['people', 'children'];

function saveAll<Noun extends keyof Rows>(
  db: Transaction,
  noun: Noun,
  rows: Partial<Rows>,
): { saved: Promise<unknown>; traced: Trace[] } {
  const saver = SAVERS[noun] as Saver<Rows[Noun][number]>;
  const all: readonly Rows[Noun][number][] = rows[noun] ?? [];
  return {
    saved: READ_FIRST.includes(noun)
      ? inTurn(all, (row) => saver.save(db, row))
      : Promise.all(all.map((row) => saver.save(db, row))),
    traced: all.map((row) => saver.trace(row)),
  };
}

async function inTurn<Row>(rows: readonly Row[], save: (row: Row) => Promise<void>): Promise<void> {
  for (const row of rows) await save(row);
}
