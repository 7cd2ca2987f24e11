import { clip, type Form, type FormInput, type Input } from '../../src/core/talk/view.ts';
import type { Choice, Widget } from '../../src/core/talk/widget.ts';
import { inParts } from '../shared/lengths.ts';
import { encode, inputId, type Labels, type Submission } from './carried.ts';
import { type Element, say, together, unlinked, visible } from './elements.ts';

/** A list with more choices than this opens as a menu; with more than the second number, it is searched. */
const READ = 6;
const SEARCHED = 40;
/** With more choices than this a card grows too large: the label is typed instead. */
const LISTED = 250;

/** An id of the register: of a person, or a child's number. */
const ID = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|C-\d+)$/;

/** How the question for a file is answered: a card has no input for one. */
const HOW_TO_GIVE = 'Drop the file into this chat, or attach it with the paper clip.';

interface Asked {
  elements: Element[];
  press: Submission;
  isWrong: boolean;
  /** False where nothing can be answered in the card itself. */
  isSent: boolean;
}

/** A form's questions as inputs, and what its button carries. `called`: labels of what was picked before. */
export function toInputs(
  form: Form,
  card: string,
  from: Input,
  called: Labels = {},
  { isOnePage = true } = {},
): Asked {
  const asked = form.inputs.filter((input) => input.widget.kind !== 'hidden' && isDrawn(input));
  const carried = form.inputs.filter(({ widget }) => widget.kind === 'hidden');
  const input = Object.fromEntries(carried.map(({ name, value }) => [name, value ?? '']));
  const named = (is: (widget: Widget) => boolean) =>
    asked.filter(({ widget }) => is(widget)).map(({ name }) => name);
  const labels = Object.fromEntries(
    asked
      .map((each) => [each.name, labelsOf(each, called)])
      .filter(([, found]) => Object.keys(found ?? {}).length > 0),
  ) as Labels;
  return {
    elements: asked.map((each) => question(inWords(guarded(each, isOnePage), labels))),
    isWrong: asked.some(({ error }) => error !== undefined),
    isSent: asked.length === 0 || asked.some(isAnsweredHere),
    press: {
      do: 'submit',
      command: form.command,
      input,
      card,
      fields: asked.filter(isAnsweredHere).map(({ name }) => name),
      many: named((widget) => widget.kind === 'choices'),
      names: named((widget) => (widget.kind === 'person' || widget.kind === 'child') && widget.suggest),
      from,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
  };
}

function isAnsweredHere({ widget }: FormInput): boolean {
  return widget.kind !== 'file';
}

/** A question that only who types answers is drawn where what was typed is wrong. */
function isDrawn({ isTyped, error, value }: FormInput): boolean {
  return !isTyped || (error !== undefined && value !== undefined);
}

/**
 * Teams itself asks for what is required, also before it turns a page or goes back, and whatever the person answers elsewhere: so only
 * on a form of one page, for what is always asked. Any other bears the mark alone, and the core asks for it.
 */
function guarded(asked: FormInput, isOnePage: boolean): FormInput {
  if (!asked.required || (isOnePage && !asked.isConditional)) return asked;
  return { ...asked, required: false, label: `${asked.label} *` };
}

/** The labels of this field's ids: of those on offer, or of the one picked. */
function labelsOf({ name, widget, value }: FormInput, called: Labels): Labels[string] {
  if (widget.kind === 'choice') {
    const ids = widget.choices.filter((choice) => ID.test(choice.value)).slice(0, 60);
    return Object.fromEntries(ids.map((choice) => [choice.value, clip(choice.label, 190)]));
  }
  const label = typeof value === 'string' ? called[name]?.[value] : undefined;
  const isTyped = widget.kind === 'person' || widget.kind === 'child';
  return isTyped && label !== undefined && typeof value === 'string' ? { [value]: label } : {};
}

/** Shows a picked id as its label; a label that is not changed becomes the same id again. */
function inWords(asked: FormInput, labels: Labels): FormInput {
  const label = typeof asked.value === 'string' ? labels[asked.name]?.[asked.value] : undefined;
  return label === undefined || asked.widget.kind === 'choice' ? asked : { ...asked, value: label };
}

/** The complaint, the question and the hint, in this order. */
function question(asked: FormInput): Element {
  const { error, hint, widget } = asked;
  const help = [hint, ...(/^(person|child)$/.test(widget.kind) ? [guidance(widget)] : [])].filter(
    (each) => each !== undefined,
  );
  return together(
    [
      ...(error === undefined
        ? []
        : inParts(error, 1000).map((words) => say(words, { color: 'attention', weight: 'bolder' }))),
      ...(isAnsweredHere(asked)
        ? [input(asked)]
        : [say(asked.label, { weight: 'bolder' }), say(HOW_TO_GIVE, {}, { spacing: 'small' })]),
      ...(help.length === 0
        ? []
        : [say(help.join(' '), { isSubtle: true, size: 'small' }, { spacing: 'small' })]),
    ],
    { spacing: 'medium' },
  );
}

function guidance(widget: Widget): string | undefined {
  const suggests = (widget.kind === 'person' || widget.kind === 'child') && widget.suggest;
  return suggests ? 'The beginning of a name will do: you can then choose.' : undefined;
}

function input({ name, label, widget, required, value }: FormInput): Element {
  const common = {
    id: inputId(name),
    label: visible(label),
    ...(required ? { isRequired: true, errorMessage: 'Please answer this.' } : {}),
  };
  const typed = (more: Record<string, unknown>): Element => ({
    type: 'Input.Text',
    ...common,
    ...(one(value) === '' ? {} : { value: one(value) }),
    ...more,
  });
  switch (widget.kind) {
    case 'paragraph':
      return typed({ isMultiline: true, maxLength: widget.max });
    case 'line':
      return typed({ maxLength: widget.max });
    case 'date':
      // A calendar shows nothing for a value that is no day: it stays as typed, below its complaint.
      return widget.loose || !/^(\d{4}-\d\d-\d\d)?$/.test(one(value))
        ? typed({ maxLength: 40 })
        : { type: 'Input.Date', ...common, ...(one(value) === '' ? {} : { value: one(value) }) };
    case 'choice':
      return choices(common, widget.choices, value, false) ?? typed({ maxLength: 200 });
    case 'choices':
      return choices(common, widget.choices, value, true, widget.isMenu) ?? typed({ maxLength: 2000 });
    case 'yesno':
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: 'expanded',
        choices: [
          { title: 'Yes', value: 'yes' },
          { title: 'No', value: 'no' },
        ],
        ...(/^(yes|no)$/.test(one(value)) ? { value: one(value) } : {}),
      };
    default:
      return typed({ maxLength: 200 });
  }
}

function choices(
  common: Record<string, unknown>,
  offered: Choice[],
  value: string | string[] | undefined,
  isMany: boolean,
  isMenu = !isMany && offered.length > READ,
): Element | undefined {
  if (offered.length > LISTED || offered.length === 0) return undefined;
  const chosen = (Array.isArray(value) ? value : isMany ? (value ?? '').split(',') : [value ?? ''])
    .map((each) => each.trim())
    .filter((each) => offered.some((choice) => choice.value === each));
  const sent = (each: string) => (isMany ? encode(each) : each);
  return {
    type: 'Input.ChoiceSet',
    ...common,
    style: isMenu ? (!isMany && offered.length > SEARCHED ? 'filtered' : 'compact') : 'expanded',
    wrap: true,
    choices: offered.map(({ value: each, label }) => ({
      title: clip(unlinked(label), 1000),
      value: sent(each),
    })),
    ...(isMany ? { isMultiSelect: true } : {}),
    ...(isMenu ? { placeholder: isMany ? 'Choose any that apply' : 'Choose one' } : {}),
    ...(chosen.length === 0 ? {} : { value: chosen.map(sent).join(',') }),
  };
}

function one(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
