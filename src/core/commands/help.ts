import { concernLine } from '../facts/concern.ts';
import { type Command, command, mayUse } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { line } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, button, buttons, facts, list, text, type View, view } from '../talk/view.ts';

/** Help on these verbs: the list is given, because help is one of them. */
export const helpOn = (commands: () => readonly Command[]) =>
  command({
    name: 'help',
    title: 'Help',
    summary: 'What you can do here.',
    roles: 'known',
    writes: false,
    fields: { verb: line('About which command?', 40) },
    execute: async (context, { verb }) => {
      if (verb === undefined)
        return view('What you can do here', ...verbs(context, commands()), text(await concernLine(context)));
      const wanted = verb.toLowerCase();
      const asked = commands().find((each) => each.name === wanted || each.aliases?.includes(wanted));
      if (!asked || !mayUse(asked, context.roles)) {
        throw new Refusal('There is no such command for you here. Type help to see those there are.', {
          field: 'verb',
        });
      }
      return describe(asked);
    },
  });

/** The answer to a word that is no command: the verbs, and the line about concerns. What was typed is not kept. */
export async function unknownVerb(context: Context, commands: readonly Command[]): Promise<View> {
  const shown = view(
    'That is not a command here',
    text('I did not understand that, and have not kept it.', await concernLine(context)),
    ...verbs(context, commands),
  );
  return { ...shown, unknown: true };
}

function verbs(context: Context, commands: readonly Command[]): (Block | undefined)[] {
  const mine = commands.filter((each) => mayUse(each, context.roles));
  return [
    list(mine.map((each) => `${each.name}: ${each.summary}`)),
    text(
      'Type a command and I ask for the rest. You can also answer at once: declare "Sarah Reed" kind=friend since=2019.',
    ),
    buttons(
      button('What I owe', 'me'),
      context.roles.length > 0 && button('Declare a relationship', 'declare'),
    ),
  ];
}

function describe(asked: Command): View {
  const fields = Object.entries(asked.fields).map(([name, field]): [string, string] => [
    name,
    `${field.label}${field.required ? ' (needed)' : ''}${field.hint ? ` ${field.hint}` : ''}`,
  ]);
  return view(
    asked.title,
    text(asked.summary),
    fields.length > 0 && facts(...fields),
    asked.aliases && asked.aliases.length > 0 && text(`Also: ${asked.aliases.join(', ')}`),
    buttons(button(asked.title, asked.name)),
  );
}
