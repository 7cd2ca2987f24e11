import type { Incoming } from './library.ts';

const ENTITIES: Record<string, string> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#160': ' ',
};
const TAGS = 'p|div|br|span|b|strong|i|em|u|s|a|at|ul|ol|li|code|pre|blockquote|h[1-6]';
const breaks = /<(?:br|\/p|\/div|\/li)\s*\/?>/gi;
const tags = new RegExp(`</?(?:${TAGS})(?:\\s[^<>]*)?/?>`, 'gi');

/**
 * The words that a person typed, without what Teams adds: the bot's own mention, markup, character entities, hard spaces
 * and invisible characters. A mention of a colleague stays as their name.
 */
export function plainWords(activity: Pick<Incoming, 'text' | 'entities' | 'recipient'>): string {
  let words = activity.text ?? '';
  for (const entity of activity.entities ?? []) {
    if (entity.type !== 'mention' || typeof entity.text !== 'string' || entity.text === '') continue;
    const mentioned = (entity as { mentioned?: { id?: string } }).mentioned?.id;
    if (mentioned !== undefined && mentioned === activity.recipient?.id)
      words = words.split(entity.text).join(' ');
  }
  return words
    .replace(breaks, '\n')
    .replace(tags, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
    .replace(/[„‟″＂]/g, '"')
    .trim();
}
