import type { PlatformNames } from '../../core/accounts/account.ts';
import type { OpenedFile } from '../../core/uploads/opened-file.ts';
import { formatOf } from '../document/read.ts';
import { openList } from './list.ts';
import { openPolicy } from './policy.ts';

/** Opens what somebody gave in chat: a list of children or staff, or the text of a policy. What it is tells its content. */
export async function openFile(
  platformNames: readonly PlatformNames[],
  name: string,
  bytes: Uint8Array,
): Promise<OpenedFile | { wrong: string }> {
  return formatOf(bytes, name) === undefined ? openList(platformNames, name, bytes) : openPolicy(name, bytes);
}
