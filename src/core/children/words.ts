import type { Telling } from '../notices/notice.ts';
import type { Day } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, clip, table, text, type View, view } from '../talk/view.ts';
import { isAskedAboutFamilies, type OpenFamily, unaskedFamilies } from './unasked.ts';

/**
 * The answer to ticked families: a declaration to be made, and for the safeguarding officer, who has yet to answer. `left`: how
 * many families stand on further pages.
 */
export async function thanks(context: Context, ticked: readonly OpenFamily[], left = 0): Promise<View> {
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
    left > 0 && text(`${left} more ${left === 1 ? 'family is' : 'families are'} still to be looked at.`),
    left > 0 && buttons(button('The next page', 'families')),
    ...(await stillAsked(context)),
  );
}

/** Who has not answered yet, for the safeguarding officer. */
export async function stillAsked(context: Context): Promise<Block[]> {
  const { register, setting, roles, today } = context;
  if (!roles.includes('dso') && !roles.includes('deputy_dso')) return [];
  const waiting = await register.families.waiting(setting.id);
  const everybody = (await register.people.inPost(setting.id, today)).filter((person) =>
    isAskedAboutFamilies(person, today),
  );
  const unasked = await unaskedFamilies(context, everybody);
  const behind = everybody.filter(({ id }) => (unasked.get(id) ?? []).length > 0).map(({ name }) => name);
  return [
    ...(behind.length === 0
      ? []
      : [
          text(
            `${everybody.length - behind.length} of ${everybody.length} have looked through all the families here. Still to do so: ${behind.join(', ')}.`,
          ),
        ]),
    ...(waiting.length === 0
      ? []
      : [
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
        ]),
  ];
}

/** Asks about all the families here, once: after the setting's first import, and of whoever joins (`since`: that day). */
export function allFamilies(since: Day): Telling {
  return {
    subject: 'families',
    content: { kind: 'everybody' },
    occasion: since,
    title: 'Do you know any of the families here? Please say once',
    text: 'Please look through the list and tick whom you know outside work, or none of them. Knowing somebody is no fault.',
    button: button('Look at the list', 'families'),
  };
}

/** Asks about new families. Everything new until the next delivery window, which opens at `window`, is one message. */
export function newFamilies(window: Date): Telling {
  return {
    subject: 'families',
    content: { kind: 'newcomers' },
    occasion: window.toISOString(),
    title: 'Do you know any of the new families? Please say',
    text: 'There are new names in the register. Please tick whom you know outside work, or none of them.',
    button: button('Look at the list', 'families'),
  };
}
