import { localDay, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { csvView } from '../talk/csv.ts';
import { choice, date, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, button, buttons, clip, meter, primary, table, text, view } from '../talk/view.ts';
import { called, calledFirst } from './called.ts';
import { peopleIn, remindable } from './owing.ts';
import { type Duty, dueOf } from './policy.ts';

/** Who has not acknowledged or signed, when it was due, and who declined (P8). The chair sees only the totals. */
export const outstanding = command({
  name: 'outstanding',
  title: 'Outstanding',
  summary: 'Who has yet to acknowledge the policy or sign the agreement.',
  roles: ['manager', 'dso', 'deputy_dso', 'chair'],
  writes: false,
  isList: true,
  fields: {
    code: word('Which policy?', 60, { hint: 'Its code. Left empty: all.' }),
    on: date('On which day?', { hint: 'Left empty: today.' }),
    format: choice('As what?', [
      { value: 'table', label: 'A table' },
      { value: 'csv', label: 'A CSV file, for a spreadsheet' },
    ]),
  },
  execute: async (context, { code, on = context.today, format }) => {
    const { policies } = context.register;
    const isPast = on < context.today;
    const all = await (isPast ? policies.dutiesThen : policies.duties)(context.setting.id, on);
    const duties =
      code === undefined ? all : all.filter((duty) => duty.code.toLowerCase() === code.toLowerCase());
    if (all.length === 0)
      return view(
        'Outstanding',
        text(
          isPast
            ? `Nothing was owed here on ${showDay(on)}.`
            : 'No policy has been adopted here yet, so nothing is owed.',
        ),
      );
    if (duties.length === 0) {
      const codes = [...new Set(all.map((duty) => duty.code))].join(', ');
      throw new Refusal(
        isPast
          ? `There was no such code on ${showDay(on)}. There were: ${codes}.`
          : `There is no such code here. There are: ${codes}.`,
        { field: 'code' },
      );
    }
    const open = duties.filter((duty) => !isDone(context, duty, on) || isTakenBack(context, duty, on));
    const names = context.roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
    const rows = open
      .map((duty) => row(context, duty, on))
      .sort((a, b) => (a.due === b.due ? a.name.localeCompare(b.name) : a.due < b.due ? -1 : 1))
      .map(({ cells }) => cells);
    const owed = names && on === context.today ? peopleIn(await remindable(context, duties)) : 0;
    if (names && format === 'csv') return csvView('Outstanding', `outstanding-${on}`, [COLUMNS, ...rows]);
    return view(
      'Outstanding',
      ...meters(context, duties, on),
      open.length === 0 && text('Everybody has acknowledged and signed.'),
      buttons(
        owed > 0 &&
          primary(
            button(
              owed === 1 ? 'Remind one person' : `Remind those ${owed}`,
              'remind',
              code === undefined ? {} : { code },
            ),
          ),
        names &&
          rows.length > 0 &&
          button('As a CSV file', 'outstanding', {
            ...(code === undefined ? {} : { code }),
            on,
            format: 'csv',
          }),
      ),
      names && rows.length > 0 && table(COLUMNS, rows),
    );
  },
});

const COLUMNS = ['Name', 'What', 'Due', 'When', 'Declined'];

function isDone({ setting }: Context, duty: Duty, on: string): boolean {
  return duty.doneAt !== null && localDay(duty.doneAt, setting.timezone) <= on;
}

/** Declined after it was acknowledged: both stand, and somebody must speak with them. */
function isTakenBack({ setting }: Context, { doneAt, declinedAt }: Duty, on: string): boolean {
  return (
    doneAt !== null &&
    declinedAt !== null &&
    declinedAt > doneAt &&
    localDay(declinedAt, setting.timezone) <= on
  );
}

function row(context: Context, duty: Duty, on: string): { due: string; name: string; cells: string[] } {
  const dueOn = dueOf(context, duty);
  const declinedOn = duty.declinedAt && localDay(duty.declinedAt, context.setting.timezone);
  const declined =
    declinedOn === null || declinedOn > on
      ? ''
      : `${showDay(declinedOn)}${duty.declineReason ? `: ${duty.declineReason}` : ''}`;
  return {
    due: dueOn,
    name: duty.personName,
    cells: [
      duty.personName,
      `${duty.kind === 'policy' ? 'Acknowledge' : 'Sign'} ${called(duty, { most: 60 })}`,
      showDay(dueOn),
      isDone(context, duty, on) ? 'acknowledged before' : lateness(dueOn, on),
      declined,
    ],
  };
}

function meters(context: Context, duties: readonly Duty[], on: string): Block[] {
  const codes = [...new Set(duties.map((duty) => duty.code))];
  return codes.map((code) => {
    const of = duties.filter((duty) => duty.code === code);
    const done = of.filter((duty) => isDone(context, duty, on)).length;
    return meter(
      clip(
        of[0]
          ? `${calledFirst(of[0], { most: 50 })}: ${of[0].kind === 'policy' ? 'acknowledged' : 'signed'}`
          : '',
        75,
      ),
      done,
      of.length,
    );
  });
}
