import { deciderOf, isForDeclarerToConfirm } from '../cases/case.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { tellAdmin } from '../cases/unroutable.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { openCase } from '../notices/words.ts';
import { record } from '../records/record.ts';
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
  if (officer === undefined)
    await tellAdmin(context, officers, ref, `void-proposed:${context.now.toISOString()}`);
  if (who !== 'nobody')
    await tell(context, officer ?? proposed.declarer, voidProposed(proposed.number, who, context.now));
  return who;
}

/** The second person says that it was no error: the proposal is taken back, and the case's officer is told that it stands. */
export async function withdrawVoid(
  context: Context,
  before: Declaration,
): Promise<{ after: Declaration; officer: string | undefined }> {
  const { me, now } = context;
  const ref = `D-${before.number}`;
  const after: Declaration = { ...before, voidProposedBy: null, officerNote: null };
  await record(
    context,
    { action: 'declaration.void_declined', subject: ref, payload: { by: before.voidProposedBy } },
    { declarations: [after] },
  );
  const officer = (await loadOfficers(context)).ofDeclaration(after);
  if (officer !== undefined && officer !== me.id)
    await tell(context, officer, voidDeclined(before.number, now));
  return { after, officer };
}

/** To whom it was proposed to by the rules: an officer, or its declarer. */
function voidProposed(number: number, asks: 'officer' | 'declarer', at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-proposed', asks },
    occasion: at.toISOString(),
    title: `${ref}: recorded in error?`,
    text: `It has been proposed that ${ref} was recorded in error. Your word is needed.`,
    button: button(`Open ${ref}`, asks === 'officer' ? 'decide' : 'confirm', { ref }),
  };
}

/** To its officer, who proposed it. */
function voidDeclined(number: number, at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-declined' },
    occasion: at.toISOString(),
    title: `${ref}: it stands`,
    text: `It was not agreed that ${ref} was recorded in error. It stands, and waits for you.`,
    button: openCase(ref),
  };
}
