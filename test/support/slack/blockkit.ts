// What Slack's documentation allows in messages, modals, Home and answers, written down apart from the renderer so that
// the two can disagree. Everything not named here is a fault: a misspelt property is silently ignored by Slack.

type Thing = Record<string, unknown>;
type Surface = 'message' | 'modal' | 'home';

/** Collects faults, each with the way to it. */
class Inspection {
  readonly faults: string[] = [];

  fault(at: string, what: string): void {
    this.faults.push(`${at}: ${what}`);
  }

  thing(at: string, value: unknown, known: readonly string[]): Thing {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fault(at, 'is not an object');
      return {};
    }
    for (const [name, each] of Object.entries(value)) {
      if (!known.includes(name)) this.fault(at, `has an unknown property ${name}`);
      if (each === undefined) this.fault(at, `${name} is undefined`);
    }
    return value as Thing;
  }

  words(at: string, value: unknown, most: number, least = 1): string {
    if (typeof value !== 'string') {
      this.fault(at, 'is not a string');
      return '';
    }
    if (value.length > most) this.fault(at, `has ${value.length} characters of ${most}`);
    if (value.trim().length < least) this.fault(at, 'is blank');
    if (/\p{Cs}/u.test(value)) this.fault(at, 'holds half a character');
    return value;
  }

  list(at: string, value: unknown, least: number, most: number): unknown[] {
    if (!Array.isArray(value)) {
      this.fault(at, 'is not a list');
      return [];
    }
    if (value.length < least || value.length > most)
      this.fault(at, `holds ${value.length}, not ${least} to ${most}`);
    return value;
  }

  every(
    at: string,
    value: unknown,
    least: number,
    most: number,
    visit: (at: string, each: unknown) => void,
  ): void {
    for (const [i, each] of this.list(at, value, least, most).entries()) visit(`${at}[${i}]`, each);
  }

  flag(at: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'boolean') this.fault(at, 'is neither true nor false');
  }

  text(at: string, value: unknown, most: number, kinds: readonly string[] = ['plain_text']): void {
    const text = this.thing(at, value, ['type', 'text', 'emoji', 'verbatim']);
    if (!kinds.includes(String(text.type))) this.fault(at, `is ${text.type}, not ${kinds.join(' or ')}`);
    const words = this.words(`${at}.text`, text.text, most);
    this.flag(`${at}.emoji`, text.emoji);
    this.flag(`${at}.verbatim`, text.verbatim);
    if (text.type === 'plain_text' && text.verbatim !== undefined) this.fault(at, 'verbatim is for mrkdwn');
    if (text.type === 'plain_text' && text.emoji !== false)
      this.fault(at, 'would turn :words: into pictures');
    if (text.type === 'mrkdwn') this.markup(at, words);
  }

  /** Mark-up of our own only: whatever people wrote must not reach it, and nobody may be mentioned. */
  markup(at: string, words: string): void {
    if (/<[!@#]|<https?:/.test(words)) this.fault(at, `mentions somebody or links somewhere: ${words}`);
    if (/[<>]/.test(words) || /&(?!amp;|lt;|gt;)/.test(words)) this.fault(at, 'holds & < or > unescaped');
  }

  option(at: string, value: unknown, kinds: readonly string[] = ['plain_text']): string {
    const option = this.thing(at, value, ['text', 'value', 'description']);
    this.text(`${at}.text`, option.text, 75, kinds);
    if (option.description !== undefined) this.text(`${at}.description`, option.description, 75);
    return this.words(`${at}.value`, option.value, 75);
  }

  options(at: string, value: unknown, least: number, most: number): string[] {
    const values = this.list(at, value, least, most).map((each, i) => this.option(`${at}[${i}]`, each));
    if (new Set(values).size < values.length) this.fault(at, 'has two options of one value');
    return values;
  }

  groups(at: string, value: unknown): string[] {
    return this.list(at, value, 1, 100).flatMap((each, i) => {
      const group = this.thing(`${at}[${i}]`, each, ['label', 'options']);
      this.text(`${at}[${i}].label`, group.label, 75);
      return this.options(`${at}[${i}].options`, group.options, 1, 100);
    });
  }

  chosen(at: string, value: unknown, offered: readonly string[] | undefined): void {
    if (value === undefined) return;
    const chosen = this.option(at, value);
    if (offered && !offered.includes(chosen)) this.fault(at, `is not among the options: ${chosen}`);
  }
}

const BLOCKS: Record<Surface, readonly string[]> = {
  message: ['section', 'header', 'actions', 'divider', 'context', 'rich_text'],
  modal: ['section', 'header', 'actions', 'divider', 'context', 'input', 'rich_text'],
  home: ['section', 'header', 'actions', 'divider', 'context', 'input', 'rich_text'],
};

function inspectBlocks(look: Inspection, at: string, value: unknown, surface: Surface): void {
  const ids = new Set<string>();
  const actions = new Set<string>();
  const blocks = look.list(at, value, 1, surface === 'message' ? 50 : 100);
  for (const [i, each] of blocks.entries()) {
    const here = `${at}[${i}]`;
    const { type, block_id } = (each ?? {}) as Thing;
    if (!BLOCKS[surface].includes(String(type))) {
      look.fault(here, `${type} is no block for a ${surface}`);
      continue;
    }
    if (block_id !== undefined) {
      const id = look.words(`${here}.block_id`, block_id, 255);
      if (ids.has(id)) look.fault(here, `block_id ${id} stands twice`);
      ids.add(id);
    }
    inspectBlock(look, here, each as Thing, actions);
  }
}

function inspectBlock(look: Inspection, at: string, block: Thing, actions: Set<string>): void {
  const elements = () => look.thing(at, block, ['type', 'block_id', 'elements']).elements;
  switch (block.type) {
    case 'section': {
      const section = look.thing(at, block, ['type', 'block_id', 'text', 'fields', 'accessory']);
      if (section.text === undefined && section.fields === undefined)
        look.fault(at, 'has neither text nor fields');
      if (section.text !== undefined) look.text(`${at}.text`, section.text, 3000, ['plain_text', 'mrkdwn']);
      if (section.fields !== undefined) {
        look.every(`${at}.fields`, section.fields, 1, 10, (here, field) =>
          look.text(here, field, 2000, ['plain_text', 'mrkdwn']),
        );
      }
      if (section.accessory !== undefined) inspectButton(look, `${at}.accessory`, section.accessory, actions);
      return;
    }
    case 'header':
      look.text(`${at}.text`, look.thing(at, block, ['type', 'block_id', 'text']).text, 150);
      return;
    case 'rich_text':
      look.every(`${at}.elements`, elements(), 1, 100, (here, each) =>
        inspectRich(look, here, each as Thing),
      );
      return;
    case 'divider':
      look.thing(at, block, ['type', 'block_id']);
      return;
    case 'context':
      look.every(`${at}.elements`, elements(), 1, 10, (here, each) =>
        look.text(here, each, 2000, ['plain_text', 'mrkdwn']),
      );
      return;
    case 'actions':
      look.every(`${at}.elements`, elements(), 1, 25, (here, each) =>
        inspectButton(look, here, each, actions),
      );
      return;
    case 'input': {
      const input = look.thing(at, block, [
        'type',
        'block_id',
        'label',
        'hint',
        'optional',
        'element',
        'dispatch_action',
      ]);
      look.text(`${at}.label`, input.label, 2000);
      if (input.hint !== undefined) look.text(`${at}.hint`, input.hint, 2000);
      look.flag(`${at}.optional`, input.optional);
      if (input.block_id === undefined)
        look.fault(at, 'has no block_id, so that no error could be shown at it');
      inspectElement(look, `${at}.element`, input.element);
    }
  }
}

/** A paragraph, or a list of paragraphs, of runs that are bold, struck out, or neither. Slack names no limit for them: a section's is kept to. */
function inspectRich(look: Inspection, at: string, element: Thing): void {
  if (element.type === 'rich_text_list') {
    const { style, elements } = look.thing(at, element, ['type', 'style', 'elements']);
    if (style !== 'bullet' && style !== 'ordered') look.fault(at, 'is a list of an unknown style');
    look.every(`${at}.elements`, elements, 1, 100, (here, each) => inspectRich(look, here, each as Thing));
    return;
  }
  if (element.type !== 'rich_text_section') look.fault(at, `is ${element.type}, which is not used here`);
  look.every(
    `${at}.elements`,
    look.thing(at, element, ['type', 'elements']).elements,
    1,
    200,
    (here, each) => {
      const run = look.thing(here, each, ['type', 'text', 'style']);
      if (run.type !== 'text') look.fault(here, `is ${run.type}, not text`);
      look.words(`${here}.text`, run.text, 3000);
      if (run.style === undefined) return;
      const style = look.thing(here, run.style, ['bold', 'strike']);
      for (const name of ['bold', 'strike'])
        if (style[name] !== undefined) look.flag(`${here}.style.${name}`, style[name]);
    },
  );
}

function inspectButton(look: Inspection, at: string, value: unknown, actions: Set<string>): void {
  const button = look.thing(at, value, [
    'type',
    'action_id',
    'text',
    'value',
    'style',
    'accessibility_label',
    'confirm',
  ]);
  if (button.type !== 'button') look.fault(at, `is ${button.type}, not a button`);
  look.text(`${at}.text`, button.text, 75);
  look.words(`${at}.value`, button.value, 2000);
  if (button.style !== undefined && button.style !== 'primary' && button.style !== 'danger')
    look.fault(at, 'has an unknown style');
  if (button.confirm !== undefined) {
    const asked = look.thing(`${at}.confirm`, button.confirm, ['title', 'text', 'confirm', 'deny', 'style']);
    for (const [part, most] of [
      ['title', 100],
      ['text', 300],
      ['confirm', 30],
      ['deny', 30],
    ] as const)
      look.text(`${at}.confirm.${part}`, asked[part], most);
  }
  const id = look.words(`${at}.action_id`, button.action_id, 255);
  if (actions.has(id)) look.fault(at, `action_id ${id} stands twice`);
  actions.add(id);
}

const ELEMENTS: Record<string, readonly string[]> = {
  plain_text_input: ['multiline', 'min_length', 'max_length', 'initial_value', 'placeholder'],
  datepicker: ['initial_date', 'placeholder'],
  radio_buttons: ['options', 'initial_option'],
  checkboxes: ['options', 'initial_options'],
  static_select: ['options', 'option_groups', 'initial_option', 'placeholder'],
  multi_static_select: ['options', 'option_groups', 'initial_options', 'placeholder', 'max_selected_items'],
  external_select: ['initial_option', 'min_query_length', 'placeholder'],
  file_input: ['filetypes', 'max_files'],
};

function inspectElement(look: Inspection, at: string, value: unknown): void {
  const type = String((value as Thing | undefined)?.type);
  const known = ELEMENTS[type];
  if (!known) {
    look.fault(at, `${type} is no element for an input`);
    return;
  }
  // Of all elements for an input, a file's alone cannot be given the focus.
  const focus = type === 'file_input' ? [] : ['focus_on_load'];
  const element = look.thing(at, value, ['type', 'action_id', ...focus, ...known]);
  look.words(`${at}.action_id`, element.action_id, 255);
  if (element.placeholder !== undefined) look.text(`${at}.placeholder`, element.placeholder, 150);
  if (type === 'plain_text_input') {
    const most = element.max_length ?? 3000;
    if (typeof most !== 'number' || most < 1 || most > 3000) look.fault(at, `max_length is ${most}`);
    if (element.initial_value !== undefined)
      look.words(`${at}.initial_value`, element.initial_value, Number(most), 0);
    look.flag(`${at}.multiline`, element.multiline);
    return;
  }
  if (type === 'datepicker') {
    if (element.initial_date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(element.initial_date)))
      look.fault(at, 'has a bad date');
    return;
  }
  if (type === 'file_input') {
    const { filetypes, max_files: most = 10 } = element;
    if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > 10)
      look.fault(at, `max_files is ${most}`);
    if (filetypes !== undefined)
      look.every(`${at}.filetypes`, filetypes, 1, 100, (here, each) => look.words(here, each, 20));
    return;
  }
  const ticks = type === 'checkboxes' || type === 'radio_buttons';
  if (
    !ticks &&
    type !== 'external_select' &&
    (element.options === undefined) === (element.option_groups === undefined)
  ) {
    look.fault(at, 'needs either options or option_groups');
  }
  const offered =
    type === 'external_select'
      ? undefined
      : element.option_groups === undefined
        ? look.options(`${at}.options`, element.options, 1, ticks ? 10 : 100)
        : look.groups(`${at}.option_groups`, element.option_groups);
  look.chosen(`${at}.initial_option`, element.initial_option, offered);
  if (element.initial_options !== undefined) {
    look.every(`${at}.initial_options`, element.initial_options, 1, ticks ? 10 : 100, (here, each) =>
      look.chosen(here, each, offered),
    );
  }
}

/** The faults of a modal or a Home tab. */
export function faultsOfView(given: unknown): string[] {
  const look = new Inspection();
  const view = look.thing('view', given, [
    'type',
    'callback_id',
    'title',
    'submit',
    'close',
    'private_metadata',
    'blocks',
    'clear_on_close',
    'notify_on_close',
    'external_id',
  ]);
  if (view.type !== 'modal' && view.type !== 'home') look.fault('view', `is a ${view.type}`);
  if (view.type === 'modal') {
    look.text('view.title', view.title, 24);
    if (view.submit !== undefined) look.text('view.submit', view.submit, 24);
    if (view.close !== undefined) look.text('view.close', view.close, 24);
  } else if (view.title !== undefined || view.submit !== undefined || view.close !== undefined) {
    look.fault('view', 'is a Home tab, which has no title, submit or close');
  }
  if (view.callback_id !== undefined) look.words('view.callback_id', view.callback_id, 255);
  if (view.private_metadata !== undefined)
    look.words('view.private_metadata', view.private_metadata, 3000, 0);
  inspectBlocks(look, 'blocks', view.blocks, view.type === 'home' ? 'home' : 'modal');
  const asks = Array.isArray(view.blocks) && view.blocks.some((block) => (block as Thing)?.type === 'input');
  if (view.type === 'modal' && asks && view.submit === undefined)
    look.fault('view', 'asks, and has no submit');
  return look.faults;
}

/** The faults of what is posted or given back as a message. */
export function faultsOfMessage(given: unknown): string[] {
  const look = new Inspection();
  const message = look.thing('message', given, [
    'text',
    'blocks',
    'channel',
    'user',
    'response_type',
    'replace_original',
    'delete_original',
    'unfurl_links',
    'unfurl_media',
    'mrkdwn',
    'parse',
    'link_names',
    'thread_ts',
    'token',
    'team_id',
    'metadata',
  ]);
  // Without it a screen reader and a lock screen have nothing to say.
  look.markup('message.text', look.words('message.text', message.text, 4000));
  if (message.blocks !== undefined) inspectBlocks(look, 'blocks', message.blocks, 'message');
  return look.faults;
}

/** The faults of what a submitted form, a list of names or a slash command is answered with. */
export function faultsOfAnswer(given: unknown): string[] {
  if (given === undefined || given === null || given === '') return [];
  const answer = given as Thing;
  const look = new Inspection();
  if (Array.isArray(answer.options)) {
    look.thing('answer', answer, ['options']);
    look.options('options', answer.options, 0, 100);
    return look.faults;
  }
  if (answer.response_action === undefined) return faultsOfMessage(answer);
  look.thing('answer', answer, ['response_action', 'errors', 'view']);
  if (answer.response_action === 'errors') {
    const errors = Object.entries((answer.errors ?? {}) as Thing);
    if (errors.length === 0) look.fault('errors', 'are none');
    for (const [id, words] of errors) look.words(`errors.${id}`, words, 2000);
    return look.faults;
  }
  if (answer.response_action === 'clear') return look.faults;
  if (answer.response_action !== 'update' && answer.response_action !== 'push')
    look.fault('answer', `does ${answer.response_action}`);
  return [...look.faults, ...faultsOfView(answer.view)];
}

/** The faults of one call of Slack's Web API, from its form fields. */
export function faultsOfCall(method: string, fields: URLSearchParams): string[] {
  const parsed = (name: string) => {
    const words = fields.get(name);
    return words === null ? undefined : (JSON.parse(words) as unknown);
  };
  if (method.startsWith('views.')) return faultsOfView(parsed('view'));
  if (method === 'chat.postMessage' || method === 'chat.postEphemeral' || method === 'chat.update') {
    const { ts, ...message }: Thing = Object.fromEntries(fields);
    if ((ts !== undefined) !== (method === 'chat.update')) return ['message: only an update names its `ts`'];
    if (fields.has('blocks')) message.blocks = parsed('blocks');
    return faultsOfMessage(message);
  }
  return [];
}
