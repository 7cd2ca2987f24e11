import type { types } from '@slack/bolt';
import { parseDay } from '../../src/core/rules/days.ts';
import type { FormInput } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import { inParts, shorten } from '../shared/lengths.ts';
import { inGroups } from '../shared/pages.ts';
import { fitting, type KnownBlock, MOST, plain, section } from './elements.ts';

interface Asked {
  input: FormInput;
  /** Whether the answer is typed although a list could be offered. */
  typed: boolean;
  labels: Labels;
  /** Shows the complaint above the question, where Slack's own marks cannot be used. */
  complain: boolean;
}

/**
 * One question, mostly as one block. In the block's id the question's name stands before `~` and the kind of widget after
 * it, so that Slack never puts an answer of one kind into a question of another.
 */
export function toInputs({ input, typed, labels, complain }: Asked): KnownBlock[] {
  const complaint =
    complain && input.error !== undefined ? [section(`⚠ ${input.label}: ${input.error}`)] : [];
  return [...complaint, ...ask(input, typed, labels)];
}

function ask(input: FormInput, typed: boolean, labels: Labels): KnownBlock[] {
  const { widget } = input;
  switch (widget.kind) {
    case 'hidden':
      return [];
    case 'line':
      return [typing(input, 'line', false, widget.max)];
    case 'paragraph':
      return [typing(input, 'text', true, widget.max)];
    case 'date':
      return [widget.loose ? typing(input, 'when', false, 40) : day(input)];
    case 'yesno':
      return [yesOrNo(input)];
    case 'file':
      return [block(input, 'file', { type: 'file_input', action_id: input.name, max_files: 1 })];
    case 'choice':
      return one(input, widget.choices);
    case 'choices':
      return several(input, widget.choices, widget.isMenu === true);
    case 'person':
    case 'child':
      return [
        widget.suggest && !typed && said(input).length <= MOST.optionValue
          ? picker(input, widget.isAnyName ? ANY_NAME : LISTED, labels)
          : typing(input, 'name', false, 200),
      ];
  }
}

/** A calendar, unless something was typed that is no day: it is shown as typed, to be corrected. */
function day(input: FormInput): KnownBlock {
  const before = said(input);
  const known = before === '' ? undefined : parseDay(before);
  if (before !== '' && known === undefined) return typing(input, 'date', false, 40);
  return block(input, 'day', {
    type: 'datepicker',
    action_id: input.name,
    ...(known === undefined ? {} : { initial_date: known }),
  });
}

function yesOrNo(input: FormInput): KnownBlock {
  const options = [option({ value: 'yes', label: 'Yes' }), option({ value: 'no', label: 'No' })];
  const before = /^(y|yes|true|on)$/i.test(said(input))
    ? options[0]
    : /^(n|no|false|off)$/i.test(said(input))
      ? options[1]
      : undefined;
  return block(input, 'yesno', {
    type: 'radio_buttons',
    action_id: input.name,
    options,
    ...(before ? { initial_option: before } : {}),
  });
}

function isLong({ label }: Choice): boolean {
  return label.length > MOST.optionText;
}

/** One of a list: radio buttons for a few, a menu for many. Long labels are numbered, and stand in full above. */
function one(input: FormInput, choices: Choice[]): KnownBlock[] {
  if (choices.length === 0) return [typing(input, 'line', false, 200)];
  if (choices.some(isLong)) {
    const numbered = choices.map(({ value, label }, i) => ({
      value,
      label: shorten(`${i + 1}. ${label}`, MOST.optionText),
    }));
    const whole = choices.flatMap(({ label }, i) => inParts(`${i + 1}. ${label}`, MOST.section).map(section));
    return [section(input.label), ...whole, ...one(input, numbered)];
  }
  const before = choices.find((each) => same(each.value, said(input)));
  const initial = before ? { initial_option: option(before) } : {};
  if (choices.length <= 5) {
    return [
      block(input, 'one', {
        type: 'radio_buttons',
        action_id: input.name,
        options: choices.map(option),
        ...initial,
      }),
    ];
  }
  if (choices.length <= MOST.options) {
    return [
      block(input, 'menu', {
        type: 'static_select',
        action_id: input.name,
        options: choices.map(option),
        ...initial,
      }),
    ];
  }
  return [
    block(input, 'menu', {
      type: 'static_select',
      action_id: input.name,
      option_groups: grouped(choices),
      ...initial,
    }),
  ];
}

function same(value: string, words: string): boolean {
  return value.toLowerCase() === words.trim().toLowerCase();
}

/** Slack takes a hundred groups of a hundred options. Each group is named by its first and last option. */
function grouped(choices: Choice[]) {
  return inGroups(choices, MOST.options).map((group) => ({
    label: plain(`${shorten(group[0]?.label ?? '', 34)} – ${shorten(group.at(-1)?.label ?? '', 34)}`),
    options: group.map(option),
  }));
}

/**
 * Several of a list: a menu, or checkboxes in groups of ten. A statement that is too long for a checkbox's label is a question of
 * its own.
 */
function several(input: FormInput, choices: Choice[], isMenu: boolean): KnownBlock[] {
  const before = (Array.isArray(input.value) ? input.value : (input.value ?? '').split(/[,;]/)).map((each) =>
    each.trim(),
  );
  const ticked = (choice: Choice) =>
    before.some((each) => each !== '' && (same(choice.value, each) || same(choice.label, each)));
  if (choices.length === 0) return [typing(input, 'line', false, 400)];
  if (choices.some(isLong)) {
    return choices.flatMap((choice, i) => {
      const agreed = option({ value: choice.value, label: 'Yes' });
      const tooLong = choice.label.length > MOST.label;
      const statement = { ...input, label: tooLong ? `${input.label} ${i + 1}` : choice.label };
      const whole = tooLong ? inParts(choice.label, MOST.section).map(section) : [];
      const tick: Element = {
        type: 'checkboxes',
        action_id: input.name,
        options: [agreed],
        ...(ticked(choice) ? { initial_options: [agreed] } : {}),
      };
      const made = block(
        { ...statement, required: false },
        `tick${i}`,
        tick,
        i === choices.length - 1 ? input.hint : undefined,
      );
      return [...(i === 0 ? [section(input.label)] : []), ...whole, made];
    });
  }
  if (isMenu || choices.length > MOST.options) {
    const initial = choices.filter(ticked).map(option);
    return [
      block(input, 'many', {
        type: 'multi_static_select',
        action_id: input.name,
        placeholder: plain('Choose any that apply'),
        ...(choices.length > MOST.options
          ? { option_groups: grouped(choices) }
          : { options: choices.map(option) }),
        ...(initial.length > 0 ? { initial_options: initial } : {}),
      }),
    ];
  }
  const groups = inGroups(choices, MOST.ticks);
  return groups.map((group, i) => {
    const initial = group.filter(ticked).map(option);
    const part =
      groups.length === 1
        ? input
        : { ...input, label: i === 0 ? input.label : `${input.label}, more`, required: false };
    const ticks: Element = {
      type: 'checkboxes',
      action_id: input.name,
      options: group.map(option),
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    };
    return block(part, `ticks${i}`, ticks, i === 0 ? input.hint : undefined);
  });
}

type Element = types.InputBlock['element'];

/** A question as Slack asks it. `how` follows the question's name in the block's id. */
function block(input: FormInput, how: string, element: Element, hint = input.hint): KnownBlock {
  return {
    type: 'input',
    block_id: `${input.name}~${how}`,
    label: plain(fitting(input.label, MOST.label, `label of ${input.name}`)),
    ...(hint === undefined ? {} : { hint: plain(fitting(hint, MOST.hint, `hint of ${input.name}`)) }),
    optional: !input.required,
    element,
  };
}

/** The earlier answer, as words. */
function said({ value }: FormInput): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/** A question whose answer is typed. */
function typing(input: FormInput, how: string, multiline: boolean, max: number): KnownBlock {
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
      // Slack refuses an initial value longer than max_length; the core then says what is too long.
      max_length: before.length > most ? MOST.typed : most,
      ...(before === '' ? {} : { initial_value: shorten(before, MOST.typed) }),
    },
    hint,
  );
}

/** An option of a list. A longer label is shortened, visibly. */
function option({ value, label }: Choice): types.PlainTextOption {
  return {
    text: plain(shorten(label, MOST.optionText)),
    value: fitting(value, MOST.optionValue, `value of the choice “${label}”`),
  };
}

/** The option that lets a person type a name that is too long for the list. */
export const TYPE_INSTEAD = '~type';

/** Labels of picked values, so that the form can be drawn again without looking them up. */
export type Labels = ReadonlyMap<string, string>;

/** In a block's id: the name may be any, and what is typed is offered as well; or it is one of the register's. */
const ANY_NAME = 'pick';
const LISTED = 'find';

/** Whether a list of names takes one that it does not have, by the id of its block. */
export function takesAnyName(block: string): boolean {
  return block.endsWith(`~${ANY_NAME}`);
}

/** A name that is picked while typing; `listen.ts` answers the letters. */
function picker(input: FormInput, how: typeof ANY_NAME | typeof LISTED, labels: Labels): KnownBlock {
  const before = said(input);
  const label = labels.get(before) ?? before;
  return block(input, how, {
    type: 'external_select',
    action_id: input.name,
    min_query_length: 1,
    placeholder: plain('Type the first letters of the name'),
    ...(before === '' ? {} : { initial_option: option({ value: before, label }) }),
  });
}

/** The options of a list of names: those that the register suggests, and, where any name is allowed, the words as typed. */
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
