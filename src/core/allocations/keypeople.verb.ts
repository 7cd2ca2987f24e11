import { type Day, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { csvView } from '../talk/csv.ts';
import { choice, date } from '../talk/field.ts';
import { button, buttons, meter, table, text, view } from '../talk/view.ts';
import type { Allocation } from './allocation.ts';
import { type Cover, childrenOf, coversOf, needInWords } from './covers.ts';

/** Every child with its key people, who acts, and who is needed from when: an inspector's first question, on any day. */
export const keypeople = command({
  name: 'keypeople',
  aliases: ['key-people', 'key people'],
  said: ['See the children', 'All key people'],
  title: 'Key people',
  summary: 'Every child with key person, co-key person and back-up, on any day.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: false,
  isList: true,
  fields: {
    on: date('On which day?', { hint: 'Left empty: today.' }),
    format: choice('As what?', [
      { value: 'table', label: 'A table' },
      { value: 'csv', label: 'A CSV file, for a spreadsheet' },
    ]),
  },
  execute: async (context, { on = context.today, format }) => {
    const covers = await coversOf(context, await childrenOf(context, on), on);
    const title = `Key people on ${showDay(on)}`;
    if (covers.length === 0) return view(title, text('No child attended or was expected on that day.'));
    const told = covers.map((cover) => toldOf(cover, on));
    const isTold = told.some((day) => day !== '');
    const columns = isTold ? [...COLUMNS, 'Parents told'] : COLUMNS;
    const rows = covers.map((cover, at) => [...rowOf(cover, on), ...(isTold ? [told[at] ?? ''] : [])]);
    if (format === 'csv') return csvView(title, `key-people-${on}`, [columns, ...rows]);
    const attending = covers.filter(({ child }) => child.startsOn <= on || on < context.today);
    return view(
      title,
      meter(
        'Attending, with a key person',
        attending.filter(({ held }) => held.key_person !== undefined).length,
        attending.length,
      ),
      buttons(
        button('As a CSV file', 'keypeople', { on, format: 'csv' }),
        on >= context.today && button('Children who need one', 'keyperson'),
      ),
      on < context.today && text('A past day is answered with what held then.'),
      table(columns, rows),
    );
  },
});

const COLUMNS = ['Child', 'When', 'Key person', 'Co-key person', 'Back-up', 'Who acts', 'Needs'];

function rowOf({ child, on: first, held, acting, needs }: Cover, on: Day): string[] {
  return [
    child.name,
    first > on ? `starts ${showDay(first)}` : 'attends',
    nameOf(held.key_person),
    nameOf(held.co_key_person),
    nameOf(held.back_up),
    acting?.staffName ?? 'nobody',
    needs
      .map((need) =>
        need.what === 'key person' && need.before === undefined
          ? `needs a key person from ${showDay(need.from)}`
          : needInWords(need),
      )
      .join('; '),
  ];
}

/** When the parents were told of the key person, if it was by that day. */
function toldOf({ held }: Cover, on: Day): string {
  const toldOn = held.key_person?.toldOn ?? null;
  return toldOn !== null && toldOn <= on ? showDay(toldOn) : '';
}

/** Somebody whose allocation needs a successor looks after the child until then. */
function nameOf(held: Allocation | undefined): string {
  return held === undefined ? '' : `${held.staffName}${held.flaggedOn === null ? '' : ' (interim)'}`;
}
