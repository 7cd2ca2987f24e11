import type { Platform } from '../../src/core/platform.ts';
import { type Ends, listen } from './listen.ts';
import { createSession, type SessionDeps } from './session.ts';

/** The console: whoever sits at this machine, as anybody they like. `open` comes back when they leave. */
export function createConsole(deps: SessionDeps & Ends): { platform: Platform; open(): Promise<void> } {
  const session = createSession(deps);
  return { platform: session.platform, open: () => listen(session, deps) };
}
