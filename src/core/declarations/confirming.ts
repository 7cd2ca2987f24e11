import { recheck } from '../allocations/recheck.ts';
import { endBoundaries } from '../boundaries/agreement.ts';
import { deciderOf, isForDeclarerToConfirm, listedCase } from '../cases/case.ts';
import { loadOfficers } from '../cases/officers.ts';
import type { Answered, ToConfirm } from '../cases/to-confirm.ts';
import { declarationChanged } from '../follows/declared.ts';
import { record } from '../records/record.ts';
import { type Day, localDay, showDay } from '../rules/days.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import { decisionDue, declarationReviewFrom } from '../rules/reviews.ts';
import { stateThen } from '../rules/states.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import { confirmsInPerson } from './in-person.ts';
import { listedOwn, noneOfMine } from './mine.ts';
import { untilClosed } from './outcomes.ts';
import { reachedBy } from './reach.ts';
import { DECLARATION_STATES, isOpen, isOwnWord, openSinceThen } from './states.ts';
import { withdrawVoid } from './void.ts';

/** My open declarations, but for those that wait for an officer. */
export async function declarationsToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me } = context;
  const mine = (await register.declarations.ofDeclarer(setting.id, me.id)).filter(({ state }) =>
    isOpen(state),
  );
  const own = await Promise.all(mine.map((declaration) => ofDeclarer(context, declaration)));
  return own.filter(({ isWaiting: waits }) => !waits);
}

/**
 * The declarations whose case is mine and whose declarer, who has no account, is to tell me in person whether they are so. Whoever said
 * that one is not so, or asked to end it, has answered.
 */
export async function inPersonToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me } = context;
  if (!isOfficer(context.roles)) return [];
  const waiting = (await register.declarations.unconfirmed(setting.id)).filter(
    ({ state }) => state !== 'end_requested',
  );
  if (waiting.length === 0) return [];
  const officers = await loadOfficers(context);
  const found: ToConfirm[] = [];
  for (const declaration of waiting)
    if (deciderOf(officers, declaration) === me.id && (await confirmsInPerson(context, declaration)))
      found.push(inPerson(context, declaration));
  return found;
}

/** The declaration of that number, where it waits for my word. */
export async function declarationToConfirm(context: Context, number: number): Promise<ToConfirm> {
  const { register, setting, me } = context;
  const found = await register.declarations.byNumber(setting.id, number);
  const officers = await loadOfficers(context, found ? [found.id] : []);
  if (!found || !isOpen(found.state)) throw noneOfMine(number);
  if (found.declarer === me.id) return ofDeclarer(context, found);
  if (isOwnWord(found) || deciderOf(officers, found) !== me.id) throw noneOfMine(number);
  if (await confirmsInPerson(context, found)) return inPerson(context, found);
  throw new Refusal(`${found.declarerName} confirms it themselves, with their own account.`, {
    cites: ['authority'],
  });
}

async function ofDeclarer(context: Context, declaration: Declaration): Promise<ToConfirm> {
  const ref = `D-${declaration.number}`;
  const named = {
    ...listedOwn(context, declaration),
    question: `${ref}: is it so?`,
    isReview: false,
    isInPerson: false,
  };
  if (isForDeclarerToConfirm(await loadOfficers(context), declaration))
    return {
      ...named,
      standsOn: [declaration.id, 'recorded in error'],
      intro: `It is proposed that ${ref} was recorded in error. If it was, answer no: it is then not true, and has no effect any more. If it is true, answer yes.`,
      answer: ({ isTrue, affectedChild }) => {
        // What affected a child is for an officer to look at, in error or not.
        if (affectedChild)
          return toOfficer(
            context,
            { ...declaration, voidProposedBy: null, officerNote: null, raisedAt: null },
            { still_true: isTrue, affected_child: true },
          );
        return isTrue ? standsAfterAll(context, declaration) : annul(context, declaration);
      },
    };
  if (!isOwnWord(declaration))
    return {
      ...named,
      standsOn: [declaration.id, 'on behalf', ...said(declaration)],
      intro: await recordedFor(context, declaration),
      answer: (answered) => checkedBy(context, declaration, answered),
    };
  return {
    ...named,
    standsOn: [declaration.id, 'review'],
    intro: undefined,
    isReview: true,
    isWaiting: isWaiting(declaration),
    answer: ({ isTrue, affectedChild }) =>
      isTrue && !affectedChild
        ? stands(context, declaration)
        : toOfficer(context, declaration, { still_true: isTrue, affected_child: affectedChild }),
  };
}

function inPerson(context: Context, declaration: Declaration): ToConfirm {
  const ref = `D-${declaration.number}`;
  return {
    ...listedCase(context, { ref, from: declaration.declarerName, at: declaration.submittedAt }),
    label: `${declaration.declarerName}, in person (${ref})`,
    question: `${ref}: what has ${declaration.declarerName} told you in person?`,
    isReview: false,
    isInPerson: true,
    standsOn: [declaration.id, 'in person', ...said(declaration)],
    intro: `${ref} was recorded on behalf of ${declaration.declarerName}, who has no account. If they have told you in person whether it is so, record their answer.`,
    answer: (answered) => checkedBy(context, declaration, answered),
  };
}

function said({ counterpartName, childName, kind, since }: Declaration): string[] {
  return [counterpartName, childName ?? '', kind, since ?? ''];
}

/** What was recorded, in words for the person on whose behalf it was. */
async function recordedFor({ register, setting }: Context, declaration: Declaration): Promise<string> {
  const { number, onBehalfBy, counterpartName, childName, kind, since } = declaration;
  const by = await register.people.byId(setting.id, onBehalfBy ?? '');
  const what = [
    counterpartName,
    KIND_LABELS[kind].toLowerCase(),
    since === null ? '' : `since ${showDay(since)}`,
    childName === null ? '' : `about ${childName}`,
  ].filter((part) => part !== '');
  return `${by?.name ?? 'An officer'} has recorded D-${number} on your behalf: ${what.join(', ')}. If it is so, answer yes; you may also change it. If it is not, answer no: an officer who did not record it looks at it then.`;
}

/** Their word on what was recorded on their behalf: yes makes it theirs; no goes to an officer, and lifts nothing. */
async function checkedBy(
  context: Context,
  before: Declaration,
  { isTrue, affectedChild, inPersonOn }: Answered,
): Promise<View> {
  const { now, today, setting, calendar } = context;
  if (
    inPersonOn !== undefined &&
    (inPersonOn > today || inPersonOn < localDay(before.submittedAt, setting.timezone))
  )
    throw new Refusal('This day lies before it was recorded, or is still to come.', {
      field: 'in_person_on',
    });
  const mine = before.declarer === context.me.id;
  if (isTrue) {
    const after = affectedChild
      ? raised(context, before, { still_true: true, affected_child: true })
      : before;
    await save(context, { ...after, confirmedAt: now }, 'declaration.confirmed', inPersonOn);
    if (affectedChild)
      await declarationChanged(
        context,
        { ...after, confirmedAt: now },
        { kind: 'review', occasion: now.toISOString(), affectedChild },
        context.me.id,
      );
    return done(
      before,
      mine
        ? 'Thank you for checking it. It counts as your own from now on.'
        : 'Recorded as confirmed in person.',
    );
  }
  if (before.endReason !== NOT_SO || (affectedChild && before.affectedChild !== true)) {
    const after: Declaration = {
      ...before,
      state: stateThen(DECLARATION_STATES, before.state, 'end_asked'),
      endedOn: before.endedOn ?? today,
      endReason: NOT_SO,
      affectedChild: affectedChild ? true : before.affectedChild,
      dueOn: decisionDue(today, true, { ...setting, calendar }),
    };
    await save(context, after, 'declaration.denied', inPersonOn);
    await declarationChanged(
      context,
      after,
      { kind: 'denied', occasion: now.toISOString(), affectedChild },
      context.me.id,
    );
  }
  return done(
    before,
    mine
      ? 'Thank you. An officer looks at it now. Until they have, it stands (K4).'
      : 'Recorded. It stands until it is closed (K4).',
  );
}

/** The reason that an officer reads where the person says that what was recorded on their behalf is not so. */
const NOT_SO = 'recorded on their behalf, and not so, they say';

/** Said before anything is asked of a declaration that waits for an officer, and to whoever answers all the same. */
export const NOT_YET =
  'Nothing is to be reviewed yet: it is waiting. You can change it, or say that it has ended.';

function isWaiting({ state, outcome }: Declaration): boolean {
  return state !== 'active' || outcome === null;
}

async function stands(context: Context, before: Declaration): Promise<View> {
  if (before.state !== 'active' || before.outcome === null) return done(before, NOT_YET);
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

interface AtReview {
  still_true: boolean;
  affected_child: boolean;
}

function raised(
  context: Context,
  before: Declaration,
  { still_true, affected_child }: AtReview,
): Declaration {
  return {
    ...before,
    raisedAt: context.now,
    openSince: openSinceThen(before, context.now),
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
}

async function toOfficer(context: Context, before: Declaration, said: AtReview): Promise<View> {
  const { still_true, affected_child } = said;
  const after = raised(context, before, said);
  if (before.raisedAt === null || before.affectedChild !== affected_child || before.state !== after.state) {
    await save(context, after, 'declaration.raised');
    await declarationChanged(context, after, {
      kind: 'review',
      occasion: context.now.toISOString(),
      affectedChild: affected_child,
    });
  }
  return done(
    before,
    still_true
      ? 'Thank you for saying so. The safeguarding officer will speak with you about it.'
      : `Thank you. The safeguarding officer looks at it now. ${untilClosed(before)}`,
  );
}

async function standsAfterAll(context: Context, before: Declaration): Promise<View> {
  await withdrawVoid(context, before);
  return done(before, 'Thank you. It was no error, then: it stands, and the safeguarding officer is told.');
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

async function save(context: Context, after: Declaration, action: string, inPersonOn?: Day): Promise<void> {
  const { state, outcome, nextReview, affectedChild } = after;
  const told = inPersonOn === undefined ? {} : { inPersonOn };
  await record(
    context,
    { action, subject: `D-${after.number}`, payload: { state, outcome, nextReview, affectedChild, ...told } },
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
