import { newId } from '../identifier.ts';
import { alertTime, nextWindow } from '../rules/working-days.ts';
import type { Scene } from '../talk/context.ts';
import type { Button } from '../talk/view.ts';
import type { NoticeClass } from './notice.ts';

/** A message to one person about one thing. Title and text may stand on a lock screen (rules: Privacy). */
export interface Telling {
  to: string;
  /** A reference, an allocation, a child's number or a policy's code. */
  subject: string;
  /** With subject and recipient it is sent once, however often it is told. */
  milestone: string;
  class: NoticeClass;
  title: string;
  text: string;
  button?: Button;
}

/** Queues a message for after the commit: alerts at once by day, routine ones in the setting's windows. False: told before. */
export async function tell({ register, setting, now, calendar }: Scene, telling: Telling): Promise<boolean> {
  return register.notices.queue({
    setting: setting.id,
    id: newId(now),
    recipient: telling.to,
    subject: telling.subject,
    milestone: telling.milestone,
    class: telling.class,
    title: telling.title,
    text: telling.text,
    button: telling.button ?? null,
    state: 'queued',
    platform: null,
    attempts: 0,
    createdAt: now,
    notBefore:
      telling.class === 'alert' ? alertTime(now, setting.timezone) : nextWindow(now, setting, calendar),
    sentAt: null,
    error: null,
  });
}
