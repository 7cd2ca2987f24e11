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
 * Asks a second person to confirm that the declaration was recorded in error: the next officer, or its declarer where no
 * other officer exists. While the other officers are merely away it waits for them.
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

/** The second person disagrees: the proposal is withdrawn, and the case's officer is told that the declaration stands. */
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

/** Tells the second person about the proposal: an officer, or the declarer. */
function voidProposed(number: number, asks: 'officer' | 'declarer', at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-proposed', asks },
    occasion: at.toISOString(),
    title: `Was it recorded in error? (${ref})`,
    text: `It has been proposed that a declaration, ${ref}, was recorded in error. Your word is needed.`,
    button: button(`Open ${ref}`, asks === 'officer' ? 'decide' : 'confirm', { ref }),
  };
}

/** Tells the officer who proposed the void that it was declined. */
function voidDeclined(number: number, at: Date): Telling {
  const ref = `D-${number}`;
  return {
    subject: ref,
    content: { kind: 'void-declined' },
    occasion: at.toISOString(),
    title: `A declaration stands, and waits for you (${ref})`,
    text: `It was not agreed that a declaration, ${ref}, was recorded in error. It stands, and waits for you.`,
    button: openCase(ref),
  };
}
