import type { Activity } from 'botbuilder';
import type { Card } from './render.ts';

/** What Teams announces of an answer, on a lock screen too: nothing of what is in it. */
const QUIET = 'Candour has answered you.';

/** A card as a message. `summary` is all that a notification shows of it. */
export function toActivity(card: Card, summary = QUIET): Partial<Activity> {
  return {
    type: 'message',
    summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

export function toWords(text: string): Partial<Activity> {
  return { type: 'message', text, textFormat: 'plain' };
}
