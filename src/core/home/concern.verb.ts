import { command } from '../talk/command.ts';
import { concernLine } from './concern-line.ts';
import { WORRY_TITLE, worryView } from './worried.ts';

/** The reserved words for a worry. The words that follow are neither read nor stored (P5). */
export const concern = command({
  name: 'concern',
  aliases: ['worried'],
  said: ['It is about a child’s safety'],
  title: WORRY_TITLE,
  summary: 'Whom to speak to. Do not type the worry itself: nothing is kept.',
  roles: 'known',
  writes: false,
  takesAnyWords: true,
  fields: {},
  execute: async (context) => worryView([await concernLine(context)]),
});
