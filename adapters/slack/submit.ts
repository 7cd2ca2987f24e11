import type { BlockSuggestion, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { Form, Input } from '../../src/core/talk/view.ts';
import {
  type Ack,
  again,
  answer,
  ask,
  type ListenerDeps,
  type Visitor,
  visit,
  visitOrSay,
} from './answer.ts';
import { type Filled, questionIds, type Remembered, readForm, readModal } from './carried.ts';
import type { ModalView } from './elements.ts';
import { answering, STILL_READING } from './faults.ts';
import { asksTheSame, toErrors, toFormModal } from './form.ts';
import { toGivenFile } from './given.ts';
import { toModal, toNotice } from './render.ts';
import { takesAnyName, toOptions } from './widgets.ts';

/** Answers a modal that another version of Candour made, or that is not ours. */
const STALE = toNotice(
  'Please start again',
  'This window is no longer current, and nothing was kept. Please close it and start again.',
);

/** Handles a form that was sent. */
export async function onSubmit(
  deps: ListenerDeps,
  body: { team: { id: string } | null; user: { id: string; team_id?: string } },
  view: ViewOutput,
  ack: Ack<ViewResponseAction> & { given: boolean },
): Promise<void> {
  const filled = readForm(view);
  let client: Visitor['client'] | undefined;
  const say = async (sentence: string) => {
    if (!ack.given) return ack(sayInForm(view, sentence));
    // Something was said already while a file was read, and the form takes no second answer.
    await client?.views.update({ view_id: view.id, view: toNotice('That did not work', sentence) });
  };
  const work = async () => {
    const team = view.app_installed_team_id ?? body.team?.id ?? body.user.team_id;
    const visitor = await visitOrSay(deps, team, body.user.id, say, (reached) => {
      client = reached;
    });
    if (!visitor) return;
    const response = await toResponse(deps, visitor, view, filled);
    if (!ack.given) return ack(response);
    // Slack was told meanwhile that it takes longer. The outcome still replaces the form, unless it marks errors in it.
    if (response.response_action === 'update' && response.view.type === 'modal') {
      await visitor.client.views.update({ view_id: view.id, view: response.view });
    }
  };
  // A large list takes longer, too, when it is taken over.
  const isOfFile = filled.files.length > 0 || readModal(view)?.i.file !== undefined;
  await answering(deps.log, 'form', say, work, isOfFile ? STILL_READING : undefined);
}

/** The names in a list for the letters typed so far. */
export interface Offered {
  options: ReturnType<typeof toOptions>;
}

/** Handles letters typed into a list of names. */
export async function onTyping(deps: ListenerDeps, body: BlockSuggestion, ack: Ack<Offered>): Promise<void> {
  const none = () => ack({ options: [] });
  await answering(deps.log, 'picker', none, async () => {
    const modal = body.view ? readModal(body.view) : undefined;
    const visitor = await visit(deps, body.team?.id ?? body.user.team_id, body.user.id);
    if (!modal || !visitor.identity || !body.view) return none();
    const invocation = { command: modal.c, input: { ...modal.i, ...readForm(body.view).input } };
    const choices = await deps.app.suggest(visitor.identity, invocation, body.action_id, body.value);
    await ack({ options: toOptions(choices, body.value, takesAnyName(body.block_id)) });
  });
}

/** What Slack does with a form that was sent: it marks errors, or shows what comes next. */
async function toResponse(
  deps: ListenerDeps,
  visitor: Visitor,
  view: ViewOutput,
  filled: Filled,
): Promise<ViewResponseAction> {
  const modal = readModal(view);
  if (!modal) return { response_action: 'update', view: STALE };
  // The last page may have no question: what it shows is then taken over as it stands.
  if (questionIds(view.blocks).length === 0 && modal.p !== undefined) {
    return {
      response_action: 'update',
      view: await redraw(deps, visitor, modal, { page: modal.p + 1 }),
    };
  }
  if (filled.tooLong.length > 0)
    return { response_action: 'update', view: await typeInstead(deps, visitor, modal, filled) };
  const input: Input = { ...modal.i, ...filled.input };
  const files = filled.files.map((file) => toGivenFile(file, visitor.client, deps.log));
  const invocation = { command: modal.c, input, submitted: true, ...(files.length > 0 ? { files } : {}) };
  const given = await answer(deps, visitor, invocation);
  if (given.kind === 'view') return { response_action: 'update', view: toModal(given, again(invocation)) };
  return complain(given, view, modal, filled);
}

function complain(form: Form, view: ViewOutput, modal: Remembered, filled: Filled): ViewResponseAction {
  const wrong = form.inputs.some(({ error }) => error !== undefined);
  const drawn = toFormModal(form, {
    opening: modal.i,
    labels: filled.labels,
    complain: wrong,
    ...(modal.t ? { typed: modal.t } : {}),
  });
  const errors = toErrors(form, drawn);
  const unseen = form.inputs.some(
    // A form whose content has changed is drawn again: marks would leave the old facts on the screen.
    ({ name, value, error, widget }) =>
      widget.kind === 'hidden' && (error !== undefined || (name === 'shown' && value !== modal.i.shown)),
  );
  // Slack's own marks leave what stands above the questions as it was: a summary needs the form drawn again.
  const one = Object.keys(errors).length === 1;
  if (one && !unseen && asksTheSame(view.blocks, drawn)) return { response_action: 'errors', errors };
  return { response_action: 'update', view: drawn };
}

/** Draws a form again with the answers given since it was opened. Nothing is carried out. */
async function redraw(
  deps: ListenerDeps,
  visitor: Visitor,
  modal: Remembered,
  drawn: {
    page?: number;
    answers?: Input;
    labels?: Filled['labels'];
    typed?: string[];
    complaint?: { name: string; error: string };
  },
): Promise<ModalView> {
  const answers = drawn.answers ?? modal.a ?? {};
  const input = { ...modal.i, ...answers };
  const form = await ask(deps, visitor, { command: modal.c, input, turns: true });
  if (form.kind === 'view') return toModal(form, { command: modal.c, input: modal.i });
  const { complaint, ...rest } = drawn;
  const marked = complaint
    ? {
        ...form,
        inputs: form.inputs.map((input) =>
          input.name === complaint.name ? { ...input, error: complaint.error } : input,
        ),
      }
    : form;
  const typed = drawn.typed ?? modal.t;
  return toFormModal(marked, {
    ...rest,
    opening: modal.i,
    answers,
    complain: complaint !== undefined,
    ...(typed ? { typed } : {}),
  });
}

function typeInstead(
  deps: ListenerDeps,
  visitor: Visitor,
  modal: Remembered,
  filled: Filled,
): Promise<ModalView> {
  return redraw(deps, visitor, modal, {
    answers: filled.input,
    labels: filled.labels,
    typed: [...(modal.t ?? []), ...filled.tooLong],
    complaint: { name: filled.tooLong[0] ?? '', error: 'Please type the name here.' },
  });
}

/** Handles the buttons that turn a modal's pages. */
export async function turnPage(
  deps: ListenerDeps,
  visitor: Visitor,
  view: ViewOutput,
  page: number,
): Promise<ModalView> {
  const modal = readModal(view);
  if (!modal) return STALE;
  if (view.callback_id === 'form') {
    const filled = readForm(view);
    return redraw(deps, visitor, modal, {
      page,
      answers: { ...modal.a, ...filled.input },
      labels: filled.labels,
    });
  }
  const run = { command: modal.c, input: modal.i };
  const given = await ask(deps, visitor, run);
  return given.kind === 'view' ? toModal(given, run, page) : toFormModal(given, { opening: modal.i });
}

/** Shows a complaint about the whole form without losing the answers. */
function sayInForm(view: ViewOutput, sentence: string): ViewResponseAction {
  const [first] = questionIds(view.blocks);
  if (first !== undefined) return { response_action: 'errors', errors: { [first]: sentence } };
  return { response_action: 'update', view: toNotice('That did not work', sentence) };
}
