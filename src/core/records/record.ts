import type { Rows } from '../store.ts';
import type { Context, Scene } from '../talk/context.ts';

/** What happened: to what (an id or a reference), and what the trail keeps of it. */
interface Happening {
  action: string;
  subject: string;
  payload?: Record<string, unknown>;
}

/**
 * Records something that somebody did, now, and saves what it changed: one call, so that nothing is changed without an event.
 * Without rows it records that something was read or asked.
 */
export async function record(
  context: Context,
  happening: Happening,
  rows: Partial<Rows> = {},
): Promise<void> {
  await recordAs(context.me.id, context, happening, rows);
}

/** As `record`, done by another than who asks: a person's id, `rules` or `parent`. */
export async function recordAs(
  actor: string,
  { register, setting, now }: Pick<Scene, 'register' | 'setting' | 'now'>,
  { action, subject, payload = {} }: Happening,
  rows: Partial<Rows> = {},
): Promise<void> {
  await register.record(setting.id, { action, actor, subject, payload }, rows, now);
}
