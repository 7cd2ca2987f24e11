import { type Command, command, mayUse } from '../talk/command.ts';
import { line } from '../talk/field.ts';
import { nearest } from '../talk/nearest.ts';
import { Refusal } from '../talk/refusal.ts';
import {
  type Block,
  type Button,
  button,
  buttons,
  facts,
  heading,
  list,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { concernLine } from './concern-line.ts';

/** What people come for, under what they have in mind; each is shown to whoever may use its verb. */
const EVERYDAY: readonly [string, ...Button[]][] = [
  [
    'When you know a family outside work',
    button('Declare', 'declare'),
    button('May I accept this parent?', 'connect'),
    button('Babysitting', 'arrange'),
    button('My declarations', 'declarations'),
  ],
  ['The families here', button('Do you know them?', 'families'), button('Who to speak to', 'contacts')],
  [
    'Key people',
    button('Who may be key person?', 'keyperson', { child: '' }),
    button('Children who need one', 'keyperson'),
    button('All key people', 'keypeople'),
  ],
  [
    'Your cases',
    button('My cases', 'inbox'),
    button('What is due for review', 'due'),
    button('The register', 'register'),
  ],
  [
    'To read and sign',
    button('Policy', 'policy'),
    button('Acknowledge', 'acknowledge'),
    button('Sign', 'sign'),
    button('Who has not signed', 'outstanding'),
  ],
  [
    'People and children',
    button('Away', 'away'),
    button('Add or change a child', 'child'),
    button('Add or change staff', 'person'),
  ],
  ['About yourself', button('My page', 'me'), button('My data', 'mydata')],
];

/** Asks for the verbs themselves, in place of a verb's name. */
const ALL = 'all';

/** Makes the help verb. The list of commands comes as a function, because help is itself in it. */
export const helpOn = (commands: () => readonly Command[]) =>
  command({
    name: 'help',
    said: ['More', 'What I can do here', { words: 'All commands', input: { verb: ALL } }],
    title: 'Help',
    summary: 'What you can do here.',
    roles: 'known',
    writes: false,
    fields: { verb: line('About which command?', 40, { hint: `Its name, or ${ALL}.` }) },
    execute: async (context, { verb }) => {
      const mine = commands().filter((command) => mayUse(command, context.roles));
      if (verb === undefined)
        return view(
          'What you can do here',
          ...everyday(mine),
          text(await concernLine(context)),
          buttons(button('All commands', 'help', { verb: ALL })),
        );
      const wanted = verb.toLowerCase();
      if (wanted === ALL) return allCommands(mine);
      const asked = mine.find(({ name, aliases }) => name === wanted || aliases?.includes(wanted));
      if (asked) return describe(asked);
      const [near] = nearest(wanted, mine, ({ name }) => name);
      throw new Refusal(
        `There is no such command for you here${near === undefined ? '.' : `; did you mean ${near.name}?`}`,
        { field: 'verb', ways: [button('All commands', 'help', { verb: ALL })] },
      );
    },
  });

function everyday(mine: readonly Command[]): (Block | undefined)[] {
  return EVERYDAY.flatMap(([title, ...all]) => {
    const offered = buttons(...all.filter(({ run }) => mine.some(({ name }) => name === run.command)));
    return offered === undefined ? [] : [heading(title), offered];
  });
}

function allCommands(mine: readonly Command[]): View {
  return view(
    'All commands',
    list(mine.map(({ name, summary }) => `${name}: ${summary}`)),
    text(
      'Each of these can be typed in the chat, and I ask for the rest; or answered at once: declare "Sarah Reed" kind=friend since=2019.',
    ),
    buttons(button('What I can do here', 'help')),
  );
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
