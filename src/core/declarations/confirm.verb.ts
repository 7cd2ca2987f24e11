import { secondWords } from '../cases/second-words.ts';
import type { ToConfirm } from '../cases/to-confirm.ts';
import { command, isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { checked, date, type Field, field, single, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { oneListed } from '../talk/listed.ts';
import { inList, inWords, readReference } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, type Input, text, view } from '../talk/view.ts';
import { declarationsToConfirm, declarationToConfirm, NOT_YET } from './confirming.ts';

/**
 * Answers what was recorded on one's behalf, a proposal that a declaration be void, or a review (P3): "true, and harmless"
 * keeps the outcome; any other answer goes to the officer.
 */
export const confirm = command({
  name: 'confirm',
  said: ['Answer'],
  title: 'Confirm',
  summary: 'Say whether something is so: at a review, or when it was recorded for you.',
  roles: 'in_post',
  writes: true,
  first: 'ref',
  fields: {
    ref: toConfirm(),
    still_true: yesNo('Is it so?', { required: true }),
    affected_child: yesNo('Has it affected the child in any way?', {
      shown: async (context, input) =>
        input.affected_child !== undefined || (await named(context, input))?.isReview === true,
      neededWhen: async (context, input) => (await named(context, input))?.isReview === true,
      hint: 'P3: the relationship stays outside, and the child comes first.',
    }),
    in_person_on: date('On which day did they say so to you?', {
      shown: async (context, input) =>
        (isOfficer(context.roles) && given(input.in_person_on) !== undefined) ||
        (await named(context, input))?.isInPerson === true,
      neededWhen: async (context, input) => (await named(context, input))?.isInPerson === true,
      hint: 'In person: they have no account with which to confirm it.',
    }),
  },
  // What yes and no mean depends on what is asked, so the answer stands on that too.
  standsOn: async (context, input) => (await named(context, input))?.standsOn,
  settled: async (context, input) => {
    if (['still_true', 'affected_child', 'in_person_on'].some((name) => given(input[name]) !== undefined))
      return undefined;
    if (given(input.ref) === undefined)
      return (await waiting(context)).length > 0
        ? undefined
        : view(
            'Nothing to confirm',
            text('Nothing waits for your yes or no.'),
            buttons(button('My page', 'me')),
          );
    const asked = await named(context, input);
    if (!asked?.isWaiting) return undefined;
    const ref = asked.value;
    return view(
      ref,
      text(NOT_YET),
      buttons(button('Change it', 'update', { ref }), button('It has ended', 'end', { ref })),
    );
  },
  intro: async (context, input) => (await named(context, input))?.intro,
  execute: async (_, { ref, still_true, affected_child, in_person_on }) => {
    if (in_person_on !== undefined && !ref.isInPerson)
      throw new Refusal(
        'This is only for somebody who cannot confirm it with an account of their own. Please leave it empty.',
        {
          field: 'in_person_on',
        },
      );
    return ref.answer({
      isTrue: still_true,
      affectedChild: affected_child === true,
      inPersonOn: in_person_on,
    });
  },
});

/** Everything that waits for my yes or no. */
async function waiting(context: Context): Promise<ToConfirm[]> {
  return [...(await secondWords(context)), ...(await declarationsToConfirm(context))];
}

/** A field for what is confirmed: a reference, or what its reader calls it. */
function toConfirm(): Field<ToConfirm, true> {
  return {
    ...field<ToConfirm, true>(
      'What do you confirm?',
      { required: true },
      (context, input) => inList(context, input, waiting),
      single as never,
      true,
    ),
    belongs: inWords([]),
    fixed: (said) => {
      const read = readReference(said);
      return read && `${read.code === undefined ? '' : `${read.code}/`}${read.letters}-${read.number}`;
    },
    named: async (said, context) =>
      readReference(said) ? undefined : oneListed(said, await waiting(context), context.today).value,
    check: async (raw, context) => find(context, checked(single, raw)),
  };
}

/** What the form names so far; undefined where it names nothing that waits for me. */
async function named(context: Context, { ref }: Input): Promise<ToConfirm | undefined> {
  try {
    return ref === undefined ? undefined : await find(context, checked(single, ref));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The refusal is the same whether what is named is another's, needs nothing, or does not exist. */
async function find(context: Context, said: string): Promise<ToConfirm> {
  const reference = readReference(said);
  if (reference) {
    if (reference.letters !== 'D') throw new Refusal('Please write the reference like D-12.');
    return declarationToConfirm(context, reference.number);
  }
  return oneListed(said, await waiting(context), context.today);
}
