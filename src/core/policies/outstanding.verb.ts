import { type Day, hasLeft, localDay, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { csvView } from '../talk/csv.ts';
import { choice, date, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import {
  type Block,
  button,
  buttons,
  clip,
  meter,
  primary,
  table,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { called, calledFirst } from './called.ts';
import { howInWords } from './on-paper.ts';
import { peopleIn, remindable } from './owing.ts';
import { type Answered, type Duty, dueOf } from './policy.ts';

/**
 * Who has not acknowledged or signed, when it was due, and who declined (P8); or who has, of which version, when and how, leavers too.
 * The chair sees only the totals.
 */
export const outstanding = command({
  name: 'outstanding',
  said: ['See who', 'Who has not', 'Who has not signed'],
  title: 'Outstanding',
  summary: 'Who has yet to acknowledge the policy or sign the agreement, and who has.',
  roles: ['manager', 'dso', 'deputy_dso', 'chair'],
  writes: false,
  isList: true,
  fields: {
    code: word('Which policy?', 60, { hint: 'Its code. Left empty: all.' }),
    on: date('On which day?', { hint: 'Left empty: today.' }),
    show: choice(
      'Show whom?',
      [
        { value: 'open', label: 'Who has yet to' },
        { value: 'signed', label: 'Who has' },
      ],
      { hint: 'Left empty: who has yet to.' },
    ),
    format: choice('As what?', [
      { value: 'table', label: 'A table' },
      { value: 'csv', label: 'A CSV file, for a spreadsheet' },
    ]),
  },
  execute: async (context, { code, on = context.today, show, format }) => {
    const { policies } = context.register;
    const isPast = on < context.today;
    const all = await (isPast ? policies.dutiesThen : policies.duties)(context.setting.id, on);
    const duties = all.filter(isOf(code));
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
    const names = context.roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
    const asked = { ...(code === undefined ? {} : { code }), ...(on === context.today ? {} : { on }) };
    const totals = meters(context, duties, on);
    if (names && show === 'signed') {
      const answered = await answeredBy(context, code, on);
      return listed(`Acknowledged and signed by ${showDay(on)}`, `signed-${on}`, SIGNED, answered, format, [
        ...totals,
        answered.length === 0 && text('Nobody has acknowledged or signed yet.'),
        buttons(
          button('Who has not', 'outstanding', asked),
          answered.length > 0 && button('As a CSV file', 'outstanding', { show, format: 'csv', ...asked }),
        ),
      ]);
    }
    const open = duties.filter((duty) => !isDone(context, duty, on) || isTakenBack(context, duty, on));
    if (open.length === 0) totals.push(text('Everybody has acknowledged and signed.'));
    if (!names) return view('Outstanding', ...totals);
    const rows = open
      .map((duty) => row(context, duty, on))
      .sort((a, b) => (a.due === b.due ? a.name.localeCompare(b.name) : a.due < b.due ? -1 : 1))
      .map(({ cells }) => cells);
    const owed = on === context.today ? peopleIn(await remindable(context, duties)) : 0;
    return listed('Outstanding', `outstanding-${on}`, COLUMNS, rows, format, [
      ...totals,
      buttons(
        owed > 0 &&
          primary(
            button(
              owed === 1 ? 'Remind one person' : `Remind those ${owed}`,
              'remind',
              code === undefined ? {} : { code },
            ),
          ),
        button('Who has', 'outstanding', { show: 'signed', ...asked }),
        rows.length > 0 && button('As a CSV file', 'outstanding', { format: 'csv', ...asked }),
      ),
    ]);
  },
});

function isOf(code: string | undefined): (document: { code: string }) => boolean {
  return (document) => code === undefined || document.code.toLowerCase() === code.toLowerCase();
}

const COLUMNS = ['Name', 'What', 'Due', 'When', 'Declined'];
const SIGNED = ['Name', 'What', 'Version', 'When', 'How', 'Note'];

/** A table with what stands above it; or the same rows as a file. */
function listed(
  title: string,
  file: string,
  columns: string[],
  rows: string[][],
  format: 'table' | 'csv' | undefined,
  above: (Block | false | undefined)[],
): View {
  if (format === 'csv') return csvView(title, file, [columns, ...rows]);
  return view(title, ...above, rows.length > 0 && table(columns, rows));
}

/** Everything that was acknowledged or signed until that day: what counts for the version then in force first. */
async function answeredBy(
  { register, setting, today }: Context,
  code: string | undefined,
  on: Day,
): Promise<string[][]> {
  const { policies } = register;
  const inForce = await (on < today ? policies.inForceOn(setting.id, on) : policies.inForce(setting.id));
  const roots = new Set(inForce.map(({ root }) => root));
  const of = (answer: Answered) => ({ ...answer, on: localDay(answer.at, setting.timezone) });
  const all = (await policies.answered(setting.id))
    .filter(isOf(code))
    .map(of)
    .filter((answer) => answer.on <= on);
  return [...all.filter(({ root }) => roots.has(root)), ...all.filter(({ root }) => !roots.has(root))].map(
    (answer) => {
      const declinedOn = answer.declinedAt && localDay(answer.declinedAt, setting.timezone);
      return [
        answer.personName,
        calledFirst(answer, { most: 60 }),
        answer.version,
        showDay(answer.on),
        howInWords(answer),
        [
          !roots.has(answer.root) && 'replaced by a later version',
          hasLeft(answer, on) && `left on ${showDay(answer.leavesOn ?? '')}`,
          declinedOn !== null &&
            declinedOn <= on &&
            `declined ${declinedOn > answer.on ? 'since' : 'first'}, on ${showDay(declinedOn)}`,
        ]
          .filter(Boolean)
          .join(', '),
      ];
    },
  );
}

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
          ? `${calledFirst(of[0], { most: 46 })}: ${of[0].kind === 'policy' ? 'acknowledged' : 'signed'}`
          : '',
        75,
      ),
      done,
      of.length,
    );
  });
}
