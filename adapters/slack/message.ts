import type { KnownEventFromType } from '@slack/bolt';
import type { Invocation } from '../../src/core/talk/parse.ts';
import type { Form } from '../../src/core/talk/view.ts';
import { ANSWERED } from '../shared/answered.ts';
import { unseenOf } from '../shared/input.ts';
import { answer, type ListenerDeps, toSentence, type Visitor, visit } from './answer.ts';
import { deliveryKey } from './carried.ts';
import { header, MOST, section } from './elements.ts';
import { answering, STILL_READING } from './faults.ts';
import { filesIn, toGivenFile } from './given.ts';
import { type SlackMessage, toButton, toMessages } from './render.ts';
import { plainWords } from './words.ts';

/** Handles a typed message or a file: a command, or else help and the line about concerns. The message is not stored. */
export async function onMessage(
  deps: ListenerDeps,
  team: string,
  said: KnownEventFromType<'message'>,
): Promise<void> {
  if (said.channel_type !== 'im' || !isByPerson(said)) return;
  const { channel, user, ts, text } = said;
  const files = filesIn(said.files);
  let client: Visitor['client'] | undefined;
  const post = async (message: SlackMessage) =>
    client?.chat.postMessage({ channel, unfurl_links: false, unfurl_media: false, ...message });
  await answering(
    deps.log,
    'message',
    (sentence) => post(toSentence(sentence)),
    async () => {
      const visitor = await visit(deps, team, user, (reached) => {
        client = reached;
      });
      const given = files.map((file) => toGivenFile(file, visitor.client, deps.log));
      const invocation = {
        ...deps.app.parse(plainWords(text ?? ''), 'here', given),
        keys: [deliveryKey(team, user, `${channel}:${ts}`)],
        opensLater: true as const,
      };
      const shown = await answer(deps, visitor, invocation);
      if (shown.kind === 'form') return void (await post(toOpener(shown, invocation)));
      for (const message of toMessages(shown)) await post(message);
    },
    files.length > 0 ? STILL_READING : undefined,
  );
}

function isByPerson(said: {
  subtype?: string | undefined;
  bot_id?: string;
  user?: string;
}): said is { user: string; channel: string; ts: string; text?: string; files?: unknown } & typeof said {
  return (
    said.user !== undefined &&
    said.bot_id === undefined &&
    (said.subtype === undefined || said.subtype === 'file_share')
  );
}

/** Slack opens a form only after something was pressed, never after a message. A file that was given goes along by its handle. */
export function toOpener(form: Form, { command, input: said }: Invocation): SlackMessage {
  const { file } = unseenOf(form);
  const input = file === undefined ? said : { ...said, file };
  const fits = JSON.stringify({ c: command, i: input, f: true }).length <= MOST.buttonValue;
  const words = fits
    ? 'Please go on in the form.'
    : 'Please go on in the form. What you wrote is too long to carry over; please copy it from above.';
  const run = { command, input: fits ? input : {} };
  const button = toButton({ label: 'Open the form', run }, 'run.0', true);
  return {
    text: ANSWERED,
    blocks: [header(form.title), section(words), { type: 'actions', elements: [button] }],
  };
}
