import { accountsToConfirm } from '../accounts/confirming.ts';
import { inPersonToConfirm } from '../declarations/confirming.ts';
import { absencesToConfirm } from '../people/absences.ts';
import { proposalsToConfirm } from '../people/proposals.ts';
import { adoptionsToConfirm } from '../policies/second-approval.ts';
import type { Context } from '../talk/context.ts';
import type { ToConfirm } from './to-confirm.ts';

/**
 * What others have recorded about accounts, absences and offices, and what waits for my word: as the person whom it is about, or as an
 * officer or administrator who confirms it. Last, what people without an account are to tell me in person.
 */
export async function secondWords(context: Context): Promise<ToConfirm[]> {
  return [
    ...(await accountsToConfirm(context)),
    ...(await absencesToConfirm(context)),
    ...(await proposalsToConfirm(context)),
    ...(await adoptionsToConfirm(context)),
    ...(await inPersonToConfirm(context)),
  ];
}
