import type { Telling } from '../notices/notice.ts';
import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, clip, table, text, type View, view } from '../talk/view.ts';
import type { FamilyQuestion } from './family.ts';

/** The answer to ticked families: a declaration to be made, and for the safeguarding officer, who has yet to answer. */
export async function thanks(context: Context, ticked: readonly FamilyQuestion[]): Promise<View> {
  const carers = ticked.flatMap((question) => question.carers);
  return view(
    'Thank you',
    text(
      ticked.length === 0
        ? 'Noted: you know none of them outside work. If that changes, please declare it.'
        : 'Please declare whom you know; declaring is no accusation, it protects you.',
    ),
    buttons(
      ...carers
        .slice(0, 10)
        .map(({ id, name }) => button(clip(`Declare ${name}`, 40), 'declare', { who: id })),
    ),
    ...(await stillAsked(context)),
  );
}

/** Who has not answered yet, for the safeguarding officer. */
export async function stillAsked({ register, setting, roles }: Context): Promise<Block[]> {
  if (!roles.includes('dso') && !roles.includes('deputy_dso')) return [];
  const waiting = await register.families.waiting(setting.id);
  if (waiting.length === 0) return [];
  return [
    table(
      ['Family', 'Not answered yet'],
      waiting.map((question) => [
        question.children.map(({ name }) => name).join(', '),
        question.asked
          .filter(({ answer }) => answer === null)
          .map(({ name }) => name)
          .join(', '),
      ]),
    ),
  ];
}

/** Asks about new families. Everything new until the next delivery window, which opens at `window`, is one message. */
export function newFamilies(window: Date): Telling {
  return {
    subject: 'families',
    content: { kind: 'newcomers' },
    occasion: window.toISOString(),
    title: 'New at the setting: whom do you know?',
    text: 'There are new names in the register. Please tick whom you know outside work, or none of them.',
    button: button('Look at the list', 'families'),
  };
}
