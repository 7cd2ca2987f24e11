import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { arrangementOfMine } from '../cases/case.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { showDay } from '../rules/days.ts';
import { stateThen } from '../rules/states.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { familyOf, looksAfter } from '../who/family.ts';
import type { Arrangement } from './arrangement.ts';
import { ARRANGEMENT_STATES } from './states.ts';
import { ARRANGEMENT_LABELS, PROFILE_WORDS } from './words.ts';

/** An arrangement as its officer reads it before answering. That it was opened is audited. */
export async function arrangementWords(context: Context, number: number): Promise<string> {
  const { arrangement } = await arrangementOfMine(context, number);
  const { children } = await familyOf(context, arrangement.child);
  const keyPerson = await looksAfter(context, arrangement.staff, children);
  await record(context, { action: 'arrangement.opened', subject: `A-${number}` });
  const lines: [string, string | null][] = [
    ['Recorded by', arrangement.staffName],
    ['What', ARRANGEMENT_LABELS[arrangement.kind]],
    ['Child', arrangement.childName],
    ['From', showDay(arrangement.startsOn)],
    ['Note', arrangement.note],
    ['Key person of this family', keyPerson ? 'yes: please look at it with P9 in mind' : 'no'],
    ['In this setting', PROFILE_WORDS[context.setting.profile.babysitting]],
  ];
  return lines
    .filter(([, words]) => words !== null)
    .map(([label, words]) => `${label}: ${words}`)
    .join('\n');
}

/** Records the answer of the officer who handles the arrangement. */
export async function decideArrangement(
  context: Context,
  number: number,
  answer: 'acknowledged' | 'declined',
  note: string | undefined,
): Promise<View> {
  const { me, now } = context;
  const { arrangement: before, officers } = await arrangementOfMine(context, number);
  const ref = `A-${number}`;
  const after: Arrangement = {
    ...before,
    state: stateThen(ARRANGEMENT_STATES, before.state, answer),
    decidedAt: now,
    decidedBy: me.id,
    officerNote: note ?? null,
  };
  await record(
    context,
    { action: `arrangement.${answer}`, subject: ref, payload: { note: note ?? null } },
    { arrangements: [after] },
  );
  const family = await familyOf(context, after.child);
  const marked = await recheck(context, family.children);
  await tellSuccessors(context, officers, marked, me.id);
  await tell(context, after.staff, arrangementDecided(number, answer, now));
  return view(
    `${ref}: ${answer}`,
    facts(['Reference', ref], ['Decided', answer === 'acknowledged' ? 'Acknowledged' : 'Declined']),
    text(`${after.staffName} is told.`),
    buttons(button('My cases', 'inbox')),
  );
}

/** Ends an arrangement. The member of staff's own word is enough, because an arrangement blocks nobody. */
export async function endArrangement(context: Context, number: number, endedOn: string): Promise<View> {
  const { register, setting, me, today } = context;
  const before = await register.arrangements.byNumber(setting.id, number);
  const ref = `A-${number}`;
  if (!before || before.staff !== me.id || before.state === 'declined')
    throw new Refusal(`You have no open arrangement ${ref}.`, { field: 'ref' });
  if (endedOn > today)
    throw new Refusal('This day is still to come. Please give the day on which it ended.', {
      field: 'ended_on',
    });
  const ended = view(
    `${ref}: ended`,
    facts(['Reference', ref], ['Ended on', showDay(before.endedOn ?? endedOn)]),
  );
  if (before.state === 'ended') return ended;
  await record(
    context,
    { action: 'arrangement.ended', subject: ref, payload: { endedOn } },
    {
      arrangements: [
        {
          ...before,
          state: stateThen(ARRANGEMENT_STATES, before.state, 'ended'),
          endedOn,
        },
      ],
    },
  );
  await recheck(context, (await familyOf(context, before.child)).children);
  return ended;
}

/** Tells the member of staff whose arrangement was answered. */
function arrangementDecided(number: number, answer: 'acknowledged' | 'declined', at: Date): Telling {
  const ref = `A-${number}`;
  return {
    subject: ref,
    content: { kind: 'decided', question: false },
    occasion: at.toISOString(),
    title: `Your arrangement is ${answer} (${ref})`,
    text:
      answer === 'acknowledged'
        ? `Your arrangement, ${ref}, has been acknowledged.`
        : `Your arrangement, ${ref}, has been declined. Please leave it, and speak with the safeguarding officer.`,
    button: button('My declarations', 'declarations'),
  };
}
