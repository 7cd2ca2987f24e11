import { createRequire } from 'node:module';
import type * as AdaptiveCards from 'adaptivecards';

// Its default entry wants a browser; this one parses without.
const library = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as typeof AdaptiveCards;

/** What a message to Teams may hold, with room for the rest of the activity. */
const MOST_BYTES = 80_000;

/** Everything that Microsoft's own parser for 1.5, and Teams' limits, have against a card; empty when it is sound. */
export function faultsOf(card: unknown): string[] {
  const found: string[] = [];
  const context = new library.SerializationContext(library.Versions.v1_5);
  const parsed = new library.AdaptiveCard();
  parsed.parse(card as object, context);
  for (let i = 0; i < context.eventCount; i++) {
    const { event, message } = context.getEventAt(i);
    found.push(`${library.ValidationEvent[event]}: ${message}`);
  }
  for (const { event, message } of parsed.validateProperties().validationEvents) {
    found.push(`${library.ValidationEvent[event]}: ${message}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > MOST_BYTES) found.push(`${bytes} bytes`);
  const words = JSON.stringify(card);
  if (words.includes('"refresh"')) found.push('refresh');
  return found;
}
