import type { PlatformNames } from './core/accounts/account.ts';
import type { OpenFile } from './core/uploads/opened-file.ts';

/** What opens the files that people give in chat, loaded when the first is given. */
export function createOpenFile(platformNames: readonly PlatformNames[]): OpenFile {
  return async (name, bytes) => {
    const { openFile } = await import('./import/upload/index.ts');
    return openFile(platformNames, name, bytes);
  };
}
