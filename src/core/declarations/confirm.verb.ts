import { recheck } from '../allocations/recheck.ts';
import { endBoundaries } from '../boundaries/agreement.ts';
import { isForDeclarerToConfirm } from '../cases/case.ts';
import { loadOfficers } from '../cases/officers.ts';
import { declarationChanged } from '../follows/declared.ts';
import { record } from '../records/record.ts';
import { showDay } from '../rules/days.ts';
import { decisionDue, declarationReviewFrom } from '../rules/reviews.ts';
import { stateThen } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { yesNo } from '../talk/field.ts';
import { reference } from '../talk/reference.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import { ownChoices, ownNamed, ownOpen } from './mine.ts';
import { untilClosed } from './outcomes.ts';
import { reachedBy } from './reach.ts';
import { DECLARATION_STATES } from './states.ts';
import { withdrawVoid } from './void.ts';

/** Answers a review (P3): "true, and harmless" keeps the outcome; any other answer goes to the officer. */
export const confirm = command({
  name: 'confirm',
  title: 'Confirm a declaration',
  summary: 'Say at a review whether a declaration is still true.',
  roles: 'in_post',
  writes: true,
  first: 'ref',
  fields: {
    ref: reference('Which declaration?', ['D'], { required: true, choices: ownChoices }),
    still_true: yesNo('Is it still true?', { required: true }),
    affected_child: yesNo('Has it affected the child in any way?', {
      required: true,
      hint: 'P3: the relationship stays outside, and the child comes first.',
    }),
  },
  // "No" has another meaning where the declaration is proposed as void, so the answer stands on whether it is.
  standsOn: async (context, input) => {
    const before = await ownNamed(context, input);
    return before && [before.id, (await myWordOnError(context, before)) ? 'recorded in error' : 'review'];
  },
  intro: async (context, input) => {
    const before = await ownNamed(context, input);
    return before && (await myWordOnError(context, before))
      ? `It is proposed that D-${before.number} was recorded in error. If it was, answer no: it is then not true, and has no effect any more. If it is true, answer yes.`
      : undefined;
  },
  execute: async (context, input) => {
    const before = await ownOpen(context, input.ref.number);
    if (await myWordOnError(context, before))
      return input.still_true ? standsAfterAll(context, before) : annul(context, before);
    if (
      before.state === 'submitted' &&
      before.onBehalfBy !== null &&
      input.still_true &&
      !input.affected_child
    )
      return checked(context, before);
    return input.still_true && !input.affected_child
      ? stands(context, before)
      : toOfficer(context, before, input);
  },
});

/** The declarer confirms what was recorded on their behalf: the officer decides on it as on any other declaration. */
async function checked(context: Context, before: Declaration): Promise<View> {
  if (before.confirmedAt === null)
    await save(context, { ...before, confirmedAt: context.now }, 'declaration.confirmed');
  return done(before, 'Thank you for checking it. It waits for a decision as your own would.');
}

async function stands(context: Context, before: Declaration): Promise<View> {
  if (before.state !== 'active' || before.outcome === null) {
    return done(before, 'Nothing is to be reviewed yet: it is waiting. You can change it, or ask to end it.');
  }
  const nextReview = declarationReviewFrom(before.outcome, context.today);
  if (before.nextReview === nextReview && before.affectedChild === false)
    return done(before, `Confirmed already. The next review is on ${showDay(nextReview)}.`);
  await save(
    context,
    { ...before, nextReview, affectedChild: false, confirmedAt: context.now },
    'declaration.confirmed',
  );
  return done(before, `Thank you. Nothing changes; the next review is on ${showDay(nextReview)}.`);
}

async function toOfficer(
  context: Context,
  before: Declaration,
  { still_true, affected_child }: { still_true: boolean; affected_child: boolean },
): Promise<View> {
  const after: Declaration = {
    ...before,
    raisedAt: context.now,
    affectedChild: affected_child,
    dueOn: decisionDue(context.today, true, { ...context.setting, calendar: context.calendar }),
    // The declarer has answered what the declaration waited for, so the officer can decide.
    state: stateThen(DECLARATION_STATES, before.state, still_true ? 'raised' : 'end_asked'),
    ...(still_true
      ? {}
      : {
          endedOn: before.endedOn ?? context.today,
          endReason: before.endReason ?? 'no longer true, said at the review',
        }),
  };
  if (before.raisedAt === null || before.affectedChild !== affected_child || before.state !== after.state) {
    await save(context, after, 'declaration.raised');
    await declarationChanged(context, after, { kind: 'review', occasion: context.now.toISOString() });
  }
  return done(
    before,
    still_true
      ? 'Thank you for saying so. Your officer will speak with you about it.'
      : `Thank you. Your officer looks at it now. ${untilClosed(before)}`,
  );
}

/** The declarer's answer to a proposed void, asked where no other officer can confirm it. */
async function myWordOnError(context: Context, before: Declaration): Promise<boolean> {
  return isForDeclarerToConfirm(await loadOfficers(context), before);
}

async function standsAfterAll(context: Context, before: Declaration): Promise<View> {
  await withdrawVoid(context, before);
  return done(before, 'Thank you. It was no error, then: it stands, and your officer is told.');
}

async function annul(context: Context, before: Declaration): Promise<View> {
  await save(
    context,
    { ...before, state: stateThen(DECLARATION_STATES, before.state, 'annulled') },
    'declaration.void',
  );
  await endBoundaries(context, before, context.me.id);
  await recheck(context, await reachedBy(context, before));
  return done(before, 'It is marked as recorded in error and has no effect any more.');
}

async function save(context: Context, after: Declaration, action: string): Promise<void> {
  const { state, outcome, nextReview, affectedChild } = after;
  await record(
    context,
    { action, subject: `D-${after.number}`, payload: { state, outcome, nextReview, affectedChild } },
    { declarations: [after] },
  );
}

function done(declaration: Declaration, words: string): View {
  return view(
    `D-${declaration.number}`,
    facts(['Reference', `D-${declaration.number}`]),
    text(words),
    buttons(button('My declarations', 'declarations')),
  );
}
