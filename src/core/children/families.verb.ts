import { showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choices } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { clip, text, view } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import type { FamilyQuestion } from './family.ts';
import { answerFamily, drawnAt, wasListed } from './new-families.ts';
import { stillAsked, thanks } from './words.ts';

const NONE = 'none';

/**
 * The list of new families: tick those you know, or none of them. It is not asked of people who may not see the list of
 * families.
 */
export const families = command({
  name: 'families',
  title: 'Do you know them?',
  summary: 'Say which of the new families you know outside work.',
  roles: ['staff', 'manager', 'dso', 'deputy_dso'],
  writes: true,
  fields: {
    known: choices('Whom do you know outside work?', (context) => choicesOf(context), { required: true }),
    drawn: drawnAt(),
  },
  settled: async (context) => {
    const { register, setting, me } = context;
    if ((await register.families.waitingFor(setting.id, me.id)).length > 0) return undefined;
    return view(
      'New families',
      text('Nothing is asked of you: there is nobody new whom you have not answered about.'),
      ...(await stillAsked(context)),
    );
  },
  intro: async (context) => {
    const rows = (await stillAsked(context)).flatMap((block) => (block.kind === 'table' ? block.rows : []));
    return [
      'Knowing a family is no fault. If you tick one, I ask you to declare it.',
      ...rows.map(([family, people]) => `Not answered yet about ${family}: ${people}`),
    ].join('\n');
  },
  execute: async (context, { known, drawn }) => {
    const { register, setting, me } = context;
    if (known.includes(NONE) && known.length > 1)
      throw new Refusal('Please tick those you know, or “none of them”; not both.', { field: 'known' });
    const ticked: FamilyQuestion[] = [];
    const waiting = await register.families.waitingFor(setting.id, me.id);
    for (const question of waiting) {
      const knows = known.includes(refOf(question, waiting));
      if (!knows && !wasListed(question, drawn)) continue;
      await answerFamily(context, question, knows ? 'declare' : 'nothing');
      if (knows) ticked.push(question);
    }
    return thanks(context, ticked);
  },
});

/** A choice for each family that I am asked about, and one for none of them. */
async function choicesOf({ register, setting, me }: Context): Promise<Choice[]> {
  const waiting = await register.families.waitingFor(setting.id, me.id);
  if (waiting.length === 0) return [];
  const listed = waiting.map((question) => ({
    value: refOf(question, waiting),
    label: clip(`${childrenOf(question)}: ${question.carers.map(({ name }) => name).join(', ')}`, 75),
  }));
  return [...listed, { value: NONE, label: 'None of them' }];
}

/** The number of the family's first child; the question's id where a family is asked about twice (a carer came later). */
function refOf(question: FamilyQuestion, waiting: readonly FamilyQuestion[]): string {
  const ref = numberOf(question);
  return waiting.find((other) => numberOf(other) === ref) === question ? ref : question.id;
}

function numberOf({ children }: FamilyQuestion): string {
  return `C-${Math.min(...children.map(({ number }) => number))}`;
}

function childrenOf({ children }: FamilyQuestion): string {
  return children.map(({ name, startsOn }) => `${name} (from ${showDay(startsOn)})`).join(', ');
}
