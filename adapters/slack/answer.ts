import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Identity } from '../../src/core/app.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { type Answer, type Input, text, type View, type ViewFile, view } from '../../src/core/talk/view.ts';
import { newReference, withReference } from '../shared/faults.ts';
import { toStranger } from '../shared/stranger.ts';
import type { Door } from './identity.ts';
import { toFacts } from './trouble.ts';
import type { WebClient, Workspaces } from './workspaces.ts';

/** What every listener needs. */
export interface Room {
  app: App;
  log: Log;
  door: Door;
  workspaces: Workspaces;
  /** Work that goes on after Slack was answered, and is waited for when Candour stops. */
  after(work: Promise<unknown>): void;
}

/** Somebody in front of Slack. `identity` is undefined for whom the register does not know. */
export interface Visitor {
  account: Account;
  identity: Identity | undefined;
  client: WebClient;
}

/** Candour is not installed in the workspace that a request comes from. */
export class NotInstalled extends Error {
  override name = 'NotInstalled';
}

/** @param reached is told of the client before anything else can fail, so that there is a way to say what failed */
export async function visit(
  room: Room,
  team: string | undefined,
  user: string,
  reached?: (client: WebClient) => void,
): Promise<Visitor> {
  const client = team === undefined ? undefined : await room.workspaces.client(team);
  if (team === undefined || !client)
    throw new NotInstalled('a request of a workspace without an installation');
  reached?.(client);
  const account = { platform: 'slack', tenant: team, user };
  return { account, identity: await room.door.open(account), client };
}

/** One command, for whoever asks; somebody the register does not know learns how to be added, and nothing else. */
export async function ask(room: Room, { identity }: Visitor, invocation: Invocation): Promise<Answer> {
  return identity ? room.app.run(identity, invocation) : strangersView();
}

/** As `ask`; a file that belongs to the answer follows in the person's own chat with Candour. */
export async function answer(room: Room, visitor: Visitor, invocation: Invocation): Promise<Answer> {
  const given = await ask(room, visitor, invocation);
  if (given.kind === 'form' || !given.file) return given;
  room.after(handOver(room, visitor, given.file));
  return {
    ...given,
    blocks: [...given.blocks, text(`It comes as a file, ${given.file.name}, in your messages with Candour.`)],
  };
}

async function handOver(
  { log }: Room,
  { client, account }: Visitor,
  { name, bytes }: ViewFile,
): Promise<void> {
  try {
    const { channel } = await client.conversations.open({ users: account.user });
    if (channel?.id === undefined) throw new Error('Slack opened no chat');
    try {
      await client.files.uploadV2({
        channel_id: channel.id,
        file: Buffer.from(bytes()),
        filename: name,
        title: name,
      });
    } catch (error) {
      const reference = newReference();
      log.error({ reference, ...toFacts(error) }, 'slack: a file was not handed over');
      const words = withReference(reference, 'The file could not be handed over. Please ask for it again.');
      await client.chat.postMessage({ channel: channel.id, text: words });
    }
  } catch (error) {
    log.error({ reference: newReference(), ...toFacts(error) }, 'slack: a file was not handed over');
  }
}

export function strangersView(): View {
  const { title, paragraphs } = toStranger('Slack');
  return view(title, text(...paragraphs));
}

/** What gives the same answer again: the nonce makes sure that nothing is carried out twice when a page is turned. */
export function again({ command, input, keys }: Invocation): { command: string; input: Input } {
  const [key] = keys ?? [];
  return {
    command,
    input: input.nonce === undefined && key !== undefined ? { ...input, nonce: key } : input,
  };
}
