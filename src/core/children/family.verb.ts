import { command } from '../talk/command.ts';
import { choice } from '../talk/field.ts';
import { button, buttons, text, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import type { FamilyReply } from './family.ts';
import { answerFamily, drawnAt, wasListed } from './new-families.ts';
import { familiesOf } from './unasked.ts';
import { thanks } from './words.ts';

/** Answers "Do you know this family?" for one family. */
export const family = command({
  name: 'family',
  title: 'Do you know the family?',
  summary: 'Say whether you know a new family outside work.',
  roles: ['staff', 'manager', 'dso', 'deputy_dso'],
  writes: true,
  fields: {
    child: child('The family of which child?', { required: true }),
    answer: choice(
      'Do you know them outside work?',
      [
        { value: 'nothing', label: 'No, I have nothing to declare' },
        { value: 'declare', label: 'Yes, I will declare it' },
      ] satisfies { value: FamilyReply; label: string }[],
      { required: true },
    ),
    drawn: drawnAt(),
  },
  execute: async (context, { child: about, answer, drawn }) => {
    const questions = await familiesOf(context, about);
    if (questions.length === 0)
      return view(
        'Nobody has asked',
        text('Nothing is asked about this family. If you know them outside work, please declare it.'),
        buttons(button('Declare a relationship', 'declare')),
      );
    const listed = questions.filter((question) => wasListed(question, drawn));
    for (const question of listed) await answerFamily(context, question, answer);
    return thanks(context, answer === 'declare' ? listed : []);
  },
});
