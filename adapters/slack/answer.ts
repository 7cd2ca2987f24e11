import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Identity } from '../../src/core/app.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { Refusal, toView } from '../../src/core/talk/refusal.ts';
import { type Answer, type Input, text, type View, view } from '../../src/core/talk/view.ts';
import { toStranger } from '../shared/accounts.ts';
import { escaped, type ModalView, section } from './elements.ts';
import { handOver } from './files.ts';
import { toFormModal } from './form.ts';
import { mayReadFiles, NOT_GRANTED } from './given.ts';
import type { Recogniser } from './identity.ts';
import { type SlackMessage, toModal } from './render.ts';
import type { WebClient, Workspaces } from './workspaces.ts';

/** What every listener needs. */
export interface ListenerDeps {
  app: App;
  log: Log;
  recogniser: Recogniser;
  workspaces: Workspaces;
  /** Registers work that goes on after Slack was answered; stopping waits for it. */
  after(work: Promise<unknown>): void;
}

/** A person who uses Candour in Slack. `identity` is undefined for somebody whom the register does not know. */
export interface Visitor {
  account: Account;
  identity: Identity | undefined;
  client: WebClient;
}

/** Candour is not installed in the workspace from which the request comes. */
export class NotInstalled extends Error {
  override name = 'NotInstalled';
}

/**
 * @param reached is called with the client before anything else can fail, so that a failure can be reported to the person
 */
export async function visit(
  deps: ListenerDeps,
  team: string | undefined,
  user: string,
  reached?: (client: WebClient) => void,
): Promise<Visitor> {
  const client = team === undefined ? undefined : await deps.workspaces.client(team);
  if (team === undefined || !client)
    throw new NotInstalled('a request of a workspace without an installation');
  reached?.(client);
  const account = { platform: 'slack', tenant: team, user };
  return { account, identity: await deps.recogniser.recognise(account), client };
}

/** Runs one command. A person whom the register does not know learns how to be added, and nothing else. */
export async function ask(
  deps: ListenerDeps,
  { identity }: Visitor,
  invocation: Invocation,
): Promise<Answer> {
  return identity ? deps.app.run(identity, { ...invocation, redraws: true }) : strangersView();
}

/**
 * As `ask`; a file that belongs to the answer is sent to the person's own chat with Candour. Where a file is asked for that could
 * not be read, that is said instead.
 */
export async function answer(deps: ListenerDeps, visitor: Visitor, invocation: Invocation): Promise<Answer> {
  const given = await ask(deps, visitor, invocation);
  if (given.kind === 'form') {
    const asksForFile = given.inputs.some(({ widget }) => widget.kind === 'file');
    return asksForFile && !(await mayReadFiles(visitor.client))
      ? toView(new Refusal(NOT_GRANTED), 'Files cannot be given here yet')
      : given;
  }
  if (!given.file) return given;
  deps.after(handOver(deps.log, visitor.client, visitor.account.user, given.file));
  return {
    ...given,
    blocks: [...given.blocks, text(`It comes as a file, ${given.file.name}, in your messages with Candour.`)],
  };
}

export function strangersView(): View {
  const { title, paragraphs } = toStranger('Slack');
  return view(title, text(...paragraphs));
}

/** The input that gives the same answer again. With the nonce, turning a page carries nothing out a second time. */
export function again({ command, input, keys }: Invocation): { command: string; input: Input } {
  const [key] = keys ?? [];
  return {
    command,
    input: input.nonce === undefined && key !== undefined ? { ...input, nonce: key } : input,
  };
}

export type Ack<T> = (body?: T) => Promise<void>;
export type Respond = (
  message: SlackMessage & { response_type: 'ephemeral'; replace_original?: boolean },
) => Promise<unknown>;

/** Slack takes one answer; Bolt would throw at a second one. */
export function once<T>(ack: (body?: T) => Promise<void>): Ack<T> & { given: boolean } {
  const only = async (body?: T) => {
    if (only.given) return;
    only.given = true;
    await ack(body);
  };
  only.given = false;
  return only;
}

/** An answer as a modal. */
export function inModal(given: Answer, invocation: Invocation): ModalView {
  return given.kind === 'form'
    ? toFormModal(given, { opening: invocation.input })
    : toModal(given, again(invocation));
}

/** Who the person is; undefined where Candour is not installed in the workspace, which the person is then told. */
export async function visitOrSay(
  deps: ListenerDeps,
  team: string | undefined,
  user: string,
  say: (sentence: string) => Promise<unknown>,
  reached?: (client: Visitor['client']) => void,
): Promise<Visitor | undefined> {
  try {
    return await visit(deps, team, user, reached);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    deps.log.warn({ team: team ?? null }, 'slack: a request of a workspace where Candour is not installed');
    await say('Candour is not set up for this workspace. Please ask whoever looks after Slack here.').catch(
      () => undefined,
    );
    return undefined;
  }
}

/** A sentence as a message. */
export function toSentence(sentence: string): SlackMessage {
  return { text: escaped(sentence), blocks: [section(sentence)] };
}
