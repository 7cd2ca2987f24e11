import type { Context } from '../talk/context.ts';
import { button, buttons, list, primary, text, type View, view } from '../talk/view.ts';
import { documents, inWords } from './needs.ts';

/**
 * What somebody is told when they first open Candour: who it is, what they have to read and sign, and two ways on. Nothing about
 * children or families.
 */
export async function firstContact(contexts: readonly Context[]): Promise<View> {
  const owed: string[] = [];
  for (const context of contexts)
    if (context.roles.length > 0)
      for (const need of await documents(context))
        owed.push(
          inWords(
            contexts.length > 1 ? { ...need, words: `${context.setting.name}: ${need.words}` } : need,
            context.today,
          ),
        );
  return view(
    'Welcome',
    text(
      'I am Candour. Here you say that you know a family of the setting, read and sign what has been agreed, and find whom to speak to. Declaring is ordinary and no accusation. What I answer is for you alone.',
    ),
    owed.length > 0 && text('What you owe:'),
    owed.length > 0 && list(owed),
    buttons(
      primary(button('My page', 'me')),
      contexts.some(({ roles }) => roles.length > 0) && button('Declare', 'declare'),
    ),
  );
}
