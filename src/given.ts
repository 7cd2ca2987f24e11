import type { PlatformNames } from './core/accounts/account.ts';
import { Refusal } from './core/talk/refusal.ts';
import type { OpenFile, UndoImport } from './core/uploads/opened-file.ts';

/** What opens the files that people give in chat, loaded when the first is given. */
export function createOpenFile(platformNames: readonly PlatformNames[]): OpenFile {
  return async (name, bytes) => {
    const { openFile } = await import('./import/upload/index.ts');
    return openFile(platformNames, name, bytes);
  };
}

/** Takes back what somebody took over in chat, and nobody else's import. */
export const undoImport: UndoImport = async (context) => {
  const { register, setting, me } = context;
  const last = await register.lastImports.find(setting.id);
  if (last?.by !== me.id) return undefined;
  const { undoImport } = await import('./import/undo.ts');
  try {
    return (await undoImport(context, me.id)).summary;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};
