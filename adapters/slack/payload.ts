import type { ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';

const id = z.string().min(1).max(100);
const user = z.object({ id });
const team = z.object({ id }).nullish();
const nothing = z.undefined().optional();
/** Bolt tells what it was sent by these properties, in another order than Slack's `type`. */
const pressed = { event: nothing, command: nothing, name: nothing, user, team };
const event = z.object({
  type: z.string(),
  user: z.union([id, user]).optional(),
  channel: z.union([z.string(), z.object({ id })]).optional(),
  item: nothing,
  subteam: nothing,
  text: z.string().optional(),
  tokens: z.object({ bot: z.array(z.string()).optional() }).optional(),
});
const modal = z.object({ blocks: z.array(z.object({ type: z.string() })).optional() });
const action = z.object({ type: z.string(), action_id: z.string() });
const command = z.object({
  command: z.string().min(1),
  event: nothing,
  team_id: id,
  user_id: id,
  trigger_id: z.string(),
  text: z.string().optional(),
});
const typed = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event_callback'), team_id: id, event }),
  z.object({
    ...pressed,
    type: z.literal('block_actions'),
    actions: z.array(action).min(1),
    view: modal.optional(),
  }),
  z.object({
    ...pressed,
    type: z.enum(['view_submission', 'view_closed']),
    actions: nothing,
    view: modal,
  }),
  z.object({
    ...pressed,
    type: z.literal('block_suggestion'),
    action_id: z.string(),
    block_id: z.string(),
    value: z.string(),
    view: modal.optional(),
  }),
  z.object({
    ...pressed,
    type: z.enum(['shortcut', 'message_action']),
    actions: nothing,
    callback_id: z.string(),
  }),
  z.object({ type: z.literal('url_verification'), challenge: z.string() }),
]);

/** Whether Slack says such a thing, as far as Bolt and Candour read it: Bolt crashes at a `null`, and leaves the unknown waiting. */
export function isSlacks(body: unknown): body is ReceiverEvent['body'] {
  const isCommand = (body as { command?: unknown } | null)?.command !== undefined;
  return (isCommand ? command : typed).safeParse(body).success;
}
