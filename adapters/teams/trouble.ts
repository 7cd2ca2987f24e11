import { toStranger } from '../shared/stranger.ts';

const { title, paragraphs } = toStranger('Teams');

export const SENTENCES = {
  group: 'I have written to you privately.',
  groupUnreached:
    'I answer in private only. Please open a chat with me: find Candour under Apps, and write to me there.',
  stranger: [`${title}.`, ...paragraphs].join('\n\n'),
  stale: 'This card cannot be used any more. Please type me to begin again.',
  nothing:
    'Please type a command, for example declare, or help to see what there is. Files and pictures are not read.',
};
