import type { Log } from '../../src/core/platform.ts';
import type { ViewFile } from '../../src/core/talk/view.ts';
import { newReference, withReference } from '../shared/faults.ts';
import { toFacts } from './faults.ts';
import type { WebClient } from './workspaces.ts';

/** Sends a file to the person's own chat with Candour; where that fails, says so there. */
export async function handOver(
  log: Log,
  client: WebClient,
  user: string,
  { name, bytes }: ViewFile,
): Promise<void> {
  try {
    const { channel } = await client.conversations.open({ users: user });
    if (channel?.id === undefined) throw new Error('Slack opened no chat');
    try {
      await client.files.uploadV2({
        channel_id: channel.id,
        file: Buffer.from(bytes()),
        filename: name,
        title: name,
      });
    } catch (error) {
      const reference = newReference();
      log.error({ reference, ...toFacts(error) }, 'slack: a file was not handed over');
      const words = withReference(reference, 'The file could not be handed over. Please ask for it again.');
      await client.chat.postMessage({ channel: channel.id, text: words });
    }
  } catch (error) {
    log.error({ reference: newReference(), ...toFacts(error) }, 'slack: a file was not handed over');
  }
}
