import { declarationChanged, effectsOf } from '../follows/declared.ts';
import { newId } from '../identifier.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { rolesOn } from '../people/person.ts';
import { record } from '../records/record.ts';
import { fold } from '../rules/names.ts';
import { needsSince } from '../rules/relationship.ts';
import { decisionDue } from '../rules/reviews.ts';
import { command, isOfficer } from '../talk/command.ts';
import { choice, coded, looseDate } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, type Input } from '../talk/view.ts';
import { carer } from '../who/carers.ts';
import { anyChild } from '../who/children.ts';
import { attending } from '../who/family.ts';
import { staff } from '../who/people.ts';
import { type Counterpart, counterpartOf } from './counterpart.ts';
import { type Declaration, evidence } from './declaration.ts';
import {
  asTypedFields,
  details,
  detailsAnswered,
  detailsThatDiffer,
  KIND_CHOICES,
  keptAsTyped,
  refuseToCome,
  SINCE_NEEDED,
  whoReads,
} from './questions.ts';
import { knownOf, receipt } from './receipt.ts';
import { isOpen } from './states.ts';

/** Whether the kind answered so far needs to know since when. */
function sinceNeeded(input: Input): boolean {
  const kind = coded(input.kind, KIND_CHOICES);
  return kind === undefined || needsSince(kind);
}

/** Declares a relationship with a parent (G1): neutral, private, and in force at once. */
export const declare = command({
  name: 'declare',
  said: ['I know them: declare', 'I know a parent', 'I know this family'],
  title: 'Declare a relationship',
  summary: 'Say that you know a parent outside work.',
  roles: 'in_post',
  writes: true,
  submit: 'Declare',
  fields: {
    who: carer('Whom do you know?', {
      required: true,
      hint: 'The parent or carer, by any part of the name, or “Noah’s mum”. A name will do, also of somebody who is no parent here yet.',
    }),
    kind: choice('How do you know them?', KIND_CHOICES, { required: true, among: 'the kinds' }),
    child: anyChild('About one child?', { hint: 'Only if it helps: all their children are covered.' }),
    since: looseDate('Since when?', {
      hint: SINCE_NEEDED,
      neededWhen: (_, input) => input.kind !== undefined && sinceNeeded(input),
    }),
    ...details(),
    ...asTypedFields(),
    on_behalf_of: staff('On behalf of', {
      shown: ({ roles }) => isOfficer(roles),
      hint: 'Leave empty when it is your own.',
    }),
  },
  intro: async (context) => whoReads(context),
  execute: async (context, input) => {
    const { register, setting, now, today } = context;
    const declarer = input.on_behalf_of ?? context.me;
    refuseToCome(input.since, today);
    const other = await counterpartOf(context, {
      who: input.who,
      kind: input.kind,
      child: input.child,
      ...keptAsTyped(input),
    });
    const { person, child } = other;
    const ownName = person === undefined && fold(other.counterpartName) === fold(declarer.name);
    if ((person?.id === declarer.id || ownName) && input.kind !== 'own_child') {
      throw new Refusal('That is the person who declares. For your own child choose the kind “own child”.', {
        field: 'who',
      });
    }
    const own = declarer.id === context.me.id;
    const [earlier, isAttending, known] = await Promise.all([
      register.declarations.ofDeclarer(setting.id, declarer.id),
      attending(context, person?.id, child?.id),
      knownOf(context, { ...other, child: child?.id ?? null }),
    ]);
    const same = earlier.find(
      (declaration) =>
        isOpen(declaration.state) &&
        // A declaration that the person made themselves is not revealed to an officer who declares the same on their
        // behalf.
        (own || declaration.onBehalfBy === context.me.id) &&
        isAbout(declaration, other),
    );
    if (same)
      return receipt(context, same, await effectsOf(context, same), 'again', {
        ...(input.kind === same.kind ? {} : { kind: input.kind }),
        ...(input.since === undefined || input.since === same.since ? {} : { since: input.since }),
        ...detailsThatDiffer(same, input),
      });
    const closed = earlier.find(
      (declaration) => declaration.state === 'closed' && isAbout(declaration, other),
    );
    const declaration: Declaration = {
      setting: setting.id,
      id: newId(now),
      version: 1,
      number: await register.drawNumber(setting.id, 'D'),
      declarer: declarer.id,
      declarerName: declarer.name,
      counterpart: other.counterpart,
      counterpartName: other.counterpartName,
      child: child?.id ?? null,
      childName: other.childName,
      kind: input.kind,
      since: input.since ?? null,
      ...detailsAnswered(input),
      state: 'submitted',
      outcome: null,
      submittedAt: now,
      dueOn: decisionDue(today, isAttending, { ...setting, calendar: context.calendar }),
      decidedAt: null,
      decidedBy: null,
      officerNote: null,
      affectedChild: null,
      nextReview: null,
      raisedAt: null,
      askedAt: null,
      endedOn: null,
      endReason: null,
      onBehalfBy: own ? null : context.me.id,
      confirmedAt: null,
      voidProposedBy: null,
      resumes: closed?.number ?? null,
      earlier: [],
      openSince: now,
    };
    await record(
      context,
      { action: 'declaration.submitted', subject: `D-${declaration.number}`, payload: evidence(declaration) },
      { declarations: [declaration] },
    );
    const effects = await declarationChanged(context, declaration, { kind: 'submitted', occasion: '' });
    if (declaration.onBehalfBy !== null)
      await tell(
        context,
        declarer.id,
        recordedOnBehalf(
          declaration.number,
          context.me.name,
          isOfficer(rolesOn(declarer, today)) ? 'officer' : 'staff',
        ),
      );
    return receipt(context, declaration, effects, 'new', {}, known);
  },
});

/** Whether a declaration is about the same person or child, whatever its kind: it covers all children of a parent. */
function isAbout(declaration: Declaration, { person, child, counterpartName }: Counterpart): boolean {
  if (person !== undefined) return declaration.counterpart === person.id;
  return (
    declaration.counterpart === null &&
    fold(declaration.counterpartName) === fold(counterpartName) &&
    (declaration.child === (child?.id ?? null) || declaration.child === null)
  );
}

/** Tells the person on whose behalf it was declared. */
function recordedOnBehalf(number: number, recorder: string, asks: 'officer' | 'staff'): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'on-behalf', asks },
    occasion: '',
    title: `Please check what was recorded for you (${ref})`,
    text: `${recorder} has recorded a declaration, ${ref}, on your behalf. Please say whether it is so.`,
    button: button(`Open ${ref}`, 'confirm', { ref }),
  };
}
