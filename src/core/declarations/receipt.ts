import type { Effects } from '../follows/declared.ts';
import { showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { button, buttons, facts, type Input, list, text, type View, view } from '../talk/view.ts';
import { maySeeFamilies } from '../who/family.ts';
import type { Declaration } from './declaration.ts';

/**
 * The answer to the declarer: the reference, what applies from now on (P1–P3, P9), and that declaring is no accusation.
 * `differs`: the details in which the answers differ from a declaration that exists already; they fill in the form that
 * changes it.
 */
export function receipt(
  context: Context,
  declaration: Declaration,
  effects: Effects,
  arrival: 'new' | 'again' | 'updated',
  differs: Input = {},
): View {
  const ref = `D-${declaration.number}`;
  const own = declaration.declarer === context.me.id;
  const changes = own && arrival === 'again' && Object.keys(differs).length > 0;
  const opening = {
    new: own
      ? `Thank you. Your declaration is recorded as ${ref}.`
      : `Recorded as ${ref} on behalf of ${declaration.declarerName}, who will be asked to check it.`,
    again: `This is declared already, as ${ref}. Nothing was added.`,
    updated: `Thank you. ${ref} is changed and has been submitted anew.`,
  }[arrival];
  const title = { new: 'Declared', again: 'Declared already', updated: 'Changed' }[arrival];
  return view(
    `${title}: ${ref}`,
    text(
      opening,
      ...(changes ? ['What you said now differs from it: press Change it to put that in.'] : []),
      'Declaring is no accusation: it protects you, the child and the family.',
    ),
    facts(
      ['Reference', ref],
      ['With', declaration.counterpartName],
      ['Who reads it', readBy(context, declaration, effects)],
      [
        'Decision by',
        declaration.state === 'submitted' && maySeeFamilies(context) && showDay(declaration.dueOn),
      ],
      ['Takes up', own && declaration.resumes !== null && `D-${declaration.resumes}, which is closed`],
    ),
    text(own ? 'What applies from now on' : `What applies to ${declaration.declarerName} from now on`),
    list(own ? forMe(context, declaration, effects) : forThem(context, effects)),
    buttons(
      button('My declarations', 'declarations'),
      own && button('Change it', 'update', { ref, ...differs }),
    ),
  );
}

/**
 * Tells a committee member who usually handles cases, not who handles this one: an officer who stands aside for a family
 * would reveal that the family is here.
 */
function readBy(context: Context, { declarer }: Declaration, { officers, handler }: Effects): string {
  if (maySeeFamilies(context))
    return handler === undefined
      ? 'No officer is free; the administrator has been told'
      : officers.nameOf(handler);
  const usual = officers.ofFamily([], { declarer });
  return usual === undefined
    ? 'No officer is free; the administrator has been told'
    : `${officers.nameOf(usual)}, or the next officer where they are themselves involved`;
}

const FOR_ALL = [
  'P2: the two of you do not talk about the child over social media.',
  'P3: the child comes first, and the relationship stays outside work.',
];

function forMe(context: Context, { networks }: Declaration, { p9, keyPerson, g2 }: Effects): string[] {
  const family = maySeeFamilies(context);
  return [
    'P1: you and the parent agree professional boundaries, and keep to them.',
    ...FOR_ALL,
    'P4: you cannot be key person for a child of this family while this stands.',
    family &&
      keyPerson &&
      'You are key person for a child of this family now. Please carry on until somebody else takes over: your manager sees to it.',
    family &&
      p9 &&
      'P9: while the child is here, please see the parents outside only professionally. Your officer will talk with you about it.',
    family &&
      g2 &&
      `G2: being linked on ${networks.length === 1 ? 'a network' : 'networks'} is for those who knew each other before the child started. Please end the link, kindly; your officer can help with the words.`,
  ].filter((item) => item !== false);
}

function forThem(context: Context, { keyPerson }: Effects): string[] {
  return [
    'P1: they and the parent agree professional boundaries, and keep to them.',
    ...FOR_ALL,
    'P4: they cannot be key person for a child of this family while this stands.',
    ...(keyPerson && maySeeFamilies(context)
      ? ['They are key person for a child of this family now, until somebody else takes over.']
      : []),
  ];
}
