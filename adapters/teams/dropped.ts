import { z } from 'zod';
import type { GivenFile } from '../../src/core/uploads/given-file.ts';
import type { Download } from './download.ts';
import type { Incoming } from './library.ts';

const file = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().min(1).max(400),
  content: z.object({ downloadUrl: z.string().max(8_000) }),
});

/**
 * The files that came with a message in the personal chat. Teams says no size. In a group or a channel they are everybody's: there none is
 * read.
 */
export function filesOf({ conversation, attachments }: Incoming, download: Download): GivenFile[] {
  if (conversation.conversationType !== 'personal') return [];
  return listed(attachments).flatMap((attachment) => {
    const { data } = file.safeParse(attachment);
    return data
      ? [{ name: data.name, read: (most: number) => download(data.content.downloadUrl, most) }]
      : [];
  });
}

/** What comes with words: the same words with their markup, and the message that they reply to. */
const OF_WORDS = /^(?:text\/.*|messageReference)$/;

/** Whether anything but words came with a message: a file, a picture, a card. */
export function hasAttached({ attachments }: Incoming): boolean {
  return listed(attachments).some(({ contentType }) => !OF_WORDS.test(String(contentType)));
}

/** What is signed by Microsoft and is no list is none. */
function listed(attachments: Incoming['attachments']): { contentType?: unknown }[] {
  return Array.isArray(attachments) ? attachments.filter((each) => each instanceof Object) : [];
}
