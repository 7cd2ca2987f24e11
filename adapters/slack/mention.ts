import type { KnownEventFromType } from '@slack/bolt';
import { NOT_HERE } from '../shared/not-here.ts';
import { answer, type ListenerDeps, toSentence, type Visitor, visit } from './answer.ts';
import { deliveryKey } from './carried.ts';
import { answering } from './faults.ts';
import { toOpener } from './message.ts';
import { type SlackMessage, toMessages } from './render.ts';
import { plainWords } from './words.ts';

/** Somebody wrote to the bot in a channel: only they see the answer, and all see that children are not written about there. */
export async function onMention(
  deps: ListenerDeps,
  team: string,
  { channel, user, ts, thread_ts, text }: KnownEventFromType<'app_mention'>,
): Promise<void> {
  if (user === undefined) return;
  const there = { channel, ...(thread_ts === undefined ? {} : { thread_ts }) };
  let client: Visitor['client'] | undefined;
  const whisper = async (message: SlackMessage) => client?.chat.postEphemeral({ ...there, user, ...message });
  await answering(
    deps.log,
    'mention',
    (sentence) => whisper(toSentence(sentence)),
    async () => {
      const said = deps.app.parse(plainWords(text.replace(/<@[^<>]*>/g, ' ')), 'here');
      const visitor = await visit(deps, team, user, (reached) => {
        client = reached;
      });
      if (deps.app.isForNoOneElse(said))
        await visitor.client.chat.postMessage({ ...there, ...toSentence(NOT_HERE) });
      const invocation = {
        ...said,
        keys: [deliveryKey(team, user, `${channel}:${ts}`)],
        opensLater: true as const,
      };
      const given = await answer(deps, visitor, invocation);
      if (given.kind === 'form') return void (await whisper(toOpener(given, invocation)));
      for (const message of toMessages(given)) await whisper(message);
    },
  );
}
