import { type Command, mayUse } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, list, text, type View, view } from '../talk/view.ts';
import { concernLine } from './concern-line.ts';

/** The answer to an unknown verb: the list of verbs, and the line about concerns. What was typed is not stored. */
export async function unknownVerb(context: Context, commands: readonly Command[]): Promise<View> {
  const shown = view(
    'That is not a command here',
    text(await concernLine(context), 'I did not understand that, and have not kept it.'),
    ...verbs(context, commands),
  );
  return { ...shown, unknown: true };
}

export function verbs(context: Context, commands: readonly Command[]): (Block | undefined)[] {
  const mine = commands.filter((command) => mayUse(command, context.roles));
  return [
    list(mine.map((command) => `${command.name}: ${command.summary}`)),
    text(
      'Each of these can be typed in the chat, and I ask for the rest; or answered at once: declare "Sarah Reed" kind=friend since=2019.',
    ),
    buttons(button('My page', 'me'), context.roles.length > 0 && button('Declare a relationship', 'declare')),
  ];
}
