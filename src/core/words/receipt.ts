import type { Effects } from '../arrival.ts';
import type { Declaration } from '../declaration.ts';
import { showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { maySeeFamilies } from '../talk/naming.ts';
import { button, buttons, facts, list, text, type View, view } from '../talk/view.ts';

/** What the declarer is answered: the reference, what applies from now on (P1–P3, P9), and that declaring is no accusation. */
export function receipt(
  context: Context,
  declaration: Declaration,
  effects: Effects,
  arrival: 'new' | 'again' | 'updated',
): View {
  const ref = `D-${declaration.number}`;
  const own = declaration.declarer === context.me.id;
  const opening = {
    new: own
      ? `Thank you. Your declaration is recorded as ${ref}.`
      : `Recorded as ${ref} on behalf of ${declaration.declarerName}, who will be asked to check it.`,
    again: `This is declared already, as ${ref}. Nothing was added.`,
    updated: `Thank you. ${ref} is changed and has been submitted anew.`,
  }[arrival];
  const { desk, handler } = effects;
  const family = maySeeFamilies(context);
  return view(
    arrival === 'again' ? `Declared already: ${ref}` : `Declared: ${ref}`,
    text(opening, 'Declaring is no accusation: it protects you, the child and the family.'),
    facts(
      ['Reference', ref],
      ['With', declaration.counterpartName],
      [
        'Who reads it',
        handler === undefined ? 'No officer is free; the administrator has been told' : desk.nameOf(handler),
      ],
      ['Decision by', showDay(declaration.dueOn)],
      ['Takes up', declaration.resumes !== null && `D-${declaration.resumes}, which is closed`],
    ),
    text('What applies from now on'),
    list(
      [
        'P1: you and the parent keep agreed professional boundaries.',
        'P2: the two of you do not talk about the child over social media.',
        'P3: the child comes first, and the relationship stays outside work.',
        'P4: you cannot be key person for a child of this family while this stands.',
        family &&
          effects.p9 &&
          'P9: you are key person for a child of this family now; your officer will speak with you about it.',
        family &&
          effects.keyPerson &&
          !effects.p9 &&
          'You look after a child of this family until somebody else takes over.',
        family &&
          effects.g2 &&
          `G2: a link on ${declaration.networks.length === 1 ? 'a network' : 'networks'} is allowed only where you knew each other before the child's start. Please end the link, kindly; your officer helps with the words.`,
      ].filter((item) => item !== false),
    ),
    buttons(button('My declarations', 'declarations'), button('Change it', 'update', { ref })),
  );
}
