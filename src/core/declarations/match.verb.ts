import { recheck } from '../allocations/recheck.ts';
import { caseOfMine, listedCase, myCases } from '../cases/case.ts';
import { recordOpening } from '../cases/opened.ts';
import type { CarerAnswer } from '../follows/carers-changed.ts';
import { declarationChanged } from '../follows/declared.ts';
import { tell } from '../notices/tell.ts';
import { lookAgain } from '../notices/words.ts';
import { record } from '../records/record.ts';
import { fold } from '../rules/names.ts';
import { stateThen } from '../rules/states.ts';
import { command, OFFICERS } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, line, yesNo } from '../talk/field.ts';
import { reference, referred } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import {
  type Candidate,
  candidatesOf,
  childNamed,
  likeness,
  matchedTo,
  parentNamed,
} from '../who/likeness.ts';
import {
  answerCarer,
  answerCheck,
  CARER_ANSWERS,
  childrenNamed,
  linksToSettle,
  settledWords,
  settleWithoutCarers,
  staffCarer,
  unsettledOf,
  unsettledWords,
} from './checks.ts';
import type { Declaration } from './declaration.ts';
import { likelyOf, matchesShownTo } from './matches.ts';
import { reachedBy } from './reach.ts';
import { DECLARATION_STATES } from './states.ts';

/**
 * Answers a name match (K5): the declared name is this parent or this child, or it is nobody here; says what became of a carer
 * who left the form; and answers the checks K8, K14 and K16. A later answer replaces it.
 */
export const match = command({
  name: 'match',
  title: 'Match a name',
  summary: 'Say whether a declared name is a parent or a child here.',
  roles: OFFICERS,
  writes: true,
  recordsOpening: true,
  first: 'ref',
  fields: {
    ref: reference('Which declaration?', ['D'], {
      neededWhen: (_, input) => input.child === undefined,
      list: async (context) =>
        (await myCases(context))
          .filter(
            ({ waitsFor, ref }) => (waitsFor === 'match' || waitsFor === 'carer') && ref.startsWith('D-'),
          )
          .map((one) => listedCase(context, one)),
    }),
    person: line('It is this parent', 200, {
      hint: 'Their name; their child’s name behind a slash where there are several: Sarah Reed / Mia Reed.',
    }),
    child: line('It is this child', 2000, {
      hint: 'For children without carers on record several may stand here, with semicolons between them.',
    }),
    reject: yesNo('It is nobody here', { hint: 'None of those who are like it.' }),
    carer: choice('What became of the carer who left the form?', CARER_ANSWERS, {
      // A check (`may`) is no part of the case, and may be somebody else's to answer.
      shown: async (context, input) =>
        input.carer !== undefined ||
        (input.ref === undefined && input.child !== undefined && input.person !== undefined) ||
        (input.may === undefined &&
          (await hasLeftForm(context, (await openCase(context, input))?.counterpart ?? null))),
    }),
    may: yesNo('May they be key person all the same?', {
      hint: 'For a relative, a former carer, or a partner of a colleague: for this child alone.',
      shown: (_, input) => input.may !== undefined,
    }),
    looked_with: line('With whom have you looked?', 200, {
      hint: 'That no carer is recorded on purpose.',
      shown: (_, input) => input.ref === undefined && input.child !== undefined,
    }),
  },
  standsOn: async (context, input) => {
    if (input.may !== undefined) return [String(input.ref), String(input.child)];
    if (input.ref === undefined) return undefined;
    const declaration = await openCase(context, input);
    if (!declaration) return undefined;
    const candidates = (await candidatesOf(context, declaration)).map(({ id }) => id).sort();
    const unsettled = (await unsettledOf(context, declaration.counterpart)).map(({ child }) => child).sort();
    return [declaration.id, String(declaration.version), ...candidates, ...unsettled];
  },
  shownFirst: (_, input) =>
    rejects(input) || input.may === true || input.carer === 'former' || input.carer === 'error',
  intro: async (context, input) => {
    if (input.may !== undefined)
      return 'It holds for that declaration and that child alone, until you answer it again.';
    const declaration = await openCase(context, input);
    if (!declaration) return undefined;
    await recordOpening(context, declaration);
    const waiting = await unsettledWords(context, declaration.counterpart);
    if (waiting !== undefined) return waiting;
    const settled = await settledWords(context, declaration.counterpart);
    return [settled, await likeness(context, declaration)].filter((words) => words !== undefined).join('\n');
  },
  settled: async (context, input) => {
    const said = ['person', 'child', 'reject', 'carer', 'may'].some((name) => input[name] !== undefined);
    const waits = async () =>
      (await myCases(context)).some(({ waitsFor }) => waitsFor === 'match' || waitsFor === 'carer');
    if (said || input.ref !== undefined || (await waits())) return undefined;
    return view(
      'Match a name',
      text('No declared name of yours to handle is like the name of a parent or child here.'),
    );
  },
  execute: async (context, input) => {
    if (input.ref === undefined) return withoutCase(context, input);
    if (input.may !== undefined) {
      const [child, ...more] = input.child === undefined ? [] : await childrenNamed(context, input.child);
      if (child === undefined || more.length > 0)
        throw new Refusal('Please say about which child: this holds for one at a time.', { field: 'child' });
      return answerCheck(context, input.ref.number, child, input.may);
    }
    const { declaration } = await caseOfMine(context, input.ref.number);
    if (input.carer !== undefined) {
      const [child, ...more] = input.child === undefined ? [] : await childrenNamed(context, input.child);
      if (more.length > 0) throw new Refusal('Please say about one child at a time.', { field: 'child' });
      const person = declaration.counterpart ?? '';
      const links = await linksToSettle(context, person, child);
      const declarations = await context.register.declarations.about(context.setting.id, person);
      return answerCarer(context, { links, declarations }, input.carer, input.person);
    }
    if (rejects(input)) return reject(context, declaration);
    if (input.person === undefined && input.child === undefined) {
      throw new Refusal('Please say which parent or child it is, or that it is nobody here (reject=yes).', {
        field: 'person',
      });
    }
    return link(context, declaration, input);
  },
});

/** What belongs to no case: children without carers on record (K14), and a member of staff who was a carer (K1). */
async function withoutCase(
  context: Context,
  input: {
    child?: string | undefined;
    person?: string | undefined;
    carer?: CarerAnswer | undefined;
    looked_with?: string | undefined;
  },
): Promise<View> {
  const children = input.child === undefined ? [] : await childrenNamed(context, input.child);
  const [child, ...more] = children;
  if (child === undefined)
    throw new Refusal('Please say which declaration, or which child.', { field: 'ref' });
  if (input.carer !== undefined && input.person !== undefined && more.length === 0) {
    const person = await staffCarer(context, child, input.person);
    const links = await linksToSettle(context, person.id, undefined);
    const declarations = await context.register.declarations.about(context.setting.id, person.id);
    return answerCarer(context, { links, declarations }, input.carer, undefined);
  }
  if (input.person !== undefined) throw new Refusal('Please say which it is.', { field: 'carer' });
  if (input.looked_with === undefined)
    throw new Refusal('Please say with whom you have looked that no carer is recorded on purpose.', {
      field: 'looked_with',
    });
  return settleWithoutCarers(context, children, input.looked_with);
}

/** An answer that the name is nobody here, which lifts the block of the likeness. */
function rejects(said: { reject?: boolean | undefined; person?: string | undefined }): boolean {
  return said.reject === true || (said.person !== undefined && fold(said.person) === 'reject');
}

async function hasLeftForm(context: Context, person: string | null): Promise<boolean> {
  const waits = (await unsettledOf(context, person)).length > 0;
  return waits || (await settledWords(context, person)) !== undefined;
}

async function openCase(context: Context, input: Input): Promise<Declaration | undefined> {
  const number = referred(input, ['D'])?.number;
  return number === undefined ? undefined : (await caseOfMine(context, number)).declaration;
}

async function link(
  context: Context,
  before: Declaration,
  said: { person?: string | undefined; child?: string | undefined },
): Promise<View> {
  const { register, setting, me, now } = context;
  const person = said.person === undefined ? undefined : await parentNamed(context, said.person);
  const child = said.child === undefined ? undefined : await childNamed(context, said.child);
  const matched = await matchedTo(context, before);
  const isSame =
    (person === undefined || person.id === before.counterpart) &&
    (child === undefined || child.id === before.child);
  // Who was declared by name, while another parent has that name, is matched by saying that it is they.
  const namesakes = isSame || person === undefined ? [] : await candidatesOf(context, before);
  if (isSame && (person === undefined || matched.has(person.id)))
    return view(`D-${before.number}`, text('It is matched so already.'));
  if (!namesakes.some(({ id }) => id === person?.id))
    refuseRelink(before.counterpart, person, matched, 'person');
  refuseRelink(before.child, child, matched, 'child');
  const linked = person !== undefined && before.counterpart === null;
  const state = linked ? stateThen(DECLARATION_STATES, before.state, 'linked') : before.state;
  const touched = await reachedBy(context, before);
  const after: Declaration = {
    ...before,
    ...(person ? { counterpart: person.id } : {}),
    ...(child ? { child: child.id, childName: before.childName ?? child.name } : {}),
    state,
    askedAt: state === 'update_required' ? now : before.askedAt,
  };
  // That they may all the same (K8) was said of whom it meant until now.
  if (!isSame) await register.declarations.withdrawClearances(setting.id, before.id);
  if (person && before.counterpart !== null)
    await register.declarations.withdrawMatchDecision(setting.id, before.id, before.counterpart);
  if (child && before.child !== null)
    await register.declarations.withdrawMatchDecision(setting.id, before.id, before.child);
  for (const candidate of [person, child]) {
    if (candidate)
      await register.declarations.decideMatch({
        setting: setting.id,
        declaration: before.id,
        candidate: candidate.id,
        answer: 'matched',
        by: me.id,
        at: now,
      });
  }
  await record(
    context,
    {
      action: 'declaration.matched',
      subject: `D-${before.number}`,
      payload: { person: person?.id ?? null, child: child?.id ?? null, from: before.counterpart },
    },
    { declarations: [after] },
  );
  await recheck(context, touched);
  await declarationChanged(
    context,
    after,
    { kind: 'matched', occasion: `${person?.id ?? ''}:${child?.id ?? ''}:${now.toISOString()}` },
    me.id,
  );
  if (after.state === 'update_required')
    await tell(
      context,
      after.declarer,
      lookAgain(after.number, 'update-required', `${after.counterpart ?? ''}:${now.toISOString()}`),
    );
  return view(
    `D-${after.number}: matched`,
    facts(['Reference', `D-${after.number}`], ['Is', [person?.name, child?.name].filter(Boolean).join(', ')]),
    text(
      after.state === 'update_required'
        ? 'Its declarer is asked to look at it and send it again.'
        : 'What follows from it has been checked again.',
    ),
    buttons(
      button('Undo', 'match', { ref: `D-${after.number}`, reject: 'yes' }),
      button('My cases', 'inbox'),
    ),
  );
}

/** Only a link that an officer made by matching may be changed. Whom the declarer chose themselves stays. */
function refuseRelink(
  linked: string | null,
  to: Candidate | undefined,
  matched: ReadonlySet<string>,
  field: 'person' | 'child',
): void {
  if (to === undefined || linked === null || linked === to.id || matched.has(linked)) return;
  throw new Refusal(
    `Its declarer has said which ${field === 'person' ? 'parent' : 'child'} it is. If that is wrong, please return it with a note.`,
    { field },
  );
}

/** The name is nobody here: every open likeness is rejected, and a link that was made by matching is undone. */
async function reject(context: Context, before: Declaration): Promise<View> {
  const { register, setting, me, now } = context;
  const matched = [...(await matchedTo(context, before))];
  const open = (await candidatesOf(context, before)).map(({ id }) => id);
  if (matched.length === 0 && open.length === 0)
    return view(`D-${before.number}`, text('There is nothing to reject: it is like nobody’s name here.'));
  const after: Declaration = {
    ...before,
    counterpart:
      before.counterpart !== null && matched.includes(before.counterpart) ? null : before.counterpart,
    child: before.child !== null && matched.includes(before.child) ? null : before.child,
    // A declaration that the match had made `update_required` returns to its decided state.
    ...(matched.length > 0 ? { state: stateThen(DECLARATION_STATES, before.state, 'unlinked') } : {}),
  };
  const touched = await reachedBy(context, before);
  const rejected = new Set([...matched, ...open]);
  const decide = (candidate: string) =>
    register.declarations.decideMatch({
      setting: setting.id,
      declaration: before.id,
      candidate,
      answer: 'rejected',
      by: me.id,
      at: now,
    });
  for (const candidate of rejected) await decide(candidate);
  await record(
    context,
    {
      action: 'declaration.match_rejected',
      subject: `D-${before.number}`,
      payload: { candidates: [...rejected] },
    },
    { declarations: [after] },
  );
  // Whoever shares a word with the name is none of these either; its name is linked to nobody only now.
  const likely = await matchesShownTo(context, context, await likelyOf(context, before));
  const alike = likely.map(({ candidate }) => candidate);
  const further = new Set(alike.filter((candidate) => !rejected.has(candidate)));
  for (const candidate of further) await decide(candidate);
  if (further.size > 0)
    await record(context, {
      action: 'declaration.alike_rejected',
      subject: `D-${before.number}`,
      payload: { candidates: [...further] },
    });
  await recheck(context, touched);
  return view(
    `D-${before.number}: nobody here`,
    text('The name is somebody else’s. You can still match it later.'),
    buttons(button('My cases', 'inbox')),
  );
}
