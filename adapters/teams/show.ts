import type { Activity, TurnContext } from 'botbuilder';
import type { Log } from '../../src/core/platform.ts';
import { bind } from './adapter.ts';
import type { Reply } from './answers.ts';
import { ConnectorFault, REPLY_MS, within } from './connector.ts';
import { PLATFORM } from './identity.ts';
import { toActivity, toWords } from './message.ts';
import { Turned } from './receiver.ts';

export function createShow(log: Log) {
  /** Puts the answer in the place of the card that asked for it, or below where there is none any more. */
  return async function show(context: TurnContext, found: Reply): Promise<void> {
    const { replyToId } = context.activity;
    const replaces = 'card' in found && found.replaces && replyToId !== undefined && replyToId !== '';
    try {
      await within(REPLY_MS, async (signal) => {
        bind(context, signal);
        const isReplaced = replaces && (await replaced(context, { ...toReply(found), id: replyToId }));
        if (!isReplaced) await patiently(() => context.sendActivity(toReply(found)));
        if ('file' in found && found.file) await context.sendActivity(found.file);
      });
    } catch (error) {
      if (!(error instanceof ConnectorFault)) throw error;
      const { status, reason } = error;
      log.warn({ platform: PLATFORM, status, reason }, 'an answer could not be sent');
      // What was recorded stays; the same activity, sent again, gets the same answer.
      throw new Turned(502, 'the answer could not be sent');
    }
  };
}

/** False where there is no card any more that could be replaced. */
export async function replaced(context: TurnContext, activity: Partial<Activity>): Promise<boolean> {
  try {
    await patiently(() => context.updateActivity(activity));
    return true;
  } catch (error) {
    const { status } = error instanceof ConnectorFault ? error : {};
    if (status === undefined || status >= 500 || status === 429) throw error;
    return false;
  }
}

export function toReply(found: Reply): Partial<Activity> {
  return 'words' in found ? toWords(found.words) : toActivity(found.card);
}

/** Somebody is waiting: what passes in a moment is tried again, twice. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of [400, 1200]) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectorFault) || error.status === undefined) throw error;
      if (error.status < 500 && error.status !== 412 && error.status !== 429) throw error;
      const wait = error.retryAfterMs ?? pause;
      if (wait > 3000) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return work();
}
