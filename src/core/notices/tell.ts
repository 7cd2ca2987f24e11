import { newId } from '../identifier.ts';
import type { Scene } from '../talk/context.ts';
import type { Content, Telling } from './notice.ts';
import { timeFor } from './send-time.ts';
import { classOf } from './table.ts';

/**
 * Queues a message, to be sent after the commit at the time that its class allows. False where that person was told before.
 */
export async function tell(
  { register, setting, now, calendar }: Pick<Scene, 'register' | 'setting' | 'now' | 'calendar'>,
  to: string,
  { subject, content, occasion, title, text, button }: Telling<Content>,
): Promise<boolean> {
  const urgency = classOf(content);
  return register.notices.queue({
    setting: setting.id,
    id: newId(now, 'message'),
    recipient: to,
    subject,
    content,
    occasion,
    class: urgency,
    title,
    text,
    button: button ?? null,
    state: 'queued',
    platform: null,
    attempts: 0,
    createdAt: now,
    notBefore: timeFor({ class: urgency }, now, setting, calendar),
    sentAt: null,
    error: null,
  });
}
