import type { Child } from '../children/child.ts';
import { newId } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { addDays, type Day, showDay } from '../rules/days.ts';
import { showReasons } from '../rules/eligibility.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, pastDate } from '../talk/field.ts';
import { saidSoFar } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import { describe, staff } from '../who/people.ts';
import { ALLOCATION_LABELS, ALLOCATION_ROLES, type Allocation } from './allocation.ts';
import { candidatesFor, dayFor } from './candidates.ts';
import { held, heldOf, holdersOf } from './holders.ts';
import { legend, readingOf, waysOut } from './reading.ts';
import { allocated, pleaseLook, replaced } from './words.ts';

const CHILD = child('Which child?', { required: true });
const STAFF = staff('Which member of staff?', { required: true });

/** Allocates a child, or refuses with the rules, in the transaction that would write it (P4). There is no override. */
export const assign = command({
  name: 'assign',
  title: 'Allocate a key person',
  summary: 'Make somebody key person, co-key person or back-up for a child.',
  roles: ['manager'],
  writes: true,
  submit: 'Allocate',
  fields: {
    child: CHILD,
    staff: STAFF,
    role: choice(
      'As what?',
      ALLOCATION_ROLES.map((value) => ({ value, label: ALLOCATION_LABELS[value] })),
      { prefill: () => 'key_person' },
    ),
    from: date('From which day?', {
      hint: 'Left empty: today, or the first day of a child who has yet to start.',
    }),
    told_on: pastDate('When were the parents told?', {
      hint: 'Left empty: not yet. You can say it later.',
    }),
    confirm: confirmation('Replace who holds it now'),
  },
  standsOn: async (context, input) => {
    const about = await childOf(context, input);
    return about && heldOf(about, await holdersOf(context, about));
  },
  shownFirst: async (context, { child: about, staff: person, role = 'key_person', from, told_on }) => {
    const on = from ?? dayFor(about, context.today);
    const before = replacedBy(await holdersOf(context, about), role, on);
    if (heldAlready(before, person, on, { from, told_on })) return false;
    return before.some((each) => each.staff !== person.id);
  },
  intro: async (context, input) => {
    const about = await childOf(context, input);
    const person = await staffOf(context, input);
    const lines = [
      about && `${about.name} (C-${about.number})`,
      person && `To be allocated: ${describe(person)}`,
      ...(about ? (await holdersOf(context, about)).map((each) => held(each, context.today)) : []),
      about && 'Whoever holds the same role then is replaced.',
    ];
    return lines.filter((line) => line !== undefined).join('\n');
  },
  execute: async (
    context,
    { child: about, staff: person, role = 'key_person', from: asked, told_on, confirm },
  ) => {
    const { register, setting, today, now } = context;
    refuseUnconfirmed(confirm);
    const from = dayOf(about, asked, today);
    const before = replacedBy(await holdersOf(context, about), role, from);
    const already = heldAlready(before, person, from, { from: asked, told_on });
    if (already) return parentsTold(context, about, person, already, told_on);
    await refuseForbidden(context, about, person, from);
    const number = await register.drawNumber(setting.id, 'KP');
    const allocation = {
      setting: setting.id,
      id: newId(now),
      number,
      child: about.id,
      staff: person.id,
      role,
      from,
      until: null,
      flaggedOn: null,
      dueOn: null,
      endReason: null,
      toldOn: told_on ?? null,
    };
    const ended = before.map((each) => ({
      ...each,
      until: lastDayOf(each, from, today),
      endReason: 'replaced',
    }));
    const replaces = before.map((each) => `KP-${each.number}`);
    await record(
      context,
      {
        action: 'allocation.made',
        subject: `KP-${number}`,
        payload: { child: about.id, staff: person.id, role, from, toldOn: allocation.toldOn, replaces },
      },
      { allocations: [...ended, allocation] },
    );
    const made: Allocation = {
      ...allocation,
      childName: about.name,
      childNumber: about.number,
      staffName: person.name,
    };
    await tellBoth(context, made, before);
    await tellOfficerOfConflicted(context, about, made);
    return done(about, person, made, before, undefined);
  },
});

/** The child that was said so far, if it is one. */
function childOf(context: Context, input: Input): Promise<Child | undefined> {
  return saidSoFar(CHILD, context, input, 'child');
}

function staffOf(context: Context, input: Input): Promise<Person | undefined> {
  return saidSoFar(STAFF, context, input, 'staff');
}

/** Whoever holds that role then, or is to. */
function replacedBy(holders: readonly Allocation[], role: Allocation['role'], from: Day): Allocation[] {
  return holders.filter((each) => each.role === role && (each.until === null || each.until >= from));
}

/**
 * What would only be said again: an allocation without an end or a flag that has begun by that day. Where no day but the one on which
 * the parents were told is given, also one that is still to begin.
 */
function heldAlready(
  holders: readonly Allocation[],
  { id }: Person,
  on: Day,
  { from, told_on }: { from: Day | undefined; told_on: Day | undefined },
): Allocation | undefined {
  return holders.find(
    (each) =>
      each.staff === id &&
      each.until === null &&
      each.flaggedOn === null &&
      (each.from <= on || (from === undefined && told_on !== undefined)),
  );
}

/** Of somebody who is allocated already, only the day on which the parents were told can be new, or put right. */
async function parentsTold(
  context: Context,
  about: Child,
  person: Person,
  held: Allocation,
  toldOn: Day | undefined,
): Promise<View> {
  if (toldOn === undefined || toldOn === held.toldOn)
    return done(about, person, held, [], 'Allocated already; nothing was changed.');
  const after = { ...held, toldOn };
  await record(
    context,
    {
      action: 'allocation.parents_told',
      subject: `KP-${held.number}`,
      payload: { toldOn, before: held.toldOn },
    },
    { allocations: [after] },
  );
  return done(about, person, after, [], 'Allocated already. When the parents were told is recorded.');
}

/** The day before the successor's first; one that would begin only then never begins. */
function lastDayOf(held: Allocation, from: Day, today: Day): Day {
  return addDays(held.from < from ? from : today, -1);
}

/** The later of today and the child's start, unless a day is named; never before either, nor after the child has left. */
function dayOf(about: Child, asked: Day | undefined, today: Day): Day {
  const from = asked ?? dayFor(about, today);
  if (from < today)
    throw new Refusal('An allocation starts today or later; what is past cannot be changed.', {
      field: 'from',
    });
  if (from < about.startsOn)
    throw new Refusal(
      `The child starts on ${showDay(about.startsOn)}; please choose that day or a later one.`,
      { field: 'from' },
    );
  if (about.leavesOn !== null && about.leavesOn < from)
    throw new Refusal(`The child leaves on ${showDay(about.leavesOn)}.`, { field: 'from' });
  return from;
}

async function refuseForbidden(context: Context, about: Child, person: Person, from: Day): Promise<void> {
  const found = (await candidatesFor(context, about, from)).find((each) => each.person.id === person.id);
  if (!found)
    throw new Refusal(`${person.name} does not work with children here and cannot be allocated (K7).`, {
      cites: ['P4', 'K7'],
    });
  if (found.result.answer === 'yes' || found.result.answer === 'note') return;
  const { shown } = await readingOf(context, about);
  const { answer, reasons } = shown(found);
  const seen = {
    answer,
    reasons: reasons.filter((reason) => reason.answer === 'no' || reason.answer === 'check'),
  };
  const why = legend([seen]);
  const refs = showReasons(seen.reasons);
  throw new Refusal(
    [
      found.result.answer === 'check'
        ? `${person.name} cannot be allocated yet${refs === '' ? '' : `: ${refs}`}.`
        : `${person.name} may not be allocated to this child${refs === '' ? '' : `: ${refs}`}.`,
      why,
      ...waysOut(seen.reasons),
      'Nothing was changed. Ask keyperson who may.',
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    { cites: ['P4', ...seen.reasons.map((reason) => reason.id)] },
  );
}

/** Both members of staff are told, without reasons, and without the child's name. */
async function tellBoth(context: Context, made: Allocation, before: readonly Allocation[]): Promise<void> {
  const role = ALLOCATION_LABELS[made.role].toLowerCase();
  if (made.staff !== context.me.id) await tell(context, made.staff, allocated(made.number, role, made.from));
  for (const each of before) {
    if (each.staff === made.staff || each.staff === context.me.id) continue;
    await tell(context, each.staff, replaced(each.number, role, made.from));
  }
}

/** A manager who is conflicted for the family may allocate; the officer who acts for it is told. */
async function tellOfficerOfConflicted(context: Context, about: Child, made: Allocation): Promise<void> {
  const { conflicted, officer } = await readingOf(context, about);
  if (!conflicted || officer === undefined) return;
  await tell(context, officer, pleaseLook(made.number, about.number, context.me.name));
}

function done(
  about: Child,
  person: Person,
  made: Allocation,
  before: readonly Allocation[],
  words: string | undefined,
): View {
  return view(
    'Allocated',
    facts(
      ['Allocation', `KP-${made.number}`],
      ['Child', about.name],
      [ALLOCATION_LABELS[made.role], person.name],
      ['From', showDay(made.from)],
      ['Parents told', made.toldOn && showDay(made.toldOn)],
      [
        'Replaces',
        before
          .filter((each) => each.staff !== person.id)
          .map((each) => each.staffName)
          .join(', '),
      ],
    ),
    text(words ?? 'They are told, without reasons.'),
    buttons(button('Children who need one', 'keyperson')),
  );
}
