import type { Context } from '../talk/context.ts';
import type { Saying } from '../talk/everyday.ts';
import { button, buttons, capital, primary, text, type View, view } from '../talk/view.ts';
import { concernLine } from './concern-line.ts';
import { firstContact } from './first-contact.ts';

/**
 * The answer to words that are no command: the line about concerns, of every setting that may be meant, and what the words may
 * mean, or two ways on. What was typed is not stored.
 */
export async function notUnderstood(contexts: readonly Context[], near: Saying | undefined): Promise<View> {
  const guess = near === undefined ? '' : ` Did you mean “${near.words}”?`;
  const shown = view(
    'I did not understand that',
    text(...(await concernLines(contexts))),
    text(`I have not kept it.${guess}`),
    near === undefined
      ? buttons(button('My page', 'me'), button('What I can do here', 'help'))
      : buttons(primary(button(capital(near.words), near.run.command, near.run.input))),
  );
  return { ...shown, unknown: true };
}

/** The answer to a greeting: as at the first contact, with the line about concerns. */
export async function greeting(contexts: readonly Context[]): Promise<View> {
  const { title, blocks } = await firstContact(contexts);
  return { ...view(title, ...blocks, text(...(await concernLines(contexts)))), unknown: true };
}

/** The line about concerns, of each setting by its name where there are several. */
async function concernLines(contexts: readonly Context[]): Promise<string[]> {
  const lines: string[] = [];
  for (const context of contexts) {
    if (contexts.length > 1) lines.push(context.setting.name);
    lines.push(await concernLine(context));
  }
  return lines;
}

/** The answer to thanks. */
export function youAreWelcome(): View {
  const shown = view(
    'You are welcome',
    text('Whenever you need something, it begins here.'),
    buttons(button('My page', 'me')),
  );
  return { ...shown, unknown: true };
}
