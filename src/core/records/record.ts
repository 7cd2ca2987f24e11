import type { Rows } from '../store.ts';
import type { Context, Scene } from '../talk/context.ts';

/** An event: the id or reference that it is about, and its payload. */
interface Happening {
  action: string;
  subject: string;
  payload?: Record<string, unknown>;
}

/**
 * Records an event by the person who asks, now, and saves the rows that it changed, in one call, so that nothing is changed
 * without an event. Without rows it records that something was read or asked.
 */
export async function record(
  context: Context,
  happening: Happening,
  rows: Partial<Rows> = {},
): Promise<void> {
  await recordAs(context.me.id, context, happening, rows);
}

/** `record` with another actor than the person who asks: a person's id, `rules` or `parent`. */
export async function recordAs(
  actor: string,
  { register, setting, now }: Pick<Scene, 'register' | 'setting' | 'now'>,
  { action, subject, payload = {} }: Happening,
  rows: Partial<Rows> = {},
): Promise<void> {
  await register.record(setting.id, { action, actor, subject, payload }, rows, now);
}
