import type { PlatformNames } from './core/accounts/account.ts';
import type { Context } from './core/talk/context.ts';
import { Refusal } from './core/talk/refusal.ts';
import type { Uploads } from './core/uploads/opened-file.ts';
import { isOffered } from './core/who/family.ts';

/** What opens the files that people give in chat, and takes back what was taken over: loaded when it is first asked for. */
export function createUploads(platformNames: readonly PlatformNames[]): Uploads {
  return {
    async openFile(name, bytes) {
      const { openFile } = await import('./import/upload/index.ts');
      return openFile(platformNames, name, bytes);
    },
    undoImport,
  };
}

/** Takes back what somebody took over in chat, and nobody else's import. */
async function undoImport(context: Context, at?: string): Promise<string[] | undefined> {
  const { register, setting, me } = context;
  const last = await register.lastImports.find(setting.id);
  if (last?.by !== me.id || (at !== undefined && at !== last.at.toISOString())) return undefined;
  const { undoImport } = await import('./import/undo.ts');
  try {
    const { summary } = await undoImport(context, me.id);
    // How many were new tells who was on record as a parent.
    return isOffered(context, { isProtected: true }) ? summary : summary.slice(0, 1);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
