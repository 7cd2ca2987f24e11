import type { types } from '@slack/bolt';
import type { FormInput } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import { type KnownBlock, MOST, plain } from './blocks.ts';
import { block, option, said } from './question.ts';

/** The option of a list of names that leads to typing one too long for the list. */
export const TYPE_INSTEAD = '~type';

/** Labels of values that people picked, so that the form can be drawn again without looking them up. */
export type Labels = ReadonlyMap<string, string>;

/** A name to pick while typing; `listen.ts` answers what is typed. */
export function picker(input: FormInput, labels: Labels): KnownBlock {
  const before = said(input);
  const label = labels.get(before) ?? before;
  return block(input, 'pick', {
    type: 'external_select',
    action_id: input.name,
    min_query_length: 1,
    placeholder: plain('Type the first letters of the name'),
    ...(before === '' ? {} : { initial_option: option({ value: before, label }) }),
  });
}

/** What the list of names offers: those the register suggests, and, where any name will do, what was typed. */
export function toOptions(
  choices: readonly Choice[],
  typed: string,
  takesNames: boolean,
): types.PlainTextOption[] {
  const words = typed.trim().replace(/\s+/g, ' ');
  const offered = choices.slice(0, MOST.options - 1).map(option);
  if (!takesNames || words === '') return offered;
  if (words.length > MOST.optionValue)
    return [
      ...offered,
      option({ value: TYPE_INSTEAD, label: 'This name is too long for the list: choose this, and type it' }),
    ];
  return [
    ...offered,
    option({ value: words, label: words.length <= 50 ? `Use “${words}” as typed` : words }),
  ];
}
