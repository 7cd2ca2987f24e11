import { deciderOf, isForDeclarerToConfirm } from '../cases/case.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { tellAdmin } from '../cases/unroutable.ts';
import { tell } from '../notices/tell.ts';
import type { Context } from '../talk/context.ts';
import { button } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';

/**
 * A second person confirms that it was recorded in error: the next officer, or its declarer where there is no other. While
 * the others are merely away nobody is asked, and it waits for them.
 */
export async function askSecond(
  context: Context,
  proposed: Declaration,
  officers: Officers,
): Promise<'officer' | 'declarer' | 'nobody'> {
  const ref = `D-${proposed.number}`;
  const officer = deciderOf(officers, proposed);
  const who =
    officer !== undefined ? 'officer' : isForDeclarerToConfirm(officers, proposed) ? 'declarer' : 'nobody';
  const milestone = `void-proposed:${context.now.toISOString()}`;
  if (officer === undefined) await tellAdmin(context, officers, ref, milestone);
  if (who !== 'nobody')
    await tell(context, {
      to: officer ?? proposed.declarer,
      subject: ref,
      milestone,
      class: who === 'officer' ? 'alert' : 'routine',
      title: `${ref}: recorded in error?`,
      text: `It has been proposed that ${ref} was recorded in error. Your word is needed.`,
      button: button(`Open ${ref}`, who === 'officer' ? 'decide' : 'confirm', { ref }),
    });
  return who;
}

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
  const officer = (await loadOfficers(context)).ofDeclaration(after);
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
