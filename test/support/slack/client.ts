import type { Input } from '../../../src/core/talk/view.ts';
import type { Api } from './api.ts';
import { faultsOfAnswer } from './blockkit.ts';
import { by, sendCommand, sendPayload } from './requests.ts';

// biome-ignore lint/suspicious/noExplicitAny: Slack's payloads, as deep as they come.
type Thing = Record<string, any>;

interface Screen {
  kind: 'message' | 'modal';
  text?: string;
  /** A modal's view, or a message's blocks. */
  view: Thing;
  errors: Record<string, string>;
  /** What stands in the inputs, by block id. */
  values: Record<string, Thing>;
}

/**
 * Somebody's Slack, as far as Candour's answers go: it sends what Slack sends, and does with the answers what Slack does.
 * Everything that comes back is held to Slack's limits.
 */
export function openClient(url: string, api: Api, user: string) {
  const faults: string[] = [];
  let screen: Screen | undefined;
  let views = 0;

  function show(view: Thing, kind: Screen['kind'], text?: string): Screen {
    const values: Record<string, Thing> = {};
    for (const block of view.blocks ?? []) {
      if (block.type === 'input')
        values[block.block_id] =
          (screen?.kind === 'modal' ? screen.values[block.block_id] : undefined) ?? initial(block.element);
    }
    views += 1;
    screen = {
      kind,
      view: { ...view, id: screen?.view.id ?? `V${views}`, type: 'modal' },
      errors: {},
      values,
      ...(text === undefined ? {} : { text }),
    };
    return screen;
  }

  /** Runs what somebody does, and shows what Slack would then show. */
  async function after(
    done: () => Promise<{ status: number; body: unknown; text: string }>,
  ): Promise<Screen> {
    const before = api.calls.length;
    const sent = await done();
    if (sent.status !== 200) throw new Error(`Slack would show an error: ${sent.status}`);
    const answer = sent.body as Thing | undefined;
    faults.push(...faultsOfAnswer(answer));
    if (answer?.response_action === 'errors') {
      if (!screen) throw new Error('errors without a form');
      screen.errors = answer.errors;
      return screen;
    }
    if (answer?.response_action === 'update') return show(answer.view, 'modal');
    if (answer?.blocks) {
      screen = undefined;
      return show(answer, 'message', answer.text);
    }
    const methods = ['views.open', 'views.update', 'views.push', 'chat.postMessage', 'response'];
    const call = await api.next(before, methods);
    if (call.method.startsWith('views.')) {
      if (call.method !== 'views.update') screen = undefined;
      return show(JSON.parse(call.fields.get('view') ?? ''), 'modal');
    }
    screen = undefined;
    const message =
      call.method === 'response'
        ? JSON.parse(call.fields.get('body') ?? '')
        : { blocks: JSON.parse(call.fields.get('blocks') ?? '[]') };
    return show(message, 'message', call.fields.get('text') ?? message.text);
  }

  function shown(): Screen {
    if (!screen) throw new Error('nothing is shown');
    return screen;
  }

  function buttons(): Thing[] {
    return (screen?.view.blocks ?? []).flatMap((block: Thing) =>
      block.type === 'actions' ? block.elements : block.accessory ? [block.accessory] : [],
    );
  }

  function state(): Thing {
    const values: Thing = {};
    for (const block of screen?.view.blocks ?? []) {
      if (block.type === 'input')
        values[block.block_id] = { [block.element.action_id]: shown().values[block.block_id] };
    }
    return { values };
  }

  function press(label: string): Promise<Screen> {
    const button = buttons().find((each) => each.text.text === label);
    if (!button)
      throw new Error(
        `no button “${label}” among: ${buttons()
          .map((each) => each.text.text)
          .join(', ')}`,
      );
    const modal = screen?.kind === 'modal';
    return after(() =>
      sendPayload(url, {
        type: 'block_actions',
        ...by(user),
        container: modal
          ? { type: 'view', view_id: screen?.view.id }
          : { type: 'message', message_ts: '1.1', channel_id: 'D1' },
        ...(modal
          ? { view: { ...screen?.view, state: state() } }
          : { response_url: api.responseUrl, channel: { id: 'D1' } }),
        actions: [
          {
            type: 'button',
            block_id: 'b',
            action_id: button.action_id,
            value: button.value,
            text: button.text,
            action_ts: String(Date.now() / 1000),
          },
        ],
      }),
    );
  }

  /** What the list of names offers for these letters. */
  async function offered(block: Thing, words: string): Promise<Thing[]> {
    const sent = await sendPayload(url, {
      type: 'block_suggestion',
      ...by(user),
      action_id: block.element.action_id,
      block_id: block.block_id,
      value: words,
      container: { type: 'view', view_id: shown().view.id },
      view: { ...screen?.view, state: state() },
    });
    faults.push(...faultsOfAnswer(sent.body));
    return ((sent.body as Thing)?.options ?? []) as Thing[];
  }

  /** Puts answers into the form, each in the way its question takes. */
  async function fill(answers: Input): Promise<void> {
    for (const [name, given] of Object.entries(answers)) {
      const blocks = (screen?.view.blocks ?? []).filter(
        (block: Thing) => block.type === 'input' && block.block_id.startsWith(`${name}~`),
      );
      if (blocks.length === 0) throw new Error(`the form does not ask ${name}`);
      const wanted = Array.isArray(given) ? given : [given];
      for (const block of blocks) {
        const { element } = block;
        const options = [
          ...(element.options ?? []),
          ...(element.option_groups ?? []).flatMap((group: Thing) => group.options),
        ];
        const picked = options.filter((option: Thing) => wanted.includes(option.value));
        const value = shown().values;
        if (element.type === 'plain_text_input')
          value[block.block_id] = { type: element.type, value: String(given) };
        else if (element.type === 'datepicker') {
          if (!/^\d{4}-\d\d-\d\d$/.test(String(given))) throw new Error('the client offers days alone');
          value[block.block_id] = { type: element.type, selected_date: String(given) };
        } else if (element.type === 'checkboxes' || element.type === 'multi_static_select')
          value[block.block_id] = { type: element.type, selected_options: picked };
        else if (element.type === 'external_select') {
          const found = await offered(block, String(given));
          const option =
            found.find((each) => each.value === given) ??
            found.find((each) => each.text.text.startsWith(String(given)));
          if (!option)
            throw new Error(
              `the client does not offer ${given}: ${found.map((each) => each.text.text).join(', ')}`,
            );
          value[block.block_id] = { type: element.type, selected_option: option };
        } else value[block.block_id] = { type: element.type, selected_option: picked[0] ?? null };
      }
    }
  }

  function submit(): Promise<Screen> {
    if (screen?.view.submit === undefined) throw new Error('nothing to submit');
    return after(() => sendPayload(url, submission()));
  }

  function submission(): Thing {
    return {
      type: 'view_submission',
      ...by(user),
      view: { ...screen?.view, state: state() },
      response_urls: [],
    };
  }

  /** Gives files to the question that takes one, as Slack tells of them. */
  function attach(...files: Thing[]): void {
    const block = (screen?.view.blocks ?? []).find((each: Thing) => each.element?.type === 'file_input');
    if (!block) throw new Error('no file is asked for');
    if (files.length > (block.element.max_files ?? 10)) throw new Error('the client takes no more files');
    shown().values[block.block_id] = { type: 'file_input', files };
  }

  return {
    user,
    faults,
    attach,
    type: (text: string, command?: string) => {
      screen = undefined;
      return after(() =>
        sendCommand(url, { user, text, responseUrl: api.responseUrl, ...(command ? { command } : {}) }),
      );
    },
    press,
    fill,
    submit,
    submission,
    offered: (name: string, words: string) =>
      offered(
        (screen?.view.blocks ?? []).find((block: Thing) => block.block_id?.startsWith(`${name}~`)),
        words,
      ),
    see: (view: Thing, kind: Screen['kind']) => {
      screen = undefined;
      return show(view, kind);
    },
    /** The next page, if there is one. */
    turn: () => (screen?.view.submit?.text === 'Next page' ? submit() : press('Next page')),
    get screen() {
      return shown();
    },
    buttons: () => buttons().map((each) => String(each.text.text)),
  };
}

export type Client = ReturnType<typeof openClient>;

function initial(element: Thing): Thing {
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: element.initial_value ?? null };
  if (type === 'datepicker') return { type, selected_date: element.initial_date ?? null };
  if (type === 'file_input') return { type, files: [] };
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { type, selected_options: element.initial_options ?? [] };
  return { type, selected_option: element.initial_option ?? null };
}

/** Every word that somebody reads, in order. */
export function wordsOf(screen: { view: Thing; errors?: Record<string, string> }): string {
  const words: string[] = [];
  const unmarked = (text: Thing) =>
    text.type === 'mrkdwn'
      ? String(text.text)
          .replace(/^\*([^*]*)\*/, '$1')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&')
      : String(text.text);
  if (screen.view.title) words.push(unmarked(screen.view.title));
  for (const block of screen.view.blocks ?? []) {
    if (block.text) words.push(unmarked(block.text));
    for (const field of block.fields ?? []) words.push(unmarked(field));
    if (block.accessory) words.push(block.accessory.text.text);
    if (block.type === 'input') {
      words.push(block.label.text, block.hint?.text ?? '');
      for (const option of block.element.options ?? []) words.push(option.text.text);
      words.push(screen.errors?.[block.block_id] ?? '');
    }
    if (block.type === 'rich_text') {
      const parts = block.elements.flatMap((each: Thing) =>
        each.type === 'rich_text_list' ? each.elements : [each],
      );
      for (const part of parts) words.push(part.elements.map((run: Thing) => run.text).join(''));
    } else
      for (const element of block.elements ?? [])
        words.push(block.type === 'context' ? unmarked(element) : (element.text?.text ?? ''));
  }
  return words.join('\n');
}
