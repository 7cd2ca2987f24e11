import { command } from '../talk/command.ts';
import { text, view } from '../talk/view.ts';
import { concernLine } from './concern-line.ts';

/** The reserved words for a worry. The words that follow are neither read nor stored (P5). */
export const concern = command({
  name: 'concern',
  aliases: ['worried'],
  title: 'Worried about a child?',
  summary: 'Whom to speak to. Do not type the worry itself: nothing is kept.',
  roles: 'known',
  writes: false,
  takesAnyWords: true,
  fields: {},
  execute: async (context) => view('Worried about a child?', text(await concernLine(context))),
});
