import type { Platform } from '../../src/core/platform.ts';
import { type Ends, listen } from './listen.ts';
import { createSession, type SessionDeps } from './session.ts';

/** The console: the person at this machine acts as anybody they like. `open` resolves when they leave. */
export function createConsole(deps: SessionDeps & Ends): { platform: Platform; open(): Promise<void> } {
  const session = createSession(deps);
  return { platform: session.platform, open: () => listen(session, deps) };
}
