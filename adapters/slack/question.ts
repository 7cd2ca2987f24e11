import type { types } from '@slack/bolt';
import type { FormInput } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import { shorten } from '../shared/lengths.ts';
import { fitting, type KnownBlock, MOST, plain } from './blocks.ts';

export type Element = types.InputBlock['element'];

/** A question as Slack asks it. `how` stands behind the question's name in the block's id. */
export function block(input: FormInput, how: string, element: Element, hint = input.hint): KnownBlock {
  return {
    type: 'input',
    block_id: `${input.name}~${how}`,
    label: plain(fitting(input.label, MOST.label, `label of ${input.name}`)),
    ...(hint === undefined ? {} : { hint: plain(fitting(hint, MOST.hint, `hint of ${input.name}`)) }),
    optional: !input.required,
    element,
  };
}

/** What was answered before, as words. */
export function said({ value }: FormInput): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/** A question whose answer is typed. */
export function typing(input: FormInput, how: string, multiline: boolean, max: number): KnownBlock {
  const before = said(input);
  const long = before.length > MOST.typed;
  const hint = long ? 'Only the beginning of what was written fits here. Please shorten it.' : input.hint;
  const most = Math.min(MOST.typed, max);
  return block(
    input,
    how,
    {
      type: 'plain_text_input',
      action_id: input.name,
      multiline,
      // Slack refuses words that are already longer than it lets one type; the core then says what is too long.
      max_length: before.length > most ? MOST.typed : most,
      ...(before === '' ? {} : { initial_value: shorten(before, MOST.typed) }),
    },
    hint,
  );
}

/** One of a list. People read the label; a longer one is shortened where they can see it. */
export function option({ value, label }: Choice): types.PlainTextOption {
  return {
    text: plain(shorten(label, MOST.optionText)),
    value: fitting(value, MOST.optionValue, `value of the choice “${label}”`),
  };
}
