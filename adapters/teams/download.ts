import type { Log } from '../../src/core/platform.ts';
import { type GivenFile, TOO_LARGE } from '../../src/core/uploads/given-file.ts';
import { readWhole } from '../shared/whole.ts';
import { isDrive } from './drives.ts';
import { PLATFORM } from './identity.ts';

/** How long a file may take, in milliseconds: Teams gives an activity fifteen seconds. */
const DOWNLOAD_MS = 8_000;
/** How many times in a row one address may lead to another. */
const MOST_REDIRECTS = 3;

const AGAIN =
  'The file could not be fetched from Microsoft: the way to it is open for a few minutes only. Please attach it to a new message.';
/** Teams on an iPhone gives the address of a page about the file, which wants somebody who is signed in. */
const PAGE =
  'Teams gave the address of a page in the place of the file, as it does on some telephones. Please attach the file from a computer.';

export type Download = (url: string, most: number) => ReturnType<GivenFile['read']>;

/**
 * Fetches what was dropped into a chat, from an organisation's OneDrive and nowhere else. Its address opens for whoever has it, for a
 * few minutes, so that nothing of ours is sent with it and nothing of it is logged. `drive`: another origin that files may come from.
 */
export function createDownload({ log, drive }: { log: Log; drive?: string | undefined }): Download {
  const mayAsk = (url: URL) => isDrive(url) || (drive !== undefined && url.origin === drive);

  /** @throws TypeError for what is no address, or without an answer; DOMException when it took too long */
  async function ask(address: string, signal: AbortSignal): Promise<Response | undefined> {
    let url = new URL(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS && mayAsk(url); redirects++) {
      const response = await fetch(url, {
        headers: { 'accept-encoding': 'identity' },
        credentials: 'omit',
        redirect: 'manual',
        signal,
      });
      const next = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || next === null) return response;
      await response.body?.cancel();
      url = new URL(next, url);
    }
    return undefined;
  }

  return async (address, most) => {
    const refuse = (wrong: string, why: Record<string, unknown>) => {
      log.warn({ platform: PLATFORM, ...why }, 'a file could not be fetched');
      return { wrong };
    };
    try {
      const response = await ask(address, AbortSignal.timeout(DOWNLOAD_MS));
      if (!response) return refuse(PAGE, { reason: 'host' });
      const { status, headers, body } = response;
      const isPage = headers.get('content-type')?.startsWith('text/html') === true;
      if (status === 200 && body && !isPage) {
        return (await readWhole(body, most)) ?? { wrong: TOO_LARGE };
      }
      await body?.cancel();
      return status === 200 ? refuse(PAGE, { reason: 'page' }) : refuse(AGAIN, { status });
    } catch (error) {
      // An address that is none, no connection, a line that was cut, or too slow.
      return refuse(AGAIN, { reason: reasonOf(error) });
    }
  };
}

/** The code of what failed below the request, where it has one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
