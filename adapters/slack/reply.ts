import type { Invocation } from '../../src/core/talk/parse.ts';
import type { Answer } from '../../src/core/talk/view.ts';
import { escaped, type ModalView, section } from './blocks.ts';
import { toFormModal } from './form.ts';
import { toModal } from './modal.ts';
import type { SlackMessage } from './render.ts';
import { again, NotInstalled, type Room, type Visitor, visit } from './room.ts';

export type Ack<T> = (body?: T) => Promise<void>;
export type Respond = (
  message: SlackMessage & { response_type: 'ephemeral'; replace_original?: boolean },
) => Promise<unknown>;

/** Slack takes one answer; a second would be an error of Bolt's. */
export function once<T>(ack: (body?: T) => Promise<void>): Ack<T> & { given: boolean } {
  const only = async (body?: T) => {
    if (only.given) return;
    only.given = true;
    await ack(body);
  };
  only.given = false;
  return only;
}

/** An answer where it takes a modal. */
export function inModal(given: Answer, invocation: Invocation): ModalView {
  return given.kind === 'form'
    ? toFormModal(given, { opening: invocation.input })
    : toModal(given, again(invocation));
}

/** Who is there; a workspace where Candour is not installed is told so, and nobody is there. */
export async function visitOrSay(
  room: Room,
  team: string | undefined,
  user: string,
  say: (sentence: string) => Promise<unknown>,
  reached?: (client: Visitor['client']) => void,
): Promise<Visitor | undefined> {
  try {
    return await visit(room, team, user, reached);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    room.log.warn({ team: team ?? null }, 'slack: a request of a workspace where Candour is not installed');
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

/**
 * Slack writes `&`, `<` and `>` in coded form, and addresses and links in brackets; people typed neither. A bracket ends where
 * another begins, or a message of brackets alone is read for seconds.
 */
export function unescaped(text: string): string {
  return text
    .replace(/<(?:mailto:|tel:|https?:\/\/)[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/<(?:mailto:|tel:)?([^|<>@#!][^|<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
