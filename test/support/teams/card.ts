import type { Input } from '../../../src/core/talk/view.ts';

// biome-ignore lint/suspicious/noExplicitAny: a card is JSON that is walked
type Json = any;

export interface CardSeen {
  json: Json;
  words: string;
  fields: { name: string; label: string; value?: string | string[]; error?: string; choices?: string[] }[];
  /** `isApart`: pressed, it neither asks for the inputs nor sends them. */
  actions: { title: string; data: Json; isApart: boolean }[];
  /** The title of the button that sends the form. */
  submit: string | undefined;
  /** What Teams sends when that button is pressed with these answers typed in; throws where the client would stop it. */
  press(title: string, answers?: Input): Record<string, unknown>;
}

const MULTIPLE = 'isMultiSelect';

/** Reads a card as a person and a client do. */
export function readCard(json: Json): CardSeen {
  const words: string[] = [];
  const fields: CardSeen['fields'] = [];
  const inputs: Json[] = [];
  const actions: CardSeen['actions'] = [];
  walk(json.body);
  for (const action of json.actions ?? []) act(action);

  function act(action: Json): void {
    words.push(action.title);
    // What is folded is read all the same.
    if (action.type === 'Action.ToggleVisibility') return;
    actions.push({ title: action.title, data: action.data, isApart: action.associatedInputs === 'none' });
  }
  function walk(elements: Json[]): void {
    for (const element of elements) {
      if (element.type === 'TextBlock') words.push(element.text);
      if (element.type === 'RichTextBlock') words.push(element.inlines.map((run: Json) => run.text).join(''));
      if (element.items) {
        const from = inputs.length;
        walk(element.items);
        // Our question: complaint, input, hint.
        if (inputs.length === from + 1) complain(element, inputs[from]);
      }
      if (element.columns) for (const column of element.columns) walk(column.items);
      if (element.actions) for (const action of element.actions) act(action);
      if (element.type.startsWith('Input.')) see(element);
    }
  }
  function see(input: Json): void {
    inputs.push(input);
    words.push(input.label, ...(input.choices ?? []).map((choice: Json) => choice.title));
    const value = input[MULTIPLE] && input.value ? input.value.split(',') : input.value;
    fields.push({
      name: input.id.replace(/^a\./, ''),
      label: input.label,
      ...(value === undefined ? {} : { value }),
      ...(input.choices ? { choices: input.choices.map((choice: Json) => choice.value) } : {}),
    });
  }
  function complain(container: Json, input: Json): void {
    const [first] = container.items;
    if (first === input) return;
    const field = fields.find(({ name }) => `a.${name}` === input.id);
    if (field) field.error = first.inlines.map((run: Json) => run.text).join('');
  }

  return {
    json,
    words: words.join('\n'),
    fields,
    actions,
    submit: json.actions?.find((action: Json) => action.data?.do === 'submit')?.title,
    press(title, answers = {}) {
      const action = actions.find((each) => each.title === title);
      if (!action)
        throw new Error(`no button “${title}” among ${actions.map((each) => each.title).join(', ')}`);
      const value: Record<string, unknown> = { ...action.data };
      if (action.isApart) return value;
      for (const input of inputs) {
        const said = answers[input.id.replace(/^a\./, '')] ?? input.value;
        const typed = Array.isArray(said) ? said.join(',') : said;
        if (input.isRequired && (typed ?? '') === '') throw new Error(`the client asks for “${input.label}”`);
        if (input.choices && typed !== undefined && typed !== '') {
          const offered = input.choices.map((choice: Json) => choice.value);
          const chosen = input[MULTIPLE] ? typed.split(',') : [typed];
          for (const each of chosen)
            if (!offered.includes(each)) throw new Error(`the client does not offer “${each}”`);
        }
        if (typed !== undefined) value[input.id] = typed;
      }
      return value;
    },
  };
}
