import { declarationChanged, effectsOf } from '../follows/declared.ts';
import { record } from '../records/record.ts';
import { fold } from '../rules/names.ts';
import { needsSince } from '../rules/relationship.ts';
import { decisionDue } from '../rules/reviews.ts';
import { stateThen } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, coded, looseDate } from '../talk/field.ts';
import { reference, unlessListed } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, type Input, text, view } from '../talk/view.ts';
import { carer, type TypedCarer } from '../who/carers.ts';
import { anyChild, type NamedChild, onlyChild } from '../who/children.ts';
import { attending, isOffered, maySeeFamilies } from '../who/family.ts';
import { askLikeChild, counterpartOf } from './counterpart.ts';
import { type Declaration, type EarlierAnswer, evidence } from './declaration.ts';
import { openMatches } from './matches.ts';
import { ownDeclarations, ownNamed, ownOpen } from './mine.ts';
import {
  asTypedFields,
  details,
  detailsAnswered,
  KIND_CHOICES,
  keptAsTyped,
  pickDetails,
  refuseToCome,
  SINCE_HINT,
  whoReads,
} from './questions.ts';
import { receipt } from './receipt.ts';
import { DECLARATION_STATES, openSinceThen } from './states.ts';

/** The declaration's present value, for the form; undefined for anybody but its declarer. */
function now(pick: (declaration: Declaration) => string | string[] | null) {
  return async (context: Context, input: Input): Promise<string | string[] | undefined> => {
    const found = await ownNamed(context, input);
    return found && (pick(found) ?? undefined);
  };
}

/** Whether the kind, as it is or as it is to be, needs to know since when, and that was never said. */
async function sinceMissing(context: Context, input: Input): Promise<boolean> {
  const found = await ownNamed(context, input);
  return found?.since === null && needsSince(coded(input.kind, KIND_CHOICES) ?? found.kind);
}

/** Changes an open declaration, which is then submitted anew. What is not mentioned stays as it was. */
export const update = command({
  name: 'update',
  title: 'Change a declaration',
  summary: 'Change one of your open declarations; it goes to the officer again.',
  roles: 'in_post',
  writes: true,
  submit: 'Send it again',
  first: 'ref',
  settled: unlessListed(['D'], ownDeclarations, () =>
    view(
      'Change a declaration',
      text('You have no open declaration.'),
      buttons(button('Declare', 'declare')),
    ),
  ),
  fields: {
    ref: reference('Which declaration?', ['D'], { required: true, list: ownDeclarations }),
    who: carer('Whom do you know?', { prefill: now((declaration) => declaration.counterpartName) }),
    kind: choice('How do you know them?', KIND_CHOICES, {
      among: 'the kinds',
      prefill: now((declaration) => declaration.kind),
    }),
    child: anyChild('About one child?', { prefill: now((declaration) => declaration.childName) }),
    since: looseDate('Since when?', {
      hint: SINCE_HINT,
      prefill: now((declaration) => declaration.since),
      neededWhen: sinceMissing,
    }),
    ...details(now),
    ...asTypedFields(),
  },
  // The answer stands on what the declarer said, not on `version`, which officers also raise by acts that the declarer must
  // not notice.
  standsOn: async (context, input) => {
    const found = await ownNamed(context, input);
    if (!found) return undefined;
    const { id, counterpartName, kind, childName, since } = found;
    return [id, JSON.stringify([counterpartName, kind, childName, since, ...pickDetails(found)])];
  },
  intro: whoReads,
  execute: async (context, input, mentioned) => {
    const { setting, today } = context;
    const before = await ownOpen(context, input.ref.number);
    refuseToCome(input.since, today);
    const kind = input.kind ?? before.kind;
    const asTyped = keptAsTyped(input);
    const who = await counterpart(context, before, input.who, { kind, child: input.child, ...asTyped });
    const child = mentioned.has('child')
      ? await childOf(context, before, input.child, asTyped.isChildAsTyped)
      : undefined;
    const since = mentioned.has('since') ? (input.since ?? null) : before.since;
    if (since === null && needsSince(kind)) throw new Refusal('Please say since when.', { field: 'since' });
    const after: Declaration = {
      ...before,
      kind,
      since,
      ...who,
      ...child,
      ...detailsAnswered(input, before, mentioned),
    };
    if (kind !== before.kind || since !== before.since)
      after.earlier = [...before.earlier, earlierAnswer(before)];
    const waits = before.state === 'returned' || before.state === 'update_required';
    if (!waits && JSON.stringify(evidence(before)) === JSON.stringify(evidence(after)))
      return receipt(context, before, await effectsOf(context, before), 'again');
    Object.assign(after, SUBMITTED_ANEW, {
      state: stateThen(DECLARATION_STATES, before.state, 'resubmitted'),
      submittedAt: context.now,
      openSince: openSinceThen(before, context.now),
    });
    if (before.onBehalfBy !== null) after.confirmedAt = context.now;
    after.dueOn = decisionDue(
      today,
      await attending(context, after.counterpart ?? undefined, after.child ?? undefined),
      { ...setting, calendar: context.calendar },
    );
    await withdrawAnswers(context, before, after);
    await record(
      context,
      {
        action: 'declaration.updated',
        subject: `D-${after.number}`,
        payload: { before: evidence(before), after: evidence(after) },
      },
      { declarations: [after] },
    );
    return receipt(
      context,
      after,
      await declarationChanged(context, after, { kind: 'updated', occasion: context.now.toISOString() }),
      'updated',
    );
  },
});

/** What was answered until now: the strictest kind given counts until the officer decides (rules: States). */
function earlierAnswer({ kind, since, networks, note }: Declaration): EarlierAnswer {
  return { kind, since, networks, note };
}

/**
 * Submitted anew, the declaration waits for a decision as on its first day: without outcome, review, raised question, end
 * or proposed void.
 */
const SUBMITTED_ANEW = {
  outcome: null,
  decidedAt: null,
  decidedBy: null,
  officerNote: null,
  nextReview: null,
  raisedAt: null,
  endedOn: null,
  endReason: null,
  voidProposedBy: null,
} satisfies Partial<Declaration>;

/**
 * Officers' answers were about the declaration as it was: that its declarer may be key person all the same (K8, K16), and, of
 * another name than the present one, that it is nobody here (K5).
 */
async function withdrawAnswers(
  { register, setting }: Context,
  before: Declaration,
  after: Declaration,
): Promise<void> {
  await register.declarations.withdrawClearances(setting.id, before.id);
  const namesOf = ({ counterpartName, childName }: Declaration) =>
    [counterpartName, childName ?? ''].map(fold).join(' ');
  if (namesOf(before) === namesOf(after)) return;
  for (const { candidate, answer } of await register.declarations.matchDecisionsOn(setting.id, before.id))
    if (answer === 'rejected')
      await register.declarations.withdrawMatchDecision(setting.id, before.id, candidate);
}

type Named = Pick<Declaration, 'counterpart' | 'counterpartName'> &
  Partial<Pick<Declaration, 'child' | 'childName'>>;

/**
 * A declarer cannot take back a link to a parent, or a name that is like a parent's: only an officer may lift that block. A
 * name that is like nobody's here may be corrected, and is asked about as in `declare`, but by nobody to whom that would tell
 * that another name is one of a protected child's family. Updating with the same name never links it (K5).
 */
async function counterpart(
  context: Context,
  before: Declaration,
  who: TypedCarer | undefined,
  answers: Omit<Parameters<typeof counterpartOf>[1], 'who'>,
): Promise<Named | undefined> {
  if (!who || fold(who.name) === fold(before.counterpartName)) return undefined;
  const matches = await openMatches(context);
  const open = matches.some(({ declaration }) => declaration.id === before.id);
  if (before.counterpart !== null || open || !maySeeFamilies(context) || (await isFamilyHidden(context)))
    throw new Refusal('Whom you know cannot be changed here. Please end this declaration and declare anew.', {
      field: 'who',
    });
  const { counterpart, counterpartName, child, childName } = await counterpartOf(context, {
    who,
    ...answers,
  });
  if (child && before.child !== null && before.child !== child.id)
    throw new Refusal('The child cannot be changed here. Please end this declaration and declare anew.', {
      field: 'who',
    });
  return { counterpart, counterpartName, ...(child ? { child: child.id, childName } : {}) };
}

/** Whether there is a child whose family this person may not be told of. */
async function isFamilyHidden(context: Context): Promise<boolean> {
  if (isOffered(context, { isProtected: true })) return false;
  return (await context.register.children.all(context.setting.id)).some((child) => child.protected);
}

/** Refuses to take a named child back. A child may be added, and a name that is no child's here may be corrected. */
async function childOf(
  context: Context,
  before: Declaration,
  said: NamedChild | undefined,
  isAsTyped: boolean,
): Promise<Pick<Declaration, 'child' | 'childName'> | undefined> {
  if (fold(said?.name ?? '') === fold(before.childName ?? '')) return undefined;
  const matches = await openMatches(context);
  const open = matches.some(
    ({ declaration, candidateKind }) => declaration.id === before.id && candidateKind === 'child',
  );
  if (before.child !== null || open || (before.childName !== null && !maySeeFamilies(context)))
    throw new Refusal('The child cannot be changed here. Please end this declaration and declare anew.', {
      field: 'child',
    });
  if (!isAsTyped) await askLikeChild(context, said);
  const found = said?.children ?? [];
  const child = found.length === 0 ? undefined : await onlyChild(context, found, 'child');
  return { child: child?.id ?? null, childName: said?.name ?? null };
}
