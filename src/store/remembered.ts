import { type Kind, kindsOf } from '../core/declarations/declaration.ts';
import type { Remembered } from '../core/records/remembered.ts';
import type { Value } from './database.ts';

/** The value of a row's column. */
type Read = (column: string) => Value;

/** By table: what a trace remembers of a row, and what it is called in core. */
export const REMEMBERED: {
  readonly [Table in string]?: { noun: keyof Remembered; was(read: Read): Remembered[keyof Remembered] };
} = {
  declarations: {
    noun: 'declarations',
    was: (read) =>
      ({
        state: read('state'),
        outcome: read('outcome'),
        kinds: kindsOf({ kind: read('kind') as Kind, earlier: JSON.parse(read('earlier') as string) }),
        counterpart: read('counterpart'),
        child: read('child'),
      }) as Remembered['declarations'],
  },
  carer_links: {
    noun: 'carerLinks',
    was: (read) => ({ standing: read('standing'), countsAs: read('counts_as') }) as Remembered['carerLinks'],
  },
  children: {
    noun: 'children',
    was: (read) =>
      ({
        protected: read('protected') === 1,
        wasProtected: read('protected') === 2,
        lookedWith: read('looked_with'),
      }) as Remembered['children'],
  },
  people: { noun: 'people', was: (read) => ({ keyPersonCapable: read('key_person_capable') === 1 }) },
  verdicts: {
    noun: 'verdicts',
    was: (read) => ({ answer: read('verdict') }) as Remembered['verdicts'],
  },
  clearances: { noun: 'clearances', was: (read) => ({ may: read('may') === 1 }) },
};

/** What the law asks of a row, where a past day is answered from it; undefined for other tables. */
export function rememberedOf(
  table: string,
  columns: readonly string[],
  values: readonly Value[],
): object | undefined {
  return REMEMBERED[table]?.was((column) => values[columns.indexOf(column)] ?? null);
}
