import { candidatesForAll, dayFor } from '../allocations/candidates.ts';
import { recheck } from '../allocations/recheck.ts';
import { arrangementWords, decideArrangement } from '../arrangements/decision.ts';
import { endBoundaries } from '../boundaries/agreement.ts';
import { isOrWasProtected } from '../children/child.ts';
import type { Declaration, DeclarationState } from '../declarations/declaration.ts';
import { openMatchesShown } from '../declarations/matches.ts';
import {
  ANSWERS_EXPLAINED,
  DECISION_CHOICES,
  type Decision,
  EVENT_OF,
  explained,
  NEEDS_NOTE,
  OUTCOME_CHOICES,
  OUTCOME_LABELS,
  wrongState,
} from '../declarations/outcomes.ts';
import { reachedBy, reachedWith } from '../declarations/reach.ts';
import { DECLARATION_STATES, isOpen } from '../declarations/states.ts';
import { askSecond, withdrawVoid } from '../declarations/void.ts';
import { caseWays, caseWords } from '../declarations/words.ts';
import { tell } from '../notices/tell.ts';
import { declarationDecided } from '../notices/words.ts';
import { record } from '../records/record.ts';
import { addDays, showDay } from '../rules/days.ts';
import { isLight } from '../rules/relationship.ts';
import { declarationReviewFrom } from '../rules/reviews.ts';
import { stateAfter } from '../rules/states.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, coded, date, type Field, ownWords, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { reference, referred, unlessListed } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import { arrangementOfMine, caseOfMine, listedCases } from './case.ts';
import type { Officers } from './officers.ts';
import { recordOpening } from './opened.ts';

const OUTCOME = choice('What do you decide?', OUTCOME_CHOICES, { required: true, among: 'the outcomes' });

type Detail = 'affected_child' | 'next_review';

/** The questions that apply to each outcome of a declaration. An answer to any other question could not be stored. */
const DETAILS: Record<Decision, readonly Detail[]> = {
  noted: ['affected_child', 'next_review'],
  not_personal: ['affected_child', 'next_review'],
  managed: ['affected_child', 'next_review'],
  returned: ['affected_child'],
  closed: ['affected_child'],
  void: [],
};

/**
 * Refuses an answer that does not apply to the outcome. For an arrangement the question is shown only where it was
 * answered, and then refused.
 */
function whereItApplies<T>(name: Detail, asked: Field<T, false>): Field<T, false> {
  return {
    ...asked,
    shown: (_, input) => !referred(input, ['A']) || given(input[name]) !== undefined,
    check: async (raw, context, input) => {
      if (referred(input, ['A']))
        throw new Refusal(`“${asked.label}” is not asked about an arrangement. Please leave it empty.`);
      const outcome = coded(input.outcome, DECISION_CHOICES);
      if (outcome !== undefined && !DETAILS[outcome].includes(name))
        throw new Refusal(
          `“${asked.label}” does not go with “${OUTCOME_LABELS[outcome]}”. Please leave it empty.`,
        );
      return asked.check(raw, context, input);
    },
  };
}

/** The decision of the case's officer. That they opened the case is recorded where its declarer sees it. */
export const decide = command({
  name: 'decide',
  title: 'Decide a case',
  summary: 'Decide a case that is yours.',
  roles: OFFICERS,
  writes: true,
  recordsOpening: true,
  submit: 'Decide',
  first: 'ref',
  settled: unlessListed(['D', 'A'], listedCases, () =>
    view('Decide a case', text('No case waits for you.'), buttons(button('My cases', 'inbox'))),
  ),
  fields: {
    ref: reference('Which case?', ['D', 'A'], {
      required: true,
      list: listedCases,
      before: OUTCOME_CHOICES.map(({ value }) => value),
    }),
    outcome: {
      ...OUTCOME,
      widget: async (context, input) => ({ kind: 'choice', choices: await choicesFor(context, input) }),
      check: async (raw, context, input) => {
        const outcome = await OUTCOME.check(raw, context, input);
        const fit = fitting(input).map(({ value }) => value);
        if (fit.includes(outcome)) return outcome;
        const what = referred(input, ['A']) ? 'an arrangement' : 'a declaration';
        throw new Refusal(`For ${what} please choose one of: ${fit.join(', ')}.`);
      },
    },
    affected_child: whereItApplies(
      'affected_child',
      yesNo('Has it affected the child?', { hint: 'At a review, please answer this (P3).' }),
    ),
    note: ownWords('Note to the declarer', 280, {
      neededWhen: (_, input) => NEEDS_NOTE.includes(coded(input.outcome, OUTCOME_CHOICES) ?? ''),
    }),
    next_review: whereItApplies(
      'next_review',
      date('Next review', { hint: 'Left empty: a year on, or half a year where it is managed.' }),
    ),
    confirm: confirmation('Decide it so'),
  },
  standsOn: async (context, input) => {
    const about = referred(input, ['A', 'D']);
    if (about?.letters === 'A') {
      const { arrangement } = await arrangementOfMine(context, about.number);
      return [arrangement.id, String(arrangement.version)];
    }
    if (about === undefined) return undefined;
    const { declaration } = await caseOfMine(context, about.number);
    return [declaration.id, String(declaration.version)];
  },
  shownFirst: () => true,
  intro: async (context, input) => {
    const arranged = referred(input, ['A']);
    if (arranged) return arrangementWords(context, arranged.number);
    const number = referred(input, ['D'])?.number;
    if (number === undefined) return undefined;
    const { declaration } = await caseOfMine(context, number);
    await recordOpening(context, declaration);
    return caseWords(context, declaration);
  },
  ways: async (context, input) => {
    const number = referred(input, ['D'])?.number;
    return number === undefined ? [] : caseWays(context, (await caseOfMine(context, number)).declaration);
  },
  execute: async (context, input) => {
    refuseUnconfirmed(input.confirm);
    const outcome = input.outcome;
    // These are outcomes of an arrangement: the check of `outcome` refuses them for a declaration.
    if (outcome === 'acknowledged' || outcome === 'declined')
      return decideArrangement(context, input.ref.number, outcome, input.note);
    const { declaration, officers } = await caseOfMine(context, input.ref.number);
    const seconding = declaration.voidProposedBy !== null;
    if (seconding && outcome !== 'void') {
      for (const field of ['affected_child', 'next_review'] as const) {
        if (input[field] !== undefined)
          throw new Refusal(
            'You are asked only whether it was recorded in error; what else is decided is its officer’s. Please leave it empty.',
            { field },
          );
      }
      return disagreed(context, declaration);
    }
    const state = stateAfter(DECLARATION_STATES, declaration.state, EVENT_OF[outcome]);
    if (state === undefined) throw new Refusal(wrongState(outcome, declaration), { field: 'outcome' });
    if (outcome === 'not_personal' && !isLight(declaration.kind)) {
      throw new Refusal('This kind of relationship cannot be “not personal”: choose noted or managed.', {
        field: 'outcome',
        cites: ['K11'],
      });
    }
    if (input.next_review !== undefined && input.next_review <= context.today) {
      throw new Refusal('The next review must be a day to come.', { field: 'next_review' });
    }
    await refuseUnmatched(context, declaration, outcome);
    const after = decided(context, declaration, outcome, state, input);
    if (outcome === 'not_personal') await clearProtected(context, after);
    // What it said of protected children goes with that finding.
    else if (declaration.outcome === 'not_personal' && after.outcome !== 'not_personal')
      await context.register.declarations.withdrawClearances(context.setting.id, declaration.id);
    await record(
      context,
      {
        action: outcome === 'void' && !seconding ? 'declaration.void_proposed' : `declaration.${outcome}`,
        subject: `D-${after.number}`,
        payload: {
          state: after.state,
          outcome: after.outcome,
          note: input.note ?? null,
          nextReview: after.nextReview,
          affectedChild: after.affectedChild,
        },
      },
      { declarations: [after] },
    );
    if (outcome === 'void' && !seconding) return proposed(context, after, officers);
    if (!isOpen(after.state)) await endBoundaries(context, after, context.me.id);
    await recheck(context, await reachedBy(context, after));
    const blocks = await stillBlocks(context, after);
    await tell(context, after.declarer, declarationDecided(after, blocks, context.now));
    return view(
      `D-${after.number}: ${OUTCOME_LABELS[outcome].toLowerCase()}`,
      facts(
        ['Reference', `D-${after.number}`],
        ['Decided', OUTCOME_LABELS[outcome]],
        ['Next review', after.nextReview && showDay(after.nextReview)],
      ),
      text(
        `${after.declarerName} is told what you decided${blocks === undefined ? '' : blocks ? ', and that while it stands they cannot be key person for the children it is about' : ', and that it does not stand in the way of an allocation'}. Nobody else learns what you have read here.`,
      ),
      buttons(
        after.state === 'active' &&
          after.outcome === 'managed' &&
          button('Draft boundaries (P1)', 'boundary', { ref: `D-${after.number}`, read: 'yes' }),
        button('My cases', 'inbox'),
      ),
    );
  },
});

/** The outcomes that fit the case that was named; all of them while none is named. */
function fitting(input: Input): typeof OUTCOME_CHOICES {
  const about = referred(input, ['A', 'D']);
  if (!about) return OUTCOME_CHOICES;
  return OUTCOME_CHOICES.filter(
    ({ value }) => (value === 'acknowledged' || value === 'declined') === (about.letters === 'A'),
  );
}

/** The outcomes as the form offers them: each with what follows for this declarer. */
async function choicesFor(context: Context, input: Input): Promise<{ value: string; label: string }[]> {
  const about = referred(input, ['A', 'D']);
  if (about?.letters === 'A') return ANSWERS_EXPLAINED;
  if (about === undefined) return fitting(input);
  const { declaration } = await caseOfMine(context, about.number);
  // The second person is asked one thing only, which the form's text explains.
  return declaration.voidProposedBy === null ? explained(declaration) : fitting(input);
}

/**
 * Who finds it not to be personal has said so of each protected child that it is about, too (K8). “They may not” stays until it is
 * answered otherwise.
 */
async function clearProtected(context: Context, declaration: Declaration): Promise<void> {
  const { register, setting, me, now } = context;
  const reached = await reachedWith(context, declaration);
  const answered = await register.declarations.clearancesFor(
    setting.id,
    ...reached.map(({ child }) => child.id),
  );
  for (const { child, standing } of reached) {
    if ((standing !== 'carer' && standing !== 'named') || !isOrWasProtected(child)) continue;
    if (answered.some((each) => each.declaration === declaration.id && each.child === child.id && !each.may))
      continue;
    await register.declarations.clear({
      setting: setting.id,
      declaration: declaration.id,
      child: child.id,
      may: true,
      by: me.id,
      at: now,
    });
  }
}

/**
 * Whether a declaration, as it is now, forbids its declarer an allocation; undefined where they work with no children, or it
 * concerns no child here.
 */
async function stillBlocks(context: Context, declaration: Declaration): Promise<boolean | undefined> {
  const children = await context.register.children.byIds(
    context.setting.id,
    await reachedBy(context, declaration),
  );
  const own = (
    await candidatesForAll(
      context,
      children.map((child) => ({ child, on: dayFor(child, context.today) })),
    )
  ).flatMap((candidates) => candidates.filter(({ person }) => person.id === declaration.declarer));
  if (own.length === 0) return undefined;
  const ref = `D-${declaration.number}`;
  return own.some(({ result }) =>
    result.reasons.some(({ refs, answer }) => answer === 'no' && refs.includes(ref)),
  );
}

function decided(
  context: Context,
  declaration: Declaration,
  outcome: Decision,
  state: DeclarationState,
  input: {
    affected_child?: boolean | undefined;
    note?: string | undefined;
    next_review?: string | undefined;
  },
): Declaration {
  const after: Declaration = {
    ...declaration,
    decidedAt: context.now,
    decidedBy: context.me.id,
    officerNote: input.note ?? null,
    affectedChild: input.affected_child ?? declaration.affectedChild,
    raisedAt: null,
  };
  switch (outcome) {
    case 'noted':
    case 'not_personal':
    case 'managed':
      return {
        ...after,
        state,
        outcome,
        openSince: context.now,
        earlier: [],
        endedOn: null,
        endReason: null,
        nextReview: input.next_review ?? declarationReviewFrom(outcome, context.today),
      };
    case 'returned':
      return { ...after, state, askedAt: context.now };
    case 'closed':
      return { ...after, state, nextReview: null, endedOn: after.endedOn ?? context.today };
    case 'void':
      return declaration.voidProposedBy === null
        ? {
            ...declaration,
            voidProposedBy: context.me.id,
            officerNote: input.note ?? null,
            dueOn: addDays(context.today, 7),
          }
        : { ...after, state, nextReview: null, officerNote: input.note ?? declaration.officerNote };
  }
}

/** A name that closely resembles somebody's here is settled before it is noted: it is they, or it is none of these (K5). */
async function refuseUnmatched(
  context: Context,
  { id, number, counterpart, child, childName }: Declaration,
  outcome: Decision,
): Promise<void> {
  const isLinked = counterpart !== null && (child !== null || childName === null);
  if (isLinked || (outcome !== 'noted' && outcome !== 'not_personal')) return;
  const matches = await openMatchesShown(context);
  const open = matches.some(({ declaration }) => declaration.id === id);
  if (open)
    throw new Refusal(
      `Somebody here has a name like the declared one. Please say first who it is, or that it is none of these.`,
      { field: 'outcome', cites: ['K5'], ways: [button('Say who it is', 'match', { ref: `D-${number}` })] },
    );
}

const ASKED = {
  officer: 'The next officer is asked to confirm.',
  declarer: 'There is no other officer, so its declarer is asked to confirm.',
  nobody: 'No other officer is here today; the first who is back is asked to confirm.',
};

async function proposed(context: Context, after: Declaration, officers: Officers): Promise<View> {
  const ref = `D-${after.number}`;
  const asked = ASKED[await askSecond(context, after, officers)];
  return view(
    `${ref}: proposed`,
    text(`You have proposed that ${ref} was recorded in error. ${asked} Until then it stands.`),
    buttons(button('My cases', 'inbox')),
  );
}

/** The second person does not agree that the declaration was recorded in error: it stands, and returns to its officer. */
async function disagreed(context: Context, before: Declaration): Promise<View> {
  const { officer } = await withdrawVoid(context, before);
  return view(
    `D-${before.number}: it stands`,
    text(
      `You do not agree that it was recorded in error, so it stands. ${officer === undefined ? '' : 'Its officer decides on it as before, and is told.'}`.trim(),
    ),
    buttons(button('My cases', 'inbox')),
  );
}
