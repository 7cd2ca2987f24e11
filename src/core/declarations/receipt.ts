import { readersOf } from '../cases/officers.ts';
import { countedStanding } from '../children/child.ts';
import type { Effects } from '../follows/declared.ts';
import { type Day, localDay, showDay } from '../rules/days.ts';
import { decisionDue } from '../rules/reviews.ts';
import type { Context } from '../talk/context.ts';
import {
  button,
  buttons,
  capital,
  facts,
  heading,
  type Input,
  list,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { describeAcquaintance, mayBeTold } from '../who/carers.ts';
import { attending, maySeeFamilies } from '../who/family.ts';
import type { Declaration } from './declaration.ts';
import { stateOf } from './outcomes.ts';
import { managerLearns } from './questions.ts';

/**
 * What the register knows of the other side, as far as its reader may be told. `unknown` also stands for those of whom they
 * may not be told. `unsaid`: to people who may not see families nothing tells whether anybody is known.
 */
type Known = 'unsaid' | 'unknown' | 'colleague' | 'no parent' | 'family';

/** What is known of the other side, and how it is shown back. */
export interface KnownOther {
  known: Known;
  name: string;
  /** Whether the register knows them and its reader may not be told: everything reads as of a name that is linked to nobody. */
  isHidden: boolean;
}

export async function knownOf(
  context: Context,
  declaration: Pick<Declaration, 'counterpart' | 'counterpartName' | 'child'>,
): Promise<KnownOther> {
  const { register, setting } = context;
  const name = declaration.counterpartName;
  if (!maySeeFamilies(context)) return { known: 'unsaid', name, isHidden: true };
  const { counterpart, child } = declaration;
  const unlinked = { known: child === null ? 'unknown' : 'family', name } as const;
  if (counterpart === null) return { ...unlinked, isHidden: false };
  const [person, links] = await Promise.all([
    register.people.byId(setting.id, counterpart),
    register.children.ofPerson(setting.id, counterpart),
  ]);
  if (person === undefined || !mayBeTold(context, person, links)) return { ...unlinked, isHidden: true };
  const label = describeAcquaintance(context, person, links);
  const isFamily = links.some((link) => ['carer', 'relative'].includes(countedStanding(link) ?? ''));
  if (isFamily) return { known: 'family', name: label, isHidden: false };
  return { known: person.posts.length > 0 ? 'colleague' : 'no parent', name: label, isHidden: false };
}

/**
 * The answer to the declarer: the reference, what applies from now on, by kind and by what is known, and that declaring is no
 * accusation. `differs`: the answers that differ from a declaration that exists already; they fill in the form that changes
 * it. `other`: what is known of the other side, where that was read already.
 */
export async function receipt(
  context: Context,
  declaration: Declaration,
  effects: Effects,
  arrival: 'new' | 'again' | 'updated',
  differs: Input = {},
  other?: KnownOther,
): Promise<View> {
  const ref = `D-${declaration.number}`;
  const own = declaration.declarer === context.me.id;
  const changes = own && arrival === 'again' && Object.keys(differs).length > 0;
  const found = other ?? (await knownOf(context, declaration));
  const { known, name } = found;
  const day = await dayTold(context, declaration, found);
  const opening = {
    new: own
      ? 'Thank you. Your declaration is recorded.'
      : `It is recorded on behalf of ${declaration.declarerName}, who will be asked to check it.`,
    again: 'This is declared already. Nothing was added.',
    updated: 'Thank you. It is changed, and has gone to the officer again.',
  }[arrival];
  const title = { new: 'Declared', again: 'Declared already', updated: 'Changed' }[arrival];
  const applies = whatApplies(declaration, effects, known, own);
  return view(
    `${title}: ${ref}`,
    text(
      opening,
      ...(changes ? ['What you said now differs from it: press Change it to put that in.'] : []),
      'Declaring is no accusation: it protects you, the child and the family.',
      ...(known === 'unknown' ? [unknownName(own)] : []),
    ),
    facts(
      ['Reference', ref],
      ['With', name],
      ['Who reads it', readBy(effects)],
      ['Decision by', declaration.state === 'submitted' && day !== undefined && showDay(day)],
      ['Takes up', own && declaration.resumes !== null && `D-${declaration.resumes}, which is closed`],
    ),
    text(managerLearns(context)),
    ...(applies.length === 0
      ? []
      : [
          heading(
            own ? 'What applies from now on' : `What applies to ${declaration.declarerName} from now on`,
          ),
          list(applies),
        ]),
    buttons(
      button('My declarations', 'declarations'),
      own && button('Change it', 'update', { ref, ...differs }),
    ),
  );
}

/** The same for everybody: the officer who handles it would tell who has a part in it. */
function readBy({ officers, handler }: Effects): string {
  if (handler === undefined) return 'Nobody here can read it yet; the administrator has been told';
  const readers = readersOf(officers);
  return `${readers.charAt(0).toUpperCase()}${readers.slice(1)}`;
}

/** A declaration's state in words for its declarer, with the day that the receipt named. */
export async function stateForDeclarer(context: Context, declaration: Declaration): Promise<string> {
  if (declaration.state !== 'submitted') return stateOf(declaration, context.today, undefined);
  const day = await dayTold(context, declaration, await knownOf(context, declaration));
  return stateOf(declaration, context.today, day);
}

/** The day of the decision, as its declarer may be told it: of a name, what they have named themselves, and nothing of a family. */
async function dayTold(
  context: Context,
  { counterpart, child, dueOn, submittedAt }: Declaration,
  { known, isHidden }: KnownOther,
): Promise<Day | undefined> {
  if (known === 'unsaid') return undefined;
  if (counterpart !== null && !isHidden) return dueOn;
  const { setting, calendar } = context;
  const on = localDay(submittedAt, setting.timezone);
  const isAttending = await attending({ ...context, today: on }, undefined, child ?? undefined);
  return decisionDue(on, isAttending, { ...setting, calendar });
}

function unknownName(own: boolean): string {
  return own
    ? 'I don’t know this name yet; whoever reads this will ask you. Until then it protects nobody: say so if you are given a child of theirs.'
    : 'I don’t know this name yet; whoever reads this will ask. Until then it protects nobody.';
}

/** What applies from now on: by kind, and by what is known of the other side. */
function whatApplies(
  { kind, networks }: Declaration,
  effects: Effects,
  known: Known,
  own: boolean,
): string[] {
  const they = own ? 'you' : 'they';
  if (known === 'unknown') return [];
  if (known === 'no parent')
    return ['They have no child here now, so nothing changes at work. If one comes, I look again.'];
  if (known === 'colleague')
    return kind === 'household' || kind === 'partner'
      ? [
          `Where ${own ? 'your' : 'the'} colleague may not be key person for a child, an officer looks first before ${they} are (P4).`,
        ]
      : ['This is about two colleagues: nothing changes at work.'];
  const seen = known === 'family';
  if (kind === 'own_child')
    return [
      `${capital(they)} cannot be key person for a child of ${own ? 'your' : 'their'} own while this stands, nor for a child of the same family (P4).`,
      ...asKeyPerson(effects, own, seen),
    ];
  return [
    `${capital(they)} and the parent agree professional boundaries, and keep to them (P1).`,
    `${own ? 'The two of you' : 'They'} do not talk about the child over social media (P2).`,
    'The child comes first, and the relationship stays outside work (P3).',
    `${capital(they)} cannot be key person for a child of this family while this stands (P4).`,
    ...asKeyPerson(effects, own, seen),
    ...(own && seen && effects.p9
      ? [
          'While the child is here, please see the parents outside only professionally (P9). The safeguarding officer will talk with you about it.',
        ]
      : []),
    ...(own && seen && effects.g2
      ? [
          `Being linked on ${networks.length === 1 ? 'a network' : 'networks'} is for those who knew each other before the child started (G2). Please end the link, kindly; the safeguarding officer can help with the words.`,
        ]
      : []),
  ];
}

function asKeyPerson({ keyPerson }: Effects, own: boolean, seen: boolean): string[] {
  if (!keyPerson || !seen) return [];
  return [
    own
      ? 'You are key person for a child of this family now. Please carry on until somebody else takes over: your manager sees to it.'
      : 'They are key person for a child of this family now, until somebody else takes over.',
  ];
}
