import { type Command, command, mayUse } from '../talk/command.ts';
import { line } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { concernLine } from './concern-line.ts';
import { verbs } from './verb-list.ts';

/** Makes the help verb. The list of commands comes as a function, because help is itself in it. */
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
      const asked = commands().find(
        (command) => command.name === wanted || command.aliases?.includes(wanted),
      );
      if (!asked || !mayUse(asked, context.roles)) {
        throw new Refusal('There is no such command for you here.', {
          field: 'verb',
          ways: [button('What I can do here', 'help')],
        });
      }
      return describe(asked);
    },
  });

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
