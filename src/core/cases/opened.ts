import type { Declaration } from '../declarations/declaration.ts';
import { record } from '../records/record.ts';
import type { Context } from '../talk/context.ts';

/** Records that an officer other than the declarer has opened a declaration: its declarer can see it, and it is audited. */
export async function recordOpening(context: Context, declaration: Declaration): Promise<void> {
  if (declaration.declarer === context.me.id) return;
  await context.register.declarations.opened(context.setting.id, declaration.id, context.me.id, context.now);
  await record(context, { action: 'declaration.opened', subject: `D-${declaration.number}` });
}
