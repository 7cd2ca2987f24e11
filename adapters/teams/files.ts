import { z } from 'zod';
import type { App, Identity } from '../../src/core/app.ts';
import type { Input, ViewFile } from '../../src/core/talk/view.ts';
import { carriedInput } from '../shared/input.ts';
import { isDrive } from './drives.ts';
import { ConnectorFault } from './faults.ts';
import type { Incoming, Message } from './library.ts';

/** The name of the invoke that answers whether a file may be saved. */
export const CONSENT = 'fileConsent/invoke';
const UPLOAD_MS = 20_000;

const context = z.object({ command: z.string().max(40), input: carriedInput });
const schema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('decline') }),
  z.object({
    action: z.literal('accept'),
    context,
    uploadInfo: z.object({
      uploadUrl: z.url(),
      contentUrl: z.url(),
      name: z.string().max(300),
      uniqueId: z.string().max(200),
      fileType: z.string().max(40),
    }),
  }),
]);

/**
 * Asks whether a file may be saved in the person's own OneDrive: a bot cannot hand a file over otherwise. The file is not
 * stored: the card holds the command, which makes it again.
 */
export function askConsent(file: ViewFile, command: string, given: Input): Message {
  return {
    type: 'message',
    summary: 'Candour has a file for you.',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: file.name,
        content: {
          description: 'For your eyes only. It is put into your own OneDrive if you allow it.',
          sizeInBytes: file.bytes().length,
          acceptContext: { command, input: given },
          declineContext: {},
        },
      },
    ],
  };
}

/**
 * What replaces the question: the saved file, or a sentence. Undefined for a value that no client sends.
 * @throws ConnectorFault when the file could not be saved
 */
export async function answerConsent(
  app: App,
  identity: Identity,
  { value, serviceUrl }: Incoming,
): Promise<Message | undefined> {
  const read = schema.safeParse(value);
  if (!read.success) return undefined;
  if (read.data.action === 'decline') return { type: 'message', text: 'The file was not saved.' };
  const { context: made, uploadInfo } = read.data;
  // The address comes from the client: files go to Microsoft's hosts only, and encrypted. A connector on loopback has its
  // files there too.
  const url = new URL(uploadInfo.uploadUrl);
  if (!isDrive(url) && url.origin !== new URL(serviceUrl).origin) return undefined;
  const answer = await app.run(identity, made);
  if (answer.kind !== 'view' || !answer.file)
    return { type: 'message', text: 'This file is no longer to be had.' };
  await upload(uploadInfo.uploadUrl, answer.file);
  return {
    type: 'message',
    summary: 'Your file is saved.',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl: uploadInfo.contentUrl,
        name: uploadInfo.name,
        content: { uniqueId: uploadInfo.uniqueId, fileType: uploadInfo.fileType },
      },
    ],
  };
}

async function upload(url: string, file: ViewFile): Promise<void> {
  const bytes = file.bytes();
  const response = await fetch(url, {
    method: 'PUT',
    headers: {
      'content-type': file.type,
      'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
    },
    body: bytes as Uint8Array<ArrayBuffer>,
    redirect: 'error',
    signal: AbortSignal.timeout(UPLOAD_MS),
  }).catch(() => undefined);
  if (!response?.ok) throw new ConnectorFault('upload', response?.status);
}
