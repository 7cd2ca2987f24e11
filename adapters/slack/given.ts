import { z } from 'zod';
import type { Log } from '../../src/core/platform.ts';
import { type GivenFile, TOO_LARGE } from '../../src/core/uploads/given-file.ts';
import { readWhole } from '../shared/whole.ts';
import { slackWord, toFacts } from './faults.ts';
import type { WebClient } from './workspaces.ts';

/** How long a file may take to arrive, in milliseconds. */
const MOST_MS = 20_000;

const TELL = 'Please tell whoever looks after Candour: “npx candour doctor” says what to do.';
/** Where the workspace has not granted the scope, before a file is asked for. */
export const NOT_GRANTED = `Candour may not read files in this workspace yet (files:read). ${TELL} All else works as before.`;
const SIGN_IN = `Slack gave a page for signing in, and not the file: Candour may lack files:read. ${TELL}`;
const NOT_NOW = 'Slack did not hand over the file just now. Please give it again in a moment.';
const GONE = 'This file is not in Slack any more. Please give it again.';
const WEB_PAGE =
  'This is a web page. Please save it as a Word or text file, or as a spreadsheet, and give that.';
const NOT_SLACKS =
  'Slack says that this file is elsewhere, and it was not fetched from there. Please save it on your computer, and give that.';
const OF_ANOTHERS =
  'Slack does not give this file to Candour: it may belong to another workspace. Please save it on your computer, and give that.';
const PAGE_OF_SLACKS =
  'Slack keeps this as a page of its own, and not as a file. Please save it as a Word or text file, and give that.';

/** Slack's kinds of files whose content cannot be had, and what is said of them. */
const WITHOUT_CONTENT: Readonly<Record<string, string>> = {
  external: 'Slack has only a link to this file. Please save it on your computer, and give that.',
  tombstone: GONE,
  hidden_by_limit:
    'Slack hides this file, as the workspace has more of them than its plan keeps. Please give it again, from your computer.',
  file_access: OF_ANOTHERS,
};
const WITH_CONTENT = ['hosted', 'snippet'];

const words = z.string().optional().catch(undefined);
const slackFile = z.object({
  id: z.string().catch(''),
  name: words,
  size: z.number().optional().catch(undefined),
  mimetype: words,
  mode: words,
  is_external: z.boolean().optional().catch(undefined),
  file_access: words,
  url_private: words,
  url_private_download: words,
});

/** A file as Slack tells of it; any part may be missing. */
export type SlackFile = z.infer<typeof slackFile>;

/** The files that Slack tells of, in a message or an answer of a form. */
export function filesIn(told: unknown): SlackFile[] {
  const files = z.array(slackFile).safeParse(told);
  return files.success ? files.data : [];
}

/** A file of Slack's that the core may read. */
export function toGivenFile(file: SlackFile, client: WebClient, log: Log): GivenFile {
  return {
    name: file.name ?? 'file',
    ...(file.size === undefined ? {} : { size: file.size }),
    read: (most) => read(file, most, client, log),
  };
}

/** Whether the workspace has granted that files are read. Without that Slack opens no window that asks for one. */
export async function mayReadFiles(client: WebClient): Promise<boolean> {
  const { response_metadata } = await client.auth.test();
  return response_metadata?.scopes?.includes('files:read') !== false;
}

async function read(
  told: SlackFile,
  most: number,
  client: WebClient,
  log: Log,
): Promise<Uint8Array | { wrong: string }> {
  try {
    const file = isKnown(told) ? told : await look(told.id, client);
    const wrong = whyNot(file);
    if (wrong !== undefined) return { wrong };
    if ((file.size ?? 0) > most) return { wrong: TOO_LARGE };
    const address = addressOf(file.url_private_download ?? file.url_private, client.slackApiUrl);
    return address ? await fetchFrom(address, client.token ?? '', most, log) : { wrong: NOT_SLACKS };
  } catch (error) {
    const word = slackWord(error);
    if (word === 'missing_scope') return { wrong: SIGN_IN };
    if (word === 'file_not_found' || word === 'file_deleted') return { wrong: GONE };
    log.warn(toFacts(error), 'slack: a file did not come');
    return { wrong: NOT_NOW };
  }
}

/** Whether Slack has told all that is needed: of a file from a shared channel it must be asked. */
function isKnown({ mode, is_external, file_access, ...file }: SlackFile): boolean {
  if (file_access === 'check_file_info') return false;
  const address = file.url_private_download ?? file.url_private;
  return address !== undefined || is_external === true || WITHOUT_CONTENT[mode ?? ''] !== undefined;
}

async function look(id: string, client: WebClient): Promise<SlackFile> {
  const { file } = await client.files.info({ file: id });
  return slackFile.parse(file);
}

/** Why the content of a file cannot be had, in words for whoever gave it. */
function whyNot({ mode = 'hosted', is_external, mimetype }: SlackFile): string | undefined {
  if (is_external === true) return WITHOUT_CONTENT.external;
  if (!WITH_CONTENT.includes(mode)) return WITHOUT_CONTENT[mode] ?? PAGE_OF_SLACKS;
  return mimetype === 'text/html' ? WEB_PAGE : undefined;
}

const SLACKS_FILES = new URL('https://files.slack.com');

/**
 * The address at which a file is fetched with the token; undefined where it is not Slack's own. Where the API is on this machine,
 * as in tests, so are the files.
 */
export function addressOf(told: string | undefined, api: string): URL | undefined {
  if (told === undefined || !URL.canParse(told)) return undefined;
  const address = new URL(told);
  const { hostname } = new URL(api);
  const home = hostname === '127.0.0.1' ? new URL(api) : SLACKS_FILES;
  // By its parts: the `origin` of a `blob:` address is that of the address inside it.
  const isSlacks = address.protocol === home.protocol && address.host === home.host;
  return isSlacks && address.username === '' && address.password === '' ? address : undefined;
}

async function fetchFrom(
  address: URL,
  token: string,
  most: number,
  log: Log,
): Promise<Uint8Array | { wrong: string }> {
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(MOST_MS),
  });
  try {
    const { status, headers, body } = response;
    // Whom the token does not let read is sent to the page for signing in.
    if ((status >= 300 && status < 400) || status === 401 || status === 403) return { wrong: SIGN_IN };
    if (status === 404 || status === 410) return { wrong: GONE };
    if (status !== 200 || !body) {
      log.warn({ status }, 'slack: a file did not come');
      return { wrong: NOT_NOW };
    }
    if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) return { wrong: SIGN_IN };
    if (Number(headers.get('content-length')) > most) return { wrong: TOO_LARGE };
    const bytes = await readWhole(body, most);
    if (!bytes) return { wrong: TOO_LARGE };
    return isHtml(bytes) ? { wrong: SIGN_IN } : bytes;
  } finally {
    await response.body?.cancel().catch(() => undefined);
  }
}

/** By its beginning, behind a byte order mark. */
function isHtml(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.subarray(0, 500)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b/i.test(beginning);
}
