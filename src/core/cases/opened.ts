import type { Declaration } from '../declarations/declaration.ts';
import type { Context } from '../talk/context.ts';

/** An officer other than the declarer has it open: kept where the declarer can see it, and audited. */
export async function recordOpening(context: Context, declaration: Declaration): Promise<void> {
  if (declaration.declarer === context.me.id) return;
  await context.register.declarations.opened(context.setting.id, declaration.id, context.me.id, context.now);
  await context.register.audit.append(
    context.setting.id,
    { action: 'declaration.opened', actor: context.me.id, subject: `D-${declaration.number}`, payload: {} },
    context.now,
  );
}
