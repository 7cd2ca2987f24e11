import type { Declaration } from './declaration.ts';
import { openDesk } from './facts/cases.ts';
import type { Context } from './talk/context.ts';
import { button } from './talk/view.ts';
import { tell } from './tell.ts';

/** The second person says that it was no error: the proposal is taken back, and the case's officer is told that it stands. */
export async function withdrawVoid(
  context: Context,
  before: Declaration,
): Promise<{ after: Declaration; officer: string | undefined }> {
  const { register, setting, me, now } = context;
  const ref = `D-${before.number}`;
  const after: Declaration = { ...before, voidProposedBy: null, officerNote: null };
  await register.declarations.save(after);
  await register.audit.append(
    setting.id,
    {
      action: 'declaration.void_declined',
      actor: me.id,
      subject: ref,
      payload: { by: before.voidProposedBy },
    },
    now,
  );
  const officer = (await openDesk(context)).ofDeclaration(after);
  if (officer !== undefined && officer !== me.id) {
    await tell(context, {
      to: officer,
      subject: ref,
      milestone: `void-declined:${now.toISOString()}`,
      class: 'alert',
      title: `${ref}: it stands`,
      text: `It was not agreed that ${ref} was recorded in error. It stands, and waits for you.`,
      button: button(`Open ${ref}`, 'decide', { ref }),
    });
  }
  return { after, officer };
}
